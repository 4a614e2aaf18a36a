// Payments of shop orders that WHMCS learns of late, in part, or never.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sampleShopOrder, type SampleOrder } from '../shop/sample-shop-order.ts';
import { shopStage, until } from './shop-stage.ts';
import type { Row } from './stack.ts';

const stage = shopStage();

test('a payment that WHMCS learns of later is written to the order', async () => {
  const order = sampleShopOrder();
  assert.equal((await stage.send(order)).json.paymentStatus, null);
  await stage.pay(order.payment.transactionId, '1210');
  await until(
    () => stage.onlyOrderOf(order).Payment_Status__c,
    (status) => status === 'Paid',
  );
  await until(
    async () => (await stage.find(order)).json.paymentStatus,
    (status) => status === 'Paid',
  );
});

test('WHMCS being away keeps no order from being made; its payment is written when WHMCS is back', async () => {
  const order = sampleShopOrder();
  await stage.pay(order.payment.transactionId, '1210');
  await stage.stack.whmcsLocal('POST', 'faults', {
    kind: 'status',
    action: 'GetTransactions',
    status: 503,
    times: 'always',
  });
  const { status, json } = await stage.send(order);
  await stage.stack.whmcsLocal('DELETE', 'faults');
  assert.equal(status, 201);
  assert.equal(json.paymentStatus, null);
  await until(
    () => stage.onlyOrderOf(order).Payment_Status__c,
    (found) => found === 'Paid',
  );
});

test('a payment that WHMCS never hears of, and a part of one, are said on the case once', async () => {
  const never = sampleShopOrder();
  const part = sampleShopOrder();
  await stage.send(never);
  await stage.send(part);
  await stage.pay(part.payment.transactionId, '1000');
  const commentsOn = (order: SampleOrder): Row[] => {
    const soql = 'SELECT CommentBody, IsPublished FROM CaseComment WHERE Parent.Order__c =';
    const comments = stage.stack.query(`${soql} '${stage.onlyOrderOf(order).Id as string}'`);
    return comments.filter(({ CommentBody }) => (CommentBody as string).startsWith('Payment '));
  };
  // The first answer is lost: it is looked up before the comment is written again.
  const lost = { kind: 'http', path: '/composite/graph', status: 0, times: 1, commitFirst: true };
  await stage.stack.orgLocal('POST', 'faults', lost);
  const told: [SampleOrder, string, RegExp][] = [
    [part, 'Partially Paid', /1000 of 1210 JPY received/],
    [never, 'Unpaid', /WHMCS knows no transaction/],
  ];
  for (const [order, status, words] of told) {
    await until(
      async () => (await stage.find(order)).json.paymentStatus,
      (found) => found === status,
    );
    const comments = commentsOn(order);
    assert.equal(comments.length, 1);
    assert.match(comments[0]!.CommentBody as string, words);
    assert.equal(comments[0]!.IsPublished, false);
    assert.equal(stage.onlyOrderOf(order).Payment_Status__c, status);
  }
});
