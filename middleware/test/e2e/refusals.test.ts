// What an agent reads on an order that cannot be provisioned, each driven from outside: the order is made wrong in
// Salesforce, or WHMCS refuses it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { isFailed, isProvisioned, startStack, type Stack } from './stack.ts';
import { askWhmcs } from './whmcs-admin.ts';
import { makeOrder, productId, type OrderWish } from './sample.ts';

let stack: Stack;
before(async () => {
  stack = await startStack();
});
after(() => stack.close());

interface Case {
  title: string;
  wish: OrderWish;
  /** Changes products; undone afterwards by `undo`. */
  arrange?: () => void;
  undo?: () => void;
  says: string;
}

const product = (name: string, values: Record<string, unknown>): void =>
  stack.update('Product2', productId(stack, name), values);

const CASES: readonly Case[] = [
  {
    title: 'a product without a WHMCS product',
    wish: { lines: ['SIM Data 5 GB', 'Router Rental'] },
    says: 'PRODUCT_NOT_MAPPED: product ‘Router Rental’ has no WHMCS product (Correct WHMCS Product ID on the product, then retry the order.)',
  },
  {
    title: 'a product mapped to one that WHMCS does not have',
    wish: { lines: ['Home Phone'] },
    arrange: () => product('Home Phone', { WHMCS_Product_Id__c: '999' }),
    undo: () => product('Home Phone', { WHMCS_Product_Id__c: '141' }),
    says: 'PRODUCT_NOT_MAPPED: WHMCS has no product 999 (Correct WHMCS Product ID on the product, then retry the order.)',
  },
  {
    title: 'a product without a billing cycle',
    wish: { lines: ['Home Phone'] },
    arrange: () => product('Home Phone', { Billing_Cycle__c: null }),
    undo: () => product('Home Phone', { Billing_Cycle__c: 'Monthly' }),
    says: 'BILLING_CYCLE_INVALID: product ‘Home Phone’ has no billing cycle (Set Billing Cycle on the product, then retry the order.)',
  },
  {
    title: 'config options that are not JSON',
    wish: { lines: ['Home Phone'] },
    arrange: () => product('Home Phone', { Portal_ConfigOptions_JSON__c: '{7: 3' }),
    undo: () => product('Home Phone', { Portal_ConfigOptions_JSON__c: null }),
    says: 'CONFIG_OPTIONS_INVALID: product ‘Home Phone’: its config options are not JSON (Correct Config Options JSON on the product, e.g. {"7": 3}, then retry the order.)',
  },
  {
    title: 'half a piece',
    wish: { lines: [{ product: 'Home Phone', quantity: 1.5 }] },
    says: 'QUANTITY_INVALID: the line of ‘Home Phone’ has quantity 1.5 (Set a whole quantity of 1 or more on the line, then retry the order.)',
  },
  {
    title: 'a price below nothing',
    wish: { lines: [{ product: 'Home Phone', price: -1 }] },
    says: 'PRICE_INVALID: the line of ‘Home Phone’ has unit price -1 (Set a unit price of 0 or more on the line, then retry the order.)',
  },
  {
    title: 'more pieces than one WHMCS form holds',
    wish: { lines: Array.from({ length: 250 }, () => 'Home Phone') },
    says: 'ORDER_TOO_LARGE: order ',
  },
  {
    title: 'an order without products',
    wish: { lines: [] },
    says: 'ORDER_EMPTY: order ',
  },
  {
    title: 'a customer without an e-mail address',
    wish: { lines: ['Home Phone'], email: null },
    says: 'CLIENT_EMAIL_MISSING: the Bill To Contact of order ',
  },
  {
    title: 'an account without contacts that have one',
    wish: { lines: ['Home Phone'], email: null, billTo: false, name: '無記名 次郎' },
    says: 'CLIENT_EMAIL_MISSING: account ‘無記名 次郎’ has no e-mail address (Set a Bill To Contact with an e-mail address on the order, then retry it.)',
  },
  {
    title: 'an e-mail address that belongs to another customer',
    wish: { lines: ['Home Phone'], email: 'ichiro.kizon@example.com' },
    says: 'CLIENT_AMBIGUOUS: WHMCS client 301 has the contact’s e-mail but belongs to customer C-9000001, not C-',
  },
  {
    title: 'a client that WHMCS does not have',
    wish: { lines: ['Home Phone'], client: '987654' },
    says: 'CLIENT_NOT_FOUND: WHMCS says “Client ID Not Found” to AddOrder (Correct WHMCS Account ID on the account, then retry the order.)',
  },
];

for (const { title, wish, arrange, undo, says } of CASES) {
  test(`${title}: Failed at once, said so that an agent can act`, async () => {
    arrange?.();
    try {
      const { orderId } = makeOrder(stack, wish);
      stack.approve(orderId);
      const order = await stack.orderWhen(orderId, isFailed);
      const text = order.Activation_Error__c as string;
      assert.ok(text.startsWith(says), text);
      assert.ok(text.length <= 255);
      assert.ok(order.Activation_Error_DateTime__c);
      assert.notEqual(order.Status, 'Activated');
    } finally {
      undo?.();
    }
  });
}

test('several contacts with different addresses and no Bill To Contact: nobody is guessed', async () => {
  const made = makeOrder(stack, { lines: ['Home Phone'], billTo: false });
  stack.insert('Contact', { AccountId: made.accountId, LastName: '別人', Email: 'betsujin@example.test' });
  stack.approve(made.orderId);
  const order = await stack.orderWhen(made.orderId, isFailed);
  assert.match(
    order.Activation_Error__c as string,
    /^CLIENT_AMBIGUOUS: account .* has 2 contacts with different e-mail addresses/,
  );
});

test('a client that is closed in WHMCS: its own words', async () => {
  const first = makeOrder(stack, { lines: ['Home Phone'] });
  stack.approve(first.orderId);
  await stack.orderWhen(first.orderId, isProvisioned);
  const [account] = stack.query(`SELECT WH_Account__c FROM Account WHERE Id = '${first.accountId}'`);
  await askWhmcs(stack, 'UpdateClient', { clientid: account!.WH_Account__c as string, status: 'Closed' });
  const second = makeOrder(stack, { lines: ['Home Phone'], accountId: first.accountId });
  stack.approve(second.orderId);
  const order = await stack.orderWhen(second.orderId, isFailed);
  assert.match(
    order.Activation_Error__c as string,
    /^WHMCS_REJECTED: WHMCS says “Unable to add order when client status is Closed” to AddOrder \(Correct what WHMCS names, then retry the order\.\)$/,
  );
});

test('a service that does not start: Failed with the module’s words; put right and retried, the same WHMCS order goes live', async () => {
  await stack.whmcsLocal('PUT', 'modules', { pid: 121, script: { error: 'No free number in pool 7' }, times: 1000 });
  const { orderId } = makeOrder(stack, { lines: ['SIM Voice 10 GB', 'SIM Activation Fee'] });
  stack.approve(orderId);
  const failed = await stack.orderWhen(orderId, isFailed);
  assert.match(
    failed.Activation_Error__c as string,
    /^SERVICE_NOT_ACTIVE: .*No free number in pool 7.*\(Put it right in WHMCS/,
  );
  await stack.whmcsLocal('PUT', 'modules', { pid: 121, script: {}, times: 1000 });
  await stack.orgLocal('POST', 'clock', { advanceMs: 60_000 });
  stack.update('Order', orderId, { Activation_Status__c: 'Activating' });
  const order = await stack.orderWhen(orderId, isProvisioned);
  assert.equal(order.Activation_Error__c, null);
  const { orders } = await stack.whmcsLocal<{ orders: unknown[] }>('GET', `orders?marker=sf:o=${orderId}`);
  assert.ok(orders.length <= 1);
});

test('a corrected order is retried from Salesforce and goes through', async () => {
  const made = makeOrder(stack, { lines: ['Home Phone'], email: null });
  stack.approve(made.orderId);
  await stack.orderWhen(made.orderId, isFailed);
  await stack.orgLocal('POST', 'clock', { advanceMs: 60_000 }); // correcting takes a moment
  stack.update('Contact', made.contactId!, { Email: 'naotta@example.test' });
  stack.update('Order', made.orderId, { Activation_Status__c: 'Activating' });
  const order = await stack.orderWhen(made.orderId, isProvisioned);
  assert.equal(order.Activation_Error__c, null);
  assert.equal(order.Activation_Error_DateTime__c, null);
});
