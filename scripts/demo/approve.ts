// Picks an order of the sample data and approves it the way an agent does: through the console's own form.
import type { Connection } from 'jsforce';

export interface DemoOrder {
  readonly id: string;
  readonly number: string;
  readonly account: string;
}

interface PendingOrder {
  readonly Id: string;
  readonly OrderNumber: string;
  readonly Account: { readonly Name: string };
  readonly BillToContact: { readonly Email: string | null } | null;
  readonly OrderItems: {
    readonly records: readonly { readonly Product2: { readonly WHMCS_Product_Id__c: string | null } }[];
  } | null;
}

/** The first order in Pending Review that has all it needs; the sample data holds orders that fail on purpose too. */
export async function orderToApprove(salesforce: Connection): Promise<DemoOrder> {
  const { records } = await salesforce.query<PendingOrder>(
    `SELECT Id, OrderNumber, Account.Name, BillToContact.Email, (SELECT Product2.WHMCS_Product_Id__c FROM OrderItems)
     FROM Order WHERE Status = 'Pending Review' ORDER BY OrderNumber`,
  );
  const isComplete = (order: PendingOrder): boolean =>
    Boolean(order.BillToContact?.Email) &&
    (order.OrderItems?.records ?? []).every((line) => line.Product2.WHMCS_Product_Id__c !== null) &&
    Boolean(order.OrderItems);
  const order = records.find(isComplete);
  if (!order) throw new Error('The sample data holds no complete order in Pending Review: look at config/sample-data.');
  return { id: order.Id, number: order.OrderNumber, account: order.Account.Name };
}

/** @returns epoch milliseconds at which the console took the approval */
export async function approveInConsole(origin: string, orderId: string): Promise<number> {
  const sentAt = Date.now();
  const reply = await fetch(`${origin}/console/record/${orderId}`, {
    method: 'POST',
    headers: { origin },
    body: new URLSearchParams({ Status: 'Approved' }),
    redirect: 'manual',
  });
  if (reply.status !== 302)
    throw new Error(`The console refused the approval: HTTP ${reply.status}\n${await reply.text()}`);
  return sentAt;
}
