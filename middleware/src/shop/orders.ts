// The web shop's orders, from the door to Salesforce. Promise: an accepted order becomes one order in Salesforce or a refusal
// that the shop can read, whatever dies on the way; the shop's number is made once, because every attempt looks for it first and
// Salesforce keeps it unique. Who asks waits a while for the answer, and comes back for it otherwise.
// Killed anywhere, it looks again: docs/crash-safety.md.
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { PortwayError, isPortwayError, textOf } from '../errors.ts';
import type { Ledger } from '../ledger/open-ledger.ts';
import { GroupBusy, LeaseLost } from '../ledger/refusals.ts';
import {
  acceptShopOrder,
  claimShopOrder,
  dueShopOrders,
  moveShopOrder,
  pruneShopOrders,
  readShopOrder,
  type HeldShopOrder,
  type ShopChange,
  type ShopOrderRow,
} from '../ledger/shop-orders.ts';
import type { Json } from '../ledger/tables.ts';
import type { Log } from '../log.ts';
import { backoffMs } from '../provisioning/backoff.ts';
import type { System } from '../provisioning/system.ts';
import { createWakeable } from '../provisioning/wakeable.ts';
import type { SalesforceApi } from '../salesforce/api.ts';
import { readShopFacts, writeGraph, type GraphFault } from '../salesforce/shop-orders.ts';
import type { WhmcsCall } from '../whmcs/call.ts';
import { findTransactions } from '../whmcs/transactions.ts';
import { decide, differs, type OrderPlan } from './decide.ts';
import { differences, fingerprintOf } from './fingerprint.ts';
import { createPaymentFollower, type MadeFacts } from './follow-payment.ts';
import { paymentFinding, type PaymentFinding } from './payment.ts';
import { CASE, ORDER, recordsOf } from './records.ts';
import { refusal, type Refusal } from './refusals.ts';
import type { ShopOrder } from './schema.ts';
import { tooFine, totalsFault } from './totals.ts';

export interface ShopOptions {
  readonly ledger: Ledger;
  readonly api: SalesforceApi;
  readonly salesforce: System;
  readonly whmcs: WhmcsCall;
  readonly whmcsSystem: System;
  readonly currency: string;
  readonly answerWaitMs: number;
  readonly paymentWaitMs: number;
  readonly now: () => Date;
  readonly log: Log;
  readonly leaseMs: number;
  readonly pollMs: number;
}

/** What the shop is told of an order. */
export type ShopAnswer =
  | { readonly kind: 'created'; readonly made: MadeFacts }
  | { readonly kind: 'queued'; readonly words: string }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

export interface ShopOrders {
  /** Takes an order in; resolves within answerWaitMs. @throws what the ledger says; it was not taken then */
  place(order: ShopOrder): Promise<ShopAnswer>;
  find(orderNumber: string): Promise<ShopAnswer>;
  start(): void;
  readonly wake: () => void;
  /** What the set-up lacks, in words. */
  warnings(): readonly string[];
  stop(deadline: number): Promise<void>;
}

const ORDERS_AT_ONCE = 10;
const LOOK_AGAIN_MS = 40;
/** Another order of the same customer is being made: soon over. */
const TURN_WAIT_MS = 100;
/** WHMCS is asked for the payment while Salesforce is asked for the rest, and not waited for longer than this. */
const PAYMENT_PEEK_MS = 3000;
/** After so many attempts only a person can help: from then on it is tried seldom. */
const QUICK_ATTEMPTS = 8;
const SELDOM_MS = 6 * 3_600_000;
/** A shop corrects a refused order within days, or never. */
const REFUSALS_KEPT_MS = 30 * 86_400_000;
const PRUNE_MS = 3_600_000;
/** Salesforce ends a transaction after ten minutes at the latest; one of ours takes seconds. */
const UNDER_WAY_MS = 120_000;
/** Faults that concern everything we do with Salesforce. */
const PAUSES_SYSTEM = new Set(['SALESFORCE_AUTH', 'SALESFORCE_LIMIT']);

export function createShopOrders(options: ShopOptions): ShopOrders {
  const { ledger, api, salesforce, whmcs, whmcsSystem, currency, now, log, pollMs, leaseMs } = options;
  const wakeable = createWakeable();
  const underWay = new Set<Promise<void>>();
  let trouble: string | null = null;
  let prunesAt = 0;
  let isStopping = false;
  let loop: Promise<void> = Promise.resolve();

  const later = (ms: number): Date => new Date(now().getTime() + ms);
  const backOff = (attempts: number): Date => later(backoffMs(attempts, Math.random()));
  const move = (held: HeldShopOrder, change: ShopChange): Promise<HeldShopOrder> =>
    moveShopOrder(ledger, held, change, now());
  const follower = createPaymentFollower({ ...options, move, later });

  // --- at the door

  const place = async (order: ShopOrder): Promise<ShopAnswer> => {
    const fault = faultIn(order, currency);
    if (fault) return { kind: 'refused', refusal: fault };
    const acceptance = await acceptShopOrder(
      ledger,
      {
        orderNumber: order.orderNumber,
        body: order,
        customerKey: customerKey(order),
        fingerprint: (salt) => fingerprintOf(order, salt),
      },
      now(),
    );
    if (acceptance.kind === 'other') {
      return { kind: 'refused', refusal: differs(order.orderNumber, differences(acceptance.known, acceptance.given)) };
    }
    log.info({ shopOrder: order.orderNumber, acceptance: acceptance.kind }, 'shop order taken');
    return answerWithin(order.orderNumber, Date.now() + options.answerWaitMs);
  };

  /** Works on the order, or waits for whoever does, until there is an answer or the time is over. */
  const answerWithin = async (orderNumber: string, deadline: number): Promise<ShopAnswer> => {
    for (;;) {
      const row = await readShopOrder(ledger, orderNumber);
      if (!row) return unknown(orderNumber);
      const left = deadline - Date.now();
      const isWaiting = row.dueAt === null || row.dueAt.getTime() > now().getTime() + left || !salesforce.isUsable();
      if (answered(row) || isWaiting || left <= 0 || isStopping) return answerOf(row);
      const held = await claimShopOrder(ledger, orderNumber, { leaseMs, now: now() });
      await Promise.race([held ? run(held) : sleep(LOOK_AGAIN_MS), sleep(left, undefined, { ref: false })]);
    }
  };

  const find = async (orderNumber: string): Promise<ShopAnswer> => {
    const row = await readShopOrder(ledger, orderNumber);
    return row ? answerOf(row) : unknown(orderNumber);
  };

  // --- at work

  const run = (held: HeldShopOrder): Promise<void> => {
    const work = workOn(held).finally(() => underWay.delete(work));
    underWay.add(work);
    return work;
  };

  const workOn = async (held: HeldShopOrder): Promise<void> => {
    try {
      await (held.state === 'created' ? follower.ask(held) : make(held));
    } catch (error) {
      if (error instanceof LeaseLost) return;
      // The ledger does not answer: the lease runs out, and the row is where it was.
      log.warn({ shopOrder: held.orderNumber, err: error }, 'shop order interrupted, will be tried again');
    }
  };

  const make = async (given: HeldShopOrder): Promise<void> => {
    const order = given.body as unknown as ShopOrder;
    let held = given;
    try {
      if (held.state !== 'creating') held = await move(held, { state: 'creating', keepsLease: true });
      const [facts, payment] = await Promise.all([
        salesforce.run(() => readShopFacts(api, questionOf(order))),
        peekPayment(order),
      ]);
      trouble = null;
      const decision = decide(order, facts, held.sentAt !== null);
      if (decision.kind === 'adopt') return await made(held, order, decision.made, null);
      // Sent lately without an answer: Salesforce may be at it still, and nobody is refused what is then made.
      if (decision.kind === 'refuse' && mayBeUnderWay(held))
        return void (await move(held, { dueAt: later(UNDER_WAY_MS) }));
      if (decision.kind === 'refuse') return await refused(held, decision.refusal);
      if (decision.kind === 'hold') return await hold(held, 'SET_UP', decision.reason);
      await create(held, decision.plan, payment);
    } catch (error) {
      if (error instanceof LeaseLost) throw error;
      if (error instanceof GroupBusy) return void (await move(held, { dueAt: later(TURN_WAIT_MS) }));
      await noteFault(held, error);
    }
  };

  const mayBeUnderWay = ({ sentAt }: HeldShopOrder): boolean =>
    sentAt !== null && now().getTime() - sentAt.getTime() < UNDER_WAY_MS;

  const create = async (given: HeldShopOrder, plan: OrderPlan, payment: PaymentFinding | null): Promise<void> => {
    // From this commit on the order may be in Salesforce, whatever becomes of the answer.
    const held = await move(given, { sentAt: now(), keepsLease: true });
    let outcome;
    try {
      outcome = await salesforce.run(() => writeGraph(api, 'shop-create', recordsOf(plan, payment)));
    } catch (error) {
      return noteFault(held, error);
    }
    if (outcome.fault) return faulted(held, outcome.fault);
    const orderId = outcome.ids.get(ORDER)!;
    log.info({ shopOrder: held.orderNumber, orderId, isNewCustomer: plan.customer === null }, 'shop order made');
    await made(held, plan.order, { orderId, caseId: outcome.ids.get(CASE) ?? null }, payment);
  };

  const made = async (
    held: HeldShopOrder,
    order: ShopOrder,
    { orderId, caseId }: { orderId: string; caseId: string | null },
    payment: PaymentFinding | null,
  ): Promise<void> => {
    const { transactionId } = order.payment;
    const facts: MadeFacts = {
      orderId,
      caseId,
      paymentStatus: payment?.status ?? null,
      payment: { transactionId, total: order.totals.total, currency: order.currency },
      madeAt: now().toISOString(),
    };
    await move(held, {
      state: payment ? 'done' : 'created',
      dueAt: payment ? null : later(follower.firstAskMs),
      attempts: 0,
      facts: facts as unknown as Json,
      reason: null,
      sentAt: null,
      forgetsCustomer: true,
    });
  };

  const refused = async (held: HeldShopOrder, why: Refusal): Promise<void> => {
    log.warn({ shopOrder: held.orderNumber, code: why.code }, 'shop order refused');
    const reason = { code: why.code, text: why.message };
    await move(held, { state: 'refused', dueAt: null, facts: why as unknown as Json, reason, forgetsCustomer: true });
  };

  /** A person is needed; should it have healed by itself, a later attempt finds out. */
  const hold = async (held: HeldShopOrder, code: string, text: string): Promise<void> => {
    log.error({ shopOrder: held.orderNumber, code }, 'shop order held: a person is needed');
    await move(held, {
      state: 'held',
      dueAt: held.attempts < QUICK_ATTEMPTS ? backOff(held.attempts) : later(SELDOM_MS),
      attempts: held.attempts + 1,
      reason: { code, text },
    });
  };

  /** All or none: Salesforce has made nothing of it. */
  const faulted = async (held: HeldShopOrder, { reference, code, message }: GraphFault): Promise<void> => {
    const rejected = REJECTED[code];
    const isTaken = code === 'DUPLICATE_VALUE' && reference === ORDER; // the look-up decides by whom
    if ((isTaken || PASSING.has(code)) && held.attempts < QUICK_ATTEMPTS) {
      const dueAt = isTaken ? now() : backOff(held.attempts);
      return void (await move(held, { dueAt, attempts: held.attempts + 1 }));
    }
    if (rejected && /^(account|contact)$/.test(reference)) return refused(held, rejected);
    return hold(held, 'SALESFORCE_REFUSED', `${reference}: ${code}: ${message.slice(0, 300)}`);
  };

  /** Nothing is known to have been made; where it was sent, the next attempt looks, and its customer's turn is kept. */
  const noteFault = async (held: HeldShopOrder, error: unknown): Promise<void> => {
    const named = isPortwayError(error) ? error : new PortwayError('INTERNAL', textOf(error), { cause: error });
    if (PAUSES_SYSTEM.has(named.code)) salesforce.pause(named);
    if (named.code === 'SALESFORCE_ACCESS_DENIED') trouble = named.message;
    // Not the message: Salesforce may repeat what the customer sent.
    if (named.code === 'INTERNAL') log.error({ shopOrder: held.orderNumber, at: placeOf(error) }, 'shop order failed');
    else log.warn({ shopOrder: held.orderNumber, code: named.code }, 'shop order put off');
    await move(held, {
      state: held.sentAt === null ? 'queued' : 'creating',
      dueAt: backOff(held.attempts),
      attempts: held.attempts + 1,
      reason: { code: named.code, text: named.message.slice(0, 300) },
    });
  };

  /** What WHMCS says just now; a WHMCS that is away or slow keeps no order from being made. */
  const peekPayment = async (order: ShopOrder): Promise<PaymentFinding | null> => {
    if (!whmcsSystem.isUsable()) return null;
    const expected = { transactionId: order.payment.transactionId, ...order.totals, currency: order.currency };
    const asked = findTransactions(whmcs, expected.transactionId, PAYMENT_PEEK_MS)
      .then((transactions) => paymentFinding(expected, transactions))
      .catch((error: unknown) => {
        log.warn({ shopOrder: order.orderNumber, reason: textOf(error) }, 'payment not known yet');
        return null;
      });
    return Promise.race([asked, sleep(PAYMENT_PEEK_MS, null, { ref: false })]);
  };

  const prune = async (): Promise<void> => {
    if (now().getTime() < prunesAt) return;
    prunesAt = now().getTime() + PRUNE_MS;
    await pruneShopOrders(ledger, later(-REFUSALS_KEPT_MS));
  };

  const turn = async (): Promise<void> => {
    await prune();
    if (!salesforce.isUsable()) return wakeable.wait(pollMs);
    const numbers = await dueShopOrders(ledger, ORDERS_AT_ONCE, now());
    if (numbers.length === 0) return wakeable.wait(pollMs);
    await Promise.all(
      numbers.map(async (number) => {
        const held = await claimShopOrder(ledger, number, { leaseMs, now: now() });
        if (held) await run(held);
      }),
    );
  };

  const runLoop = async (): Promise<void> => {
    while (!isStopping) {
      await turn().catch(async (error: unknown) => {
        log.warn({ err: error }, 'shop orders: the ledger does not answer');
        await wakeable.wait(Math.max(pollMs, 1000));
      });
    }
  };

  return {
    place,
    find,
    start: () => {
      loop = runLoop();
    },
    wake: wakeable.wake,
    warnings: () => [...(trouble === null ? [] : [`shop orders: ${trouble}`]), ...follower.warnings()],
    stop: async (deadline) => {
      isStopping = true;
      wakeable.wake();
      const ended = Promise.all([loop, ...underWay]);
      await Promise.race([ended, sleep(Math.max(0, deadline - Date.now()), undefined, { ref: false })]);
    },
  };
}

/** Where it was thrown, and as what. */
function placeOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const code = 'errorCode' in error ? ` ${String(error.errorCode)}` : '';
  const frames = (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at '));
  return [`${error.name}${code}`, ...frames].join('\n');
}

/** What Salesforce says of its own accord to try again. */
const PASSING = new Set([
  'UNABLE_TO_LOCK_ROW',
  'NO_RESULT',
  'PROCESSING_HALTED',
  'SERVER_UNAVAILABLE',
  'UNKNOWN_EXCEPTION',
]);

/** What Salesforce says of a customer's data that the shop can put right. */
const REJECTED: Readonly<Record<string, Refusal>> = {
  INVALID_EMAIL_ADDRESS: refusal('CUSTOMER_REJECTED', 'Salesforce does not take the e-mail address.', {
    field: 'customer.email',
  }),
  STRING_TOO_LONG: refusal('CUSTOMER_REJECTED', 'A field of the customer is too long for Salesforce.', {
    field: 'customer',
  }),
  DUPLICATES_DETECTED: refusal(
    'DUPLICATE_CUSTOMERS',
    'Salesforce takes this for a customer it has under another e-mail address. Send the customer’s number as customer.number with the address known there, or ask customer service.',
    { field: 'customer.number', customerNumbers: [] },
  ),
};

/** What is wrong with the order by itself, before anything is stored. */
function faultIn(order: ShopOrder, currency: string): Refusal | null {
  if (order.currency !== currency) {
    return refusal('UNKNOWN_CURRENCY', `Orders are taken in ${currency}, not in ${order.currency}.`, {
      accepted: [currency],
    });
  }
  const fields = tooFine(order);
  if (fields.length > 0)
    return refusal('MALFORMED', 'Amounts have more decimals than their currency.', {
      fields: fields as unknown as Json,
    });
  const fault = totalsFault(order);
  return fault
    ? refusal('TOTALS_DIFFER', 'The totals are not those of the lines.', fault as unknown as Refusal['details'])
    : null;
}

function questionOf({ orderNumber, customer, lines }: ShopOrder) {
  return {
    orderNumber,
    email: customer.email,
    productCodes: [...new Set(lines.flatMap(({ productCode }) => productCode ?? []))],
    whmcsProductIds: [...new Set(lines.flatMap(({ whmcsProductId }) => whmcsProductId ?? []))],
  };
}

function customerKey({ customer: { email } }: ShopOrder): string {
  return createHash('sha256').update(email.toLowerCase()).digest('base64url');
}

function answered({ state }: ShopOrderRow): boolean {
  return state === 'created' || state === 'done' || state === 'refused';
}

function answerOf(row: ShopOrderRow): ShopAnswer {
  if (row.state === 'refused') return { kind: 'refused', refusal: row.facts as unknown as Refusal };
  if (answered(row)) return { kind: 'created', made: row.facts as unknown as MadeFacts };
  const words =
    row.state === 'held'
      ? 'The order is kept, and customer service has been told that it needs a person. Ask again later.'
      : 'The order is kept and will be made. Ask again for the answer.';
  return { kind: 'queued', words };
}

function unknown(orderNumber: string): ShopAnswer {
  return { kind: 'refused', refusal: refusal('ORDER_UNKNOWN', `No order ${orderNumber} has been taken.`) };
}
