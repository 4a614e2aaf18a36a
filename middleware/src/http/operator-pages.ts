// The operator's pages: orders by state, one order's history with its re-drive button, events that could not be used.
import express, { Router, type Request, type Response } from 'express';
import type { Ledger } from '../ledger/open-ledger.ts';
import { redriveOrder } from '../ledger/redrive-order.ts';
import { RESTARTABLE, STATES, type State } from '../ledger/states.ts';
import {
  countsByState,
  findOrder,
  listOrders,
  orderHistory,
  poisonedEvents,
  type HistoryLine,
  type OrderView,
  type PoisonedEvent,
} from '../ledger/views.ts';
import { otherMethods, refuse } from './answers.ts';
import { reasonsOf } from './health.ts';
import { Html, html } from './html.ts';
import { page } from './layout.ts';
import { networkOf } from './network-of.ts';
import { REDRIVE_WORDS, pagingOf, stateOf } from './operator-api.ts';
import { formValue, type OperatorSession } from './operator-session.ts';
import type { Status } from './status.ts';

export interface PagesOptions {
  readonly ledger: Ledger;
  readonly session: OperatorSession;
  readonly status: () => Status;
}

const form = express.urlencoded({ extended: false, limit: '10kb' });

/** Pages that anybody may ask for. */
export function loginRouter({ session }: PagesOptions): Router {
  const router = Router();
  const show = (response: Response, status: number, problem: string): void =>
    void response.status(status).send(page({ title: 'Sign in', body: loginForm(problem) }));
  router
    .route('/login')
    .get((_request, response) => show(response, 200, ''))
    .post(form, (request, response) => {
      if (session.isThrottled(networkOf(request))) return refuse(request, response, 429);
      const cookie = session.signIn(formValue(request, 'token'), networkOf(request));
      if (!cookie) return show(response, 401, 'That is not the operator token.');
      response.cookie(cookie.name, cookie.value, {
        httpOnly: true,
        sameSite: 'strict',
        secure: request.secure,
        maxAge: cookie.maxAgeMs,
        path: '/operator',
      });
      response.redirect(303, '/operator');
    })
    .all(otherMethods('GET', 'POST'));
  return router;
}

/** Pages behind the token. */
export function operatorPages({ ledger, session, status }: PagesOptions): Router {
  const router = Router();
  const send = (request: Request, response: Response, title: string, body: Html, here?: 'overview' | 'events'): void =>
    void response.send(page({ title, body, csrf: session.csrfFor(request), ...(here && { here }) }));
  router
    .route('/')
    .get(async (request, response) => {
      const state = stateOf(request.query.state);
      const paging = pagingOf(request);
      if (state === null || !paging) return refuse(request, response, 400);
      const orders = await listOrders(ledger, { state, ...paging });
      const body = html`<h1>Orders</h1>
        ${statusView(status())} ${countsView(await countsByState(ledger), state)} ${ordersView(orders, state)}
        ${pager(paging, orders.length, state)}`;
      send(request, response, 'Orders', body, 'overview');
    })
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
    .get(async (request, response) => {
      const paging = pagingOf(request);
      if (!paging) return refuse(request, response, 400);
      const body = eventsView(await poisonedEvents(ledger, paging));
      send(request, response, 'Poisoned events', body, 'events');
    })
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

/** Reads form bodies, for the routes above and the check of their csrf value. */
export const readForm = form;

function stringOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function loginForm(problem: string): Html {
  return html`<div class="card narrow">
    <h1>Portway operator</h1>
    ${problem === '' ? '' : html`<p class="bad" role="alert" id="problem">${problem}</p>`}
    <form method="post" action="/operator/login">
      <p>
        <label for="token">Operator token</label>
        <input
          id="token"
          name="token"
          type="password"
          autocomplete="current-password"
          required
          autofocus
          ${problem === '' ? '' : html`aria-invalid="true" aria-describedby="problem"`}
        />
      </p>
      <button class="primary">Sign in</button>
    </form>
  </div>`;
}

function statusView(status: Status): Html {
  const reasons = reasonsOf(status);
  const verdict =
    reasons.length === 0
      ? html`<p class="good">Ready: orders are being worked on.</p>`
      : html`<p class="bad" role="alert">Not ready:</p>
          <ul>
            ${reasons.map((reason) => html`<li>${reason}</li>`)}
          </ul>`;
  return html`<section class="card" aria-label="State of the service">
    ${verdict}
    ${
      status.warnings.length === 0
        ? ''
        : html`<details>
            <summary>Warnings: ${status.warnings.length}</summary>
            <ul>
              ${status.warnings.map((warning) => html`<li>${warning}</li>`)}
            </ul>
          </details>`
    }
    <table>
      <caption>
        Systems
      </caption>
      <thead>
        <tr>
          <th scope="col">System</th>
          <th scope="col">Usable</th>
          <th scope="col">Breaker</th>
          <th scope="col">Trouble</th>
        </tr>
      </thead>
      <tbody>
        ${status.systems.map(
          ({ name, isUsable, breaker, trouble }) =>
            html`<tr>
              <th scope="row">${name}</th>
              <td data-label="Usable"><span class="${isUsable ? 'good' : 'bad'}">${isUsable ? 'yes' : 'no'}</span></td>
              <td data-label="Breaker">${breaker}</td>
              <td data-label="Trouble">${trouble ?? ''}</td>
            </tr>`,
        )}
        <tr>
          <th scope="row">events</th>
          <td data-label="Usable">${status.subscriber.state}</td>
          <td></td>
          <td data-label="Trouble">${status.subscriber.detail}</td>
        </tr>
      </tbody>
    </table>
    ${
      status.apiUsage
        ? html`<p>
            Salesforce API: ${grouped(status.apiUsage.used)} of ${grouped(status.apiUsage.limit)} calls used, pace
            ${status.pace}.
          </p>`
        : ''
    }
  </section>`;
}

function countsView(counts: Readonly<Record<State, number>>, chosen: State | undefined): Html {
  const link = (state: State): Html =>
    html`<li>
      <a href="/operator?state=${state}" ${chosen === state ? html`aria-current="true"` : ''}
        >${wordsOf(state)} ${counts[state]}</a
      >
    </li>`;
  return html`<nav aria-label="Orders by state">
    <ul>
      <li><a href="/operator" ${chosen === undefined ? html`aria-current="true"` : ''}>all</a></li>
      ${STATES.map(link)}
    </ul>
  </nav>`;
}

function ordersView(orders: readonly OrderView[], state: State | undefined): Html {
  return html`<div class="card">
    <table>
      <caption>
        ${state === undefined ? 'Orders, newest change first' : `Orders in state ${wordsOf(state)}, newest change first`}
      </caption>
      <thead>
        <tr>
          <th scope="col">Order</th>
          <th scope="col">State</th>
          <th scope="col">Reason</th>
          <th scope="col">Attempts</th>
          <th scope="col">Next attempt</th>
          <th scope="col">Changed</th>
        </tr>
      </thead>
      <tbody>
        ${
          orders.length === 0
            ? html`<tr>
                <td colspan="6">None.</td>
              </tr>`
            : orders.map(
                (order) =>
                  html`<tr>
                    <th scope="row"><a href="/operator/orders/${order.orderId}">${order.orderId}</a></th>
                    <td data-label="State">${badge(order.state)}</td>
                    <td data-label="Reason">${order.reason?.text ?? ''}</td>
                    <td data-label="Attempts">${order.attempts}</td>
                    <td data-label="Next attempt">${time(order.nextAttemptAt)}</td>
                    <td data-label="Changed">${time(order.updatedAt)}</td>
                  </tr>`,
              )
        }
      </tbody>
    </table>
  </div>`;
}

function pager({ limit, offset }: { limit: number; offset: number }, shown: number, state: State | undefined): Html {
  const address = (from: number): string => `/operator?limit=${limit}&offset=${from}${state ? `&state=${state}` : ''}`;
  return html`<p>
    ${offset > 0 ? html`<a href="${address(Math.max(0, offset - limit))}">Newer</a>` : ''}
    ${shown === limit ? html`<a href="${address(offset + limit)}">Older</a>` : ''}
  </p>`;
}

function orderView(order: OrderView, history: readonly HistoryLine[], csrf: string, said: string): Html {
  const words = said in REDRIVE_WORDS ? REDRIVE_WORDS[said as keyof typeof REDRIVE_WORDS] : '';
  const canRedrive = RESTARTABLE.has(order.state) || order.state === 'retrying' || order.state === 'received';
  const facts: readonly (readonly [string, string | Html])[] = [
    ['State', badge(order.state)],
    ['Reason', order.reason?.text ?? ''],
    ['Attempts', String(order.attempts)],
    ['Next attempt', time(order.nextAttemptAt)],
    ['Account', order.groupKey ?? ''],
    ['Requested by', order.requestedBy ?? ''],
    ['Correlation id', order.correlationId ?? ''],
    ['Received', time(order.receivedAt)],
    ['Changed', time(order.updatedAt)],
    ['Written back', time(order.writtenBackAt)],
    ['Held by a worker until', time(order.leaseUntil)],
  ];
  return html`<h1>Order ${order.orderId}</h1>
    ${words === '' ? '' : html`<p role="status">${words}</p>`}
    <div class="card">
      <table>
        <caption>
          Where it stands
        </caption>
        <tbody>
          ${facts.map(
            ([label, value]) =>
              html`<tr>
                <th scope="row">${label}</th>
                <td>${value}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${
      canRedrive
        ? html`<form method="post" action="/operator/orders/${order.orderId}/redrive">
            <input type="hidden" name="csrf" value="${csrf}" />
            <p><button class="primary">Re-drive this order</button></p>
          </form>`
        : html`<p>It cannot be re-driven while it is ${wordsOf(order.state)}.</p>`
    }
    <section class="card">
      <h2>What was done outside</h2>
      <pre>${JSON.stringify(order.facts, null, 2)}</pre>
    </section>
    <div class="card">
      <table>
        <caption>
          History
        </caption>
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">From</th>
            <th scope="col">To</th>
            <th scope="col">Note</th>
          </tr>
        </thead>
        <tbody>
          ${history.map(
            (line) =>
              html`<tr>
                <td data-label="When">${time(line.at)}</td>
                <td data-label="From">${line.from ? wordsOf(line.from) : ''}</td>
                <td data-label="To">${line.to ? wordsOf(line.to) : ''}</td>
                <td data-label="Note" class="any">${line.note ?? ''}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
}

function eventsView(events: readonly PoisonedEvent[]): Html {
  return html`<h1>Poisoned events</h1>
    <p>Events that could not be used. They hold nothing up; a sweep finds what they may have asked for.</p>
    <div class="card">
      <table>
        <caption>
          Newest first
        </caption>
        <thead>
          <tr>
            <th scope="col">Event</th>
            <th scope="col">Topic</th>
            <th scope="col">Received</th>
            <th scope="col">Problem</th>
            <th scope="col">Content</th>
          </tr>
        </thead>
        <tbody>
          ${
            events.length === 0
              ? html`<tr>
                  <td colspan="5">None.</td>
                </tr>`
              : events.map(
                  (event) =>
                    html`<tr>
                      <th scope="row">${event.eventId}</th>
                      <td data-label="Topic">${event.topic}</td>
                      <td data-label="Received">${time(event.receivedAt)}</td>
                      <td data-label="Problem">${event.problem}</td>
                      <td data-label="Content"><pre>${contentOf(event)}</pre></td>
                    </tr>`,
                )
          }
        </tbody>
      </table>
    </div>`;
}

/** What could be read of it, or else how many bytes came; the operator API hands those out. */
function contentOf({ payload, raw }: PoisonedEvent): string {
  return payload === null ? `${raw?.length ?? 0} bytes that cannot be read` : JSON.stringify(payload);
}

function badge(state: string): Html {
  return html`<span class="state ${state}">${wordsOf(state)}</span>`;
}

/** `100000` → `100,000` */
function grouped(count: number): string {
  return count.toLocaleString('en-US');
}

/** `written_back` → `written back` */
function wordsOf(state: string): string {
  return state.replaceAll('_', ' ');
}

function time(at: Date | null): Html | string {
  return at
    ? html`<time datetime="${at.toISOString()}">${at.toISOString().replace('T', ' ').slice(0, 19)} UTC</time>`
    : '';
}
