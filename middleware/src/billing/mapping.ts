// From what WHMCS says to records of Salesforce. Pure: the same truth gives the same records.
import type { RecordFields } from '../salesforce/upsert.ts';
import type { WhmcsInvoice } from '../whmcs/invoices.ts';
import { roundedAmount, sumOf } from './amounts.ts';
import { dateOf, endOf, instantOf } from './whmcs-time.ts';

/** Status of WHMCS → Status__c. WHMCS keeps no status "Overdue": that is an unpaid invoice past its due date. */
const STATUSES: Readonly<Record<string, string>> = {
  Draft: 'Draft',
  Unpaid: 'Unpaid',
  'Payment Pending': 'Unpaid',
  Paid: 'Paid',
  Cancelled: 'Cancelled',
  Refunded: 'Refunded',
  Collections: 'Collections',
};

/** Service status of WHMCS → Opportunity.Service_Status__c. One that is Completed needs nothing more, but it runs. */
export const SERVICE_STATUSES: Readonly<Record<string, string>> = {
  Pending: 'Pending',
  Active: 'Active',
  Completed: 'Active',
  Suspended: 'Suspended',
  Terminated: 'Terminated',
  Cancelled: 'Cancelled',
  Fraud: 'Cancelled',
};

/** Stage of an opportunity whose service has ended; from others, nobody but a person moves it. */
export const CANCELLED_STAGE = '△Cancelled';
export const ENDING_STAGES: ReadonlySet<string> = new Set(['Active', '△Cancelling']);
export const ENDED_SERVICES: ReadonlySet<string> = new Set(['Terminated', 'Cancelled']);

/** An invoice as it stands at a given time; null for a status that is not known here. */
export interface InvoiceTruth {
  readonly invoice: WhmcsInvoice;
  readonly currency: string;
  readonly status: string;
  /** When it becomes overdue unless it is paid; null when it will not. */
  readonly overdueAt: Date | null;
}

export function truthOf(
  invoice: WhmcsInvoice,
  currency: string,
  { timeZone, now }: { readonly timeZone: string; readonly now: Date },
): InvoiceTruth | null {
  const status = STATUSES[invoice.status];
  if (status === undefined) return null;
  const overdueAt = status === 'Unpaid' ? endOf(invoice.dueDate.slice(0, 10), timeZone) : null;
  if (overdueAt && overdueAt <= now) return { invoice, currency, status: 'Overdue', overdueAt: null };
  return { invoice, currency, status, overdueAt };
}

export interface InvoiceLinks {
  readonly accountId: string;
  /** Null when its services belong to no order, or to several. */
  readonly orderId: string | null;
  /** Service id → order item. */
  readonly orderItemIds: ReadonlyMap<string, string>;
}

/** Fields of Invoice__c, its external id included. */
export function invoiceFields(
  { invoice, currency, status }: InvoiceTruth,
  links: InvoiceLinks,
  timeZone: string,
): RecordFields {
  const amount = (text: string): number => roundedAmount(text, currency);
  return {
    WHMCS_Invoice_Id__c: Number(invoice.whmcsInvoiceId),
    Account__c: links.accountId,
    Order__c: links.orderId,
    Invoice_Number__c: invoice.number.slice(0, 50),
    Status__c: status,
    Issued_Date__c: dateOf(invoice.date),
    Due_Date__c: dateOf(invoice.dueDate),
    Paid_Date_Time__c: instantOf(invoice.datePaid, timeZone)?.toISOString() ?? null,
    Subtotal__c: amount(invoice.subtotal),
    Tax__c: amount(sumOf(invoice.tax, invoice.tax2)),
    Total__c: amount(invoice.total),
    Balance__c: amount(invoice.balance),
    Currency_Code__c: currency,
    Payment_Method__c: invoice.paymentMethod.slice(0, 80),
  };
}

/** Fields of each Invoice_Line__c; the invoice is named by its external id, as both may be new. */
export function lineFields({ invoice, currency }: InvoiceTruth, links: InvoiceLinks): RecordFields[] {
  return invoice.items.map((item) => ({
    WHMCS_Line_Id__c: Number(item.lineId),
    Invoice__r: { WHMCS_Invoice_Id__c: Number(invoice.whmcsInvoiceId) },
    Description__c: item.description.slice(0, 255),
    Amount__c: roundedAmount(item.amount, currency),
    WHMCS_Service_ID__c: item.serviceId === null ? null : Number(item.serviceId),
    Order_Item__c: (item.serviceId && links.orderItemIds.get(item.serviceId)) ?? null,
  }));
}
