// The states of invoices in the customer's words. A state that Apex adds is a type error here until it has some.
import cancelled from '@salesforce/label/c.Invoice_Status_Cancelled';
import inCollections from '@salesforce/label/c.Invoice_Status_In_Collections';
import overdue from '@salesforce/label/c.Invoice_Status_Overdue';
import paid from '@salesforce/label/c.Invoice_Status_Paid';
import refunded from '@salesforce/label/c.Invoice_Status_Refunded';
import unpaid from '@salesforce/label/c.Invoice_Status_Unpaid';
import bankTransfer from '@salesforce/label/c.Payment_Method_Bank_Transfer';
import card from '@salesforce/label/c.Payment_Method_Card';
import type { Tone } from 'c/statusBadge';

interface StatusWords {
  readonly label: string;
  readonly tone: Tone;
}

const INVOICE_STATUS: Readonly<Record<Apex.InvoiceWordsWord, StatusWords>> = {
  Unpaid: { label: unpaid, tone: 'attention' },
  Overdue: { label: overdue, tone: 'bad' },
  InCollections: { label: inCollections, tone: 'bad' },
  Paid: { label: paid, tone: 'good' },
  Refunded: { label: refunded, tone: 'neutral' },
  Cancelled: { label: cancelled, tone: 'neutral' },
};

/** A word that these pages do not know yet is shown as it is. */
export function invoiceStatus(word: string): StatusWords {
  return INVOICE_STATUS[word as Apex.InvoiceWordsWord] ?? { label: word, tone: 'neutral' };
}

/** WHMCS tells the name of the module that takes the payment. */
const PAYMENT_METHODS: Readonly<Record<string, string>> = {
  banktransfer: bankTransfer,
  paypal: 'PayPal',
  stripe: card,
};

/** A method that these pages do not know is shown as WHMCS names it; undefined when none is chosen. */
export function paymentMethod(name: string | undefined): string | undefined {
  return name && (PAYMENT_METHODS[name] ?? name);
}
