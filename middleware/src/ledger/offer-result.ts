// A result that somebody other than a worker has for an order that nobody works on: it goes the way of all results.
import type { Ledger } from './open-ledger.ts';
import { addHistory, lockOrders } from './requests.ts';
import { RESTARTABLE } from './states.ts';
import type { Json } from './tables.ts';

/**
 * Puts a result into the outbox. Left alone when the order is under way, or a result of it waits already.
 * @param note for the order's history
 * @returns whether it was put there
 */
export async function offerResult(
  ledger: Ledger,
  { orderId, body, note }: { readonly orderId: string; readonly body: Json; readonly note: string },
  now: Date,
): Promise<boolean> {
  const at = now.toISOString();
  const isOffered = await ledger.db.transaction().execute(async (tx) => {
    const order = (await lockOrders(tx, [orderId], ledger.engine)).get(orderId);
    if (order && !RESTARTABLE.has(order.state)) return false;
    const added = await tx
      .insertInto('outbox')
      .values({ order_id: orderId, body: JSON.stringify(body), attempts: 0, created_at: at })
      .onConflict((conflict) => conflict.column('order_id').doNothing())
      .returning('order_id')
      .execute();
    if (added.length === 0) return false;
    if (order) await addHistory(tx, [{ order_id: orderId, at, from_state: order.state, to_state: order.state, note }]);
    return true;
  });
  if (isOffered) ledger.announceWork();
  return isOffered;
}
