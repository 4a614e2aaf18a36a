// Stock as an agent reads it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { availabilityWrites } from '../../src/billing/availability.ts';
import type { Sale, SoldLine } from '../../src/salesforce/availability.ts';

const CHECKED_AT = new Date('2026-11-22T09:00:00Z');
const STOCK = new Map([
  ['1', { quantity: 10 }],
  ['2', { quantity: 0 }],
  ['3', { quantity: null }],
  ['4', { quantity: -2 }],
]);

function line(whmcsProductId: string | null, quantity: number, change: Partial<SoldLine> = {}): SoldLine {
  const productName = `Product ${whmcsProductId ?? '-'}`;
  const lineId = `00k${String(whmcsProductId)}${quantity}`;
  return { lineId, quantity, productName, whmcsProductId, isInStock: false, stockQuantity: null, ...change };
}

function saleOf(lines: readonly SoldLine[], change: Partial<Sale> = {}): Sale {
  return { opportunityId: '006', summary: null, isDelivered: false, lines, ...change };
}

const summaryOf = (sale: Sale): unknown =>
  availabilityWrites(sale, STOCK, CHECKED_AT).at(-1)!.fields.Availability_Summary__c;

const SUMMARIES: readonly [about: string, lines: readonly SoldLine[], summary: string][] = [
  ['no products', [], 'No products on this opportunity.'],
  ['enough of all', [line('1', 10)], 'All in stock.'],
  ['products that are not counted', [line('3', 99)], 'Available: WHMCS counts no stock of these products.'],
  ['some that are counted', [line('1', 1), line('3', 1)], 'All in stock; WHMCS counts no stock of 1 of 2 lines.'],
  ['too few', [line('1', 12), line('3', 1)], 'Product 1: 2 missing (10 of 12 in stock)'],
  ['none', [line('2', 1)], 'Product 2: 1 missing (0 of 1 in stock)'],
  ['more sold than there were', [line('4', 1)], 'Product 4: 1 missing (0 of 1 in stock)'],
  ['two lines that are too many together', [line('1', 6), line('1', 5)], 'Product 1: 1 missing (10 of 11 in stock)'],
  ['a product that is not mapped', [line(null, 1), line('1', 1)], 'Product -: no WHMCS Product ID'],
  ['a product that WHMCS no longer has', [line('9', 1)], 'Product 9: WHMCS has no product 9'],
  [
    'several things to see to',
    [line('2', 1), line(null, 1)],
    'Product 2: 1 missing (0 of 1 in stock); Product -: no WHMCS Product ID',
  ],
];

for (const [about, lines, summary] of SUMMARIES) {
  test(`the summary of ${about} is “${summary}”`, () => assert.equal(summaryOf(saleOf(lines)), summary));
}

test('a summary that is too long keeps whole problems and says how many more there are', () => {
  const lines = Array.from({ length: 20 }, (_, n) => line(String(100 + n), 1));
  const summary = summaryOf(saleOf(lines)) as string;
  assert.ok(summary.length <= 255);
  assert.match(summary, /; Product 105: WHMCS has no product 105; and 14 more$/);
  const long = summaryOf(saleOf([line('8', 1, { productName: 'あ'.repeat(300) }), line('9', 1)])) as string;
  assert.equal(long.length, 255);
  assert.match(long, /あ…; and 1 more$/);
});

test('what was ordered already is not missing, whatever is left', () => {
  const sale = saleOf([line('2', 1)], { isDelivered: true });
  assert.equal(summaryOf(sale), 'Ordered from WHMCS already; the lines say what it has left.');
  const [write] = availabilityWrites(sale, STOCK, CHECKED_AT);
  assert.deepEqual([write!.fields.In_Stock__c, write!.fields.Stock_Quantity__c], [true, 0]);
});

test('only what has changed is written, and when it was checked', () => {
  const Stock_Checked_Date_Time__c = CHECKED_AT.toISOString();
  const sale = saleOf([line('1', 1, { isInStock: true, stockQuantity: 10 }), line('1', 2, { stockQuantity: 9 })], {
    summary: 'All in stock.',
  });
  assert.deepEqual(
    availabilityWrites(sale, STOCK, CHECKED_AT).map(({ type, fields }) => [type, fields]),
    [
      ['OpportunityLineItem', { Stock_Checked_Date_Time__c }],
      ['OpportunityLineItem', { In_Stock__c: true, Stock_Quantity__c: 10, Stock_Checked_Date_Time__c }],
      ['Opportunity', { Stock_Checked_Date_Time__c }],
    ],
  );
});
