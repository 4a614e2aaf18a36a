// Claiming: which orders a worker may take now, and holding on to them while it works.
import { randomUUID } from 'node:crypto';
import { sql, type Selectable } from 'kysely';
import type { Ledger } from './open-ledger.ts';
import type { State } from './states.ts';
import type { Facts, LedgerTables } from './tables.ts';

/** One order in a worker's hands. Every write names its lease; after LeaseLost the worker drops it. */
export interface HeldOrder {
  readonly orderId: string;
  readonly state: State;
  /** Orders of one group are submitted one at a time; null until the order has been read. */
  readonly groupKey: string | null;
  readonly leaseToken: string;
  /** The order may exist outside already: look before the first submission too. */
  readonly lookUpFirst: boolean;
  readonly attempts: number;
  readonly facts: Facts;
  readonly correlationId: string | null;
  readonly idempotencyKey: string | null;
  readonly requestedBy: string | null;
  readonly receivedAt: Date;
}

/** Where the engines differ: SQLite has to be told its index, PostgreSQL to pass over what others are claiming. */
const DIALECT = {
  sqlite: { index: sql`indexed by order_ledger_workable`, lockRow: sql`` },
  postgres: { index: sql``, lockRow: sql`for update of o skip locked` },
};

/**
 * Leases up to `limit` orders that have something to do now, oldest first. While an order of a group is being
 * submitted, none of that group is handed out that would have to be submitted too.
 * A claimed order in `submitting` was left there by a crash or an unknown outcome: look it up before sending again.
 */
export async function claimOrders(
  ledger: Ledger,
  { limit, leaseMs, now }: { limit: number; leaseMs: number; now: Date },
): Promise<HeldOrder[]> {
  const at = now.toISOString();
  const leaseToken = randomUUID();
  const { index, lockRow } = DIALECT[ledger.engine];
  // The states are spelled out as in the partial index, or neither engine would use it.
  const { rows } = await sql<Selectable<LedgerTables['order_ledger']>>`
    with due as (
      select o.order_id from order_ledger o ${index}
      where o.state in ('received', 'submitting', 'created', 'accepting', 'retrying')
        and (o.next_attempt_at is null or o.next_attempt_at <= ${at})
        and (o.lease_until is null or o.lease_until <= ${at})
        and (o.group_key is null or o.state not in ('received', 'retrying') or o.group_key not in (
          select s.group_key from order_ledger s where s.state = 'submitting' and s.group_key is not null))
      order by o.received_at, o.order_id
      limit ${limit} ${lockRow})
    update order_ledger
    set lease_token = ${leaseToken}, lease_owner = ${ledger.instanceId}, lease_until = ${until(now, leaseMs)}
    where order_id in (select order_id from due)
    returning *`.execute(ledger.db);
  // RETURNING promises no order.
  return rows.sort(byAge).map((row) => heldOrder(row, leaseToken));
}

/**
 * Prolongs leases. An order missing from the answer is no longer held: another worker took it after the lease ran out.
 */
export async function extendLeases(
  ledger: Ledger,
  held: readonly HeldOrder[],
  { leaseMs, now }: { leaseMs: number; now: Date },
): Promise<HeldOrder[]> {
  if (held.length === 0) return [];
  const rows = await ledger.db
    .updateTable('order_ledger')
    .set({ lease_until: until(now, leaseMs) })
    .where(
      'order_id',
      'in',
      held.map((order) => order.orderId),
    )
    .where('lease_token', 'in', [...new Set(held.map((order) => order.leaseToken))])
    .returning(['order_id', 'lease_token'])
    .execute();
  const kept = new Map(rows.map((row) => [row.order_id, row.lease_token]));
  return held.filter((order) => kept.get(order.orderId) === order.leaseToken);
}

function until(now: Date, leaseMs: number): string {
  return new Date(now.getTime() + leaseMs).toISOString();
}

function byAge(a: Selectable<LedgerTables['order_ledger']>, b: Selectable<LedgerTables['order_ledger']>): number {
  if (a.received_at !== b.received_at) return a.received_at < b.received_at ? -1 : 1;
  return a.order_id < b.order_id ? -1 : 1;
}

function heldOrder(row: Selectable<LedgerTables['order_ledger']>, leaseToken: string): HeldOrder {
  return {
    orderId: row.order_id,
    state: row.state,
    groupKey: row.group_key,
    leaseToken,
    lookUpFirst: row.look_up_first === 1,
    attempts: row.attempts,
    facts: JSON.parse(row.facts) as Facts,
    correlationId: row.correlation_id,
    idempotencyKey: row.idempotency_key,
    requestedBy: row.requested_by,
    receivedAt: new Date(row.received_at),
  };
}
