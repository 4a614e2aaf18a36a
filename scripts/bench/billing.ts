// Invoices from WHMCS to Salesforce: what it costs to bring many, what it costs to look and find nothing, and whether webhooks
// are taken in quickly while orders are provisioned in the same process.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startLab, type Lab, type Middleware } from '../stack/lab.ts';
import { LOCAL_WEBHOOK_SECRET } from '../stack/local-environment.ts';
import { approve, seedCatalogue, seedCustomers, seedOrders, type SeededOrder } from '../stack/seed-orders.ts';
import type { Figure } from './figures.ts';
import type { LoadOutcome, WebhookLoad } from './webhook-load.ts';
import {
  addWhmcsClients,
  callsOf,
  doubledAndMissing,
  inPortions,
  isDone,
  resetCounters,
  until,
  untilReady,
  watchMemory,
} from './watch.ts';

type Say = (text: string) => void;
type Row = readonly [figure: string, measured: number, unit: string, wanted?: Figure['wanted']];

const WHMCS_LATENCY_MS = 50;
const WHMCS_PARALLEL = 8;
const SWEEP_MS = 2_000;
/** As often as a busy Prometheus asks. */
const SCRAPE_MS = 5_000;
/** What the sweep takes: spec/billing.md, billing/sweep.ts. */
const PAGE = 250;
const OLDER_PAGES = 5;

export interface Invoices {
  readonly invoices: number;
  /** So many of them belong to orders that were provisioned; the rest were made by hand in WHMCS. */
  readonly ofOrders: number;
}

/** @returns what it took to bring all of them to Salesforce by sweep, and then to look through all and find nothing */
export async function invoiceFigures({ invoices, ofOrders }: Invoices, say: Say): Promise<Figure[]> {
  const scenario = `${invoices} invoices in WHMCS`;
  return withLab(async (lab) => {
    const { clientIds, orders } = prepare(lab, await addWhmcsClients(lab, Math.ceil(ofOrders / 2)), ofOrders);
    await provisionAll(lab, orders);
    await addInvoices(lab, clientIds, invoices - ofOrders);
    // Counted from the start on: sweeps begin before anybody could say that it is ready.
    await resetCounters(lab);
    const startedAt = performance.now();
    const middleware = await lab.startMiddleware('invoices', { BILLING_SWEEP_INTERVAL_MS: String(SWEEP_MS) });
    const memory = watchMemory(middleware);
    await until('all invoices in Salesforce', () => countOf(lab, 'Invoice__c') >= invoices, 300_000, 100);
    const seconds = (performance.now() - startedAt) / 1000;
    await idle(middleware);
    const brought = await callsOf(lab);
    const differing = await differingInvoices(lab);
    say(`${invoices} invoices in ${seconds.toFixed(1)} s; calls ${JSON.stringify(brought)}`);

    const before = stampsOf(lab);
    const writesBefore = await middleware.metric('portway_call_seconds_count', { kind: 'billing-write' });
    await resetCounters(lab);
    await wholeWalk(lab, invoices);
    await idle(middleware);
    const looked = await callsOf(lab);
    const writes = (await middleware.metric('portway_call_seconds_count', { kind: 'billing-write' })) - writesBefore;
    const after = stampsOf(lab);
    const touched = [...after].filter(([id, stamp]) => before.get(id) !== stamp).length;
    const megabytes = await memory.stop();
    say(`looked through: ${writes} writing calls, ${touched} records touched; calls ${JSON.stringify(looked)}`);
    return figures(scenario, [
      ['Salesforce calls per invoice', brought.salesforce / invoices, '', { atMost: 0.02 }],
      ['WHMCS calls per invoice', brought.whmcs / invoices, ''],
      ['invoices per second', invoices / seconds, '/s'],
      ['invoices doubled, or other than in WHMCS', differing, '', { atMost: 0 }],
      ['looked through again, nothing changed: calls that write to Salesforce', writes, '', { atMost: 0 }],
      ['looked through again, nothing changed: records touched in Salesforce', touched, '', { atMost: 0 }],
      ['looked through again, nothing changed: Salesforce calls', looked.salesforce, ''],
      ['looked through again, nothing changed: WHMCS calls', looked.whmcs, ''],
      ['resident memory, highest', megabytes, 'MB', { atMost: 250 }],
    ]);
  });
}

export interface Load {
  readonly perSecond: number;
  readonly seconds: number;
  /** More than can be provisioned in that time, so that some are under way to the end. */
  readonly orders: number;
}

/** @returns how quickly webhooks are taken in while orders are provisioned by the same process */
export async function webhookFigures({ perSecond, seconds, orders: count }: Load, say: Say): Promise<Figure[]> {
  const scenario = `${perSecond} webhooks a second for ${seconds} s, orders meanwhile`;
  return withLab(async (lab) => {
    const { clientIds, orders } = prepare(lab, await addWhmcsClients(lab, Math.ceil(count / 2)), count);
    const invoiceIds = await addInvoices(lab, clientIds, Math.min(2_000, perSecond * seconds));
    await lab.whmcsLocal('PUT', 'settings', { latencyMs: WHMCS_LATENCY_MS, maxParallel: WHMCS_PARALLEL });
    const middleware = await lab.startMiddleware('webhooks', { WHMCS_MAX_PARALLEL: String(WHMCS_PARALLEL) });
    await untilReady(lab, [middleware]);
    const ids = orders.map((order) => order.id);
    approve(lab, ids);
    const done = (): number => orders.filter((order) => isDone(lab, order)).length;
    await until('the first orders', () => done() > 0, 60_000);
    const [doneBefore, startedAt] = [done(), performance.now()];
    const memory = watchMemory(middleware, SCRAPE_MS);
    const outcome = await sendLoad({
      url: `${middleware.origin}/webhooks/whmcs`,
      secret: LOCAL_WEBHOOK_SECRET,
      ...{ perSecond, seconds, invoiceIds },
    });
    const provisioned = done() - doneBefore;
    const took = (performance.now() - startedAt) / 1000;
    const megabytes = await memory.stop();
    say(`${JSON.stringify(outcome)}; ${provisioned} orders meanwhile`);
    await until('the orders', () => done() === count, 300_000, 100);
    await until('the invoices', () => countOf(lab, 'Invoice__c') >= invoiceIds.length, 300_000, 100);
    const { doubled, missing } = await doubledAndMissing(lab, orders);
    return figures(scenario, [
      ['accepted', (100 * outcome.accepted) / outcome.sent, '%', { atLeast: 100 }],
      ['from due to answered, p50', outcome.p50Ms, 'ms'],
      ['from due to answered, p99', outcome.p99Ms, 'ms', { atMost: 50 }],
      ['from due to answered, most', outcome.mostMs, 'ms'],
      ['of it the sender’s own delay, p99', outcome.lateP99Ms, 'ms'],
      ['orders provisioned meanwhile, per second', provisioned / took, '/s', { atLeast: 1 }],
      ['orders still under way at the end', count - doneBefore - provisioned, '', { atLeast: 1 }],
      ['lines doubled or missing in WHMCS', doubled + missing, '', { atMost: 0 }],
      ['resident memory, highest', megabytes, 'MB', { atMost: 250 }],
    ]);
  });
}

/** Orders of existing clients, two lines each, two orders to a customer. */
function prepare(lab: Lab, clientIds: string[], count: number): { clientIds: string[]; orders: SeededOrder[] } {
  const catalogue = seedCatalogue(lab);
  const customers = seedCustomers(
    lab,
    clientIds.map((whmcsClientId, number) => ({ number, whmcsClientId })),
  );
  const seeds = Array.from({ length: count }, (_, index) => ({
    customer: index % clientIds.length,
    products: [0, 1],
  }));
  return { clientIds, orders: seedOrders(lab, catalogue, customers, seeds) };
}

/** By a middleware that knows nothing of billing yet: no hooks, no sweeps. */
async function provisionAll(lab: Lab, orders: readonly SeededOrder[]): Promise<void> {
  const middleware = await lab.startMiddleware('orders', {});
  await untilReady(lab, [middleware]);
  approve(
    lab,
    orders.map(({ id }) => id),
  );
  await until('the orders', () => orders.every((order) => isDone(lab, order)), 300_000, 100);
  await middleware.stop();
}

/** Two lines each, to the clients in turn. @returns their ids */
async function addInvoices(lab: Lab, clientIds: readonly string[], count: number): Promise<string[]> {
  const ids: string[] = [];
  await inPortions(count, async (number) => {
    const body = new URLSearchParams({
      ...{
        action: 'CreateInvoice',
        identifier: 'local-full-access',
        secret: 'local-full-secret',
        responsetype: 'json',
      },
      ...{ userid: clientIds[number % clientIds.length]!, status: 'Unpaid', duedate: '2030-01-01' },
      ...{ itemdescription1: `Visit ${number}`, itemamount1: '1000', itemtaxed1: '1' },
      ...{ itemdescription2: '部材', itemamount2: String(100 + (number % 900)), itemtaxed2: '0' },
    });
    const response = await fetch(lab.environment.WHMCS_API_URL!, { method: 'POST', body });
    const reply = (await response.json()) as { result: string; message?: string; invoiceid: number };
    if (reply.result !== 'success') throw new Error(`CreateInvoice: ${reply.message}`);
    ids[number] = String(reply.invoiceid);
  });
  return ids;
}

/** Until sweeps have looked through the whole list once more, wherever the walk stood. */
async function wholeWalk(lab: Lab, invoices: number): Promise<void> {
  const pages = Math.ceil(invoices / PAGE);
  const sweeps = Math.ceil(pages / OLDER_PAGES) + 1;
  const done = async (): Promise<boolean> => {
    const { whmcsByAction } = await callsOf(lab);
    return (whmcsByAction.getinvoices ?? 0) >= pages + 2 * sweeps;
  };
  await until('a walk through all invoices', done, sweeps * 4 * SWEEP_MS + 60_000, 250);
}

async function idle(middleware: Middleware): Promise<void> {
  const isIdle = async (): Promise<boolean> => (await middleware.metric('portway_billing_due')) === 0;
  await until('nothing to be read', isIdle, 120_000, 100);
}

function countOf(lab: Lab, type: string): number {
  return [...lab.org.org.store.all(type)].length;
}

/** When each record that billing writes was last changed. */
function stampsOf(lab: Lab): Map<string, unknown> {
  const types = ['Invoice__c', 'Invoice_Line__c', 'Order', 'Opportunity'];
  const rows = types.flatMap((type) => [...lab.org.org.store.all(type)]);
  return new Map(rows.map((row) => [String(row.Id), row.SystemModstamp]));
}

/** Of all pages of WHMCS's list: those that Salesforce has twice, not at all, or with another state or sum. */
async function differingInvoices(lab: Lab): Promise<number> {
  const rows = [...lab.org.org.store.all('Invoice__c')];
  const byId = new Map(rows.map((row) => [String(row.WHMCS_Invoice_Id__c), row]));
  let differing = rows.length - byId.size;
  for (let start = 0; ; start += PAGE) {
    const body = new URLSearchParams({
      ...{ action: 'GetInvoices', identifier: 'local-full-access', secret: 'local-full-secret', responsetype: 'json' },
      ...{ limitstart: String(start), limitnum: String(PAGE) },
    });
    const reply = (await (await fetch(lab.environment.WHMCS_API_URL!, { method: 'POST', body })).json()) as {
      invoices?: { invoice: { id: number; status: string; total: string }[] };
    };
    const listed = reply.invoices?.invoice ?? [];
    if (listed.length === 0) return differing;
    for (const { id, status, total } of listed) {
      const row = byId.get(String(id));
      if (row?.Status__c !== status || Number(row.Total__c) !== Number(total)) differing++;
    }
  }
}

async function sendLoad(load: WebhookLoad): Promise<LoadOutcome> {
  const script = join(import.meta.dirname, 'webhook-load.ts');
  const options = { maxBuffer: 16 * 1024 * 1024 };
  const { stdout } = await promisify(execFile)(process.execPath, [script, JSON.stringify(load)], options);
  return (JSON.parse(stdout) as { outcome: LoadOutcome }).outcome;
}

async function withLab<T>(work: (lab: Lab) => Promise<T>): Promise<T> {
  const lab = await startLab();
  try {
    return await work(lab);
  } finally {
    await lab.close();
  }
}

function figures(scenario: string, rows: readonly Row[]): Figure[] {
  return rows.map(([figure, measured, unit, wanted]) => ({
    ...{ scenario, figure, measured, unit },
    ...(wanted && { wanted }),
  }));
}
