// One round of the billing fault run: people pay, refund, suspend and ask for refreshes while hooks go astray and the middleware
// is killed; then Salesforce must come to say what WHMCS says.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PostgresServer } from '../../middleware/test/support/postgres.ts';
import { addWhmcsClients, isDone, until } from '../bench/watch.ts';
import { startLab, type Lab } from '../stack/lab.ts';
import { LOCAL_WEBHOOK_SECRET } from '../stack/local-environment.ts';
import {
  approve,
  seedCatalogue,
  seedCustomers,
  seedOpportunities,
  seedOrders,
  update,
  type SeededOrder,
} from '../stack/seed-orders.ts';
import { askWhmcs, brokenBilling, differences, type BilledOrder } from './billing-promises.ts';
import type { BillingPhase, BillingPlan, Deed, PlannedStrike } from './billing-plan.ts';
import {
  approvePatiently,
  HASTE,
  killDatabase,
  patiently,
  startFleet,
  type Fleet,
  type RoundOutcome,
} from './round.ts';

const SETTLE_MS = 90_000;
const SETTLED_LOOK_MS = 300;

/** @param postgres the round's ledger is a new database there; SQLite when left out */
export async function runBillingRound(plan: BillingPlan, postgres?: PostgresServer): Promise<RoundOutcome> {
  const startedAt = performance.now();
  const lab = await startLab({ keepAliveMs: 500, seed: plan.seed });
  try {
    const orders = await placeOrders(lab, plan);
    const waits = { ...HASTE, BILLING_SWEEP_INTERVAL_MS: '2000' };
    const env = postgres ? { ...waits, DATABASE_URL: await postgres.createDatabase() } : waits;
    const fleet = await startFleet(lab, env, 1);
    const stage = { lab, fleet, orders, asked: new Map<string, Date>() };
    await aimHooks(stage);
    await fleet.ready();
    await provision(lab, orders.slice(0, plan.orders.before));
    await lab.whmcsLocal('PUT', 'settings', { latencyMs: plan.whmcsLatencyMs });
    let deeds = 0;
    for (const phase of plan.phases) deeds += await runPhase(phase, stage, postgres);
    await calm(lab);
    const broken = await settle(stage);
    return {
      ...{ seed: plan.seed, orders: orders.length, deeds, broken, takenOver: 0, log: await fleet.log() },
      happened: `${deeds} deeds, hooks ${await hooksTold(lab)}`,
      kills: plan.phases.filter((phase) => phase.killAtMs !== null).length,
      databaseKills: plan.phases.filter((phase) => phase.databaseKillAtMs !== null).length,
      seconds: (performance.now() - startedAt) / 1000,
    };
  } finally {
    await lab.close();
  }
}

/** Attempts of the hook file, by what they were answered; 0: nobody was there. */
async function hooksTold(lab: Lab): Promise<string> {
  const { deliveries } = await lab.whmcsLocal<{ deliveries: { status: number }[] }>('GET', 'hooks/deliveries');
  const counts: Record<string, number> = {};
  for (const { status } of deliveries) counts[status] = (counts[status] ?? 0) + 1;
  return Object.entries(counts)
    .map(([status, count]) => `${count}× ${status}`)
    .join(', ');
}

interface Stage {
  readonly lab: Lab;
  readonly fleet: Fleet;
  readonly orders: readonly BilledOrder[];
  /** When a refresh was last asked for, by opportunity. */
  readonly asked: Map<string, Date>;
}

/** Of WHMCS clients, each order with an opportunity; all in Pending Review. */
async function placeOrders(lab: Lab, { customers, orders }: BillingPlan): Promise<BilledOrder[]> {
  const clientIds = await addWhmcsClients(lab, customers);
  const catalogue = seedCatalogue(lab);
  const seeded = seedCustomers(
    lab,
    clientIds.map((whmcsClientId, number) => ({ number, whmcsClientId })),
  );
  const seeds = Array.from({ length: orders.before + orders.during }, (_, index) => ({
    customer: index % customers,
    products: index % 2 === 0 ? [0, 1] : [0, 2],
  }));
  const placed = seedOrders(lab, catalogue, seeded, seeds);
  const opportunityIds = seedOpportunities(lab, placed);
  return placed.map((order, index) => ({
    ...order,
    opportunityId: opportunityIds[index]!,
    whmcsClientId: clientIds[index % customers]!,
  }));
}

async function provision(lab: Lab, orders: readonly SeededOrder[]): Promise<void> {
  approve(
    lab,
    orders.map(({ id }) => id),
  );
  await until('the first orders', () => orders.every((order) => isDone(lab, order)), 60_000);
}

/** A middleware that was killed comes back at another port. */
const aimHooks = ({ lab, fleet }: Pick<Stage, 'lab' | 'fleet'>): Promise<unknown> =>
  lab.whmcsLocal('PUT', 'hooks', { url: `${fleet.origin()}/webhooks/whmcs`, secrets: [LOCAL_WEBHOOK_SECRET] });

/** @returns how many deeds were not refused */
async function runPhase(phase: BillingPhase, stage: Stage, postgres: PostgresServer | undefined): Promise<number> {
  const { lab, fleet, orders } = stage;
  await fleet.ready();
  const beginsAt = performance.now();
  const at = async <T>(ms: number, act: () => Promise<T>): Promise<T> => {
    await sleep(Math.max(0, beginsAt + ms - performance.now()));
    return act();
  };
  const [done] = await Promise.all([
    Promise.all(
      phase.deeds.map(({ atMs, deed, order }) =>
        at(atMs, () => DO[deed](stage, orders[order]!).then(Boolean, () => false)),
      ),
    ),
    ...phase.strikes.map((strike) => at(strike.atMs, () => hit(lab, strike))),
    ...phase.approvals.map(({ atMs, order }) => at(atMs, () => approvePatiently(lab, orders[order]!.id))),
    phase.databaseKillAtMs === null ? undefined : at(phase.databaseKillAtMs, () => killDatabase(postgres)),
    phase.killAtMs === null
      ? undefined
      : at(phase.killAtMs, () => fleet.replaceOne()).then(() => aimHooks({ lab, fleet })),
  ]);
  return done.filter(Boolean).length;
}

const HOOK_FAULTS = 'hooks/faults';

function hit(lab: Lab, { where, body }: PlannedStrike): Promise<unknown> {
  if (where === 'org') return lab.orgLocal('POST', 'faults', body);
  return lab.whmcsLocal('POST', where === 'hooks' ? HOOK_FAULTS : 'faults', body);
}

/** From here on nothing goes wrong; what was lost stays lost. */
async function calm(lab: Lab): Promise<void> {
  await Promise.all([lab.orgLocal('DELETE', 'faults'), lab.whmcsLocal('DELETE', 'faults')]);
  await lab.whmcsLocal('DELETE', HOOK_FAULTS);
  await lab.whmcsLocal('PUT', 'settings', { latencyMs: 0 });
}

const PAYMENT = { gateway: 'banktransfer', date: '2026-11-20 10:00:00' };

const pay = async ({ lab }: Stage, order: BilledOrder, amount?: string): Promise<unknown> =>
  askWhmcs(lab, 'AddInvoicePayment', {
    ...{ ...PAYMENT, invoiceid: await firstInvoice(lab, order), transid: randomUUID() },
    ...(amount !== undefined && { amount }),
  });

const module =
  (action: string) =>
  async ({ lab }: Stage, order: BilledOrder): Promise<unknown> =>
    askWhmcs(lab, action, { serviceid: await serviceOf(lab, order) });

/** What people do; a promise that fails is a refusal of WHMCS, as for paying what is paid. */
const DO: Readonly<Record<Deed, (stage: Stage, order: BilledOrder) => Promise<unknown>>> = {
  'part payment': (stage, order) => pay(stage, order, '100'),
  payment: (stage, order) => pay(stage, order),
  refund: async ({ lab }, order) =>
    lab.whmcsLocal('POST', 'refunds', { invoiceId: Number(await firstInvoice(lab, order)) }),
  'cancel invoice': async ({ lab }, order) =>
    askWhmcs(lab, 'UpdateInvoice', { invoiceid: await firstInvoice(lab, order), status: 'Cancelled' }),
  'new invoice': ({ lab }, { whmcsClientId }) =>
    askWhmcs(lab, 'CreateInvoice', {
      ...{ userid: whmcsClientId, status: 'Unpaid', duedate: '2030-01-01' },
      ...{ itemdescription1: '訪問', itemamount1: '1500', itemtaxed1: '1' },
    }),
  suspend: module('ModuleSuspend'),
  unsuspend: module('ModuleUnsuspend'),
  terminate: module('ModuleTerminate'),
  refresh: async ({ lab, asked }, { opportunityId }) => {
    const now = new Date();
    await patiently(() => update(lab, 'Opportunity', opportunityId, { Refresh_From_WHMCS__c: true }));
    asked.set(opportunityId, now);
    return true;
  },
  cron: ({ lab }) => lab.whmcsLocal('POST', 'cron', {}).then(() => true),
  'forged event': ({ fleet }, order) => forge(fleet.origin(), order),
};

/** From somebody without the secret: it must be refused. @throws Error it was taken */
async function forge(origin: string, { id }: BilledOrder): Promise<unknown> {
  const response = await fetch(`${origin}/webhooks/whmcs`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'webhook-id': `forged-${id}`,
      'webhook-timestamp': String(Math.floor(Date.now() / 1000)),
      'webhook-signature': `v1,${Buffer.alloc(32).toString('base64')}`,
    },
    body: '{"type":"invoice.paid","data":{"invoiceid":1}}',
  });
  return response.status === 401;
}

async function firstInvoice(lab: Lab, { id }: BilledOrder): Promise<string> {
  const whmcsOrderId = lab.org.org.store.get('Order', id)!.WHMCS_Order_Id__c;
  const reply = await askWhmcs<{ orders: { order: { invoiceid: number }[] } }>(lab, 'GetOrders', {
    id: String(whmcsOrderId),
  });
  return String(reply.orders.order[0]!.invoiceid);
}

function serviceOf(lab: Lab, { opportunityId }: BilledOrder): Promise<string> {
  const serviceId = lab.org.org.store.get('Opportunity', opportunityId)!.WHMCS_Service_ID__c;
  return serviceId ? Promise.resolve(String(serviceId)) : Promise.reject(new Error('no service yet'));
}

/** Waits until every promise holds. @returns those that do not after a long while, and what the product's own comparison finds */
async function settle(stage: Stage): Promise<string[]> {
  const deadline = performance.now() + SETTLE_MS;
  for (;;) {
    const broken = await brokenBilling(stage.lab, stage.orders, stage.asked);
    if (broken.length === 0) return differences(stage.fleet.origin());
    if (performance.now() > deadline) return broken;
    await sleep(SETTLED_LOOK_MS);
  }
}
