// What the form may send: cleaned, bounded, and refused field by field.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readLeadForm, withoutFormula, type FieldProblems, type LeadForm } from '../../src/leads/fields.ts';
import { leadRecord } from '../../src/leads/lead-record.ts';

const GOOD = {
  lastName: '見本',
  firstName: '花子',
  email: 'hanako@example.test',
  message: '料金を教えてください。',
  consent: true,
  formToken: 'token',
};

const formOf = (change: object = {}): LeadForm => {
  const read = readLeadForm({ ...GOOD, ...change });
  assert.ok('form' in read, JSON.stringify(read));
  return read.form;
};
const problemsOf = (json: unknown): FieldProblems => {
  const read = readLeadForm(json);
  return 'problems' in read ? read.problems : {};
};

test('what is not typed is null, and nothing but the form’s own fields gets through', () => {
  assert.deepEqual(formOf(), {
    fields: {
      lastName: '見本',
      firstName: '花子',
      company: null,
      email: 'hanako@example.test',
      phone: null,
      prefecture: null,
      message: '料金を教えてください。',
    },
    requestId: null,
    formToken: 'token',
    captcha: null,
    isTrapped: false,
  });
  assert.deepEqual(problemsOf({ ...GOOD, OwnerId: '005', isAdmin: true }), { OwnerId: 'unknown', isAdmin: 'unknown' });
});

const CLEANED: readonly [what: string, field: keyof LeadForm['fields'], given: string, kept: string][] = [
  ['white space around it goes', 'lastName', '  見本 　', '見本'],
  ['letters and their marks are joined', 'lastName', 'Cafe\u0301', 'Caf\u00e9'],
  ['control characters go', 'firstName', 'Ha\u0000na\u0007\u001bko', 'Hanako'],
  ['what turns the direction of text goes', 'company', 'Sample\u202e gnidarT\u200b', 'Sample gnidarT'],
  ['half of a character is replaced', 'message', 'broken \ud83d here', 'broken \ufffd here'],
  ['a tab in a line is a blank', 'company', 'Sample\tTrading', 'Sample Trading'],
  ['full-width digits are made half-width', 'phone', '０３－００００－０００１', '03-0000-0001'],
  ['full-width addresses too', 'email', 'ｈａｎａｋｏ＠example.test', 'hanako@example.test'],
  ['lines of a message stay, however they end', 'message', 'one\r\ntwo\rthree\n\tfour', 'one\ntwo\nthree\n\tfour'],
  ['markup in a message is text', 'message', '<script>alert(1)</script>', '<script>alert(1)</script>'],
];
for (const [what, field, given, kept] of CLEANED) {
  test(what, () => assert.equal(formOf({ [field]: given }).fields[field], kept));
}

const REFUSED: readonly [what: string, change: object, problems: FieldProblems][] = [
  ['a blank name', { lastName: ' \u200b ' }, { lastName: 'required' }],
  ['a missing name', { lastName: undefined }, { lastName: 'required' }],
  ['a null message', { message: null }, { message: 'required' }],
  ['another type', { firstName: { $ne: '' } }, { firstName: 'invalid' }],
  ['a list', { email: ['a@example.test'] }, { email: 'invalid' }],
  ['a long name', { lastName: 'x'.repeat(81) }, { lastName: 'too-long' }],
  ['a long first name', { firstName: 'x'.repeat(41) }, { firstName: 'too-long' }],
  ['a long company', { company: 'x'.repeat(256) }, { company: 'too-long' }],
  ['a long message', { message: 'x'.repeat(4001) }, { message: 'too-long' }],
  ['a short message', { message: 'x' }, { message: 'too-short' }],
  ['two lines in a name', { lastName: 'Sample\r\nBcc: x@example.test' }, { lastName: 'one-line' }],
  ['two lines in an address', { email: 'a@example.test\nb@example.test' }, { email: 'one-line' }],
  ['no address', { email: 'hanako' }, { email: 'invalid' }],
  ['an address too long for Salesforce', { email: `${'x'.repeat(70)}@example.test` }, { email: 'too-long' }],
  ['words for a phone', { phone: 'call me' }, { phone: 'invalid' }],
  ['a formula as a phone', { phone: '=1+1' }, { phone: 'invalid' }],
  ['a formula as a name', { lastName: '=HYPERLINK("x")' }, { lastName: 'formula' }],
  ['a formula in full width', { company: '＝1+1' }, { company: 'formula' }],
  ['a formula as an address', { email: '+cmd@example.test' }, { email: 'formula' }],
  ['markup as a name', { firstName: '<b>Hana</b>' }, { firstName: 'markup' }],
  ['a link as a company', { company: 'see https://spam.example.test' }, { company: 'markup' }],
  ['four links', { message: 'http://a http://b www.c https://d' }, { message: 'links' }],
  ['no consent', { consent: undefined }, { consent: 'consent' }],
  ['consent in words', { consent: 'true' }, { consent: 'consent' }],
  ['an id that is none', { requestId: '1' }, { requestId: 'invalid' }],
  ['no token', { formToken: undefined }, { formToken: 'required' }],
  ['several at once', { lastName: '', email: '' }, { lastName: 'required', email: 'required' }],
];
for (const [what, change, problems] of REFUSED) {
  test(`${what} is refused by field`, () => assert.deepEqual(problemsOf({ ...GOOD, ...change }), problems));
}

test('what is no object at all is refused', () => {
  for (const json of [null, undefined, 1, 'text', []]) assert.deepEqual(problemsOf(json), { form: 'invalid' });
});

test('a phone may begin with a plus, three links may stand in a message, and a trap is seen', () => {
  assert.equal(formOf({ phone: '+81 3 0000 0001' }).fields.phone, '+81 3 0000 0001');
  assert.ok(formOf({ message: 'http://a http://b http://c' }));
  assert.equal(formOf({ website: 'https://spam.example.test' }).isTrapped, true);
  assert.equal(formOf({ website: '' }).isTrapped, false);
});

test('a message that a spreadsheet would run gets an apostrophe, as nothing else of it can be changed', () => {
  for (const text of ['=1+1', '+1', '-1', '@SUM(A1)', '＝1', '\tx']) assert.equal(withoutFormula(text), `'${text}`);
  assert.equal(withoutFormula('1 = 1'), '1 = 1');
});

test('the lead has Salesforce’s fields; a private person is their own company', () => {
  const at = new Date('2026-11-20T01:02:03Z');
  const record = leadRecord(formOf({ prefecture: '東京都' }).fields, at);
  assert.deepEqual(record, {
    LastName: '見本',
    FirstName: '花子',
    Company: '見本 花子',
    Email: 'hanako@example.test',
    Phone: null,
    State: '東京都',
    Description: '料金を教えてください。',
    LeadSource: 'Website',
    Privacy_Consent_Date_Time__c: '2026-11-20T01:02:03.000Z',
  });
  assert.equal(leadRecord(formOf({ firstName: '' }).fields, at).Company, '見本');
  assert.equal(leadRecord(formOf({ company: 'Sample Trading' }).fields, at).Company, 'Sample Trading');
});
