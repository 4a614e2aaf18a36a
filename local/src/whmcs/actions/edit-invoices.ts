// Invoices made and changed by hand: CreateInvoice, UpdateInvoice. Reference: reference/whmcs-api.md §2.5.
import { addInvoice, outstandingOf, setInvoiceStatus, sumsOf, useCredit, type NewItem } from '../billing/invoices.ts';
import type { Invoice, InvoiceItem, InvoiceStatus } from '../model/entities.ts';
import type { Installation } from '../model/installation.ts';
import { toCents } from '../model/money.ts';
import { phpInt, phpTrue, type Params } from '../wire/params.ts';
import { Refusal, type Reply } from '../wire/reply.ts';
import type { ActionTable, Call } from './action.ts';
import { checkPaymentMethod } from './add-order.ts';
import { invoiceIn } from './money.ts';

export const INVOICE_EDIT_ACTIONS: ActionTable = { createinvoice: createInvoice, updateinvoice: updateInvoice };

const STATUSES: readonly InvoiceStatus[] = [
  'Draft',
  'Unpaid',
  'Paid',
  'Cancelled',
  'Refunded',
  'Collections',
  'Payment Pending',
];

function statusNamed(text: string): InvoiceStatus {
  const status = STATUSES.find((each) => each.toLowerCase() === text.toLowerCase());
  if (!status) throw new Refusal(`Invalid status ${text}`);
  return status;
}

/** @throws Refusal; nothing was created then */
async function createInvoice({ params, whmcs }: Call): Promise<Reply> {
  const { books } = whmcs;
  const client = books.clients.get(params.int('userid'));
  if (!client) throw new Refusal('Client ID Not Found');
  const status = params.flag('draft') ? 'Draft' : statusNamed(params.text('status') || 'Unpaid');
  if (status === 'Draft' && params.flag('sendinvoice')) {
    throw new Refusal(
      'Cannot create and send a draft invoice in a single API request. Please create and send separately.',
    );
  }
  const paymentMethod = params.text('paymentmethod') || client.defaultGateway || whmcs.config.paymentMethods[0]!.module;
  checkPaymentMethod(whmcs, paymentMethod);
  const [date, dueDate] = [dateIn(params, 'date'), dateIn(params, 'duedate')];
  let invoice = addInvoice(whmcs, {
    id: books.invoices.takeId(),
    clientId: client.id,
    orderId: 0,
    paymentMethod,
    status: status === 'Draft' ? 'Draft' : 'Unpaid',
    items: numberedItems(params),
    notes: params.text('notes'),
    ...(date && { date }),
    ...(dueDate && { dueDate }),
    ...(params.has('taxrate') && { taxRate: Number(params.text('taxrate')) || 0 }),
  });
  if (status !== 'Draft' && status !== invoice.status && invoice.status !== 'Paid') {
    invoice = status === 'Unpaid' ? invoice : setInvoiceStatus(whmcs, invoice, status);
  }
  const usable = Math.min(client.credit, outstandingOf(whmcs, invoice));
  if (params.flag('autoapplycredit') && invoice.status === 'Unpaid' && usable > 0) {
    invoice = await useCredit(whmcs, invoice, usable);
  }
  return { invoiceid: String(invoice.id), status: invoice.status };
}

/** itemdescription1, itemamount1, itemtaxed1, … in the order of their numbers. */
function numberedItems(params: Params): NewItem[] {
  const numbers = [...params.raw.keys()]
    .map((key) => /^item(?:description|amount)(\d+)$/.exec(String(key))?.[1])
    .filter((each) => each !== undefined);
  return [...new Set(numbers)]
    .sort((a, b) => Number(a) - Number(b))
    .map((n) =>
      newItem(params.text(`itemdescription${n}`), params.text(`itemamount${n}`), params.text(`itemtaxed${n}`)),
    );
}

function newItem(description: string, amount: string, taxed: string): NewItem {
  return { type: '', relId: 0, description, amount: toCents(amount), taxed: phpTrue(taxed) };
}

function dateIn(params: Params, name: string): string | undefined {
  const text = params.text(name);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) ? text : undefined;
}

/**
 * Changes an invoice. Totals follow from items and rates.
 * @throws Refusal; nothing was changed then
 */
function updateInvoice({ params, whmcs }: Call): Reply {
  const invoice = invoiceIn(whmcs, params);
  const publishes = params.flag('publish') || params.flag('publishandsendemail');
  if (publishes && invoice.status !== 'Draft') throw new Refusal('Invoice must be in Draft status to be published');
  const status = params.text('status') === '' ? undefined : statusNamed(params.text('status'));
  const method = params.text('paymentmethod');
  if (method !== '') checkPaymentMethod(whmcs, method);
  const edited = edit(whmcs, invoice, params);
  if (publishes) setInvoiceStatus(whmcs, edited, 'Unpaid');
  else if (status !== undefined && status !== edited.status) setInvoiceStatus(whmcs, edited, status);
  return { invoiceid: String(invoice.id) };
}

function edit(whmcs: Installation, invoice: Invoice, params: Params): Invoice {
  const items = editedItems(invoice, params);
  const client = whmcs.books.clients.get(invoice.clientId)!;
  const taxRate = params.has('taxrate') ? Number(params.text('taxrate')) || 0 : invoice.taxRate;
  const patch = {
    items,
    ...sumsOf(whmcs, client, items, taxRate),
    date: dateIn(params, 'date') ?? invoice.date,
    dueDate: dateIn(params, 'duedate') ?? invoice.dueDate,
    datePaid: params.text('datepaid') || invoice.datePaid,
    paymentMethod: params.text('paymentmethod') || invoice.paymentMethod,
    notes: params.sent('notes') ?? invoice.notes,
    credit: params.has('credit') ? toCents(params.text('credit')) : invoice.credit,
  };
  return whmcs.books.invoices.change(invoice, { ...patch, updatedAt: whmcs.clock.dateTime() });
}

function editedItems(invoice: Invoice, params: Params): readonly InvoiceItem[] {
  const textAt = (name: string, key: string | number) => {
    const value = params.list(name)?.get(key);
    return typeof value === 'string' ? value : undefined;
  };
  const changed = new Set(
    ['itemdescription', 'itemamount', 'itemtaxed'].flatMap((name) => [...(params.list(name)?.keys() ?? [])]),
  );
  for (const key of changed) {
    if (['itemdescription', 'itemamount', 'itemtaxed'].some((name) => textAt(name, key) === undefined)) {
      throw new Refusal(
        'Missing Variables: itemdescription, itemamount and itemtaxed are required for each item being changed',
      );
    }
  }
  const deleted = new Set(
    [...(params.list('deletelineids')?.values() ?? [])].map((id) => (typeof id === 'string' ? phpInt(id) : 0)),
  );
  const kept = invoice.items
    .filter((item) => !deleted.has(item.id))
    .map((item) => {
      const description = textAt('itemdescription', item.id);
      if (description === undefined) return item;
      const [amount, taxed] = [textAt('itemamount', item.id) ?? '', textAt('itemtaxed', item.id) ?? ''];
      return { ...item, description, amount: toCents(amount), taxed: phpTrue(taxed) };
    });
  const firstId = Math.max(invoice.id * 100 - 1, ...invoice.items.map((item) => item.id)) + 1;
  const added = [...(params.list('newitemdescription')?.keys() ?? [])].map((key, i) => ({
    ...newItem(
      textAt('newitemdescription', key)!,
      textAt('newitemamount', key) ?? '',
      textAt('newitemtaxed', key) ?? '',
    ),
    id: firstId + i,
  }));
  return [...kept, ...added];
}
