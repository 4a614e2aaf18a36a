// The sweep's side of the ledger: orders that Salesforce says are waiting, whether or not an event announced them.
import type { Transaction } from 'kysely';
import type { Ledger } from './open-ledger.ts';
import { addOrders, chunksOf, lockOrders, restartOrders, type KnownOrder } from './requests.ts';
import type { LedgerTables } from './tables.ts';

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

export interface FoundOrder {
  readonly orderId: string;
  /** When the order was last changed outside. */
  readonly modifiedAt: Date;
  /** Start of an earlier sweep that saw it waiting with the very same change; left out when none did. */
  readonly waitingSince?: Date | undefined;
}

/**
 * Adds orders without a row (they are looked up outside before anything is sent), and starts again those that had
 * ended here before they were asked for anew: their last change is more than a minute younger than their end, or an
 * earlier sweep saw them waiting although they had ended by then and their result had been written back.
 */
export async function sweepOrders(ledger: Ledger, found: readonly FoundOrder[], now: Date): Promise<SweepCounts> {
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
      const unreported = await withResultOnItsWay(tx, [...known.keys()]);
      const restarts = rest
        .filter((order) => hasEndedBefore(known.get(order.orderId)!, order, unreported.has(order.orderId)))
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

function hasEndedBefore(order: KnownOrder, { modifiedAt, waitingSince }: FoundOrder, isUnreported: boolean): boolean {
  const isEnded = order.state === 'failed' || order.state === 'written_back';
  if (!isEnded || isUnreported) return false;
  const endedAt = Date.parse(order.updated_at);
  const wasAskedForLater = endedAt < modifiedAt.getTime() - SETTLING_MS;
  return wasAskedForLater || (waitingSince !== undefined && endedAt < waitingSince.getTime());
}

/** Orders whose result still waits to be written back: that they look as if they were waiting is no wonder. */
async function withResultOnItsWay(tx: Transaction<LedgerTables>, orderIds: readonly string[]): Promise<Set<string>> {
  if (orderIds.length === 0) return new Set();
  const rows = await tx.selectFrom('outbox').select('order_id').where('order_id', 'in', orderIds).execute();
  return new Set(rows.map((row) => row.order_id));
}
