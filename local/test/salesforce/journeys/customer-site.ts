// A local org with this project in it, and customers who call Apex the way the pages of their site do.
import assert from 'node:assert/strict';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ADMIN, OPEN_CLIENT_ID, rest as restOf, signIn, startTestOrg, user } from '../api/running-org.ts';

const org = await startTestOrg({
  projectDir: fileURLToPath(new URL('../../../..', import.meta.url)),
  users: [user('guest@example.test', 'Guest User', ['Portal_Guest'])],
});
after(() => org.close());
const admin = await signIn(org, { iss: OPEN_CLIENT_ID, sub: ADMIN });

/** Saves a record as the administrator. */
export async function insert(type: string, record: Readonly<Record<string, unknown>>): Promise<string> {
  const { status, body } = await restOf(org, admin, 'POST', `/sobjects/${type}`, record);
  assert.equal(status, 201, JSON.stringify(body));
  return body.id;
}

/** Changes a record as the administrator. */
export async function update(type: string, id: string, changes: Readonly<Record<string, unknown>>): Promise<void> {
  const { status, body } = await restOf(org, admin, 'PATCH', `/sobjects/${type}/${id}`, changes);
  assert.equal(status, 204, JSON.stringify(body));
}

/** Makes or changes the record that an external id names, as the administrator. */
export async function upsert(
  type: string,
  field: string,
  value: string | number,
  record: Readonly<Record<string, unknown>>,
): Promise<void> {
  const { status, body } = await restOf(org, admin, 'PATCH', `/sobjects/${type}/${field}/${value}`, record);
  assert.ok(status === 200 || status === 201, JSON.stringify(body));
}

/** Calls the REST API as whoever the session is of. */
export const rest = (session: string, method: string, path: string, body?: object) =>
  restOf(org, session, method, path, body);

export async function idOf(type: string, where: string): Promise<string> {
  return (await rows(`SELECT Id FROM ${type} WHERE ${where}`))[0]!['Id'] as string;
}

/** Queries as the administrator. */
export async function rows(soql: string): Promise<Readonly<Record<string, unknown>>[]> {
  const path = `/query?q=${encodeURIComponent(soql)}`;
  return (await restOf<{ records: Readonly<Record<string, unknown>>[] }>(org, admin, 'GET', path)).body.records;
}

// The platform lets portal users belong only to accounts whose owner has a role.
const roleId = await insert('UserRole', { Name: 'Sales', DeveloperName: 'Sales' });
const adminId = await idOf('User', `Username = '${ADMIN}'`);
await update('User', adminId, { UserRoleId: roleId });

/** Signs a user in. @returns the session */
export const signedIn = (username: string) => signIn(org, { iss: OPEN_CLIENT_ID, sub: username });

/** @returns the session and the account of a new customer */
export async function customer(name: string): Promise<{ session: string; accountId: string }> {
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
  return { session: await signedIn(email), accountId };
}

/** The session of a visitor who has not signed in. */
export const AS_GUEST = '';

/** Calls a controller as a page does. @returns what it answered; rejects with the body of a refusal */
export async function call(session: string, classname: string, method: string, params: object): Promise<unknown> {
  const response = await fetch(`${org.origin}/customer/webruntime/api/apex/execute?language=ja&htmlEncode=false`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(session && { authorization: `Bearer ${session}` }) },
    body: JSON.stringify({ namespace: '', classname, method, isContinuation: false, params, cacheable: false }),
  });
  const body = (await response.json()) as { returnValue?: unknown };
  assert.equal(response.status, 200, JSON.stringify(body));
  return body.returnValue;
}

/** Two requests at once, as a double click or two tabs send them. */
export const twice = (session: string, classname: string, method: string, params: object) =>
  Promise.all([call(session, classname, method, params), call(session, classname, method, params)]);
