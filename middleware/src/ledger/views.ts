// What operators and metrics see of the ledger. Reads only.
import type { Ledger } from './open-ledger.ts';
import { STATES, type State } from './states.ts';
import type { Facts, Json } from './tables.ts';

export interface OrderView {
  orderId: string;
  state: State;
  groupKey: string | null;
  attempts: number;
  nextAttemptAt: Date | null;
  reason: { code: string; text: string } | null;
  facts: Facts;
  correlationId: string | null;
  requestedBy: string | null;
  /** Whether a worker holds it right now, as far as its lease says. */
  leaseUntil: Date | null;
  receivedAt: Date;
  updatedAt: Date;
  writtenBackAt: Date | null;
}

/** Orders by state, zeroes included. */
export async function countsByState(ledger: Ledger): Promise<Record<State, number>> {
  const rows = await ledger.db
    .selectFrom('order_ledger')
    .select(['state', (eb) => eb.fn.countAll().as('orders')])
    .groupBy('state')
    .execute();
  const counts = Object.fromEntries(STATES.map((state) => [state, 0])) as Record<State, number>;
  for (const row of rows) counts[row.state] = Number(row.orders);
  return counts;
}

/** The order that has been under way longest, or null. */
export async function oldestOpen(ledger: Ledger): Promise<{ orderId: string; state: State; receivedAt: Date } | null> {
  const row = await ledger.db
    .selectFrom('order_ledger')
    .select(['order_id', 'state', 'received_at'])
    .where('state', 'in', ['received', 'submitting', 'created', 'accepting', 'retrying', 'active'])
    .orderBy('received_at')
    .limit(1)
    .executeTakeFirst();
  return row ? { orderId: row.order_id, state: row.state, receivedAt: new Date(row.received_at) } : null;
}

export interface SubscriptionView {
  topic: string;
  epoch: number;
  holder: string;
  hasCursor: boolean;
  /** When the cursor last moved: on a healthy stream, at most a few minutes ago. */
  cursorMovedAt: Date;
  /** When and why the cursor was last thrown away. */
  cursorNote: string | null;
}

export async function subscriptions(ledger: Ledger): Promise<SubscriptionView[]> {
  const rows = await ledger.db
    .selectFrom('event_cursor')
    .innerJoin('leader', 'leader.topic', 'event_cursor.topic')
    .select([
      'event_cursor.topic',
      'event_cursor.epoch',
      'leader.holder',
      'event_cursor.replay_id',
      'event_cursor.updated_at',
      'event_cursor.note',
    ])
    .orderBy('event_cursor.topic')
    .execute();
  return rows.map((row) => ({
    topic: row.topic,
    epoch: row.epoch,
    holder: row.holder,
    hasCursor: row.replay_id !== null,
    cursorMovedAt: new Date(row.updated_at),
    cursorNote: row.note,
  }));
}

export async function outboxSize(ledger: Ledger): Promise<number> {
  const { items } = await ledger.db
    .selectFrom('outbox')
    .select((eb) => eb.fn.countAll().as('items'))
    .executeTakeFirstOrThrow();
  return Number(items);
}

/** Newest change first. @param filter.state all states when absent; limit at most 500 */
export async function listOrders(
  ledger: Ledger,
  filter: { state?: State | undefined; limit: number; offset?: number },
): Promise<OrderView[]> {
  const rows = await ledger.db
    .selectFrom('order_ledger')
    .selectAll()
    .$if(filter.state !== undefined, (query) => query.where('state', '=', filter.state!))
    .orderBy('updated_at', 'desc')
    .orderBy('order_id')
    .limit(Math.min(filter.limit, 500))
    .offset(filter.offset ?? 0)
    .execute();
  return rows.map(orderView);
}

/** One order, or null. */
export async function findOrder(ledger: Ledger, orderId: string): Promise<OrderView | null> {
  const row = await ledger.db.selectFrom('order_ledger').selectAll().where('order_id', '=', orderId).executeTakeFirst();
  return row ? orderView(row) : null;
}

function orderView(row: {
  order_id: string;
  state: State;
  group_key: string | null;
  attempts: number;
  next_attempt_at: string | null;
  reason_code: string | null;
  reason: string | null;
  facts: string;
  correlation_id: string | null;
  requested_by: string | null;
  lease_until: string | null;
  received_at: string;
  updated_at: string;
  written_back_at: string | null;
}): OrderView {
  return {
    orderId: row.order_id,
    state: row.state,
    groupKey: row.group_key,
    attempts: row.attempts,
    nextAttemptAt: dateOf(row.next_attempt_at),
    reason: row.reason_code === null ? null : { code: row.reason_code, text: row.reason ?? '' },
    facts: JSON.parse(row.facts) as Facts,
    correlationId: row.correlation_id,
    requestedBy: row.requested_by,
    leaseUntil: dateOf(row.lease_until),
    receivedAt: new Date(row.received_at),
    updatedAt: new Date(row.updated_at),
    writtenBackAt: dateOf(row.written_back_at),
  };
}

export interface HistoryLine {
  at: Date;
  from: State | null;
  to: State;
  note: string | null;
}

/** What happened to one order, oldest first. */
export async function orderHistory(ledger: Ledger, orderId: string): Promise<HistoryLine[]> {
  const rows = await ledger.db
    .selectFrom('order_history')
    .select(['at', 'from_state', 'to_state', 'note'])
    .where('order_id', '=', orderId)
    .orderBy('id')
    .execute();
  return rows.map((row) => ({ at: new Date(row.at), from: row.from_state, to: row.to_state, note: row.note }));
}

export interface PoisonedEvent {
  eventId: string;
  topic: string;
  orderId: string | null;
  correlationId: string | null;
  problem: string;
  payload: Json;
  raw: Uint8Array | null;
  createdAt: Date;
  receivedAt: Date;
}

/** Events that could not be used, newest first. */
export async function poisonedEvents(
  ledger: Ledger,
  page: { limit: number; offset?: number },
): Promise<PoisonedEvent[]> {
  const rows = await ledger.db
    .selectFrom('inbox')
    .selectAll()
    .where('status', '=', 'poison')
    .orderBy('received_at', 'desc')
    .limit(Math.min(page.limit, 500))
    .offset(page.offset ?? 0)
    .execute();
  return rows.map((row) => ({
    eventId: row.event_id,
    topic: row.topic,
    orderId: row.order_id,
    correlationId: row.correlation_id,
    problem: row.problem ?? '',
    payload: JSON.parse(row.payload) as Json,
    raw: row.raw,
    createdAt: new Date(row.event_created_at),
    receivedAt: new Date(row.received_at),
  }));
}

function dateOf(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}
