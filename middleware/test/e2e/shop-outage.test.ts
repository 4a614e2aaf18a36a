// Shop orders while Salesforce is away, slow, or does not take them; and in a ledger that knows nothing of them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { sampleShopOrder } from '../shop/sample-shop-order.ts';
import { shopStage, until } from './shop-stage.ts';
import type { Row } from './stack.ts';

const stage = shopStage();

test('an answer that Salesforce gave and nobody heard is looked up: one order, one customer', async () => {
  const lost = { kind: 'http', path: '/composite/graph', status: 0, times: 1, commitFirst: true };
  await stage.stack.orgLocal('POST', 'faults', lost);
  const order = sampleShopOrder();
  const reply = await stage.send(order);
  assert.equal(reply.status, 201, JSON.stringify(reply.json));
  assert.equal(reply.json.salesforceOrderId, stage.onlyOrderOf(order).Id);
  assert.ok(reply.json.salesforceCaseId);
  assert.equal(stage.accountsOf(order.customer.email).length, 1);
});

test('a call that Salesforce carries out long after it was given up makes no second order or customer', async () => {
  await stage.stack.restart({ SF_TIMEOUT_MS: '1000' });
  await stage.stack.ready();
  await stage.stack.orgLocal('POST', 'faults', { kind: 'delay', path: '/composite/graph', ms: 2500, times: 1 });
  const order = sampleShopOrder();
  const reply = await stage.send(order);
  assert.equal(reply.status, 201, JSON.stringify(reply.json));
  await sleep(2500); // until the delayed call has been carried out
  assert.equal(reply.json.salesforceOrderId, stage.onlyOrderOf(order).Id);
  assert.equal(stage.accountsOf(order.customer.email).length, 1);
  await stage.stack.restart({ SF_TIMEOUT_MS: '60000' });
  await stage.stack.ready();
});

test('while Salesforce is away orders are kept, also over a restart, and made when it is back', async () => {
  await stage.stack.orgLocal('POST', 'faults', { kind: 'http', path: '/composite', status: 503, times: 1000 });
  await stage.stack.restart({ SHOP_ANSWER_WAIT_MS: '200' });
  const orders = [sampleShopOrder(), sampleShopOrder()];
  for (const order of orders) {
    const reply = await stage.send(order);
    assert.equal(reply.status, 202, JSON.stringify(reply.json));
    assert.equal(reply.json.status, 'queued');
    assert.ok(Number(reply.headers.get('retry-after')) > 0);
    assert.equal(reply.headers.get('location'), `/shop/orders/${order.orderNumber}`);
  }
  await stage.stack.restart();
  assert.equal((await stage.find(orders[0]!)).status, 202);
  await stage.stack.orgLocal('DELETE', 'faults');
  for (const order of orders) {
    const reply = await until(
      () => stage.find(order),
      ({ status }) => status === 200,
      20_000,
    );
    assert.equal(reply.json.salesforceOrderId, stage.onlyOrderOf(order).Id);
  }
  await stage.stack.restart({ SHOP_ANSWER_WAIT_MS: '10000' });
  await stage.stack.ready();
});

test('a new ledger finds in Salesforce what an earlier one made there', async () => {
  const order = sampleShopOrder();
  await stage.pay(order.payment.transactionId, '1210');
  const first = await stage.send(order);
  await stage.stack.restart({ DATABASE_FILE: `${stage.stack.env.DATABASE_FILE}.new` });
  await stage.stack.ready();
  const again = await stage.send(order);
  assert.equal(again.json.salesforceOrderId, first.json.salesforceOrderId);
  assert.equal(again.json.paymentStatus, 'Paid', 'what Salesforce says of it stays');
  const other = { ...order, payment: { transactionId: 'yet-another', method: 'stripe' } };
  await stage.stack.restart({ DATABASE_FILE: `${stage.stack.env.DATABASE_FILE}.newer` });
  await stage.stack.ready();
  const { json } = await stage.send(other);
  assert.equal(json.error.code, 'ORDER_DIFFERS');
  assert.deepEqual(json.error.details.differs, ['payment.transactionId']);
  stage.onlyOrderOf(order);
});

test('an order that the org cannot take is held, shown to the operator, and made when a person has seen to it', async () => {
  const operator = { authorization: 'Bearer test-operator-token' };
  const needPerson = async (): Promise<Row[]> =>
    ((await (await stage.stack.ask('/operator/api/shop', { headers: operator })).json()) as { needPerson: Row[] })
      .needPerson;
  const body = {
    graphs: [
      {
        graphId: 'one',
        isSuccessful: false,
        graphResponse: {
          compositeResponse: [
            {
              referenceId: 'order',
              httpStatusCode: 400,
              body: [{ errorCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message: 'A rule of the org' }],
            },
          ],
        },
      },
    ],
  };
  await stage.stack.orgLocal('POST', 'faults', {
    kind: 'http',
    path: '/composite/graph',
    status: 200,
    times: 100,
    body,
  });
  await stage.stack.restart({ SHOP_ANSWER_WAIT_MS: '300' });
  await stage.stack.ready();
  const order = sampleShopOrder();
  assert.equal((await stage.send(order)).status, 202);
  const [held] = (await needPerson()).filter(({ orderNumber }) => orderNumber === order.orderNumber);
  assert.equal(held!.state, 'held');
  assert.match(JSON.stringify(held!.reason), /A rule of the org/);
  const shown = await (
    await stage.stack.ask('/operator/shop', { headers: { ...operator, accept: 'text/html' } })
  ).text();
  assert.match(shown, new RegExp(`Try order ${order.orderNumber} again`));
  assert.doesNotMatch(shown, new RegExp(String(order.customer.email)));
  await stage.stack.orgLocal('DELETE', 'faults');
  const retried = await stage.stack.ask(`/operator/api/shop/${order.orderNumber}/retry`, {
    method: 'POST',
    headers: operator,
  });
  assert.equal(retried.status, 202);
  await until(
    () => stage.find(order),
    ({ status }) => status === 200,
  );
  stage.onlyOrderOf(order);
});
