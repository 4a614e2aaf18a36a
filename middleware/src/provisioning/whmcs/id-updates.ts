// The ids that WHMCS gave, as records of Salesforce. Pure.
import type { OrderAccount, SalesforceOrder } from '../../salesforce/orders.ts';
import type { RecordUpdate } from '../../salesforce/update.ts';
import type { OrderPlan } from './mapping.ts';

export interface FoundIds {
  readonly clientId: string;
  readonly whmcsOrderId: string;
  /** OrderItem id → service id. */
  readonly serviceIds: ReadonlyMap<string, string>;
}

/** Only what Salesforce does not have yet, and the order in any case. */
export function idUpdates(
  order: SalesforceOrder,
  account: OrderAccount,
  plan: OrderPlan,
  { clientId, whmcsOrderId, serviceIds }: FoundIds,
): RecordUpdate[] {
  const updates: RecordUpdate[] = [
    { type: 'Order', id: order.orderId, fields: { WHMCS_Order_Id__c: Number(whmcsOrderId) } },
  ];
  for (const line of order.lines) {
    const serviceId = Number(serviceIds.get(line.orderItemId));
    if (line.whmcsServiceId === serviceId) continue;
    updates.push({ type: 'OrderItem', id: line.orderItemId, fields: { WHMCS_Service_ID__c: serviceId } });
  }
  if (account.whmcsClientId !== clientId) {
    updates.push({ type: 'Account', id: account.accountId, fields: { WH_Account__c: clientId } });
  }
  const updateOfOpportunity = opportunityUpdate(order, plan, serviceIds);
  if (updateOfOpportunity) updates.push(updateOfOpportunity);
  return updates;
}

/** The Service-class line's service is the one the opportunity stands for; an order of add-ons leaves it as it is. */
function opportunityUpdate(
  { opportunity }: SalesforceOrder,
  plan: OrderPlan,
  serviceIds: ReadonlyMap<string, string>,
): RecordUpdate | null {
  const line = plan.lines.find((candidate) => candidate.isService);
  if (!opportunity || !line) return null;
  const serviceId = Number(serviceIds.get(line.orderItemId));
  if (opportunity.whmcsServiceId === serviceId) return null;
  return { type: 'Opportunity', id: opportunity.opportunityId, fields: { WHMCS_Service_ID__c: serviceId } };
}
