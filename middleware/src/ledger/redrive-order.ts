// An operator starts an order again, or makes a waiting one due now.
import type { Ledger } from './open-ledger.ts';
import { addHistory, hurryOrders, lockOrders, restartOrders } from './requests.ts';
import { RESTARTABLE } from './states.ts';

/**
 * `restarted`: it had ended and is due now. `hurried`: it was waiting and is due now.
 * `in-progress`: being worked on, or its outcome is unknown and may only be looked up when that is safe.
 */
export type Redrive = 'restarted' | 'hurried' | 'in-progress' | 'unknown-order';

/** @param by who asks, for the history */
export async function redriveOrder(ledger: Ledger, orderId: string, by: string, now: Date): Promise<Redrive> {
  const outcome = await ledger.db.transaction().execute(async (tx): Promise<Redrive> => {
    const order = (await lockOrders(tx, [orderId], ledger.engine)).get(orderId);
    if (!order) return 'unknown-order';
    const note = `re-driven by ${by}`;
    if (RESTARTABLE.has(order.state)) {
      await restartOrders(tx, [{ orderId, from: order.state, note }], now);
      return 'restarted';
    }
    if (order.state !== 'retrying' && order.state !== 'received') return 'in-progress';
    await hurryOrders(tx, [orderId]);
    await addHistory(tx, [
      { order_id: orderId, at: now.toISOString(), from_state: order.state, to_state: order.state, note },
    ]);
    return 'hurried';
  });
  if (outcome === 'restarted' || outcome === 'hurried') ledger.announceWork();
  return outcome;
}
