// The customer journeys of this project, called as their pages call them, by two requests at once.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ADMIN, OPEN_CLIENT_ID, rest, signIn, startTestOrg } from '../api/running-org.ts';

const org = await startTestOrg({ projectDir: fileURLToPath(new URL('../../../..', import.meta.url)), users: [] });
after(() => org.close());
const admin = await signIn(org, { iss: OPEN_CLIENT_ID, sub: ADMIN });

const ADDRESS = { postalCode: '000-0001', prefecture: '東京都', city: '架空市', street: '見本町1-2-3' };
const JPEG = Buffer.from('ffd8ffe000104a464946', 'hex').toString('base64');

async function insert(type: string, record: Readonly<Record<string, unknown>>): Promise<string> {
  const { status, body } = await rest(org, admin, 'POST', `/sobjects/${type}`, record);
  assert.equal(status, 201, JSON.stringify(body));
  return body.id;
}

async function idOf(type: string, where: string): Promise<string> {
  return (await rows(`SELECT Id FROM ${type} WHERE ${where}`))[0]!['Id'] as string;
}

async function rows(soql: string): Promise<Readonly<Record<string, unknown>>[]> {
  const path = `/query?q=${encodeURIComponent(soql)}`;
  return (await rest<{ records: Readonly<Record<string, unknown>>[] }>(org, admin, 'GET', path)).body.records;
}

// The platform lets portal users belong only to accounts whose owner has a role.
const roleId = await insert('UserRole', { Name: 'Sales', DeveloperName: 'Sales' });
const adminId = await idOf('User', `Username = '${ADMIN}'`);
assert.equal((await rest(org, admin, 'PATCH', `/sobjects/User/${adminId}`, { UserRoleId: roleId })).status, 204);

/** @returns the session and the account of a new customer */
async function customer(name: string): Promise<{ session: string; accountId: string }> {
  const accountId = await insert('Account', { Name: name });
  const email = `${name.toLowerCase()}@example.test`;
  const contactId = await insert('Contact', { AccountId: accountId, LastName: name, Email: email });
  const userId = await insert('User', {
    Username: email,
    Email: email,
    LastName: name,
    Alias: name.slice(0, 8),
    ContactId: contactId,
    ProfileId: await idOf('Profile', `Name = 'Customer Community Plus User'`),
    TimeZoneSidKey: 'Asia/Tokyo',
    LocaleSidKey: 'ja_JP',
    LanguageLocaleKey: 'ja',
    EmailEncodingKey: 'UTF-8',
  });
  const permissionSetId = await idOf('PermissionSet', `Name = 'Customer_Portal_User'`);
  await insert('PermissionSetAssignment', { AssigneeId: userId, PermissionSetId: permissionSetId });
  return { session: await signIn(org, { iss: OPEN_CLIENT_ID, sub: email }), accountId };
}

const AS_GUEST = '';

async function call(session: string, classname: string, method: string, params: object): Promise<unknown> {
  const response = await fetch(`${org.origin}/customer/webruntime/api/apex/execute?language=ja&htmlEncode=false`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(session && { authorization: `Bearer ${session}` }) },
    body: JSON.stringify({ namespace: '', classname, method, isContinuation: false, params, cacheable: false }),
  });
  const body = (await response.json()) as { returnValue?: unknown };
  assert.equal(response.status, 200, JSON.stringify(body));
  return body.returnValue;
}

const twice = (session: string, classname: string, method: string, params: object) =>
  Promise.all([call(session, classname, method, params), call(session, classname, method, params)]);

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
  const session = await signIn(org, { iss: OPEN_CLIENT_ID, sub: email });
  const summary = (await call(session, 'HomeController', 'getSummary', {})) as Readonly<Record<string, unknown>>;
  assert.deepEqual([summary['accountName'], summary['openCaseCount']], ['見本 花子', 0]);
});

test('a guest who signed up reads nothing of it', async () => {
  await assert.rejects(call(AS_GUEST, 'HomeController', 'getSummary', {}), /HomeController/);
});
