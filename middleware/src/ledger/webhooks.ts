// Webhooks taken in: the sender's event id and the work it asks for, in one commit.
import { sql, type Transaction } from 'kysely';
import type { Ledger } from './open-ledger.ts';
import { chunksOf } from './requests.ts';
import { createSharedCommits } from './shared-commits.ts';
import type { BillingKind, LedgerTables } from './tables.ts';

export interface WorkKey {
  readonly kind: BillingKind;
  /** Of the system that the kind names. */
  readonly recordId: string;
}

export function keyOf({ kind, recordId }: WorkKey): string {
  return `${kind}/${recordId}`;
}

export interface Webhook {
  /** The sender's id: the same in every attempt. */
  readonly eventId: string;
  /** Null when the event asks for nothing here; it is then only remembered. */
  readonly work: WorkKey | null;
}

export type Acceptance = 'accepted' | 'duplicate';

/** A function that resolves once the event is on disk. @throws what the database says; nothing was stored then */
export function createWebhookInbox(ledger: Ledger, now: () => Date): (webhook: Webhook) => Promise<Acceptance> {
  return createSharedCommits((webhooks: readonly Webhook[]) => store(ledger, webhooks, now())).store;
}

async function store(ledger: Ledger, webhooks: readonly Webhook[], now: Date): Promise<Acceptance[]> {
  const firstById = new Map<string, number>();
  webhooks.forEach(({ eventId }, index) => {
    if (!firstById.has(eventId)) firstById.set(eventId, index);
  });
  /** Positions of the events not seen before. */
  const fresh = new Set<number>();
  await ledger.db.transaction().execute(async (tx) => {
    // Sorted, so that two instances lock the same rows in the same order.
    for (const ids of chunksOf([...firstById.keys()].sort())) {
      const rows = await tx
        .insertInto('webhook')
        .values(ids.map((event_id) => ({ event_id, received_at: now.toISOString() })))
        .onConflict((conflict) => conflict.column('event_id').doNothing())
        .returning('event_id')
        .execute();
      for (const row of rows) fresh.add(firstById.get(row.event_id)!);
    }
    await askFor(
      tx,
      [...fresh].map((index) => webhooks[index]!.work).filter((work) => work !== null),
      now,
    );
  });
  if (fresh.size > 0) ledger.announceWork();
  return webhooks.map((_, index) => (fresh.has(index) ? 'accepted' : 'duplicate'));
}

/** Makes each of these due now, however often and for whatever reason it was put off. */
export async function askFor(tx: Transaction<LedgerTables>, work: readonly WorkKey[], now: Date): Promise<void> {
  const byKey = new Map(work.map((each) => [keyOf(each), each]));
  const at = now.toISOString();
  for (const keys of chunksOf([...byKey.keys()].sort()))
    await tx
      .insertInto('billing_work')
      .values(
        keys.map((key) => ({
          kind: byKey.get(key)!.kind,
          record_id: byKey.get(key)!.recordId,
          asked: 1,
          due_at: at,
          attempts: 0,
          asked_at: at,
          updated_at: at,
        })),
      )
      .onConflict((conflict) =>
        conflict.columns(['kind', 'record_id']).doUpdateSet({
          asked: sql`billing_work.asked + 1`,
          due_at: at,
          attempts: 0,
          asked_at: at,
        }),
      )
      .execute();
}

/**
 * Notes a request that asks for no work of the ledger's, so that it counts once.
 * @param eventId of another form than webhooks have
 * @returns false when it was noted before, here or by another instance
 */
export async function noteOnce(ledger: Ledger, eventId: string, now: Date): Promise<boolean> {
  const noted = await ledger.db
    .insertInto('webhook')
    .values({ event_id: eventId, received_at: now.toISOString() })
    .onConflict((conflict) => conflict.column('event_id').doNothing())
    .returning('event_id')
    .execute();
  return noted.length > 0;
}

const ROWS_AT_ONCE = 5_000;

/**
 * Forgets up to 5,000 events received before the given time.
 * @param before well past the time for which the sender repeats: three days
 */
export async function pruneWebhooks(ledger: Ledger, before: Date): Promise<number> {
  const { numDeletedRows } = await ledger.db
    .deleteFrom('webhook')
    .where('event_id', 'in', (eb) =>
      eb
        .selectFrom('webhook')
        .select('event_id')
        .where('received_at', '<', before.toISOString())
        .orderBy('received_at')
        .limit(ROWS_AT_ONCE),
    )
    .executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}
