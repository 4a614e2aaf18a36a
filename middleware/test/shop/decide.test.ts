// What becomes of a shop order, from what Salesforce knows.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KnownCustomer, KnownProduct, MadeOrder, ShopFacts } from '../../src/salesforce/shop-orders.ts';
import { decide, type OrderPlan } from '../../src/shop/decide.ts';
import { recordsOf } from '../../src/shop/records.ts';
import { readShopOrder, type ShopOrder } from '../../src/shop/schema.ts';
import { sampleShopOrder, type SampleOrder } from './sample-shop-order.ts';

const product = (change: Partial<KnownProduct> = {}): KnownProduct => ({
  productId: '01t000000000001AAA',
  name: 'SIM Data 5 GB',
  productCode: 'SIM-DATA-5',
  whmcsProductId: '122',
  isActive: true,
  commodity: 'SIM',
  itemClass: 'Service',
  billingCycle: 'Monthly',
  maxQuantity: 5,
  requiredEligibility: null,
  requiredIdMethods: null,
  entry: { entryId: '01u000000000001AAA', pricebookId: '01s000000000001AAA', price: 1100, isActive: true },
  ...change,
});

const customer = (change: Partial<KnownCustomer> = {}): KnownCustomer => ({
  accountId: '001000000000001AAA',
  number: 'C-0000001',
  name: '見本 花子',
  contacts: [
    { contactId: '003000000000001AAA', firstName: '花子', lastName: '見本' },
    { contactId: '003000000000002AAA', firstName: '太郎', lastName: '見本' },
  ],
  openOpportunities: [],
  hasOrders: true,
  eligibility: null,
  idStatus: null,
  ...change,
});

const facts = (change: Partial<ShopFacts> = {}): ShopFacts => ({
  made: null,
  customers: [],
  products: [product()],
  queueId: '00G000000000001AAA',
  ...change,
});

function order(change: Partial<SampleOrder> = {}): ShopOrder {
  const { order: read, issues } = readShopOrder(sampleShopOrder(change), new Date('2026-11-22T00:00:00Z'));
  assert.ok(read, JSON.stringify(issues));
  return read;
}

function planOf(sent: ShopOrder, known: ShopFacts): OrderPlan {
  const decision = decide(sent, known, false);
  assert.ok(decision.kind === 'make', JSON.stringify(decision));
  return decision.plan;
}

const refusalOf = (sent: ShopOrder, known: ShopFacts) => {
  const decision = decide(sent, known, false);
  assert.ok(decision.kind === 'refuse', JSON.stringify(decision));
  return decision.refusal;
};

test('the contact of that name is taken, else the oldest with the address', () => {
  const known = facts({ customers: [customer()] });
  const named = (firstName: string) =>
    order({ customer: { ...sampleShopOrder().customer, lastName: '見本', firstName } });
  assert.equal(planOf(named('太郎'), known).contactId, '003000000000002AAA');
  assert.equal(planOf(named('次郎'), known).contactId, '003000000000001AAA');
});

test('a customer’s number is taken in small letters too', () => {
  const known = facts({ customers: [customer(), customer({ accountId: '001000000000002AAA', number: 'C-0000002' })] });
  const sent = order({ customer: { ...sampleShopOrder().customer, number: 'c-0000002' } });
  assert.equal(planOf(sent, known).customer?.accountId, '001000000000002AAA');
});

const UNSOLD: readonly [what: string, change: Partial<KnownProduct>, reason: RegExp][] = [
  ['inactive', { isActive: false }, /not active/],
  ['without a price', { entry: null }, /not in the price book/],
  ['with an inactive price', { entry: { ...product().entry!, isActive: false } }, /price .* not active/],
  ['of no item class', { itemClass: null }, /no item class/],
  ['that WHMCS does not have', { whmcsProductId: null }, /no WHMCS product/],
];

for (const [what, change, reason] of UNSOLD)
  test(`a product ${what} is not sold`, () => {
    const { code, message } = refusalOf(order(), facts({ products: [product(change)] }));
    assert.equal(code, 'UNSELLABLE_PRODUCTS');
    assert.match(message, reason);
  });

test('of two products with one code the one on sale is meant; of two on sale none', () => {
  const old = product({ productId: '01t000000000009AAA', isActive: false });
  assert.equal(planOf(order(), facts({ products: [old, product()] })).lines[0]!.product.productId, product().productId);
  const twice = refusalOf(order(), facts({ products: [product(), product({ productId: '01t000000000009AAA' })] }));
  assert.match(twice.message, /2 products on sale have this code/);
});

test('pieces of one product are counted over all lines; activation fees are not', () => {
  const line = { productCode: 'SIM-DATA-5', quantity: 3, unitPrice: '1100' };
  const sent = order({ lines: [line, line] });
  assert.match(refusalOf(sent, facts()).message, /at most 5 to an order, not 6/);
  planOf(sent, facts({ products: [product({ itemClass: 'Activation', maxQuantity: null })] }));
});

test('what stands in the way of an approval is noted', () => {
  const known = facts({ products: [product({ requiredEligibility: 'Home 1G', requiredIdMethods: 'IC Chip;JPKI' })] });
  assert.deepEqual(planOf(order(), known).notes, [
    'SIM Data 5 GB needs the address to be Home 1G; the account has no result.',
    'SIM Data 5 GB needs the identity to be verified (IC Chip;JPKI).',
  ]);
  const proper = customer({ eligibility: 'Home 1G', idStatus: 'Verified' });
  assert.deepEqual(planOf(order(), { ...known, customers: [proper] }).notes, []);
});

test('an org without the queue holds the order for a person', () => {
  assert.equal(decide(order(), facts({ queueId: null }), false).kind, 'hold');
});

const made = (change: Partial<MadeOrder> = {}): MadeOrder => ({
  orderId: '801000000000001AAA',
  transactionId: 'txn-x',
  email: 'X@example.test',
  caseId: null,
  paymentStatus: null,
  lines: [{ productCode: 'SIM-DATA-5', whmcsProductId: '122', quantity: 1, unitPrice: 1100 }],
  ...change,
});

const FOUND: readonly [what: string, change: Partial<MadeOrder>, differs: readonly string[]][] = [
  ['the same', {}, []],
  ['another payment', { transactionId: 'other' }, ['payment.transactionId']],
  ['another customer', { email: 'y@example.test' }, ['customer.email']],
  ['another price', { lines: [{ ...made().lines[0]!, unitPrice: 1 }] }, ['lines.0']],
  ['a line more', { lines: [...made().lines, ...made().lines] }, ['lines']],
];

for (const [what, change, differs] of FOUND)
  test(`found in Salesforce under its number, with ${what}`, () => {
    const sent = order({
      customer: { ...sampleShopOrder().customer, email: 'x@example.test' },
      payment: { transactionId: 'txn-x', method: 'stripe' },
    });
    const decision = decide(sent, facts({ made: made(change) }), false);
    if (differs.length === 0) assert.equal(decision.kind, 'adopt');
    else assert.deepEqual(decision.kind === 'refuse' && decision.refusal.details.differs, differs);
    // What this ledger has sent is its own, however an agent has changed it since.
    assert.equal(decide(sent, facts({ made: made(change) }), true).kind, 'adopt');
  });

test('a hundred lines are one graph, and every reference in it is to an earlier record', () => {
  const lines = Array.from({ length: 100 }, () => ({ productCode: 'FEE', quantity: 1, unitPrice: '11' }));
  const plan = planOf(
    order({ lines }),
    facts({ products: [product({ productCode: 'FEE', itemClass: 'Activation' })] }),
  );
  const nodes = recordsOf(plan, null);
  assert.ok(nodes.length <= 500);
  const known = new Set<string>();
  for (const { reference, fields } of nodes) {
    for (const [, named] of JSON.stringify(fields).matchAll(/@\{(\w+)\./g)) assert.ok(known.has(named!), named);
    known.add(reference);
  }
});
