// AddOrder: a Pending order, its services in line order, its addons and one invoice. Nothing is set up yet.
// Reference: reference/whmcs-api.md §2.2. Domain orders and renewals are refused: nothing here sells domains.
import { randomBytes } from 'node:crypto';
import { addInvoice, type NewItem } from '../billing/invoices.ts';
import { addMonths } from '../model/server-clock.ts';
import { CYCLES } from '../model/cycles.ts';
import type { Client, Order, Service, ServiceAddon } from '../model/entities.ts';
import { NO_DATE } from '../model/server-clock.ts';
import type { Installation } from '../model/installation.ts';
import { phpInt, type Params } from '../wire/params.ts';
import { Refusal, type Reply, type ReplyValue } from '../wire/reply.ts';
import type { Switches } from '../wire/switches.ts';
import type { Call } from './action.ts';
import { addonLine, readOrderLines, type AddonLine, type OrderLine } from './order-lines.ts';

const REFUSED_PARAMS = [
  'domaintype',
  'regperiod',
  'eppcode',
  'domainrenewals',
  'servicerenewals',
  'addonrenewals',
  'domainpriceoverride',
  'domainrenewoverride',
];

interface AddonForService extends AddonLine {
  readonly service: Service;
}

/** @throws Refusal; nothing was created then */
export function addOrder(call: Call): Reply {
  const { params, whmcs } = call;
  const client = whmcs.books.clients.get(params.int('clientid'));
  if (!client) throw new Refusal('Client ID Not Found');
  if (client.status === 'Closed') throw new Refusal('Unable to add order when client status is Closed');
  checkPaymentMethod(whmcs, params.text('paymentmethod'));
  const refused = REFUSED_PARAMS.find((name) => params.list(name) ?? params.text(name) !== '');
  if (refused) throw new Refusal(`The local WHMCS sells no domains or renewals: ${refused} is not supported`);
  const lines = readOrderLines(call, client);
  const addonsOnly = readAddonsForServices(call, client);
  if (lines.length === 0 && addonsOnly.length === 0) {
    throw new Refusal('No items added to cart so order cannot proceed');
  }
  if (params.text('promocode') !== '') call.note('promocode matches no promotion here, ignored');
  return create(call, client, lines, addonsOnly);
}

export function checkPaymentMethod(whmcs: Installation, method: string): void {
  const known = whmcs.config.paymentMethods.map((each) => each.module);
  if (!known.includes(method)) throw new Refusal(`Invalid Payment Method. Valid options include ${known.join(',')}`);
}

function create(call: Call, client: Client, lines: OrderLine[], addonsOnly: AddonForService[]): Reply {
  const { params, whmcs } = call;
  const { books } = whmcs;
  const orderId = books.orders.takeId();
  const common = { orderId, clientId: client.id, paymentMethod: params.text('paymentmethod') };
  // Rows are announced as they are added, and an order should be known before its parts.
  const services = lines.map((line): Service => newService(whmcs, common, line));
  const addons = [
    ...lines.flatMap((line, i) => line.addons.map((addon) => newAddon(whmcs, common, addon, services[i]!))),
    ...addonsOnly.map((addon) => newAddon(whmcs, common, addon, addon.service)),
  ];
  const items = invoiceItems(whmcs, services, addons);
  const amount = items.reduce((sum, item) => sum + item.amount, 0);
  const withInvoice = !params.flag('noinvoice');
  const invoiceId = withInvoice ? books.invoices.takeId() : 0;
  books.orders.add({
    ...newOrder(whmcs, params),
    ...common,
    id: orderId,
    amount,
    invoiceId,
    ipAddress: params.text('clientip'),
    notes: orderNotes(call),
  });
  for (const service of services) books.services.add(service);
  for (const addon of addons) books.addons.add(addon);
  for (const line of lines) whmcs.takeStock(line.product.pid, line.qty);
  if (withInvoice) {
    addInvoice(whmcs, { id: invoiceId, clientId: client.id, orderId, paymentMethod: common.paymentMethod, items });
  }
  return {
    orderid: String(orderId),
    serviceids: services.map((service) => service.id).join(','),
    addonids: addons.map((addon) => addon.id).join(','),
    domainids: '',
    invoiceid: withInvoice ? String(invoiceId) : noInvoiceId(whmcs.switches),
  };
}

function orderNotes(call: Call): string {
  const notes = call.params.text('notes');
  if (notes === '' || call.whmcs.switches.acceptsOrderNotes) return notes;
  call.note('notes ignored by this version');
  return '';
}

function noInvoiceId(switches: Switches): ReplyValue {
  return { absent: undefined, '0': 0, '""': '', null: null }[switches.noInvoiceId];
}

/** An order with everything but its client, id and money. */
export function newOrder(whmcs: Installation, params: Params): Order {
  return {
    id: 0,
    number: whmcs.newOrderNumber(),
    clientId: 0,
    date: whmcs.clock.dateTime(),
    amount: 0,
    paymentMethod: params.text('paymentmethod'),
    invoiceId: 0,
    status: 'Pending',
    ipAddress: '',
    promoCode: '',
    notes: '',
  };
}

interface Common {
  readonly orderId: number;
  readonly clientId: number;
  readonly paymentMethod: string;
}

const NO_EXTRAS = {};

function newService(whmcs: Installation, common: Common, line: OrderLine): Service {
  const isServer = line.product.type !== 'other';
  return {
    ...common,
    id: whmcs.books.services.takeId(),
    pid: line.product.pid,
    qty: line.qty,
    domain: line.domain,
    regDate: whmcs.clock.date(),
    // Due today until it is accepted and paid; one-time products are never due.
    nextDueDate: CYCLES[line.cycle].months > 0 ? whmcs.clock.date() : NO_DATE,
    cycle: line.cycle,
    firstPayment: line.firstPayment,
    recurring: line.recurring,
    status: 'Pending',
    username: isServer ? usernameFrom(line.domain) : '',
    password: isServer ? randomBytes(9).toString('base64') : '',
    serverId: 0,
    notes: '',
    suspendReason: '',
    subscriptionId: '',
    customFields: line.customFields,
    configChoices: line.configChoices,
    extras: NO_EXTRAS,
    createRuns: 0,
  };
}

function usernameFrom(domain: string): string {
  return domain
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
    .slice(0, 8);
}

function newAddon(whmcs: Installation, common: Common, line: AddonLine, service: Service): ServiceAddon {
  return {
    ...common,
    id: whmcs.books.addons.takeId(),
    serviceId: service.id,
    addonId: line.addon.id,
    qty: line.qty,
    setupFee: line.setupFee,
    recurring: line.recurring,
    cycle: line.cycle,
    status: 'Pending',
    regDate: whmcs.clock.date(),
    nextDueDate: CYCLES[line.cycle].months > 0 ? whmcs.clock.date() : NO_DATE,
  };
}

function invoiceItems(whmcs: Installation, services: readonly Service[], addons: readonly ServiceAddon[]): NewItem[] {
  return [
    ...services.map((service): NewItem => {
      const name = whmcs.product(service.pid)?.name ?? '';
      const period = periodText(service.regDate, CYCLES[service.cycle].months);
      const label = service.domain === '' ? name : `${name} - ${service.domain}`;
      return {
        type: 'Hosting',
        relId: service.id,
        description: label + period,
        amount: service.firstPayment,
        taxed: true,
      };
    }),
    ...addons.map((addon): NewItem => {
      const name = whmcs.config.addons.find((each) => each.id === addon.addonId)?.name ?? '';
      return {
        type: 'Addon',
        relId: addon.id,
        description: `(Addon) ${name}`,
        amount: addon.setupFee + addon.recurring,
        taxed: true,
      };
    }),
  ];
}

function periodText(from: string, months: number): string {
  return months === 0 ? '' : ` (${from} - ${addMonths(from, months)})`;
}

/** An order of addons alone: `addonid` + `serviceid`, or the lists `addonids` + `serviceids`. */
function readAddonsForServices(call: Call, client: Client): AddonForService[] {
  const { params, whmcs } = call;
  const currency = whmcs.currencyOf(client).code;
  const single = [params.text('addonid'), params.text('serviceid'), params.text('addonidqty')];
  const pairs = single[0] === '' ? [] : [single];
  for (const [index, addonId] of params.list('addonids') ?? []) {
    const at = (name: string) => params.list(name)?.get(index);
    const [serviceId, qty] = [at('serviceids'), at('addonsidqty') ?? at('addonidsqty')];
    if (typeof addonId === 'string') pairs.push([addonId, text(serviceId), text(qty)]);
  }
  return pairs.map(([addonId = '', serviceId = '', qty = '']) => {
    const line = addonLine(call, currency, phpInt(addonId), Math.max(1, phpInt(qty)));
    const service = whmcs.books.services.get(phpInt(serviceId));
    if (service?.clientId !== client.id) throw new Refusal('Service ID not owned by Client ID provided');
    return { ...line, service };
  });
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
