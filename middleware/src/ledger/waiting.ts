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
 * Asks for what has no row or was last asked for before it was requested; where nobody knows when that was, or cannot tell to
 * the second, for what has ended. The rest has been done since, is due, or fails and will be tried again by itself.
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
        if (requestedAt === null) return row.due_at === null;
        // Ended, and asked for at about the time of the request: it may have been for the request before.
        const toleranceMs = row.due_at === null ? CLOCKS_AGREE_MS : -CLOCKS_AGREE_MS;
        return Date.parse(row.asked_at) < requestedAt.getTime() + toleranceMs;
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
