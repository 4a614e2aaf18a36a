// WHMCS as a fulfilment target: client, order, acceptance, services, each step resuming from the ledger's facts.
import { PortwayError } from '../../errors.ts';
import type { SalesforceOrder } from '../../salesforce/orders.ts';
import type { RecordUpdate } from '../../salesforce/update.ts';
import type { FulfilmentTarget, Job } from '../target.ts';
import { ensureAccepted } from './accept-order.ts';
import { checkServices } from './check-services.ts';
import { whmcsJob, type WhmcsContext, type WhmcsJob } from './context.ts';
import { readFacts } from './facts.ts';
import { mapLines, planOrder, type OrderPlan } from './mapping.ts';
import { placeOrder } from './place-order.ts';

export function createWhmcsTarget(context: WhmcsContext): FulfilmentTarget {
  return {
    name: 'whmcs',
    // Every order is billed through WHMCS; products meant for other targets only will be told apart here.
    serves: () => true,
    hasOpenOutcome: (json) => {
      const facts = readFacts(json);
      const hasSent = facts.addOrderSentAt !== undefined || facts.addClientSentAt !== undefined;
      return hasSent && facts.whmcsOrderId === undefined;
    },
    fulfil: async (job) => {
      const { account } = job.order;
      if (!account) throw new PortwayError('ORDER_WITHOUT_ACCOUNT', `order ${job.order.orderNumber} has no account`);
      const work = whmcsJob(job, account);
      const plan = await planFor(context, job);
      if (work.facts.whmcsOrderId === undefined) await placeOrder(context, work, plan);
      const whmcsOrderId = work.facts.whmcsOrderId!;
      await ensureAccepted(context, work, whmcsOrderId);
      const serviceIds = await checkServices(context, work, plan, whmcsOrderId);
      return updatesFor(work, plan, serviceIds);
    },
  };
}

async function planFor({ catalogue, settings }: WhmcsContext, job: Job): Promise<OrderPlan> {
  const lines = mapLines(job.order);
  const products = await catalogue.traitsOf(lines.map((line) => line.productId));
  return planOrder(job.order, lines, {
    paymentMethod: settings.paymentMethod,
    writesOrderNotes: settings.writesOrderNotes,
    products,
  });
}

/** Only what Salesforce does not have yet. */
function updatesFor(
  { account, facts, job: { order } }: WhmcsJob,
  plan: OrderPlan,
  serviceIds: ReadonlyMap<string, string>,
): RecordUpdate[] {
  const updates: RecordUpdate[] = [
    { type: 'Order', id: order.orderId, fields: { WHMCS_Order_Id__c: Number(facts.whmcsOrderId) } },
  ];
  for (const line of order.lines) {
    const serviceId = Number(serviceIds.get(line.orderItemId));
    if (line.whmcsServiceId === serviceId) continue;
    updates.push({ type: 'OrderItem', id: line.orderItemId, fields: { WHMCS_Service_ID__c: serviceId } });
  }
  if (account.whmcsClientId !== facts.clientId) {
    updates.push({ type: 'Account', id: account.accountId, fields: { WH_Account__c: facts.clientId! } });
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
