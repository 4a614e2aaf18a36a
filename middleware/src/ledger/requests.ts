// What a request does to the ledger, whoever makes it: an event, the sweep or an operator.
import type { Insertable, Transaction } from 'kysely';
import type { State } from './states.ts';
import type { LedgerTables } from './tables.ts';

type Tx = Transaction<LedgerTables>;
type HistoryLine = Insertable<LedgerTables['order_history']>;

/** Rows per statement: 18 columns each, and SQLite takes 32,766 parameters. */
const ROWS_PER_STATEMENT = 500;

export interface NewOrder {
  orderId: string;
  lookUpFirst: boolean;
  correlationId: string | null;
  idempotencyKey: string | null;
  requestedBy: string | null;
  note: string;
}

/** Adds those orders that have no row yet; answers with their ids. */
export async function addOrders(tx: Tx, orders: readonly NewOrder[], now: Date): Promise<Set<string>> {
  const at = now.toISOString();
  const added = new Set<string>();
  for (const some of chunksOf(orders)) {
    const rows = await tx
      .insertInto('order_ledger')
      .values(
        some.map((order) => ({
          order_id: order.orderId,
          state: 'received' as const,
          group_key: null,
          look_up_first: order.lookUpFirst ? 1 : 0,
          attempts: 0,
          next_attempt_at: null,
          reason_code: null,
          reason: null,
          facts: '{}',
          correlation_id: order.correlationId,
          idempotency_key: order.idempotencyKey,
          requested_by: order.requestedBy,
          lease_token: null,
          lease_owner: null,
          lease_until: null,
          received_at: at,
          updated_at: at,
          written_back_at: null,
        })),
      )
      .onConflict((conflict) => conflict.column('order_id').doNothing())
      .returning('order_id')
      .execute();
    for (const row of rows) added.add(row.order_id);
  }
  await addHistory(
    tx,
    orders
      .filter((order) => added.has(order.orderId))
      .map(({ orderId, note }) => ({ order_id: orderId, at, from_state: null, to_state: 'received', note })),
  );
  return added;
}

export interface Restart {
  orderId: string;
  from: State;
  note: string;
  /** Given when an event asks: the row then carries the new request's identity. */
  request?: { correlationId: string | null; idempotencyKey: string | null; requestedBy: string | null };
}

/**
 * Starts ended orders again: `retrying`, due now, attempts from 0; finished steps stay known through the facts.
 * A result that had not been written back yet is withdrawn, it would be out of date.
 */
export async function restartOrders(tx: Tx, restarts: readonly Restart[], now: Date): Promise<void> {
  const at = now.toISOString();
  for (const { orderId, from, request } of restarts) {
    await tx
      .updateTable('order_ledger')
      .set({
        state: 'retrying',
        attempts: 0,
        next_attempt_at: null,
        reason_code: null,
        reason: null,
        lease_token: null,
        lease_owner: null,
        lease_until: null,
        updated_at: at,
        // What a person had to decide may have been decided outside: look before anything is sent.
        ...(from === 'needs_human' ? { look_up_first: 1 } : {}),
        ...(request && {
          correlation_id: request.correlationId,
          idempotency_key: request.idempotencyKey,
          requested_by: request.requestedBy,
        }),
      })
      .where('order_id', '=', orderId)
      .execute();
    await tx.deleteFrom('outbox').where('order_id', '=', orderId).execute();
  }
  await addHistory(
    tx,
    restarts.map(({ orderId, from, note }) => ({
      order_id: orderId,
      at,
      from_state: from,
      to_state: 'retrying',
      note,
    })),
  );
}

/** Makes orders that wait for their next attempt due at once. */
export async function hurryOrders(tx: Tx, orderIds: readonly string[]): Promise<void> {
  if (orderIds.length === 0) return;
  await tx
    .updateTable('order_ledger')
    .set({ next_attempt_at: null })
    .where('order_id', 'in', orderIds)
    .where('state', 'in', ['retrying', 'received'])
    .execute();
}

export async function addHistory(tx: Tx, lines: readonly HistoryLine[]): Promise<void> {
  for (const some of chunksOf(lines)) await tx.insertInto('order_history').values(some).execute();
}

export interface KnownOrder {
  order_id: string;
  state: State;
  idempotency_key: string | null;
  updated_at: string;
  written_back_at: string | null;
  next_attempt_at: string | null;
}

/** Reads and, on PostgreSQL, locks these orders' rows until the commit. */
export async function lockOrders(
  tx: Tx,
  orderIds: readonly string[],
  engine: 'sqlite' | 'postgres',
): Promise<Map<string, KnownOrder>> {
  const known = new Map<string, KnownOrder>();
  for (const some of chunksOf(orderIds)) {
    const rows = await tx
      .selectFrom('order_ledger')
      .select(['order_id', 'state', 'idempotency_key', 'updated_at', 'written_back_at', 'next_attempt_at'])
      .where('order_id', 'in', some)
      .orderBy('order_id') // one order of locking for everybody
      .$if(engine === 'postgres', (query) => query.forUpdate())
      .execute();
    for (const row of rows) known.set(row.order_id, row);
  }
  return known;
}

export function* chunksOf<T>(items: readonly T[]): Generator<T[]> {
  for (let from = 0; from < items.length; from += ROWS_PER_STATEMENT)
    yield items.slice(from, from + ROWS_PER_STATEMENT);
}
