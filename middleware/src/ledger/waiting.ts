// What Salesforce says is still waiting, held against what is known of it here.
import type { Ledger } from './open-ledger.ts';
import { chunksOf } from './requests.ts';
import { askFor, keyOf, type WorkKey } from './webhooks.ts';

export interface WaitingWork {
  readonly work: WorkKey;
  /** Asked for together with it. */
  readonly along: readonly WorkKey[];
  /** By this machine's clock, to a few seconds. Null: nobody knows. */
  readonly requestedAt: Date | null;
}

/** Two machines' clocks are known to each other to the second, and a request takes some time to get here. */
const CLOCKS_AGREE_MS = 5_000;

/**
 * Asks for what has no row, has ended, or was last asked for before it was requested. The rest is due, or fails and will be
 * tried again by itself.
 * @returns for how many it asked
 */
export async function noteWaiting(ledger: Ledger, waiting: readonly WaitingWork[], now: Date): Promise<number> {
  let asked = 0;
  for (const some of chunksOf(waiting)) {
    asked += await ledger.db.transaction().execute(async (tx) => {
      const rows = await tx
        .selectFrom('billing_work')
        .select(['kind', 'record_id', 'due_at', 'asked_at'])
        .where(
          'record_id',
          'in',
          some.map(({ work }) => work.recordId),
        )
        .execute();
      const known = new Map(rows.map((row) => [keyOf({ kind: row.kind, recordId: row.record_id }), row]));
      const missed = some.filter(({ work, requestedAt }) => {
        const row = known.get(keyOf(work));
        if (!row) return true;
        // Ended, and Salesforce says that it waits: what was done was for an earlier request, or was overwritten.
        if (row.due_at === null) return true;
        return requestedAt !== null && Date.parse(row.asked_at) < requestedAt.getTime() - CLOCKS_AGREE_MS;
      });
      await askFor(
        tx,
        missed.flatMap(({ work, along }) => [work, ...along]),
        now,
      );
      return missed.length;
    });
  }
  if (asked > 0) ledger.announceWork();
  return asked;
}
