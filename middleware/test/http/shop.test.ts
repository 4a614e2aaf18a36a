// The shop's door from outside: who is let in, what is refused and how. What becomes of an order: test/e2e/shop.test.ts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import express from 'express';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { errorHandler } from '../../src/http/answers.ts';
import { shopRouter } from '../../src/http/shop.ts';
import { webhookKey } from '../../src/http/signed-request.ts';
import { createLog } from '../../src/log.ts';
import { createMetrics, type Metrics } from '../../src/metrics.ts';
import type { ShopAnswer } from '../../src/shop/orders.ts';
import { REFUSALS, refusal } from '../../src/shop/refusals.ts';
import type { ShopOrder } from '../../src/shop/schema.ts';
import { SECRET, get, post, sampleShopOrder, signedHeaders } from '../shop/sample-shop-order.ts';

const OLD = `whsec_${Buffer.alloc(24, 1).toString('base64')}`;
const FOREIGN = `whsec_${Buffer.alloc(32, 3).toString('base64')}`;

const MADE: ShopAnswer = {
  kind: 'created',
  made: {
    orderId: '801000000000001AAA',
    caseId: '500000000000001AAA',
    paymentStatus: null,
    payment: { transactionId: 't', total: '1', currency: 'JPY' },
    madeAt: '2026-11-20T00:00:00.000Z',
  },
};

interface Door {
  readonly origin: string;
  readonly placed: ShopOrder[];
  readonly metrics: Metrics;
}

async function atTheDoor(
  work: (door: Door) => Promise<void>,
  {
    secrets = [SECRET],
    answer = MADE,
    fails,
  }: { secrets?: readonly string[]; answer?: ShopAnswer; fails?: Error } = {},
): Promise<void> {
  const placed: ShopOrder[] = [];
  const metrics = createMetrics();
  const app = express();
  const shop = {
    place: (order: ShopOrder) => {
      placed.push(order);
      return fails ? Promise.reject(fails) : Promise.resolve(answer);
    },
    find: () => Promise.resolve(answer),
  };
  app.use(shopRouter({ keys: secrets.map((secret) => webhookKey(secret)!), shop, metrics, now: Date.now }));
  app.use(errorHandler(createLog('silent')));
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    await work({ origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, placed, metrics });
  } finally {
    server.close();
  }
}

test('an order that is signed is placed, and found again', () =>
  atTheDoor(async ({ origin, placed }) => {
    const order = sampleShopOrder();
    const reply = await post(origin, order);
    assert.equal(reply.status, 201);
    assert.deepEqual(reply.json, {
      status: 'created',
      orderNumber: order.orderNumber,
      salesforceOrderId: '801000000000001AAA',
      salesforceCaseId: '500000000000001AAA',
      paymentStatus: null,
    });
    assert.equal(placed.length, 1);
    assert.equal((await get(origin, order.orderNumber)).status, 200);
  }));

test('either secret will do while one is replaced', () =>
  atTheDoor(
    async ({ origin }) => {
      for (const secrets of [[OLD], [SECRET], [FOREIGN, SECRET]])
        assert.equal((await post(origin, sampleShopOrder(), { secrets })).status, 201);
    },
    { secrets: [OLD, SECRET] },
  ));

const SIGNED = JSON.stringify(sampleShopOrder());
const REFUSED: readonly [what: string, body: string, headers: Record<string, string>, status: number, why: string][] = [
  ['a foreign secret', SIGNED, signedHeaders(SIGNED, { secrets: [FOREIGN] }), 401, 'wrong-signature'],
  ['another body than was signed', SIGNED.replace('1210', '1'), signedHeaders(SIGNED), 401, 'wrong-signature'],
  ['no signature', SIGNED, { 'content-type': 'application/json' }, 401, 'unsigned'],
  ['a clock six minutes slow', SIGNED, signedHeaders(SIGNED, { at: Date.now() - 360_000 }), 401, 'wrong-time'],
  ['a clock six minutes fast', SIGNED, signedHeaders(SIGNED, { at: Date.now() + 360_000 }), 401, 'wrong-time'],
  ['a body too large', `"${'x'.repeat(70_000)}"`, signedHeaders('x'), 413, 'too-large'],
  ['what is no JSON', '{"orderNumber":', signedHeaders('{"orderNumber":'), 400, 'not-json'],
  ['another content type', SIGNED, { ...signedHeaders(SIGNED), 'content-type': 'text/plain' }, 415, 'content-type'],
  ['JSON that is no order', '[1]', signedHeaders('[1]'), 400, 'MALFORMED'],
  ['a name that JSON knows otherwise', '{"__proto__":1}', signedHeaders('{"__proto__":1}'), 400, 'MALFORMED'],
];

for (const [what, body, headers, status, why] of REFUSED)
  test(`is refused, placed nowhere, and counted: ${what}`, () =>
    atTheDoor(async ({ origin, placed, metrics }) => {
      const response = await fetch(`${origin}/shop/orders`, { method: 'POST', headers, body });
      assert.equal(response.status, status, await response.text());
      assert.equal(placed.length, 0);
      const { values } = await metrics.shopRequests.get();
      assert.ok(
        values.some(({ labels }) => labels.result === why),
        JSON.stringify(values),
      );
    }));

test('a malformed order is told each field', () =>
  atTheDoor(async ({ origin }) => {
    const { status, json } = await post(origin, { ...sampleShopOrder(), currency: 'yen', lines: [] });
    assert.equal(status, 400);
    const fields = json.error.details.fields as { path: string }[];
    assert.deepEqual(fields.map(({ path }) => path).sort(), ['currency', 'lines']);
  }));

test('a signature for one order’s address opens no other', () =>
  atTheDoor(async ({ origin }) => {
    const headers = signedHeaders('/shop/orders/SO-1');
    assert.equal((await fetch(`${origin}/shop/orders/SO-1`, { headers })).status, 200);
    assert.equal((await fetch(`${origin}/shop/orders/SO-2`, { headers })).status, 401);
    assert.equal((await fetch(`${origin}/shop/orders/SO-1`)).status, 401);
  }));

for (const [code, { status, retry }] of Object.entries(REFUSALS))
  test(`${code} is told with its status`, () =>
    atTheDoor(
      async ({ origin }) => {
        const reply = await post(origin, sampleShopOrder());
        assert.equal(reply.status, status);
        assert.deepEqual(reply.json.error, { status, code, message: 'words', details: { a: 1 }, retry });
      },
      { answer: { kind: 'refused', refusal: refusal(code as keyof typeof REFUSALS, 'words', { a: 1 }) } },
    ));

test('one that takes longer is told where to ask and when', () =>
  atTheDoor(
    async ({ origin }) => {
      const { status, headers, json } = await post(origin, sampleShopOrder({ orderNumber: 'SO-7' }));
      assert.equal(status, 202);
      assert.equal(headers.get('location'), '/shop/orders/SO-7');
      assert.equal(headers.get('retry-after'), '30');
      assert.equal(json.retry, true);
    },
    { answer: { kind: 'queued', words: 'kept' } },
  ));

test('a ledger that is away is told as such: the shop sends it again', () =>
  atTheDoor(
    async ({ origin }) => {
      const { status, headers, json } = await post(origin, sampleShopOrder());
      assert.equal(status, 503);
      assert.equal(headers.get('retry-after'), '30');
      assert.deepEqual([json.error.code, json.error.retry], ['UNAVAILABLE', true]);
    },
    { fails: Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }) },
  ));

test('it is closed, in words, without a secret', () =>
  atTheDoor(
    async ({ origin }) => {
      const response = await post(origin, sampleShopOrder());
      assert.equal(response.status, 503);
      assert.match(response.json.error.message, /SHOP_SIGNING_SECRETS is not set/);
    },
    { secrets: [] },
  ));

test('other methods are told which there are', () =>
  atTheDoor(async ({ origin }) => {
    for (const [path, allow] of [
      ['/shop/orders', 'POST'],
      ['/shop/orders/SO-1', 'GET'],
    ] as const) {
      const response = await fetch(origin + path, { method: 'DELETE' });
      assert.equal(response.status, 405);
      assert.equal(response.headers.get('allow'), allow);
    }
  }));
