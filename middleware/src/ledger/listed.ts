// What a list of WHMCS's shows, held against what it showed last.
import type { Ledger } from './open-ledger.ts';
import { chunksOf } from './requests.ts';
import type { BillingKind } from './tables.ts';
import { askFor } from './webhooks.ts';

export interface ListedRow {
  readonly recordId: string;
  /** Of what the list shows of it; null: have it read in any case. */
  readonly digest: string | null;
}

/** Asks for those whose row is new or has changed, and remembers the row, in one commit. @returns how many */
export async function noteListed(
  ledger: Ledger,
  kind: BillingKind,
  rows: readonly ListedRow[],
  now: Date,
): Promise<number> {
  let asked = 0;
  for (const some of chunksOf(rows)) {
    asked += await ledger.db.transaction().execute(async (tx) => {
      const ids = some.map(({ recordId }) => recordId);
      const known = await tx
        .selectFrom('billing_work')
        .select(['record_id', 'listed'])
        .where('kind', '=', kind)
        .where('record_id', 'in', ids)
        .execute();
      const listedById = new Map(known.map(({ record_id, listed }) => [record_id, listed]));
      const changed = some.filter(({ recordId, digest }) => digest === null || listedById.get(recordId) !== digest);
      const work = changed.map(({ recordId }) => ({ kind, recordId }));
      await askFor(tx, work, now);
      for (const { recordId, digest } of changed) {
        if (digest === null) continue;
        await tx
          .updateTable('billing_work')
          .set({ listed: digest })
          .where('kind', '=', kind)
          .where('record_id', '=', recordId)
          .execute();
      }
      return changed.length;
    });
  }
  if (asked > 0) ledger.announceWork();
  return asked;
}
