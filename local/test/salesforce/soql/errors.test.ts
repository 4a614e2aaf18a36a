import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { SalesforceError } from '../../../src/salesforce/dml/save.ts';
import { openSmallOrg, query, type SmallOrg } from './small-org.ts';

let org: SmallOrg;
before(async () => {
  org = await openSmallOrg();
});

const REFUSED: readonly [soql: string, code: string, column: number, message: RegExp][] = [
  ['SELECT Id FORM Account', 'MALFORMED_QUERY', 11, /^unexpected token: 'FORM'$/],
  ['SELECT Id FROM Account WHERE', 'MALFORMED_QUERY', 29, /unexpected token: '<EOF>'/],
  ["SELECT Id FROM Account WHERE Name = 'x' oops", 'MALFORMED_QUERY', 41, /unexpected token: 'oops'/],
  ["SELECT Id FROM Account WHERE Name IN ('x', 'y'", 'MALFORMED_QUERY', 47, /unexpected token: '<EOF>'/],
  [
    "SELECT Id FROM Account WHERE Name = 'x' AND Industry = 'y' OR Name = 'z'",
    'MALFORMED_QUERY',
    60,
    /unexpected token: 'OR'/,
  ],
  ["SELECT Id FROM Account WHERE Name = 'open", 'MALFORMED_QUERY', 37, /unexpected token: '''/],
  ["SELECT Id FROM Account WHERE Name = 'a\\q'", 'MALFORMED_QUERY', 37, /Illegal character sequence '\\q'/],
  ['SELECT Id FROM Account WHERE Name = :name', 'MALFORMED_QUERY', 37, /unexpected token: ':'/],
  [
    'SELECT Id, Nope__c FROM Lead',
    'INVALID_FIELD',
    12,
    /^No such column 'Nope__c' on entity 'Lead'\. If you are attempting to use a custom field, be sure to append the '__c'/,
  ],
  [
    "SELECT Id FROM Account WHERE Name = 'long text before' AND Nope = 1",
    'INVALID_FIELD',
    60,
    /No such column 'Nope' on entity 'Account'/,
  ],
  ['SELECT Nope.Name FROM Account', 'INVALID_FIELD', 8, /^Didn't understand relationship 'Nope' in field path/],
  ['SELECT Id FROM Nope', 'INVALID_TYPE', 16, /^sObject type 'Nope' is not supported/],
  [
    'SELECT (SELECT Id FROM Nopes) FROM Account',
    'INVALID_TYPE',
    24,
    /^Didn't understand relationship 'Nopes' in FROM part of query call/,
  ],
  ['SELECT Id, id FROM Account', 'MALFORMED_QUERY', 12, /duplicate field selected: Id/],
  ['SELECT Name n FROM Account', 'MALFORMED_QUERY', 8, /only aggregate expressions use field aliasing/],
  ['SELECT Name, COUNT(Id) FROM Account', 'MALFORMED_QUERY', 8, /Field must be grouped or aggregated: Name/],
  [
    'SELECT Industry FROM Account GROUP BY Industry ORDER BY Name',
    'MALFORMED_QUERY',
    57,
    /Field must be grouped or aggregated: Name/,
  ],
  ['SELECT COUNT(Id) FROM Account LIMIT 5', 'MALFORMED_QUERY', 23, /cannot have a LIMIT/],
  ['SELECT COUNT(), Name FROM Account', 'MALFORMED_QUERY', 8, /must stand alone/],
  ['SELECT SUM(Name) FROM Account', 'MALFORMED_QUERY', 8, /does not support aggregate operator SUM/],
  ['SELECT CreatedDate FROM Account GROUP BY CreatedDate', 'MALFORMED_QUERY', 42, /can not be grouped/],
  ['SELECT Id FROM Account ORDER BY Tags__c', 'INVALID_FIELD', 33, /can not be sorted/],
  [
    "SELECT Id FROM Account WHERE Notes__c = 'x'",
    'INVALID_FIELD',
    30,
    /^field 'Notes__c' can not be filtered in a query call$/,
  ],
  ["SELECT Id FROM Account WHERE BillingAddress = 'x'", 'INVALID_FIELD', 30, /can not be filtered/],
  [
    "SELECT Id FROM Account WHERE NumberOfEmployees = '5'",
    'INVALID_FIELD',
    30,
    /must be of type int and should not be enclosed in quotes/,
  ],
  [
    'SELECT Id FROM Account WHERE Name = 5',
    'INVALID_FIELD',
    30,
    /must be of type string and should be enclosed in quotes/,
  ],
  ['SELECT Id FROM Account WHERE CreatedDate = 2026-01-01', 'INVALID_FIELD', 30, /must be of type dateTime/],
  ['SELECT Id FROM Visit__c WHERE Day__c = 2026-02-30', 'INVALID_FIELD', 40, /invalid date: 2026-02-30/],
  ["SELECT Id FROM Account WHERE Id = 'abc'", 'INVALID_QUERY_FILTER_OPERATOR', 35, /^invalid ID field: abc$/],
  ["SELECT Id FROM Account WHERE NumberOfEmployees LIKE '5'", 'INVALID_QUERY_FILTER_OPERATOR', 30, /invalid operator/],
  ["SELECT Id FROM Account WHERE Name INCLUDES ('x')", 'INVALID_QUERY_FILTER_OPERATOR', 30, /invalid operator/],
  ['SELECT Id FROM Account WHERE Name > null', 'INVALID_QUERY_FILTER_OPERATOR', 30, /invalid operator/],
  ['SELECT Id FROM Account OFFSET 2001', 'NUMBER_OUTSIDE_VALID_RANGE', 31, /Maximum SOQL offset allowed is 2000/],
  ['SELECT FIELDS(ALL) FROM Account', 'MALFORMED_QUERY', 8, /must have a LIMIT of at most 200/],
  ['SELECT FIELDS(ALL) FROM Account LIMIT 201', 'MALFORMED_QUERY', 8, /must have a LIMIT of at most 200/],
  ['SELECT Id FROM Account ORDER BY Name FOR UPDATE', 'MALFORMED_QUERY', 16, /ORDER BY is not allowed with FOR UPDATE/],
  [
    'SELECT Id FROM Account WHERE Id IN (SELECT Id FROM Account)',
    'MALFORMED_QUERY',
    52,
    /should not be on the same object type/,
  ],
  [
    "SELECT Id FROM Account WHERE Name = 'x' OR Id IN (SELECT AccountId FROM Order)",
    'MALFORMED_QUERY',
    44,
    /not allowed with the OR/,
  ],
  [
    'SELECT Id FROM Account WHERE Parent.Id IN (SELECT AccountId FROM Order)',
    'MALFORMED_QUERY',
    30,
    /Id or reference field of the queried type/,
  ],
  [
    'SELECT Id FROM Account WHERE Id IN (SELECT AccountId, Id FROM Order)',
    'MALFORMED_QUERY',
    63,
    /selects one Id or reference field/,
  ],
  [
    'SELECT Id FROM Account WHERE Id IN (SELECT AccountId FROM Order LIMIT 1)',
    'MALFORMED_QUERY',
    59,
    /not allowed in a semi-join/,
  ],
  [
    'SELECT Id FROM Account WHERE Id IN (SELECT AccountId FROM Order WHERE Id IN (SELECT OrderId FROM OrderItem))',
    'MALFORMED_QUERY',
    59,
    /Nesting of semi join/,
  ],
  [
    'SELECT Id FROM ContentDocumentLink',
    'MALFORMED_QUERY',
    16,
    /^Implementation restriction: ContentDocumentLink requires a filter/,
  ],
  ['SELECT Owner.Industry FROM Case', 'INVALID_FIELD', 8, /No such column 'Industry' on entity 'Name'/],
  [
    'SELECT TYPEOF Account WHEN Account THEN Name END FROM Order',
    'MALFORMED_QUERY',
    15,
    /needs a polymorphic relationship/,
  ],
  [
    'SELECT Parent.Parent.Parent.Parent.Parent.Parent.Name FROM Account',
    'MALFORMED_QUERY',
    8,
    /at most 5 relationships/,
  ],
  ['SELECT Id FROM Account USING SCOPE team', 'MALFORMED_QUERY', 36, /USING SCOPE team is not supported/],
  ['SELECT Id FROM Account WITH DATA CATEGORY Geo__c AT Japan__c', 'MALFORMED_QUERY', 24, /DATA CATEGORY/],
  ['SELECT RecordId FROM UserRecordAccess', 'MALFORMED_QUERY', 22, /needs a filter on UserId and on RecordId/],
  ['SELECT HAVING FROM Account', 'INVALID_FIELD', 8, /No such column 'HAVING'/],
];

for (const [soql, code, at, message] of REFUSED) {
  test(`${soql} is ${code} at column ${at}`, () => {
    assert.throws(
      () => query(org, soql),
      (error: unknown) => {
        assert.ok(error instanceof SalesforceError, String(error));
        const [, excerpt, caret, place, ...rest] = error.message.split('\n');
        assert.equal(error.errorCode, code);
        assert.equal(place, `ERROR at Row:1:Column:${at}`);
        assert.match(rest.join('\n'), message);
        assert.equal(excerpt!.length > 0 || soql === '', true);
        assert.match(caret!, /^ *\^$/);
        return true;
      },
    );
  });
}

test('the caret stands under the fault, and rows are counted', () => {
  assert.throws(
    () => query(org, 'SELECT Id,\n  Nope__c\nFROM Lead'),
    (error: Error) => error.message.startsWith("\n  Nope__c\n  ^\nERROR at Row:2:Column:3\nNo such column 'Nope__c'"),
  );
});

test('a platform event has nothing to select', async () => {
  const { buildSchema } = await import('../../../src/salesforce/schema/build-schema.ts');
  const { sharedProject, xml } = await import('../metadata/project-on-disk.ts');
  const file = xml('CustomObject', '<eventType>HighVolume</eventType>\n<label>Ping</label>');
  const schema = buildSchema(await sharedProject({ 'objects/Ping__e/Ping__e.object-meta.xml': file }));
  const { compileQuery } = await import('../../../src/salesforce/soql/run-query.ts');
  assert.throws(
    () => compileQuery(schema, 'SELECT ReplayId FROM Ping__e'),
    /entity type Ping__e does not support query/,
  );
});
