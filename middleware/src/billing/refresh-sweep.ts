// The refresh sweep: asks Salesforce which opportunities wait for their stock to be read, whether or not an event said so.
// An event alone proves nothing; published ones can be lost, and after three days they are gone.
import type { Ledger } from '../ledger/open-ledger.ts';
import { noteWaiting, type WaitingWork } from '../ledger/waiting.ts';
import type { SalesforceApi } from '../salesforce/api.ts';
import { waitingSales, type WaitingSale } from '../salesforce/availability.ts';

export interface RefreshSweepOptions {
  readonly ledger: Ledger;
  readonly api: SalesforceApi;
  readonly now: () => Date;
  readonly salesforceNow: () => Date;
}

/** Pages per sweep; the next sweep goes on where this one stopped. */
const PAGES = 5;
/** An event of a change younger than this is most likely on its way. */
const ON_ITS_WAY_MS = 10_000;

/** @returns a function that sweeps once, with at most five calls: how many opportunities it asked for */
export function createRefreshSweep({ ledger, api, now, salesforceNow }: RefreshSweepOptions): () => Promise<number> {
  let after: string | null = null;

  return async () => {
    let found = 0;
    const settledBefore = new Date(salesforceNow().getTime() - ON_ITS_WAY_MS);
    for (let page = 0; page < PAGES; page++) {
      const { sales, next } = await waitingSales(api, after, settledBefore);
      // A time still to come would be asked for at every sweep.
      const due = sales.filter(({ requestedAt }) => requestedAt === null || requestedAt <= salesforceNow());
      const aheadMs = salesforceNow().getTime() - now().getTime();
      const waiting = due.map((sale) => waitingWork(sale, aheadMs));
      found += await noteWaiting(ledger, waiting, now());
      after = next;
      if (next === null) break;
    }
    return found;
  };
}

/** @param aheadMs of this machine's clock is Salesforce's */
function waitingWork({ opportunityId, accountId, requestedAt }: WaitingSale, aheadMs: number): WaitingWork {
  return {
    work: { kind: 'availability', recordId: opportunityId },
    along: accountId === null ? [] : [{ kind: 'account-invoices', recordId: accountId }],
    requestedAt: requestedAt && new Date(requestedAt.getTime() - aheadMs),
  };
}
