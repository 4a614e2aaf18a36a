// The project's own metadata, as an agent and the middleware meet it: what an approval does, and what it does not repeat.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { RunningUser } from '../../../src/salesforce/security/running-user.ts';
import type { UserSeed } from '../../../src/salesforce/security/user-seeds.ts';
import { said, testOrg, type TestOrg } from './test-org.ts';

const PROJECT = fileURLToPath(new URL('../../../../', import.meta.url));

describe('approving an order', () => {
  let org: TestOrg;
  let agent: RunningUser;
  let middleware: RunningUser;
  let orders: readonly string[];
  before(async () => {
    const { users } = JSON.parse(await readFile(`${PROJECT}config/local-org.json`, 'utf8')) as { users: UserSeed[] };
    org = await testOrg(PROJECT, { users });
    agent = userWith(users, 'Customer_Service_Agent', 'Standard User');
    middleware = userWith(users, 'Customer_Portal_Integration');
    orders = addOrders(org, 203);
  });
  const userWith = (users: readonly UserSeed[], permissionSet: string, profile?: string) =>
    org.userByName(
      users.find((user) => user.permissionSets.includes(permissionSet) && (!profile || user.profile === profile))!
        .username,
    );
  const published = () => org.log.publishedCount;
  const update = (as: RunningUser, ids: readonly string[], values: Record<string, unknown>) =>
    org
      .run(
        'update',
        ids.map((id) => ({ type: 'Order', id, ...values })),
        { as },
      )
      .map(said);

  it('stamps Activating and publishes exactly one event', () => {
    const [id] = orders;
    assert.deepEqual(update(agent, [id!], { Status: 'Approved' }), ['ok']);
    assert.equal(org.row(id!)['Activation_Status__c'], 'Activating');
    assert.equal(published(), 1);
    const [event] = org.log.after('OrderProvisionRequested__e', 0n, 10);
    assert.equal(event!.payload['OrderId__c'], id);
    assert.equal(event!.payload['RequestedBy__c'], agent.username);
    assert.equal(event!.payload['IdemKey__c'], `${id}-2026-11-22 03:04:05Z`);
  });

  it('is reported as failed by the middleware without an event, and retried by the agent with one more', () => {
    const [id] = orders;
    const failure = {
      Activation_Status__c: 'Failed',
      Activation_Error__c: 'ORDER_EMPTY: none',
      Activation_Error_DateTime__c: '2026-11-22T03:00:00Z',
    };
    assert.deepEqual(update(middleware, [id!], failure), ['ok']);
    assert.equal(published(), 1);
    assert.deepEqual(update(agent, [id!], { Activation_Status__c: 'Activating' }), ['ok']);
    assert.equal(published(), 2);
    assert.equal(org.row(id!)['Activation_Error__c'], null);
    assert.equal(org.row(id!)['Activation_Error_DateTime__c'], null);
  });

  it('ends with the middleware writing back and activating, without an event', () => {
    const [id] = orders;
    assert.deepEqual(update(middleware, [id!], { Activation_Status__c: 'Provisioned', WHMCS_Order_Id__c: 12 }), ['ok']);
    assert.deepEqual(update(middleware, [id!], { Status: 'Activated' }), ['ok']);
    assert.equal(org.row(id!)['StatusCode'], 'Activated');
    assert.equal(org.row(id!)['ActivatedById'], middleware.userId);
    assert.equal(published(), 2);
  });

  it('publishes nothing when the save is rolled back', () => {
    const [, id] = orders;
    assert.throws(() =>
      org.transact(agent, (tx) => {
        org.save(tx, {
          operation: 'update',
          records: [{ type: 'Order', id: id!, values: { Status: 'Approved' } }],
          allOrNone: true,
          access: 'user',
        });
        throw new Error('the request fails later');
      }),
    );
    assert.equal(published(), 2);
    assert.equal(org.row(id!)['Status'], 'Pending Review');
  });

  it('works for 200 at once, one event each', () => {
    const many = orders.slice(2, 202);
    assert.deepEqual(new Set(update(agent, many, { Status: 'Approved' })), new Set(['ok']));
    const events = org.log.after('OrderProvisionRequested__e', 0n, 1000).slice(2);
    assert.deepEqual(
      events.map((event) => event.payload['OrderId__c']),
      many,
    );
  });
});

/** Orders of one customer in Pending Review, each with a line. */
function addOrders(org: TestOrg, count: number): string[] {
  const standard = String([...org.store.all('Pricebook2')].find((row) => row['IsStandard'] === true)!['Id']);
  const [account] = org.insert('Account', { Name: 'Customer' });
  const [product] = org.insert('Product2', { Name: 'Internet', IsActive: true });
  const [entry] = org.insert('PricebookEntry', {
    Pricebook2Id: standard,
    Product2Id: product,
    UnitPrice: 10,
    IsActive: true,
  });
  const orders = org.insert(
    'Order',
    ...Array.from({ length: count }, () => ({
      AccountId: account,
      EffectiveDate: '2026-11-22',
      Status: 'Pending Review',
      Pricebook2Id: standard,
    })),
  );
  org.insert(
    'OrderItem',
    ...orders.map((OrderId) => ({ OrderId, PricebookEntryId: entry, Quantity: 1, UnitPrice: 10 })),
  );
  return orders;
}
