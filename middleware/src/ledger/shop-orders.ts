// Shop orders: what the web shop has sent, and how far each has come. One row per shop order number, worked by whoever holds
// its lease. Promise: a row that was accepted stays due until it has become an order in Salesforce or a refusal; what its
// customer sent is gone from the row then. Knows neither Salesforce nor the form of an order.
//   queued → creating → created → done          creating: it has its customer's turn, and may have been sent (sent_at)
//   queued, creating → refused | held           refused: made nothing, the number is free. held: a person is needed
import { randomBytes, randomUUID } from 'node:crypto';
import type { Selectable } from 'kysely';
import type { Ledger } from './open-ledger.ts';
import { isUniqueViolation } from './outage.ts';
import { GroupBusy, LeaseLost } from './refusals.ts';
import type { Json, LedgerTables, ShopState } from './tables.ts';

const OPEN: readonly ShopState[] = ['queued', 'creating', 'created', 'held'];

/** By what an order is known again. */
export interface Fingerprint {
  readonly digest: string;
  readonly fields: Readonly<Record<string, string>>;
}

export interface NewShopOrder {
  readonly orderNumber: string;
  readonly body: Json;
  /** Orders of one customer are made one at a time. */
  readonly customerKey: string;
  readonly fingerprint: (salt: string) => Fingerprint;
}

export interface ShopOrderRow {
  readonly orderNumber: string;
  readonly state: ShopState;
  readonly fingerprint: Fingerprint;
  /** Null once it is made or refused. */
  readonly body: Json;
  readonly customerKey: string | null;
  /** When it was last sent to Salesforce; null: never. */
  readonly sentAt: Date | null;
  readonly dueAt: Date | null;
  readonly attempts: number;
  /** Of the worker: ids in Salesforce, what is asked of WHMCS, the refusal. */
  readonly facts: Json;
  readonly reason: { readonly code: string; readonly text: string } | null;
  readonly receivedAt: Date;
  readonly updatedAt: Date;
}

export interface HeldShopOrder extends ShopOrderRow {
  readonly leaseToken: string;
}

export type Acceptance =
  | { readonly kind: 'new' | 'same' }
  /** Taken before with other content. */
  | { readonly kind: 'other'; readonly known: Fingerprint; readonly given: Fingerprint };

/**
 * Stores an order that has not been seen, or takes a refused one up again with what is sent now. On disk when it returns.
 * @throws what the database says; nothing was stored then
 */
export async function acceptShopOrder(ledger: Ledger, order: NewShopOrder, now: Date): Promise<Acceptance> {
  for (;;) {
    const known = await readShopOrder(ledger, order.orderNumber);
    if (!known) {
      if (await insert(ledger, order, now)) return { kind: 'new' };
      continue; // another has just stored this number
    }
    if (known.state === 'refused') {
      if (await replace(ledger, order, known, now)) return { kind: 'new' };
      continue;
    }
    const given = order.fingerprint(known.salt);
    return given.digest === known.fingerprint.digest
      ? { kind: 'same' }
      : { kind: 'other', known: known.fingerprint, given };
  }
}

async function insert(ledger: Ledger, order: NewShopOrder, now: Date): Promise<boolean> {
  const inserted = await ledger.db
    .insertInto('shop_order')
    .values({ number: order.orderNumber, ...freshColumns(order, now) })
    .onConflict((conflict) => conflict.column('number').doNothing())
    .returning('number')
    .executeTakeFirst();
  return inserted !== undefined;
}

async function replace(ledger: Ledger, order: NewShopOrder, known: { salt: string }, now: Date): Promise<boolean> {
  const { numUpdatedRows } = await ledger.db
    .updateTable('shop_order')
    .set(freshColumns(order, now))
    .where('number', '=', order.orderNumber)
    .where('state', '=', 'refused')
    .where('salt', '=', known.salt)
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n;
}

function freshColumns({ body, customerKey, fingerprint }: NewShopOrder, now: Date) {
  const salt = randomBytes(12).toString('base64url');
  const { digest, fields } = fingerprint(salt);
  const at = now.toISOString();
  return {
    state: 'queued' as const,
    salt,
    digest,
    fingerprints: JSON.stringify(fields),
    body: JSON.stringify(body),
    customer_key: customerKey,
    sent_at: null,
    due_at: at,
    attempts: 0,
    facts: 'null',
    reason_code: null,
    reason: null,
    lease_token: null,
    lease_until: null,
    received_at: at,
    updated_at: at,
  };
}

export async function readShopOrder(
  ledger: Ledger,
  orderNumber: string,
): Promise<(ShopOrderRow & { readonly salt: string }) | null> {
  const row = await ledger.db.selectFrom('shop_order').selectAll().where('number', '=', orderNumber).executeTakeFirst();
  return row ? { ...toRow(row), salt: row.salt } : null;
}

/** Numbers of orders that have something to do now and are nobody's, longest due first. */
export async function dueShopOrders(ledger: Ledger, limit: number, now: Date): Promise<string[]> {
  const at = now.toISOString();
  const rows = await ledger.db
    .selectFrom('shop_order')
    .select('number')
    .where('due_at', '<=', at)
    .where((where) => where.or([where('lease_until', 'is', null), where('lease_until', '<=', at)]))
    .orderBy('due_at')
    .limit(limit)
    .execute();
  return rows.map(({ number }) => number);
}

/** Leases one order if it is due and nobody's; null otherwise. */
export async function claimShopOrder(
  ledger: Ledger,
  orderNumber: string,
  { leaseMs, now }: { readonly leaseMs: number; readonly now: Date },
): Promise<HeldShopOrder | null> {
  const at = now.toISOString();
  const leaseToken = randomUUID();
  const row = await ledger.db
    .updateTable('shop_order')
    .set({ lease_token: leaseToken, lease_until: new Date(now.getTime() + leaseMs).toISOString() })
    .where('number', '=', orderNumber)
    .where('state', 'in', OPEN)
    .where('due_at', '<=', at)
    .where((where) => where.or([where('lease_until', 'is', null), where('lease_until', '<=', at)]))
    .returningAll()
    .executeTakeFirst();
  return row ? { ...toRow(row), leaseToken } : null;
}

export interface ShopChange {
  readonly state?: ShopState;
  /** When to work on it next; null: nothing is left to do. */
  readonly dueAt?: Date | null;
  readonly attempts?: number;
  readonly facts?: Json;
  readonly reason?: { readonly code: string; readonly text: string } | null;
  readonly sentAt?: Date | null;
  /** What its customer sent is no longer needed. */
  readonly forgetsCustomer?: boolean;
  /** The worker goes on with it. */
  readonly keepsLease?: boolean;
}

/**
 * Moves a held order, in one commit. Durable when it returns.
 * @throws LeaseLost another worker has it: drop the work. GroupBusy (into `creating`) an order of the same customer is being made
 */
export async function moveShopOrder(
  ledger: Ledger,
  held: HeldShopOrder,
  change: ShopChange,
  now: Date,
): Promise<HeldShopOrder> {
  const { state, dueAt, attempts, facts, reason, sentAt, forgetsCustomer, keepsLease } = change;
  try {
    const row = await ledger.db
      .updateTable('shop_order')
      .set({
        updated_at: now.toISOString(),
        ...(state !== undefined && { state }),
        ...(dueAt !== undefined && { due_at: dueAt?.toISOString() ?? null }),
        ...(attempts !== undefined && { attempts }),
        ...(facts !== undefined && { facts: JSON.stringify(facts) }),
        ...(reason !== undefined && { reason_code: reason?.code ?? null, reason: reason?.text ?? null }),
        ...(sentAt !== undefined && { sent_at: sentAt?.toISOString() ?? null }),
        ...(forgetsCustomer === true && { body: 'null', customer_key: null }),
        ...(keepsLease !== true && { lease_token: null, lease_until: null }),
      })
      .where('number', '=', held.orderNumber)
      .where('lease_token', '=', held.leaseToken)
      .returningAll()
      .executeTakeFirst();
    if (!row) throw new LeaseLost(held.orderNumber);
    return { ...toRow(row), leaseToken: held.leaseToken };
  } catch (error) {
    if (isUniqueViolation(error)) throw new GroupBusy(held.orderNumber, held.customerKey ?? '');
    throw error;
  }
}

/** A person has seen to what stopped it: it is due now. @returns false: nothing stops such an order */
export async function retryShopOrder(ledger: Ledger, orderNumber: string, now: Date): Promise<boolean> {
  const { numUpdatedRows } = await ledger.db
    .updateTable('shop_order')
    .set({ due_at: now.toISOString(), attempts: 0 })
    .where('number', '=', orderNumber)
    .where('state', 'in', ['held', 'created'])
    .where('reason_code', 'is not', null)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows === 1n) ledger.announceWork();
  return numUpdatedRows === 1n;
}

/**
 * Orders that need a person, newest change first: held ones, made ones whose payment cannot be written, and refused ones, of which
 * the shop may not have asked yet.
 */
export async function shopOrdersForPeople(
  ledger: Ledger,
  page: { readonly limit: number; readonly offset: number },
): Promise<ShopOrderRow[]> {
  const rows = await ledger.db
    .selectFrom('shop_order')
    .selectAll()
    .where('state', 'in', ['held', 'created', 'refused'])
    .where('reason_code', 'is not', null)
    .orderBy('updated_at', 'desc')
    .orderBy('number')
    .limit(Math.min(page.limit, 500))
    .offset(page.offset)
    .execute();
  return rows.map(toRow);
}

/** Forgets refused orders that nobody has corrected since the given time. */
export async function pruneShopOrders(ledger: Ledger, before: Date): Promise<number> {
  const { numDeletedRows } = await ledger.db
    .deleteFrom('shop_order')
    .where('state', '=', 'refused')
    .where('updated_at', '<', before.toISOString())
    .executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}

export async function shopOrderCounts(ledger: Ledger): Promise<Partial<Record<ShopState, number>>> {
  const rows = await ledger.db
    .selectFrom('shop_order')
    .select(['state', (eb) => eb.fn.countAll().as('orders')])
    .groupBy('state')
    .execute();
  return Object.fromEntries(rows.map(({ state, orders }) => [state, Number(orders)]));
}

function toRow(row: Selectable<LedgerTables['shop_order']>): ShopOrderRow {
  return {
    orderNumber: row.number,
    state: row.state,
    fingerprint: { digest: row.digest, fields: JSON.parse(row.fingerprints) as Record<string, string> },
    body: JSON.parse(row.body) as Json,
    customerKey: row.customer_key,
    sentAt: dateOf(row.sent_at),
    dueAt: dateOf(row.due_at),
    attempts: row.attempts,
    facts: JSON.parse(row.facts) as Json,
    reason: row.reason_code === null ? null : { code: row.reason_code, text: row.reason ?? '' },
    receivedAt: new Date(row.received_at),
    updatedAt: new Date(row.updated_at),
  };
}

function dateOf(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}
