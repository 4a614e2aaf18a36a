// UpgradeProduct: moves a service to another product or other configurable options, through an order of its own.
// The difference between the two recurring prices is charged whole: WHMCS charges it for the days left, we do not.
import { addInvoice } from '../billing/invoices.ts';
import { CYCLES, cycleNamed, type Cycle } from '../model/cycles.ts';
import type { ConfigChoices, Order, Service, Upgrade } from '../model/entities.ts';
import type { Installation } from '../model/installation.ts';
import type { ProductConfig } from '../model/installation-config.ts';
import { formatCents } from '../model/money.ts';
import { phpKey } from '../wire/php-form.ts';
import { Refusal, type Reply } from '../wire/reply.ts';
import type { Call } from './action.ts';
import { checkPaymentMethod, newOrder } from './add-order.ts';
import { readConfigChoices } from './fields.ts';
import { offeredCycle, optionsPrice, priceOf } from './pricing.ts';

interface Target {
  readonly product: ProductConfig;
  readonly cycle: Cycle;
  readonly choices: ConfigChoices;
}

/** @throws Refusal; nothing was created then */
export function upgradeProduct(call: Call): Reply {
  const { params, whmcs } = call;
  const { books } = whmcs;
  const service = books.services.get(params.int('serviceid'));
  if (!service) throw new Refusal('Service ID Not Found');
  const before = whmcs.product(service.pid)!;
  const client = books.clients.get(service.clientId)!;
  const currency = whmcs.currencyOf(client);
  const target = targetOf(call, service, before, currency.code);
  const recurring =
    Math.max(0, priceOf(target.product, currency.code, target.cycle)) +
    optionsPrice(target.product, target.choices, currency.code, target.cycle).recurring;
  const price = Math.max(0, recurring * service.qty - service.recurring);
  const summary = {
    oldproductid: before.pid,
    oldproductname: before.name,
    newproductid: target.product.pid,
    newproductname: target.product.name,
    newproductbillingcycle: target.cycle,
    price: `${currency.prefix}${formatCents(price)}${currency.suffix}`,
  };
  if (params.flag('calconly')) return summary;
  checkPaymentMethod(whmcs, params.text('paymentmethod'));
  refuseWhileUnpaid(whmcs, service);
  const upgrade: Upgrade = {
    serviceId: service.id,
    newPid: target.product.pid,
    newCycle: target.cycle,
    newRecurring: recurring * service.qty,
    newConfigChoices: target.choices,
    done: false,
  };
  const order = placeUpgrade(call, service, upgrade, price);
  if (order.invoiceId === 0) applyUpgrade(whmcs, order);
  return {
    ...summary,
    id: service.id,
    orderid: order.id,
    order_number: order.number,
    invoiceid: order.invoiceId === 0 ? null : order.invoiceId,
  };
}

function targetOf(call: Call, service: Service, before: ProductConfig, currency: string): Target {
  const { params, whmcs } = call;
  if (params.text('type') === 'configoptions') {
    // A plain map here, unlike everywhere else.
    const sent = [...(params.list('configoptions') ?? [])].map(
      ([id, value]) => [phpKey(String(id)), typeof value === 'string' ? value : ''] as const,
    );
    const choices = readConfigChoices(call, before, 'configoptions', new Map(sent), service.configChoices);
    return { product: before, cycle: service.cycle, choices };
  }
  if (params.text('type') !== 'product') throw new Refusal('Invalid Upgrade Type');
  const product = whmcs.product(params.int('newproductid'));
  if (!product) throw new Refusal('Invalid Product ID');
  const cycle = offeredCycle(product, currency, cycleNamed(params.text('newproductbillingcycle')));
  return { product, cycle, choices: readConfigChoices(call, product, 'configoptions', new Map()) };
}

function refuseWhileUnpaid({ books }: Installation, service: Service): void {
  const unpaid = books.orders
    .by('clientId', service.clientId)
    .some(
      (order) => order.upgrade?.serviceId === service.id && books.invoices.get(order.invoiceId)?.status === 'Unpaid',
    );
  if (unpaid)
    throw new Refusal('Unable to accept upgrade order. Previous upgrade invoice for service is still unpaid.');
}

function placeUpgrade({ params, whmcs }: Call, service: Service, upgrade: Upgrade, price: number): Order {
  const { books } = whmcs;
  const id = books.orders.takeId();
  const invoiceId = price > 0 ? books.invoices.takeId() : 0;
  const { clientId } = service;
  const order = books.orders.add({ ...newOrder(whmcs, params), id, clientId, amount: price, invoiceId, upgrade });
  if (invoiceId > 0) {
    const product = whmcs.product(upgrade.newPid)!;
    const description = `Upgrade/Downgrade: ${product.name} (${CYCLES[upgrade.newCycle].display})`;
    const items = [{ type: 'Upgrade', relId: service.id, description, amount: price, taxed: true } as const];
    addInvoice(whmcs, { id: invoiceId, clientId, orderId: id, paymentMethod: order.paymentMethod, items });
  }
  return order;
}

/** Carries an upgrade out, once: when nothing is owed for it, its invoice is paid, or its order is accepted. */
export function applyUpgrade({ books }: Installation, order: Order): void {
  const { upgrade } = order;
  if (!upgrade || upgrade.done) return;
  const service = books.services.get(upgrade.serviceId);
  if (!service) return;
  books.orders.change(order, { upgrade: { ...upgrade, done: true } });
  books.services.change(service, {
    pid: upgrade.newPid,
    cycle: upgrade.newCycle,
    recurring: upgrade.newRecurring,
    configChoices: upgrade.newConfigChoices ?? service.configChoices,
  });
}
