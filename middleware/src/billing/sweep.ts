// The billing sweep: looks through WHMCS's lists for what no webhook announced, and has it read. Bounded: each sweep takes
// the newest page of invoices and the next few pages of the rest in turn, whatever the size of the installation.
import type { Ledger } from '../ledger/open-ledger.ts';
import { noteListed } from '../ledger/listed.ts';
import type { WhmcsCall } from '../whmcs/call.ts';
import { listInvoices } from '../whmcs/invoices.ts';
import { listServices } from '../whmcs/services.ts';
import { digestOf } from './batch.ts';

export interface BillingSweepOptions {
  readonly ledger: Ledger;
  readonly whmcs: WhmcsCall;
  readonly now: () => Date;
}

const PAGE = 250;
/** Pages of invoices after the newest one, and pages of services, per sweep. */
const OLDER_PAGES = 5;
const SERVICE_PAGES = 2;
/** A part payment changes nothing that a list shows: so many of the unpaid invoices are read anew per sweep. */
const UNPAID_READ_ANEW = 50;

/**
 * Where the walks stand, from one sweep to the next; a new process begins anew.
 * @returns a function that sweeps once, with at most ten calls: how many records are to be read now
 */
export function createBillingSweep({ ledger, whmcs, now }: BillingSweepOptions): () => Promise<number> {
  const at = { invoices: PAGE, services: 0, unpaid: 0 };

  /** One page of invoices. @returns where the next one begins; null after the last */
  const sweepInvoices = async (start: number): Promise<{ found: number; next: number | null }> => {
    const { invoices, total } = await listInvoices(whmcs, {}, { start, size: PAGE });
    const rows = invoices.map(({ whmcsInvoiceId, row }) => ({ recordId: whmcsInvoiceId, digest: digestOf(row) }));
    return { found: await noteListed(ledger, 'invoice', rows, now()), next: nextOf(start, rows.length, total) };
  };

  const sweepServices = async (start: number): Promise<{ found: number; next: number | null }> => {
    const { services, total } = await listServices(whmcs, { start, size: PAGE });
    const rows = services.map(({ serviceId, status }) => ({ recordId: serviceId, digest: digestOf(status) }));
    return { found: await noteListed(ledger, 'service', rows, now()), next: nextOf(start, rows.length, total) };
  };

  const sweepUnpaid = async (start: number): Promise<{ found: number; next: number | null }> => {
    const { invoices, total } = await listInvoices(whmcs, { status: 'Unpaid' }, { start, size: UNPAID_READ_ANEW });
    const rows = invoices.map(({ whmcsInvoiceId }) => ({ recordId: whmcsInvoiceId, digest: null }));
    return { found: await noteListed(ledger, 'invoice', rows, now()), next: nextOf(start, rows.length, total) };
  };

  return async () => {
    const newest = await sweepInvoices(0);
    let found = newest.found;
    if (newest.next === null) at.invoices = PAGE;
    for (let page = 0; newest.next !== null && page < OLDER_PAGES; page++) {
      const older = await sweepInvoices(at.invoices);
      found += older.found;
      at.invoices = older.next ?? PAGE;
      if (older.next === null) break;
    }
    for (let page = 0; page < SERVICE_PAGES; page++) {
      const services = await sweepServices(at.services);
      found += services.found;
      at.services = services.next ?? 0;
      if (services.next === null) break;
    }
    const unpaid = await sweepUnpaid(at.unpaid);
    at.unpaid = unpaid.next ?? 0;
    return found + unpaid.found;
  };
}

function nextOf(start: number, count: number, total: number): number | null {
  return count === 0 || start + count >= total ? null : start + count;
}
