// Services and their addons: reading, editing, cancelling. Reference: reference/whmcs-api.md §2.4.
import { CYCLES, cycleNamed } from '../model/cycles.ts';
import type { CancelRequest, Service, ServiceAddon, ServiceStatus } from '../model/entities.ts';
import type { ProductConfig } from '../model/installation-config.ts';
import type { Installation } from '../model/installation.ts';
import { formatCents, toCents } from '../model/money.ts';
import { NO_DATE, NO_DATE_TIME } from '../model/server-clock.ts';
import { phpInt, type Params } from '../wire/params.ts';
import { Refusal, Verbatim, listOf, type Reply } from '../wire/reply.ts';
import type { ActionTable, Call } from './action.ts';
import { checkPaymentMethod } from './add-order.ts';
import { readConfigChoices, readCustomFields, readEncodedMap } from './fields.ts';
import { groupName } from './orders.ts';
import { pageOf } from './paging.ts';
import { optionsPrice, priceOf } from './pricing.ts';

export const SERVICE_ACTIONS: ActionTable = {
  getclientsproducts: getClientsProducts,
  updateclientproduct: updateClientProduct,
  getclientsaddons: getClientsAddons,
  addcancelrequest: addCancelRequest,
  getcancelledpackages: getCancelledPackages,
};

function getClientsProducts({ params, whmcs }: Call): Reply {
  const page = pageOf(params, matchingServices(whmcs, params));
  const echo = (name: string) => new Verbatim(params.sent(name) ?? null);
  return {
    clientid: echo('clientid'),
    serviceid: echo('serviceid'),
    pid: echo('pid'),
    domain: echo('domain'),
    ...page.head,
    products: listOf(
      'product',
      page.rows.map((service) => serviceRow(whmcs, service)),
      'absent',
    ),
  };
}

/** All filters together; the narrowest index is read first. There is no filter on status, order or custom field. */
function matchingServices({ books }: Installation, params: Params): Service[] {
  const { services } = books;
  const [id, clientId, pid] = [params.int('serviceid'), params.int('clientid'), params.int('pid')];
  const [domain, username] = [params.text('domain'), params.text('username2')];
  const byId = services.get(id);
  const candidates = id
    ? byId
      ? [byId]
      : []
    : clientId
      ? services.by('clientId', clientId)
      : domain !== ''
        ? services.by('domain', domain)
        : pid
          ? services.by('pid', pid)
          : [...services.all()];
  return candidates.filter(
    (service) =>
      (!clientId || service.clientId === clientId) &&
      (!pid || service.pid === pid) &&
      (domain === '' || service.domain === domain) &&
      (username === '' || service.username === username),
  );
}

function serviceRow(whmcs: Installation, service: Service): Reply {
  const product = whmcs.product(service.pid);
  const extra = (name: string, fallback: string | number) => service.extras[name] ?? fallback;
  const name = product?.name ?? '';
  const group = groupName(whmcs, product?.gid);
  return {
    id: service.id,
    qty: service.qty,
    clientid: service.clientId,
    orderid: service.orderId,
    ordernumber: Number(whmcs.books.orders.get(service.orderId)?.number ?? 0),
    pid: service.pid,
    regdate: service.regDate,
    name,
    translated_name: name,
    groupname: group,
    translated_groupname: group,
    domain: service.domain,
    dedicatedip: extra('dedicatedip', ''),
    serverid: service.serverId,
    servername: '',
    serverip: null,
    serverhostname: null,
    suspensionreason: service.suspendReason,
    firstpaymentamount: formatCents(service.firstPayment),
    recurringamount: formatCents(service.recurring),
    paymentmethod: service.paymentMethod,
    paymentmethodname: whmcs.paymentMethodName(service.paymentMethod),
    billingcycle: CYCLES[service.cycle].display,
    nextduedate: service.nextDueDate,
    status: service.status,
    username: service.username,
    password: service.password,
    subscriptionid: service.subscriptionId,
    promoid: phpInt(String(extra('promoid', 0))),
    overideautosuspend: extra('overideautosuspend', 0),
    overidesuspenduntil: extra('overidesuspenduntil', NO_DATE),
    ns1: extra('ns1', ''),
    ns2: extra('ns2', ''),
    assignedips: extra('assignedips', ''),
    notes: service.notes,
    diskusage: extra('diskusage', 0),
    disklimit: extra('disklimit', 0),
    bwusage: extra('bwusage', 0),
    bwlimit: extra('bwlimit', 0),
    lastupdate: NO_DATE_TIME,
    customfields: listOf('customfield', product ? customFieldRows(service, product) : []),
    configoptions: listOf('configoption', product ? configOptionRows(service, product) : []),
  };
}

function customFieldRows(service: Service, product: ProductConfig): Reply[] {
  return product.customFields.map((field) => ({
    id: field.id,
    name: field.name,
    translated_name: field.name,
    value: service.customFields.get(field.id) ?? '',
  }));
}

function configOptionRows(service: Service, product: ProductConfig): Reply[] {
  return product.configOptions.map((option) => {
    const choice = service.configChoices.get(option.id) ?? 0;
    const counted = option.type === 'quantity' || option.type === 'yesno';
    const value = counted ? choice : (option.options.find((each) => each.id === choice)?.name ?? '');
    return { id: option.id, option: option.name, type: option.type, value };
  });
}

const SERVICE_STATUSES: readonly ServiceStatus[] = [
  'Pending',
  'Active',
  'Completed',
  'Suspended',
  'Terminated',
  'Cancelled',
  'Fraud',
];

/** Kept as sent and shown again; they mean nothing to anything here. */
const EXTRA_PARAMS = [
  'terminationdate',
  'overideautosuspend',
  'overidesuspenduntil',
  'ns1',
  'ns2',
  'dedicatedip',
  'assignedips',
  'diskusage',
  'disklimit',
  'bwusage',
  'bwlimit',
  'promoid',
];

type Patch = { -readonly [F in keyof Omit<Service, 'id'>]?: Service[F] };

/** Parameter → what it changes. A value that makes no sense changes nothing. */
const EDITS: Readonly<Record<string, (text: string, whmcs: Installation) => Patch>> = {
  pid: (text, whmcs) => (whmcs.product(phpInt(text)) ? { pid: phpInt(text) } : {}),
  serverid: (text) => ({ serverId: phpInt(text) }),
  regdate: (text) => dateEdit('regDate', text),
  nextduedate: (text) => dateEdit('nextDueDate', text),
  domain: (text) => ({ domain: text }),
  firstpaymentamount: (text) => ({ firstPayment: toCents(text) }),
  recurringamount: (text) => ({ recurring: toCents(text) }),
  billingcycle: (text) => {
    const cycle = cycleNamed(text);
    return cycle ? { cycle } : {};
  },
  subscriptionid: (text) => ({ subscriptionId: text }),
  status: (text) => {
    const status = SERVICE_STATUSES.find((each) => each === text);
    return status ? { status } : {};
  },
  notes: (text) => ({ notes: text }),
  serviceusername: (text) => ({ username: text }),
  servicepassword: (text) => ({ password: text }),
  suspendreason: (text) => ({ suspendReason: text }),
};

function dateEdit(field: 'regDate' | 'nextDueDate', text: string): Patch {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) ? { [field]: text } : {};
}

/** Edits the database only: no module runs, whatever becomes of `status`. @throws Refusal; nothing was changed then */
function updateClientProduct(call: Call): Reply {
  const { params, whmcs } = call;
  const { services } = whmcs.books;
  const service = services.get(params.int('serviceid'));
  if (!service) throw new Refusal('Service ID Not Found');
  const patch = editsIn(call, service);
  const product = whmcs.product(patch.pid ?? service.pid)!;
  const fields = params.sent('customfields');
  patch.customFields = readCustomFields(call, product.customFields, 'customfields', fields, service.customFields);
  const options = readEncodedMap(call, 'configoptions', params.sent('configoptions'));
  patch.configChoices = readConfigChoices(call, product, 'configoptions', options, service.configChoices);
  if (params.flag('autorecalc')) patch.recurring = recalculated(whmcs, { ...service, ...patch });
  whmcs.books.announceServiceEdit(services.change(service, patch));
  return { serviceid: String(service.id) };
}

function editsIn({ params, whmcs, note }: Call, service: Service): Patch {
  const patch: Patch = {};
  for (const [name, edit] of Object.entries(EDITS)) {
    const text = params.sent(name);
    if (text === undefined) continue;
    const change = edit(text, whmcs);
    if (Object.keys(change).length === 0) note(`${name}=${text} makes no sense, ignored`);
    Object.assign(patch, change);
  }
  const method = params.text('paymentmethod');
  if (method !== '') {
    checkPaymentMethod(whmcs, method);
    patch.paymentMethod = method;
  }
  const unset = new Set<unknown>(params.list('unset')?.values() ?? []);
  const extras = EXTRA_PARAMS.filter((name) => params.has(name)).map((name) => [name, params.text(name)] as const);
  const kept = Object.entries(service.extras).filter(([name]) => !unset.has(name));
  if (extras.length > 0 || unset.size > 0) patch.extras = Object.fromEntries<string>([...kept, ...extras]);
  const texts = ['domain', 'serviceusername', 'servicepassword', 'subscriptionid', 'notes', 'suspendreason'] as const;
  for (const name of texts) if (unset.has(name)) Object.assign(patch, EDITS[name]!('', whmcs));
  return patch;
}

function recalculated(whmcs: Installation, service: Service): number {
  const product = whmcs.product(service.pid)!;
  const { code } = whmcs.currencyOf(whmcs.books.clients.get(service.clientId)!);
  if (product.payType !== 'recurring') return 0;
  const options = optionsPrice(product, service.configChoices, code, service.cycle);
  return (Math.max(0, priceOf(product, code, service.cycle)) + options.recurring) * service.qty;
}

function getClientsAddons({ params, whmcs }: Call): Reply {
  const { addons } = whmcs.books;
  const serviceIds = listed(params, 'serviceid');
  const [clientId, addonId] = [params.int('clientid'), params.int('addonid')];
  const candidates = clientId ? addons.by('clientId', clientId) : [...addons.all()];
  const found = candidates.filter(
    (addon) =>
      (serviceIds.length === 0 || serviceIds.includes(addon.serviceId)) && (!addonId || addon.addonId === addonId),
  );
  return {
    serviceid: new Verbatim(params.sent('serviceid') ?? null),
    clientid: new Verbatim(params.sent('clientid') ?? null),
    totalresults: found.length,
    addons: listOf(
      'addon',
      found.map((addon) => addonRow(whmcs, addon)),
      'absent',
    ),
  };
}

/** A parameter that takes one id, a comma list or an array. */
function listed(params: Params, name: string): number[] {
  const texts = [...(params.list(name)?.values() ?? params.text(name).split(','))];
  return texts.map((text) => (typeof text === 'string' ? phpInt(text) : 0)).filter(Boolean);
}

function addonRow(whmcs: Installation, addon: ServiceAddon): Reply {
  return {
    id: addon.id,
    qty: addon.qty,
    userid: addon.clientId,
    orderid: addon.orderId,
    serviceid: addon.serviceId,
    addonid: addon.addonId,
    name: whmcs.config.addons.find((each) => each.id === addon.addonId)?.name ?? '',
    setupfee: formatCents(addon.setupFee),
    recurring: formatCents(addon.recurring),
    billingcycle: CYCLES[addon.cycle].display,
    tax: '',
    status: addon.status,
    regdate: addon.regDate,
    nextduedate: addon.nextDueDate,
    nextinvoicedate: addon.nextDueDate,
    paymentmethod: addon.paymentMethod,
    paymentmethodname: whmcs.paymentMethodName(addon.paymentMethod),
    notes: '',
  };
}

/** Records the wish only; the daily run ends the service. @throws Refusal; nothing was changed then */
function addCancelRequest({ params, whmcs }: Call): Reply {
  const service = whmcs.books.services.get(params.int('serviceid'));
  if (!service) throw new Refusal('Service ID Not Found');
  const type = params.text('type') === 'Immediate' ? 'Immediate' : 'End of Billing Period';
  const refusal = requestCancellation(whmcs, service, type, params.text('reason'));
  if (refusal !== undefined) throw new Refusal(refusal);
  return { serviceid: String(service.id), userid: String(service.clientId) };
}

/** @returns why not; undefined = recorded */
export function requestCancellation(
  { books, clock }: Installation,
  service: Service,
  type: CancelRequest['type'],
  reason: string,
): string | undefined {
  const { cancelRequests } = books;
  if (cancelRequests.by('serviceId', service.id).length > 0) return 'Existing Cancellation Request Exists';
  const id = cancelRequests.takeId();
  cancelRequests.add({ id, serviceId: service.id, date: clock.dateTime(), type, reason });
  return undefined;
}

function getCancelledPackages({ params, whmcs }: Call): Reply {
  const page = pageOf(params, [...whmcs.books.cancelRequests.all()]);
  return {
    ...page.head,
    packages: listOf(
      'package',
      page.rows.map((request) => ({
        id: request.id,
        date: request.date,
        relid: request.serviceId,
        reason: request.reason,
        type: request.type,
        created_at: request.date,
        updated_at: request.date,
      })),
      'absent',
    ),
  };
}
