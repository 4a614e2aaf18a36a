// What a field takes and in which words it refuses. Wording: reference/platform-behaviour.md §3.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { said, testOrg, THINGS, type TestOrg } from './test-org.ts';

let org: TestOrg;
before(async () => {
  org = await testOrg(THINGS);
});

const insertThing = (values: Record<string, unknown>) =>
  org.run('insert', [{ type: 'Thing__c', Required__c: 'x', ...values }])[0];

describe('a value at rest', () => {
  const cases: [field: string, given: unknown, stored: unknown][] = [
    ['Short__c', ' ab ', 'ab'],
    ['Short__c', '', null],
    ['Color__c', 'Red', 'Red'],
    ['Tags__c', 'C;A;A', 'A;C'],
    ['Price__c', 1.005, 1.01],
    ['Price__c', '2.5', 2.5],
    ['On__c', false, false],
    ['Day__c', '2026-02-28', '2026-02-28'],
    ['When__c', '2026-01-02T03:04:05.678+0900', '2026-01-01T18:04:05.000Z'],
    ['When__c', '2026-01-02T03:04:05Z', '2026-01-02T03:04:05.000Z'],
    ['At__c', '09:30:00.000Z', '09:30:00.000Z'],
    ['Mail__c', 'a@b.example', 'a@b.example'],
  ];
  for (const [field, given, stored] of cases)
    it(`${field}: ${JSON.stringify(given)} is kept as ${JSON.stringify(stored)}`, () => {
      const result = insertThing({ [field]: given });
      assert.equal(said(result), 'ok');
      assert.equal(org.row(result!.id!)[field], stored);
    });
});

describe('a value refused', () => {
  const cases: [field: string, given: unknown, refusal: string][] = [
    ['Short__c', 'abcdef', 'STRING_TOO_LONG: Short: data value too large: abcdef (max length=5) [Short__c]'],
    [
      'Short__c',
      5,
      'JSON_PARSER_ERROR: Cannot deserialize instance of string from VALUE_NUMBER_INT value 5 or request may be missing a required field [Short__c]',
    ],
    [
      'Color__c',
      'Blue',
      'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST: Color: bad value for restricted picklist field: Blue [Color__c]',
    ],
    [
      'Tags__c',
      'A;Z',
      'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST: Tags: bad value for restricted picklist field: Z [Tags__c]',
    ],
    [
      'Price__c',
      12345,
      'NUMBER_OUTSIDE_VALID_RANGE: Price: value outside of valid range on numeric field: 12345 [Price__c]',
    ],
    [
      'Price__c',
      'dear',
      'JSON_PARSER_ERROR: Cannot deserialize instance of double from VALUE_STRING value dear or request may be missing a required field [Price__c]',
    ],
    ['On__c', null, 'INVALID_TYPE_ON_FIELD_IN_RECORD: On: value not of required type: null [On__c]'],
    [
      'Day__c',
      '2026-02-30',
      'JSON_PARSER_ERROR: Cannot deserialize instance of date from VALUE_STRING value 2026-02-30 or request may be missing a required field [Day__c]',
    ],
    [
      'Day__c',
      '2026-01-02T00:00:00Z',
      'JSON_PARSER_ERROR: Cannot deserialize instance of date from VALUE_STRING value 2026-01-02T00:00:00Z or request may be missing a required field [Day__c]',
    ],
    [
      'When__c',
      '2026-01-02T03:04:05',
      'JSON_PARSER_ERROR: Cannot deserialize instance of datetime from VALUE_STRING value 2026-01-02T03:04:05 or request may be missing a required field [When__c]',
    ],
    ['Mail__c', 'nobody', 'INVALID_EMAIL_ADDRESS: Mail: invalid email address: nobody [Mail__c]'],
    ['Account__c', 'x', 'MALFORMED_ID: Account: id value of incorrect type: x [Account__c]'],
    [
      'Account__c',
      '003000000000001AAA',
      'MALFORMED_ID: Account: id value of incorrect type: 003000000000001AAA [Account__c]',
    ],
    ['Account__c', '001000000000001AAA', 'INVALID_CROSS_REFERENCE_KEY: invalid cross reference id [Account__c]'],
    ['Nope__c', 1, "INVALID_FIELD: No such column 'Nope__c' on sobject of type Thing__c [Nope__c]"],
    [
      'Double__c',
      1,
      'INVALID_FIELD_FOR_INSERT_UPDATE: Unable to create/update fields: Double__c. Please check the security settings of this field and verify that it is read/write for your profile or permission set. [Double__c]',
    ],
    [
      'CreatedDate',
      '2026-01-02T03:04:05Z',
      'INVALID_FIELD_FOR_INSERT_UPDATE: Unable to create/update fields: CreatedDate. Please check the security settings of this field and verify that it is read/write for your profile or permission set. [CreatedDate]',
    ],
    ['Id', '001000000000001AAA', 'INVALID_FIELD_FOR_INSERT_UPDATE: cannot specify Id in an insert call [Id]'],
    ['Required__c', '', 'REQUIRED_FIELD_MISSING: Required fields are missing: [Required__c] [Required__c]'],
    ['Price__c', -1, 'FIELD_CUSTOM_VALIDATION_EXCEPTION: Price must not be negative. [Price__c]'],
  ];
  for (const [field, given, refusal] of cases)
    it(`${field}: ${JSON.stringify(given)}`, () => assert.equal(said(insertThing({ [field]: given })), refusal));
});

describe('a new record', () => {
  it('has defaults, an auto-number, its id as name, an owner and system fields', () => {
    const id = insertThing({})!.id!;
    const row = org.row(id);
    assert.equal(row['On__c'], true);
    assert.equal(row['Day__c'], '2026-11-22');
    assert.match(String(row['Number__c']), /^T-2026-\d{3}$/);
    assert.equal(row['Name'], id.slice(0, 15));
    assert.equal(row['OwnerId'], org.root.userId);
    assert.equal(row['CreatedDate'], '2026-11-22T03:04:05.000Z');
    assert.equal(row['LastModifiedById'], org.root.userId);
  });

  it('takes field names in any case and finds a parent by external id', () => {
    org.insert('Thing__c', { Required__c: 'x', Ext__c: 'parent-1' });
    const result = insertThing({ sHORT__C: 'ok', Friend__r: { Ext__c: 'PARENT-1' } });
    assert.equal(said(result), 'ok');
    assert.equal(org.row(String(org.row(result!.id!)['Friend__c']))['Ext__c'], 'parent-1');
    assert.equal(
      said(insertThing({ Friend__r: { Ext__c: 'nobody' } })),
      'INVALID_FIELD: Foreign key external ID: nobody not found for field Ext__c in entity Thing__c []',
    );
  });

  it('refuses a unique value that another record has, in any case', () => {
    const [id] = org.insert('Thing__c', { Required__c: 'x', Ext__c: 'Once' });
    assert.equal(
      said(insertThing({ Ext__c: 'ONCE' })),
      `DUPLICATE_VALUE: duplicate value found: Ext__c duplicates value on record with id: ${id!.slice(0, 15)} []`,
    );
  });
});
