// Waits for orders to end, and counts what it took: calls to each system, memory, doubled effects.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Lab, Middleware } from '../stack/lab.ts';
import type { SeededOrder } from '../stack/seed-orders.ts';

export interface Calls {
  readonly salesforce: number;
  readonly whmcs: number;
  readonly whmcsByAction: Readonly<Record<string, number>>;
}

export async function resetCounters(lab: Lab): Promise<void> {
  await Promise.all([lab.orgLocal('POST', 'counters/reset'), lab.whmcsLocal('POST', 'counters/reset')]);
}

export async function callsOf(lab: Lab): Promise<Calls> {
  const org = await lab.orgLocal<{ api: { total: number } }>('GET', 'counters');
  const { actions } = await lab.whmcsLocal<{ actions: Record<string, { calls: number }> }>('GET', 'counters');
  const byAction = Object.fromEntries(Object.entries(actions).map(([action, { calls }]) => [action, calls]));
  const total = Object.values(byAction).reduce((sum, calls) => sum + calls, 0);
  return { salesforce: org.api.total, whmcs: total, whmcsByAction: byAction };
}

export function isDone(lab: Lab, order: SeededOrder): boolean {
  const row = lab.org.org.store.get('Order', order.id);
  return row?.Activation_Status__c === 'Provisioned' && row.Status === 'Activated';
}

/** Runs until `isOver` says so. @throws Error it took longer than `patienceMs` */
export async function until(
  what: string,
  isOver: () => boolean | Promise<boolean>,
  patienceMs: number,
  pollMs = 50,
): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (!(await isOver())) {
    if (performance.now() > deadline) throw new Error(`${what}: not reached within ${patienceMs / 1000} s`);
    await sleep(pollMs);
  }
}

/** Subscribed, and done with its start-up checks, which cost calls of their own. */
export async function untilReady(lab: Lab, middlewares: readonly Middleware[]): Promise<void> {
  await untilStreaming(lab);
  for (const { name, origin } of middlewares) {
    await until(`readiness of ${name}`, async () => (await fetch(`${origin}/health/ready`)).ok, 30_000);
  }
}

export async function untilStreaming(lab: Lab): Promise<void> {
  await until(
    'a subscription',
    async () => (await lab.orgLocal<{ events: { openStreams: number } }>('GET', 'counters')).events.openStreams > 0,
    30_000,
  );
}

/** Order lines with no service, or with more than one: both must be 0. */
export async function doubledAndMissing(
  lab: Lab,
  orders: readonly SeededOrder[],
): Promise<{ doubled: number; missing: number }> {
  const { markers } = await lab.whmcsLocal<{ markers: Record<string, { createRuns: number }[]> }>('GET', 'markers');
  const itemIds = orders.flatMap((order) => order.itemIds);
  return {
    doubled: itemIds.filter((id) => (markers[id]?.length ?? 0) > 1).length,
    missing: itemIds.filter((id) => !markers[id]).length,
  };
}

/** Highest resident memory seen while watching, in megabytes. Each look counts the ledger's rows, which takes its time too. */
export function watchMemory(middleware: Middleware, everyMs = 500): { stop(): Promise<number> } {
  let highest = 0;
  const sample = async (): Promise<void> => {
    highest = Math.max(highest, await middleware.metric('process_resident_memory_bytes').catch(() => 0));
  };
  const timer = setInterval(() => void sample(), everyMs);
  return {
    stop: async () => {
      clearInterval(timer);
      await sample();
      return highest / 1_048_576;
    },
  };
}

/** WHMCS clients that exist before the orders come. @returns their ids */
export async function addWhmcsClients(lab: Lab, count: number): Promise<string[]> {
  const ids: string[] = [];
  const { WHMCS_API_URL: url, WHMCS_API_IDENTIFIER: identifier, WHMCS_API_SECRET: secret } = lab.environment;
  const add = async (number: number): Promise<void> => {
    const body = new URLSearchParams({
      ...{ action: 'AddClient', identifier: identifier!, secret: secret!, responsetype: 'json' },
      ...{ firstname: 'Bench', lastname: `${number}`, email: `existing.${number}@example.test`, password2: 'not-used' },
      ...{ skipvalidation: '1', noemail: '1' },
    });
    const reply = (await (await fetch(url!, { method: 'POST', body })).json()) as { clientid: string | number };
    ids[number] = String(reply.clientid);
  };
  await inPortions(count, add);
  return ids;
}

/** Does it for the numbers from 0, fifty at a time. */
export async function inPortions(count: number, work: (number: number) => Promise<void>): Promise<void> {
  for (let start = 0; start < count; start += 50) {
    await Promise.all(Array.from({ length: Math.min(50, count - start) }, (_, offset) => work(start + offset)));
  }
}
