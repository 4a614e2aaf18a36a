// One invoice, with what an administrator may do to it: take its payment, use credit, refund or cancel it.
import { randomBytes } from 'node:crypto';
import {
  balanceOf,
  outstandingOf,
  payInvoice,
  refundInvoice,
  refundableOf,
  setInvoiceStatus,
  totalOf,
  useCredit,
} from '../billing/invoices.ts';
import type { Invoice } from '../model/entities.ts';
import type { Installation } from '../model/installation.ts';
import { NO_DATE_TIME } from '../model/server-clock.ts';
import { html, type Html } from './html.ts';
import { alert, badge, clientLink, deed, fact, money, shownStatus, table, type Page } from './page-parts.ts';

interface InvoiceDeed {
  readonly tone: 'main' | 'plain' | 'grave';
  /** Undefined = not to be done now. */
  readonly label: (whmcs: Installation, invoice: Invoice) => string | undefined;
  /** @returns why not; undefined = done */
  readonly run: (whmcs: Installation, invoice: Invoice) => Promise<unknown> | string | undefined;
}

const isOpen = ({ status }: Invoice) => status === 'Unpaid' || status === 'Collections' || status === 'Payment Pending';

const DEEDS: Readonly<Record<string, InvoiceDeed>> = {
  pay: {
    tone: 'main',
    label: (whmcs, invoice) =>
      isOpen(invoice) ? `Pay ${money(whmcs, invoice.clientId, outstandingOf(whmcs, invoice))}` : undefined,
    run: payByHand,
  },
  credit: {
    tone: 'plain',
    label: (whmcs, invoice) => {
      const usable = usableCredit(whmcs, invoice);
      return usable > 0 ? `Use ${money(whmcs, invoice.clientId, usable)} of credit` : undefined;
    },
    run: async (whmcs, invoice) => void (await useCredit(whmcs, invoice, usableCredit(whmcs, invoice))),
  },
  publish: {
    tone: 'main',
    label: (_, { status }) => (status === 'Draft' ? 'Publish' : undefined),
    run: (whmcs, invoice) => void setInvoiceStatus(whmcs, invoice, 'Unpaid'),
  },
  refund: {
    tone: 'grave',
    label: (whmcs, invoice) =>
      invoice.status === 'Paid' && refundableOf(whmcs, invoice) > 0
        ? `Refund ${money(whmcs, invoice.clientId, refundableOf(whmcs, invoice))}`
        : undefined,
    run: (whmcs, invoice) => refundInvoice(whmcs, invoice, 'gateway'),
  },
  cancel: {
    tone: 'grave',
    label: (_, invoice) => (isOpen(invoice) || invoice.status === 'Draft' ? 'Cancel the invoice' : undefined),
    run: (whmcs, invoice) => void setInvoiceStatus(whmcs, invoice, 'Cancelled'),
  },
};

function usableCredit(whmcs: Installation, invoice: Invoice): number {
  if (invoice.status !== 'Unpaid') return 0;
  return Math.min(whmcs.books.clients.get(invoice.clientId)!.credit, outstandingOf(whmcs, invoice));
}

/** Pays what is outstanding, the way a gateway would report it. */
export async function payByHand(whmcs: Installation, invoice: Invoice): Promise<void> {
  const transId = `local-${randomBytes(8).toString('hex')}`;
  await payInvoice(whmcs, invoice, { transId, gateway: invoice.paymentMethod, date: whmcs.clock.dateTime() });
}

/** @returns why not; undefined = done */
export async function changeInvoice(whmcs: Installation, id: number, does: string): Promise<string | undefined> {
  const [invoice, chosen] = [whmcs.books.invoices.get(id), Object.hasOwn(DEEDS, does) ? DEEDS[does] : undefined];
  if (!invoice || !chosen) return 'There is no such thing to do.';
  if (chosen.label(whmcs, invoice) === undefined) return `The invoice is ${invoice.status}: that does not apply.`;
  const refusal = await chosen.run(whmcs, invoice);
  return typeof refusal === 'string' ? refusal : undefined;
}

export function invoicePage(whmcs: Installation, id: number, refusal = ''): Page | undefined {
  const invoice = whmcs.books.invoices.get(id);
  if (!invoice) return undefined;
  const deeds = Object.entries(DEEDS).map(([does, { label, tone }]) => {
    const text = label(whmcs, invoice);
    return text === undefined ? html`` : deed(`/invoices/${id}`, does, text, tone);
  });
  const order = invoice.orderId ? html`<a href="/orders/${invoice.orderId}">${invoice.orderId}</a>` : '–';
  return {
    title: `Invoice ${id}`,
    content: html`${alert(refusal)}
      <dl>
        ${fact('Status', badge(shownStatus(whmcs, invoice)))}${fact('Client', clientLink(whmcs, invoice.clientId))}
        ${fact('Order', order)}${fact('Payment method', whmcs.paymentMethodName(invoice.paymentMethod))}
        ${fact('Date', invoice.date)}${fact('Due', invoice.dueDate)}
        ${fact('Paid', invoice.datePaid === NO_DATE_TIME ? '–' : invoice.datePaid)}
      </dl>
      <div class="deeds">${deeds}</div>
      ${invoiceBody(whmcs, invoice)} ${transactionTable(whmcs, invoice)}`,
  };
}

/** Its lines and what they come to. */
export function invoiceBody(whmcs: Installation, invoice: Invoice): Html {
  const amount = (cents: number) => money(whmcs, invoice.clientId, cents);
  const rows = invoice.items.map((item) => [html`${item.description}`, html`${amount(item.amount)}`]);
  return html`${table('items', 'Lines', ['Description', 'Amount'], rows.length, rows)}
    <dl>
      ${fact('Subtotal', amount(invoice.subtotal))}${fact('Tax', amount(invoice.tax))}
      ${fact('Credit used', amount(invoice.credit))}${fact('Total', amount(totalOf(invoice)))}
      ${fact('Balance', amount(balanceOf(whmcs, invoice)))}
    </dl>`;
}

function transactionTable(whmcs: Installation, invoice: Invoice): Html {
  const rows = whmcs.books.transactions
    .by('invoiceId', invoice.id)
    .map((each) => [
      html`${each.date}`,
      html`${each.description}`,
      html`${each.transId || '–'}`,
      html`${money(whmcs, invoice.clientId, each.amountIn - each.amountOut)}`,
    ]);
  return table('transactions', 'Transactions', ['Date', 'Description', 'Transaction', 'Amount'], rows.length, rows);
}
