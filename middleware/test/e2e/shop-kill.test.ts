// kill -9 at any moment between the shop's POST and its answer: the order is in Salesforce once, with one customer, after the
// shop has sent it again or the next process has found it in the ledger. SHOP_KILL_SEED repeats a run.
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { SECRET, get, post, sampleShopOrder } from '../shop/sample-shop-order.ts';
import { randomFrom } from '../support/random.ts';
import { startStack, type Stack } from './stack.ts';

const ROUNDS = Number(process.env.SHOP_KILL_ROUNDS ?? 3);
const SEED = Number(process.env.SHOP_KILL_SEED ?? Math.floor(Math.random() * 2 ** 31));
const MAIN = join(import.meta.dirname, '../../src/main.ts');

let stack: Stack;

before(async () => {
  stack = await startStack({ env: { SHOP_SIGNING_SECRETS: SECRET } });
  await stack.middleware.stop();
});
after(() => stack.close());

async function startProcess(): Promise<{ child: ChildProcess; origin: string }> {
  const child = spawn(process.execPath, [MAIN], {
    env: { PATH: process.env.PATH, ...stack.env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith('{"ready"')) return { child, origin: (JSON.parse(line) as { origin: string }).origin };
  }
  throw new Error('the middleware has not started');
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

test(`an order survives ${ROUNDS} kills and is made once (SHOP_KILL_SEED=${SEED})`, { timeout: 120_000 }, async () => {
  const random = randomFrom(SEED);
  const orders = [];
  for (let round = 0; round < ROUNDS; round++) {
    const { child, origin } = await startProcess();
    const until = Date.now() + 10_000;
    while ((await fetch(`${origin}/health/ready`)).status !== 200) assert.ok(Date.now() < until, 'it is ready');
    await stack.orgLocal('POST', 'faults', { kind: 'delay', path: '/composite', ms: 40, times: 2 });
    const order = sampleShopOrder();
    orders.push(order);
    const answer = post(origin, order).catch(() => null);
    await sleep(random() * 150);
    await kill(child);
    await answer;
    await stack.orgLocal('DELETE', 'faults');
  }
  const { child, origin } = await startProcess();
  try {
    for (const [index, order] of orders.entries()) {
      // Some were on disk and need nobody to ask; the shop sends every one again all the same.
      if (index % 2) await get(origin, order.orderNumber);
      const end = Date.now() + 20_000;
      let reply = await post(origin, order);
      while (reply.status === 202 && Date.now() < end) {
        await sleep(50);
        reply = await post(origin, order);
      }
      assert.equal(reply.status, 201, JSON.stringify(reply.json));
      const made = stack.query(`SELECT Id FROM Order WHERE Shop_Order_Number__c = '${order.orderNumber}'`);
      assert.deepEqual(
        made.map(({ Id }) => Id),
        [reply.json.salesforceOrderId],
      );
      const contacts = stack.query(`SELECT Id FROM Contact WHERE Email = '${String(order.customer.email)}'`);
      assert.equal(contacts.length, 1);
    }
  } finally {
    await kill(child);
  }
});
