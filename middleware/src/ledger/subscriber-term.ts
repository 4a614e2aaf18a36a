// Who subscribes to a topic, and where the subscription stands. At most one instance holds the term of a topic; each
// new term raises the epoch, and every write of an earlier one is refused.
import pg from 'pg';
import { sql, type Kysely, type Transaction } from 'kysely';
import type { Ledger } from './open-ledger.ts';
import { connectionConfig } from './postgres.ts';
import { TermLost } from './refusals.ts';
import type { LedgerTables } from './tables.ts';

export interface SubscriberTerm {
  readonly topic: string;
  readonly epoch: number;
  /** Aborted when the term ends by itself: the connection that holds it died. */
  readonly lost: AbortSignal;
  /** Ends the term, so that another instance may take the topic at once. */
  release(): Promise<void>;
}

export interface Cursor {
  /** Opaque; null when there is none: start from the earliest event kept. */
  readonly replayId: Uint8Array | null;
  readonly updatedAt: Date;
}

/**
 * Takes the topic, or answers null because another instance has it. On PostgreSQL a session-level advisory lock on a
 * connection of its own decides, so a killed holder is succeeded at once; a SQLite ledger has one process only.
 */
export async function takeTerm(ledger: Ledger, topic: string, now: Date): Promise<SubscriberTerm | null> {
  return take(ledger, topic, () => nextEpoch(ledger, topic, now));
}

/** As takeTerm, for work that one instance does at a time and that has no cursor. */
export async function takeTurn(ledger: Ledger, work: string): Promise<SubscriberTerm | null> {
  return take(ledger, work, () => ledger.db.transaction().execute((tx) => raiseEpoch(tx, ledger, work)));
}

async function take(ledger: Ledger, topic: string, begin: () => Promise<number>): Promise<SubscriberTerm | null> {
  if (!ledger.databaseUrl) return { topic, epoch: await begin(), lost: neverLost(), release: () => Promise.resolve() };

  const lost = new AbortController();
  const client = new pg.Client(connectionConfig(ledger.databaseUrl, ledger.instanceId));
  client.on('error', () => lost.abort());
  client.on('end', () => lost.abort());
  const release = (): Promise<void> => client.end().catch(() => undefined);
  try {
    await client.connect();
    // Asks the server to notice a machine that vanished, and so to free the topic, within half a minute.
    await client.query(
      'set tcp_keepalives_idle = 10; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 3; set tcp_user_timeout = 20000',
    );
    const { rows } = await client.query<{ taken: boolean }>(
      'select pg_try_advisory_lock(hashtext($1), hashtext($2)) as taken',
      ['portway subscriber', topic],
    );
    if (!rows[0]?.taken) {
      await release();
      return null;
    }
    return { topic, epoch: await begin(), lost: lost.signal, release };
  } catch (error) {
    await release();
    throw error;
  }
}

function neverLost(): AbortSignal {
  return new AbortController().signal;
}

async function nextEpoch(ledger: Ledger, topic: string, now: Date): Promise<number> {
  return ledger.db.transaction().execute(async (tx) => {
    const epoch = await raiseEpoch(tx, ledger, topic);
    await tx
      .insertInto('event_cursor')
      .values({ topic, epoch, replay_id: null, updated_at: now.toISOString(), note: null })
      .onConflict((conflict) => conflict.column('topic').doUpdateSet({ epoch }))
      .execute();
    return epoch;
  });
}

async function raiseEpoch(tx: Transaction<LedgerTables>, ledger: Ledger, topic: string): Promise<number> {
  const { epoch } = await tx
    .insertInto('leader')
    .values({ topic, epoch: 1, holder: ledger.instanceId })
    .onConflict((conflict) =>
      conflict.column('topic').doUpdateSet({ epoch: sql`leader.epoch + 1`, holder: ledger.instanceId }),
    )
    .returning('epoch')
    .executeTakeFirstOrThrow();
  return epoch;
}

/** Keeps the term until this commit, for writes that move no cursor. @throws TermLost */
export async function holdTerm(tx: Transaction<LedgerTables>, { topic, epoch }: SubscriberTerm): Promise<void> {
  const { numUpdatedRows } = await tx
    .updateTable('leader')
    .set({ epoch })
    .where('topic', '=', topic)
    .where('epoch', '=', epoch)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows !== 1n) throw new TermLost(topic);
}

export async function readCursor(ledger: Ledger, topic: string): Promise<Cursor | null> {
  const row = await ledger.db
    .selectFrom('event_cursor')
    .select(['replay_id', 'updated_at'])
    .where('topic', '=', topic)
    .executeTakeFirst();
  return row ? { replayId: row.replay_id, updatedAt: new Date(row.updated_at) } : null;
}

/** Stores the cursor of a batch without events. @throws TermLost */
export async function storeCursor(
  ledger: Ledger,
  term: SubscriberTerm,
  replayId: Uint8Array,
  now: Date,
): Promise<void> {
  await moveCursor(ledger.db, term, { replay_id: replayId }, now);
}

/** Throws the cursor away, keeping the reason: the next subscription starts from the earliest event. @throws TermLost */
export async function forgetCursor(ledger: Ledger, term: SubscriberTerm, reason: string, now: Date): Promise<void> {
  await moveCursor(ledger.db, term, { replay_id: null, note: `${now.toISOString()} ${reason}` }, now);
}

/** The fenced write that every batch goes through. @throws TermLost */
export async function moveCursor(
  db: Kysely<LedgerTables> | Transaction<LedgerTables>,
  term: SubscriberTerm,
  change: { replay_id: Uint8Array | null; note?: string },
  now: Date,
): Promise<void> {
  const { numUpdatedRows } = await db
    .updateTable('event_cursor')
    .set({ ...change, updated_at: now.toISOString() })
    .where('topic', '=', term.topic)
    .where('epoch', '=', term.epoch)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows !== 1n) throw new TermLost(term.topic);
}
