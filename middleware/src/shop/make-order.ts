// One shop order on its way into Salesforce: look, decide, make everything in one call, remember. Killed anywhere, it looks again,
// and what is in Salesforce under the shop's number is not made a second time: docs/crash-safety.md.
import { setTimeout as sleep } from 'node:timers/promises';
import { CONCERNS_WHOLE_SYSTEM, PortwayError, isPortwayError, textOf } from '../errors.ts';
import { GroupBusy, LeaseLost } from '../ledger/refusals.ts';
import type { HeldShopOrder, ShopChange } from '../ledger/shop-orders.ts';
import type { Json } from '../ledger/tables.ts';
import type { Log } from '../log.ts';
import { backoffMs } from '../provisioning/backoff.ts';
import type { System } from '../provisioning/system.ts';
import type { SalesforceApi } from '../salesforce/api.ts';
import { readShopFacts, writeGraph, type GraphFault } from '../salesforce/shop-orders.ts';
import type { WhmcsCall } from '../whmcs/call.ts';
import { findTransactions } from '../whmcs/transactions.ts';
import { decide, type OrderPlan } from './decide.ts';
import type { MadeFacts } from './follow-payment.ts';
import { paymentFinding, type PaymentFinding } from './payment.ts';
import { CASE, ORDER, recordsOf } from './records.ts';
import { refusal, type Refusal } from './refusals.ts';
import type { ShopOrder } from './schema.ts';

export interface MakerOptions {
  readonly api: SalesforceApi;
  readonly salesforce: System;
  readonly whmcs: WhmcsCall;
  readonly whmcsSystem: System;
  readonly now: () => Date;
  readonly later: (ms: number) => Date;
  readonly move: (held: HeldShopOrder, change: ShopChange) => Promise<HeldShopOrder>;
  /** When a payment that is not known yet is asked for first, after the order was made. */
  readonly firstAskMs: number;
  readonly log: Log;
}

export interface OrderMaker {
  /** One attempt with an order that is queued, creating or held. @throws LeaseLost; what the ledger says */
  make(held: HeldShopOrder): Promise<void>;
  warnings(): readonly string[];
}

/** Another order of the same customer is being made: soon over, or Salesforce is away. A quarter of what it has waited, within these. */
const TURN_WAIT_MS = { least: 100, most: 10_000 };
/** WHMCS is asked for the payment while Salesforce is asked for the rest, and not waited for longer than this. */
const PAYMENT_PEEK_MS = 3000;
/** After so many attempts only a person can help: from then on it is tried seldom. */
const QUICK_ATTEMPTS = 8;
const SELDOM_MS = 6 * 3_600_000;
/** Salesforce ends a transaction after ten minutes at the latest; one of ours takes seconds. */
const UNDER_WAY_MS = 120_000;

export function createOrderMaker(options: MakerOptions): OrderMaker {
  const { api, salesforce, whmcs, whmcsSystem, now, later, move, firstAskMs, log } = options;
  let trouble: string | null = null;

  const backOff = (attempts: number): Date => later(backoffMs(attempts, Math.random()));

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
      if (decision.kind === 'adopt') return await made(held, order, decision.made, decision.made.paymentStatus);
      // Sent lately without an answer: Salesforce may be at it still, and nobody is refused what is then made.
      if (decision.kind === 'refuse' && mayBeUnderWay(held))
        return void (await move(held, { dueAt: later(UNDER_WAY_MS) }));
      if (decision.kind === 'refuse') return await refused(held, decision.refusal);
      if (decision.kind === 'hold') return await hold(held, 'SET_UP', decision.reason);
      await create(held, decision.plan, payment);
    } catch (error) {
      if (error instanceof LeaseLost) throw error;
      if (error instanceof GroupBusy) return void (await move(held, { dueAt: later(turnWaitMs(held)) }));
      await noteFault(held, error);
    }
  };

  const turnWaitMs = ({ receivedAt }: HeldShopOrder): number =>
    Math.min(Math.max((now().getTime() - receivedAt.getTime()) / 4, TURN_WAIT_MS.least), TURN_WAIT_MS.most);

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
    await made(held, plan.order, { orderId, caseId: outcome.ids.get(CASE) ?? null }, payment?.status ?? null);
  };

  const made = async (
    held: HeldShopOrder,
    order: ShopOrder,
    { orderId, caseId }: { orderId: string; caseId: string | null },
    paymentStatus: string | null,
  ): Promise<void> => {
    const { transactionId } = order.payment;
    const facts: MadeFacts = {
      orderId,
      caseId,
      paymentStatus,
      payment: { transactionId, total: order.totals.total, currency: order.currency },
      madeAt: now().toISOString(),
    };
    await move(held, {
      state: paymentStatus === null ? 'created' : 'done',
      dueAt: paymentStatus === null ? later(firstAskMs) : null,
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
    if (CONCERNS_WHOLE_SYSTEM.has(named.code)) salesforce.pause(named);
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

  return { make, warnings: () => (trouble === null ? [] : [`shop orders: ${trouble}`]) };
}

function questionOf({ orderNumber, customer, lines }: ShopOrder) {
  return {
    orderNumber,
    email: customer.email,
    productCodes: [...new Set(lines.flatMap(({ productCode }) => productCode ?? []))],
    whmcsProductIds: [...new Set(lines.flatMap(({ whmcsProductId }) => whmcsProductId ?? []))],
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
