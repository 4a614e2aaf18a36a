// Orders of the web shop, over the real wires: from the shop's POST to customer, order, case and payment in Salesforce, and on to
// the service in WHMCS.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { SECRET, get, post, sampleShopOrder, type Reply, type SampleOrder } from '../shop/sample-shop-order.ts';
import { isProvisioned, startStack, type Row, type Stack } from './stack.ts';

let stack: Stack;

before(async () => {
  stack = await startStack({ env: { SHOP_SIGNING_SECRETS: SECRET } });
  await stack.ready();
});
after(() => stack.close());

const send = (order: SampleOrder): Promise<Reply> => post(stack.middleware.origin, order);

const ORDER =
  'SELECT Id, AccountId, BillToContactId, OpportunityId, Status, Activation_Status__c, Type, EffectiveDate, Payment_Status__c, ' +
  'Payment_Transaction_Id__c, Shop_Order_Number__c, BillingCity, TotalAmount FROM Order';
const orders = (order: SampleOrder): Row[] =>
  stack.query(`${ORDER} WHERE Shop_Order_Number__c = '${order.orderNumber}'`);

test('an order of a new customer becomes account, contact, sale, order with its lines, and a case', async () => {
  const order = sampleShopOrder();
  const reply = await send(order);
  assert.equal(reply.status, 201, JSON.stringify(reply.json));
  const [made] = orders(order);
  assert.equal(reply.json.salesforceOrderId, made!.Id);
  assert.equal(made!.Status, 'Pending Review');
  assert.equal(made!.Activation_Status__c, 'Pending Review');
  assert.equal(made!.Type, 'New Service');
  assert.equal(made!.EffectiveDate, '2026-11-20');
  assert.equal(made!.Payment_Transaction_Id__c, order.payment.transactionId);
  assert.equal(made!.TotalAmount, 1100);
  const [contact] = stack.query(
    `SELECT LastName, Email, MailingCity, Account.Name, Account.Id FROM Contact WHERE Id = '${made!.BillToContactId as string}'`,
  );
  assert.equal(contact!.Email, order.customer.email);
  assert.equal((contact!.Account as Row).Id, made!.AccountId);
  const [opportunity] = stack.query(
    `SELECT StageName, CommodityType__c FROM Opportunity WHERE Id = '${made!.OpportunityId as string}'`,
  );
  assert.equal(opportunity!.StageName, 'Post Processing');
  const [matter] = stack.query(
    `SELECT Type, Subject, Description, Owner.Name, AccountId FROM Case WHERE Order__c = '${made!.Id as string}'`,
  );
  assert.equal(matter!.Type, 'Shop Order');
  assert.equal((matter!.Owner as Row).Name, 'Customer Service');
  assert.match(matter!.Description as string, /SIM Data 5 GB/);
});

test('approved, it is provisioned in WHMCS like any other order', async () => {
  const order = sampleShopOrder();
  await send(order);
  const [made] = orders(order);
  stack.approve(made!.Id as string);
  const done = await stack.orderWhen(made!.Id as string, isProvisioned);
  assert.ok(Number(done.WHMCS_Order_Id__c) > 0);
});

void sleep;
void get;
