// Two instances on one PostgreSQL ledger take the same shop orders at the same time.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { readConfig } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import { startMiddleware, type RunningMiddleware } from '../../src/main.ts';
import { SECRET, post, sampleShopOrder } from '../shop/sample-shop-order.ts';
import { startPostgres, type PostgresServer } from '../support/postgres.ts';
import { startStack, type Stack } from './stack.ts';

let server: PostgresServer;
let stack: Stack;
let other: RunningMiddleware;

before(async () => {
  server = await startPostgres();
  const databaseUrl = await server.createDatabase();
  stack = await startStack({ env: { SHOP_SIGNING_SECRETS: SECRET, DATABASE_FILE: '', DATABASE_URL: databaseUrl } });
  other = await startMiddleware(readConfig(stack.env), createLog('silent'));
  await stack.ready();
  const isReady = async (): Promise<boolean> => (await fetch(`${other.origin}/health/ready`)).status === 200;
  for (const end = Date.now() + 10_000; !(await isReady());) assert.ok(Date.now() < end, 'the second is ready');
});
after(async () => {
  await other.stop();
  await stack.close();
  await server.stop();
});

test('each order is made once, whichever instance is asked, and each customer once', async () => {
  const { customer } = sampleShopOrder();
  const orders = Array.from({ length: 5 }, (_, index) => sampleShopOrder(index < 3 ? { customer } : {}));
  const replies = await Promise.all(
    orders.flatMap((order) => [stack.middleware.origin, other.origin].map((origin) => post(origin, order))),
  );
  assert.deepEqual([...new Set(replies.map(({ status }) => status))], [201]);
  for (const order of orders) {
    const made = stack.query(`SELECT Id FROM Order WHERE Shop_Order_Number__c = '${order.orderNumber}'`);
    assert.equal(made.length, 1);
    const contacts = stack.query(`SELECT Id FROM Contact WHERE Email = '${String(order.customer.email)}'`);
    assert.equal(contacts.length, 1);
  }
});
