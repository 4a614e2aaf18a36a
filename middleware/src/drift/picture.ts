// One look at both systems: their lists, page by page, into the scratch. What a record of Salesforce should say is decided by the
// code that writes it (billing/mapping.ts, provisioning/whmcs/mapping.ts), so that there is one truth.
import { takeInvoices } from './invoices-of-whmcs.ts';
import { takeSalesforce } from './lists-of-salesforce.ts';
import { takeCancellations, takeClients, takeOrders, takeServices } from './lists-of-whmcs.ts';
import type { Scope, Topic } from './scope.ts';
import type { Scratch } from './scratch.ts';
import type { PictureSources } from './sources.ts';

/** Fills the scratch. @param topics what will be asked of it */
export async function takePicture(
  scratch: Scratch,
  from: PictureSources,
  topics: ReadonlySet<Topic>,
  scope: Scope,
): Promise<void> {
  // WHMCS first: what Salesforce hears of in between is newer there, and a second look settles it.
  if (topics.has('clients')) await takeClients(scratch, from, scope);
  if (topics.has('orders') || topics.has('services')) {
    await takeOrders(scratch, from, scope);
    await takeServices(scratch, from, scope);
  }
  if (topics.has('services') && (scope === null || scope.wantsCancellations)) await takeCancellations(scratch, from);
  if (topics.has('invoices')) await takeInvoices(scratch, from, scope);
  await takeSalesforce(scratch, from, topics, scope?.salesforce ?? null);
}
