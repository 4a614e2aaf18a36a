// What the web shop is refused, in words, over the real wires; nothing of it is made, and it can be corrected.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sampleShopOrder, type SampleOrder } from '../shop/sample-shop-order.ts';
import { shopStage } from './shop-stage.ts';

const stage = shopStage();

const REFUSED: readonly [what: string, change: Partial<SampleOrder>, status: number, code: string, says: RegExp][] = [
  [
    'a number that is not of that address',
    { customer: { ...sampleShopOrder().customer, number: 'C-0000001' } },
    422,
    'CUSTOMER_NOT_FOUND',
    /number and this e-mail address together/,
  ],
  [
    'products that nobody has, each named',
    {
      lines: [
        { productCode: 'NO-SUCH', quantity: 1, unitPrice: '1000' },
        { whmcsProductId: '999', quantity: 1, unitPrice: '100' },
      ],
    },
    422,
    'UNKNOWN_PRODUCTS',
    /NO-SUCH, WHMCS 999/,
  ],
  [
    'more of a product than may be sold',
    { lines: [{ productCode: 'NET-HOME-1G', quantity: 11, unitPrice: '100' }] },
    422,
    'UNSELLABLE_PRODUCTS',
    /NET-HOME-1G: at most 1 to an order, not 11/,
  ],
  [
    'several kinds of service',
    {
      lines: [
        { productCode: 'NET-HOME-1G', quantity: 1, unitPrice: '1000' },
        { whmcsProductId: '122', quantity: 1, unitPrice: '100' },
      ],
    },
    422,
    'SEVERAL_KINDS',
    /one order for each kind/,
  ],
  ['another currency', { currency: 'USD' }, 422, 'UNKNOWN_CURRENCY', /taken in JPY, not in USD/],
  ['totals that differ', { totals: { subtotal: '1', tax: '1', total: '2' } }, 422, 'TOTALS_DIFFER', /not those of the/],
  [
    'decimals that the currency has not',
    { totals: { subtotal: '1100', tax: '110.5', total: '1210.5' } },
    400,
    'MALFORMED',
    /decimals/,
  ],
];

for (const [what, change, status, code, says] of REFUSED)
  test(`is refused, in words, and makes nothing: ${what}`, async () => {
    const order = sampleShopOrder(change);
    const reply = await stage.send(order);
    assert.equal(reply.status, status, JSON.stringify(reply.json));
    assert.equal(reply.json.error.code, code);
    assert.match(reply.json.error.message, says);
    assert.equal(reply.json.error.retry, false);
    assert.deepEqual(stage.ordersOf(order), []);
    assert.equal(stage.accountsOf(order.customer.email).length, 0);
  });

test('a refused order can be corrected under its number', async () => {
  const order = sampleShopOrder();
  const wrong = { ...order, lines: [{ productCode: 'NO-SUCH', quantity: 1, unitPrice: '1100' }] };
  assert.equal((await stage.send(wrong)).status, 422);
  assert.equal((await stage.send(order)).status, 201);
  stage.onlyOrderOf(order);
});
