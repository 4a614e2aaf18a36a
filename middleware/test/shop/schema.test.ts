// What is an order, what is not and where; and by what an order is known again.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { differences, fingerprintOf } from '../../src/shop/fingerprint.ts';
import { readShopOrder, type ShopOrder } from '../../src/shop/schema.ts';
import { sampleShopOrder, type SampleOrder } from './sample-shop-order.ts';

const NOW = new Date('2026-11-22T00:00:00Z');

function read(sent: unknown): ShopOrder {
  const { order, issues } = readShopOrder(sent, NOW);
  assert.ok(order, JSON.stringify(issues));
  return order;
}

const customerOf = (change: object): object => ({ ...sampleShopOrder().customer, ...change });

const WRONG: readonly [what: string, sent: unknown, path: string, words: RegExp][] = [
  ['no object', [], '', /expected object/],
  ['a field that is none of an order', { ...sampleShopOrder(), coupon: 'X' }, 'coupon', /not a field of an order/],
  [
    'such a field further in',
    { ...sampleShopOrder(), customer: customerOf({ age: 3 }) },
    'customer.age',
    /not a field/,
  ],
  [
    'a number that is no number of a shop',
    { ...sampleShopOrder(), orderNumber: 'A/../B' },
    'orderNumber',
    /letters, digits/,
  ],
  ['a date without an offset', { ...sampleShopOrder(), placedAt: '2026-11-20T10:00:00' }, 'placedAt', /offset/],
  ['an order of next week', { ...sampleShopOrder(), placedAt: '2026-11-29T10:00:00Z' }, 'placedAt', /future/],
  ['a currency in words', { ...sampleShopOrder(), currency: 'yen' }, 'currency', /currency code/],
  [
    'no e-mail address',
    { ...sampleShopOrder(), customer: customerOf({ email: 'nobody' }) },
    'customer.email',
    /e-mail/,
  ],
  ['an empty name', { ...sampleShopOrder(), customer: customerOf({ lastName: '  ' }) }, 'customer.lastName', /empty/],
  [
    'a name with a line break',
    { ...sampleShopOrder(), customer: customerOf({ lastName: 'a\nb' }) },
    'customer.lastName',
    /control/,
  ],
  ['no lines', { ...sampleShopOrder(), lines: [] }, 'lines', /./],
  ['too many lines', { ...sampleShopOrder(), lines: Array(101).fill(sampleShopOrder().lines[0]) }, 'lines', /./],
  [
    'half a piece',
    { ...sampleShopOrder(), lines: [{ productCode: 'P', quantity: 0.5, unitPrice: '1' }] },
    'lines.0.quantity',
    /./,
  ],
  [
    'a price as a number',
    { ...sampleShopOrder(), lines: [{ productCode: 'P', quantity: 1, unitPrice: 1100 }] },
    'lines.0.unitPrice',
    /string/,
  ],
  [
    'a price below nothing',
    { ...sampleShopOrder(), lines: [{ productCode: 'P', quantity: 1, unitPrice: '-1' }] },
    'lines.0.unitPrice',
    /amount/,
  ],
  [
    'a line without a product',
    { ...sampleShopOrder(), lines: [{ quantity: 1, unitPrice: '1' }] },
    'lines.0',
    /either productCode or/,
  ],
  [
    'a line with two',
    { ...sampleShopOrder(), lines: [{ productCode: 'P', whmcsProductId: '1', quantity: 1, unitPrice: '1' }] },
    'lines.0',
    /either/,
  ],
  ['no payment', { ...sampleShopOrder(), payment: undefined }, 'payment', /./],
];

for (const [what, sent, path, words] of WRONG)
  test(`is refused, with its place: ${what}`, () => {
    const { issues = [] } = readShopOrder(sent, NOW);
    assert.ok(
      issues.some((issue) => issue.path === path && words.test(issue.message)),
      JSON.stringify(issues),
    );
  });

test('a refusal repeats nothing that was sent', () => {
  const { issues } = readShopOrder({ ...sampleShopOrder(), customer: customerOf({ email: 'geheim at home' }) }, NOW);
  assert.doesNotMatch(JSON.stringify(issues), /geheim/);
});

const copy = (order: SampleOrder): SampleOrder => structuredClone(order);

test('the same order is the same in another order of fields, with other zeroes', () => {
  const sent = sampleShopOrder();
  const again = Object.fromEntries(Object.entries(copy(sent)).reverse()) as unknown as SampleOrder;
  again.totals = { total: '1210.00', tax: '110.0', subtotal: '01100' };
  const known = fingerprintOf(read(sent), 'salt');
  assert.deepEqual(differences(known, fingerprintOf(read(again), 'salt')), []);
});

test('what differs is named, on either side', () => {
  const sent = sampleShopOrder();
  const other = copy(sent);
  other.customer.phone = '+81-3-0000-0001';
  other.customer.company = '株式会社見本';
  other.lines.push({ productCode: 'VPN-STD', quantity: 1, unitPrice: '1' });
  const paths = differences(fingerprintOf(read(sent), 's'), fingerprintOf(read(other), 's'));
  assert.deepEqual(paths, [
    'customer.company',
    'customer.phone',
    'lines.1.productCode',
    'lines.1.quantity',
    'lines.1.unitPrice',
  ]);
});

test('what is kept of a field is too little to tell it, and differs from row to row', () => {
  const sent = read(sampleShopOrder());
  const { fields, digest } = fingerprintOf(sent, 'one');
  assert.ok(Object.values(fields).every((bits) => /^[0-9a-f]{4}$/.test(bits)));
  assert.notEqual(fingerprintOf(sent, 'another').digest, digest);
});
