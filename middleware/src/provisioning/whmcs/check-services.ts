// Step 4: every service of the order is there, is matched to its line by marker, and runs. An order can be Active in WHMCS
// while a service of it never started; the module is then run again, service by service.
import { PortwayError, isPortwayError } from '../../errors.ts';
import { createOnServer, findServices, moduleQueueReason, type Service } from '../../whmcs/services.ts';
import { stillPending } from './accept-order.ts';
import type { WhmcsContext, WhmcsJob } from './context.ts';
import { judgeServices } from './decide.ts';
import { without } from './facts.ts';
import type { OrderPlan } from './mapping.ts';

/**
 * @returns OrderItem id → service id
 * @throws PortwayError WHMCS_SERVICE_PENDING, SERVICE_NOT_ACTIVE, MARKER_NOT_KEPT, WHMCS_ORDER_GONE
 */
export async function checkServices(
  context: WhmcsContext,
  work: WhmcsJob,
  plan: OrderPlan,
  whmcsOrderId: string,
): Promise<ReadonlyMap<string, string>> {
  const wasPending = work.facts.pendingSince !== undefined;
  let verdict = judgeServices(await readServices(context, work), whmcsOrderId, plan);
  if (verdict.pendingServiceIds.length > 0 && wasPending) {
    // Not at once: a module may start its service a moment after WHMCS has answered.
    const faults = await runModules(context, work, verdict.pendingServiceIds);
    verdict = judgeServices(await readServices(context, work), whmcsOrderId, plan);
    if (verdict.pendingServiceIds.length > 0)
      throw await pendingFault(context, work, verdict.pendingServiceIds, faults);
  }
  if (verdict.pendingServiceIds.length > 0)
    throw await pendingFault(context, work, verdict.pendingServiceIds, new Map());
  work.remember(without(work.facts, 'pendingSince', 'moduleRuns'));
  return verdict.serviceIdsByLine;
}

function readServices(context: WhmcsContext, { facts }: WhmcsJob): Promise<Service[]> {
  const [only, ...others] = facts.serviceIds ?? [];
  // WHMCS filters by one service or by client, not by order.
  if (only !== undefined && others.length === 0) return findServices(context.whmcs, { serviceid: only });
  return findServices(context.whmcs, { clientid: facts.clientId! });
}

/** Runs the module of each service once. @returns what modules said, by service */
async function runModules(
  context: WhmcsContext,
  work: WhmcsJob,
  serviceIds: readonly string[],
): Promise<Map<string, string>> {
  await work.commit('accepting', { ...work.facts, moduleRuns: (work.facts.moduleRuns ?? 0) + 1 });
  const faults = new Map<string, string>();
  for (const serviceId of serviceIds) {
    try {
      await createOnServer(context.whmcs, serviceId, context.settings.moduleTimeoutMs);
    } catch (error) {
      if (!isPortwayError(error, 'WHMCS_REJECTED', 'WHMCS_UNKNOWN_OUTCOME')) throw error;
      faults.set(serviceId, error.what);
    }
  }
  return faults;
}

async function pendingFault(
  context: WhmcsContext,
  work: WhmcsJob,
  serviceIds: readonly string[],
  faults: ReadonlyMap<string, string>,
): Promise<PortwayError> {
  const pendingSince = work.facts.pendingSince ?? work.job.now().toISOString();
  work.remember({ ...work.facts, pendingSince });
  const [serviceId] = serviceIds;
  const reason =
    (await moduleQueueReason(context.whmcs, serviceId!)) ??
    faults.get(serviceId!) ??
    'the module queue gives no reason';
  const what = `service ${serviceId} of WHMCS order ${work.facts.whmcsOrderId} is Pending: ${reason}`;
  return stillPending(context, work, pendingSince, what);
}
