// Who may write what billing keeps in the org: the middleware all of it, agents nothing.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { AGENT, demoOrg, INTEGRATION, NOW, type DemoOrg } from './demo-org.ts';

let demo: DemoOrg;
before(async () => {
  demo = await demoOrg();
});
const id = (name: string) => demo.ids.get(name)!;
const invoice = (whmcsId: number, status = 'Unpaid') => ({
  Account__c: id('AccountMihon'),
  Order__c: id('OrderMihonInternet'),
  WHMCS_Invoice_Id__c: whmcsId,
  Status__c: status,
  Total__c: 5500,
  Balance__c: 5500,
  Currency_Code__c: 'JPY',
});

test('the middleware copies an invoice with its lines, and names its masters again when it changes them', () => {
  const made = demo.insert(INTEGRATION, 'Invoice__c', invoice(101));
  assert.equal(made.said, 'ok');
  const line = {
    Invoice__c: made.id,
    WHMCS_Line_Id__c: 501,
    Description__c: 'Home 1G',
    Amount__c: 5500,
    Order_Item__c: id('ItemMihonInternetHome1G'),
  };
  const madeLine = demo.insert(INTEGRATION, 'Invoice_Line__c', line);
  assert.equal(madeLine.said, 'ok');
  const paid = { Account__c: id('AccountMihon'), Status__c: 'Paid', Paid_Date_Time__c: NOW, Balance__c: 0 };
  assert.equal(demo.update(INTEGRATION, 'Invoice__c', made.id, paid), 'ok');
  assert.equal(
    demo.update(INTEGRATION, 'Invoice_Line__c', madeLine.id, { Invoice__c: made.id, Amount__c: 5000 }),
    'ok',
  );
  assert.equal(demo.row('Invoice__c', made.id).Status__c, 'Paid');
});

test('one WHMCS invoice is one record, and its status is one that WHMCS knows', () => {
  assert.equal(demo.insert(INTEGRATION, 'Invoice__c', invoice(102)).said, 'ok');
  assert.match(demo.insert(INTEGRATION, 'Invoice__c', invoice(102)).said, /^DUPLICATE_VALUE/);
  const unknown = demo.insert(INTEGRATION, 'Invoice__c', invoice(103, 'Written Off')).said;
  assert.match(unknown, /^INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST/);
});

test('the middleware writes stock on the lines of an opportunity, and payment and service on its head', () => {
  const stock = { In_Stock__c: true, Stock_Quantity__c: 7, Stock_Checked_Date_Time__c: NOW };
  const line = id('OpportunityItemMihonInternetHome1G');
  assert.equal(demo.update(INTEGRATION, 'OpportunityLineItem', line, stock), 'ok');
  const head = {
    Payment_Status__c: 'Partially Paid',
    Service_Status__c: 'Active',
    Availability_Summary__c: 'In stock',
  };
  assert.equal(demo.update(INTEGRATION, 'Opportunity', id('OpportunityMihonInternet'), head), 'ok');
  assert.equal(demo.update(INTEGRATION, 'Order', id('OrderMihonInternet'), { Payment_Status__c: 'Overdue' }), 'ok');
});

test('an agent makes and changes no invoice, payment status or stock', () => {
  const { id: made } = demo.insert(INTEGRATION, 'Invoice__c', invoice(104));
  assert.notEqual(demo.insert(AGENT, 'Invoice__c', invoice(105)).said, 'ok');
  assert.notEqual(demo.update(AGENT, 'Invoice__c', made, { Status__c: 'Paid' }), 'ok');
  assert.notEqual(demo.update(AGENT, 'Order', id('OrderMihonInternet'), { Payment_Status__c: 'Paid' }), 'ok');
  const line = id('OpportunityItemMihonInternetHome1G');
  assert.notEqual(demo.update(AGENT, 'OpportunityLineItem', line, { In_Stock__c: false }), 'ok');
});
