// What Salesforce says is still waiting, held against what is known of it here.
import type { Ledger } from './open-ledger.ts';
import { chunksOf } from './requests.ts';
import { askFor, keyOf, type WorkKey } from './webhooks.ts';

export interface WaitingWork {
  readonly work: WorkKey;
  /** Asked for together with it. */
  readonly along: readonly WorkKey[];
  /** Null: nobody knows. */
  readonly requestedAt: Date | null;
}

/**
 * Asks for what has no row, has ended, or was last asked for before it was requested; what is due, or fails and will be
 * tried again by itself, is left alone. @returns for how many it asked
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
        return !row || row.due_at === null || (requestedAt !== null && row.asked_at < requestedAt.toISOString());
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
