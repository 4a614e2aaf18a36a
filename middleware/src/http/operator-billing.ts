// What of WHMCS is not in Salesforce as it should be, for the operator: a page, on which any of it can be tried at once.
import { Router } from 'express';
import { tryWork, unfinishedWork, type UnfinishedWork } from '../ledger/billing-work.ts';
import type { Ledger } from '../ledger/open-ledger.ts';
import type { BillingKind } from '../ledger/tables.ts';
import { otherMethods, refuse } from './answers.ts';
import { html, type Html } from './html.ts';
import { page } from './layout.ts';
import { formValue, type OperatorSession } from './operator-session.ts';
import { paged } from './paging.ts';
import { postForm, table, time } from './table.ts';

const KINDS: Readonly<Record<BillingKind, string>> = {
  invoice: 'WHMCS invoice',
  service: 'WHMCS service',
  availability: 'Stock for opportunity',
  'account-invoices': 'Invoices of account',
};

/** Below /operator/billing. */
export function billingPages({ ledger, session }: { ledger: Ledger; session: OperatorSession }): Router {
  const router = Router();
  router
    .route('/')
    .get(
      paged(async (paging, request, response) => {
        const csrf = session.csrfFor(request);
        const body = view(await unfinishedWork(ledger, paging), csrf);
        response.send(page({ title: 'Billing', body, csrf, here: 'billing' }));
      }),
    )
    .all(otherMethods('GET'));
  router
    .route('/tries')
    .post(async (request, response) => {
      const kind = formValue(request, 'kind');
      const recordId = formValue(request, 'recordId');
      const isKnown = isKind(kind) && (await tryWork(ledger, { kind, recordId }, new Date()));
      if (!isKnown) return refuse(request, response, 404, 'Nothing of that id is unfinished.');
      response.redirect(303, '/operator/billing');
    })
    .all(otherMethods('POST'));
  return router;
}

function isKind(text: string): text is BillingKind {
  return Object.hasOwn(KINDS, text);
}

function view(unfinished: readonly UnfinishedWork[], csrf: string): Html {
  return html`<h1>Billing</h1>
    <p>What is not in Salesforce as it should be. It is tried again by itself, and when somebody asks for it.</p>
    <div class="card">
      ${table({
        caption: 'Newest first',
        columns: ['What', 'Reason', 'Attempts', 'Next attempt', 'Now'],
        broken: ['Reason'],
        rows: unfinished.map(({ kind, recordId, code, reason, attempts, nextAttemptAt }) => [
          `${KINDS[kind]} ${recordId}`,
          `${code}: ${reason}`,
          attempts,
          nextAttemptAt === null ? 'when it is asked for' : time(nextAttemptAt),
          postForm(
            '/operator/billing/tries',
            csrf,
            html`<button aria-label="Try ${KINDS[kind]} ${recordId} now">Try now</button>`,
            { kind, recordId },
          ),
        ]),
      })}
    </div>`;
}
