// /local/*: what tests and benches use to look inside and to make things go wrong. Not part of WHMCS.
import { refundInvoice } from '../billing/invoices.ts';
import type { Installation } from '../model/installation.ts';
import type { Service } from '../model/entities.ts';
import type { ModuleAction } from '../model/installation-config.ts';
import { ConfigError, JsonReader } from '../model/json-reader.ts';
import { toCents } from '../model/money.ts';
import { readModuleScript } from '../model/read-config.ts';
import { readSwitches } from '../wire/switches.ts';
import { jsonAnswer, type Answer } from './answer.ts';
import type { Api, ApiSettings } from './api.ts';
import { runCron } from './cron.ts';
import { HOOK_ROUTES } from './local-hooks.ts';
import { readFault, readTimes } from './faults.ts';

export interface LocalCall {
  readonly api: Api;
  /** Starts the installation over: empty books, switches and settings as at the start. */
  readonly reset: () => void;
  readonly query: URLSearchParams;
  /** The parsed body; undefined when there was none. */
  readonly body: unknown;
}

type LocalHandler = (call: LocalCall) => unknown;

const MODULE_ACTIONS: readonly ModuleAction[] = [
  'CreateAccount',
  'SuspendAccount',
  'UnsuspendAccount',
  'TerminateAccount',
  'ChangePackage',
];

const ROUTES: Readonly<Record<string, LocalHandler>> = {
  ...HOOK_ROUTES,
  'POST /local/cron': async ({ api }) => {
    await runCron(api);
    return { now: api.whmcs.clock.dateTime() };
  },
  'GET /local/faults': ({ api }) => ({ faults: api.faults.list() }),
  'POST /local/faults': ({ api, body }) => {
    const json = new JsonReader(body, 'body');
    for (const fault of Array.isArray(body) ? json.list(readFault) : [readFault(json)]) api.faults.add(fault);
    return { faults: api.faults.list() };
  },
  'DELETE /local/faults': ({ api }) => {
    api.faults.clear();
    return { faults: [] };
  },
  'GET /local/switches': ({ api }) => api.whmcs.switches,
  'PUT /local/switches': ({ api, body }) => Object.assign(api.whmcs.switches, readSwitches(body)),
  'GET /local/settings': ({ api }) => settingsOf(api),
  'PUT /local/settings': ({ api, body }) => {
    changeSettings(api, new JsonReader(body, 'body'));
    return settingsOf(api);
  },
  'PUT /local/modules': ({ api, body }) => {
    scriptModule(api.whmcs, new JsonReader(body, 'body'));
    return {};
  },
  'PUT /local/stock': ({ api, body }) => {
    setStock(api.whmcs, new JsonReader(body, 'body'));
    return {};
  },
  'POST /local/refunds': ({ api, body }) => refund(api.whmcs, new JsonReader(body, 'body')),
  'GET /local/counters': ({ api }) => counters(api),
  'POST /local/counters/reset': ({ api }) => {
    api.log.resetCounts();
    api.workers.resetPeaks();
    return counters(api);
  },
  'GET /local/requests': ({ api, query }) => ({ requests: api.log.entries(Number(query.get('limit') ?? 100)) }),
  'GET /local/orders': ({ api, query }) => carrying(api.whmcs, query.get('marker') ?? ''),
  'GET /local/markers': ({ api }) => ({ markers: markers(api.whmcs) }),
  'POST /local/reset': ({ reset }) => {
    reset();
    return {};
  },
  'POST /local/clock': async ({ api, body }) => {
    moveClock(api.whmcs, new JsonReader(body, 'body'));
    await api.whmcs.calendar.catchUp();
    return { now: api.whmcs.clock.dateTime(), timezone: api.whmcs.clock.timezone };
  },
};

/** Answers a /local/ request; 404 and 400 say what is there and what was wrong. */
export async function answerLocal(method: string, path: string, call: LocalCall): Promise<Answer> {
  const handle = ROUTES[`${method} ${path}`];
  if (!handle) return json({ error: `no ${method} ${path}`, routes: Object.keys(ROUTES) }, 404);
  try {
    return json(await handle(call));
  } catch (error) {
    return json({ error: (error as Error).message }, 400);
  }
}

function json(value: unknown, status = 200): Answer {
  return jsonAnswer(JSON.stringify(value), status);
}

function settingsOf({ settings, workers }: Api): ApiSettings & { maxParallel: number | null } {
  return { ...settings, maxParallel: Number.isFinite(workers.maxParallel) ? workers.maxParallel : null };
}

/** `maxParallel: 0` = no limit. */
function changeSettings({ settings, workers }: Api, body: JsonReader): void {
  body.object(['latencyMs', 'maxParallel', 'allowedIps', 'roles']);
  const latencyMs = body.field('latencyMs').int(settings.latencyMs);
  const maxParallel = body.field('maxParallel').optionalInt();
  if (latencyMs < 0 || (maxParallel ?? 0) < 0) throw new ConfigError('body: latencyMs and maxParallel are 0 or more');
  const roles = body.field('roles').map((role) => role.list((action) => action.text()));
  const allowedIps = body.field('allowedIps');
  Object.assign(settings, {
    latencyMs,
    allowedIps: allowedIps.isPresent ? allowedIps.list((ip) => ip.text()) : settings.allowedIps,
    roles: { ...settings.roles, ...roles },
  });
  if (maxParallel !== undefined) workers.maxParallel = maxParallel === 0 ? Infinity : maxParallel;
  workers.admit();
}

/** `{pid, action?, script: {error?, hangMs?}, times?}`: what the product's module does on its next runs. */
function scriptModule(whmcs: Installation, body: JsonReader): void {
  body.object(['pid', 'action', 'script', 'times']);
  const pid = body.field('pid').int();
  if (!whmcs.product(pid)?.module) throw new ConfigError(`body.pid: product ${pid} has no module`);
  const action = body.field('action').oneOf(MODULE_ACTIONS, 'CreateAccount');
  whmcs.scriptModule(pid, action, readModuleScript(body.field('script')), readTimes(body.field('times')));
}

/** `{pid, quantity?}`: units left; without `quantity` the product's stock is no longer controlled. */
function setStock(whmcs: Installation, body: JsonReader): void {
  body.object(['pid', 'quantity']);
  const pid = body.field('pid').int();
  if (!whmcs.product(pid)) throw new ConfigError(`body.pid: there is no product ${pid}`);
  whmcs.setStock(pid, body.field('quantity').optionalInt());
}

/** `{invoiceId, amount?, to?}`: what an administrator's "Refund" does; `amount` is all that can be, when left out. */
function refund(whmcs: Installation, body: JsonReader): object {
  body.object(['invoiceId', 'amount', 'to']);
  const invoice = whmcs.books.invoices.get(body.field('invoiceId').int());
  if (!invoice) throw new ConfigError('body.invoiceId: there is no such invoice');
  const amount = body.field('amount').isPresent ? toCents(body.field('amount').decimal()) : undefined;
  const refusal = refundInvoice(whmcs, invoice, body.field('to').oneOf(['gateway', 'credit'], 'gateway'), amount);
  if (refusal !== undefined) throw new ConfigError(`body: ${refusal}`);
  return { status: whmcs.books.invoices.get(invoice.id)!.status };
}

function counters({ log, workers, whmcs }: Api): object {
  return {
    actions: log.counts(),
    parallel: workers.running,
    peakParallel: workers.peakRunning,
    waiting: workers.waiting,
    peakWaiting: workers.peakWaiting,
    clients: whmcs.books.clients.size,
    orders: whmcs.books.orders.size,
    services: whmcs.books.services.size,
    invoices: whmcs.books.invoices.size,
  };
}

interface Carrier {
  orderid: number;
  serviceid: number;
  clientid: number;
  pid: number;
  status: string;
  orderstatus: string;
  /** How often the module set the service up; more than 1 = twice. */
  createRuns: number;
}

function carrier(whmcs: Installation, service: Service): Carrier {
  return {
    orderid: service.orderId,
    serviceid: service.id,
    clientid: service.clientId,
    pid: service.pid,
    status: service.status,
    orderstatus: whmcs.books.orders.get(service.orderId)?.status ?? '',
    createRuns: service.createRuns,
  };
}

/** Services with the marker in any custom field or their notes, and orders with it in theirs. */
function carrying(whmcs: Installation, marker: string): object {
  if (marker === '') throw new ConfigError('query: marker is missing');
  const services = [...whmcs.books.services.all()].filter(
    (service) => service.notes.includes(marker) || [...service.customFields.values()].some((v) => v.includes(marker)),
  );
  const orders = [...whmcs.books.orders.all()].filter((order) => order.notes.includes(marker));
  return {
    orders: orders.map(({ id, clientId, status, notes }) => ({ orderid: id, clientid: clientId, status, notes })),
    services: services.map((service) => carrier(whmcs, service)),
  };
}

/** Value of the marker field → every service that carries it. Exactly one each is what callers want to prove. */
function markers(whmcs: Installation): Record<string, Carrier[]> {
  const found: Record<string, Carrier[]> = {};
  for (const service of whmcs.books.services.all()) {
    const field = whmcs.product(service.pid)?.customFields.find((each) => each.name === whmcs.config.markerField);
    const value = field && service.customFields.get(field.id);
    if (value) (found[value] ??= []).push(carrier(whmcs, service));
  }
  return found;
}

/** `{advanceMs}` or `{now: "<ISO date-time>"}` */
function moveClock(whmcs: Installation, body: JsonReader): void {
  body.object(['advanceMs', 'now']);
  const now = body.field('now').optionalText();
  if (now === undefined) {
    whmcs.clock.advance(body.field('advanceMs').int());
    return;
  }
  const epochMs = Date.parse(now);
  if (Number.isNaN(epochMs)) throw new ConfigError(`body.now is ${JSON.stringify(now)}; expected an ISO date-time`);
  whmcs.clock.setNow(epochMs);
}
