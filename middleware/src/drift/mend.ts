// Mending what is safe. Nothing is written here: ids go to the ledger's outbox, as results do, and invoices and services to
// billing's work; who writes those always writes them.
import { randomUUID } from 'node:crypto';
import { isPortwayError } from '../errors.ts';
import { readAnew } from '../ledger/billing-work.ts';
import type { SeenFinding } from '../ledger/drift-findings.ts';
import { offerResult } from '../ledger/offer-result.ts';
import type { Ledger } from '../ledger/open-ledger.ts';
import type { Catalogue } from '../provisioning/whmcs/catalogue.ts';
import { judgeMarkers, judgeServices } from '../provisioning/whmcs/decide.ts';
import { idUpdates } from '../provisioning/whmcs/id-updates.ts';
import { mapLines, planOrder } from '../provisioning/whmcs/mapping.ts';
import type { SalesforceApi } from '../salesforce/api.ts';
import { ORDERS_PER_READ, readOrders, type SalesforceOrder } from '../salesforce/orders.ts';
import type { RecordUpdate } from '../salesforce/update.ts';
import type { WhmcsCall } from '../whmcs/call.ts';
import { findServices } from '../whmcs/services.ts';
import { ruleOf } from './rules.ts';

export interface MendSources {
  readonly ledger: Ledger;
  readonly api: SalesforceApi;
  readonly whmcs: WhmcsCall;
  readonly catalogue: Catalogue;
  readonly now: () => Date;
}

export interface Mended {
  readonly mended: readonly SeenFinding[];
  /** In words, why what looked safe was left alone. */
  readonly left: readonly string[];
}

/** Which of these can be mended without asking anybody. */
export function mendable(findings: readonly SeenFinding[]): SeenFinding[] {
  return findings.filter(({ code, isConfirmed }) => isConfirmed && ruleOf(code)?.mend);
}

/** @throws PortwayError when a system does not answer */
export async function mend(from: MendSources, findings: readonly SeenFinding[]): Promise<Mended> {
  const safe = mendable(findings);
  const toRead = safe.filter(({ code }) => ruleOf(code)!.mend === 'read-again');
  const work = toRead.map(({ about }) =>
    about.invoice_id !== undefined
      ? { kind: 'invoice' as const, recordId: about.invoice_id }
      : { kind: 'service' as const, recordId: about.service_id! },
  );
  if (work.length > 0) await readAnew(from.ledger, work, from.now());
  const byOrder = Map.groupBy(
    safe.filter(({ code }) => ruleOf(code)!.mend === 'write-back'),
    ({ about }) => about.order_id!,
  );
  const mended = [...toRead];
  const left: string[] = [];
  const orderIds = [...byOrder.keys()];
  for (let start = 0; start < orderIds.length; start += ORDERS_PER_READ) {
    const some = orderIds.slice(start, start + ORDERS_PER_READ);
    const orders = await readOrders(from.api, some);
    for (const orderId of some) {
      const order = orders.get(orderId);
      const refusal = order ? await writeBack(from, order, byOrder.get(orderId)!) : `order ${orderId} is gone`;
      if (refusal === null) mended.push(...byOrder.get(orderId)!);
      else left.push(refusal);
    }
  }
  return { mended, left };
}

/** @returns null: on its way; else why it was left alone */
async function writeBack(
  from: MendSources,
  order: SalesforceOrder,
  [finding]: readonly SeenFinding[],
): Promise<string | null> {
  const named = `order ${order.orderNumber}`;
  try {
    const updates = await missingIds(from, order, finding!.about.client_id!);
    if (typeof updates === 'string') return `${named}: ${updates}`;
    if (updates.length === 0) return `${named}: nothing is missing any more`;
    const records = updates.map((update) => ({ ...update }));
    const body = { resultId: randomUUID(), records, activates: false };
    const note = 'ids of WHMCS that Salesforce lacks are written back again, found by the comparison';
    const isOffered = await offerResult(from.ledger, { orderId: order.orderId, body, note }, from.now());
    return isOffered ? null : `${named}: it is being worked on`;
  } catch (error) {
    if (isPortwayError(error) && ['fail-order', 'ask-human'].includes(error.handling))
      return `${named}: ${error.message}`;
    throw error;
  }
}

/** @returns what provisioning would write of ids, as far as Salesforce has none; else why nothing should be written */
async function missingIds(
  { whmcs, catalogue }: MendSources,
  order: SalesforceOrder,
  clientId: string,
): Promise<RecordUpdate[] | string> {
  if (!order.account) return 'it has no account';
  const lines = mapLines(order);
  const products = await catalogue.traitsOf(lines.map(({ productId }) => productId));
  const plan = planOrder(order, lines, { paymentMethod: '', writesOrderNotes: false, products });
  const services = await findServices(whmcs, { clientid: clientId });
  const whmcsOrderId = judgeMarkers(services, [], plan);
  if (whmcsOrderId === null) return 'no service in WHMCS carries its marker';
  const { serviceIdsByLine } = judgeServices(services, whmcsOrderId, plan);
  const updates = idUpdates(order, order.account, plan, { clientId, whmcsOrderId, serviceIds: serviceIdsByLine });
  const present = idsOf(order);
  if (updates.some(({ id, fields }) => overwrites(present.get(id) ?? null, Object.values(fields)[0])))
    return 'Salesforce has other ids by now';
  return updates.filter(({ id }) => (present.get(id) ?? null) === null);
}

/** Record id → the id of WHMCS that it has now. */
function idsOf(order: SalesforceOrder): Map<string, number | string | null> {
  return new Map<string, number | string | null>([
    [order.orderId, order.whmcsOrderId],
    ...order.lines.map((line) => [line.orderItemId, line.whmcsServiceId] as const),
    ...(order.account ? [[order.account.accountId, order.account.whmcsClientId] as const] : []),
    ...(order.opportunity ? [[order.opportunity.opportunityId, order.opportunity.whmcsServiceId] as const] : []),
  ]);
}

function overwrites(present: number | string | null, wanted: unknown): boolean {
  return present !== null && String(present) !== String(wanted);
}
