// Which saves of an order ask for provisioning: exactly one event per approval or retry, none otherwise.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { AGENT, demoOrg, INTEGRATION, NOW, type DemoOrg } from './demo-org.ts';

let demo: DemoOrg;
before(async () => {
  demo = await demoOrg();
});

interface Case {
  readonly title: string;
  /** Saved by the integration user first, one after the other, so that the order stands as the case wants it. */
  readonly given?: readonly Readonly<Record<string, string>>[];
  readonly by?: string;
  readonly save: Readonly<Record<string, string | null>>;
  readonly events: number;
  readonly activation: string;
  readonly says?: RegExp;
}

const APPROVED = [{ Status: 'Approved' }];
const PROVISIONED = [{ Activation_Status__c: 'Provisioned' }];
const FAILED = [...APPROVED, { Activation_Status__c: 'Failed', Activation_Error__c: 'WHMCS_REJECTED: no' }];

const CASES: readonly Case[] = [
  { title: 'approval', save: { Status: 'Approved' }, events: 1, activation: 'Activating' },
  {
    title: 'approval and activation in one save',
    save: { Status: 'Approved', Activation_Status__c: 'Activating' },
    events: 1,
    activation: 'Activating',
  },
  {
    title: 'retry of a failed order',
    given: FAILED,
    save: { Activation_Status__c: 'Activating' },
    events: 1,
    activation: 'Activating',
  },
  {
    title: 'a failed order saved without a retry',
    given: FAILED,
    save: { Description: 'x' },
    events: 0,
    activation: 'Failed',
  },
  {
    title: 'a second save of an approved order',
    given: APPROVED,
    save: { Status: 'Approved', Description: 'x' },
    events: 0,
    activation: 'Activating',
  },
  {
    title: 'approval of an order that is provisioned already',
    given: PROVISIONED,
    save: { Status: 'Approved' },
    events: 0,
    activation: 'Provisioned',
  },
  {
    title: 'retry of an order that is provisioned already',
    given: PROVISIONED,
    save: { Activation_Status__c: 'Activating' },
    events: 0,
    activation: 'Provisioned',
    says: /FIELD_CUSTOM_VALIDATION_EXCEPTION This order is already provisioned/,
  },
  {
    title: 'the write-back of success',
    given: APPROVED,
    by: INTEGRATION,
    save: { Activation_Status__c: 'Provisioned', Activation_Error__c: null },
    events: 0,
    activation: 'Provisioned',
  },
  {
    title: 'the write-back of a failure',
    given: APPROVED,
    by: INTEGRATION,
    save: { Activation_Status__c: 'Failed', Activation_Error__c: 'PRODUCT_NOT_MAPPED: x' },
    events: 0,
    activation: 'Failed',
  },
  { title: 'cancellation', save: { Status: 'Cancelled' }, events: 0, activation: 'Pending Review' },
];

const sampleOrders = () => [...demo.ids].filter(([name]) => name.startsWith('Order')).map(([, id]) => id);

for (const [index, { title, given, by, save, events, activation, says }] of CASES.entries()) {
  test(`${title}: ${events === 0 ? 'no event' : 'one event'}`, () => {
    const id = sampleOrders()[index]!;
    for (const values of given ?? []) assert.equal(demo.update(INTEGRATION, 'Order', id, values), 'ok');
    const published = demo.events();
    assert.match(demo.update(by ?? AGENT, 'Order', id, save), says ?? /^ok$/);
    assert.equal(demo.events() - published, events);
    assert.equal(demo.row('Order', id).Activation_Status__c, activation);
  });
}

test('an order that is created as approved asks for provisioning once', () => {
  const published = demo.events();
  const { said, id } = demo.insert(AGENT, 'Order', {
    AccountId: demo.ids.get('AccountMihon')!,
    Pricebook2Id: demo.ids.get('PortalPricebook')!,
    EffectiveDate: '2026-11-20',
    Status: 'Approved',
  });
  assert.equal(said, 'ok');
  assert.equal(demo.events() - published, 1);
  assert.equal(demo.row('Order', id).Activation_Status__c, 'Activating');
});

test('a retry clears the error of the last attempt', () => {
  const order = demo.rows('Order').find((row) => row.Activation_Status__c === 'Failed')!;
  assert.equal(demo.update(AGENT, 'Order', String(order.Id), { Activation_Status__c: 'Activating' }), 'ok');
  const { Activation_Error__c: error, Activation_Error_DateTime__c: time } = demo.row('Order', String(order.Id));
  assert.deepEqual([error, time], [null, null]);
});

test('the first approval is dated, and neither a retry nor the write-back changes the date', async () => {
  const fresh = await demoOrg();
  const id = fresh.ids.get('OrderMihonInternet')!;
  assert.equal(fresh.row('Order', id).Approved_Date_Time__c, null);
  fresh.update(AGENT, 'Order', id, { Status: 'Approved' });
  assert.equal(fresh.row('Order', id).Approved_Date_Time__c, NOW);
  const before = '2026-11-20T01:00:00.000Z';
  fresh.org.transact(fresh.user(AGENT), (tx) =>
    fresh.org.save(tx, {
      operation: 'update',
      records: [{ type: 'Order', id, values: { Approved_Date_Time__c: before } }],
      allOrNone: true,
      access: 'system',
    }),
  );
  for (const status of ['Failed', 'Activating', 'Provisioned']) {
    fresh.update(INTEGRATION, 'Order', id, { Activation_Status__c: status });
  }
  assert.equal(fresh.row('Order', id).Approved_Date_Time__c, before);
});
