// One round of the fault run: carries out a plan against the real middleware process, then asks whether every promise held.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PostgresServer } from '../../middleware/test/support/postgres.ts';
import { startLab, type Lab, type Middleware } from '../stack/lab.ts';
import {
  approve,
  BROKEN_OPTIONS_PRODUCT,
  seedCatalogue,
  seedCustomers,
  seedOrders,
  UNMAPPED_PRODUCT,
  type SeededOrder,
} from '../stack/seed-orders.ts';
import type { PlannedOrder, RoundPlan } from './plan.ts';
import { brokenPromises } from './promises.ts';

/** Patience after the disturbance: look-ups wait, leases run out, back-offs pass. */
const SETTLE_MS = 90_000;

/** Waits shortened so that a round takes seconds: the middleware's own defaults are minutes. */
export const HASTE = {
  WHMCS_TIMEOUT_MS: '700',
  WHMCS_MODULE_TIMEOUT_MS: '700',
  // Longer than the longest delay a plan asks of WHMCS: when the look-up comes, what was sent has happened or never will.
  LOOKUP_WAIT_MS: '1500',
  SERVICE_WAIT_MS: '3000',
  FLUSH_MAX_WAIT_MS: '200',
  LEASE_MS: '1500',
  POLL_MS: '100',
  PROBE_MS: '300',
  SWEEP_INTERVAL_MS: '2000',
  SF_TIMEOUT_MS: '2000',
  SF_PUBSUB_WATCHDOG_MS: '1500',
  WHMCS_MAX_PARALLEL: '8',
  LOG_LEVEL: 'info',
} as const;

export interface RoundOutcome {
  readonly seed: number;
  readonly orders: number;
  readonly kills: number;
  readonly seconds: number;
  /** Promises that did not hold, in words; empty when all did. */
  readonly broken: readonly string[];
  /** The middleware's log, for a round that went wrong. */
  readonly log: string;
}

/** @param postgres the round's ledger is a new database there; SQLite when left out */
export async function runRound(plan: RoundPlan, postgres?: PostgresServer, instances = 1): Promise<RoundOutcome> {
  const startedAt = performance.now();
  const lab = await startLab({ keepAliveMs: 500, seed: plan.seed });
  try {
    const orders = placeOrders(lab, plan.customers, plan.orders);
    const env = postgres ? { ...HASTE, DATABASE_URL: await postgres.createDatabase() } : HASTE;
    const fleet = await startFleet(lab, env, instances);
    const beginsAt = performance.now();
    const at: At = async (ms, act) => {
      await sleep(Math.max(0, beginsAt + ms - performance.now()));
      await act();
    };
    await Promise.all([
      ...orders.map(({ order, planned }) => at(planned.approvedAtMs, () => approvePatiently(lab, order.id))),
      ...plan.faults.map((fault) =>
        at(fault.atMs, () =>
          fault.where === 'org'
            ? lab.orgLocal('POST', 'faults', fault.body)
            : lab.whmcsLocal('POST', 'faults', fault.body),
        ),
      ),
      killAll(plan.killsAtMs, at, fleet),
      ...plan.databaseKillsAtMs.map((ms) => at(ms, () => killDatabase(postgres))),
    ]);
    await Promise.all([lab.orgLocal('DELETE', 'faults'), lab.whmcsLocal('DELETE', 'faults')]);
    const broken = await settle(lab, orders);
    const log = broken.length > 0 ? await fleet.log() : '';
    return {
      seed: plan.seed,
      orders: orders.length,
      kills: plan.killsAtMs.length + plan.databaseKillsAtMs.length,
      seconds: (performance.now() - startedAt) / 1000,
      broken,
      log,
    };
  } finally {
    await lab.close();
  }
}

export interface PlacedOrder {
  readonly order: SeededOrder;
  readonly planned: PlannedOrder;
}

/** Customers unknown to WHMCS, and their orders in Pending Review. */
export function placeOrders(lab: Lab, customerCount: number, planned: readonly PlannedOrder[]): PlacedOrder[] {
  const catalogue = seedCatalogue(lab);
  const numbers = Array.from({ length: customerCount }, (_, number) => ({ number, whmcsClientId: null }));
  const customers = seedCustomers(lab, numbers);
  const seeds = planned.map((order) => ({
    customer: order.customer - 1,
    products: productsOf(order),
    quantity: order.quantity,
  }));
  return seedOrders(lab, catalogue, customers, seeds).map((order, index) => ({ order, planned: planned[index]! }));
}

function productsOf({ lines, fault }: PlannedOrder): number[] {
  const good = [0, 1, 2].slice(0, lines);
  if (fault === 'unmapped product') return [...good, UNMAPPED_PRODUCT];
  return fault === 'bad config options' ? [...good, BROKEN_OPTIONS_PRODUCT] : good;
}

/** Does something `ms` after the first approval was due. */
type At = (ms: number, act: () => Promise<unknown> | void) => Promise<void>;

interface Fleet {
  /** kill -9 of one instance, and a new one in its place. */
  replaceOne(): Promise<void>;
  log(): Promise<string>;
}

async function startFleet(lab: Lab, env: Readonly<Record<string, string>>, instances: number): Promise<Fleet> {
  const start = (index: number): Promise<Middleware> => lab.startMiddleware(`instance-${index}`, env);
  const running = await Promise.all(Array.from({ length: instances }, (_, index) => start(index)));
  let next = 0;
  return {
    replaceOne: async () => {
      const index = next++ % instances;
      const victim = running[index]!;
      victim.process.kill('SIGKILL');
      await victim.ended;
      running[index] = await startPatiently(() => start(index));
    },
    log: async () => {
      const files = Array.from({ length: instances }, (_, index) => join(lab.folder, `instance-${index}.log`));
      return (await Promise.all(files.map((file) => readFile(file, 'utf8')))).join('\n');
    },
  };
}

/** A row lock meets the agent too, who then presses Save again. */
async function approvePatiently(lab: Lab, orderId: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return approve(lab, [orderId]);
    } catch (error) {
      if (attempt === 20) throw error;
      await sleep(50);
    }
  }
}

/** The database server may be down just now: as a supervisor would, try again. */
async function startPatiently(start: () => Promise<Middleware>): Promise<Middleware> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await start();
    } catch (error) {
      if (attempt === 20) throw error;
      await sleep(250);
    }
  }
}

/** One after the other: a kill that falls into a start waits for it. */
async function killAll(momentsMs: readonly number[], at: At, fleet: Fleet): Promise<void> {
  for (const ms of momentsMs) await at(ms, () => fleet.replaceOne());
}

async function killDatabase(postgres: PostgresServer | undefined): Promise<void> {
  await postgres?.kill();
  await sleep(200);
  await postgres?.restart();
}

/** Waits until every promise holds. @returns those that do not after a long while */
export async function settle(lab: Lab, orders: readonly PlacedOrder[]): Promise<string[]> {
  const deadline = performance.now() + SETTLE_MS;
  for (;;) {
    const broken = await brokenPromises(lab, orders);
    if (broken.length === 0 || performance.now() > deadline) return broken;
    await sleep(100);
  }
}
