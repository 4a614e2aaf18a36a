// Invoices and payments. Reference: reference/whmcs-api.md §2.5. No tax is charged and no credit is kept here.
import type { Invoice, Transaction } from '../model/entities.ts';
import type { Installation } from '../model/installation.ts';
import { formatCents, toCents, type Cents } from '../model/money.ts';
import { NO_DATE_TIME } from '../model/server-clock.ts';
import { Refusal, listOf, type Reply } from '../wire/reply.ts';
import type { ActionTable, Call } from './action.ts';
import { runModule } from './module-runner.ts';
import { pageOf } from './paging.ts';
import { applyUpgrade } from './upgrades.ts';

export const MONEY_ACTIONS: ActionTable = {
  getinvoices: getInvoices,
  getinvoice: getInvoice,
  addinvoicepayment: addInvoicePayment,
  gettransactions: getTransactions,
};

const INVOICE_ORDER: Readonly<Record<string, (invoice: Invoice) => string | number>> = {
  id: (invoice) => invoice.id,
  invoicenumber: (invoice) => invoice.id,
  date: (invoice) => invoice.date,
  duedate: (invoice) => invoice.dueDate,
  total: (invoice) => invoice.subtotal,
  status: (invoice) => invoice.status,
};

function getInvoices({ params, whmcs }: Call): Reply {
  const { invoices } = whmcs.books;
  const clientId = params.int('userid');
  const status = params.text('status');
  const today = whmcs.clock.date();
  const found = (clientId ? invoices.by('clientId', clientId) : [...invoices.all()]).filter((invoice) => {
    if (status === 'Overdue') return invoice.status === 'Unpaid' && invoice.dueDate < today;
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
    last_capture_attempt: NO_DATE_TIME,
    date_refunded: NO_DATE_TIME,
    date_cancelled: invoice.dateCancelled,
    subtotal: formatCents(invoice.subtotal),
    credit: '0.00',
    tax: '0.00',
    tax2: '0.00',
    total: formatCents(invoice.subtotal),
    taxrate: '0.000',
    taxrate2: '0.000',
    status: invoice.status,
    paymentmethod: invoice.paymentMethod,
    paymethodid: null,
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
    created_at: invoice.createdAt,
    updated_at: invoice.updatedAt,
    currencycode: currency.code,
    currencyprefix: currency.prefix,
    currencysuffix: currency.suffix,
  };
}

function getInvoice({ params, whmcs }: Call): Reply {
  const invoice = whmcs.books.invoices.get(params.int('invoiceid'));
  if (!invoice) throw new Refusal('Invoice ID Not Found');
  const items = invoice.items.map((item) => ({
    id: item.id,
    type: item.type,
    relid: item.relId,
    description: item.description,
    amount: formatCents(item.amount),
    taxed: 0,
  }));
  const transactions = whmcs.books.transactions.by('invoiceId', invoice.id);
  return {
    invoiceid: invoice.id,
    invoicenum: '',
    ...sharedFields(invoice),
    balance: formatCents(balanceOf(whmcs, invoice)),
    ccgateway: false,
    items: listOf('item', items),
    transactions: listOf('transaction', transactions.map(transactionRow), '""'),
  };
}

function balanceOf({ books }: Installation, invoice: Invoice): Cents {
  const paid = books.transactions.by('invoiceId', invoice.id).reduce((sum, each) => sum + each.amountIn, 0);
  return invoice.subtotal - paid;
}

/**
 * Pays an invoice. As documented, the same `transid` is taken twice: callers look GetTransactions up first.
 * Paying in full sets up products that are set up on payment and carries upgrades out.
 * @throws Refusal; nothing was changed then
 */
async function addInvoicePayment({ params, whmcs }: Call): Promise<Reply> {
  const { books, clock } = whmcs;
  const invoice = books.invoices.get(params.int('invoiceid'));
  if (!invoice) throw new Refusal('Invoice ID Not Found');
  if (invoice.status === 'Cancelled') {
    throw new Refusal('It is not possible to add a payment to an invoice that is Cancelled');
  }
  // Documented as required; what WHMCS says without them is not, so the words are ours.
  const missing = ['transid', 'gateway', 'date'].find((name) => params.text(name) === '');
  if (missing) throw new Refusal(`Required parameter missing: ${missing}`);
  const amount = params.text('amount') === '' ? balanceOf(whmcs, invoice) : toCents(params.text('amount'));
  books.transactions.add({
    id: books.transactions.takeId(),
    clientId: invoice.clientId,
    invoiceId: invoice.id,
    gateway: params.text('gateway'),
    date: params.text('date'),
    description: 'Invoice Payment',
    amountIn: amount,
    fees: toCents(params.text('fees')),
    transId: params.text('transid'),
  });
  if (invoice.status !== 'Paid' && balanceOf(whmcs, invoice) <= 0) {
    const now = clock.dateTime();
    books.invoices.change(invoice, { status: 'Paid', datePaid: now, updatedAt: now });
    await setUpOnPayment(whmcs, invoice);
  }
  return {};
}

async function setUpOnPayment(whmcs: Installation, invoice: Invoice): Promise<void> {
  const order = whmcs.books.orders.get(invoice.orderId);
  if (!order || order.status === 'Cancelled') return;
  applyUpgrade(whmcs, order);
  for (const service of whmcs.books.services.by('orderId', order.id)) {
    const product = whmcs.product(service.pid);
    if (service.status !== 'Pending' || product?.autoSetup !== 'payment' || !product.module) continue;
    // A failure is in the queue; the payment stands.
    await runModule(whmcs, service, product, 'CreateAccount');
  }
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
    amountout: '0.00',
    rate: '1.00000',
    transid: transaction.transId,
    invoiceid: transaction.invoiceId,
    refundid: 0,
  };
}
