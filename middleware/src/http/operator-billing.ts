// What of WHMCS is not in Salesforce as it should be, for the operator: a page, on which any of it can be tried at once.
import { Router } from 'express';
import { tryWork, unfinishedWork, type UnfinishedWork } from '../ledger/billing-work.ts';
import type { Ledger } from '../ledger/open-ledger.ts';
import type { BillingKind } from '../ledger/tables.ts';
import { otherMethods, refuse } from './answers.ts';
import { html, type Html } from './html.ts';
import { page } from './layout.ts';
import { pagingOf } from './operator-api.ts';
import { formValue, type OperatorSession } from './operator-session.ts';

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
    .get(async (request, response) => {
      const paging = pagingOf(request);
      if (!paging) return refuse(request, response, 400);
      const csrf = session.csrfFor(request);
      const body = view(await unfinishedWork(ledger, paging), csrf);
      response.send(page({ title: 'Billing', body, csrf, here: 'billing' }));
    })
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
      <table>
        <caption>
          Newest first
        </caption>
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col">Reason</th>
            <th scope="col">Attempts</th>
            <th scope="col">Next attempt</th>
            <th scope="col">Now</th>
          </tr>
        </thead>
        <tbody>
          ${
            unfinished.length === 0
              ? html`<tr>
                  <td colspan="5">None.</td>
                </tr>`
              : unfinished.map((work) => row(work, csrf))
          }
        </tbody>
      </table>
    </div>`;
}

function row({ kind, recordId, code, reason, attempts, nextAttemptAt }: UnfinishedWork, csrf: string): Html {
  return html`<tr>
    <th scope="row">${KINDS[kind]} ${recordId}</th>
    <td data-label="Reason" class="any">${code}: ${reason}</td>
    <td data-label="Attempts">${attempts}</td>
    <td data-label="Next attempt">
      ${
        nextAttemptAt === null
          ? 'when it is asked for'
          : html`<time datetime="${nextAttemptAt}">${nextAttemptAt.replace('T', ' ').slice(0, 19)} UTC</time>`
      }
    </td>
    <td data-label="Now">
      <form method="post" action="/operator/billing/tries">
        <input type="hidden" name="csrf" value="${csrf}" />
        <input type="hidden" name="kind" value="${kind}" />
        <input type="hidden" name="recordId" value="${recordId}" />
        <button aria-label="Try ${KINDS[kind]} ${recordId} now">Try now</button>
      </form>
    </td>
  </tr>`;
}
