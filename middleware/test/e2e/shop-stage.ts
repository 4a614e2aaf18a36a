// A web shop before the whole stack: sends orders, asks for them, pays; and looks at what has become of them in Salesforce.
import assert from 'node:assert/strict';
import { after, afterEach, before } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { LOCAL_SHOP_SECRET } from '../../../scripts/stack/local-environment.ts';
import { SECRET, get, post, type Reply, type SampleOrder } from '../shop/sample-shop-order.ts';
import { startStack, type Row, type Stack } from './stack.ts';
import { askWhmcs } from './whmcs-admin.ts';

const ORDER =
  'SELECT Id, AccountId, BillToContactId, OpportunityId, Status, Activation_Status__c, Type, EffectiveDate, Payment_Status__c, ' +
  'Payment_Transaction_Id__c, BillingCity, TotalAmount FROM Order';
export interface ShopStage {
  readonly stack: Stack;
  readonly send: (order: SampleOrder) => Promise<Reply>;
  readonly find: (order: SampleOrder) => Promise<Reply>;
  readonly ordersOf: (order: SampleOrder) => Row[];
  /** @throws AssertionError there is none, or more than one */
  readonly onlyOrderOf: (order: SampleOrder) => Row;
  readonly accountsOf: (email: unknown) => Row[];
  /** Records a payment in WHMCS under a transaction id. */
  readonly pay: (transid: string, amount: string) => Promise<void>;
}

/** For all tests of a file. WHMCS is asked for three seconds for a payment that it does not know. */
export function shopStage(): ShopStage {
  let stack: Stack;
  before(async () => {
    const env = { SHOP_SIGNING_SECRETS: `${SECRET},${LOCAL_SHOP_SECRET}`, SHOP_PAYMENT_WAIT_MS: '3000' };
    stack = await startStack({ env });
    await stack.ready();
  });
  afterEach(() => stack.orgLocal('DELETE', 'faults'));
  after(() => stack.close());
  const ordersOf = (order: SampleOrder): Row[] =>
    stack.query(`${ORDER} WHERE Shop_Order_Number__c = '${order.orderNumber}'`);
  return {
    get stack() {
      return stack;
    },
    send: (order) => post(stack.middleware.origin, order),
    find: (order) => get(stack.middleware.origin, order.orderNumber),
    ordersOf,
    onlyOrderOf: (order) => {
      const found = ordersOf(order);
      assert.equal(found.length, 1, 'one order');
      return found[0]!;
    },
    accountsOf: (email) => stack.query(`SELECT AccountId FROM Contact WHERE Email = '${String(email)}'`),
    pay: (transid, amount) => pay(stack, transid, amount),
  };
}

export async function until<T>(
  look: () => T | Promise<T>,
  isDone: (found: T) => boolean,
  withinMs = 10_000,
): Promise<T> {
  const end = Date.now() + withinMs;
  for (;;) {
    const found = await look();
    if (isDone(found)) return found;
    assert.ok(Date.now() < end, `still ${JSON.stringify(found)}`);
    await sleep(20);
  }
}

async function pay(stack: Stack, transid: string, amount: string): Promise<void> {
  const client = await askWhmcs(stack, 'AddClient', {
    firstname: '支払',
    lastname: '見本',
    email: `${transid}@example.test`,
    password2: 'a-long-password-1',
    skipvalidation: '1',
  });
  const { invoiceid } = await askWhmcs(stack, 'CreateInvoice', {
    userid: String(client.clientid),
    status: 'Unpaid',
    itemdescription1: 'Shop',
    itemamount1: amount,
  });
  const paid = { invoiceid: String(invoiceid), gateway: 'stripe', date: '2026-11-20 10:00:00' };
  await askWhmcs(stack, 'AddInvoicePayment', { ...paid, transid, amount });
}
