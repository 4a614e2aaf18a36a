// Moving held orders: each move names the state it leaves and the lease it holds, so a worker that lost either
// changes nothing. Moves asked for at about the same time share one commit.
import { sql, type RawBuilder, type Transaction } from 'kysely';
import type { HeldOrder } from './claim-orders.ts';
import type { Ledger } from './open-ledger.ts';
import { isDatabaseOutage, isUniqueViolation } from './outage.ts';
import { GroupBusy, LeaseLost } from './refusals.ts';
import { NEXT, WORKABLE, type State } from './states.ts';
import type { Facts, Json, LedgerTables } from './tables.ts';

export interface Change {
  /** Merged shallowly into the order's facts. */
  facts?: Facts;
  /** Needed before the order may be submitted. */
  groupKey?: string;
  /** Kept in the order's history. */
  note?: string;
  /** Work for the outbox, written in the same commit; replaces what still lies there for this order. */
  outbox?: Json;
  /** Why the order is where it is, the text complete in itself; a move without one clears it. */
  reason?: { code: string; text: string };
  /** When to come back to it; absent or null is "now". */
  nextAttemptAt?: Date | null;
  releaseLease?: boolean;
  attempts?: number;
  lookUpFirst?: boolean;
}

export interface Move {
  held: HeldOrder;
  to: State;
  change: Change;
}

type Tx = Transaction<LedgerTables>;

/** PostgreSQL allows 65,535 parameters to a statement, SQLite 32,766; a move takes 15. */
const MOVES_PER_COMMIT = 500;

/**
 * Moves a held order to `to` (or, with `to` its own state, records facts) and answers with the order as it is then.
 * Durable when it returns. Concurrent calls are committed together.
 * @throws LeaseLost another worker has it: drop the work, do not retry
 * @throws GroupBusy (only on the way to `submitting`) release the order, it comes back when the group is free
 */
export async function moveOrder(
  ledger: Ledger,
  held: HeldOrder,
  to: State,
  change: Change,
  now: Date,
): Promise<HeldOrder> {
  const move = checked({ held, to, change });
  return new Promise((resolve, reject) => {
    const queue = queueOf(ledger);
    queue.waiting.push({ move, now, resolve, reject });
    if (!queue.isRunning) void runQueue(ledger, queue);
  });
}

/**
 * Many moves in one commit (per 500). Each has its own outcome, in order: fulfilled with the order, or rejected with
 * LeaseLost or GroupBusy. @throws when the database does; nothing of that commit is then known to have happened.
 */
export async function moveOrders(
  ledger: Ledger,
  moves: readonly Move[],
  now: Date,
): Promise<PromiseSettledResult<HeldOrder>[]> {
  if (new Set(moves.map(({ held }) => held.orderId)).size < moves.length)
    throw new Error('ledger: two moves of one order in one call');
  const outcomes: PromiseSettledResult<HeldOrder>[] = [];
  for (let from = 0; from < moves.length; from += MOVES_PER_COMMIT)
    outcomes.push(...(await commitMoves(ledger, moves.slice(from, from + MOVES_PER_COMMIT).map(checked), now)));
  return outcomes;
}

/** Gives a held order back in the state it is in. A lease already lost is no fault here. */
export async function releaseOrder(
  ledger: Ledger,
  held: HeldOrder,
  change: Pick<Change, 'nextAttemptAt' | 'reason' | 'note' | 'groupKey' | 'facts' | 'attempts'>,
  now: Date,
): Promise<void> {
  try {
    await moveOrder(ledger, held, held.state, { ...change, releaseLease: true }, now);
  } catch (error) {
    if (!(error instanceof LeaseLost)) throw error;
  }
}

// --- sharing commits

interface Queue {
  waiting: {
    move: Move;
    now: Date;
    resolve: (order: HeldOrder) => void;
    reject: (error: unknown) => void;
  }[];
  isRunning: boolean;
}
const QUEUES = new WeakMap<Ledger, Queue>();

function queueOf(ledger: Ledger): Queue {
  let queue = QUEUES.get(ledger);
  if (!queue) QUEUES.set(ledger, (queue = { waiting: [], isRunning: false }));
  return queue;
}

/** The next commit's moves. Of several moves of one order only the first: it decides whether the others still hold. */
function nextBatch(queue: Queue): Queue['waiting'] {
  const orderIds = new Set<string>();
  const batch: Queue['waiting'] = [];
  const later: Queue['waiting'] = [];
  for (const one of queue.waiting) {
    const fits = batch.length < MOVES_PER_COMMIT && !orderIds.has(one.move.held.orderId);
    (fits ? batch : later).push(one);
    if (fits) orderIds.add(one.move.held.orderId);
  }
  queue.waiting = later;
  return batch;
}

async function runQueue(ledger: Ledger, queue: Queue): Promise<void> {
  queue.isRunning = true;
  while (queue.waiting.length > 0) {
    // Let every reply that this turn of the event loop has brought in join the commit.
    await new Promise((resolve) => setImmediate(resolve));
    const batch = nextBatch(queue);
    try {
      const latest = batch.reduce((newest, { now }) => (now > newest ? now : newest), batch[0]!.now);
      const outcomes = await commitMoves(
        ledger,
        batch.map(({ move }) => move),
        latest,
      );
      batch.forEach(({ resolve, reject }, index) => {
        const outcome = outcomes[index]!;
        if (outcome.status === 'fulfilled') resolve(outcome.value);
        else reject(outcome.reason);
      });
    } catch (error) {
      batch.forEach(({ reject }) => reject(error));
    }
  }
  queue.isRunning = false;
}

// --- one commit

function checked(move: Move): Move {
  const { held, to, change } = move;
  if (to !== held.state && !NEXT[held.state].includes(to))
    throw new Error(`ledger: ${held.state} → ${to} is not a move`);
  if (to === 'submitting' && !(change.groupKey ?? held.groupKey))
    throw new Error(`ledger: order ${held.orderId} cannot be submitted without a group key`);
  return move;
}

async function commitMoves(
  ledger: Ledger,
  moves: readonly Move[],
  now: Date,
): Promise<PromiseSettledResult<HeldOrder>[]> {
  let outcomes: PromiseSettledResult<HeldOrder>[];
  try {
    outcomes = await ledger.db.transaction().execute((tx) => applyMoves(tx, moves, now));
  } catch (error) {
    // Two machines entered one group at the same moment, or waited for each other: sort it out one by one.
    if (!isUniqueViolation(error) && !isDeadlock(error)) throw error;
    if (moves.length === 1) {
      const { held, change } = moves[0]!;
      return [{ status: 'rejected', reason: new GroupBusy(held.orderId, change.groupKey ?? held.groupKey ?? '') }];
    }
    outcomes = [];
    for (const move of moves) outcomes.push(...(await commitMoves(ledger, [move], now)));
    return outcomes;
  }
  if (moves.some(({ held, to, change }) => mayFreeWork(held, to, change))) ledger.announceWork();
  return outcomes;
}

function isDeadlock(error: unknown): boolean {
  return isDatabaseOutage(error) && (error as { code?: unknown }).code === '40P01';
}

function mayFreeWork(held: HeldOrder, to: State, change: Change): boolean {
  return (
    (held.state === 'submitting' && to !== 'submitting') ||
    change.outbox !== undefined ||
    (change.releaseLease === true && !change.nextAttemptAt)
  );
}

async function applyMoves(tx: Tx, moves: readonly Move[], now: Date): Promise<PromiseSettledResult<HeldOrder>[]> {
  // Those that leave a group go before those that enter one.
  const moved = new Set<string>();
  const entering = oneOfEachGroup(moves.filter(({ to }) => to === 'submitting'));
  for (const some of [moves.filter(({ to }) => to !== 'submitting'), entering])
    if (some.length > 0) for (const orderId of await updateRows(tx, some, now)) moved.add(orderId);
  const done = moves.filter(({ held }) => moved.has(held.orderId));
  await writeHistory(tx, done, now);
  await writeOutbox(tx, done, now);
  const refused = await refusalsOf(
    tx,
    moves.filter(({ held }) => !moved.has(held.orderId)),
  );
  return moves.map((move) =>
    moved.has(move.held.orderId)
      ? { status: 'fulfilled', value: after(move) }
      : { status: 'rejected', reason: refused.get(move.held.orderId) },
  );
}

function oneOfEachGroup(moves: readonly Move[]): Move[] {
  const byGroup = new Map<string, Move>();
  for (const move of moves) {
    const { groupKey } = after(move);
    if (!byGroup.has(groupKey!)) byGroup.set(groupKey!, move);
  }
  return [...byGroup.values()];
}

/** The order as the move leaves it. */
function after({ held, to, change }: Move): HeldOrder {
  return {
    ...held,
    state: to,
    groupKey: change.groupKey ?? held.groupKey,
    lookUpFirst: change.lookUpFirst ?? held.lookUpFirst,
    attempts: change.attempts ?? held.attempts,
    facts: change.facts ? { ...held.facts, ...change.facts } : held.facts,
  };
}

/** One UPDATE for all; answers with the ids of the rows that were still as their moves expect. */
async function updateRows(tx: Tx, moves: readonly Move[], now: Date): Promise<string[]> {
  const { rows } = await sql<{ order_id: string }>`
    with moved (order_id, lease_token, from_state, to_state, group_key, look_up_first, attempts, next_attempt_at,
      reason_code, reason, facts, releases) as (values ${sql.join(moves.map(valuesOf))})
    update order_ledger set
      state = moved.to_state, group_key = moved.group_key, look_up_first = moved.look_up_first,
      attempts = moved.attempts, next_attempt_at = moved.next_attempt_at,
      reason_code = moved.reason_code, reason = moved.reason, facts = moved.facts,
      lease_token = case when moved.releases = 1 then null else order_ledger.lease_token end,
      lease_owner = case when moved.releases = 1 then null else order_ledger.lease_owner end,
      lease_until = case when moved.releases = 1 then null else order_ledger.lease_until end,
      updated_at = ${now.toISOString()}
    from moved
    where order_ledger.order_id = moved.order_id
      and order_ledger.state = moved.from_state
      and order_ledger.lease_token = moved.lease_token
      and (moved.to_state <> 'submitting' or not exists (
        select 1 from order_ledger other
        where other.state = 'submitting' and other.group_key = moved.group_key and other.order_id <> moved.order_id))
    returning order_ledger.order_id`.execute(tx);
  return rows.map((row) => row.order_id);
}

function valuesOf(move: Move): RawBuilder<unknown> {
  const { held, to, change } = move;
  const { groupKey, lookUpFirst, attempts, facts } = after(move);
  // PostgreSQL takes an untyped parameter for text, so only numbers need a cast.
  return sql`(${held.orderId}, ${held.leaseToken}, ${held.state}, ${to}, cast(${groupKey} as text),
    cast(${lookUpFirst ? 1 : 0} as integer), cast(${attempts} as integer),
    cast(${change.nextAttemptAt?.toISOString() ?? null} as text), cast(${change.reason?.code ?? null} as text),
    cast(${change.reason?.text ?? null} as text), ${JSON.stringify(facts)},
    cast(${releasesLease(move) ? 1 : 0} as integer))`;
}

/** Nobody works on an order that has left the workable states. */
function releasesLease({ to, change }: Move): boolean {
  return change.releaseLease === true || !WORKABLE.has(to);
}

async function writeHistory(tx: Tx, moves: readonly Move[], now: Date): Promise<void> {
  const lines = moves
    .filter(({ held, to, change }) => to !== held.state || change.note !== undefined)
    .map(({ held, to, change }) => ({
      order_id: held.orderId,
      at: now.toISOString(),
      from_state: held.state,
      to_state: to,
      note: change.note ?? change.reason?.text ?? null,
    }));
  if (lines.length > 0) await tx.insertInto('order_history').values(lines).execute();
}

async function writeOutbox(tx: Tx, moves: readonly Move[], now: Date): Promise<void> {
  const items = moves
    .filter(({ change }) => change.outbox !== undefined)
    .map(({ held, change }) => ({
      order_id: held.orderId,
      body: JSON.stringify(change.outbox),
      attempts: 0,
      next_attempt_at: null,
      reason: null,
      lease_token: null,
      lease_until: null,
      created_at: now.toISOString(),
    }));
  if (items.length === 0) return;
  await tx
    .insertInto('outbox')
    .values(items)
    .onConflict((conflict) =>
      conflict.column('order_id').doUpdateSet((row) => ({
        body: row.ref('excluded.body'),
        attempts: 0,
        next_attempt_at: null,
        reason: null,
        lease_token: null, // whoever is sending the old body no longer speaks for this order
        lease_until: null,
        created_at: row.ref('excluded.created_at'),
      })),
    )
    .execute();
}

/** Why each of these was not moved. */
async function refusalsOf(tx: Tx, moves: readonly Move[]): Promise<Map<string, LeaseLost | GroupBusy>> {
  if (moves.length === 0) return new Map();
  const rows = await tx
    .selectFrom('order_ledger')
    .select(['order_id', 'state', 'lease_token'])
    .where(
      'order_id',
      'in',
      moves.map(({ held }) => held.orderId),
    )
    .execute();
  const rowsById = new Map(rows.map((row) => [row.order_id, row]));
  return new Map(
    moves.map((move) => {
      const { held, to } = move;
      const row = rowsById.get(held.orderId);
      const isStillHeld = row?.lease_token === held.leaseToken && row.state === held.state;
      return [
        held.orderId,
        isStillHeld && to === 'submitting'
          ? new GroupBusy(held.orderId, after(move).groupKey!)
          : new LeaseLost(held.orderId),
      ];
    }),
  );
}
