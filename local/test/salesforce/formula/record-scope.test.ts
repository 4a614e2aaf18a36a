// Formulas over real records: formula fields through SOQL, validation rules through saves, names of parents and globals.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { customObject, field, said, testOrg, validationRule, type Files, type TestOrg } from '../dml/test-org.ts';

const THING = 'Thing__c';
const formulaField = (name: string, type: string, formula: string, more = ''): Files =>
  field(THING, name, `<type>${type}</type>${more}<formula>${formula}</formula>`);
const number = '<precision>18</precision><scale>2</scale>';

const THINGS: Files = {
  ...customObject(THING),
  ...field(THING, 'Price__c', `<type>Currency</type>${number}`),
  ...field(THING, 'Discount__c', '<type>Percent</type><precision>5</precision><scale>2</scale>'),
  ...field(THING, 'Day__c', '<type>Date</type>'),
  ...field(
    THING,
    'Account__c',
    '<type>Lookup</type><referenceTo>Account</referenceTo><relationshipName>Things</relationshipName>',
  ),
  ...field(
    THING,
    'Above__c',
    `<type>Lookup</type><referenceTo>${THING}</referenceTo><relationshipName>Below</relationshipName>`,
  ),
};

/** Values of formula fields of one record, through SOQL. */
function valuesOf(org: TestOrg, id: string, ...names: readonly string[]): unknown[] {
  const soql = `SELECT ${names.join(', ')} FROM ${THING} WHERE Id = '${id}'`;
  const [record] = org.transact(org.root, (tx) => org.query(tx, soql, { access: 'system' })).records;
  return names.map((name) => record!.fields.get(name));
}

test('formula fields read other fields, formulas and parents', async () => {
  const org = await testOrg({
    ...THINGS,
    ...formulaField('Net__c', 'Currency', 'Price__c * (1 - Discount__c)', number),
    ...formulaField('Tax__c', 'Number', 'ROUND(Net__c * 0.1, 0)', number),
    ...formulaField('Rate__c', 'Percent', 'Discount__c / 2', number),
    ...formulaField('Quarter__c', 'Number', 'Rate__c * 100', number),
    ...formulaField(
      'Zeroed__c',
      'Number',
      'Price__c + 1',
      `${number}<formulaTreatBlanksAs>BlankAsZero</formulaTreatBlanksAs>`,
    ),
    ...formulaField(
      'Blank__c',
      'Number',
      'Price__c + 1',
      `${number}<formulaTreatBlanksAs>BlankAsBlank</formulaTreatBlanksAs>`,
    ),
    ...formulaField('Is_Dear__c', 'Checkbox', 'Price__c &gt; 100'),
    ...formulaField('Who__c', 'Text', 'Account__r.Name &amp; &quot;/&quot; &amp; Account__r.Owner.Username'),
    ...formulaField('Above_Tax__c', 'Number', 'Above__r.Tax__c', number),
    ...formulaField('Due__c', 'Date', 'ADDMONTHS(Day__c, 1)'),
    ...formulaField('Wrong__c', 'Number', '1 / Price__c', number),
  });
  const [account] = org.insert('Account', { Name: 'Acme' });
  const [top] = org.insert(THING, {
    Name: 'top',
    Price__c: 1255,
    Discount__c: 20,
    Day__c: '2026-01-31',
    Account__c: account,
  });
  const [below] = org.insert(THING, { Name: 'below', Above__c: top });
  assert.deepEqual(
    valuesOf(org, top!, 'Net__c', 'Tax__c', 'Rate__c', 'Quarter__c', 'Is_Dear__c', 'Who__c', 'Due__c', 'Wrong__c'),
    [1004, 100, 10, 10, true, 'Acme/admin@local-org.test', '2026-02-28', 0],
  );
  assert.deepEqual(valuesOf(org, below!, 'Zeroed__c', 'Blank__c', 'Is_Dear__c', 'Who__c', 'Above_Tax__c', 'Wrong__c'), [
    1,
    null,
    false,
    '/',
    100,
    null,
  ]);
});

test('validation rules see the record before and after, the user, and formula fields', async () => {
  const org = await testOrg({
    ...THINGS,
    ...formulaField('Net__c', 'Currency', 'Price__c * (1 - Discount__c)', number),
    ...validationRule(
      THING,
      'Not_Cheaper',
      'AND(ISCHANGED(Price__c), Net__c &lt; PRIORVALUE(Price__c))',
      'Never cheaper.',
    ),
    ...validationRule(
      THING,
      'Not_By_Admin',
      'AND(ISNEW(), Name = $User.Username, $Permission.ManageUsers)',
      'Not yours.',
    ),
  });
  const [id] = org.insert(THING, { Name: 'x', Price__c: 10, Discount__c: 50 });
  const save = (values: Record<string, unknown>) => said(org.run('update', [{ type: THING, id: id!, ...values }])[0]);
  assert.equal(save({ Price__c: 19 }), 'FIELD_CUSTOM_VALIDATION_EXCEPTION: Never cheaper. []');
  assert.equal(save({ Price__c: 20 }), 'ok');
  assert.equal(save({ Discount__c: 90 }), 'ok');
  assert.match(said(org.run('insert', [{ type: THING, Name: 'admin@local-org.test' }])[0]), /Not yours/);
});

const WRONG: readonly (readonly [what: string, files: Files, message: RegExp])[] = [
  [
    'a name that is not there',
    formulaField('A__c', 'Number', 'Nope__c + 1', number),
    /A__c\.field-meta\.xml:\d+: formula, column 1: Field Nope__c does not exist/,
  ],
  [
    'a formula of itself',
    {
      ...formulaField('A__c', 'Number', 'B__c + 1', number),
      ...formulaField('B__c', 'Number', 'Above__r.A__c', number),
    },
    /the formula of Thing__c\.\w__c comes back to itself/,
  ],
  [
    'a rule with a wrong type',
    validationRule(THING, 'R', 'Price__c = &quot;x&quot;', 'no'),
    /Expected Number, received Text/,
  ],
  ['a rule with a function of another place', formulaField('A__c', 'Checkbox', 'ISNEW()'), /may not be used/],
];

test('wrong formulas of a project are refused when the org is built', async () => {
  for (const [what, files, message] of WRONG)
    await assert.rejects(testOrg({ ...THINGS, ...files }), { name: 'SourceError', message }, what);
});
