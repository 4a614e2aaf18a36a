// Reading invoices and paying them. Reference: reference/whmcs-api.md §2.5. What becomes of them: billing/invoices.ts.
import { balanceOf, isOverdue, outstandingOf, payInvoice, totalOf, useCredit } from '../billing/invoices.ts';
import type { Invoice, Transaction } from '../model/entities.ts';
import type { Installation } from '../model/installation.ts';
import { formatCents, toCents } from '../model/money.ts';
import { NO_DATE_TIME } from '../model/server-clock.ts';
import type { Params } from '../wire/params.ts';
import { Refusal, listOf, type Reply } from '../wire/reply.ts';
import type { ActionTable, Call } from './action.ts';
import { pageOf } from './paging.ts';

export const MONEY_ACTIONS: ActionTable = {
  getinvoices: getInvoices,
  getinvoice: getInvoice,
  addinvoicepayment: addInvoicePayment,
  applycredit: applyCredit,
  gettransactions: getTransactions,
};

/** @throws Refusal when there is no such invoice */
export function invoiceIn(whmcs: Installation, params: Params): Invoice {
  const invoice = whmcs.books.invoices.get(params.int('invoiceid'));
  if (!invoice) throw new Refusal('Invoice ID Not Found');
  return invoice;
}

const INVOICE_ORDER: Readonly<Record<string, (invoice: Invoice) => string | number>> = {
  id: (invoice) => invoice.id,
  invoicenumber: (invoice) => invoice.id,
  date: (invoice) => invoice.date,
  duedate: (invoice) => invoice.dueDate,
  total: totalOf,
  status: (invoice) => invoice.status,
};

function getInvoices({ params, whmcs }: Call): Reply {
  const { invoices } = whmcs.books;
  const clientId = params.int('userid');
  const status = params.text('status');
  const found = (clientId ? invoices.by('clientId', clientId) : [...invoices.all()]).filter((invoice) => {
    if (status === 'Overdue') return isOverdue(whmcs, invoice);
    return status === '' || invoice.status === status;
  });
  const keyOf = INVOICE_ORDER[params.text('orderby').toLowerCase()] ?? INVOICE_ORDER['id']!;
  const direction = params.text('order').toLowerCase() === 'desc' ? -1 : 1;
  found.sort((a, b) => (keyOf(a) < keyOf(b) ? -direction : keyOf(a) > keyOf(b) ? direction : a.id - b.id));
  const page = pageOf(params, found);
  return {
    ...page.head,
    invoices: listOf(
      'invoice',
      page.rows.map((invoice) => invoiceRow(whmcs, invoice)),
      'absent',
    ),
  };
}

function sharedFields(invoice: Invoice): Reply {
  return {
    userid: invoice.clientId,
    date: invoice.date,
    duedate: invoice.dueDate,
    datepaid: invoice.datePaid,
    subtotal: formatCents(invoice.subtotal),
    credit: formatCents(invoice.credit),
    tax: formatCents(invoice.tax),
    tax2: '0.00',
    total: formatCents(totalOf(invoice)),
    taxrate: invoice.taxRate.toFixed(3),
    taxrate2: '0.000',
    status: invoice.status,
    paymentmethod: invoice.paymentMethod,
    notes: invoice.notes,
  };
}

function invoiceRow(whmcs: Installation, invoice: Invoice): Reply {
  const client = whmcs.books.clients.get(invoice.clientId)!;
  const currency = whmcs.currencyOf(client);
  return {
    id: invoice.id,
    firstname: client.firstName,
    lastname: client.lastName,
    companyname: client.companyName,
    invoicenum: '',
    ...sharedFields(invoice),
    last_capture_attempt: NO_DATE_TIME,
    date_refunded: invoice.dateRefunded,
    date_cancelled: invoice.dateCancelled,
    paymethodid: null,
    created_at: invoice.createdAt,
    updated_at: invoice.updatedAt,
    currencycode: currency.code,
    currencyprefix: currency.prefix,
    currencysuffix: currency.suffix,
  };
}

function getInvoice({ params, whmcs }: Call): Reply {
  const invoice = invoiceIn(whmcs, params);
  const items = invoice.items.map((item) => ({
    id: item.id,
    type: item.type,
    relid: item.relId,
    description: item.description,
    amount: formatCents(item.amount),
    taxed: item.taxed && invoice.taxRate > 0 ? 1 : 0,
  }));
  const transactions = whmcs.books.transactions.by('invoiceId', invoice.id);
  return {
    invoiceid: invoice.id,
    invoicenum: '',
    ...sharedFields(invoice),
    lastcaptureattempt: NO_DATE_TIME,
    balance: formatCents(balanceOf(whmcs, invoice)),
    ccgateway: false,
    items: listOf('item', items),
    transactions: listOf('transaction', transactions.map(transactionRow), '""'),
  };
}

/**
 * Pays an invoice. As documented, the same `transid` is taken twice: callers look GetTransactions up first.
 * What is paid beyond the balance becomes the client's credit. Paying in full sets up products that are set up on
 * payment and carries upgrades out.
 * @throws Refusal; nothing was changed then
 */
async function addInvoicePayment({ params, whmcs }: Call): Promise<Reply> {
  const invoice = invoiceIn(whmcs, params);
  if (invoice.status === 'Cancelled') {
    throw new Refusal('It is not possible to add a payment to an invoice that is Cancelled');
  }
  // Documented as required; what WHMCS says without them is not, so the words are ours.
  const missing = ['transid', 'gateway', 'date'].find((name) => params.text(name) === '');
  if (missing) throw new Refusal(`Required parameter missing: ${missing}`);
  await payInvoice(whmcs, invoice, {
    ...(params.text('amount') === '' ? {} : { amount: toCents(params.text('amount')) }),
    transId: params.text('transid'),
    gateway: params.text('gateway'),
    date: params.text('date'),
    fees: toCents(params.text('fees')),
  });
  return {};
}

/** @throws Refusal; nothing was changed then */
async function applyCredit({ params, whmcs }: Call): Promise<Reply> {
  const invoice = invoiceIn(whmcs, params);
  if (invoice.status !== 'Unpaid') throw new Refusal('Invoice Not in Unpaid Status');
  const credit = whmcs.books.clients.get(invoice.clientId)!.credit;
  const outstanding = outstandingOf(whmcs, invoice);
  const asked = params.text('amount');
  // "full" is what the documentation's "float|string" is understood to allow.
  const amount = asked === '' || asked.toLowerCase() === 'full' ? Math.min(credit, outstanding) : toCents(asked);
  if (amount <= 0) throw new Refusal('Credit Amount to apply must be greater than zero');
  if (amount > credit) throw new Refusal('Amount exceeds customer credit balance');
  if (amount > outstanding) throw new Refusal('Amount Exceeds Invoice Balance');
  const { status } = await useCredit(whmcs, invoice, amount);
  return {
    invoiceid: String(invoice.id),
    amount: formatCents(amount),
    invoicepaid: status === 'Paid' ? 'true' : 'false',
  };
}

function getTransactions({ params, whmcs }: Call): Reply {
  const { transactions } = whmcs.books;
  const [invoiceId, clientId, transId] = [params.int('invoiceid'), params.int('clientid'), params.text('transid')];
  const candidates =
    transId !== ''
      ? transactions.by('transId', transId)
      : invoiceId
        ? transactions.by('invoiceId', invoiceId)
        : clientId
          ? transactions.by('clientId', clientId)
          : [...transactions.all()];
  const found = candidates.filter(
    (each) => (!invoiceId || each.invoiceId === invoiceId) && (!clientId || each.clientId === clientId),
  );
  return {
    totalresults: found.length,
    startnumber: 0,
    numreturned: found.length,
    transactions: listOf('transaction', found.map(transactionRow), 'absent'),
  };
}

function transactionRow(transaction: Transaction): Reply {
  return {
    id: transaction.id,
    userid: transaction.clientId,
    currency: 0,
    gateway: transaction.gateway,
    date: transaction.date,
    description: transaction.description,
    amountin: formatCents(transaction.amountIn),
    fees: formatCents(transaction.fees),
    amountout: formatCents(transaction.amountOut),
    rate: '1.00000',
    transid: transaction.transId,
    invoiceid: transaction.invoiceId,
    refundid: transaction.refundId,
  };
}
