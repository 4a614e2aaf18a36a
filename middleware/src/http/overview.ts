// The overview of the operator's pages: how the service is, orders by state; and the events that could not be used.
import { STATES, type State } from '../ledger/states.ts';
import type { OrderView, PoisonedEvent } from '../ledger/views.ts';
import { reasonsOf } from './health.ts';
import { html, type Html } from './html.ts';
import { badge, wordsOf } from './order-view.ts';
import type { Paging } from './paging.ts';
import type { Status } from './status.ts';
import { table, time } from './table.ts';

export function statusView(status: Status): Html {
  const { systems, subscriber, warnings, apiUsage, pace } = status;
  return html`<section class="card" aria-label="State of the service">
    ${verdict(reasonsOf(status))}
    ${
      warnings.length === 0
        ? ''
        : html`<details>
            <summary>Warnings: ${warnings.length}</summary>
            <ul>
              ${warnings.map((warning) => html`<li>${warning}</li>`)}
            </ul>
          </details>`
    }
    ${table({
      caption: 'Systems',
      columns: ['System', 'Usable', 'Breaker', 'Trouble'],
      rows: [
        ...systems.map(({ name, isUsable, breaker, trouble }) => [
          name,
          html`<span class="${isUsable ? 'good' : 'bad'}">${isUsable ? 'yes' : 'no'}</span>`,
          breaker,
          trouble,
        ]),
        ['events', subscriber.state, '', subscriber.detail],
      ],
    })}
    ${
      apiUsage
        ? html`<p>Salesforce API: ${grouped(apiUsage.used)} of ${grouped(apiUsage.limit)} calls used, pace ${pace}.</p>`
        : ''
    }
  </section>`;
}

function verdict(reasons: readonly string[]): Html {
  if (reasons.length === 0) return html`<p class="good">Ready: orders are being worked on.</p>`;
  return html`<p class="bad" role="alert">Not ready:</p>
    <ul>
      ${reasons.map((reason) => html`<li>${reason}</li>`)}
    </ul>`;
}

export function countsView(counts: Readonly<Record<State, number>>, chosen: State | undefined): Html {
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

export function ordersView(orders: readonly OrderView[], state: State | undefined): Html {
  return html`<div class="card">
    ${table({
      caption: `${state === undefined ? 'Orders' : `Orders in state ${wordsOf(state)}`}, newest change first`,
      columns: ['Order', 'State', 'Reason', 'Attempts', 'Next attempt', 'Changed'],
      rows: orders.map((order) => [
        html`<a href="/operator/orders/${order.orderId}">${order.orderId}</a>`,
        badge(order.state),
        order.reason?.text ?? '',
        order.attempts,
        time(order.nextAttemptAt),
        time(order.updatedAt),
      ]),
    })}
  </div>`;
}

export function pager({ limit, offset }: Paging, shown: number, state: State | undefined): Html {
  const address = (from: number): string => `/operator?limit=${limit}&offset=${from}${state ? `&state=${state}` : ''}`;
  return html`<p>
    ${offset > 0 ? html`<a href="${address(Math.max(0, offset - limit))}">Newer</a>` : ''}
    ${shown === limit ? html`<a href="${address(offset + limit)}">Older</a>` : ''}
  </p>`;
}

export function eventsView(events: readonly PoisonedEvent[]): Html {
  return html`<h1>Poisoned events</h1>
    <p>Events that could not be used. They hold nothing up; a sweep finds what they may have asked for.</p>
    <div class="card">
      ${table({
        caption: 'Newest first',
        columns: ['Event', 'Topic', 'Received', 'Problem', 'Content'],
        rows: events.map((event) => [
          event.eventId,
          event.topic,
          time(event.receivedAt),
          event.problem,
          html`<pre>${contentOf(event)}</pre>`,
        ]),
      })}
    </div>`;
}

/** What could be read of it, or else how many bytes came; the operator API hands those out. */
function contentOf({ payload, raw }: PoisonedEvent): string {
  return payload === null ? `${raw?.length ?? 0} bytes that cannot be read` : JSON.stringify(payload);
}

/** `100000` → `100,000` */
function grouped(count: number): string {
  return count.toLocaleString('en-US');
}
