// The operator's page of the web shop's orders: which need a person and why, never what their customers sent.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { acceptShopOrder, claimShopOrder, moveShopOrder, readShopOrder } from '../../src/ledger/shop-orders.ts';
import type { ShopState } from '../../src/ledger/tables.ts';
import { startOperator } from '../support/operator.ts';

test('the operator sees which orders need a person and why, and has one tried again', async (t) => {
  const { ledger, ask, askApi, read, press } = await startOperator(t);
  const now = new Date();
  const soon = new Date(now.getTime() + 3_600_000);
  const add = async (orderNumber: string, state: ShopState, text: string | null): Promise<void> => {
    const fingerprint = () => ({ digest: 'd', fields: {} });
    const body = { customer: 'himitsu' };
    await acceptShopOrder(ledger, { orderNumber, body, customerKey: orderNumber, fingerprint }, now);
    const held = await claimShopOrder(ledger, orderNumber, { leaseMs: 1000, now });
    const reason = text === null ? null : { code: 'SALESFORCE_REFUSED', text };
    await moveShopOrder(ledger, held!, { state, reason, dueAt: soon, attempts: 9 }, now);
  };
  await add('SO-1', 'held', 'a rule of the <b>org</b>');
  await add('SO-2', 'refused', 'no such product');
  await add('SO-3', 'created', null);
  await add('SO-4', 'queued', 'Salesforce is away');

  assert.equal((await ask('/operator/shop')).status, 401);
  assert.equal((await ask('/operator/api/shop')).status, 401);
  const page = await read('/operator/shop');
  assert.match(page, /1 wait for Salesforce, 1 for their payment to be known, 0 are done/);
  assert.ok(page.includes('SO-1') && page.includes('SO-2') && !page.includes('SO-3') && !page.includes('SO-4'));
  assert.ok(page.includes('&#60;b&#62;org') && !page.includes('<b>'), 'what Salesforce says is text');
  assert.doesNotMatch(page, /himitsu/);

  assert.equal((await press('/operator/shop/SO-1/retry', false)).status, 403, 'not from a page of ours');
  assert.equal((await press('/operator/shop/SO-1/retry')).headers.get('location'), '/operator/shop?said=retry');
  const due = (await readShopOrder(ledger, 'SO-1'))?.dueAt;
  assert.ok(due && due < soon);
  assert.equal((await press('/operator/shop/SO-2/retry')).status, 404, 'a refused order is the shop’s to correct');

  const listed = (await (await askApi('/operator/api/shop')).json()) as {
    counts: Record<string, number>;
    needPerson: { orderNumber: string }[];
  };
  assert.deepEqual(listed.counts, { created: 1, held: 1, queued: 1, refused: 1 });
  assert.deepEqual(listed.needPerson.map(({ orderNumber }) => orderNumber).sort(), ['SO-1', 'SO-2']);
  assert.equal((await askApi('/operator/api/shop?limit=x')).status, 400);
  const metrics = await (await ask('/metrics')).text();
  assert.match(metrics, /portway_shop_orders\{state="held"\} 1/);
});
