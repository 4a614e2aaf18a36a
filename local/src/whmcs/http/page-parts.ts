// What the pages are made of: the frame, tables, facts and how things are written.
import { createHash } from 'node:crypto';
import { isOverdue, totalOf } from '../billing/invoices.ts';
import { CYCLES } from '../model/cycles.ts';
import type { Client, Invoice, Order, Service } from '../model/entities.ts';
import type { Installation } from '../model/installation.ts';
import { formatCents, type Cents } from '../model/money.ts';
import { html, type Html } from './html.ts';

export interface Page {
  readonly title: string;
  readonly content: Html;
}

export function frame(whmcs: Installation, { title, content }: Page): Html {
  // The script leaves the page alone while nothing has changed, so that focus and selection stay.
  const version = createHash('sha1').update(content.text).digest('hex');
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · Local WHMCS</title>
        <link rel="stylesheet" href="/style.css" />
        <link rel="icon" href="data:," />
        <script src="/page.js" defer></script>
      </head>
      <body>
        <a class="skip" href="#main">Skip to content</a>
        <header>
          <a class="home" href="/">Local WHMCS</a><span>${whmcs.config.companyName}</span
          ><span class="version">as version ${whmcs.switches.version}</span>
        </header>
        <main id="main" tabindex="-1" data-version="${version}">
          <h1>${inItsLanguage(title)}</h1>
          ${content}
        </main>
        <footer>A stand-in for tests and demonstrations. Times are ${whmcs.clock.timezone}.</footer>
      </body>
    </html>`;
}

export function orderTable(whmcs: Installation, rows: readonly Order[], total: number): Html {
  return table(
    'orders',
    'Orders',
    ['Order', 'Placed', 'Client', 'Amount', 'Status'],
    total,
    rows.map((order) => [
      html`<a href="/orders/${order.id}">${order.id}</a>`,
      html`${order.date}`,
      clientLink(whmcs, order.clientId),
      html`${money(whmcs, order.clientId, order.amount)}`,
      badge(order.status),
    ]),
  );
}

export function serviceTable(whmcs: Installation, rows: readonly Service[], total: number): Html {
  const heads = ['Service', 'Product', 'Order', 'Client', 'Cycle', 'Recurring', 'Status'];
  return table(
    'services',
    'Services',
    heads,
    total,
    rows.map((service) => [
      html`<a href="/services/${service.id}">${service.id}</a>`,
      html`${whmcs.product(service.pid)?.name ?? ''}${service.qty > 1 ? ` × ${service.qty}` : ''}`,
      html`<a href="/orders/${service.orderId}">${service.orderId}</a>`,
      clientLink(whmcs, service.clientId),
      html`${CYCLES[service.cycle].display}`,
      html`${money(whmcs, service.clientId, service.recurring)}`,
      badge(service.status),
    ]),
  );
}

export function invoiceTable(whmcs: Installation, rows: readonly Invoice[], total: number): Html {
  const heads = ['Invoice', 'Date', 'Due', 'Client', 'Total', 'Status'];
  return table(
    'invoices',
    'Invoices',
    heads,
    total,
    rows.map((invoice) => [
      html`<a href="/invoices/${invoice.id}">${invoice.id}</a>`,
      html`${invoice.date}`,
      html`${invoice.dueDate}`,
      clientLink(whmcs, invoice.clientId),
      html`${money(whmcs, invoice.clientId, totalOf(invoice))}`,
      badge(shownStatus(whmcs, invoice)),
    ]),
  );
}

export function clientTable(rows: readonly Client[], total: number): Html {
  const heads = ['Client', 'Name', 'Company', 'E-mail', 'Since', 'Status'];
  return table(
    'clients',
    'Clients',
    heads,
    total,
    rows.map((client) => [
      html`<a href="/clients/${client.id}">${client.id}</a>`,
      nameOf(client),
      inItsLanguage(client.companyName),
      html`${client.email}`,
      html`${client.dateCreated}`,
      badge(client.status),
    ]),
  );
}

/** Columns of amounts line up on the right. */
const NUMBERS: ReadonlySet<string> = new Set(['Amount', 'Recurring', 'Total']);

function headCell(head: string): Html {
  return NUMBERS.has(head) ? html`<th scope="col" class="number">${head}</th>` : html`<th scope="col">${head}</th>`;
}

function bodyCell(cell: Html, head: string): Html {
  return NUMBERS.has(head)
    ? html`<td data-label="${head}" class="number">${cell}</td>`
    : html`<td data-label="${head}">${cell}</td>`;
}

export function table(
  id: string,
  title: string,
  heads: readonly string[],
  total: number,
  rows: readonly (readonly Html[])[],
): Html {
  const more = total > rows.length ? html` <span class="more">latest ${rows.length} of ${total}</span>` : html``;
  const body = rows.map(
    (cells) =>
      html`<tr>
        ${cells.map((cell, i) => bodyCell(cell, heads[i]!))}
      </tr>`,
  );
  const content =
    rows.length === 0
      ? html`<p class="empty">None yet.</p>`
      : html`<table>
          <thead>
            <tr>
              ${heads.map(headCell)}
            </tr>
          </thead>
          <tbody>
            ${body}
          </tbody>
        </table>`;
  return html`<section id="${id}">
    <h2>${title}${more}</h2>
    ${content}
  </section>`;
}

/** A form of one button. @param action the page that it posts to; `does` says which of that page's deeds */
export function deed(action: string, does: string, label: string, tone: 'main' | 'plain' | 'grave' = 'plain'): Html {
  return html`<form method="post" action="${action}">
    <button name="do" value="${does}" class="${tone}">${label}</button>
  </form>`;
}

/** Why a form was not carried out. */
export function alert(text: string): Html {
  return text === '' ? html`` : html`<p class="alert" role="alert">${text}</p>`;
}

export function fact(name: string, value: string | number | Html): Html {
  return html`<div>
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`;
}

export function badge(status: string): Html {
  return html`<span class="badge ${status.toLowerCase().replaceAll(' ', '-')}">${status}</span>`;
}

/** As WHMCS's own pages say it: an unpaid invoice past its due date is Overdue. */
export function shownStatus(whmcs: Installation, invoice: Invoice): string {
  return isOverdue(whmcs, invoice) ? 'Overdue' : invoice.status;
}

export function clientLink({ books }: Installation, id: number): Html {
  const client = books.clients.get(id);
  return client ? html`<a href="/clients/${id}">${nameOf(client)}</a>` : html`${id}`;
}

/** Marked as Japanese where it is: Han characters share code points and are drawn differently by language. */
export function inItsLanguage(text: string): Html {
  return isJapanese(text) ? html`<span lang="ja">${text}</span>` : html`${text}`;
}

function isJapanese(text: string): boolean {
  return /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text);
}

function nameOf(client: Client): Html {
  return inItsLanguage(fullName(client));
}

/** The family name comes first where it is written in Japanese; a Latin name keeps its own order. */
export function fullName({ firstName, lastName }: Client): string {
  return isJapanese(lastName + firstName) ? `${lastName} ${firstName}` : `${firstName} ${lastName}`;
}

/** Postcode to building, as Japanese addresses run; city and street are one word only in Japanese script. */
export function addressOf({ postcode, state, city, address1, address2 }: Client): string {
  const place = isJapanese(city + address1) ? city + address1 : `${city} ${address1}`;
  return [postcode, state, place, address2].filter(Boolean).join(' ');
}

/** In the currency's own format: yen have no decimals. */
export function money(whmcs: Installation, clientId: number, cents: Cents): string {
  const client = whmcs.books.clients.get(clientId);
  if (!client) return formatCents(cents);
  const { prefix, format } = whmcs.currencyOf(client);
  const decimals = format === 4 ? 0 : 2;
  const number = (cents / 100).toLocaleString(format === 3 ? 'de-DE' : 'en-US', {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
    useGrouping: format !== 1,
  });
  return prefix + number;
}
