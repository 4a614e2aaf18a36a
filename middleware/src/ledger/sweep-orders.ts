// The sweep's side of the ledger: orders that Salesforce says are waiting, whether or not an event announced them.
import type { Ledger } from './open-ledger.ts';
import { addOrders, chunksOf, lockOrders, restartOrders, type KnownOrder } from './requests.ts';

/** A row that changed less than this before the order did may have caused the change: leave it. */
const SETTLING_MS = 60_000;

export interface SweepCounts {
  /** No event had announced them. */
  added: number;
  /** Had ended here before they were asked for again. */
  restarted: number;
  /** Known and under way, waiting for a person, or just finished. */
  untouched: number;
}

/**
 * Adds orders without a row (they are looked up outside before anything is sent), and starts again those that had
 * ended here more than a minute before they were last changed there.
 * @param found.modifiedAt when the order was last changed outside
 */
export async function sweepOrders(
  ledger: Ledger,
  found: readonly { orderId: string; modifiedAt: Date }[],
  now: Date,
): Promise<SweepCounts> {
  const counts: SweepCounts = { added: 0, restarted: 0, untouched: 0 };
  for (const some of chunksOf(found))
    await ledger.db.transaction().execute(async (tx) => {
      const added = await addOrders(
        tx,
        some.map(({ orderId }) => ({
          orderId,
          lookUpFirst: true,
          correlationId: null,
          idempotencyKey: null,
          requestedBy: null,
          note: 'found by the sweep, no event had arrived',
        })),
        now,
      );
      const rest = some.filter(({ orderId }) => !added.has(orderId));
      const known = await lockOrders(
        tx,
        rest.map(({ orderId }) => orderId),
        ledger.engine,
      );
      const restarts = rest
        .filter(({ orderId, modifiedAt }) => hasEndedBefore(known.get(orderId)!, modifiedAt))
        .map(({ orderId }) => ({
          orderId,
          from: known.get(orderId)!.state,
          note: 'found by the sweep, asked for again after it had ended',
        }));
      await restartOrders(tx, restarts, now);
      counts.added += added.size;
      counts.restarted += restarts.length;
      counts.untouched += rest.length - restarts.length;
    });
  if (counts.added + counts.restarted > 0) ledger.announceWork();
  return counts;
}

function hasEndedBefore(order: KnownOrder, modifiedAt: Date): boolean {
  const isEnded = order.state === 'failed' || order.state === 'written_back';
  return isEnded && Date.parse(order.updated_at) < modifiedAt.getTime() - SETTLING_MS;
}
