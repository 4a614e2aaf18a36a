// What must be true when a round has settled, whatever happened in it: every approved order ended, exactly once.
import type { Lab } from '../stack/lab.ts';
import type { PlacedOrder } from './round.ts';

interface MarkedService {
  readonly orderid: number;
  readonly serviceid: number;
  readonly status: string;
  readonly createRuns: number;
}
type Markers = Readonly<Record<string, readonly MarkedService[]>>;

const EXPECTED_ERROR = {
  'unmapped product': 'PRODUCT_NOT_MAPPED',
  'bad config options': 'CONFIG_OPTIONS_INVALID',
} as const;

/** Promises that do not hold (yet), one sentence each. */
export async function brokenPromises(lab: Lab, orders: readonly PlacedOrder[]): Promise<string[]> {
  const { markers } = await lab.whmcsLocal<{ markers: Markers }>('GET', 'markers');
  return orders.flatMap((placed) => brokenFor(lab, placed, markers));
}

function brokenFor(lab: Lab, { order, planned }: PlacedOrder, markers: Markers): string[] {
  const row = lab.org.org.store.get('Order', order.id)!;
  const say = (what: string): string => `order ${order.id}: ${what}`;
  const services = order.itemIds.flatMap((id) => markers[id] ?? []);
  if (planned.fault !== 'none') {
    const code = EXPECTED_ERROR[planned.fault];
    const error = String(row.Activation_Error__c ?? '');
    return [
      ...(row.Activation_Status__c === 'Failed' && error.startsWith(code)
        ? []
        : [say(`should have failed with ${code}, is ${String(row.Activation_Status__c)}: ${error}`)]),
      ...(services.length === 0 ? [] : [say(`is bad, and yet WHMCS has ${services.length} services of it`)]),
    ];
  }
  const isEnded = row.Activation_Status__c === 'Provisioned' && row.Status === 'Activated';
  const ended = isEnded
    ? []
    : [say(`is ${String(row.Status)}/${String(row.Activation_Status__c)}: ${String(row.Activation_Error__c ?? '')}`)];
  const whmcsOrders = new Set(services.map((service) => service.orderid));
  const once = whmcsOrders.size > 1 ? [say(`stands in WHMCS as orders ${[...whmcsOrders].join(', ')}`)] : [];
  const lines = isEnded
    ? order.itemIds.flatMap((id) => brokenLine(lab, id, markers[id] ?? [], Number(row.WHMCS_Order_Id__c), say))
    : [];
  return [...ended, ...once, ...lines];
}

function brokenLine(
  lab: Lab,
  itemId: string,
  services: readonly MarkedService[],
  whmcsOrderId: number,
  say: (what: string) => string,
): string[] {
  const [service] = services;
  if (!service) return [say(`line ${itemId} has no service in WHMCS`)];
  const written = lab.org.org.store.get('OrderItem', itemId)?.WHMCS_Service_ID__c;
  return [
    ...(services.length === 1 ? [] : [say(`line ${itemId} has ${services.length} services in WHMCS`)]),
    ...(service.status === 'Active' ? [] : [say(`service ${service.serviceid} is ${service.status}`)]),
    ...(service.createRuns <= 1 ? [] : [say(`service ${service.serviceid} was set up ${service.createRuns} times`)]),
    ...(service.orderid === whmcsOrderId
      ? []
      : [say(`Salesforce says WHMCS order ${whmcsOrderId}, the service belongs to ${service.orderid}`)]),
    ...(written === service.serviceid
      ? []
      : [say(`line ${itemId} says service ${String(written)}, its marker is on ${service.serviceid}`)]),
  ];
}
