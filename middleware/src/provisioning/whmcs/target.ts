// WHMCS as a fulfilment target: client, order, acceptance, services, each step resuming from the ledger's facts.
import { PortwayError } from '../../errors.ts';
import type { FulfilmentTarget, Job } from '../target.ts';
import { ensureAccepted } from './accept-order.ts';
import { checkServices } from './check-services.ts';
import { whmcsJob, type WhmcsContext } from './context.ts';
import { readFacts } from './facts.ts';
import { idUpdates } from './id-updates.ts';
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
      const found = { clientId: work.facts.clientId!, whmcsOrderId, serviceIds };
      return idUpdates(job.order, account, plan, found);
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
