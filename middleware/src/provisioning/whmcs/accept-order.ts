// Step 3: the WHMCS order accepted, which starts its services. WHMCS refuses a second acceptance, but two at once might
// both run the server module; so after a lost answer its state is read, and a Pending order is left alone for a while.
import { PortwayError, isPortwayError } from '../../errors.ts';
import { acceptOrder, findOrder } from '../../whmcs/orders.ts';
import { FIRST_LOOK_MS, comeBackIn, type WhmcsContext, type WhmcsJob } from './context.ts';
import { isDead, isPending } from './decide.ts';
import { without } from './facts.ts';

/** @throws PortwayError WHMCS_ORDER_GONE, WHMCS_SERVICE_PENDING (the module refused); ComeBack */
export async function ensureAccepted(context: WhmcsContext, work: WhmcsJob, whmcsOrderId: string): Promise<void> {
  if (work.facts.isAccepted) return;
  const wasSent = work.facts.acceptSentAt !== undefined;
  if (wasSent && (await isSettled(context, work, whmcsOrderId))) return accepted(work);
  await work.commit('accepting', { ...work.facts, acceptSentAt: work.job.now().toISOString() });
  try {
    const outcome = await acceptOrder(context.whmcs, whmcsOrderId, context.settings.moduleTimeoutMs);
    if (outcome === 'not-pending') await checkNotPending(context, whmcsOrderId);
  } catch (error) {
    await afterFault(context, work, whmcsOrderId, error);
  }
  accepted(work);
}

function accepted(work: WhmcsJob): void {
  work.remember({ ...without(work.facts, 'acceptSentAt'), isAccepted: true });
}

/** Whether the order is past Pending. @throws ComeBack while an acceptance may still be running */
async function isSettled(context: WhmcsContext, { job, facts }: WhmcsJob, whmcsOrderId: string): Promise<boolean> {
  if (!isPending(await statusOf(context, whmcsOrderId))) return true;
  const safeAt = Date.parse(facts.acceptSentAt!) + context.settings.lookUpWaitMs;
  const waitMs = safeAt - job.now().getTime();
  if (waitMs <= 0) return false;
  const reason = new PortwayError('WHMCS_UNKNOWN_OUTCOME', `AcceptOrder: WHMCS order ${whmcsOrderId} is still Pending`);
  throw comeBackIn(job, Math.min(waitMs, POLL_MS), reason);
}

const POLL_MS = 10_000;

async function checkNotPending(context: WhmcsContext, whmcsOrderId: string): Promise<void> {
  if (!isPending(await statusOf(context, whmcsOrderId))) return;
  throw new PortwayError(
    'WHMCS_SERVICE_PENDING',
    `WHMCS refuses to accept order ${whmcsOrderId} although it is Pending`,
  );
}

/** @throws PortwayError WHMCS_ORDER_GONE */
async function statusOf(context: WhmcsContext, whmcsOrderId: string): Promise<string> {
  const order = await findOrder(context.whmcs, whmcsOrderId);
  if (order && !isDead(order.status)) return order.status; // installations may have statuses of their own
  throw new PortwayError(
    'WHMCS_ORDER_GONE',
    `WHMCS order ${whmcsOrderId} is ${order ? order.status : 'no longer there'}`,
  );
}

/** Returns when the order was accepted all the same. */
async function afterFault(context: WhmcsContext, work: WhmcsJob, whmcsOrderId: string, error: unknown): Promise<void> {
  if (isPortwayError(error, 'WHMCS_UNKNOWN_OUTCOME')) throw comeBackIn(work.job, FIRST_LOOK_MS, error);
  if (!isPortwayError(error, 'WHMCS_REJECTED')) {
    work.remember(without(work.facts, 'acceptSentAt'));
    throw error;
  }
  // A module's own words: whether the order left Pending is not documented, so it is read.
  if (!isPending(await statusOf(context, whmcsOrderId))) return;
  const pendingSince = work.facts.pendingSince ?? work.job.now().toISOString();
  work.remember({ ...without(work.facts, 'acceptSentAt'), pendingSince });
  throw stillPending(context, work, pendingSince, error.what, error);
}

/** WHMCS_SERVICE_PENDING while there is time, SERVICE_NOT_ACTIVE after. */
export function stillPending(
  { settings }: WhmcsContext,
  work: WhmcsJob,
  pendingSince: string,
  what: string,
  cause?: unknown,
): PortwayError {
  const isOverdue = work.job.now().getTime() - Date.parse(pendingSince) >= settings.serviceWaitMs;
  if (!isOverdue) return new PortwayError('WHMCS_SERVICE_PENDING', what, { cause });
  work.remember(without(work.facts, 'pendingSince', 'moduleRuns')); // a retry from Salesforce gets the whole time again
  return new PortwayError('SERVICE_NOT_ACTIVE', what, { cause });
}
