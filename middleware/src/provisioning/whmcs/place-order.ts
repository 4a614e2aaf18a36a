// Step 2: exactly one WHMCS order. WHMCS has no idempotency key, so:
//   the ledger commits "AddOrder is about to be sent" → AddOrder, once → the ledger commits its ids;
//   whenever that commit is found without ids, or the answer was lost, the order is looked up by marker first. One found:
//   it is taken over. None found, twice, minutes apart: AddOrder again. More than one: a person decides.
import { PortwayError, isPortwayError } from '../../errors.ts';
import { ORDER_VALIDATIONS, addOrder, ordersOfClient, type CreatedOrder } from '../../whmcs/orders.ts';
import { findServices } from '../../whmcs/services.ts';
import { FIRST_LOOK_MS, comeBackIn, type WhmcsContext, type WhmcsJob } from './context.ts';
import { judgeMarkers, nextLookUp } from './decide.ts';
import { ensureClient, knownClient } from './ensure-client.ts';
import { without } from './facts.ts';
import type { OrderPlan } from './mapping.ts';

/**
 * Leaves the facts with `whmcsOrderId`.
 * @throws PortwayError what is wrong with the order or the way; ComeBack when the outcome stays open
 */
export async function placeOrder(context: WhmcsContext, work: WhmcsJob, plan: OrderPlan): Promise<void> {
  const { job, facts } = work;
  const mustLookUp = facts.addOrderSentAt !== undefined || job.mustLookUp || hasTraces(work);
  const known = knownClient(context, work);
  if (known !== null && !mustLookUp) return sendOrder(context, work, plan, known); // the common case: one commit, one call
  await work.commit('submitting', facts);
  const clientId = await ensureClient(context, work);
  if (mustLookUp && (await takeOver(context, work, plan, clientId))) return;
  return sendOrder(context, work, plan, clientId);
}

/** Salesforce already has ids of WHMCS although our ledger knows nothing: an earlier one did the order. */
function hasTraces({ job: { order } }: WhmcsJob): boolean {
  return order.whmcsOrderId !== null || order.lines.some((line) => line.whmcsServiceId !== null);
}

/** @returns whether the order was found and is now in the facts; false: it is safe to send it */
async function takeOver(context: WhmcsContext, work: WhmcsJob, plan: OrderPlan, clientId: string): Promise<boolean> {
  const { job } = work;
  const whmcsOrderId = await findByMarker(context, plan, clientId);
  if (whmcsOrderId !== null) {
    job.log.warn({ whmcsOrderId }, 'WHMCS order found by its marker');
    // Its state is unknown: accept-order.ts reads it first.
    const found = { clientId, whmcsOrderId, acceptSentAt: new Date(0).toISOString() };
    await work.commit('created', found, `WHMCS order ${whmcsOrderId} found by its marker`);
    return true;
  }
  if (job.order.activationStatus === 'Provisioned') {
    throw new PortwayError(
      'ALREADY_PROVISIONED',
      'Salesforce has the order as Provisioned, but WHMCS shows none with its marker',
    );
  }
  if (work.facts.addOrderSentAt === undefined) return false;
  const now = job.now();
  const facts = { ...work.facts, clientId, emptyLookUps: [...(work.facts.emptyLookUps ?? []), now.toISOString()] };
  const again = nextLookUp(facts, now, context.settings.lookUpWaitMs);
  if (again !== null) {
    work.remember(facts);
    const reason = new PortwayError(
      'WHMCS_UNKNOWN_OUTCOME',
      `AddOrder: look-up ${facts.emptyLookUps.length} found nothing`,
    );
    throw comeBackIn(job, again.getTime() - now.getTime(), reason);
  }
  job.log.warn('AddOrder’s answer was lost and WHMCS has no such order: it is sent again');
  return false;
}

async function findByMarker(context: WhmcsContext, plan: OrderPlan, clientId: string): Promise<string | null> {
  const services = await findServices(context.whmcs, { clientid: clientId });
  const byField = judgeMarkers(services, [], plan);
  if (byField !== null || !context.settings.writesOrderNotes) return byField;
  return judgeMarkers([], await ordersOfClient(context.whmcs, clientId), plan);
}

async function sendOrder(context: WhmcsContext, work: WhmcsJob, plan: OrderPlan, clientId: string): Promise<void> {
  const { job } = work;
  const before = { ...without(work.facts, 'emptyLookUps', 'addClientSentAt'), clientId };
  await work.commit('submitting', { ...before, addOrderSentAt: job.now().toISOString() });
  let created: CreatedOrder;
  try {
    created = await addOrder(context.whmcs, plan.newOrder(clientId));
  } catch (error) {
    if (isPortwayError(error, 'WHMCS_UNKNOWN_OUTCOME')) throw comeBackIn(job, FIRST_LOOK_MS, error);
    const isCertain = !isPortwayError(error, 'WHMCS_REJECTED') || saysNothingWasCreated(error.what);
    if (!isCertain && (await takeOver(context, work, plan, clientId).catch(passUnlessComeBack))) return;
    work.remember(without(before, 'addOrderSentAt'));
    throw error;
  }
  const { whmcsOrderId, serviceIds } = created;
  await work.commit('created', { clientId, whmcsOrderId, serviceIds }, `WHMCS order ${whmcsOrderId} created`);
}

/** A refusal in words we do not know was answered in full: one look that finds nothing is enough. */
function passUnlessComeBack(error: unknown): boolean {
  if (error instanceof Error && error.name === 'ComeBack') return false;
  throw error;
}

function saysNothingWasCreated(what: string): boolean {
  const text = what.toLowerCase();
  return ORDER_VALIDATIONS.some((prefix) => text.includes(`“${prefix}`));
}
