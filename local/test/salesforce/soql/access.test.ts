import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { RunningUser } from '../../../src/salesforce/security/running-user.ts';
import { column, openSmallOrg, query, type SmallOrg } from './small-org.ts';

let org: SmallOrg;
before(async () => {
  org = await openSmallOrg();
});

const noIndustry: Partial<RunningUser> = { canReadField: (_type, field) => field.name !== 'Industry' };
const noOrders: Partial<RunningUser> = { can: (_right, type) => type.name !== 'Order' };
const noAccounts: Partial<RunningUser> = { can: (_right, type) => type.name !== 'Account' };

const HIDDEN: readonly [title: string, soql: string, user: Partial<RunningUser>, message: RegExp][] = [
  [
    'a field without the right to it in SELECT',
    'SELECT Industry FROM Account',
    noIndustry,
    /No such column 'Industry' on entity 'Account'/,
  ],
  ['in WHERE', "SELECT Id FROM Account WHERE Industry = 'x'", noIndustry, /No such column 'Industry'/],
  ['in ORDER BY', 'SELECT Id FROM Account ORDER BY Industry', noIndustry, /No such column 'Industry'/],
  ['of a parent', 'SELECT Account.Industry FROM Order', noIndustry, /No such column 'Industry' on entity 'Account'/],
  ['an object without the right to it', 'SELECT Id FROM Order', noOrders, /sObject type 'Order' is not supported/],
  ['as child', 'SELECT (SELECT Id FROM Orders) FROM Account', noOrders, /Didn't understand relationship 'Orders'/],
  ['as parent', 'SELECT Account.Name FROM Order', noAccounts, /Didn't understand relationship 'Account'/],
  [
    'in a semi-join',
    'SELECT Id FROM Account WHERE Id IN (SELECT AccountId FROM Order)',
    noOrders,
    /sObject type 'Order' is not supported/,
  ],
];

for (const [title, soql, user, message] of HIDDEN) {
  test(`what the user has no right to does not exist: ${title}`, () => {
    assert.throws(() => query(org, soql, { user }), message);
    assert.doesNotThrow(() => query(org, soql, { user, access: 'system' }));
    assert.throws(
      () => query(org, `${soql} `.replace(/( ORDER BY .*)?$/, ' WITH USER_MODE$1'), { user, access: 'system' }),
      message,
    );
    assert.doesNotThrow(() =>
      query(org, `${soql} `.replace(/( ORDER BY .*)?$/, ' WITH SYSTEM_MODE$1'), { user, access: 'user' }),
    );
  });
}

const onlyAcme: Partial<RunningUser> = { canSee: (type, row) => type.name !== 'Account' || row['Name'] === 'Acme' };

test('sharing hides rows, children and parents', () => {
  assert.deepEqual(column(org, 'SELECT Name FROM Account', { user: onlyAcme }), ['Acme']);
  assert.deepEqual(
    query(org, 'SELECT OrderNumber, Account.Name FROM Order ORDER BY OrderNumber LIMIT 2', { user: onlyAcme }),
    [
      { OrderNumber: '00000001', Account: { Name: 'Acme' } },
      { OrderNumber: '00000002', Account: null },
    ],
  );
  assert.deepEqual(column(org, "SELECT OrderNumber FROM Order WHERE Account.Name = 'beta'", { user: onlyAcme }), []);
  assert.deepEqual(query(org, 'SELECT COUNT() FROM Account', { user: onlyAcme }), { count: 1 });
  const noItems: Partial<RunningUser> = { canSee: (type) => type.name !== 'OrderItem' };
  assert.deepEqual(query(org, 'SELECT (SELECT Id FROM OrderItems) FROM Order LIMIT 1', { user: noItems }), [
    { OrderItems: null },
  ]);
});

test('system mode sees all rows', () => {
  assert.equal(column(org, 'SELECT Name FROM Account', { user: onlyAcme, access: 'system' }).length, 3);
});

test('WITH SECURITY_ENFORCED looks at SELECT and FROM, not at WHERE', () => {
  const refused = /Insufficient permissions: secure query included inaccessible field/;
  assert.throws(
    () => query(org, 'SELECT Industry FROM Account WITH SECURITY_ENFORCED', { user: noIndustry, access: 'system' }),
    refused,
  );
  assert.deepEqual(
    column(org, "SELECT Name FROM Account WHERE Industry = 'Energy' WITH SECURITY_ENFORCED", {
      user: noIndustry,
      access: 'system',
    }),
    ['Acme'],
  );
});

test('one compiled statement serves users of different rights', () => {
  const soql = 'SELECT Industry FROM Account LIMIT 1';
  assert.deepEqual(column(org, soql), ['Energy']);
  assert.throws(() => query(org, soql, { user: noIndustry }), /No such column/);
  assert.deepEqual(column(org, soql), ['Energy']);
});
