// From an agent's approval to a live service, over the real wires.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { isProvisioned, startStack, type Row, type Stack } from './stack.ts';

let stack: Stack;
before(async () => {
  stack = await startStack();
});
after(() => stack.close());

function orderOf(accountName: string): Row {
  const [order] = stack.query(
    `SELECT Id, AccountId FROM Order WHERE Account.Name = '${accountName}' AND Status = 'Pending Review' ORDER BY OrderNumber`,
  );
  assert.ok(order, `the sample data have an order of ${accountName}`);
  return order;
}

test('an approved order becomes live services, and every id comes back', async () => {
  const { Id } = orderOf('見本 花子') as { Id: string };
  stack.approve(Id);
  const order = await stack.orderWhen(Id, isProvisioned);
  assert.equal(order.Activation_Error__c, null);
  assert.ok(order.WHMCS_Order_Id__c);
  const items = stack.query(
    `SELECT WHMCS_Service_ID__c, Product2.Item_Class__c FROM OrderItem WHERE OrderId = '${Id}'`,
  );
  assert.equal(new Set(items.map((item) => item.WHMCS_Service_ID__c)).size, items.length);
  const service = items.find((item) => (item.Product2 as Row).Item_Class__c === 'Service');
  const [opportunity] = stack.query(
    `SELECT StageName, WHMCS_Service_ID__c FROM Opportunity WHERE Id = '${order.OpportunityId as string}'`,
  );
  assert.equal(opportunity?.StageName, 'Active');
  assert.equal(opportunity?.WHMCS_Service_ID__c, service?.WHMCS_Service_ID__c);
  const [account] = stack.query(`SELECT WH_Account__c FROM Account WHERE Id = '${order.AccountId as string}'`);
  assert.match(account?.WH_Account__c as string, /^\d+$/);
});
