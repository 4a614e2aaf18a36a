// What one batch writes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { opportunitiesToWeigh, planBatch, type InvoiceJob } from '../../src/billing/batch.ts';
import { mostUrgent } from '../../src/billing/payment-status.ts';
import type { BilledItem, BillingFacts, KnownLine, OpportunityOrder } from '../../src/salesforce/billing.ts';
import type { RecordWrite } from '../../src/salesforce/upsert.ts';

function jobOf(whmcsInvoiceId: string, lineIds: readonly string[], status = 'Unpaid', serviceId = '1'): InvoiceJob {
  const amounts = { subtotal: '100', tax: '0', tax2: '0', total: '100', balance: status === 'Paid' ? '0' : '100' };
  return {
    work: { kind: 'invoice', recordId: whmcsInvoiceId, asked: 1, attempts: 0, truth: null },
    truth: {
      currency: 'JPY',
      status,
      overdueAt: null,
      invoice: {
        ...amounts,
        whmcsInvoiceId,
        clientId: '7',
        number: whmcsInvoiceId,
        status,
        date: '2026-11-01',
        dueDate: '2026-11-30',
        datePaid: '0000-00-00 00:00:00',
        paymentMethod: 'banktransfer',
        items: lineIds.map((lineId) => ({ lineId, description: 'Line', amount: '100', serviceId })),
      },
    },
  };
}

const itemOf = (serviceId: string, orderId: string, change: Partial<BilledItem> = {}): BilledItem => ({
  orderItemId: `item-${serviceId}`,
  serviceId,
  orderId,
  accountId: 'account',
  paymentStatus: null,
  opportunityId: 'sale',
  opportunityPaymentStatus: null,
  ...change,
});
const lineOf = (whmcsLineId: string, whmcsInvoiceId: string): KnownLine => ({
  recordId: `line-${whmcsLineId}`,
  whmcsLineId,
  whmcsInvoiceId,
});
const factsOf = (change: Partial<BillingFacts> = {}): BillingFacts => ({
  accounts: [{ accountId: 'account', clientId: '7' }],
  items: [itemOf('1', 'order-1')],
  opportunities: [],
  invoices: [],
  lines: [],
  ...change,
});
const plan = (jobs: readonly InvoiceJob[], facts: BillingFacts, siblings: readonly OpportunityOrder[] = []) =>
  planBatch(jobs, [], facts, { siblings, timeZone: 'Asia/Tokyo' });
const removed = (sections: readonly (readonly RecordWrite[])[]) =>
  sections.flat().flatMap(({ id, removes }) => (removes ? [id] : []));

test('lines that WHMCS no longer has are removed after the others are written', () => {
  const facts = factsOf({ lines: [lineOf('10', '5'), lineOf('11', '5'), lineOf('12', '5')] });
  const { plans, sections } = plan([jobOf('5', ['11', '13'])], facts);
  assert.deepEqual(removed(sections), ['line-10', 'line-12']);
  const types = sections.map(([first]) => `${first!.type}${first!.removes ? ' removed' : ''}`);
  assert.deepEqual(types.slice(0, 3), ['Invoice__c', 'Invoice_Line__c', 'Invoice_Line__c removed']);
  assert.equal(plans[0]!.records.filter(({ removes }) => removes).length, 2, 'it is not done before they are gone');
});

test('a line that has moved to another invoice of the batch stays', () => {
  const facts = factsOf({ lines: [lineOf('10', '5')] });
  assert.deepEqual(removed(plan([jobOf('5', []), jobOf('6', ['10'])], facts).sections), []);
});

test('the lines of an invoice that cannot be brought to Salesforce stay', () => {
  const facts = factsOf({ accounts: [], lines: [lineOf('10', '5')] });
  assert.deepEqual(removed(plan([jobOf('5', [])], facts).sections), []);
});

const URGENCY: readonly [statuses: readonly (string | null)[], says: string][] = [
  [['Paid', 'Overdue', 'Unpaid'], 'Overdue'],
  [['Paid', 'Unpaid', 'Partially Paid'], 'Unpaid'],
  [['Partially Paid', 'Paid'], 'Partially Paid'],
  [['Paid', 'Refunded'], 'Refunded'],
  [['Not Invoiced', 'Paid', null], 'Paid'],
  [[null], 'Not Invoiced'],
  [[], 'Not Invoiced'],
];

for (const [statuses, says] of URGENCY) {
  test(`an opportunity with orders ${JSON.stringify(statuses)} is ${says}`, () =>
    assert.equal(mostUrgent(statuses), says));
}

const saleWrites = (sections: readonly (readonly RecordWrite[])[]) =>
  sections.flat().filter(({ type }) => type === 'Opportunity');

test('an opportunity keeps the state of its overdue order when another one is paid', () => {
  const facts = factsOf({ items: [itemOf('1', 'order-1', { opportunityPaymentStatus: 'Overdue' })] });
  const siblings = [
    { orderId: 'order-1', opportunityId: 'sale', paymentStatus: 'Unpaid' },
    { orderId: 'order-2', opportunityId: 'sale', paymentStatus: 'Overdue' },
  ];
  const job = jobOf('5', ['10'], 'Paid');
  assert.deepEqual(opportunitiesToWeigh([job], facts), ['sale']);
  const { sections } = plan([job], facts, siblings);
  assert.deepEqual(saleWrites(sections), []);
  assert.deepEqual(sections.flat().find(({ type }) => type === 'Order')!.fields, { Payment_Status__c: 'Paid' });
});

test('two orders of one opportunity in one batch make one update of it', () => {
  const facts = factsOf({ items: [itemOf('1', 'order-1'), itemOf('2', 'order-2')] });
  const siblings = ['order-1', 'order-2'].map((orderId) => ({ orderId, opportunityId: 'sale', paymentStatus: null }));
  const { plans, sections } = plan([jobOf('5', ['10'], 'Paid'), jobOf('6', ['11'], 'Unpaid', '2')], facts, siblings);
  const writes = saleWrites(sections);
  assert.deepEqual(
    writes.map(({ fields }) => fields),
    [{ Payment_Status__c: 'Unpaid' }],
  );
  for (const { records } of plans) assert.ok(records.includes(writes[0]!));
});

test('an order that says what it said before has nothing weighed', () => {
  const item = itemOf('1', 'order-1', { paymentStatus: 'Paid', opportunityPaymentStatus: 'Paid' });
  assert.deepEqual(opportunitiesToWeigh([jobOf('5', ['10'], 'Paid')], factsOf({ items: [item] })), []);
});
