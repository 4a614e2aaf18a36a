// What an invoice comes to, and everything that may become of it: paid, refunded, cancelled, covered by credit.
// Promise: money is never lost. What is paid beyond the balance is the client's credit, and credit only moves through
// here, with a line in the credit log each time. Reference: reference/whmcs-api.md §2.5.
import type { Client, Invoice, InvoiceItem, InvoiceStatus, Transaction } from '../model/entities.ts';
import type { Installation } from '../model/installation.ts';
import { percentOf, toWholeUnits, type Cents } from '../model/money.ts';
import { NO_DATE_TIME } from '../model/server-clock.ts';
import { setUpPaid } from './paid.ts';

export type NewItem = Omit<InvoiceItem, 'id'>;

export interface NewInvoice {
  readonly id: number;
  readonly clientId: number;
  /** 0 = not made by an order. */
  readonly orderId: number;
  readonly paymentMethod: string;
  readonly items: readonly NewItem[];
  readonly status?: 'Draft' | 'Unpaid';
  /** `YYYY-MM-DD`; today when left out. */
  readonly date?: string;
  readonly dueDate?: string;
  readonly notes?: string;
  /** Percent; the installation's rate when left out. */
  readonly taxRate?: number;
}

/** Adds an invoice, Unpaid unless it is to be a draft; one over nothing is Paid at once. */
export function addInvoice(whmcs: Installation, invoice: NewInvoice): Invoice {
  const { clock, books } = whmcs;
  const client = books.clients.get(invoice.clientId)!;
  const items = invoice.items.map((item, i) => ({ ...item, id: invoice.id * 100 + i }));
  const sums = sumsOf(whmcs, client, items, invoice.taxRate ?? rateFor(whmcs, client));
  const isDraft = invoice.status === 'Draft';
  const isFree = !isDraft && sums.subtotal + sums.tax === 0;
  return books.invoices.add({
    id: invoice.id,
    clientId: invoice.clientId,
    orderId: invoice.orderId,
    paymentMethod: invoice.paymentMethod,
    date: invoice.date ?? clock.date(),
    dueDate: invoice.dueDate ?? clock.date(),
    datePaid: isFree ? clock.dateTime() : NO_DATE_TIME,
    dateCancelled: NO_DATE_TIME,
    dateRefunded: NO_DATE_TIME,
    ...sums,
    credit: 0,
    status: isDraft ? 'Draft' : isFree ? 'Paid' : 'Unpaid',
    notes: invoice.notes ?? '',
    items,
    createdAt: clock.dateTime(),
    updatedAt: clock.dateTime(),
  });
}

function rateFor(whmcs: Installation, client: Client): number {
  return client.flags['taxexempt'] ? 0 : whmcs.config.taxRate;
}

/** Subtotal and tax of these items. Tax is rounded once, on the sum of what is taxed. */
export function sumsOf(
  whmcs: Installation,
  client: Client,
  items: readonly Pick<InvoiceItem, 'amount' | 'taxed'>[],
  taxRate: number,
): Pick<Invoice, 'subtotal' | 'taxRate' | 'tax'> {
  const sumOf = (each: typeof items) => each.reduce((total, item) => total + item.amount, 0);
  const exact = percentOf(sumOf(items.filter((item) => item.taxed)), taxRate);
  const hasNoDecimals = whmcs.switches.taxPlaces === 'currency' && whmcs.currencyOf(client).format === 4;
  return { subtotal: sumOf(items), taxRate, tax: hasNoDecimals ? toWholeUnits(exact) : exact };
}

/** What is to be paid in money: credit is taken off, as WHMCS's `total` has it. */
export function totalOf(invoice: Invoice): Cents {
  return invoice.subtotal + invoice.tax - invoice.credit;
}

/** Money that came in, less what was paid back. */
export function receivedFor({ books }: Installation, invoice: Invoice): Cents {
  const transactions = books.transactions.by('invoiceId', invoice.id);
  return sum(transactions, 'amountIn') - sum(transactions, 'amountOut');
}

/** What is left to pay; below 0 when too much was paid. */
export function outstandingOf(whmcs: Installation, invoice: Invoice): Cents {
  return totalOf(invoice) - receivedFor(whmcs, invoice);
}

/** The balance as GetInvoice says it. */
export function balanceOf(whmcs: Installation, invoice: Invoice): Cents {
  const left = outstandingOf(whmcs, invoice);
  return whmcs.switches.overpaidBalance === 'zero' ? Math.max(0, left) : left;
}

/** WHMCS keeps no status "Overdue": it is an Unpaid invoice past its due date. */
export function isOverdue(whmcs: Installation, invoice: Invoice): boolean {
  return invoice.status === 'Unpaid' && invoice.dueDate < whmcs.clock.date();
}

export interface Payment {
  /** What is outstanding when left out. */
  readonly amount?: Cents;
  readonly transId: string;
  readonly gateway: string;
  readonly date: string;
  readonly fees?: Cents;
}

/** Takes money for an invoice that is not cancelled. A surplus becomes credit; nothing left to pay makes it Paid. */
export async function payInvoice(whmcs: Installation, invoice: Invoice, payment: Payment): Promise<void> {
  const { books } = whmcs;
  const outstanding = Math.max(0, outstandingOf(whmcs, invoice));
  const amount = payment.amount ?? outstanding;
  books.transactions.add({
    ...newTransaction(whmcs, invoice),
    gateway: payment.gateway,
    date: payment.date,
    description: 'Invoice Payment',
    amountIn: amount,
    fees: payment.fees ?? 0,
    transId: payment.transId,
  });
  const surplus = amount - outstanding;
  if (surplus > 0) changeCredit(whmcs, invoice.clientId, surplus, `Invoice #${invoice.id} Overpayment`, invoice.id);
  await settle(whmcs, invoice);
}

function newTransaction(whmcs: Installation, invoice: Invoice): Transaction {
  return {
    id: whmcs.books.transactions.takeId(),
    clientId: invoice.clientId,
    invoiceId: invoice.id,
    gateway: invoice.paymentMethod,
    date: whmcs.clock.dateTime(),
    description: '',
    amountIn: 0,
    fees: 0,
    amountOut: 0,
    transId: '',
    refundId: 0,
  };
}

/** Puts some of the client's credit towards the invoice. The caller has checked that there is as much of both. */
export async function useCredit(whmcs: Installation, invoice: Invoice, amount: Cents): Promise<Invoice> {
  changeCredit(whmcs, invoice.clientId, -amount, `Credit Applied to Invoice #${invoice.id}`, invoice.id);
  const { books, clock } = whmcs;
  books.invoices.change(invoice, { credit: invoice.credit + amount, updatedAt: clock.dateTime() });
  return settle(whmcs, invoice);
}

/** Adds to a client's credit, or takes from it, and says why in the credit log. @returns the new credit */
export function changeCredit(
  whmcs: Installation,
  clientId: number,
  amount: Cents,
  description: string,
  invoiceId = 0,
): Cents {
  const { books, clock } = whmcs;
  const client = books.clients.get(clientId)!;
  books.credits.add({ id: books.credits.takeId(), clientId, date: clock.date(), description, amount, invoiceId });
  return books.clients.change(client, { credit: client.credit + amount }).credit;
}

async function settle(whmcs: Installation, { id }: Invoice): Promise<Invoice> {
  const { invoices } = whmcs.books;
  const invoice = invoices.get(id)!;
  if (invoice.status === 'Paid' || outstandingOf(whmcs, invoice) > 0) return invoice;
  const paid = setInvoiceStatus(whmcs, invoice, 'Paid');
  await setUpPaid(whmcs, paid);
  return paid;
}

const DATE_OF: Readonly<Partial<Record<InvoiceStatus, 'datePaid' | 'dateCancelled' | 'dateRefunded'>>> = {
  Paid: 'datePaid',
  Cancelled: 'dateCancelled',
  Refunded: 'dateRefunded',
};

/** Sets the status and the date that goes with it. No money moves. */
export function setInvoiceStatus(whmcs: Installation, invoice: Invoice, status: InvoiceStatus): Invoice {
  const now = whmcs.clock.dateTime();
  const date = DATE_OF[status];
  return whmcs.books.invoices.change(invoice, { status, updatedAt: now, ...(date && { [date]: now }) });
}

/** Where the money of a refund goes. */
export type RefundTo = 'gateway' | 'credit';

/**
 * Pays back what was received, or a part of it. Once all is paid back, credit put towards the invoice returns to the
 * client too, and the invoice is Refunded. The API has no action for this: administrators do it.
 * @returns why not; undefined = done
 */
export function refundInvoice(whmcs: Installation, invoice: Invoice, to: RefundTo, asked?: Cents): string | undefined {
  const refundable = refundableOf(whmcs, invoice);
  const amount = asked ?? refundable;
  if (invoice.status !== 'Paid') return 'Only a paid invoice can be refunded';
  if (amount < 0 || (amount === 0 && invoice.credit === 0)) return 'There is nothing to refund';
  if (amount > refundable) return 'The refund is more than what was received';
  if (amount > 0) {
    const { transactions } = whmcs.books;
    const payment = transactions.by('invoiceId', invoice.id).find((each) => each.amountIn > 0);
    transactions.add({
      ...newTransaction(whmcs, invoice),
      description: `Refund of Transaction ID ${payment?.transId ?? ''}`,
      amountOut: amount,
      refundId: payment?.id ?? 0,
    });
    if (to === 'credit') {
      changeCredit(whmcs, invoice.clientId, amount, `Refund of Invoice #${invoice.id}`, invoice.id);
    }
  }
  if (amount < refundable) return undefined;
  if (invoice.credit > 0) {
    changeCredit(whmcs, invoice.clientId, invoice.credit, `Refund of Invoice #${invoice.id}`, invoice.id);
  }
  setInvoiceStatus(whmcs, invoice, 'Refunded');
  return undefined;
}

/** A surplus is not refundable: it is credit since it came in. */
export function refundableOf({ books }: Installation, invoice: Invoice): Cents {
  const transactions = books.transactions.by('invoiceId', invoice.id);
  const [paidIn, paidOut] = [sum(transactions, 'amountIn'), sum(transactions, 'amountOut')];
  return Math.min(paidIn, totalOf(invoice)) - paidOut;
}

function sum(transactions: readonly Transaction[], side: 'amountIn' | 'amountOut'): Cents {
  return transactions.reduce((total, each) => total + each[side], 0);
}
