// The invoices of an account: looks them up in WHMCS's list of its client and asks for those that may have changed. They
// are read and written like any other, so that what is known of each stays in one place.
import { noteListed } from '../ledger/listed.ts';
import type { DueWork, WorkOutcome } from '../ledger/billing-work.ts';
import { oldestOpen } from '../ledger/views.ts';
import { readAccounts, type BilledAccount } from '../salesforce/availability.ts';
import { listInvoices, type ListedInvoice } from '../whmcs/invoices.ts';
import { optionalId } from '../whmcs/reply.ts';
import { digestOf } from './batch.ts';
import type { Desk } from './desk.ts';
import { reason } from './reasons.ts';

const PAGE = 250;
/** 5,000 invoices of one client. */
const PAGES = 20;
/** What a list does not show of them may have changed: a part payment. */
const OPEN = new Set(['Unpaid', 'Overdue', 'Payment Pending', 'Collections']);

/** @throws PortwayError when a system is away or refuses us; nothing is settled then */
export async function askForInvoices(desk: Desk, due: readonly DueWork[]): Promise<WorkOutcome[]> {
  // Asked first: an order that ends after this has told Salesforce its client before we look.
  const hasOpenOrders = (await oldestOpen(desk.ledger)) !== null;
  const accounts = await desk.salesforce.run(() =>
    readAccounts(
      desk.api,
      due.map(({ recordId }) => recordId),
    ),
  );
  const byId = new Map(accounts.map((account) => [account.accountId, account]));
  return Promise.all(
    due.map(async (work) => {
      const account = byId.get(work.recordId);
      if (!account) return desk.unknown(work, `Account ${work.recordId}`);
      if (hasOpenOrders && account.clientId === null) return desk.outcomes.waiting(work);
      return desk.judged(work, () => askForAccount(desk, work, account));
    }),
  );
}

async function askForAccount(desk: Desk, work: DueWork, account: BilledAccount): Promise<WorkOutcome> {
  const { ledger, outcomes, now } = desk;
  const clientId = optionalId(account.clientId);
  if (clientId === null) {
    const name = `Account ${account.accountId} ‘${account.name}’`;
    const entered = account.clientId === null ? name : `${name}, WHMCS Account ID ‘${account.clientId}’`;
    return desk.noted(work, reason('CLIENT_MISSING', entered));
  }
  for (let page = 0, start = 0; page < PAGES; page++) {
    const { invoices, total } = await listInvoices(desk.whmcs, { userid: clientId }, { start, size: PAGE });
    // An ignored filter would answer with other people's invoices.
    const own = invoices.filter((invoice) => invoice.clientId === clientId);
    const rows = own.map((invoice) => ({ recordId: invoice.whmcsInvoiceId, digest: digestUnlessOpen(invoice) }));
    await noteListed(ledger, 'invoice', rows, now());
    start += invoices.length;
    if (invoices.length === 0 || start >= total) return outcomes.done(work, null);
  }
  const why = reason('TOO_MANY_INVOICES', `WHMCS client ${clientId}, more than ${PAGES * PAGE}`);
  return { ...outcomes.done(work, null), reason: why };
}

function digestUnlessOpen({ status, row }: ListedInvoice): string | null {
  return OPEN.has(status) ? null : digestOf(row);
}
