// The page at `/` for people: the latest clients, orders, services and invoices, and each of them in detail.
// Server-rendered; a small script fetches it again every few seconds and swaps the changed parts in.
import type { Installation } from '../model/installation.ts';
import { htmlAnswer, type Answer } from './answer.ts';
import { html, type Html } from './html.ts';
import { invoicePage } from './invoice-page.ts';
import { PAGE_SCRIPT, PAGE_STYLE } from './page-assets.ts';
import { answerFont } from './page-fonts.ts';
import {
  addressOf,
  badge,
  clientLink,
  clientTable,
  fact,
  frame,
  fullName,
  inItsLanguage,
  invoiceTable,
  money,
  orderTable,
  serviceTable,
  type Page,
} from './page-parts.ts';
import { serviceDetail, servicePage } from './service-page.ts';

const ROWS_SHOWN = 50;

const PATHS: readonly (readonly [RegExp, (whmcs: Installation, id: number) => Page | undefined])[] = [
  [/^\/$/, overview],
  [/^\/orders\/(\d+)$/, orderPage],
  [/^\/clients\/(\d+)$/, clientPage],
  [/^\/invoices\/(\d+)$/, invoicePage],
  [/^\/services\/(\d+)$/, servicePage],
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
