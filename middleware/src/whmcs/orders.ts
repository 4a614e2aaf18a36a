// WHMCS orders: create, accept, read back.
import { isPortwayError } from '../errors.ts';
import type { WhmcsCall } from './call.ts';
import { serializeMap, type FormFields } from './form.ts';
import { asList, idIn, idsIn, optionalCount, optionalId, textIn, type Reply } from './reply.ts';

export interface NewOrder {
  readonly clientId: string;
  readonly paymentMethod: string;
  readonly lines: readonly NewOrderLine[];
  /** Kept by some versions of WHMCS only. */
  readonly notes?: string | undefined;
}

export interface NewOrderLine {
  readonly productId: string;
  /** monthly, annually, onetime: lower case as AddOrder wants them. */
  readonly billingCycle: string;
  /** Sent only when some line has more than 1; WHMCS before 8.12 ignores it. */
  readonly quantity: number;
  /** Decimal string in the client's currency. */
  readonly price: string;
  /** Product custom field id → value. */
  readonly customFields: Readonly<Record<string, string>>;
  /** Configurable option id → sub-option id or quantity. */
  readonly configOptions: Readonly<Record<string, number>>;
}

export interface CreatedOrder {
  readonly whmcsOrderId: string;
  /** In the order WHMCS reports them; which line each became is read from the markers. */
  readonly serviceIds: string[];
}

/** The form of AddOrder, without action and credentials: one index per line, empty string for a gap. */
export function orderFields(order: NewOrder): FormFields {
  const { lines } = order;
  const options = lines.map((line) => mapOrNothing(line.configOptions));
  return {
    clientid: order.clientId,
    paymentmethod: order.paymentMethod,
    pid: lines.map((line) => line.productId),
    billingcycle: lines.map((line) => line.billingCycle),
    qty: lines.some((line) => line.quantity !== 1) ? lines.map((line) => line.quantity) : undefined,
    priceoverride: lines.map((line) => line.price),
    customfields: lines.map((line) => mapOrNothing(line.customFields)),
    configoptions: options.some((option) => option !== undefined) ? options : undefined,
    notes: order.notes,
  };
}

function mapOrNothing(map: Readonly<Record<string, string | number>>): string | undefined {
  return Object.keys(map).length === 0 ? undefined : serializeMap(map);
}

/** Refusals that certainly created nothing; any other text needs a look by marker. */
export const ORDER_VALIDATIONS: readonly string[] = [
  'client id not found',
  'unable to add order when client status',
  'invalid payment method',
  'no items added to cart',
  'addon id invalid',
  'service id not owned',
  'domain not owned',
  'expecting parameter',
];

/**
 * Creates a Pending order. Sent once: WHMCS has no idempotency key.
 * @throws PortwayError WHMCS_REJECTED, CLIENT_NOT_FOUND: refused. WHMCS_UNKNOWN_OUTCOME (time-out, 5xx, unreadable body):
 *   it may exist, so look it up by marker before sending again.
 * @see https://developers.whmcs.com/api-reference/addorder/
 */
export async function addOrder(whmcs: WhmcsCall, order: NewOrder): Promise<CreatedOrder> {
  return whmcs('AddOrder', orderFields(order), {
    sends: 'once',
    refusals: [['client id not found', 'CLIENT_NOT_FOUND']],
    read: (reply) => ({
      whmcsOrderId: idIn(reply, 'orderid'),
      serviceIds: 'serviceids' in reply ? idsIn(reply, 'serviceids') : idsIn(reply, 'productids'), // before 7.8
    }),
  });
}

/**
 * Accepts a Pending order, which starts its services. Runs server modules inside the request: slow.
 * @returns not-pending: WHMCS refused because the order is not Pending or gone; read it back to tell which.
 * @throws PortwayError WHMCS_REJECTED with a module's own text: read the order and services back.
 * @see https://developers.whmcs.com/api-reference/acceptorder/
 */
export async function acceptOrder(
  whmcs: WhmcsCall,
  whmcsOrderId: string,
  timeoutMs: number,
): Promise<'accepted' | 'not-pending'> {
  try {
    return await whmcs(
      'AcceptOrder',
      { orderid: whmcsOrderId },
      {
        sends: 'once',
        timeoutMs,
        read: () => 'accepted' as const,
        refusals: [['order id not found', 'WHMCS_ORDER_GONE']],
      },
    );
  } catch (error) {
    if (isPortwayError(error, 'WHMCS_ORDER_GONE')) return 'not-pending';
    throw error;
  }
}

export interface OrderSummary {
  readonly whmcsOrderId: string;
  readonly clientId: string | null;
  /** Pending, Active, Cancelled, Fraud, or a status of the installation's own. */
  readonly status: string;
  readonly notes: string;
  /** Service ids of its product lines. */
  readonly serviceIds: string[];
}

/** @see https://developers.whmcs.com/api-reference/getorders/ */
export async function findOrder(whmcs: WhmcsCall, whmcsOrderId: string): Promise<OrderSummary | null> {
  const { orders } = await ordersPage(whmcs, { id: whmcsOrderId }, 0);
  // An ignored filter would answer with other people's orders.
  return orders.find((order) => order.whmcsOrderId === whmcsOrderId) ?? null;
}

/** Every order of one client, read page by page. The filter's name is `userid`: WHMCS ignores names it does not know. */
export async function ordersOfClient(whmcs: WhmcsCall, clientId: string): Promise<OrderSummary[]> {
  const found = new Map<string, OrderSummary>();
  for (let start = 0; ;) {
    const page = await ordersPage(whmcs, { userid: clientId }, start);
    for (const order of page.orders) if (order.clientId === clientId) found.set(order.whmcsOrderId, order);
    start += page.orders.length;
    if (page.orders.length === 0 || start >= page.total) return [...found.values()];
  }
}

const PAGE = 100;

function ordersPage(
  whmcs: WhmcsCall,
  filter: FormFields,
  start: number,
): Promise<{ orders: OrderSummary[]; total: number }> {
  return whmcs(
    'GetOrders',
    { ...filter, limitstart: start, limitnum: PAGE },
    {
      sends: 'reads',
      read: (reply) => ({
        orders: asList(reply.orders, 'order').map(readOrder),
        total: optionalCount(reply.totalresults) ?? 0,
      }),
    },
  );
}

function readOrder(order: Reply): OrderSummary {
  const lines = asList(order.lineitems, 'lineitem').filter((line) => textIn(line, 'type').toLowerCase() === 'product');
  return {
    whmcsOrderId: idIn(order, 'id'),
    clientId: optionalId(order.userid),
    status: textIn(order, 'status'),
    notes: textIn(order, 'notes'),
    serviceIds: lines.flatMap((line) => optionalId(line.relid) ?? []),
  };
}
