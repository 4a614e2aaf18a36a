// One order for the operator: where it stands, what was done for it, and the button that re-drives it.
import { RESTARTABLE } from '../ledger/states.ts';
import type { HistoryLine, OrderView } from '../ledger/views.ts';
import { html, type Html } from './html.ts';
import { REDRIVE_WORDS } from './operator-api.ts';
import { postForm, table, time } from './table.ts';

/** @param said what became of a re-drive just now, a key of REDRIVE_WORDS */
export function orderView(order: OrderView, history: readonly HistoryLine[], csrf: string, said: string): Html {
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
        ? postForm(
            `/operator/orders/${order.orderId}/redrive`,
            csrf,
            html`<p><button class="primary">Re-drive this order</button></p>`,
          )
        : html`<p>It cannot be re-driven while it is ${wordsOf(order.state)}.</p>`
    }
    <section class="card">
      <h2>What was done outside</h2>
      <pre>${JSON.stringify(order.facts, null, 2)}</pre>
    </section>
    <div class="card">
      ${table({
        caption: 'History',
        columns: ['When', 'From', 'To', 'Note'],
        broken: ['Note'],
        hasRowNames: false,
        rows: history.map(({ at, from, to, note }) => [
          time(at),
          from ? wordsOf(from) : '',
          to ? wordsOf(to) : '',
          note ?? '',
        ]),
      })}
    </div>`;
}

export function badge(state: string): Html {
  return html`<span class="state ${state}">${wordsOf(state)}</span>`;
}

/** `written_back` → `written back` */
export function wordsOf(state: string): string {
  return state.replaceAll('_', ' ');
}
