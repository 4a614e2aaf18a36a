// Orders of the web shop, over the real wires: from the shop's POST to customer, order, case and payment in Salesforce, and on to
// the service in WHMCS.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { LOCAL_SHOP_SECRET } from '../../../scripts/stack/local-environment.ts';
import { SECRET, get, post, sampleShopOrder, type Reply, type SampleOrder } from '../shop/sample-shop-order.ts';
import { isProvisioned, startStack, type Row, type Stack } from './stack.ts';

const run = promisify(execFile);

let stack: Stack;

before(async () => {
  stack = await startStack({
    env: { SHOP_SIGNING_SECRETS: `${SECRET},${LOCAL_SHOP_SECRET}`, SHOP_PAYMENT_WAIT_MS: '3000' },
  });
  await stack.ready();
});
afterEach(() => stack.orgLocal('DELETE', 'faults'));
after(() => stack.close());

const send = (order: SampleOrder): Promise<Reply> => post(stack.middleware.origin, order);
const find = (order: SampleOrder): Promise<Reply> => get(stack.middleware.origin, order.orderNumber);

const ORDER =
  'SELECT Id, AccountId, BillToContactId, OpportunityId, Status, Activation_Status__c, Type, EffectiveDate, Payment_Status__c, ' +
  'Payment_Transaction_Id__c, BillingCity, TotalAmount FROM Order';
const ordersOf = (order: SampleOrder): Row[] =>
  stack.query(`${ORDER} WHERE Shop_Order_Number__c = '${order.orderNumber}'`);

function onlyOrderOf(order: SampleOrder): Row {
  const found = ordersOf(order);
  assert.equal(found.length, 1, 'one order');
  return found[0]!;
}

const accountsOf = (email: unknown): Row[] =>
  stack.query(`SELECT AccountId FROM Contact WHERE Email = '${String(email)}'`);

async function until<T>(look: () => T | Promise<T>, isDone: (found: T) => boolean, withinMs = 10_000): Promise<T> {
  const end = Date.now() + withinMs;
  for (;;) {
    const found = await look();
    if (isDone(found)) return found;
    assert.ok(Date.now() < end, `still ${JSON.stringify(found)}`);
    await sleep(20);
  }
}

/** Records a payment in WHMCS under a transaction id. */
async function pay(transid: string, amount: string): Promise<void> {
  const whmcs = async (action: string, fields: Record<string, string>): Promise<Row> => {
    const credentials = { identifier: 'local-full-access', secret: 'local-full-secret', responsetype: 'json' };
    const body = new URLSearchParams({ action, ...credentials, ...fields });
    const reply = (await (await fetch(stack.whmcs.apiUrl, { method: 'POST', body })).json()) as Row;
    assert.equal(reply.result, 'success', JSON.stringify(reply));
    return reply;
  };
  const client = await whmcs('AddClient', {
    firstname: '支払',
    lastname: '見本',
    email: `${transid}@example.test`,
    password2: 'a-long-password-1',
    skipvalidation: '1',
  });
  const { invoiceid } = await whmcs('CreateInvoice', {
    userid: String(client.clientid),
    status: 'Unpaid',
    itemdescription1: 'Shop',
    itemamount1: amount,
  });
  const paid = { invoiceid: String(invoiceid), gateway: 'stripe', date: '2026-11-20 10:00:00' };
  await whmcs('AddInvoicePayment', { ...paid, transid, amount });
}

// First: other orders’ payments would be counted too.
test('it costs one call to look and one to make, and asking again none', async () => {
  const calls = async (): Promise<Record<string, number>> => {
    const text = await (await stack.ask('/metrics')).text();
    const found = text.matchAll(/^portway_call_seconds_count\{.*kind="(shop-[a-z]+)".*\} (\d+)$/gm);
    return Object.fromEntries([...found].map(([, kind, count]) => [kind!, Number(count)]));
  };
  const before = await calls();
  const order = sampleShopOrder();
  await pay(order.payment.transactionId, '1210');
  const { json } = await send(order);
  assert.equal(json.paymentStatus, 'Paid');
  assert.equal(onlyOrderOf(order).Payment_Status__c, 'Paid');
  await send(order);
  await find(order);
  const after = await calls();
  assert.equal(after['shop-read']! - (before['shop-read'] ?? 0), 1);
  assert.equal(after['shop-create']! - (before['shop-create'] ?? 0), 1);
  assert.equal(after['shop-payment'] ?? 0, before['shop-payment'] ?? 0);
});

test('an order of a new customer becomes account, contact, sale, order with its lines, and a case', async () => {
  const order = sampleShopOrder();
  const reply = await send(order);
  assert.equal(reply.status, 201, JSON.stringify(reply.json));
  const made = onlyOrderOf(order);
  assert.equal(reply.json.salesforceOrderId, made.Id);
  assert.equal(made.Status, 'Pending Review');
  assert.equal(made.Activation_Status__c, 'Pending Review');
  assert.equal(made.Type, 'New Service');
  assert.equal(made.EffectiveDate, '2026-11-20');
  assert.equal(made.Payment_Transaction_Id__c, order.payment.transactionId);
  assert.equal(made.TotalAmount, 1100);
  const [contact] = stack.query(
    `SELECT Email, MailingCity, Account.Name, AccountId FROM Contact WHERE Id = '${made.BillToContactId as string}'`,
  );
  assert.equal(contact!.Email, order.customer.email);
  assert.equal(contact!.AccountId, made.AccountId);
  assert.equal(contact!.MailingCity, '架空市');
  const [opportunity] = stack.query(
    `SELECT StageName, CommodityType__c FROM Opportunity WHERE Id = '${made.OpportunityId as string}'`,
  );
  assert.equal(opportunity!.StageName, 'Post Processing');
  const [matter] = stack.query(
    `SELECT Id, Type, Description, Owner.Name, AccountId FROM Case WHERE Order__c = '${made.Id as string}'`,
  );
  assert.equal(matter!.Type, 'Shop Order');
  assert.equal(reply.json.salesforceCaseId, matter!.Id);
  assert.equal((matter!.Owner as Row).Name, 'Customer Service');
  assert.match(matter!.Description as string, /1 × SIM Data 5 GB/);
});

test('approved, it is provisioned in WHMCS like any other order', async () => {
  const order = sampleShopOrder();
  await send(order);
  const { Id: orderId } = onlyOrderOf(order);
  stack.approve(orderId as string);
  const done = await stack.orderWhen(orderId as string, isProvisioned);
  assert.ok(Number(done.WHMCS_Order_Id__c) > 0);
});

test('the same order again gets the same answer; the number with other content is told what differs', async () => {
  const order = sampleShopOrder();
  await pay(order.payment.transactionId, '1210');
  const first = await send(order);
  for (const again of [await send(order), await send(order)]) {
    assert.equal(again.status, first.status);
    assert.deepEqual(again.json, first.json);
  }
  assert.equal((await find(order)).status, 200);
  const { status, json } = await send({ ...order, payment: { transactionId: 'another', method: 'stripe' } });
  assert.equal(status, 409);
  assert.equal(json.error.code, 'ORDER_DIFFERS');
  assert.deepEqual(json.error.details.differs, ['payment.transactionId']);
  onlyOrderOf(order);
});

test('a request that is sent again as it stands, id and all, gets its answer again', async () => {
  const order = sampleShopOrder();
  await pay(order.payment.transactionId, '1210');
  const sending = { id: 'msg-1', at: Date.now() };
  const [first, again] = [
    await post(stack.middleware.origin, order, sending),
    await post(stack.middleware.origin, order, sending),
  ];
  assert.deepEqual([again.status, again.json], [first.status, first.json]);
  onlyOrderOf(order);
});

test('sent many times at once it is made once', async () => {
  const order = sampleShopOrder();
  const replies = await Promise.all(Array.from({ length: 10 }, () => send(order)));
  assert.deepEqual([...new Set(replies.map(({ status }) => status))], [201]);
  assert.equal(new Set(replies.map(({ json }) => json.salesforceOrderId)).size, 1);
  onlyOrderOf(order);
  assert.equal(accountsOf(order.customer.email).length, 1);
});

test('several orders of one new customer at once make one customer', async () => {
  const { customer } = sampleShopOrder();
  const orders = Array.from({ length: 4 }, () => sampleShopOrder({ customer }));
  const replies = await Promise.all(orders.map(send));
  assert.deepEqual([...new Set(replies.map(({ status }) => status))], [201]);
  assert.equal(new Set(orders.map((order) => onlyOrderOf(order).AccountId)).size, 1);
  assert.equal(accountsOf(customer.email).length, 1);
});

test('a known customer gets the order, joins an open sale, and stays as it is', async () => {
  const order = sampleShopOrder();
  const email = String(order.customer.email).toUpperCase();
  const accountId = stack.insert('Account', { Name: '既存 客', Phone: '+81-3-1111-1111' });
  const contactId = stack.insert('Contact', { AccountId: accountId, LastName: '既存', Email: email });
  const opportunityId = stack.insert('Opportunity', {
    Name: 'SIM',
    AccountId: accountId,
    StageName: 'Ready',
    CloseDate: '2026-12-31',
    CommodityType__c: 'SIM',
  });
  await send(order);
  const made = onlyOrderOf(order);
  assert.deepEqual([made.AccountId, made.BillToContactId, made.OpportunityId], [accountId, contactId, opportunityId]);
  const [account] = stack.query(`SELECT Name, Phone, BillingCity FROM Account WHERE Id = '${accountId}'`);
  assert.deepEqual(account, { Name: '既存 客', Phone: '+81-3-1111-1111', BillingCity: null });
  const [contact] = stack.query(`SELECT LastName, Phone, Email FROM Contact WHERE Id = '${contactId}'`);
  assert.deepEqual(contact, { LastName: '既存', Phone: null, Email: email });
});

test('of several customers with the address none is guessed: the shop is told the numbers, and one of them decides', async () => {
  const order = sampleShopOrder();
  const numbers = ['一', '二'].map((name) => {
    const accountId = stack.insert('Account', { Name: name });
    stack.insert('Contact', { AccountId: accountId, LastName: name, Email: order.customer.email });
    return stack.query(`SELECT SF_Account_No__c FROM Account WHERE Id = '${accountId}'`)[0]!.SF_Account_No__c;
  });
  const { status, json } = await send(order);
  assert.equal(status, 409);
  assert.equal(json.error.code, 'DUPLICATE_CUSTOMERS');
  assert.deepEqual(json.error.details, { field: 'customer.number', customerNumbers: numbers });
  assert.equal((await find(order)).status, 409);
  const decided = { ...order, customer: { ...order.customer, number: numbers[1] } };
  assert.equal((await send(decided)).status, 201);
  const [account] = stack.query(`SELECT Name FROM Account WHERE Id = '${onlyOrderOf(order).AccountId as string}'`);
  assert.equal(account!.Name, '二');
});

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
    const reply = await send(order);
    assert.equal(reply.status, status, JSON.stringify(reply.json));
    assert.equal(reply.json.error.code, code);
    assert.match(reply.json.error.message, says);
    assert.equal(reply.json.error.retry, false);
    assert.deepEqual(ordersOf(order), []);
    assert.equal(accountsOf(order.customer.email).length, 0);
  });

test('numbers that differ in case are two orders', async () => {
  const [one, other] = [sampleShopOrder({ orderNumber: 'case-A' }), sampleShopOrder({ orderNumber: 'CASE-a' })];
  const [first, second] = [await send(one), await send(other)];
  assert.deepEqual([first.status, second.status], [201, 201]);
  assert.notEqual(first.json.salesforceOrderId, second.json.salesforceOrderId);
});

test('a refused order can be corrected under its number', async () => {
  const order = sampleShopOrder();
  const wrong = { ...order, lines: [{ productCode: 'NO-SUCH', quantity: 1, unitPrice: '1100' }] };
  assert.equal((await send(wrong)).status, 422);
  assert.equal((await send(order)).status, 201);
  onlyOrderOf(order);
});

test('another price than the price book’s is kept, and said on the case', async () => {
  const order = sampleShopOrder({
    lines: [{ productCode: 'SIM-DATA-5', quantity: 1, unitPrice: '990' }],
    totals: { subtotal: '990', tax: '99', total: '1089' },
  });
  await send(order);
  const made = onlyOrderOf(order);
  assert.equal(made.TotalAmount, 990);
  const [notes] = stack.query(
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
      example.replaceAll('http://127.0.0.1:4803', stack.middleware.origin),
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

test('a payment that WHMCS learns of later is written to the order', async () => {
  const order = sampleShopOrder();
  assert.equal((await send(order)).json.paymentStatus, null);
  await pay(order.payment.transactionId, '1210');
  await until(
    () => onlyOrderOf(order).Payment_Status__c,
    (status) => status === 'Paid',
  );
  await until(
    async () => (await find(order)).json.paymentStatus,
    (status) => status === 'Paid',
  );
});

test('WHMCS being away keeps no order from being made; its payment is written when WHMCS is back', async () => {
  const order = sampleShopOrder();
  await pay(order.payment.transactionId, '1210');
  await stack.whmcsLocal('POST', 'faults', { kind: 'status', action: 'GetTransactions', status: 503, times: 'always' });
  const { status, json } = await send(order);
  await stack.whmcsLocal('DELETE', 'faults');
  assert.equal(status, 201);
  assert.equal(json.paymentStatus, null);
  await until(
    () => onlyOrderOf(order).Payment_Status__c,
    (found) => found === 'Paid',
  );
});

test('a payment that WHMCS never hears of, and a part of one, are said on the case once', async () => {
  const never = sampleShopOrder();
  const part = sampleShopOrder();
  await send(never);
  await send(part);
  await pay(part.payment.transactionId, '1000');
  const commentsOn = (order: SampleOrder): Row[] => {
    const soql = 'SELECT CommentBody, IsPublished FROM CaseComment WHERE Parent.Order__c =';
    const comments = stack.query(`${soql} '${onlyOrderOf(order).Id as string}'`);
    return comments.filter(({ CommentBody }) => (CommentBody as string).startsWith('Payment '));
  };
  // The first answer is lost: it is looked up before the comment is written again.
  const lost = { kind: 'http', path: '/composite/graph', status: 0, times: 1, commitFirst: true };
  await stack.orgLocal('POST', 'faults', lost);
  const told: [SampleOrder, string, RegExp][] = [
    [part, 'Partially Paid', /1000 of 1210 JPY received/],
    [never, 'Unpaid', /WHMCS knows no transaction/],
  ];
  for (const [order, status, words] of told) {
    await until(
      async () => (await find(order)).json.paymentStatus,
      (found) => found === status,
    );
    const comments = commentsOn(order);
    assert.equal(comments.length, 1);
    assert.match(comments[0]!.CommentBody as string, words);
    assert.equal(comments[0]!.IsPublished, false);
    assert.equal(onlyOrderOf(order).Payment_Status__c, status);
  }
});

test('an answer that Salesforce gave and nobody heard is looked up: one order, one customer', async () => {
  const lost = { kind: 'http', path: '/composite/graph', status: 0, times: 1, commitFirst: true };
  await stack.orgLocal('POST', 'faults', lost);
  const order = sampleShopOrder();
  const reply = await send(order);
  assert.equal(reply.status, 201, JSON.stringify(reply.json));
  assert.equal(reply.json.salesforceOrderId, onlyOrderOf(order).Id);
  assert.ok(reply.json.salesforceCaseId);
  assert.equal(accountsOf(order.customer.email).length, 1);
});

test('a call that Salesforce carries out long after it was given up makes no second order or customer', async () => {
  await stack.restart({ SF_TIMEOUT_MS: '1000' });
  await stack.ready();
  await stack.orgLocal('POST', 'faults', { kind: 'delay', path: '/composite/graph', ms: 2500, times: 1 });
  const order = sampleShopOrder();
  const reply = await send(order);
  assert.equal(reply.status, 201, JSON.stringify(reply.json));
  await sleep(2500); // until the delayed call has been carried out
  assert.equal(reply.json.salesforceOrderId, onlyOrderOf(order).Id);
  assert.equal(accountsOf(order.customer.email).length, 1);
  await stack.restart({ SF_TIMEOUT_MS: '60000' });
  await stack.ready();
});

test('while Salesforce is away orders are kept, also over a restart, and made when it is back', async () => {
  await stack.orgLocal('POST', 'faults', { kind: 'http', path: '/composite', status: 503, times: 1000 });
  await stack.restart({ SHOP_ANSWER_WAIT_MS: '200' });
  const orders = [sampleShopOrder(), sampleShopOrder()];
  for (const order of orders) {
    const reply = await send(order);
    assert.equal(reply.status, 202, JSON.stringify(reply.json));
    assert.equal(reply.json.status, 'queued');
    assert.ok(Number(reply.headers.get('retry-after')) > 0);
    assert.equal(reply.headers.get('location'), `/shop/orders/${order.orderNumber}`);
  }
  await stack.restart();
  assert.equal((await find(orders[0]!)).status, 202);
  await stack.orgLocal('DELETE', 'faults');
  for (const order of orders) {
    const reply = await until(
      () => find(order),
      ({ status }) => status === 200,
      20_000,
    );
    assert.equal(reply.json.salesforceOrderId, onlyOrderOf(order).Id);
  }
  await stack.restart({ SHOP_ANSWER_WAIT_MS: '10000' });
  await stack.ready();
});

test('a new ledger finds in Salesforce what an earlier one made there', async () => {
  const order = sampleShopOrder();
  await pay(order.payment.transactionId, '1210');
  const first = await send(order);
  await stack.restart({ DATABASE_FILE: `${stack.env.DATABASE_FILE}.new` });
  await stack.ready();
  const again = await send(order);
  assert.equal(again.json.salesforceOrderId, first.json.salesforceOrderId);
  assert.equal(again.json.paymentStatus, 'Paid', 'what Salesforce says of it stays');
  const other = { ...order, payment: { transactionId: 'yet-another', method: 'stripe' } };
  await stack.restart({ DATABASE_FILE: `${stack.env.DATABASE_FILE}.newer` });
  await stack.ready();
  const { json } = await send(other);
  assert.equal(json.error.code, 'ORDER_DIFFERS');
  assert.deepEqual(json.error.details.differs, ['payment.transactionId']);
  onlyOrderOf(order);
});

test('an order that the org cannot take is held, shown to the operator, and made when a person has seen to it', async () => {
  const operator = { authorization: 'Bearer test-operator-token' };
  const needPerson = async (): Promise<Row[]> =>
    ((await (await stack.ask('/operator/api/shop', { headers: operator })).json()) as { needPerson: Row[] }).needPerson;
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
  await stack.orgLocal('POST', 'faults', { kind: 'http', path: '/composite/graph', status: 200, times: 100, body });
  await stack.restart({ SHOP_ANSWER_WAIT_MS: '300' });
  await stack.ready();
  const order = sampleShopOrder();
  assert.equal((await send(order)).status, 202);
  const [held] = (await needPerson()).filter(({ orderNumber }) => orderNumber === order.orderNumber);
  assert.equal(held!.state, 'held');
  assert.match(JSON.stringify(held!.reason), /A rule of the org/);
  const shown = await (await stack.ask('/operator/shop', { headers: { ...operator, accept: 'text/html' } })).text();
  assert.match(shown, new RegExp(`Try order ${order.orderNumber} again`));
  assert.doesNotMatch(shown, new RegExp(String(order.customer.email)));
  await stack.orgLocal('DELETE', 'faults');
  const retried = await stack.ask(`/operator/api/shop/${order.orderNumber}/retry`, {
    method: 'POST',
    headers: operator,
  });
  assert.equal(retried.status, 202);
  await until(
    () => find(order),
    ({ status }) => status === 200,
  );
  onlyOrderOf(order);
});
