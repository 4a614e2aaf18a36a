// The decisions on what WHMCS shows us, apart from the calls. Pure.
// Rules: spec/provisioning.md, "Ledger"; the write protocol in which they stand is described with place-order.ts.
import { PortwayError } from '../../errors.ts';
import type { OrderSummary } from '../../whmcs/orders.ts';
import type { Service } from '../../whmcs/services.ts';
import type { WhmcsFacts } from './facts.ts';
import type { OrderPlan, PlannedLine } from './mapping.ts';

/** Statuses of orders and services that no longer stand for anything. */
const DEAD = new Set(['cancelled', 'fraud', 'terminated']);
const LIVE_SERVICE = new Set(['active', 'completed', 'suspended']);

export function isDead(status: string): boolean {
  return DEAD.has(status.toLowerCase());
}

export function isPending(status: string): boolean {
  return status.toLowerCase() === 'pending';
}

/** The line whose marker the service carries. */
export function lineOf(service: Service, plan: OrderPlan): PlannedLine | undefined {
  return plan.lines.find((line) => service.customFields.get(line.markerFieldId)?.trim() === line.orderItemId);
}

/**
 * WHMCS orders that carry this order's markers, on a service or in their notes.
 * @returns the one that lives; null when there is none
 * @throws PortwayError MARKER_AMBIGUOUS several live; WHMCS_ORDER_GONE it was made, and cancelled in WHMCS
 */
export function judgeMarkers(
  services: readonly Service[],
  orders: readonly OrderSummary[],
  plan: OrderPlan,
): string | null {
  const isAlive = new Map<string, boolean>();
  const see = (whmcsOrderId: string, alive: boolean): void =>
    void isAlive.set(whmcsOrderId, alive || (isAlive.get(whmcsOrderId) ?? false));
  for (const service of services) {
    if (service.whmcsOrderId !== null && lineOf(service, plan)) see(service.whmcsOrderId, !isDead(service.status));
  }
  for (const order of orders) {
    if (order.notes.includes(plan.noteMarker)) see(order.whmcsOrderId, !isDead(order.status));
  }
  const alive = [...isAlive].filter(([, lives]) => lives).map(([id]) => id);
  if (alive.length > 1) {
    throw new PortwayError(
      'MARKER_AMBIGUOUS',
      `WHMCS orders ${alive.sort(byNumber).join(' and ')} both carry this order’s marker`,
    );
  }
  if (alive.length === 1) return alive[0]!;
  const [gone] = isAlive.keys();
  if (gone !== undefined) throw new PortwayError('WHMCS_ORDER_GONE', `WHMCS order ${gone} was cancelled there`);
  return null;
}

function byNumber(a: string, b: string): number {
  return Number(a) - Number(b);
}

/**
 * After AddOrder's outcome was lost and a look-up found nothing: PHP may still be at work, so nothing found must be seen
 * twice, `waitMs` apart, before the order is sent again.
 * @returns when to look again; null when sending is safe
 */
export function nextLookUp(facts: WhmcsFacts, now: Date, waitMs: number): Date | null {
  const [first] = facts.emptyLookUps ?? [];
  const since = first === undefined ? now.getTime() : Date.parse(first);
  const dueAt = since + waitMs;
  return now.getTime() >= dueAt && (facts.emptyLookUps ?? []).length >= 2
    ? null
    : new Date(Math.max(dueAt, now.getTime()));
}

export interface ServiceVerdict {
  /** OrderItem id → service id; of several services of one line the oldest. */
  readonly serviceIdsByLine: ReadonlyMap<string, string>;
  readonly pendingServiceIds: readonly string[];
}

/**
 * Which service each line of the order became, by marker.
 * @throws PortwayError MARKER_NOT_KEPT a line has no service, or fewer than it should; WHMCS_ORDER_GONE a service has ended
 */
export function judgeServices(services: readonly Service[], whmcsOrderId: string, plan: OrderPlan): ServiceVerdict {
  const own = services
    .filter((service) => service.whmcsOrderId === whmcsOrderId)
    .sort((a, b) => byNumber(a.serviceId, b.serviceId));
  const byLine = Map.groupBy(own, (service) => lineOf(service, plan)?.orderItemId);
  for (const line of plan.lines) {
    const found = byLine.get(line.orderItemId)?.length ?? 0;
    if (found >= line.repeats) continue;
    throw new PortwayError(
      'MARKER_NOT_KEPT',
      `of WHMCS order ${whmcsOrderId}, ${found} of ${line.repeats} services carry the marker of line ‘${line.productName}’`,
    );
  }
  const marked = own.filter((service) => lineOf(service, plan));
  const ended = marked.find((service) => isDead(service.status));
  if (ended) {
    throw new PortwayError(
      'WHMCS_ORDER_GONE',
      `service ${ended.serviceId} of WHMCS order ${whmcsOrderId} is ${ended.status}`,
    );
  }
  return {
    serviceIdsByLine: new Map(
      plan.lines.map((line) => [line.orderItemId, byLine.get(line.orderItemId)![0]!.serviceId]),
    ),
    pendingServiceIds: marked
      .filter((service) => !LIVE_SERVICE.has(service.status.toLowerCase()))
      .map((service) => service.serviceId),
  };
}
