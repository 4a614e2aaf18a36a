// Ingest: a batch of events becomes inbox rows, ledger rows or billing work, and a moved cursor in one commit, or nothing.
import type { Transaction } from 'kysely';
import type { Ledger } from './open-ledger.ts';
import {
  addHistory,
  addOrders,
  chunksOf,
  hurryOrders,
  lockOrders,
  restartOrders,
  type KnownOrder,
  type Restart,
} from './requests.ts';
import { RESTARTABLE } from './states.ts';
import { moveCursor, type SubscriberTerm } from './subscriber-term.ts';
import type { InboxStatus, Json, LedgerTables } from './tables.ts';
import { askFor, type WorkKey } from './webhooks.ts';

export interface IncomingEvent {
  /** The publisher's id: a second delivery carries the same one under another replay id. */
  eventId: string;
  replayId: Uint8Array;
  topic: string;
  /** Null when the event asks nothing of an order. One that asks nothing at all is kept and ignored. */
  orderId: string | null;
  /** What is to be read from WHMCS, when that is what the event asks for. */
  work?: WorkKey | undefined;
  idempotencyKey: string | null;
  correlationId: string | null;
  requestedBy: string | null;
  createdAt: Date;
  payload: Json;
  /** What makes it unusable: it is kept as poison, shown to the operator, and holds nothing up. */
  problem?: string;
  /** The bytes as they came, where they could not be decoded. */
  raw?: Uint8Array;
}

export interface IngestCounts {
  accepted: number;
  duplicates: number;
  poisoned: number;
  /** Among the accepted: those that started an ended order again. */
  retries: number;
}

type Tx = Transaction<LedgerTables>;

/**
 * Stores a batch and moves the cursor, in one commit. Events seen before change nothing.
 * @param batch.cursor replay id of the batch's last event
 * @param batch.lookUpBefore orders asked for before this may have been provisioned by a lost ledger: looked up first
 * @throws TermLost another instance subscribes now: stop reading; nothing was stored
 */
export async function ingestEvents(
  ledger: Ledger,
  term: SubscriberTerm,
  batch: { topic: string; events: readonly IncomingEvent[]; cursor: Uint8Array; now: Date; lookUpBefore: Date },
): Promise<IngestCounts> {
  const counts = await ledger.db.transaction().execute(async (tx) => {
    // First, because the row lock keeps a new term from starting until this commit.
    await moveCursor(tx, term, { replay_id: batch.cursor }, batch.now);
    const fresh = await addToInbox(tx, batch.events, batch.now);
    const requests = fresh.filter((event) => !event.problem && event.orderId !== null);
    const work = fresh.flatMap((event) => (event.problem || !event.work ? [] : [event.work]));
    const { duplicateIds, retries } = await applyRequests(tx, ledger.engine, requests, batch);
    await markDuplicates(tx, duplicateIds);
    await askFor(tx, work, batch.now);
    return {
      accepted: requests.length - duplicateIds.length + work.length,
      duplicates: batch.events.length - fresh.length + duplicateIds.length,
      poisoned: fresh.filter((event) => event.problem).length,
      retries,
    };
  });
  if (counts.accepted > 0) ledger.announceWork();
  return counts;
}

/** Adds the events not seen before; answers with those, in order. */
async function addToInbox(tx: Tx, events: readonly IncomingEvent[], now: Date): Promise<IncomingEvent[]> {
  const byId = new Map<string, IncomingEvent>();
  for (const event of events) if (!byId.has(event.eventId)) byId.set(event.eventId, event);
  const fresh: IncomingEvent[] = [];
  for (const some of chunksOf([...byId.values()])) {
    const rows = await tx
      .insertInto('inbox')
      .values(
        some.map((event) => ({
          event_id: event.eventId,
          topic: event.topic,
          replay_id: event.replayId,
          order_id: event.orderId,
          idempotency_key: event.idempotencyKey,
          correlation_id: event.correlationId,
          event_created_at: event.createdAt.toISOString(),
          received_at: now.toISOString(),
          status: statusOf(event),
          problem: event.problem ?? null,
          payload: JSON.stringify(event.payload),
          raw: event.raw ?? null,
        })),
      )
      .onConflict((conflict) => conflict.column('event_id').doNothing())
      .returning('event_id')
      .execute();
    const isNew = new Set(rows.map((row) => row.event_id));
    fresh.push(...some.filter((event) => isNew.has(event.eventId)));
  }
  return fresh;
}

function statusOf(event: IncomingEvent): InboxStatus {
  if (event.problem) return 'poison';
  return event.orderId === null && !event.work ? 'ignored' : 'accepted';
}

async function applyRequests(
  tx: Tx,
  engine: Ledger['engine'],
  requests: readonly IncomingEvent[],
  { now, lookUpBefore }: { now: Date; lookUpBefore: Date },
): Promise<{ duplicateIds: string[]; retries: number }> {
  const first = new Map<string, IncomingEvent>();
  for (const event of requests) if (!first.has(event.orderId!)) first.set(event.orderId!, event);
  const added = await addOrders(
    tx,
    [...first.values()].map((event) => ({
      orderId: event.orderId!,
      lookUpFirst: event.createdAt < lookUpBefore,
      correlationId: event.correlationId,
      idempotencyKey: event.idempotencyKey,
      requestedBy: event.requestedBy,
      note: `asked for by ${event.requestedBy ?? 'an event'}`,
    })),
    now,
  );
  const later = requests.filter((event) => !(added.has(event.orderId!) && first.get(event.orderId!) === event));
  return later.length > 0 ? applyToKnown(tx, engine, later, now) : { duplicateIds: [], retries: 0 };
}

/** Requests for orders that have a row already. */
async function applyToKnown(
  tx: Tx,
  engine: Ledger['engine'],
  requests: readonly IncomingEvent[],
  now: Date,
): Promise<{ duplicateIds: string[]; retries: number }> {
  const orders = await lockOrders(tx, [...new Set(requests.map((event) => event.orderId!))], engine);
  const keys = await knownKeys(tx, requests);
  const duplicateIds: string[] = [];
  const restarts: Restart[] = [];
  const hurried: string[] = [];
  const notes: { order: KnownOrder; note: string }[] = [];
  for (const event of requests) {
    const order = orders.get(event.orderId!)!;
    const who = event.requestedBy ?? 'an event';
    if (order.idempotency_key === event.idempotencyKey || keys.has(keyOf(event.orderId!, event.idempotencyKey))) {
      duplicateIds.push(event.eventId);
    } else if (isOverdue(order, event)) {
      duplicateIds.push(event.eventId);
      notes.push({ order, note: `${who} had asked again before the result was written back` });
    } else if (RESTARTABLE.has(order.state)) {
      restarts.push({ orderId: order.order_id, from: order.state, note: `retry asked for by ${who}`, request: event });
      order.state = 'retrying';
    } else {
      if (order.next_attempt_at !== null) hurried.push(order.order_id);
      notes.push({ order, note: `asked for again by ${who} while in progress` });
    }
    keys.add(keyOf(event.orderId!, event.idempotencyKey));
  }
  await restartOrders(tx, restarts, now);
  await hurryOrders(tx, hurried);
  await addHistory(
    tx,
    notes.map(({ order, note }) => ({
      order_id: order.order_id,
      at: now.toISOString(),
      from_state: order.state,
      to_state: order.state,
      note,
    })),
  );
  return { duplicateIds, retries: restarts.length };
}

/** A request older than the success it asks for has been answered by it. */
function isOverdue(order: KnownOrder, event: IncomingEvent): boolean {
  return (
    order.state === 'written_back' &&
    order.written_back_at !== null &&
    event.createdAt.toISOString() <= order.written_back_at
  );
}

/** Which of these orders' keys earlier events have carried. */
async function knownKeys(tx: Tx, requests: readonly IncomingEvent[]): Promise<Set<string>> {
  const known = new Set<string>();
  for (const some of chunksOf(requests)) {
    const rows = await tx
      .selectFrom('inbox')
      .select(['order_id', 'idempotency_key'])
      .where('order_id', 'in', [...new Set(some.map((event) => event.orderId!))])
      .where(
        'event_id',
        'not in',
        some.map((event) => event.eventId),
      )
      .execute();
    for (const row of rows) known.add(keyOf(row.order_id!, row.idempotency_key));
  }
  return known;
}

function keyOf(orderId: string, idempotencyKey: string | null): string {
  return `${orderId} ${idempotencyKey}`;
}

async function markDuplicates(tx: Tx, eventIds: readonly string[]): Promise<void> {
  for (const some of chunksOf(eventIds))
    await tx.updateTable('inbox').set({ status: 'duplicate' }).where('event_id', 'in', some).execute();
}
