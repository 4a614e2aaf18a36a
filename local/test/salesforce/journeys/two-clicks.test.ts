// The address check, proof of identity and sign-up, called as their pages call them, by two requests at once.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AS_GUEST, call, customer, rows, signedIn, twice } from './customer-site.ts';

const ADDRESS = { postalCode: '000-0001', prefecture: '東京都', city: '架空市', street: '見本町1-2-3' };
const JPEG = Buffer.from('ffd8ffe000104a464946', 'hex').toString('base64');

test('two clicks on the address form make one check', async () => {
  const { session, accountId } = await customer('Clicker');
  const params = { address: ADDRESS, commodity: 'Personal SonixNet Home Internet' };
  const [first, second] = await twice(session, 'EligibilityController', 'requestCheck', params);
  assert.deepEqual(first, second);
  assert.equal((await rows(`SELECT Id FROM Case WHERE AccountId = '${accountId}'`)).length, 1);
  assert.equal((await rows(`SELECT Id FROM Opportunity WHERE AccountId = '${accountId}'`)).length, 1);
});

test('two tabs that send documents make one case with one set of files', async () => {
  const { session, accountId } = await customer('Sender');
  const params = { documents: [{ fileName: 'card.jpg', base64: JPEG }] };
  const [first, second] = await twice(session, 'IdentityController', 'submit', params);
  assert.deepEqual(first, second);
  const cases = await rows(`SELECT Id FROM Case WHERE AccountId = '${accountId}'`);
  assert.equal(cases.length, 1);
  const caseId = String(cases[0]!['Id']);
  const links = await rows(`SELECT Id FROM ContentDocumentLink WHERE LinkedEntityId = '${caseId}'`);
  assert.equal(links.length, 1);
});

test('refusals reach the page as text for the customer, in the customer’s language', async () => {
  const { session } = await customer('Reader');
  const params = { address: { ...ADDRESS, postalCode: '12' }, commodity: 'Personal SonixNet Home Internet' };
  await assert.rejects(
    call(session, 'EligibilityController', 'requestCheck', params),
    /郵便番号は7桁で入力してください/,
  );
});

test('two tabs that sign up make one customer, who finds an empty house', async () => {
  const email = 'newcomer@example.test';
  const applicant = { lastName: '見本', firstName: '花子', email, phone: '03-0000-0001', language: 'ja' };
  await twice(AS_GUEST, 'RegistrationController', 'signUp', { applicant });
  const users = await rows(`SELECT Account.Name, Account.Portal_Status__c FROM User WHERE Username = '${email}'`);
  assert.equal(users.length, 1);
  assert.equal((await rows(`SELECT Id FROM Contact WHERE Email = '${email}'`)).length, 1);
  const session = await signedIn(email);
  const summary = (await call(session, 'HomeController', 'getSummary', {})) as Readonly<Record<string, unknown>>;
  assert.deepEqual([summary['lastName'], summary['firstName'], summary['openCaseCount']], ['見本', '花子', 0]);
});

test('a guest who signed up reads nothing of it', async () => {
  await assert.rejects(call(AS_GUEST, 'HomeController', 'getSummary', {}), /HomeController/);
});
