// The controllers of the customer site over real HTTP, as two customers and a visitor: what pages will send and receive.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { join } from 'node:path';
import { Connection } from 'jsforce';
import { ADMIN, OPEN_CLIENT_ID, signIn, startTestOrg } from '../../../local/test/salesforce/api/running-org.ts';
import type { RunningLocalOrg } from '../../../local/src/salesforce/serve.ts';

const ROOT = join(import.meta.dirname, '../../..');

let org: RunningLocalOrg;
let admin: Connection;
let hanako: string;
let taro: string;

before(async () => {
  org = await startTestOrg({ projectDir: ROOT, users: [] });
  const token = await signIn(org, { iss: OPEN_CLIENT_ID, sub: ADMIN });
  admin = new Connection({ instanceUrl: org.origin, accessToken: token, version: '67.0' });
  // The platform lets portal users belong only to accounts whose owner has a role.
  await run(`UserRole role = new UserRole(Name = 'Owners', DeveloperName = 'Owners');
    insert role;
    update new User(Id = UserInfo.getUserId(), UserRoleId = role.Id);`);
  [hanako, taro] = await Promise.all([signedIn('hanako'), signedIn('taro')]);
});
after(() => org.close());

async function run(source: string): Promise<void> {
  const { compileProblem, exceptionMessage } = await admin.tooling.executeAnonymous(source);
  assert.equal(compileProblem ?? exceptionMessage, null);
}

/** Makes a customer with an account of their own. @returns the session id */
async function signedIn(name: string): Promise<string> {
  await run(`Account home = new Account(Name = '${name}');
    insert home;
    insert new Contact(AccountId = home.Id, LastName = '${name}', Email = '${name}@portway.example.test');`);
  await run(`User customer = new User(
        ContactId = [SELECT Id FROM Contact WHERE LastName = '${name}'].Id,
        ProfileId = [SELECT Id FROM Profile WHERE Name = 'Customer Community Plus User'].Id,
        Username = '${name}@portway.example.test', Email = '${name}@portway.example.test', LastName = '${name}',
        Alias = '${name}', CommunityNickname = '${name}', TimeZoneSidKey = 'Asia/Tokyo', LocaleSidKey = 'ja_JP',
        EmailEncodingKey = 'UTF-8', LanguageLocaleKey = 'ja');
    insert customer;
    insert new PermissionSetAssignment(
        AssigneeId = customer.Id,
        PermissionSetId = [SELECT Id FROM PermissionSet WHERE Name = 'Customer_Portal_User'].Id);`);
  return signIn(org, { iss: OPEN_CLIENT_ID, sub: `${name}@portway.example.test` });
}

interface Reply {
  readonly status: number;
  readonly body: { readonly returnValue?: unknown; readonly message?: string; readonly exceptionType?: string };
}

async function call(session: string, action: string, params: object = {}): Promise<Reply> {
  const [classname, method] = action.split('.');
  const response = await fetch(`${org.origin}/customer/webruntime/api/apex/execute?language=en-US`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(session && { cookie: `sid=${session}` }) },
    body: JSON.stringify({ namespace: '', classname, method, isContinuation: false, params, cacheable: false }),
  });
  return { status: response.status, body: (await response.json()) as Reply['body'] };
}

test('a new customer sees their own account and nothing on it yet', async () => {
  const { status, body } = await call(hanako, 'HomeController.getSummary');
  assert.equal(status, 200, JSON.stringify(body));
  assert.partialDeepStrictEqual(body.returnValue, { lastName: 'hanako', serviceCount: 0, openCases: [] });
});

test('a case is its account’s: its customer reads it, for another it is not there', async () => {
  const made = await call(hanako, 'CaseController.createCase', {
    subject: 'No light',
    description: 'The router is dark.',
  });
  assert.equal(made.status, 200, JSON.stringify(made.body));
  const caseId = made.body.returnValue;
  const own = await call(hanako, 'CaseController.getCase', { caseId });
  assert.match(JSON.stringify(own.body.returnValue), /No light/);
  const others = await call(taro, 'CaseController.getCase', { caseId });
  const nobodys = await call(taro, 'CaseController.getCase', { caseId: '500000000000001AAA' });
  assert.equal(others.status, 500);
  assert.equal(others.body.exceptionType, 'System.AuraHandledException');
  assert.equal(others.body.message, nobodys.body.message);
});

test('text of any kind stays text', async () => {
  const subject = "' OR Name != '<script>alert(1)</script>";
  const { body } = await call(taro, 'CaseController.createCase', { subject, description: 'x' });
  const { body: read } = await call(taro, 'CaseController.getCase', { caseId: body.returnValue });
  assert.ok(JSON.stringify(read.returnValue).includes(JSON.stringify(subject).slice(1, -1)));
});

test('a class that customers were not granted is closed to them', async () => {
  const { status, body } = await call(hanako, 'CaseService.find', { filter: 'open' });
  assert.equal(status, 400);
  assert.match(body.message!, /do not have access to the Apex class named 'CaseService'/);
});
