// Orders of the web shop, over the real wires: from the shop's POST to customer, order, case and payment in Salesforce, and on to
// the service in WHMCS.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { post, sampleShopOrder } from '../shop/sample-shop-order.ts';
import { shopStage } from './shop-stage.ts';
import { isProvisioned, type Row } from './stack.ts';

const run = promisify(execFile);

const stage = shopStage();

test('it costs one call to look and one to make, and asking again none', async () => {
  const calls = async (): Promise<Record<string, number>> => {
    const text = await (await stage.stack.ask('/metrics')).text();
    const found = text.matchAll(/^portway_call_seconds_count\{.*kind="(shop-[a-z]+)".*\} (\d+)$/gm);
    return Object.fromEntries([...found].map(([, kind, count]) => [kind!, Number(count)]));
  };
  const before = await calls();
  const order = sampleShopOrder();
  await stage.pay(order.payment.transactionId, '1210');
  const { json } = await stage.send(order);
  assert.equal(json.paymentStatus, 'Paid');
  assert.equal(stage.onlyOrderOf(order).Payment_Status__c, 'Paid');
  await stage.send(order);
  await stage.find(order);
  const after = await calls();
  assert.equal(after['shop-read']! - (before['shop-read'] ?? 0), 1);
  assert.equal(after['shop-create']! - (before['shop-create'] ?? 0), 1);
  assert.equal(after['shop-payment'] ?? 0, before['shop-payment'] ?? 0);
});

test('an order of a new customer becomes account, contact, sale, order with its lines, and a case', async () => {
  const order = sampleShopOrder();
  const reply = await stage.send(order);
  assert.equal(reply.status, 201, JSON.stringify(reply.json));
  const made = stage.onlyOrderOf(order);
  assert.equal(reply.json.salesforceOrderId, made.Id);
  assert.equal(made.Status, 'Pending Review');
  assert.equal(made.Activation_Status__c, 'Pending Review');
  assert.equal(made.Type, 'New Service');
  assert.equal(made.EffectiveDate, '2026-11-20');
  assert.equal(made.Payment_Transaction_Id__c, order.payment.transactionId);
  assert.equal(made.TotalAmount, 1100);
  const [contact] = stage.stack.query(
    `SELECT Email, MailingCity, Account.Name, AccountId FROM Contact WHERE Id = '${made.BillToContactId as string}'`,
  );
  assert.equal(contact!.Email, order.customer.email);
  assert.equal(contact!.AccountId, made.AccountId);
  assert.equal(contact!.MailingCity, '架空市');
  const [opportunity] = stage.stack.query(
    `SELECT StageName, CommodityType__c FROM Opportunity WHERE Id = '${made.OpportunityId as string}'`,
  );
  assert.equal(opportunity!.StageName, 'Post Processing');
  const [matter] = stage.stack.query(
    `SELECT Id, Type, Description, Owner.Name, AccountId FROM Case WHERE Order__c = '${made.Id as string}'`,
  );
  assert.equal(matter!.Type, 'Shop Order');
  assert.equal(reply.json.salesforceCaseId, matter!.Id);
  assert.equal((matter!.Owner as Row).Name, 'Customer Service');
  assert.match(matter!.Description as string, /1 × SIM Data 5 GB/);
});

test('approved, it is provisioned in WHMCS like any other order', async () => {
  const order = sampleShopOrder();
  await stage.send(order);
  const { Id: orderId } = stage.onlyOrderOf(order);
  stage.stack.approve(orderId as string);
  const done = await stage.stack.orderWhen(orderId as string, isProvisioned);
  assert.ok(Number(done.WHMCS_Order_Id__c) > 0);
});

test('the same order again gets the same answer; the number with other content is told what differs', async () => {
  const order = sampleShopOrder();
  await stage.pay(order.payment.transactionId, '1210');
  const first = await stage.send(order);
  for (const again of [await stage.send(order), await stage.send(order)]) {
    assert.equal(again.status, first.status);
    assert.deepEqual(again.json, first.json);
  }
  assert.equal((await stage.find(order)).status, 200);
  const { status, json } = await stage.send({ ...order, payment: { transactionId: 'another', method: 'stripe' } });
  assert.equal(status, 409);
  assert.equal(json.error.code, 'ORDER_DIFFERS');
  assert.deepEqual(json.error.details.differs, ['payment.transactionId']);
  stage.onlyOrderOf(order);
});

test('a request that is sent again as it stands, id and all, gets its answer again', async () => {
  const order = sampleShopOrder();
  await stage.pay(order.payment.transactionId, '1210');
  const sending = { id: 'msg-1', at: Date.now() };
  const [first, again] = [
    await post(stage.stack.middleware.origin, order, sending),
    await post(stage.stack.middleware.origin, order, sending),
  ];
  assert.deepEqual([again.status, again.json], [first.status, first.json]);
  stage.onlyOrderOf(order);
});

test('sent many times at once it is made once', async () => {
  const order = sampleShopOrder();
  const replies = await Promise.all(Array.from({ length: 10 }, () => stage.send(order)));
  assert.deepEqual([...new Set(replies.map(({ status }) => status))], [201]);
  assert.equal(new Set(replies.map(({ json }) => json.salesforceOrderId)).size, 1);
  stage.onlyOrderOf(order);
  assert.equal(stage.accountsOf(order.customer.email).length, 1);
});

test('several orders of one new customer at once make one customer', async () => {
  const { customer } = sampleShopOrder();
  const orders = Array.from({ length: 4 }, () => sampleShopOrder({ customer }));
  const replies = await Promise.all(orders.map(stage.send));
  assert.deepEqual([...new Set(replies.map(({ status }) => status))], [201]);
  assert.equal(new Set(orders.map((order) => stage.onlyOrderOf(order).AccountId)).size, 1);
  assert.equal(stage.accountsOf(customer.email).length, 1);
});

test('a known customer gets the order, joins an open sale, and stays as it is', async () => {
  const order = sampleShopOrder();
  const email = String(order.customer.email).toUpperCase();
  const accountId = stage.stack.insert('Account', { Name: '既存 客', Phone: '+81-3-1111-1111' });
  const contactId = stage.stack.insert('Contact', { AccountId: accountId, LastName: '既存', Email: email });
  const opportunityId = stage.stack.insert('Opportunity', {
    Name: 'SIM',
    AccountId: accountId,
    StageName: 'Ready',
    CloseDate: '2026-12-31',
    CommodityType__c: 'SIM',
  });
  await stage.send(order);
  const made = stage.onlyOrderOf(order);
  assert.deepEqual([made.AccountId, made.BillToContactId, made.OpportunityId], [accountId, contactId, opportunityId]);
  const [account] = stage.stack.query(`SELECT Name, Phone, BillingCity FROM Account WHERE Id = '${accountId}'`);
  assert.deepEqual(account, { Name: '既存 客', Phone: '+81-3-1111-1111', BillingCity: null });
  const [contact] = stage.stack.query(`SELECT LastName, Phone, Email FROM Contact WHERE Id = '${contactId}'`);
  assert.deepEqual(contact, { LastName: '既存', Phone: null, Email: email });
});

test('of several customers with the address none is guessed: the shop is told the numbers, and one of them decides', async () => {
  const order = sampleShopOrder();
  const numbers = ['一', '二'].map((name) => {
    const accountId = stage.stack.insert('Account', { Name: name });
    stage.stack.insert('Contact', { AccountId: accountId, LastName: name, Email: order.customer.email });
    return stage.stack.query(`SELECT SF_Account_No__c FROM Account WHERE Id = '${accountId}'`)[0]!.SF_Account_No__c;
  });
  const { status, json } = await stage.send(order);
  assert.equal(status, 409);
  assert.equal(json.error.code, 'DUPLICATE_CUSTOMERS');
  assert.deepEqual(json.error.details, { field: 'customer.number', customerNumbers: numbers });
  assert.equal((await stage.find(order)).status, 409);
  const decided = { ...order, customer: { ...order.customer, number: numbers[1] } };
  assert.equal((await stage.send(decided)).status, 201);
  const [account] = stage.stack.query(
    `SELECT Name FROM Account WHERE Id = '${stage.onlyOrderOf(order).AccountId as string}'`,
  );
  assert.equal(account!.Name, '二');
});

test('numbers that differ in case are two orders', async () => {
  const [one, other] = [sampleShopOrder({ orderNumber: 'case-A' }), sampleShopOrder({ orderNumber: 'CASE-a' })];
  const [first, second] = [await stage.send(one), await stage.send(other)];
  assert.deepEqual([first.status, second.status], [201, 201]);
  assert.notEqual(first.json.salesforceOrderId, second.json.salesforceOrderId);
});

test('another price than the price book’s is kept, and said on the case', async () => {
  const order = sampleShopOrder({
    lines: [{ productCode: 'SIM-DATA-5', quantity: 1, unitPrice: '990' }],
    totals: { subtotal: '990', tax: '99', total: '1089' },
  });
  await stage.send(order);
  const made = stage.onlyOrderOf(order);
  assert.equal(made.TotalAmount, 990);
  const [notes] = stage.stack.query(
    `SELECT CommentBody, IsPublished FROM CaseComment WHERE Parent.Order__c = '${made.Id as string}'`,
  );
  assert.match(notes!.CommentBody as string, /was sold at 990; the price book says 1100/);
  assert.match(
    notes!.CommentBody as string,
    new RegExp(`apply payment ${order.payment.transactionId} to that invoice`),
  );
  assert.equal(notes!.IsPublished, false);
});

const EXAMPLES: readonly [file: string, statuses: readonly string[]][] = [
  ['README.md', ['created']],
  ['docs/shop-orders.md', ['created', 'created']],
];

for (const [file, statuses] of EXAMPLES)
  test(`the example in ${file} works as it stands`, async (context) => {
    const isThere = await run('bash', ['-c', 'command -v curl && command -v openssl && command -v od']).then(
      () => true,
      () => false,
    );
    if (!isThere) return context.skip('NOT RUN: needs bash, curl, openssl and od');
    const page = readFileSync(join(import.meta.dirname, '../../..', file), 'utf8');
    const blocks = [...page.matchAll(/```bash\n([\s\S]+?)```/g)].map(([, block]) => block!);
    const example = blocks.find((block) => block.includes('/shop/orders'))!;
    const { stdout } = await run('bash', [
      '-euc',
      example.replaceAll('http://127.0.0.1:4803', stage.stack.middleware.origin),
    ]);
    const replies = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Row);
    assert.deepEqual(
      replies.map(({ status }) => status),
      statuses,
      stdout,
    );
  });
