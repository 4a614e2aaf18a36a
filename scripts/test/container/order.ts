// An order that a middleware is to provision, in a laboratory; and what has become of it.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Lab } from '../../stack/lab.ts';
import { approve, seedCatalogue, seedCustomers, seedOrders } from '../../stack/seed-orders.ts';

const PATIENCE_MS = 30_000;

/** An order in Pending Review of a new customer. @param number no other customer's. @returns its id and its items' */
export function newOrder(lab: Lab, catalogue: ReturnType<typeof seedCatalogue>, number: number) {
  const customers = seedCustomers(lab, [{ number, whmcsClientId: null }]);
  const [order] = seedOrders(lab, catalogue, customers, [{ customer: 0, products: [0, 1] }]);
  return order!;
}

/**
 * Approves an order and waits until WHMCS has been asked to accept it, which it takes its time for.
 * @param origin of the middleware that works on it
 */
export async function approveAndCatch(lab: Lab, orderId: string, origin: string, acceptMs: number): Promise<void> {
  await lab.whmcsLocal('POST', 'faults', { action: 'AcceptOrder', kind: 'delay', ms: acceptMs });
  approve(lab, [orderId]);
  await until('WHMCS to be asked to accept the order', async () =>
    (await (await fetch(`${origin}/metrics`)).text()).includes('portway_orders{state="accepting"} 1'),
  );
}

/** Waits until Salesforce says that the order's services run. */
export async function untilProvisioned(lab: Lab, orderId: string): Promise<void> {
  await until(
    'the order to be provisioned',
    () => [...lab.org.org.store.find('Order', 'Id', orderId)][0]!.Status === 'Activated',
  );
}

/** Ids of the WHMCS orders that carry the marker of one of the items. */
export async function whmcsOrdersOf(lab: Lab, itemIds: readonly string[]): Promise<Set<unknown>> {
  const replies = await Promise.all(
    itemIds.map((id) => lab.whmcsLocal<{ services: { orderid: unknown }[] }>('GET', `orders?marker=${id}`)),
  );
  return new Set(replies.flatMap(({ services }) => services.map(({ orderid }) => orderid)));
}

/** @throws Error it was not so in half a minute */
export async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + PATIENCE_MS; !(await isSo());) {
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
    await sleep(20);
  }
}
