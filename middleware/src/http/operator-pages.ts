// The operator's pages: orders by state, one order's history with its re-drive button, events that could not be used.
import { Router, type Request, type Response } from 'express';
import type { Ledger } from '../ledger/open-ledger.ts';
import { redriveOrder } from '../ledger/redrive-order.ts';
import { countsByState, findOrder, listOrders, orderHistory, poisonedEvents } from '../ledger/views.ts';
import { otherMethods, refuse } from './answers.ts';
import { html, type Html } from './html.ts';
import { page } from './layout.ts';
import { REDRIVE_WORDS, stateOf } from './operator-api.ts';
import type { OperatorSession } from './operator-session.ts';
import { orderView } from './order-view.ts';
import { countsView, eventsView, ordersView, pager, statusView } from './overview.ts';
import { paged } from './paging.ts';
import type { Status } from './status.ts';

export interface PagesOptions {
  readonly ledger: Ledger;
  readonly session: OperatorSession;
  readonly status: () => Status;
}

/** Pages behind the token. */
export function operatorPages({ ledger, session, status }: PagesOptions): Router {
  const router = Router();
  const send = (request: Request, response: Response, title: string, body: Html, here?: 'overview' | 'events'): void =>
    void response.send(page({ title, body, csrf: session.csrfFor(request), ...(here && { here }) }));
  router
    .route('/')
    .get(
      paged(async (paging, request, response) => {
        const state = stateOf(request.query.state);
        if (state === null) return refuse(request, response, 400);
        const orders = await listOrders(ledger, { state, ...paging });
        const body = html`<h1>Orders</h1>
          ${statusView(status())} ${countsView(await countsByState(ledger), state)} ${ordersView(orders, state)}
          ${pager(paging, orders.length, state)}`;
        send(request, response, 'Orders', body, 'overview');
      }),
    )
    .all(otherMethods('GET'));
  router
    .route('/orders/:orderId')
    .get(async (request, response) => {
      const { orderId } = request.params;
      const order = await findOrder(ledger, orderId);
      if (!order) return refuse(request, response, 404, REDRIVE_WORDS['unknown-order']);
      const said = stringOf(request.query.said);
      const body = orderView(order, await orderHistory(ledger, orderId), session.csrfFor(request), said);
      send(request, response, `Order ${orderId}`, body);
    })
    .all(otherMethods('GET'));
  router
    .route('/orders/:orderId/redrive')
    .post(async (request, response) => {
      const { orderId } = request.params;
      const outcome = await redriveOrder(ledger, orderId, 'operator', new Date());
      if (outcome === 'unknown-order') return refuse(request, response, 404, REDRIVE_WORDS[outcome]);
      response.redirect(303, `/operator/orders/${encodeURIComponent(orderId)}?said=${outcome}`);
    })
    .all(otherMethods('POST'));
  router
    .route('/events')
    .get(
      paged(async (paging, request, response) => {
        const body = eventsView(await poisonedEvents(ledger, paging));
        send(request, response, 'Poisoned events', body, 'events');
      }),
    )
    .all(otherMethods('GET'));
  router
    .route('/logout')
    .post((_request, response) => {
      response.clearCookie(session.cookieName, { path: '/operator' });
      response.redirect(303, '/operator/login');
    })
    .all(otherMethods('POST'));
  return router;
}

function stringOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
