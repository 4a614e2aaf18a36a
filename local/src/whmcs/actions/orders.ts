// Orders: the action table, and reading them back. Reference: reference/whmcs-api.md §2.2.
import { CYCLES } from '../model/cycles.ts';
import type { Order } from '../model/entities.ts';
import type { Installation } from '../model/installation.ts';
import { formatCents } from '../model/money.ts';
import type { Params } from '../wire/params.ts';
import { listOf, type Reply } from '../wire/reply.ts';
import type { ActionTable, Call } from './action.ts';
import { addOrder } from './add-order.ts';
import { acceptOrder, cancelOrder, pendingOrder } from './order-status.ts';
import { pageOf } from './paging.ts';
import { upgradeProduct } from './upgrades.ts';

export const ORDER_ACTIONS: ActionTable = {
  addorder: addOrder,
  acceptorder: acceptOrder,
  pendingorder: pendingOrder,
  cancelorder: cancelOrder,
  getorders: getOrders,
  getorderstatuses: getOrderStatuses,
  upgradeproduct: upgradeProduct,
};

const STATUSES = ['Pending', 'Active', 'Fraud', 'Cancelled'] as const;

function getOrders({ params, whmcs }: Call): Reply {
  const page = pageOf(params, matchingOrders(whmcs, params));
  return {
    ...page.head,
    orders: listOf(
      'order',
      page.rows.map((order) => orderRow(whmcs, order)),
      'absent',
    ),
  };
}

/** Newest first. `userid` is the client's id; `clientid` is no filter and is ignored. */
function matchingOrders({ books }: Installation, params: Params): Order[] {
  const id = params.int('id');
  const clientId = params.int('userid') || params.int('requestor_id');
  const byId = books.orders.get(id);
  const found = id ? (byId ? [byId] : []) : clientId ? books.orders.by('clientId', clientId) : [...books.orders.all()];
  const status = params.text('status');
  return found
    .filter((order) => (!clientId || order.clientId === clientId) && (status === '' || order.status === status))
    .reverse();
}

function orderRow(whmcs: Installation, order: Order): Reply {
  const { books } = whmcs;
  const client = books.clients.get(order.clientId)!;
  const currency = whmcs.currencyOf(client);
  return {
    id: order.id,
    ordernum: Number(order.number),
    userid: order.clientId,
    contactid: 0,
    requestor_id: order.clientId,
    admin_requestor_id: 1,
    date: order.date,
    nameservers: '',
    transfersecret: '',
    renewals: '',
    renewalsByType: { domains: [], services: [], addons: [] },
    promocode: order.promoCode,
    promotype: '',
    promovalue: '',
    orderdata: '[]',
    amount: formatCents(order.amount),
    paymentmethod: order.paymentMethod,
    invoiceid: order.invoiceId,
    status: order.status,
    ipaddress: order.ipAddress,
    fraudmodule: '',
    fraudoutput: '',
    notes: order.notes,
    paymentmethodname: whmcs.paymentMethodName(order.paymentMethod),
    paymentstatus: books.invoices.get(order.invoiceId)?.status ?? 'Incomplete',
    name: `${client.firstName} ${client.lastName}`,
    currencyprefix: currency.prefix,
    currencysuffix: currency.suffix,
    frauddata: '',
    validationdata: '',
    lineitems: listOf('lineitem', lineItems(whmcs, order)),
  };
}

function lineItems(whmcs: Installation, order: Order): Reply[] {
  const { books } = whmcs;
  const services = books.services.by('orderId', order.id).map((service) => {
    const product = whmcs.product(service.pid);
    return {
      type: 'product',
      relid: service.id,
      producttype: PRODUCT_TYPES[product?.type ?? 'other'],
      product: `${groupName(whmcs, product?.gid)} - ${product?.name}`,
      domain: service.domain,
      billingcycle: CYCLES[service.cycle].lineItem,
      amount: formatCents(service.firstPayment),
      status: service.status,
    };
  });
  const addons = books.addons.by('orderId', order.id).map((addon) => ({
    type: 'addon',
    relid: addon.id,
    producttype: 'Addon',
    product: whmcs.config.addons.find((each) => each.id === addon.addonId)?.name ?? '',
    domain: '',
    billingcycle: CYCLES[addon.cycle].lineItem,
    amount: formatCents(addon.setupFee + addon.recurring),
    status: addon.status,
  }));
  return [...services, ...addons];
}

const PRODUCT_TYPES = {
  hostingaccount: 'Hosting Account',
  reselleraccount: 'Reseller Account',
  server: 'Dedicated/VPS Server',
  other: 'Other Product/Service',
} as const;

export function groupName(whmcs: Installation, gid: number | undefined): string {
  return whmcs.config.productGroups.find((group) => group.gid === gid)?.name ?? '';
}

function getOrderStatuses({ whmcs }: Call): Reply {
  const counts = new Map<string, number>();
  for (const order of whmcs.books.orders.all()) counts.set(order.status, (counts.get(order.status) ?? 0) + 1);
  const rows = STATUSES.map((title) => ({ title, count: counts.get(title) ?? 0 }));
  return { totalresults: rows.length, statuses: listOf('status', rows) };
}
