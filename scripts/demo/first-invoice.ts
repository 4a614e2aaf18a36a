// The invoice that WHMCS made for an order, as Salesforce comes to know it.
import type { Connection } from 'jsforce';

const PATIENCE_MS = 10_000;
const POLL_MS = 50;

/** @returns its id in WHMCS. @throws Error Salesforce has not heard of one in time */
export async function firstInvoice(salesforce: Connection, orderId: string): Promise<string> {
  for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline;) {
    const found = await salesforce.sobject('Invoice__c').findOne({ Order__c: orderId }, ['WHMCS_Invoice_Id__c']);
    if (found) return String((found as Record<string, unknown>).WHMCS_Invoice_Id__c);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  throw new Error(`Salesforce has heard of no invoice of order ${orderId} within ${PATIENCE_MS / 1000} s.`);
}
