// What WHMCS's records of a payment come to.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { notFound, paymentFinding } from '../../src/shop/payment.ts';

const EXPECTED = { transactionId: 'txn-1', total: '1210', currency: 'JPY' };
const paid = (amountIn: string, amountOut = '0.00', currency = 'JPY') => ({ amountIn, amountOut, currency });

const CASES: readonly [what: string, Parameters<typeof paid>[], status: string, isOdd: boolean, words: RegExp][] = [
  ['all of it', [['1210.00']], 'Paid', false, /1210 JPY received/],
  ['all of it in two records', [['1000.00'], ['210.00']], 'Paid', false, /1210 JPY/],
  ['some of it', [['1000.00']], 'Partially Paid', true, /1000 of 1210 JPY/],
  ['more than it', [['2000.00']], 'Paid', true, /more than the total of 1210/],
  ['given back', [['1210.00'], ['0.00', '1210.00']], 'Refunded', true, /received and refunded/],
  ['given back in part', [['1210.00'], ['0.00', '210.00']], 'Partially Paid', true, /1000 of 1210/],
  ['in another currency', [['1210.00', '0.00', 'USD']], 'Unpaid', true, /in USD, the order is in JPY/],
  ['a record of nothing', [['0.00']], 'Unpaid', true, /nothing received/],
];

for (const [what, records, status, isOdd, words] of CASES)
  test(`${what}: ${status}`, () => {
    const finding = paymentFinding(
      EXPECTED,
      records.map((record) => paid(...record)),
    );
    assert.equal(finding?.status, status);
    assert.equal(finding?.isOdd, isOdd);
    assert.match(finding?.words ?? '', words);
  });

test('a transaction that WHMCS does not know is not a verdict, until the time is over', () => {
  assert.equal(paymentFinding(EXPECTED, []), null);
  const { status, words } = notFound(EXPECTED, 86_400_000);
  assert.equal(status, 'Unpaid');
  assert.match(words, /no transaction txn-1 after 24 hours/);
});
