// WHMCS invoices: read one whole, or a page of the list.
import { isPortwayError } from '../errors.ts';
import type { WhmcsCall } from './call.ts';
import type { FormFields } from './form.ts';
import { asList, idIn, isRecord, optionalCount, optionalId, textIn, UnreadableReply, type Reply } from './reply.ts';

/** Amounts are decimal text in the client's currency; dates are WHMCS's own, in its server's time zone. */
export interface WhmcsInvoice {
  readonly whmcsInvoiceId: string;
  readonly clientId: string;
  /** Its number where numbering is set up, else its id. */
  readonly number: string;
  /** Draft, Unpaid, Paid, Cancelled, Refunded, Collections, Payment Pending. */
  readonly status: string;
  /** `YYYY-MM-DD`, or `0000-00-00`. */
  readonly date: string;
  readonly dueDate: string;
  /** `YYYY-MM-DD HH:MM:SS`, or zeroes. */
  readonly datePaid: string;
  readonly subtotal: string;
  readonly tax: string;
  readonly tax2: string;
  /** What is to be paid in money: credit is taken off. */
  readonly total: string;
  readonly balance: string;
  readonly paymentMethod: string;
  readonly items: readonly WhmcsInvoiceItem[];
}

export interface WhmcsInvoiceItem {
  readonly lineId: string;
  readonly description: string;
  readonly amount: string;
  /** Of a service's line; null for anything else. */
  readonly serviceId: string | null;
}

/**
 * One invoice with its lines; null when WHMCS has none of that id.
 * @see https://developers.whmcs.com/api-reference/getinvoice/
 */
export async function readInvoice(whmcs: WhmcsCall, whmcsInvoiceId: string): Promise<WhmcsInvoice | null> {
  try {
    return await whmcs(
      'GetInvoice',
      { invoiceid: whmcsInvoiceId },
      { sends: 'reads', read: readWhole, refusals: [['invoice id not found', 'WHMCS_REJECTED']] },
    );
  } catch (error) {
    if (isPortwayError(error, 'WHMCS_REJECTED') && /invoice id not found/i.test(error.message)) return null;
    throw error;
  }
}

function readWhole(reply: Reply): WhmcsInvoice {
  const whmcsInvoiceId = idIn(reply, 'invoiceid');
  return {
    whmcsInvoiceId,
    clientId: idIn(reply, 'userid'),
    number: textIn(reply, 'invoicenum') || whmcsInvoiceId,
    status: textIn(reply, 'status'),
    date: textIn(reply, 'date'),
    dueDate: textIn(reply, 'duedate'),
    datePaid: textIn(reply, 'datepaid'),
    subtotal: amountIn(reply, 'subtotal'),
    tax: amountIn(reply, 'tax'),
    tax2: amountIn(reply, 'tax2'),
    total: amountIn(reply, 'total'),
    balance: amountIn(reply, 'balance'),
    paymentMethod: textIn(reply, 'paymentmethod'),
    items: asList(reply.items, 'item').map(readItem),
  };
}

function readItem(item: Reply): WhmcsInvoiceItem {
  return {
    lineId: idIn(item, 'id'),
    description: textIn(item, 'description'),
    amount: amountIn(item, 'amount'),
    serviceId: textIn(item, 'type') === 'Hosting' ? optionalId(item.relid) : null,
  };
}

function amountIn(reply: Reply, key: string): string {
  const text = textIn(reply, key);
  if (text === '' || /^-?\d+(\.\d+)?$/.test(text)) return text === '' ? '0' : text;
  throw new UnreadableReply(`${key} is not an amount`);
}

/** What a list says of an invoice. */
export interface ListedInvoice {
  readonly whmcsInvoiceId: string;
  readonly clientId: string | null;
  readonly status: string;
  /** The whole row as text: it differs when anything in it has changed. */
  readonly row: string;
}

/**
 * One page of the list, newest invoice first.
 * @param filter status: a status, or Overdue; userid: a client
 * @see https://developers.whmcs.com/api-reference/getinvoices/
 */
export async function listInvoices(
  whmcs: WhmcsCall,
  filter: FormFields,
  { start, size }: { readonly start: number; readonly size: number },
): Promise<{ invoices: ListedInvoice[]; total: number }> {
  return whmcs(
    'GetInvoices',
    { ...filter, orderby: 'id', order: 'desc', limitstart: start, limitnum: size },
    {
      sends: 'reads',
      read: (reply) => ({
        invoices: asList(reply.invoices, 'invoice').map((row) => ({
          whmcsInvoiceId: idIn(row, 'id'),
          clientId: optionalId(row.userid),
          status: textIn(row, 'status'),
          row: JSON.stringify(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1))),
        })),
        total: optionalCount(reply.totalresults) ?? 0,
      }),
    },
  );
}

/**
 * The currency a client is billed in, e.g. `JPY`.
 * @see https://developers.whmcs.com/api-reference/getclientsdetails/
 */
export async function readCurrency(whmcs: WhmcsCall, clientId: string): Promise<string> {
  return whmcs(
    'GetClientsDetails',
    { clientid: clientId },
    {
      sends: 'reads',
      read: (reply) => {
        const client = isRecord(reply.client) ? reply.client : reply;
        const code = textIn(client, 'currency_code') || textIn(reply, 'currency_code');
        if (!/^[A-Z]{3}$/.test(code)) throw new UnreadableReply('a client without a currency');
        return code;
      },
    },
  );
}
