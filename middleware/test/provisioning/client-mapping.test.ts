import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isPortwayError } from '../../src/errors.ts';
import { checkClientIsOf, contactOf, newClient } from '../../src/provisioning/whmcs/client-mapping.ts';
import { account, ADDRESS, contact, order } from './sample-order.ts';

const settings = { numberFieldId: '4', defaultCountry: 'JP' };
const made = (...[person, company]: [Parameters<typeof contact>[0]?, Parameters<typeof account>[0]?]) =>
  newClient({ ...contact(person), email: 'hanako@example.test' }, account(company), settings, 'pw');

test('a Japanese customer travels as written, with plain digits', () => {
  assert.deepEqual(made(), {
    firstName: '花子',
    lastName: '見本',
    companyName: undefined,
    email: 'hanako@example.test',
    address1: '見本町1-2-3',
    address2: '見本ビル5階',
    city: '架空市',
    state: '東京都',
    postcode: '000-0001',
    country: 'JP',
    phoneNumber: '090-0000-0001',
    password: 'pw',
    customFields: { 4: 'C-0000001' },
  });
});

const COUNTRIES: readonly [given: string | null, code: string][] = [
  ['Japan', 'JP'],
  ['日本', 'JP'],
  ['jp', 'JP'],
  ['Germany', 'DE'],
  ['United Kingdom', 'GB'],
  ['アメリカ合衆国', 'US'],
  ['USA', 'US'],
  ['Atlantis', 'JP'],
  [null, 'JP'],
];
for (const [country, code] of COUNTRIES) {
  test(`country ${country}: ${code}`, () => assert.equal(made({ address: { ...ADDRESS, country } }).country, code));
}

test('an account that is not named after its contact is a company', () => {
  assert.equal(made({}, { name: '株式会社サンプル商事' }).companyName, '株式会社サンプル商事');
  assert.equal(made({ firstName: 'Jordan', lastName: 'Example' }, { name: 'Jordan Example' }).companyName, undefined);
});

test('a contact without an address lives where the account does', () => {
  const nowhere = { street: null, city: null, state: null, postalCode: null, country: null };
  assert.equal(made({ address: nowhere, phone: null }).city, '架空市');
  assert.equal(made({ phone: null }).phoneNumber, '03-0000-0000');
});

test('the contact is the one with an e-mail address', () => {
  assert.equal(contactOf(order(), account()).email, 'hanako@example.test');
  const twice = order({ contacts: [contact(), contact({ email: 'HANAKO@example.test' })] });
  assert.equal(contactOf(twice, account()).email, 'hanako@example.test');
});

test('nobody with an e-mail address: CLIENT_EMAIL_MISSING', () => {
  for (const contacts of [[], [contact({ email: null })], [contact({ email: ' ' })]]) {
    assert.throws(
      () => contactOf(order({ contacts }), account()),
      (error) => isPortwayError(error, 'CLIENT_EMAIL_MISSING'),
    );
  }
});

test('several addresses: CLIENT_AMBIGUOUS', () => {
  const contacts = [contact(), contact({ email: 'other@example.test' })];
  assert.throws(
    () => contactOf(order({ contacts }), account()),
    (error) => isPortwayError(error, 'CLIENT_AMBIGUOUS'),
  );
});

const client = (number?: string) => ({
  clientId: '318',
  email: 'hanako@example.test',
  status: 'Active',
  customFields: new Map(number === undefined ? [] : [['4', number]]),
});

test('a client with our number is ours; with none it is, unless another account has it', () => {
  assert.doesNotThrow(() => checkClientIsOf(client('C-0000001'), account(), '4', ['別の客']));
  assert.doesNotThrow(() => checkClientIsOf(client(), account(), '4', []));
  assert.doesNotThrow(() => checkClientIsOf(client('C-0000009'), account(), undefined, []));
});

test('a client of somebody else is not taken', () => {
  const ambiguous = (error: unknown): boolean => isPortwayError(error, 'CLIENT_AMBIGUOUS');
  assert.throws(() => checkClientIsOf(client('C-0000009'), account(), '4', []), ambiguous);
  assert.throws(() => checkClientIsOf(client(), account(), '4', ['別の客']), ambiguous);
});
