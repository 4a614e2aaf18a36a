// Whether an order adds up, in currencies with and without decimals.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readShopOrder, type ShopOrder } from '../../src/shop/schema.ts';
import { tooFine, totalsFault } from '../../src/shop/totals.ts';
import { sampleShopOrder } from './sample-shop-order.ts';

type Line = readonly [quantity: number, unitPrice: string];

function order(currency: string, lines: readonly Line[], subtotal: string, tax: string, total: string): ShopOrder {
  const sent = sampleShopOrder({
    currency,
    lines: lines.map(([quantity, unitPrice]) => ({ productCode: 'P', quantity, unitPrice })),
    totals: { subtotal, tax, total },
  });
  const read = readShopOrder(sent, new Date('2026-11-22T00:00:00Z'));
  assert.ok(read.order, JSON.stringify(read.issues));
  return read.order;
}

const ADDS_UP: readonly [what: string, ...Parameters<typeof order>][] = [
  ['one line in yen', 'JPY', [[1, '1100']], '1100', '110', '1210'],
  [
    'several lines, several pieces',
    'JPY',
    [
      [2, '1100'],
      [3, '5'],
    ],
    '2215',
    '0',
    '2215',
  ],
  ['zeroes behind the point of a currency without decimals', 'JPY', [[1, '1100.00']], '1100.0', '110', '1210.00'],
  [
    'a yen price with the tax taken out, rounded half up by line',
    'JPY',
    [
      [1, '90.91'],
      [1, '90.91'],
    ],
    '182',
    '18',
    '200',
  ],
  ['half a yen goes up', 'JPY', [[1, '0.5']], '1', '0', '1'],
  [
    'rounded by line, where the sum would give less',
    'JPY',
    [
      [1, '0.5'],
      [1, '0.5'],
      [1, '0.5'],
    ],
    '3',
    '0',
    '3',
  ],
  [
    'rounded once on the sum',
    'JPY',
    [
      [1, '0.5'],
      [1, '0.5'],
      [1, '0.5'],
    ],
    '2',
    '0',
    '2',
  ],
  [
    'cents that binary fractions lose',
    'USD',
    [
      [3, '0.1'],
      [1, '1.00'],
    ],
    '1.30',
    '0.13',
    '1.43',
  ],
  ['three decimals', 'KWD', [[2, '1.234']], '2.468', '0.001', '2.469'],
  ['nothing to pay', 'JPY', [[1, '0']], '0', '0', '0'],
  ['as much as is taken', 'JPY', [[9, '99999999999']], '899999999991', '1', '899999999992'],
];

for (const [what, ...given] of ADDS_UP)
  test(`adds up: ${what}`, () => {
    const sent = order(...given);
    assert.deepEqual(tooFine(sent), []);
    assert.equal(totalsFault(sent), null);
  });

const DIFFERS: readonly [
  what: string,
  given: Parameters<typeof order>,
  computed: { subtotal: string; total: string },
][] = [
  ['a subtotal one yen off', ['JPY', [[1, '1100']], '1101', '110', '1211'], { subtotal: '1100', total: '1210' }],
  [
    'a total that leaves the tax out',
    ['JPY', [[1, '1100']], '1100', '110', '1100'],
    { subtotal: '1100', total: '1210' },
  ],
  [
    'a total off by a thousandth',
    ['KWD', [[1, '1.234']], '1.234', '0.001', '1.234'],
    { subtotal: '1.234', total: '1.235' },
  ],
  ['cents', ['USD', [[3, '0.1']], '0.31', '0', '0.31'], { subtotal: '0.30', total: '0.30' }],
];

for (const [what, given, computed] of DIFFERS)
  test(`differs, and is told what follows from the lines: ${what}`, () => {
    assert.deepEqual(totalsFault(order(...given))?.computed, computed);
  });

const TOO_FINE: readonly [currency: string, lines: readonly Line[], tax: string, path: string, words: RegExp][] = [
  ['JPY', [[1, '1100']], '110.5', 'totals.tax', /must be whole: JPY has no decimals/],
  ['JPY', [[1, '1.005']], '0', 'lines.0.unitPrice', /at most 2 decimals in JPY/],
  ['USD', [[1, '1']], '0.001', 'totals.tax', /at most 2 decimals in USD/],
  ['KWD', [[1, '1.2345']], '0', 'lines.0.unitPrice', /at most 3 decimals in KWD/],
];

for (const [currency, lines, tax, path, words] of TOO_FINE)
  test(`too fine for ${currency}: ${path}`, () => {
    const issues = tooFine(order(currency, lines, '1', tax, '1'));
    assert.ok(
      issues.some((issue) => issue.path === path && words.test(issue.message)),
      JSON.stringify(issues),
    );
  });
