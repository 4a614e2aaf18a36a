// The page at `/` for people: the latest clients, orders, services and invoices, and one order or client in detail.
// Server-rendered; a small script fetches it again every few seconds and swaps the changed parts in.
import { createHash } from 'node:crypto';
import { CYCLES } from '../model/cycles.ts';
import type { Client, Invoice, Order, Service } from '../model/entities.ts';
import type { Installation } from '../model/installation.ts';
import { formatCents, type Cents } from '../model/money.ts';
import { htmlAnswer, type Answer } from './answer.ts';
import { NO_DATE } from '../model/server-clock.ts';
import { html, type Html } from './html.ts';
import { PAGE_SCRIPT, PAGE_STYLE } from './page-assets.ts';
import { answerFont } from './page-fonts.ts';

const ROWS_SHOWN = 50;

interface Page {
  readonly title: string;
  readonly content: Html;
}

const PATHS: readonly (readonly [RegExp, (whmcs: Installation, id: number) => Page | undefined])[] = [
  [/^\/$/, overview],
  [/^\/orders\/(\d+)$/, orderPage],
  [/^\/clients\/(\d+)$/, clientPage],
];

export function answerPage(whmcs: Installation, url: URL): Answer {
  if (url.pathname === '/style.css') return { status: 200, contentType: 'text/css; charset=utf-8', body: PAGE_STYLE };
  if (url.pathname === '/page.js')
    return { status: 200, contentType: 'text/javascript; charset=utf-8', body: PAGE_SCRIPT };
  const font = answerFont(url.pathname);
  if (font) return font;
  for (const [path, show] of PATHS) {
    const match = path.exec(url.pathname);
    const page = match && show(whmcs, Number(match[1] ?? 0));
    if (page) return htmlAnswer(frame(whmcs, page).text);
  }
  const missing: Page = {
    title: 'Not found',
    content: html`<p>There is no such page. <a href="/">Back to the overview</a></p>`,
  };
  return htmlAnswer(frame(whmcs, missing).text, 404);
}

function frame(whmcs: Installation, { title, content }: Page): Html {
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

function overview(whmcs: Installation): Page {
  const { orders, services, invoices, clients } = whmcs.books;
  const waiting = count(orders.all(), (order) => order.status === 'Pending');
  const active = count(services.all(), (service) => service.status === 'Active');
  const unpaid = count(invoices.all(), (invoice) => invoice.status === 'Unpaid');
  return {
    title: 'Overview',
    content: html`<ul class="figures">
        ${figure(clients.size, 'clients', '#clients')}${figure(orders.size, `orders, ${waiting} pending`, '#orders')}
        ${figure(services.size, `services, ${active} active`, '#services')}${figure(invoices.size, `invoices, ${unpaid} unpaid`, '#invoices')}
      </ul>
      ${orderTable(whmcs, latest(orders.all(), orders.size), orders.size)}
      ${serviceTable(whmcs, latest(services.all(), services.size), services.size)}
      ${invoiceTable(whmcs, latest(invoices.all(), invoices.size), invoices.size)}
      ${clientTable(latest(clients.all(), clients.size), clients.size)}`,
  };
}

function figure(value: number, label: string, target: string): Html {
  return html`<li>
    <a href="${target}"><strong>${value}</strong> ${label}</a>
  </li>`;
}

function count<T>(rows: Iterable<T>, is: (row: T) => boolean): number {
  let found = 0;
  for (const row of rows) if (is(row)) found++;
  return found;
}

/** The last rows, newest first, without copying a large table. */
function latest<T>(rows: Iterable<T>, size: number): T[] {
  const kept: T[] = [];
  let at = 0;
  for (const row of rows) if (at++ >= size - ROWS_SHOWN) kept.push(row);
  return kept.reverse();
}

function orderPage(whmcs: Installation, id: number): Page | undefined {
  const { books } = whmcs;
  const order = books.orders.get(id);
  if (!order) return undefined;
  const services = books.services.by('orderId', id);
  const invoice = books.invoices.get(order.invoiceId);
  return {
    title: `Order ${id}`,
    content: html`<dl>
        ${fact('Status', badge(order.status))}${fact('Order number', order.number)}${fact('Placed', order.date)}
        ${fact('Client', clientLink(whmcs, order.clientId))}${fact('Amount', money(whmcs, order.clientId, order.amount))}
        ${fact('Payment method', whmcs.paymentMethodName(order.paymentMethod))}${fact('Notes', order.notes || '–')}
      </dl>
      ${serviceTable(whmcs, services, services.length)} ${services.map((service) => serviceDetail(whmcs, service))}
      ${invoice ? invoiceTable(whmcs, [invoice], 1) : html`<p>This order has no invoice.</p>`}`,
  };
}

function serviceDetail(whmcs: Installation, service: Service): Html {
  const product = whmcs.product(service.pid);
  const fields = (product?.customFields ?? []).map((field) =>
    fact(field.name, service.customFields.get(field.id) || '–'),
  );
  const options = (product?.configOptions ?? []).map((option) => {
    const choice = service.configChoices.get(option.id) ?? 0;
    return fact(option.name, option.options.find((each) => each.id === choice)?.name ?? choice);
  });
  const queued = whmcs.books.queue.by('serviceId', service.id).filter((item) => !item.completed);
  const failures = queued.map((item) => fact(`${item.action} failed`, `${item.lastError} (${item.lastAttempt})`));
  return html`<section>
    <h2>Service ${service.id}: ${product?.name ?? ''}</h2>
    <dl>
      ${fact('Quantity', service.qty)}${fact('Next due', service.nextDueDate === NO_DATE ? '–' : service.nextDueDate)}${fields}${options}${failures}
    </dl>
  </section>`;
}

function clientPage(whmcs: Installation, id: number): Page | undefined {
  const { books } = whmcs;
  const client = books.clients.get(id);
  if (!client) return undefined;
  const orders = books.orders.by('clientId', id).reverse();
  const services = books.services.by('clientId', id).reverse();
  const invoices = books.invoices.by('clientId', id).reverse();
  const { customFields } = client;
  const fields = whmcs.config.clientCustomFields.map((field) => fact(field.name, customFields.get(field.id) || '–'));
  return {
    title: fullName(client),
    content: html`<dl>
        ${fact('Client', client.id)}${fact('Status', badge(client.status))}${fact('Company', inItsLanguage(client.companyName || '–'))}
        ${fact('E-mail', client.email)}${fact('Address', inItsLanguage(addressOf(client)))}${fields}
      </dl>
      ${orderTable(whmcs, orders, orders.length)} ${serviceTable(whmcs, services, services.length)}
      ${invoiceTable(whmcs, invoices, invoices.length)}`,
  };
}

function orderTable(whmcs: Installation, rows: readonly Order[], total: number): Html {
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

function serviceTable(whmcs: Installation, rows: readonly Service[], total: number): Html {
  const heads = ['Service', 'Product', 'Order', 'Client', 'Cycle', 'Recurring', 'Status'];
  return table(
    'services',
    'Services',
    heads,
    total,
    rows.map((service) => [
      html`${service.id}`,
      html`${whmcs.product(service.pid)?.name ?? ''}${service.qty > 1 ? ` × ${service.qty}` : ''}`,
      html`<a href="/orders/${service.orderId}">${service.orderId}</a>`,
      clientLink(whmcs, service.clientId),
      html`${CYCLES[service.cycle].display}`,
      html`${money(whmcs, service.clientId, service.recurring)}`,
      badge(service.status),
    ]),
  );
}

function invoiceTable(whmcs: Installation, rows: readonly Invoice[], total: number): Html {
  const heads = ['Invoice', 'Date', 'Due', 'Client', 'Total', 'Status'];
  return table(
    'invoices',
    'Invoices',
    heads,
    total,
    rows.map((invoice) => [
      html`${invoice.id}`,
      html`${invoice.date}`,
      html`${invoice.dueDate}`,
      clientLink(whmcs, invoice.clientId),
      html`${money(whmcs, invoice.clientId, invoice.subtotal)}`,
      badge(invoice.status),
    ]),
  );
}

function clientTable(rows: readonly Client[], total: number): Html {
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

function table(
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

function fact(name: string, value: string | number | Html): Html {
  return html`<div>
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`;
}

function badge(status: string): Html {
  return html`<span class="badge ${status.toLowerCase().replaceAll(' ', '-')}">${status}</span>`;
}

function clientLink({ books }: Installation, id: number): Html {
  const client = books.clients.get(id);
  return client ? html`<a href="/clients/${id}">${nameOf(client)}</a>` : html`${id}`;
}

/** Marked as Japanese where it is: Han characters share code points and are drawn differently by language. */
function inItsLanguage(text: string): Html {
  return isJapanese(text) ? html`<span lang="ja">${text}</span>` : html`${text}`;
}

function isJapanese(text: string): boolean {
  return /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text);
}

function nameOf(client: Client): Html {
  return inItsLanguage(fullName(client));
}

/** The family name comes first where it is written in Japanese; a Latin name keeps its own order. */
function fullName({ firstName, lastName }: Client): string {
  return isJapanese(lastName + firstName) ? `${lastName} ${firstName}` : `${firstName} ${lastName}`;
}

/** Postcode to building, as Japanese addresses run; city and street are one word only in Japanese script. */
function addressOf({ postcode, state, city, address1, address2 }: Client): string {
  const place = isJapanese(city + address1) ? city + address1 : `${city} ${address1}`;
  return [postcode, state, place, address2].filter(Boolean).join(' ');
}

/** In the currency's own format: yen have no decimals. */
function money(whmcs: Installation, clientId: number, cents: Cents): string {
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
