// POST /shop/orders and GET /shop/orders/{number}: the web shop's door. An order is answered when it is made or refused; one that
// takes longer is kept, and the shop comes back for the answer. Contract: docs/shop-orders.md.
import { Router, type Request, type Response } from 'express';
import { isDatabaseOutage } from '../ledger/outage.ts';
import type { Metrics } from '../metrics.ts';
import { REFUSALS, refusal, type Refusal } from '../shop/refusals.ts';
import { readShopOrder } from '../shop/schema.ts';
import type { ShopAnswer, ShopOrders } from '../shop/orders.ts';
import { otherMethods } from './answers.ts';
import { signed, signedAddress, signedRequest } from './signed-request.ts';

const MAX_BYTES = 65_536;
const RETRY_AFTER_SECONDS = 30;

export interface ShopRouterOptions {
  /** One, or two while a secret is replaced. */
  readonly keys: readonly Buffer[];
  readonly shop: Pick<ShopOrders, 'place' | 'find'>;
  readonly metrics: Metrics;
  readonly now: () => number;
}

export function shopRouter({ keys, shop, metrics, now }: ShopRouterOptions): Router {
  const router = Router();
  const count = (result: string): void => metrics.shopRequests.inc({ result });
  const signature = { keys, variable: 'SHOP_SIGNING_SECRETS', now, onRefused: count };
  router
    .route('/shop/orders')
    .post(...signed({ ...signature, maxBytes: MAX_BYTES }), async (_request, response) => {
      const { order, issues } = readShopOrder(signedRequest(response).json, new Date(now()));
      const answer: ShopAnswer = order
        ? await shop.place(order).catch(unavailable)
        : { kind: 'refused', refusal: malformed(issues as unknown as Refusal['details']['fields']) };
      count(answer.kind === 'refused' ? answer.refusal.code : answer.kind);
      send(response, answer, order?.orderNumber ?? '', 201);
    })
    .all(otherMethods('POST'));
  router
    .route('/shop/orders/:orderNumber')
    .get(signedAddress(signature), async (request: Request<{ orderNumber: string }>, response) => {
      const { orderNumber } = request.params;
      send(response, await shop.find(orderNumber).catch(unavailable), orderNumber, 200);
    })
    .all(otherMethods('GET'));
  return router;
}

function malformed(fields: Refusal['details']['fields'] = []): Refusal {
  return refusal('MALFORMED', 'The body is not an order as docs/shop-orders.md describes it.', { fields });
}

/** @throws what is no outage of the database */
function unavailable(error: unknown): ShopAnswer {
  if (!isDatabaseOutage(error)) throw error;
  return {
    kind: 'refused',
    refusal: refusal('UNAVAILABLE', 'The middleware cannot keep orders just now. Send it again.'),
  };
}

function send(response: Response, answer: ShopAnswer, orderNumber: string, madeStatus: number): void {
  if (answer.kind === 'refused') {
    const { code, message, details } = answer.refusal;
    const { status, retry } = REFUSALS[code];
    if (retry) response.set('Retry-After', String(RETRY_AFTER_SECONDS));
    response.status(status).json({ error: { status, code, message, details, retry } });
    return;
  }
  if (answer.kind === 'queued') {
    response.set({ 'Retry-After': String(RETRY_AFTER_SECONDS), Location: `/shop/orders/${orderNumber}` });
    response.status(202).json({ status: 'queued', orderNumber, message: answer.words, retry: true });
    return;
  }
  const { orderId, caseId, paymentStatus } = answer.made;
  response.status(madeStatus).json({
    status: 'created',
    orderNumber,
    salesforceOrderId: orderId,
    salesforceCaseId: caseId,
    // Null: WHMCS is still being asked.
    paymentStatus,
  });
}
