// WHMCS's lists, page by page: orders, services, invoices, clients and cancellation requests, with what a comparison needs of
// them. Pages drift while rows are added, so a row may come twice; whoever reads them keeps one of each id.
import { PortwayError } from '../errors.ts';
import type { WhmcsAction } from './actions.ts';
import type { WhmcsCall } from './call.ts';
import type { FormFields } from './form.ts';
import type { WhmcsInvoice } from './invoices.ts';
import { asList, idIn, optionalCount, optionalId, textIn, type Reply } from './reply.ts';

export interface OrderRow {
  readonly whmcsOrderId: string;
  readonly clientId: string | null;
  readonly status: string;
  /** In WHMCS's time zone. */
  readonly date: string;
  readonly notes: string;
}

export interface ServiceRow {
  readonly serviceId: string;
  readonly clientId: string | null;
  readonly whmcsOrderId: string | null;
  readonly productId: string | null;
  readonly name: string;
  readonly status: string;
  readonly quantity: number;
  /** Decimal text: what is billed per period, and what was billed first. */
  readonly recurringAmount: string;
  readonly firstAmount: string;
  readonly customFields: ReadonlyMap<string, string>;
}

export interface InvoiceRow {
  /** Without lines; its balance is that of an invoice nothing has been paid of. */
  readonly invoice: WhmcsInvoice;
  /** Three letters; empty where the version leaves it out. */
  readonly currency: string;
  /** In WHMCS's time zone. */
  readonly updatedAt: string;
}

export interface ClientRow {
  readonly clientId: string;
  readonly status: string;
}

/** One of WHMCS's lists: the action, how its reply is wrapped, and how a row is read. */
export interface List<R> {
  readonly action: WhmcsAction;
  readonly wrapper: string;
  readonly item: string;
  /** The parameter that narrows it to one client; WHMCS ignores names it does not know. */
  readonly clientFilter?: string;
  readonly read: (row: Reply) => R;
}

/** @see https://developers.whmcs.com/api-reference/getorders/ */
export const ORDERS: List<OrderRow> = {
  action: 'GetOrders',
  wrapper: 'orders',
  item: 'order',
  clientFilter: 'userid',
  read: (row) => ({
    whmcsOrderId: idIn(row, 'id'),
    clientId: optionalId(row.userid),
    status: textIn(row, 'status'),
    date: textIn(row, 'date'),
    notes: textIn(row, 'notes'),
  }),
};

/** @see https://developers.whmcs.com/api-reference/getclientsproducts/ */
export const SERVICES: List<ServiceRow> = {
  action: 'GetClientsProducts',
  wrapper: 'products',
  item: 'product',
  clientFilter: 'clientid',
  read: (row) => ({
    serviceId: idIn(row, 'id'),
    clientId: optionalId(row.clientid),
    whmcsOrderId: optionalId(row.orderid),
    productId: optionalId(row.pid),
    name: textIn(row, 'name'),
    status: textIn(row, 'status'),
    quantity: Number(textIn(row, 'qty') || '1'), // before 8.12 there is none
    recurringAmount: textIn(row, 'recurringamount') || '0',
    firstAmount: textIn(row, 'firstpaymentamount') || '0',
    customFields: new Map(
      asList(row.customfields, 'customfield').flatMap((field) => {
        const id = optionalId(field.id);
        return id === null ? [] : [[id, textIn(field, 'value').trim()] as const];
      }),
    ),
  }),
};

/** @see https://developers.whmcs.com/api-reference/getinvoices/ */
export const INVOICES: List<InvoiceRow> = {
  action: 'GetInvoices',
  wrapper: 'invoices',
  item: 'invoice',
  clientFilter: 'userid',
  read: (row) => ({
    invoice: {
      whmcsInvoiceId: idIn(row, 'id'),
      clientId: idIn(row, 'userid'),
      number: textIn(row, 'invoicenum') || idIn(row, 'id'),
      status: textIn(row, 'status'),
      date: textIn(row, 'date'),
      dueDate: textIn(row, 'duedate'),
      datePaid: textIn(row, 'datepaid'),
      subtotal: textIn(row, 'subtotal') || '0',
      tax: textIn(row, 'tax') || '0',
      tax2: textIn(row, 'tax2') || '0',
      total: textIn(row, 'total') || '0',
      balance: textIn(row, 'total') || '0',
      paymentMethod: textIn(row, 'paymentmethod'),
      items: [],
    },
    currency: textIn(row, 'currencycode'),
    updatedAt: textIn(row, 'updated_at'),
  }),
};

/** @see https://developers.whmcs.com/api-reference/getclients/ */
export const CLIENTS: List<ClientRow> = {
  action: 'GetClients',
  wrapper: 'clients',
  item: 'client',
  read: (row) => ({ clientId: idIn(row, 'id'), status: textIn(row, 'status') }),
};

/** The services that somebody has asked to end. @see https://developers.whmcs.com/api-reference/getcancelledpackages/ */
export const CANCELLATIONS: List<string | null> = {
  action: 'GetCancelledPackages',
  wrapper: 'packages',
  item: 'package',
  read: (row) => optionalId(row.relid),
};

const PAGE = 250;
/** Rows that may be added while a list is read; a list that still goes on is one that ignores where a page begins. */
const GROWTH_PAGES = 20;

/**
 * All pages of a list, one call each.
 * @param clientId only this client's
 * @throws PortwayError as WhmcsCall; WHMCS_REJECTED when the list does not end
 */
export async function* listPages<R>(whmcs: WhmcsCall, list: List<R>, clientId?: string): AsyncGenerator<readonly R[]> {
  const filter: FormFields =
    clientId !== undefined && list.clientFilter !== undefined ? { [list.clientFilter]: clientId } : {};
  let most = Infinity;
  for (let start = 0, pages = 0; ; pages++) {
    const { rows, total } = await pageOf(whmcs, list, filter, start);
    most = Math.min(most, Math.ceil(total / PAGE) + GROWTH_PAGES);
    if (pages > most) throw new PortwayError('WHMCS_REJECTED', `${list.action}: the list does not end`);
    if (rows.length > 0) yield rows;
    start += rows.length;
    if (rows.length === 0 || start >= total) return;
  }
}

function pageOf<R>(
  whmcs: WhmcsCall,
  list: List<R>,
  filter: FormFields,
  start: number,
): Promise<{ rows: R[]; total: number }> {
  return whmcs(
    list.action,
    { ...filter, limitstart: start, limitnum: PAGE },
    {
      sends: 'reads',
      read: (reply) => ({
        rows: asList(reply[list.wrapper], list.item).map(list.read),
        total: optionalCount(reply.totalresults) ?? 0,
      }),
    },
  );
}
