// A payment that WHMCS did not know when its order was made: asked for again, ever more seldom, then said on the case.
import { isPortwayError, textOf } from '../errors.ts';
import type { HeldShopOrder, ShopChange } from '../ledger/shop-orders.ts';
import type { Json } from '../ledger/tables.ts';
import type { Log } from '../log.ts';
import { backoffMs } from '../provisioning/backoff.ts';
import type { System } from '../provisioning/system.ts';
import type { SalesforceApi } from '../salesforce/api.ts';
import { hasComment, writeGraph, type GraphNode } from '../salesforce/shop-orders.ts';
import type { WhmcsCall } from '../whmcs/call.ts';
import { findTransactions } from '../whmcs/transactions.ts';
import { notFound, paymentFinding, type ExpectedPayment, type PaymentFinding } from './payment.ts';

/** What is kept of a made order: nothing of its customer. */
export interface MadeFacts {
  readonly orderId: string;
  readonly caseId: string | null;
  /** As written to Salesforce; null: WHMCS is still being asked. */
  readonly paymentStatus: string | null;
  readonly payment: ExpectedPayment;
  readonly madeAt: string;
}

export interface FollowOptions {
  readonly api: SalesforceApi;
  readonly salesforce: System;
  readonly whmcs: WhmcsCall;
  readonly whmcsSystem: System;
  readonly paymentWaitMs: number;
  readonly now: () => Date;
  readonly later: (ms: number) => Date;
  readonly move: (held: HeldShopOrder, change: ShopChange) => Promise<HeldShopOrder>;
  readonly log: Log;
}

export interface PaymentFollower {
  /** After the order was made. */
  readonly firstAskMs: number;
  /** One step with an order in `created`. @throws LeaseLost */
  ask(held: HeldShopOrder): Promise<void>;
  warnings(): readonly string[];
}

/** Of the whole time: a day of asking begins after 43 seconds and ends with questions an hour apart, some 30 in all. */
const MOST_GAP_SHARE = 1 / 24;
const LEAST_GAP_SHARE = 1 / 2000;
const SELDOM_MS = 6 * 3_600_000;

export function createPaymentFollower(options: FollowOptions): PaymentFollower {
  const { api, salesforce, whmcs, whmcsSystem, paymentWaitMs, now, later, move, log } = options;
  let trouble: string | null = null;

  const ask = async (held: HeldShopOrder): Promise<void> => {
    const facts = held.facts as unknown as MadeFacts;
    const ageMs = now().getTime() - Date.parse(facts.madeAt);
    let finding: PaymentFinding | null;
    try {
      if (!whmcsSystem.isUsable()) return void (await move(held, { dueAt: later(nextIn(ageMs)) }));
      finding = paymentFinding(facts.payment, await findTransactions(whmcs, facts.payment.transactionId));
      trouble = null;
    } catch (error) {
      if (isPortwayError(error) && error.handling === 'pause') trouble = error.message;
      log.warn({ shopOrder: held.orderNumber, reason: textOf(error) }, 'payment could not be asked for');
      return void (await move(held, { dueAt: later(Math.max(1000, nextIn(ageMs))) }));
    }
    if (!finding && ageMs < paymentWaitMs) return void (await move(held, { dueAt: later(nextIn(ageMs)) }));
    await write(held, facts, finding ?? notFound(facts.payment, ageMs));
  };

  /** Half the age of the order, within bounds. */
  const nextIn = (ageMs: number): number =>
    Math.min(Math.max(ageMs / 2, paymentWaitMs * LEAST_GAP_SHARE), paymentWaitMs * MOST_GAP_SHARE);

  const write = async (
    given: HeldShopOrder,
    facts: MadeFacts,
    { status, words, isOdd }: PaymentFinding,
  ): Promise<void> => {
    let held = given;
    const comment = `Payment ${facts.payment.transactionId}: ${words}.`;
    try {
      let isSaid = !isOdd || facts.caseId === null;
      // Sent before and no answer: the comment may be there.
      if (!isSaid && held.sentAt !== null) isSaid = await salesforce.run(() => hasComment(api, facts.caseId!, comment));
      held = await move(held, { sentAt: now(), keepsLease: true });
      const nodes: GraphNode[] = [
        { reference: 'order', type: 'Order', id: facts.orderId, fields: { Payment_Status__c: status } },
        ...(isSaid
          ? []
          : [
              {
                reference: 'comment',
                type: 'CaseComment',
                fields: { ParentId: facts.caseId, CommentBody: comment, IsPublished: false },
              },
            ]),
      ];
      const { fault } = await salesforce.run(() => writeGraph(api, 'shop-payment', nodes));
      if (fault)
        return void (await move(held, putOff(held, fault.code, `${fault.reference}: ${fault.message.slice(0, 300)}`)));
    } catch (error) {
      if (!isPortwayError(error)) throw error;
      if (error.handling === 'pause') salesforce.pause(error);
      return void (await move(held, putOff(held, error.code, error.message.slice(0, 300))));
    }
    log.info({ shopOrder: held.orderNumber, orderId: facts.orderId, status, isOdd }, 'payment of a shop order');
    const settled: MadeFacts = { ...facts, paymentStatus: status };
    await move(held, { state: 'done', dueAt: null, facts: settled as unknown as Json, reason: null, sentAt: null });
  };

  const putOff = (held: HeldShopOrder, code: string, text: string): ShopChange => ({
    dueAt: later(held.attempts < 8 ? backoffMs(held.attempts, Math.random()) : SELDOM_MS),
    attempts: held.attempts + 1,
    reason: { code, text },
  });

  return {
    firstAskMs: nextIn(0),
    ask,
    warnings: () => (trouble === null ? [] : [`payments of shop orders: ${trouble}`]),
  };
}
