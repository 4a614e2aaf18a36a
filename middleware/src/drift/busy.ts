// Who is left out of a look: accounts and clients of which the ledger is working on something, or which have just changed.
import { busyBilling, busyOrders, waitingResults } from '../ledger/busy.ts';
import type { Ledger } from '../ledger/open-ledger.ts';
import type { Scratch } from './scratch.ts';

const BUSY_CLIENTS = [
  `select a.client_id from s_account a join busy_account b on b.account_id = a.account_id`,
  `select v.client_id from w_service v join s_item i on i.item_id = v.marker join busy_order b on b.order_id = i.order_id`,
  `select w.client_id from w_order w join busy_order b on b.order_id = w.order_marker`,
  `select client_id from w_invoice where invoice_id in (select id from billing_invoice)`,
  `select client_id from w_service where service_id in (select id from billing_service)`,
];

/**
 * Puts down in the scratch who is busy. Asked after the picture was taken: what was under way then and has ended since counts.
 * @param since when the look began, less the time after which things count as settled
 */
export async function noteBusy(scratch: Scratch, ledger: Ledger, since: Date, now: Date): Promise<void> {
  const note = (ids: readonly string[]): void =>
    scratch.add(
      'busy_order',
      ids.map((order_id) => ({ order_id })),
    );
  for await (const ids of busyOrders(ledger, since)) note(ids);
  for await (const ids of waitingResults(ledger)) note(ids);
  for await (const ids of busyBilling(ledger, 'account-invoices', now))
    scratch.add(
      'busy_account',
      ids.map((account_id) => ({ account_id })),
    );
  for (const kind of ['invoice', 'service'] as const) {
    for await (const ids of busyBilling(ledger, kind, now))
      scratch.add(
        `billing_${kind}`,
        ids.map((id) => ({ id })),
      );
  }
  scratch.change(
    'insert or ignore into busy_account select s.account_id from s_order s join busy_order b on b.order_id = s.order_id where s.account_id is not null',
  );
  for (const clients of BUSY_CLIENTS)
    scratch.change(`insert or ignore into busy_client select client_id from (${clients}) where client_id is not null`);
  scratch.change(
    'insert or ignore into busy_account select a.account_id from s_account a join busy_client b on b.client_id = a.client_id',
  );
}

/** Whether anything that this is about is left out. */
export function isBusy(scratch: Scratch, about: Readonly<Record<string, unknown>>): boolean {
  const is = (table: 'account' | 'client', id: unknown): boolean => {
    if (typeof id !== 'string') return false;
    for (const _row of scratch.rows(`select 1 from busy_${table} where ${table}_id = ?`, id)) return true;
    return false;
  };
  return (
    is('account', about.account_id) ||
    is('account', about.other_account_id) ||
    is('client', about.client_id) ||
    is('client', about.other_client_id)
  );
}
