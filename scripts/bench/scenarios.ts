// The scenarios of the bench. Each makes its own laboratory, runs the middleware (and the baseline where they are compared)
// against the same stand-ins, and answers figures.
import { join } from 'node:path';
import { startPostgres } from '../../middleware/test/support/postgres.ts';
import { startChild } from '../stack/child.ts';
import { startLab, type Lab, type Middleware } from '../stack/lab.ts';
import { approve, seedCatalogue, seedCustomers, seedOrders, type SeededOrder } from '../stack/seed-orders.ts';
import { apexFigures } from './apex.ts';
import { invoiceFigures, webhookFigures } from './billing.ts';
import type { Figure } from './figures.ts';
import { leadFigures } from './leads.ts';
import { portalFigures } from './portal.ts';
import {
  addWhmcsClients,
  callsOf,
  doubledAndMissing,
  isDone,
  resetCounters,
  until,
  untilReady,
  untilStreaming,
  watchMemory,
} from './watch.ts';

export interface Sizes {
  readonly loneOrders: number;
  readonly burstOrders: number;
  readonly baselineOrders: number;
  readonly backlogEvents: number;
  readonly sharedOrders: number;
  readonly websiteLeads: number;
  readonly invoices: number;
  readonly webhookSeconds: number;
  /** Provisioned while webhooks come: more than that time allows. */
  readonly webhookOrders: number;
  /** Of each page. */
  readonly portalVisits: number;
}
export const FULL: Sizes = {
  loneOrders: 20,
  burstOrders: 5000,
  baselineOrders: 200,
  backlogEvents: 50_000,
  sharedOrders: 2000,
  websiteLeads: 10_000,
  invoices: 10_000,
  webhookSeconds: 30,
  webhookOrders: 2000,
  portalVisits: 5,
};
export const SHORT: Sizes = {
  loneOrders: 5,
  burstOrders: 400,
  baselineOrders: 40,
  backlogEvents: 5000,
  sharedOrders: 300,
  websiteLeads: 1000,
  invoices: 1000,
  webhookSeconds: 8,
  webhookOrders: 600,
  portalVisits: 1,
};

const WHMCS_LATENCY_MS = 50;
const WHMCS_PARALLEL = 8;
const PARALLEL = { WHMCS_MAX_PARALLEL: String(WHMCS_PARALLEL) };

export type Scenario = (sizes: Sizes, say: (text: string) => void) => Promise<Figure[]>;

export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  apex: (_sizes, say) => apexFigures(say),
  portal: ({ portalVisits }, say) => portalFigures(portalVisits, say),
  lone: loneOrder,
  burst: (sizes, say) => burst('burst', sizes, WHMCS_LATENCY_MS, say),
  unhindered: (sizes, say) => burst('unhindered', sizes, 0, say),
  backlog,
  leads,
  invoices: ({ invoices }, say) => invoiceFigures({ invoices, ofOrders: invoices / 10 }, say),
  webhooks: ({ webhookSeconds, webhookOrders }, say) =>
    webhookFigures({ perSecond: 200, seconds: webhookSeconds, orders: webhookOrders }, say),
  shared: async (sizes, say) => [
    ...(await shared(2, sizes, say)),
    ...(await shared(4, sizes, say)),
    ...figures('one baseline beside them', [
      ['baseline, orders per second', await baselineRate(WHMCS_LATENCY_MS, sizes.baselineOrders, say), '/s'],
    ]),
  ],
};

/** As it is by default, and with so few calls that most of the flood has to wait. */
async function leads({ websiteLeads }: Sizes, say: (text: string) => void): Promise<Figure[]> {
  return [
    ...(await leadFigures({ submissions: websiteLeads, callsPerHour: 60 }, say)),
    ...(await leadFigures({ submissions: websiteLeads, callsPerHour: Math.ceil(websiteLeads / 1000) }, say)),
  ];
}

/** Orders of existing clients, two lines each, two orders to a customer. */
async function prepare(lab: Lab, count: number): Promise<SeededOrder[]> {
  const customers = Math.max(1, Math.ceil(count / 2));
  const clientIds = await addWhmcsClients(lab, customers);
  const catalogue = seedCatalogue(lab);
  const seeded = seedCustomers(
    lab,
    clientIds.map((whmcsClientId, number) => ({ number, whmcsClientId })),
  );
  const orders = Array.from({ length: count }, (_, index) => ({ customer: index % customers, products: [0, 1] }));
  return seedOrders(lab, catalogue, seeded, orders);
}

async function loneOrder({ loneOrders }: Sizes, say: (text: string) => void): Promise<Figure[]> {
  const own = await withLab(async (lab) => {
    const orders = await prepare(lab, loneOrders);
    await slowDown(lab, WHMCS_LATENCY_MS);
    await untilReady(lab, [await lab.startMiddleware('lone', PARALLEL)]);
    return oneByOne(lab, orders);
  });
  const plain = await withBaseline(loneOrders, WHMCS_LATENCY_MS, oneByOne);
  say(`lone orders took ${own.timesMs.join(', ')} ms; of the baseline ${plain.timesMs.join(', ')} ms`);
  return figures('lone order', [
    ['approval to written back, p50', p50(own.timesMs) / 1000, 's', { atMost: 1 }],
    ['Salesforce calls, most', own.salesforce, '', { atMost: 2 }],
    ['WHMCS calls, most', own.whmcs, '', { atMost: 4 }],
    ['baseline: approval to written back, p50', p50(plain.timesMs) / 1000, 's'],
    ['baseline: Salesforce calls, most', plain.salesforce, ''],
    ['baseline: WHMCS calls, most', plain.whmcs, ''],
  ]);
}

interface LoneFigures {
  /** Ascending. */
  readonly timesMs: readonly number[];
  /** Of the order that took most. */
  readonly salesforce: number;
  readonly whmcs: number;
}

/** Approves each order only when the one before has been written back. */
async function oneByOne(lab: Lab, orders: readonly SeededOrder[]): Promise<LoneFigures> {
  const timesMs: number[] = [];
  let [salesforce, whmcs] = [0, 0];
  for (const order of orders) {
    await resetCounters(lab);
    const approvedAt = performance.now();
    approve(lab, [order.id]);
    await until(`order ${order.id}`, () => isDone(lab, order), 30_000, 2);
    timesMs.push(Math.round(performance.now() - approvedAt));
    const used = await callsOf(lab);
    [salesforce, whmcs] = [Math.max(salesforce, used.salesforce), Math.max(whmcs, used.whmcs)];
  }
  return { timesMs: timesMs.sort((a, b) => a - b), salesforce, whmcs };
}

function p50(ascending: readonly number[]): number {
  return ascending[Math.floor(ascending.length / 2)]!;
}

async function burst(
  kind: 'burst' | 'unhindered',
  sizes: Sizes,
  latencyMs: number,
  say: (text: string) => void,
): Promise<Figure[]> {
  const count = sizes.burstOrders;
  const name = `${count} orders at once, WHMCS ${latencyMs} ms`;
  return withLab(async (lab) => {
    const orders = await prepare(lab, count);
    await slowDown(lab, latencyMs);
    const middleware = await lab.startMiddleware(kind, PARALLEL);
    await untilReady(lab, [middleware]);
    await resetCounters(lab);
    const before = await spent(middleware);
    const memory = watchMemory(middleware);
    const approvedAt = performance.now();
    approve(
      lab,
      orders.map((order) => order.id),
    );
    say(`approved in ${Math.round(performance.now() - approvedAt)} ms`);
    const waiting = new Set(orders);
    await until(name, () => drained(lab, waiting), 600_000, 100);
    const seconds = (performance.now() - approvedAt) / 1000;
    const calls = await callsOf(lab);
    const megabytes = await memory.stop();
    const { doubled, missing } = await doubledAndMissing(lab, orders);
    say(`${count / seconds} orders/s; calls ${JSON.stringify(calls)}`);
    const rate = count / seconds;
    const perOrder = calls.whmcs / count;
    const common = figures(name, [
      ['orders per second', rate, '/s'],
      ['WHMCS calls per order', perOrder, '', { atMost: 3 }],
      ['Salesforce calls per order', calls.salesforce / count, '', { atMost: 0.05 }],
      ['lines doubled or missing in WHMCS', doubled + missing, '', { atMost: 0 }],
      ['resident memory, highest', megabytes, 'MB', { atMost: 250 }],
    ]);
    const time = whereTimeGoes(name, before, await spent(middleware), count, seconds);
    await middleware.stop();
    const baseline = await baselineRate(latencyMs, sizes.baselineOrders, say);
    const compared = figures(name, [
      ['baseline, orders per second', baseline, '/s'],
      ['times the baseline', rate / baseline, '×', latencyMs > 0 ? { atLeast: 5 } : undefined],
    ]);
    if (latencyMs === 0) return [...common, ...time, ...compared];
    const ceiling = WHMCS_PARALLEL / ((latencyMs / 1000) * perOrder);
    return [
      ...common,
      ...figures(name, [['share of the ceiling WHMCS sets', (100 * rate) / ceiling, '%', { atLeast: 90 }]]),
      ...compared,
    ];
  });
}

/** The plain way, against stand-ins of the same kind and speed in the same run. */
async function baselineRate(latencyMs: number, count: number, say: (text: string) => void): Promise<number> {
  const rate = await withBaseline(count, latencyMs, async (lab, orders) => {
    const approvedAt = performance.now();
    approve(
      lab,
      orders.map((order) => order.id),
    );
    const waiting = new Set(orders);
    await until('the baseline', () => drained(lab, waiting), 600_000, 20);
    return count / ((performance.now() - approvedAt) / 1000);
  });
  say(`baseline: ${rate.toFixed(2)} orders/s over ${count} orders`);
  return rate;
}

async function withBaseline<T>(
  count: number,
  latencyMs: number,
  measure: (lab: Lab, orders: readonly SeededOrder[]) => Promise<T>,
): Promise<T> {
  return withLab(async (lab) => {
    const orders = await prepare(lab, count);
    await slowDown(lab, latencyMs);
    const baseline = await startChild({
      name: 'baseline',
      args: [join(import.meta.dirname, 'baseline.ts')],
      env: { ...process.env, ...lab.environment },
      logFile: join(lab.folder, 'baseline.log'),
      isReady: (line) => line.ready === true,
    });
    try {
      await untilStreaming(lab);
      return await measure(lab, orders);
    } finally {
      await baseline.stop();
    }
  });
}

type Spent = Readonly<Record<'cpu' | 'whmcs' | 'salesforce' | 'ledger', number>>;

/** Seconds since the middleware's start, by what they went into. Calls overlap, so they may exceed the clock. */
async function spent(middleware: Middleware): Promise<Spent> {
  return {
    cpu: await middleware.metric('process_cpu_seconds_total'),
    whmcs: await middleware.metric('portway_call_seconds_sum', { system: 'whmcs' }),
    salesforce: await middleware.metric('portway_call_seconds_sum', { system: 'salesforce' }),
    ledger: await middleware.metric('portway_ledger_seconds_sum'),
  };
}

function whereTimeGoes(scenario: string, before: Spent, after: Spent, count: number, seconds: number): Figure[] {
  const perOrderMs = (kind: keyof Spent): number => (1000 * (after[kind] - before[kind])) / count;
  return figures(scenario, [
    ['middleware CPU per order', perOrderMs('cpu'), 'ms'],
    ['of it in ledger statements and commits', perOrderMs('ledger'), 'ms'],
    ['middleware CPU, share of the run', (100 * (after.cpu - before.cpu)) / seconds, '%'],
    ['calls to WHMCS under way, per order', perOrderMs('whmcs'), 'ms'],
    ['calls to Salesforce under way, per order', perOrderMs('salesforce'), 'ms'],
  ]);
}

async function backlog({ backlogEvents, baselineOrders }: Sizes, say: (text: string) => void): Promise<Figure[]> {
  const name = `backlog of ${backlogEvents} events`;
  return withLab(async (lab) => {
    const orders = await prepare(lab, backlogEvents);
    await slowDown(lab, WHMCS_LATENCY_MS);
    approve(
      lab,
      orders.map((order) => order.id),
    );
    say('events published while the middleware is down');
    const middleware = await lab.startMiddleware('backlog', PARALLEL);
    const memory = watchMemory(middleware);
    const accepted = (): Promise<number> => middleware.metric('portway_events_total', { kind: 'accepted' });
    let firstAt = 0;
    let first = 0;
    await until(
      name,
      async () => {
        const now = await accepted();
        if (now > 0 && firstAt === 0) [firstAt, first] = [performance.now(), now];
        return now >= backlogEvents;
      },
      120_000,
      250, // each look at the metrics counts the ledger's rows: more often would measure the looking
    );
    const rate = (backlogEvents - first) / ((performance.now() - firstAt) / 1000);
    const megabytes = await memory.stop();
    await middleware.stop();
    // The baseline has no inbox: it has taken an event in when it has done the order.
    const baseline = await baselineRate(WHMCS_LATENCY_MS, baselineOrders, say);
    return figures(name, [
      ['events ingested per second, SQLite', rate, '/s', { atLeast: 5000 }],
      ['resident memory, highest', megabytes, 'MB', { atMost: 250 }],
      ['baseline, events per second', baseline, '/s'],
    ]);
  });
}

async function shared(instances: number, { sharedOrders }: Sizes, say: (text: string) => void): Promise<Figure[]> {
  const name = `${instances} instances on PostgreSQL, ${sharedOrders} orders`;
  const postgres = await startPostgres();
  try {
    return await withLab(async (lab) => {
      const orders = await prepare(lab, sharedOrders);
      await slowDown(lab, WHMCS_LATENCY_MS);
      const env = { ...PARALLEL, DATABASE_URL: await postgres.createDatabase() };
      const middlewares = await Promise.all(
        Array.from({ length: instances }, (_, index) => lab.startMiddleware(`shared-${index + 1}`, env)),
      );
      await untilReady(lab, middlewares);
      await resetCounters(lab);
      const approvedAt = performance.now();
      approve(
        lab,
        orders.map((order) => order.id),
      );
      const waiting = new Set(orders);
      await until(name, () => drained(lab, waiting), 600_000, 100);
      const rate = sharedOrders / ((performance.now() - approvedAt) / 1000);
      const { doubled, missing } = await doubledAndMissing(lab, orders);
      const done = await Promise.all(
        middlewares.map((middleware) => middleware.metric('portway_order_seconds_count', { outcome: 'fulfilled' })),
      );
      const streaming = await lab.orgLocal<{ events: { openStreams: number } }>('GET', 'counters');
      say(`orders per instance: ${done.join(', ')}`);
      return figures(name, [
        ['orders per second', rate, '/s'],
        ['lines doubled or missing in WHMCS', doubled + missing, '', { atMost: 0 }],
        ['subscriptions, one a topic', streaming.events.openStreams, '', { atLeast: 2, atMost: 2 }],
        ['smallest share of an instance', (100 * Math.min(...done)) / sharedOrders, '%', { atLeast: 1 }],
      ]);
    });
  } finally {
    await postgres.stop();
  }
}

function drained(lab: Lab, waiting: Set<SeededOrder>): boolean {
  for (const order of waiting) if (isDone(lab, order)) waiting.delete(order);
  return waiting.size === 0;
}

async function slowDown(lab: Lab, latencyMs: number): Promise<void> {
  await lab.whmcsLocal('PUT', 'settings', { latencyMs, maxParallel: WHMCS_PARALLEL });
}

async function withLab<T>(work: (lab: Lab) => Promise<T>): Promise<T> {
  const lab = await startLab();
  try {
    return await work(lab);
  } finally {
    await lab.close();
  }
}

type Row = readonly [figure: string, measured: number, unit: string, wanted?: Figure['wanted']];
function figures(scenario: string, rows: readonly Row[]): Figure[] {
  return rows.map(([figure, measured, unit, wanted]) => ({
    scenario,
    figure,
    measured,
    unit,
    ...(wanted && { wanted }),
  }));
}
