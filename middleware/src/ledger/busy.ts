// What is being worked on, or was a moment ago: nobody should judge it by how it looks just now.
import type { Ledger } from './open-ledger.ts';
import type { BillingKind } from './tables.ts';

const OPEN = ['received', 'submitting', 'created', 'accepting', 'retrying', 'active'] as const;
const PAGE = 500;

/**
 * Orders under way, or that have changed since; page by page.
 * @param since an order that ended later may not look like it yet
 */
export async function* busyOrders(ledger: Ledger, since: Date): AsyncGenerator<string[]> {
  for (let after = ''; ;) {
    const rows = await ledger.db
      .selectFrom('order_ledger')
      .select('order_id')
      .where('order_id', '>', after)
      .where((eb) => eb.or([eb('state', 'in', OPEN), eb('updated_at', '>', since.toISOString())]))
      .orderBy('order_id')
      .limit(PAGE)
      .execute();
    if (rows.length > 0) yield rows.map((row) => row.order_id);
    if (rows.length < PAGE) return;
    after = rows.at(-1)!.order_id;
  }
}

/** Orders whose result waits to be written although nobody works on them. */
export async function* waitingResults(ledger: Ledger): AsyncGenerator<string[]> {
  for (let after = ''; ;) {
    const rows = await ledger.db
      .selectFrom('outbox')
      .select('order_id')
      .where('order_id', '>', after)
      .orderBy('order_id')
      .limit(PAGE)
      .execute();
    if (rows.length > 0) yield rows.map((row) => row.order_id);
    if (rows.length < PAGE) return;
    after = rows.at(-1)!.order_id;
  }
}

/** What billing has to read now, page by page. */
export async function* busyBilling(ledger: Ledger, kind: BillingKind, now: Date): AsyncGenerator<string[]> {
  for (let after = ''; ;) {
    const rows = await ledger.db
      .selectFrom('billing_work')
      .select('record_id')
      .where('kind', '=', kind)
      .where('record_id', '>', after)
      .where('due_at', 'is not', null)
      .where('due_at', '<=', now.toISOString())
      .orderBy('record_id')
      .limit(PAGE)
      .execute();
    if (rows.length > 0) yield rows.map((row) => row.record_id);
    if (rows.length < PAGE) return;
    after = rows.at(-1)!.record_id;
  }
}
