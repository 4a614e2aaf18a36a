// The web shop's orders for the operator: how many are where, and those that need a person: what a person sees to
// is tried again, what is refused the shop has to correct. As pages and as JSON; what the customer sent is not shown.
import { Router } from 'express';
import type { Ledger } from '../ledger/open-ledger.ts';
import { retryShopOrder, shopOrderCounts, shopOrdersForPeople, type ShopOrderRow } from '../ledger/shop-orders.ts';
import { otherMethods, refuse } from './answers.ts';
import { html, type Html } from './html.ts';
import { page } from './layout.ts';
import type { OperatorSession } from './operator-session.ts';
import { paged } from './paging.ts';
import { postForm, table, time } from './table.ts';

const TRIED = 'The order is tried again now.';
const NOT_HELD = 'No order of that number waits for a person.';

/** Below /operator/api/shop. */
export function shopApi(ledger: Ledger): Router {
  const router = Router();
  router
    .route('/')
    .get(
      paged(async (paging, _request, response) => {
        const rows = await shopOrdersForPeople(ledger, paging);
        response.json({ counts: await shopOrderCounts(ledger), needPerson: rows.map(viewOf) });
      }),
    )
    .all(otherMethods('GET'));
  router
    .route('/:orderNumber/retry')
    .post(async (request, response) => {
      if (!(await retryShopOrder(ledger, request.params.orderNumber, new Date())))
        return refuse(request, response, 404, NOT_HELD);
      response.status(202).json({ outcome: 'retry', message: TRIED });
    })
    .all(otherMethods('POST'));
  return router;
}

/** Below /operator/shop. */
export function shopPages({ ledger, session }: { ledger: Ledger; session: OperatorSession }): Router {
  const router = Router();
  router
    .route('/')
    .get(
      paged(async (paging, request, response) => {
        const csrf = session.csrfFor(request);
        const said = request.query.said === 'retry' ? TRIED : '';
        const rows = await shopOrdersForPeople(ledger, paging);
        const body = ordersView(await shopOrderCounts(ledger), rows.map(viewOf), csrf, said);
        response.send(page({ title: 'Shop orders', body, csrf, here: 'shop' }));
      }),
    )
    .all(otherMethods('GET'));
  router
    .route('/:orderNumber/retry')
    .post(async (request, response) => {
      if (!(await retryShopOrder(ledger, request.params.orderNumber, new Date())))
        return refuse(request, response, 404, NOT_HELD);
      response.redirect(303, '/operator/shop?said=retry');
    })
    .all(otherMethods('POST'));
  return router;
}

function viewOf({ orderNumber, state, reason, attempts, dueAt, receivedAt, updatedAt }: ShopOrderRow) {
  return { orderNumber, state, reason, attempts, nextAttemptAt: dueAt, receivedAt, updatedAt };
}

type View = ReturnType<typeof viewOf>;

function ordersView(
  counts: Awaited<ReturnType<typeof shopOrderCounts>>,
  rows: readonly View[],
  csrf: string,
  said: string,
): Html {
  const { queued = 0, creating = 0, created = 0, done = 0 } = counts;
  return html`<h1>Orders of the web shop</h1>
    ${said === '' ? '' : html`<p role="status">${said}</p>`}
    <p>${queued + creating} wait for Salesforce, ${created} for their payment to be known, ${done} are done.</p>
    <div class="card">
      ${table({
        caption: 'Those that need a person, newest change first',
        columns: ['Order', 'State', 'Why', 'Received', 'Next attempt', 'What to do'],
        rows: rows.map((row) => orderRow(row, csrf)),
      })}
    </div>`;
}

function orderRow({ orderNumber, state, reason, receivedAt, nextAttemptAt }: View, csrf: string) {
  const retry = postForm(
    `/operator/shop/${encodeURIComponent(orderNumber)}/retry`,
    csrf,
    html`<button aria-label="Try order ${orderNumber} again">Try again</button>`,
  );
  return [
    orderNumber,
    html`<span class="state ${state === 'refused' ? 'failed' : 'needs_human'}">${state}</span>`,
    reason ? `${reason.code}: ${reason.text}` : '',
    time(receivedAt),
    time(nextAttemptAt),
    state === 'refused' ? 'The shop has to correct it and send it again.' : retry,
  ];
}
