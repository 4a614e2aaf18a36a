// AcceptOrder, PendingOrder, CancelOrder. Reference: reference/whmcs-api.md §2.2.
import { setInvoiceStatus } from '../billing/invoices.ts';
import type { Order, Service } from '../model/entities.ts';
import type { Installation } from '../model/installation.ts';
import { Refusal, type Reply } from '../wire/reply.ts';
import type { Call } from './action.ts';
import { activation, runModule } from './module-runner.ts';
import { applyUpgrade } from './upgrades.ts';

const NOT_PENDING = 'Order ID not found or Status not Pending';

/**
 * Accepts a Pending order: runs each product's module, then makes the order Active.
 * @throws Refusal WHMCS's one message for "absent" and "not Pending", or the first module's own error text. In the
 *   latter case services whose module succeeded are Active, and the switch `failureLeavesOrder` says where the order is.
 */
export async function acceptOrder(call: Call): Promise<Reply> {
  const { params, whmcs } = call;
  const { books, switches } = whmcs;
  const order = books.orders.get(params.int('orderid'));
  if (order?.status !== 'Pending') throw new Refusal(NOT_PENDING);
  // Two AcceptOrders at once both come this far, and both run the module: WHMCS holds no lock on an order.
  let failure: string | undefined;
  for (const service of books.services.by('orderId', order.id)) {
    if (service.status !== 'Pending') continue;
    failure = (await acceptService(call, service)) ?? failure;
  }
  for (const addon of books.addons.by('orderId', order.id)) {
    books.addons.change(addon, activation(whmcs, addon));
  }
  if (order.upgrade) applyUpgrade(whmcs, order);
  if (failure === undefined || switches.failureLeavesOrder === 'active')
    books.orders.change(order, { status: 'Active' });
  if (failure !== undefined && switches.failureReply === 'error') throw new Refusal(failure);
  return {};
}

/** @returns the module's error text, if it failed */
async function acceptService(call: Call, service: Service): Promise<string | undefined> {
  const { params, whmcs } = call;
  const { services } = whmcs.books;
  const product = whmcs.product(service.pid);
  const asked = {
    username: params.text('serviceusername') || service.username,
    password: params.text('servicepassword') || service.password,
    serverId: params.int('serverid') || service.serverId,
  };
  if (!product?.module) {
    services.change(service, { ...asked, ...activation(whmcs, service) });
    return undefined;
  }
  const setsUp = params.has('autosetup') ? params.flag('autosetup') : product.autoSetup !== 'off';
  const prepared = services.change(service, asked);
  return setsUp ? runModule(whmcs, prepared, product, 'CreateAccount') : undefined;
}

/** Sets the order and all its items back to Pending, running services included. */
export function pendingOrder({ params, whmcs }: Call): Reply {
  const order = whmcs.books.orders.get(params.int('orderid'));
  if (!order) throw new Refusal('Order ID Not Found');
  setStatuses(whmcs, order, 'Pending');
  return {};
}

/** Cancels a Pending order, its items and its unpaid invoice. */
export function cancelOrder({ params, whmcs }: Call): Reply {
  const { books } = whmcs;
  const order = books.orders.get(params.int('orderid'));
  if (order?.status !== 'Pending') throw new Refusal(NOT_PENDING);
  setStatuses(whmcs, order, 'Cancelled');
  const invoice = books.invoices.get(order.invoiceId);
  if (invoice?.status === 'Unpaid') {
    setInvoiceStatus(whmcs, invoice, 'Cancelled');
  }
  return {};
}

function setStatuses({ books }: Installation, order: Order, status: 'Pending' | 'Cancelled'): void {
  books.orders.change(order, { status });
  for (const service of books.services.by('orderId', order.id)) books.services.change(service, { status });
  for (const addon of books.addons.by('orderId', order.id)) books.addons.change(addon, { status });
}
