// The Tooling API's objects, and debug logs.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { RunningLocalOrg } from '../../../../src/salesforce/serve.ts';
import { ADMIN, API_USER, OPEN_CLIENT_ID, rest, signIn, startTestOrg, type Refusal } from '../running-org.ts';

interface Found {
  readonly totalSize: number;
  readonly done: boolean;
  readonly nextRecordsUrl?: string;
  readonly records: readonly Record<string, unknown>[];
}

let org: RunningLocalOrg;
let admin: string;

before(async () => {
  org = await startTestOrg();
  admin = await signIn(org, { iss: OPEN_CLIENT_ID, sub: ADMIN });
});
after(() => org.close());

const query = (soql: string, token = admin, more = '') =>
  rest<Found>(org, token, 'GET', `/tooling/query?q=${encodeURIComponent(soql)}${more}`);

test('a query tells its columns when asked', async () => {
  const soql = 'SELECT Id, DeveloperName FROM CustomField LIMIT 1';
  const { body } = await rest<{ columnMetadata: { columnName: string }[] }>(
    org,
    admin,
    'GET',
    `/tooling/query?q=${encodeURIComponent(soql)}&columns=true`,
  );
  assert.deepEqual(
    body.columnMetadata.map(({ columnName }) => columnName),
    ['Id', 'DeveloperName'],
  );
});

test('the fields of a project are records, told apart by object', async () => {
  const { body: objects } = await query("SELECT Id, DeveloperName FROM CustomObject WHERE DeveloperName = 'Gadget'");
  const id = String(objects.records[0]!['Id']);
  const { body } = await query(`SELECT DeveloperName FROM CustomField WHERE TableEnumOrId = '${id}'`);
  assert.ok(body.totalSize > 0);
  assert.ok(body.records.every(({ DeveloperName }) => !String(DeveloperName).endsWith('__c')));
});

test('pages of a query are asked below /tooling', async () => {
  const soql = encodeURIComponent('SELECT Id FROM EntityDefinition');
  const first = await rest<Found>(org, admin, 'GET', `/tooling/query?q=${soql}`, undefined, {
    'sforce-query-options': 'batchSize=200',
  });
  if (first.body.done) return assert.equal(first.body.records.length, first.body.totalSize);
  assert.match(first.body.nextRecordsUrl!, /\/tooling\/query\/01g/);
  assert.equal((await rest<Found>(org, admin, 'GET', first.body.nextRecordsUrl!)).status, 200);
});

test('a user who may not see the set-up finds no such object', async () => {
  const token = await signIn(org, { sub: API_USER });
  const { status, body } = await query('SELECT Id FROM TraceFlag', token);
  assert.deepEqual([status, (body as unknown as Refusal[])[0]!.errorCode], [400, 'INVALID_TYPE']);
});

test('metadata is not written through records', async () => {
  const { status, body } = await rest<Refusal[]>(org, admin, 'POST', '/tooling/sobjects/ApexClass', { Name: 'X' });
  assert.equal(status, 405);
  assert.match(body[0]!.message, /by deployment only/);
});

test('source members do not exist: an org that is no sandbox tracks no sources', async () => {
  const { status, body } = await rest<Refusal[]>(org, admin, 'GET', '/tooling/sobjects/SourceMember/describe');
  assert.deepEqual([status, body[0]!.message], [404, 'The requested resource does not exist']);
});

test('a user with a trace flag leaves a debug log, one without leaves none', async () => {
  const run = () => rest(org, admin, 'GET', `/tooling/executeAnonymous?anonymousBody=System.debug('seen');`);
  const count = async () => (await query('SELECT Id FROM ApexLog')).body.totalSize;
  await run();
  assert.equal(await count(), 0);
  const level = await rest(org, admin, 'POST', '/tooling/sobjects/DebugLevel', {
    DeveloperName: 'Fine',
    MasterLabel: 'Fine',
    ApexCode: 'FINEST',
  });
  assert.equal(level.status, 201);
  const flag = { TracedEntityId: org.org.userByName(ADMIN).userId, DebugLevelId: level.body.id, LogType: 'USER_DEBUG' };
  const made = await rest(org, admin, 'POST', '/tooling/sobjects/TraceFlag', flag);
  await run();
  const { body } = await query('SELECT Id, LogUser.Username, Operation, Status FROM ApexLog');
  assert.partialDeepStrictEqual(body.records, [{ Operation: 'executeAnonymous', Status: 'Success' }]);
  const log = await rest<string>(org, admin, 'GET', `/tooling/sobjects/ApexLog/${String(body.records[0]!['Id'])}/Body`);
  assert.match(log.body, /\|USER_DEBUG\|.*\|DEBUG\|seen\n/);
  assert.match(log.headers.get('content-type')!, /^text\/plain/);
  await rest(org, admin, 'DELETE', `/tooling/sobjects/TraceFlag/${made.body.id}`);
  await run();
  assert.equal(await count(), 1);
});

test('a trace flag needs a debug level', async () => {
  const { status, body } = await rest<Refusal[]>(org, admin, 'POST', '/tooling/sobjects/TraceFlag', {
    LogType: 'USER_DEBUG',
  });
  assert.deepEqual([status, body[0]!.fields], [400, ['TracedEntityId', 'DebugLevelId']]);
});
