// Situations of their own that no random round meets: downtime beyond the events' retention, and two middlewares at once.
import type { PostgresServer } from '../../middleware/test/support/postgres.ts';
import { until, untilReady } from '../bench/watch.ts';
import { startLab, type Lab } from '../stack/lab.ts';
import { approve } from '../stack/seed-orders.ts';
import type { PlannedOrder } from './plan.ts';
import { HASTE, placeOrders, settle, type PlacedOrder } from './round.ts';

const HOUR_MS = 3_600_000;

/** @returns promises that did not hold, in words */
export type Situation = (postgres: () => Promise<PostgresServer>) => Promise<string[]>;

export const SITUATIONS: Readonly<Record<string, Situation>> = {
  '80 hours of downtime, beyond the 72 hours that events are kept': () => withLab(downFor80Hours),
  'a second middleware on one SQLite ledger': () => withLab(secondOnSqlite),
  'two middlewares on one PostgreSQL ledger, one of them killed': (postgres) =>
    withLab(async (lab) => twoOnPostgres(lab, await postgres())),
};

async function downFor80Hours(lab: Lab): Promise<string[]> {
  const orders = placeOrders(lab, 3, plain(6));
  const before = orders.slice(0, 2);
  const first = await lab.startMiddleware('before', HASTE);
  await untilReady(lab, [first]);
  approveAll(lab, before);
  const broken = await settle(lab, before);
  await first.stop();
  approveAll(lab, orders.slice(2));
  await lab.orgLocal('POST', 'clock', { advanceMs: 80 * HOUR_MS });
  const kept = await lab.orgLocal<unknown[]>('GET', 'events?type=OrderProvisionRequested__e');
  const gone = kept.length === 0 ? [] : [`the org still keeps ${kept.length} events: the situation was not met`];
  await lab.startMiddleware('after', HASTE);
  return [...broken, ...gone, ...(await settle(lab, orders))];
}

async function secondOnSqlite(lab: Lab): Promise<string[]> {
  const orders = placeOrders(lab, 2, plain(4));
  await untilReady(lab, [await lab.startMiddleware('first', HASTE)]);
  const refusal = await lab.startMiddleware('second', HASTE).then(
    () => 'it was let in',
    (error: unknown) => String(error),
  );
  approveAll(lab, orders);
  const wording = refusal.includes('LEDGER_IN_USE')
    ? []
    : [`the second one should be refused with LEDGER_IN_USE: ${refusal}`];
  return [...wording, ...(await settle(lab, orders))];
}

/** Orders and refreshes; whichever middleware subscribes to one, no other does. */
const TOPICS = 2;

async function twoOnPostgres(lab: Lab, postgres: PostgresServer): Promise<string[]> {
  const orders = placeOrders(lab, 6, plain(24));
  const env = { ...HASTE, DATABASE_URL: await postgres.createDatabase() };
  const both = [await lab.startMiddleware('one', env), await lab.startMiddleware('two', env)];
  await untilReady(lab, both);
  const streams = async (): Promise<number> =>
    (await lab.orgLocal<{ events: { openStreams: number } }>('GET', 'counters')).events.openStreams;
  const open = await streams();
  const alone = open === TOPICS ? [] : [`${open} streams of two middlewares; each topic should have one`];
  approveAll(lab, orders.slice(0, 12));
  // The first one started holds the subscriptions: its death must move them to the other.
  both[0]!.process.kill('SIGKILL');
  await until('the other one to subscribe', async () => (await streams()) === TOPICS, 20_000);
  approveAll(lab, orders.slice(12));
  return [...alone, ...(await settle(lab, orders))];
}

function plain(count: number): PlannedOrder[] {
  return Array.from({ length: count }, (_, index) => ({
    customer: 1 + (index % 2),
    lines: 1 + (index % 3),
    quantity: 1,
    fault: 'none' as const,
    approvedAtMs: 0,
  }));
}

function approveAll(lab: Lab, orders: readonly PlacedOrder[]): void {
  approve(
    lab,
    orders.map(({ order }) => order.id),
  );
}

async function withLab<T>(work: (lab: Lab) => Promise<T>): Promise<T> {
  const lab = await startLab({ keepAliveMs: 500 });
  try {
    return await work(lab);
  } finally {
    await lab.close();
  }
}
