// WHMCS's stock figures have no flag beside them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WhmcsCall } from '../../src/whmcs/call.ts';
import { readStock } from '../../src/whmcs/stock.ts';

function whmcsWith(products: readonly object[]): { call: WhmcsCall; asked: unknown[] } {
  const asked: unknown[] = [];
  const call: WhmcsCall = (_action, fields, { read }) => {
    asked.push(fields.pid);
    return Promise.resolve(read({ result: 'success', products: { product: products } }));
  };
  return { call, asked };
}

const CASES: readonly [about: string, product: object, quantity: number | null][] = [
  ['a number', { pid: 1, quantity_available: 7 }, 7],
  ['a number as text', { pid: '1', quantity_available: '7' }, 7],
  ['less than none', { pid: 1, quantity_available: -3 }, -3],
  ['0 where nothing says that it is counted', { pid: 1, quantity_available: 0 }, null],
  ['nothing, as before 8.12', { pid: 1 }, null],
  ['0 of a product whose stock is counted', { pid: 2, quantity_available: 0 }, 0],
];

for (const [about, product, quantity] of CASES) {
  test(`${about} means ${quantity ?? 'that WHMCS does not count'}`, async () => {
    const stock = await readStock(whmcsWith([product]).call, ['1', '2'], new Set(['2']));
    assert.deepEqual([...stock.values()], [{ quantity }]);
  });
}

test('products are asked for a hundred at a time, and none when there are none', async () => {
  const { call, asked } = whmcsWith([]);
  await readStock(call, [], new Set());
  assert.deepEqual(asked, []);
  const ids = Array.from({ length: 250 }, (_, n) => String(n + 1));
  assert.equal((await readStock(call, ids, new Set())).size, 0);
  assert.deepEqual(
    asked.map((pid) => String(pid).split(',').length),
    [100, 100, 50],
  );
});
