// What WHMCS says, as Salesforce takes it: money, time, status.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { roundedAmount, sumOf } from '../../src/billing/amounts.ts';
import { truthOf } from '../../src/billing/mapping.ts';
import { paymentStatusOf, type InvoiceState } from '../../src/billing/payment-status.ts';
import { dateOf, endOf, instantOf } from '../../src/billing/whmcs-time.ts';
import type { WhmcsInvoice } from '../../src/whmcs/invoices.ts';

const AMOUNTS: readonly [text: string, currency: string, expected: number][] = [
  ['1100.00', 'JPY', 1100],
  ['1100.50', 'JPY', 1101],
  ['1100.49', 'JPY', 1100],
  ['-1100.50', 'JPY', -1101],
  ['1.005', 'USD', 1.01],
  ['0.615', 'EUR', 0.62],
  ['19.9', 'EUR', 19.9],
  ['5', 'USD', 5],
  ['1.2345', 'KWD', 1.23],
  ['90071992547409.91', 'USD', 90071992547409.91],
  ['-0.00', 'USD', 0],
];
for (const [text, currency, expected] of AMOUNTS) {
  test(`${text} ${currency} is ${expected}`, () => assert.equal(roundedAmount(text, currency), expected));
}

test('two taxes are added without binary fractions', () => {
  assert.equal(sumOf('0.10', '0.20'), '0.3000');
  assert.equal(sumOf('-0.10', '0.05'), '-0.0500');
});

test('dates of WHMCS are in the time zone of its server', () => {
  assert.equal(instantOf('2026-11-20 10:04:11', 'Asia/Tokyo')?.toISOString(), '2026-11-20T01:04:11.000Z');
  assert.equal(instantOf('2026-07-01 00:30:00', 'Europe/London')?.toISOString(), '2026-06-30T23:30:00.000Z');
  assert.equal(instantOf('0000-00-00 00:00:00', 'UTC'), null);
  assert.equal(instantOf('', 'UTC'), null);
  assert.equal(dateOf('0000-00-00'), null);
  assert.equal(dateOf('2026-11-20'), '2026-11-20');
  assert.equal(endOf('2026-12-31', 'Asia/Tokyo')?.toISOString(), '2026-12-31T15:00:00.000Z');
  // The clocks go back that night: the day has 25 hours.
  assert.equal(endOf('2026-10-25', 'Europe/London')?.toISOString(), '2026-10-26T00:00:00.000Z');
});

const invoice: WhmcsInvoice = {
  whmcsInvoiceId: '7701',
  clientId: '318',
  number: '7701',
  status: 'Unpaid',
  date: '2026-11-01',
  dueDate: '2026-11-20',
  datePaid: '0000-00-00 00:00:00',
  subtotal: '1000.00',
  tax: '100.00',
  tax2: '0.00',
  total: '1100.00',
  balance: '1100.00',
  paymentMethod: 'banktransfer',
  items: [],
};

test('an unpaid invoice is overdue from the end of its due date in that zone', () => {
  const at = (time: string, change: Partial<WhmcsInvoice> = {}) =>
    truthOf({ ...invoice, ...change }, 'JPY', { timeZone: 'Asia/Tokyo', now: new Date(time) });
  assert.equal(at('2026-11-20T14:59:59Z')?.status, 'Unpaid');
  assert.equal(at('2026-11-20T14:59:59Z')?.overdueAt?.toISOString(), '2026-11-20T15:00:00.000Z');
  assert.equal(at('2026-11-20T15:00:00Z')?.status, 'Overdue');
  assert.equal(at('2026-11-20T15:00:00Z', { status: 'Paid' })?.status, 'Paid');
  assert.equal(at('2026-11-20T15:00:00Z', { status: 'Payment Pending' })?.status, 'Overdue');
  assert.equal(at('2026-11-20T15:00:00Z', { dueDate: '0000-00-00' })?.status, 'Unpaid');
  assert.equal(at('2026-11-20T15:00:00Z', { status: 'Whatever' }), null);
});

const state = (status: string, balance = 0, issued = '2026-11-01'): InvoiceState => ({
  status,
  gross: 1100,
  balance,
  issued,
});
const PAYMENTS: readonly [what: string, invoices: InvoiceState[], expected: string][] = [
  ['no invoice', [], 'Not Invoiced'],
  ['a draft', [state('Draft', 1100)], 'Not Invoiced'],
  ['a cancelled one', [state('Cancelled', 1100)], 'Not Invoiced'],
  ['nothing paid', [state('Unpaid', 1100)], 'Unpaid'],
  ['a part paid', [state('Unpaid', 600)], 'Partially Paid'],
  ['a part paid of one that is overdue', [state('Overdue', 600)], 'Overdue'],
  ['collections', [state('Collections', 1100)], 'Overdue'],
  ['all paid', [state('Paid'), state('Paid')], 'Paid'],
  ['a renewal to pay', [state('Paid'), state('Unpaid', 1100, '2026-12-01')], 'Unpaid'],
  ['paid, then refunded and made anew', [state('Refunded'), state('Paid', 0, '2026-11-02')], 'Paid'],
  ['refunded last', [state('Paid'), state('Refunded', 0, '2026-11-02')], 'Refunded'],
];
for (const [what, invoices, expected] of PAYMENTS) {
  test(`an order with ${what} is ${expected}`, () => assert.equal(paymentStatusOf(invoices), expected));
}
