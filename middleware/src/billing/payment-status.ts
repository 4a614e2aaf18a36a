// What the invoices of one order come to: Order.Payment_Status__c and Opportunity.Payment_Status__c. Spec: billing.md.

/** An invoice as far as it decides; amounts in the client's currency. */
export interface InvoiceState {
  readonly status: string;
  /** Subtotal and tax: before credit. */
  readonly gross: number;
  readonly balance: number;
  /** `YYYY-MM-DD`, null when WHMCS names none. */
  readonly issued: string | null;
}

export type PaymentStatus = 'Not Invoiced' | 'Unpaid' | 'Partially Paid' | 'Paid' | 'Refunded' | 'Overdue';

const OPEN: ReadonlySet<string> = new Set(['Unpaid', 'Overdue', 'Collections']);

/** What is still to be paid decides; where nothing is, the newest invoice that was paid or refunded. */
export function paymentStatusOf(invoices: readonly InvoiceState[]): PaymentStatus {
  const open = invoices.filter(({ status }) => OPEN.has(status));
  if (open.some(({ status }) => status !== 'Unpaid')) return 'Overdue';
  if (open.some(({ gross, balance }) => balance < gross)) return 'Partially Paid';
  if (open.length > 0) return 'Unpaid';
  const settled = invoices.filter(({ status }) => status === 'Paid' || status === 'Refunded');
  const newest = settled.sort((a, b) => ((a.issued ?? '') < (b.issued ?? '') ? 1 : -1))[0];
  return (newest?.status as 'Paid' | 'Refunded' | undefined) ?? 'Not Invoiced';
}

/** What an agent should know of first; an order without invoices says the least. */
const BY_URGENCY: readonly PaymentStatus[] = [
  'Overdue',
  'Unpaid',
  'Partially Paid',
  'Refunded',
  'Paid',
  'Not Invoiced',
];

/** The payment status of an opportunity: the most urgent among its orders. @param statuses null: of an order that has none yet */
export function mostUrgent(statuses: readonly (string | null)[]): PaymentStatus {
  return BY_URGENCY.find((status) => statuses.includes(status)) ?? 'Not Invoiced';
}
