// The outbox: results that still have to be written back, one per order, written in the commit that produced them.
import { randomUUID } from 'node:crypto';
import { sql, type Transaction } from 'kysely';
import type { Ledger } from './open-ledger.ts';
import type { State } from './states.ts';
import type { Json, LedgerTables } from './tables.ts';

export interface OutboxItem {
  readonly orderId: string;
  readonly body: Json;
  readonly attempts: number;
  readonly leaseToken: string;
}

type Tx = Transaction<LedgerTables>;

/** Leases up to `limit` results that are due, oldest first. */
export async function claimOutbox(
  ledger: Ledger,
  { limit, leaseMs, now }: { limit: number; leaseMs: number; now: Date },
): Promise<OutboxItem[]> {
  const at = now.toISOString();
  const leaseToken = randomUUID();
  const skipLocked = ledger.engine === 'postgres' ? sql`for update skip locked` : sql``;
  const { rows } = await sql<{ order_id: string; body: string; attempts: number; created_at: string }>`
    with due as (
      select order_id from outbox
      where (next_attempt_at is null or next_attempt_at <= ${at}) and (lease_until is null or lease_until <= ${at})
      order by created_at limit ${limit} ${skipLocked})
    update outbox set lease_token = ${leaseToken}, lease_until = ${new Date(now.getTime() + leaseMs).toISOString()}
    where order_id in (select order_id from due)
    returning order_id, body, attempts, created_at`.execute(ledger.db);
  return rows
    .sort((a, b) => (a.created_at < b.created_at ? -1 : 1))
    .map((row) => ({
      orderId: row.order_id,
      body: JSON.parse(row.body) as Json,
      attempts: row.attempts,
      leaseToken,
    }));
}

/**
 * Records that results have been written back: an `active` order becomes `written_back`; a failed one stays failed,
 * now reported. An item whose lease was lost or whose body was replaced meanwhile is left alone.
 */
export async function completeOutbox(ledger: Ledger, items: readonly OutboxItem[], now: Date): Promise<void> {
  if (items.length === 0) return;
  await ledger.db.transaction().execute(async (tx) => {
    const sent = await removeHeld(tx, items);
    await finishOrders(tx, sent, 'written_back', now, {});
  });
}

/** Gives results back for a later attempt, each with the reason that the last one failed. */
export async function retryOutbox(
  ledger: Ledger,
  failures: readonly { item: OutboxItem; nextAttemptAt: Date; reason: string }[],
  now: Date,
): Promise<void> {
  if (failures.length === 0) return;
  await ledger.db.transaction().execute(async (tx) => {
    for (const { item, nextAttemptAt, reason } of failures)
      await tx
        .updateTable('outbox')
        .set({
          attempts: item.attempts + 1,
          next_attempt_at: nextAttemptAt.toISOString(),
          reason,
          lease_token: null,
          lease_until: null,
        })
        .where('order_id', '=', item.orderId)
        .where('lease_token', '=', item.leaseToken)
        .execute();
  });
  if (failures.some(({ nextAttemptAt }) => nextAttemptAt <= now)) ledger.announceWork();
}

/**
 * Gives up on results that the other side refuses for good: the row goes, an `active` order becomes `needs_human`
 * with the reason, a failed one keeps its state and gets a note.
 */
export async function abandonOutbox(
  ledger: Ledger,
  refusals: readonly { item: OutboxItem; reason: { code: string; text: string } }[],
  now: Date,
): Promise<void> {
  await ledger.db.transaction().execute(async (tx) => {
    for (const { item, reason } of refusals)
      await finishOrders(tx, await removeHeld(tx, [item]), 'needs_human', now, reason);
  });
}

async function removeHeld(tx: Tx, items: readonly OutboxItem[]): Promise<string[]> {
  const rows = await tx
    .deleteFrom('outbox')
    .where(
      'order_id',
      'in',
      items.map((item) => item.orderId),
    )
    .where('lease_token', 'in', [...new Set(items.map((item) => item.leaseToken))])
    .returning('order_id')
    .execute();
  return rows.map((row) => row.order_id);
}

/** Moves the `active` ones of these orders to `to`, marks the failed ones, and keeps the history of both. */
async function finishOrders(
  tx: Tx,
  orderIds: readonly string[],
  to: 'written_back' | 'needs_human',
  now: Date,
  reason: { code?: string; text?: string },
): Promise<void> {
  if (orderIds.length === 0) return;
  const at = now.toISOString();
  const writtenBackAt = to === 'written_back' ? { written_back_at: at } : {};
  const moved = await tx
    .updateTable('order_ledger')
    .set({
      state: to,
      reason_code: reason.code ?? null,
      reason: reason.text ?? null,
      next_attempt_at: null,
      lease_token: null,
      lease_owner: null,
      lease_until: null,
      updated_at: at,
      ...writtenBackAt,
    })
    .where('order_id', 'in', orderIds)
    .where('state', '=', 'active')
    .returning('order_id')
    .execute();
  const isMoved = new Set(moved.map((row) => row.order_id));
  const others = await tx
    .updateTable('order_ledger')
    .set({ updated_at: at, ...writtenBackAt })
    .where('order_id', 'in', orderIds)
    .where('state', 'in', ['failed', 'needs_human'])
    .returning(['order_id', 'state'])
    .execute();
  const told = to === 'written_back' ? 'the result has been written back' : `not written back: ${reason.text}`;
  const lines: { order_id: string; from_state: State; to_state: State }[] = [
    ...[...isMoved].map((order_id) => ({ order_id, from_state: 'active' as const, to_state: to })),
    ...others
      .filter((row) => !isMoved.has(row.order_id))
      .map(({ order_id, state }) => ({ order_id, from_state: state, to_state: state })),
  ];
  if (lines.length > 0)
    await tx
      .insertInto('order_history')
      .values(lines.map((line) => ({ ...line, at, note: told })))
      .execute();
}
