// One round of the fault run: carries out a plan against the real middleware process, then asks whether every promise held.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PostgresServer } from '../../middleware/test/support/postgres.ts';
import { until } from '../bench/watch.ts';
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
import type { Phase, PlannedFault, PlannedOrder, RoundPlan } from './plan.ts';
import { brokenPromises } from './promises.ts';

/** Patience after the disturbance: look-ups wait, leases run out, back-offs pass. */
const SETTLE_MS = 90_000;
const READY_PATIENCE_MS = 3_000;

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
  readonly databaseKills: number;
  readonly seconds: number;
  /** Promises that did not hold, in words; empty when all did. */
  readonly broken: readonly string[];
  /** Orders whose AddOrder had happened although its answer was lost. */
  readonly takenOver: number;
  /** What people did beside approving: payments, suspensions and the like. */
  readonly deeds: number;
  /** The round in a few words. */
  readonly happened: string;
  /** The middleware's log. */
  readonly log: string;
}

/** @param postgres the round's ledger is a new database there; SQLite when left out */
export async function runRound(plan: RoundPlan, postgres?: PostgresServer, instances = 1): Promise<RoundOutcome> {
  const startedAt = performance.now();
  const lab = await startLab({ keepAliveMs: 500, seed: plan.seed });
  try {
    const placed = placeOrders(
      lab,
      plan.customers,
      plan.phases.flatMap((phase) => phase.orders),
    );
    await lab.whmcsLocal('PUT', 'settings', { latencyMs: plan.whmcsLatencyMs });
    const env = postgres ? { ...HASTE, DATABASE_URL: await postgres.createDatabase() } : HASTE;
    const fleet = await startFleet(lab, env, instances);
    for (const phase of plan.phases) await runPhase(phase, placed, { lab, fleet, postgres });
    await Promise.all([lab.orgLocal('DELETE', 'faults'), lab.whmcsLocal('DELETE', 'faults')]);
    const broken = await settle(lab, placed);
    const log = await fleet.log();
    const takenOver = log.split('found by its marker').length - 1;
    return {
      seed: plan.seed,
      orders: placed.length,
      kills: plan.phases.filter((phase) => phase.killAtMs !== null).length,
      databaseKills: plan.phases.filter((phase) => phase.databaseKillAtMs !== null).length,
      takenOver,
      deeds: 0,
      happened: `${takenOver} taken over`,
      seconds: (performance.now() - startedAt) / 1000,
      broken,
      log,
    };
  } finally {
    await lab.close();
  }
}

interface Stage {
  readonly lab: Lab;
  readonly fleet: Fleet;
  readonly postgres: PostgresServer | undefined;
}

async function runPhase(phase: Phase, placed: readonly PlacedOrder[], { lab, fleet, postgres }: Stage): Promise<void> {
  await fleet.ready();
  const beginsAt = performance.now();
  const at = async (ms: number, act: () => Promise<unknown> | void): Promise<void> => {
    await sleep(Math.max(0, beginsAt + ms - performance.now()));
    await act();
  };
  const strike = ({ where, body }: PlannedFault): Promise<unknown> =>
    where === 'org' ? lab.orgLocal('POST', 'faults', body) : lab.whmcsLocal('POST', 'faults', body);
  const own = placed.filter(({ planned }) => phase.orders.includes(planned));
  await Promise.all([
    ...own.map(({ order, planned }) => at(planned.approvedAtMs, () => approvePatiently(lab, order.id))),
    ...phase.faults.map((fault) => at(fault.atMs, () => strike(fault))),
    phase.databaseKillAtMs === null ? undefined : at(phase.databaseKillAtMs, () => killDatabase(postgres)),
    phase.killAtMs === null ? undefined : at(phase.killAtMs, () => fleet.replaceOne()),
  ]);
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

export interface Fleet {
  /** Waits until every instance says it is ready, or gives up soon: a fault may well keep one from it. */
  ready(): Promise<void>;
  /** kill -9 of one instance, and a new one in its place. */
  replaceOne(): Promise<void>;
  /** Of the first instance, as it runs now. */
  origin(): string;
  log(): Promise<string>;
}

export async function startFleet(lab: Lab, env: Readonly<Record<string, string>>, instances: number): Promise<Fleet> {
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
    origin: () => running[0]!.origin,
    ready: async () => {
      for (const { origin } of running) {
        const isReady = async (): Promise<boolean> => (await fetch(`${origin}/health/ready`)).ok;
        await until('readiness', isReady, READY_PATIENCE_MS).catch(() => undefined);
      }
    },
    log: async () => {
      const files = Array.from({ length: instances }, (_, index) => join(lab.folder, `instance-${index}.log`));
      return (await Promise.all(files.map((file) => readFile(file, 'utf8')))).join('\n');
    },
  };
}

export function approvePatiently(lab: Lab, orderId: string): Promise<void> {
  return patiently(() => approve(lab, [orderId]));
}

/** A row lock meets the agent too, who then presses Save again. */
export async function patiently(save: () => void): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return save();
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

export async function killDatabase(postgres: PostgresServer | undefined): Promise<void> {
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
