// The web shop's orders, from the door to Salesforce. Promise: an accepted order becomes one order in Salesforce or a refusal
// that the shop can read, whatever dies on the way; the shop's number is made once, because every attempt looks for it first and
// Salesforce keeps it unique. Who asks waits a while for the answer, and comes back for it otherwise.
// Killed anywhere, it looks again: docs/crash-safety.md.
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Ledger } from '../ledger/open-ledger.ts';
import { LeaseLost } from '../ledger/refusals.ts';
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
import type { System } from '../provisioning/system.ts';
import { createWakeable } from '../provisioning/wakeable.ts';
import type { SalesforceApi } from '../salesforce/api.ts';
import type { WhmcsCall } from '../whmcs/call.ts';
import { differs } from './decide.ts';
import { differences, fingerprintOf } from './fingerprint.ts';
import { createPaymentFollower, type MadeFacts } from './follow-payment.ts';
import { createOrderMaker } from './make-order.ts';
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
/** A shop corrects a refused order within days, or never. */
const REFUSALS_KEPT_MS = 30 * 86_400_000;
const PRUNE_MS = 3_600_000;

export function createShopOrders(options: ShopOptions): ShopOrders {
  const { ledger, salesforce, currency, now, log, pollMs, leaseMs } = options;
  const wakeable = createWakeable();
  const underWay = new Set<Promise<void>>();
  let prunesAt = 0;
  let isStopping = false;
  let loop: Promise<void> = Promise.resolve();

  const later = (ms: number): Date => new Date(now().getTime() + ms);
  const move = (held: HeldShopOrder, change: ShopChange): Promise<HeldShopOrder> =>
    moveShopOrder(ledger, held, change, now());
  const follower = createPaymentFollower({ ...options, move, later });
  const maker = createOrderMaker({ ...options, move, later, firstAskMs: follower.firstAskMs });

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
      await (held.state === 'created' ? follower.ask(held) : maker.make(held));
    } catch (error) {
      if (error instanceof LeaseLost) return;
      // The ledger does not answer: the lease runs out, and the row is where it was.
      log.warn({ shopOrder: held.orderNumber, err: error }, 'shop order interrupted, will be tried again');
    }
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
    warnings: () => [...maker.warnings(), ...follower.warnings()],
    stop: async (deadline) => {
      isStopping = true;
      wakeable.wake();
      const ended = Promise.all([loop, ...underWay]);
      await Promise.race([ended, sleep(Math.max(0, deadline - Date.now()), undefined, { ref: false })]);
    },
  };
}

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
