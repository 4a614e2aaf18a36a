// From the shop to the running service and its end, called as the pages call Apex, also by two requests at once.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { call, customer, idOf, insert, rows, twice, update } from './customer-site.ts';

interface Placed {
  readonly orderId: string;
}
interface Order {
  readonly status: string;
  readonly timeline: readonly { readonly key: string; readonly status: string; readonly at: string | null }[];
}

let vpn = '';
before(async () => {
  vpn = await insert('Product2', {
    Name: 'VPN Standard',
    IsActive: true,
    CommodityType__c: 'VPN',
    Item_Class__c: 'Service',
    Billing_Cycle__c: 'Monthly',
    Portal_Max_Quantity__c: 10,
  });
  const standard = await idOf('Pricebook2', 'IsStandard = true');
  const portal = await insert('Pricebook2', { Name: 'Portal', IsActive: true });
  for (const Pricebook2Id of [standard, portal])
    await insert('PricebookEntry', { Pricebook2Id, Product2Id: vpn, UnitPrice: 880, IsActive: true });
});

const requestFor = (requestKey: string, quantity = 1) => ({
  request: { requestKey, lines: [{ productId: vpn, quantity }], shownTotal: 880 * quantity },
});
const recordsOf = (type: string, accountId: string) => rows(`SELECT Id FROM ${type} WHERE AccountId = '${accountId}'`);

test('a double click on the order button makes one order', async () => {
  const { session, accountId } = await customer('Doubler');
  const [first, second] = await twice(session, 'OrderController', 'placeOrder', requestFor('double-click-0001'));
  assert.deepEqual(first, second);
  assert.equal((await recordsOf('Order', accountId)).length, 1);
  assert.equal((await recordsOf('Opportunity', accountId)).length, 1);
});

test('two tabs make two orders and one opportunity', async () => {
  const { session, accountId } = await customer('Tabber');
  await Promise.all(
    ['tab-one-000000001', 'tab-two-000000002'].map((key) =>
      call(session, 'OrderController', 'placeOrder', requestFor(key)),
    ),
  );
  assert.equal((await recordsOf('Order', accountId)).length, 2);
  assert.equal((await recordsOf('Opportunity', accountId)).length, 1);
});

test('an order becomes a service, which two clicks cancel once', async () => {
  const { session, accountId } = await customer('Follower');
  const placed = (await call(session, 'OrderController', 'placeOrder', requestFor('follow-000000001'))) as Placed;
  const seen = async () => (await call(session, 'OrderController', 'getOrder', placed)) as Order;
  assert.equal((await seen()).status, 'InReview');
  for (const change of [{ Status: 'Approved' }, { Activation_Status__c: 'Provisioned' }, { Status: 'Activated' }])
    await update('Order', placed.orderId, change);
  const order = await seen();
  assert.equal(order.status, 'Active');
  assert.deepEqual(
    order.timeline.map(({ key, status, at }) => `${key} ${status} ${at === null ? 'undated' : 'dated'}`),
    ['Ordered Done dated', 'Approved Done dated', 'Active Done dated'],
  );

  const serviceId = await idOf('Opportunity', `AccountId = '${accountId}'`);
  await update('Opportunity', serviceId, { StageName: 'Active', WHMCS_Service_ID__c: 4711 });
  const outcomes = await twice(session, 'CancellationController', 'requestCancellation', {
    serviceId,
    lastDay: null,
    reason: '引っ越し',
  });
  const [first, second] = outcomes as { caseId: string; wasAskedBefore: boolean }[];
  assert.equal(first!.caseId, second!.caseId);
  assert.deepEqual([first!.wasAskedBefore, second!.wasAskedBefore].sort(), [false, true]);
  assert.equal((await recordsOf('Case', accountId)).length, 1);
});

test('what another customer sends is refused in the words of an unknown id', async () => {
  const owner = await customer('Owner');
  const other = await customer('Other');
  const placed = (await call(owner.session, 'OrderController', 'placeOrder', requestFor('owner-0000000001'))) as Placed;
  for (const orderId of [placed.orderId, '801000000000000AAA', "' OR Name LIKE '%"])
    await assert.rejects(call(other.session, 'OrderController', 'getOrder', { orderId }), /見つかりません/);
});
