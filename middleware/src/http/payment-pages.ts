// POST /payment-pages: what Apex asks for when a customer wants to pay. Signed like a webhook; a request counts once, since
// what it is answered with is a log-in.
import { Router } from 'express';
import type { PaymentPage, PaymentRequest, Refusal } from '../billing/payment-page.ts';
import type { Metrics } from '../metrics.ts';
import { isRecord, optionalId } from '../whmcs/reply.ts';
import { otherMethods, refuse } from './answers.ts';
import { signed, signedRequest } from './signed-request.ts';

const MAX_BYTES = 4096;
const RETRY_AFTER_SECONDS = 30;

export interface PaymentPagesOptions {
  readonly keys: readonly Buffer[];
  /** Notes a request's id for good. Resolves to false when it was noted before. */
  readonly noteId: (id: string) => Promise<boolean>;
  readonly mayAsk: (whmcsClientId: string) => boolean;
  readonly open: (request: PaymentRequest) => Promise<PaymentPage>;
  readonly metrics: Metrics;
  readonly now: () => number;
}

const STATUS: Readonly<Record<Refusal, number>> = {
  'not-found': 404,
  'nothing-to-pay': 409,
  'no-sign-on': 422,
  busy: 503,
  'not-configured': 503,
};

export function paymentPagesRouter({ keys, noteId, mayAsk, open, metrics, now }: PaymentPagesOptions): Router {
  const router = Router();
  const count = (result: string): void => metrics.paymentPages.inc({ result });
  router
    .route('/payment-pages')
    .post(
      ...signed({ keys, variable: 'SALESFORCE_SIGNING_SECRETS', maxBytes: MAX_BYTES, now, onRefused: count }),
      async (request, response) => {
        const deny = (status: number, why: string, words: string): void => {
          count(why);
          refuse(request, response, status, words);
        };
        const { id, json } = signedRequest(response);
        const asked = requestIn(json);
        if (!asked) return deny(400, 'unreadable', `A request has the type ${TYPE}, and data with two ids.`);
        if (!(await noteId(id))) return deny(401, 'replayed', 'This webhook-id has been used. Ask with a new one.');
        if (!mayAsk(asked.whmcsClientId)) {
          response.set('Retry-After', String(RETRY_AFTER_SECONDS));
          return deny(429, 'too-many', 'Too many payment pages for this client. Ask again in a minute.');
        }
        const page = await open(asked);
        if (page.result === 'opened') {
          count('opened');
          return void response.json({ url: page.url });
        }
        if (page.result === 'busy') response.set('Retry-After', String(RETRY_AFTER_SECONDS));
        deny(STATUS[page.result], page.result, page.words);
      },
    )
    .all(otherMethods('POST'));
  return router;
}

const TYPE = 'payment-page.requested';

function requestIn(json: unknown): PaymentRequest | null {
  if (!isRecord(json) || json.type !== TYPE || !isRecord(json.data)) return null;
  const whmcsInvoiceId = optionalId(json.data.whmcsInvoiceId);
  const whmcsClientId = optionalId(json.data.whmcsClientId);
  const areIds = whmcsInvoiceId && whmcsClientId && Math.max(whmcsInvoiceId.length, whmcsClientId.length) <= 15;
  return areIds ? { whmcsInvoiceId, whmcsClientId } : null;
}
