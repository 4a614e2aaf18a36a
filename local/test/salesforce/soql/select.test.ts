import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { columnsOf } from '../../../src/salesforce/soql/columns.ts';
import { compileQuery, runQuery } from '../../../src/salesforce/soql/run-query.ts';
import type { QueryRecord } from '../../../src/salesforce/soql/result.ts';
import { column, openSmallOrg, query, type SmallOrg } from './small-org.ts';

let org: SmallOrg;
before(async () => {
  org = await openSmallOrg();
});

const SELECTS: readonly [title: string, soql: string, expected: unknown][] = [
  [
    'fields come in the order and spelling declared',
    'select NAME, industry from ACCOUNT limit 1',
    [{ Name: 'Acme', Industry: 'Energy' }],
  ],
  ['a blank field is null', "SELECT Industry FROM Account WHERE Name = 'beta'", [{ Industry: null }]],
  [
    'a parent is a record within',
    "SELECT Name, Parent.Name, Parent.Industry FROM Account WHERE Name = 'beta'",
    [{ Name: 'beta', Parent: { Name: 'Acme', Industry: 'Energy' } }],
  ],
  ['a missing parent is null', "SELECT Parent.Name FROM Account WHERE Name = 'Acme'", [{ Parent: null }]],
  [
    'parents of parents nest',
    "SELECT Quantity, Order.Account.Name, Order.Account.Owner.Name FROM OrderItem WHERE Order.OrderNumber = '00000002'",
    [{ Quantity: 3, Order: { Account: { Name: 'beta', Owner: { Name: 'Agent Smith' } } } }],
  ],
  [
    'children are a result within, null when there are none',
    'SELECT OrderNumber, (SELECT Quantity FROM OrderItems ORDER BY Quantity DESC) FROM Order WHERE EffectiveDate != 2026-11-20',
    [
      { OrderNumber: '00000001', OrderItems: [{ Quantity: 2 }, { Quantity: 1 }] },
      { OrderNumber: '00000003', OrderItems: null },
    ],
  ],
  [
    'children have their own filter, limit and parents',
    "SELECT Name, (SELECT LastName, Account.Name FROM Contacts WHERE LastName != 'A' LIMIT 5) FROM Account WHERE Name = 'Acme'",
    [{ Name: 'Acme', Contacts: [{ LastName: 'B', Account: { Name: 'Acme' } }] }],
  ],
  [
    'custom children go by their name with __r',
    "SELECT (SELECT Name FROM Visits__r) FROM Account WHERE Name = 'Acme'",
    [{ Visits__r: [{ Name: 'before' }, { Name: 'today' }] }],
  ],
  [
    'children nest',
    "SELECT (SELECT OrderNumber, (SELECT Quantity FROM OrderItems) FROM Orders LIMIT 1) FROM Account WHERE Name = 'beta'",
    [{ Orders: [{ OrderNumber: '00000002', OrderItems: [{ Quantity: 3 }] }] }],
  ],
  [
    'an alias and the type name lead to the type itself',
    "SELECT a.Name, Account.Industry FROM Account a WHERE a.Name = 'Acme'",
    [{ Name: 'Acme', Industry: 'Energy' }],
  ],
  [
    'an alias may stand for a parent',
    "SELECT o.OrderNumber, acc.Name FROM Order o, o.Account acc WHERE acc.Name = 'beta'",
    [{ OrderNumber: '00000002', Account: { Name: 'beta' } }],
  ],
  [
    'an owner may be a user or a queue',
    'SELECT Subject, Owner.Name, Owner.Type FROM Case ORDER BY Subject DESC',
    [
      { Subject: 'Slow', Owner: { Name: 'Review queue', Type: 'Group' } },
      { Subject: 'Dead', Owner: { Name: 'Agent Smith', Type: 'User' } },
    ],
  ],
  [
    'TYPEOF picks fields by the kind of parent',
    'SELECT Subject, TYPEOF What WHEN Account THEN Name, Industry WHEN Order THEN OrderNumber, Account.Name ELSE Id END FROM Task ORDER BY Subject',
    [
      { Subject: 'Call', What: { Name: 'Acme', Industry: 'Energy' } },
      { Subject: 'Write', What: { OrderNumber: '00000001', Account: { Name: 'Acme' } } },
    ],
  ],
  [
    'toLabel gives labels under the name of the field',
    "SELECT toLabel(Size__c) FROM Account WHERE Name = 'Acme'",
    [{ Size__c: 'Huge one' }],
  ],
  [
    'FORMAT writes as the user’s locale does',
    "SELECT FORMAT(TotalAmount) amount, TotalAmount FROM Order WHERE OrderNumber = '00000002'",
    [{ amount: '12.50', TotalAmount: 12.5 }],
  ],
  [
    'convertCurrency changes nothing in an org of one currency',
    "SELECT convertCurrency(TotalAmount) FROM Order WHERE OrderNumber = '00000002'",
    [{ TotalAmount: 12.5 }],
  ],
  [
    'an unnamed function is expr0',
    "SELECT DAY_ONLY(At__c), HOUR_IN_DAY(convertTimezone(At__c)) FROM Visit__c WHERE Name = 'today'",
    [{ expr0: '2026-11-20', expr1: 0 }],
  ],
  [
    'an address is its parts',
    "SELECT BillingAddress FROM Account WHERE Name IN ('Acme', 'beta')",
    [
      {
        BillingAddress: {
          city: '大阪',
          country: null,
          geocodeAccuracy: null,
          latitude: null,
          longitude: null,
          postalCode: null,
          state: null,
          street: '1-2',
        },
      },
      { BillingAddress: null },
    ],
  ],
  [
    'a location is its parts',
    "SELECT Where__c FROM Account WHERE Name = 'Acme'",
    [{ Where__c: { latitude: 34.69, longitude: 135.5 } }],
  ],
  [
    'formula fields are computed',
    "SELECT Shout__c, Parent.Shout__c FROM Account WHERE Name = 'beta'",
    [{ Shout__c: 'BETA', Parent: { Shout__c: 'ACME' } }],
  ],
];

for (const [title, soql, expected] of SELECTS) {
  test(`${title}: ${soql}`, () => {
    assert.deepEqual(query(org, soql), expected);
  });
}

const ORDERS: readonly [orderBy: string, expected: unknown[]][] = [
  ['Name', ['Acme', 'beta', "Chi's 100%_x"]],
  ['Name DESC', ["Chi's 100%_x", 'beta', 'Acme']],
  ['Industry, Name', ['beta', 'Acme', "Chi's 100%_x"]],
  ['Industry DESC', ['beta', "Chi's 100%_x", 'Acme']],
  ['Industry NULLS LAST', ['Acme', "Chi's 100%_x", 'beta']],
  ['NumberOfEmployees DESC NULLS LAST', ['beta', 'Acme', "Chi's 100%_x"]],
  ['Parent.Name, Name DESC', ["Chi's 100%_x", 'Acme', 'beta']],
  ['Size__c', ['beta', "Chi's 100%_x", 'Acme']],
  ['Name LIMIT 1 OFFSET 1', ['beta']],
  ['Name LIMIT 0', []],
];

for (const [orderBy, expected] of ORDERS) {
  test(`ORDER BY ${orderBy}`, () => {
    assert.deepEqual(column(org, `SELECT Name FROM Account ORDER BY ${orderBy}`), expected);
  });
}

test('text sorts by the rules of the user’s language, in English by its characters', () => {
  const names = (locale: string) => column(org, 'SELECT Name FROM Visit__c ORDER BY Name', { user: { locale } });
  const id = org.store.nextId('Visit__c');
  org.store.insert('Visit__c', { Id: id, Name: 'äther' });
  try {
    assert.deepEqual(names('de_DE'), ['äther', 'before', 'later', 'never', 'today']);
    assert.deepEqual(names('en_US'), ['before', 'later', 'never', 'today', 'äther']);
  } finally {
    org.store.remove('Visit__c', id);
  }
});

test('a record knows its type and its id also when Id is not selected', () => {
  const { records } = runQuery(org.context, "SELECT Name, Parent.Name FROM Account WHERE Name = 'beta'", {
    access: 'user',
  });
  assert.equal(records[0]?.type, 'Account');
  assert.equal(records[0]?.id, org.ids['beta']);
  const parent = records[0]?.fields.get('Parent') as QueryRecord;
  assert.deepEqual([parent.type, parent.id], ['Account', org.ids['acme']]);
});

test('FIELDS() takes all fields, or the standard or custom ones', () => {
  const keys = (soql: string, user = {}) => Object.keys((query(org, soql, { user }) as object[])[0]!);
  assert.deepEqual(keys('SELECT FIELDS(CUSTOM) FROM Visit__c LIMIT 1'), ['Account__c', 'At__c', 'Day__c']);
  assert.deepEqual(keys('SELECT FIELDS(ALL) FROM Visit__c LIMIT 200'), [...org.schema.type('Visit__c')!.fields.keys()]);
  assert.ok(!keys('SELECT FIELDS(STANDARD) FROM Visit__c').includes('Day__c'));
  const canReadField = (_type: unknown, field: { name: string }) => field.name !== 'Day__c';
  assert.deepEqual(keys('SELECT FIELDS(CUSTOM) FROM Visit__c LIMIT 1', { canReadField }), ['Account__c', 'At__c']);
});

test('columns describe what a statement selects', () => {
  const columns = columnsOf(
    compileQuery(org.schema, 'SELECT Id, Account.Name, (SELECT Quantity FROM OrderItems) FROM Order'),
  );
  assert.deepEqual(
    columns.map(({ columnName, aggregate, joinColumns, textType, numberType }) => [
      columnName,
      aggregate,
      joinColumns.map((join) => join.columnName),
      textType,
      numberType,
    ]),
    [
      ['Id', false, [], false, false],
      ['Account', false, ['Name'], false, false],
      ['OrderItems', true, ['Quantity'], false, false],
    ],
  );
  const [status, count] = columnsOf(compileQuery(org.schema, 'SELECT Status, COUNT(Id) n FROM Order GROUP BY Status'));
  assert.deepEqual(
    [status?.aggregate, count?.columnName, count?.aggregate, count?.numberType],
    [false, 'n', true, true],
  );
});
