// POST /webhooks/whmcs: what the hook file in WHMCS announces. An event is a hint: it is stored with the work it asks for
// and answered at once; what is true is read from WHMCS afterwards. Contract: config/whmcs/README.md.
import { Router } from 'express';
import type { Acceptance, Webhook, WorkKey } from '../ledger/webhooks.ts';
import type { Metrics } from '../metrics.ts';
import { isRecord, optionalId } from '../whmcs/reply.ts';
import { otherMethods, refuse } from './answers.ts';
import { signed, signedRequest } from './signed-request.ts';

const MAX_BYTES = 4096;

export interface WebhookOptions {
  readonly keys: readonly Buffer[];
  readonly accept: (webhook: Webhook) => Promise<Acceptance>;
  readonly metrics: Metrics;
  readonly now: () => number;
}

export function webhooksRouter({ keys, accept, metrics, now }: WebhookOptions): Router {
  const router = Router();
  const count = (result: string): void => metrics.webhooks.inc({ result });
  router
    .route('/webhooks/whmcs')
    .post(
      ...signed({ keys, variable: 'WHMCS_WEBHOOK_SECRETS', maxBytes: MAX_BYTES, now, onRefused: count }),
      async (request, response) => {
        const { id, json } = signedRequest(response);
        const work = workIn(json);
        if (work === undefined) {
          count('unreadable');
          return refuse(request, response, 400, 'An event has a type, and data with one invoiceid or serviceid.');
        }
        const acceptance = await accept({ eventId: id, work });
        count(acceptance);
        response.status(202).json({ result: acceptance });
      },
    )
    .all(otherMethods('POST'));
  return router;
}

/**
 * What an event asks to be read: by its id, whatever its type says happened.
 * @returns null: nothing that is known here; a newer hook file may announce more. undefined: not an event
 */
export function workIn(json: unknown): WorkKey | null | undefined {
  if (!isRecord(json) || typeof json.type !== 'string' || !isRecord(json.data)) return undefined;
  const { invoiceid, serviceid } = json.data;
  if (invoiceid === undefined && serviceid === undefined) return null;
  const [kind, given] = invoiceid === undefined ? (['service', serviceid] as const) : (['invoice', invoiceid] as const);
  const recordId = optionalId(given);
  return recordId === null || recordId.length > 15 ? undefined : { kind, recordId };
}
