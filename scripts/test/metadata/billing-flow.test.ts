// Which saves of an opportunity ask WHMCS for stock and invoices: closing won once, and asking again.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { AGENT, demoOrg, INTEGRATION, NOW, type DemoOrg } from './demo-org.ts';

const EVENT = 'BillingRefreshRequested__e';

let demo: DemoOrg;
const id = (name: string) => demo.ids.get(name)!;
const kinds = () => demo.published(EVENT).map(({ Kind__c: kind }) => kind);
const move = (stage: string, by = AGENT) =>
  demo.update(by, 'Opportunity', id('OpportunityMihonInternet'), { StageName: stage });

beforeEach(async () => {
  demo = await demoOrg();
});

for (const user of [AGENT, INTEGRATION]) {
  test(`an opportunity that ${user.split('.')[0]} closes won asks for stock and for its account's invoices`, () => {
    assert.equal(move('Active', user), 'ok');
    const [stock, invoices, ...more] = demo.published(EVENT);
    assert.deepEqual([stock?.Kind__c, stock?.RecordId__c], ['Availability', id('OpportunityMihonInternet')]);
    assert.deepEqual([invoices?.Kind__c, invoices?.RecordId__c], ['Invoices', id('AccountMihon')]);
    assert.equal(more.length, 0);
    for (const event of [stock!, invoices!]) {
      assert.equal(event.RequestedBy__c, user);
      assert.equal(event.Version__c, 1);
      assert.ok(String(event.CorrelationId__c).length > 0);
    }
  });
}

test('a won opportunity that moves to another won stage, or is saved again, asks for nothing more', () => {
  move('Active');
  move('△Cancelling');
  demo.update(AGENT, 'Opportunity', id('OpportunityMihonInternet'), { Description: 'x' });
  assert.deepEqual(kinds(), ['Availability', 'Invoices']);
});

test('an opportunity that is lost, or moves on unclosed, asks for nothing', () => {
  move('Ready');
  move('Void');
  assert.deepEqual(kinds(), []);
});

test('an opportunity that is lost and then won asks', () => {
  move('△Cancelled');
  move('Active');
  assert.deepEqual(kinds(), ['Availability', 'Invoices']);
});

test('an opportunity made as won asks; without an account for stock only', () => {
  const won = { Name: 'Won', StageName: 'Active', CloseDate: '2026-11-30' };
  assert.equal(demo.insert(AGENT, 'Opportunity', won).said, 'ok');
  assert.deepEqual(kinds(), ['Availability']);
});

test('an agent who asks again is answered each time they ask, at any stage, and the tick clears itself', () => {
  const opportunity = id('OpportunityMihonInternet');
  for (const minute of [1, 2]) {
    demo.at(Date.parse(NOW) + minute * 60_000);
    assert.equal(demo.update(AGENT, 'Opportunity', opportunity, { Refresh_From_WHMCS__c: true }), 'ok');
    assert.equal(demo.row('Opportunity', opportunity).Refresh_From_WHMCS__c, false);
    assert.equal(kinds().length, minute * 2);
  }
  demo.update(AGENT, 'Opportunity', opportunity, { Description: 'x' });
  assert.deepEqual(kinds(), ['Availability', 'Invoices', 'Availability', 'Invoices']);
});

test('closing won and asking in one save asks once', () => {
  const values = { StageName: 'Active', Refresh_From_WHMCS__c: true };
  assert.equal(demo.update(AGENT, 'Opportunity', id('OpportunityMihonInternet'), values), 'ok');
  assert.deepEqual(kinds(), ['Availability', 'Invoices']);
});

test('an approval and what the middleware writes back ask once', () => {
  const order = id('OrderMihonInternet');
  demo.update(AGENT, 'Order', order, { Status: 'Approved' });
  demo.update(INTEGRATION, 'Order', order, { Activation_Status__c: 'Provisioned' });
  move('Active', INTEGRATION);
  demo.update(INTEGRATION, 'Opportunity', id('OpportunityMihonInternet'), {
    Payment_Status__c: 'Unpaid',
    Service_Status__c: 'Active',
    Availability_Summary__c: 'All in stock',
  });
  assert.deepEqual(kinds(), ['Availability', 'Invoices']);
});
