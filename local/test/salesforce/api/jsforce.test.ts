import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Connection } from 'jsforce';
import type { RunningLocalOrg } from '../../../src/salesforce/serve.ts';
import { admin, API_USER, assertion, JWT_BEARER, signIn, startTestOrg } from './running-org.ts';

let org: RunningLocalOrg;
let conn: Connection;
before(async () => {
  org = await startTestOrg();
  conn = new Connection({ instanceUrl: org.origin, accessToken: await signIn(org), version: '67.0' });
});
after(() => org.close());

test('authorize() with a JWT bearer assertion signs in', async () => {
  const fresh = new Connection({ oauth2: { loginUrl: org.origin }, version: '67.0' });
  const { id, organizationId } = await fresh.authorize({ grant_type: JWT_BEARER, assertion: assertion(org) });
  assert.equal(id, org.org.userByName(API_USER).userId);
  assert.equal(organizationId, org.org.organizationId);
  assert.equal(fresh.instanceUrl, org.origin);
  assert.equal((await fresh.identity()).username, API_USER);
});

test('create, retrieve, update, upsert and destroy, one by one', async () => {
  const gadgets = conn.sobject('Gadget__c');
  const made = await gadgets.create({ Name: 'js', Code__c: 'js-1' });
  assert.ok(made.success);
  assert.equal((await gadgets.retrieve(made.id)).Name, 'js');
  assert.ok((await gadgets.update({ Id: made.id, Size__c: 2 })).success);
  const upserted = await gadgets.upsert({ Code__c: 'js-1', Size__c: 3 }, 'Code__c');
  assert.deepEqual([upserted.success, upserted.created], [true, false]);
  assert.equal((await gadgets.retrieve(made.id)).Size__c, 3);
  assert.ok((await gadgets.destroy(made.id)).success);
  await assert.rejects(gadgets.retrieve(made.id), { errorCode: 'ENTITY_IS_DELETED' });
});

test('the same on lists, with one bad record among good ones', async () => {
  const gadgets = conn.sobject('Gadget__c');
  const made = await gadgets.create([{ Name: 'a' }, { Name: 'b', Colour__c: 'Green' }, { Name: 'c' }]);
  assert.deepEqual(
    made.map(({ success }) => success),
    [true, false, true],
  );
  const bad = made[1]!;
  assert.ok(!bad.success);
  assert.equal(
    (bad.errors[0] as unknown as { statusCode: string }).statusCode,
    'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
  );
  const ids = made.flatMap((result) => (result.success ? [result.id] : []));
  const updated = await gadgets.update(
    ids.map((Id) => ({ Id, Size__c: 1 })),
    { allOrNone: false },
  );
  assert.ok(updated.every(({ success }) => success));
  const read = await gadgets.retrieve(ids);
  assert.deepEqual(
    read.map(({ Size__c }) => Size__c as number),
    [1, 1],
  );
  const upserted = await gadgets.upsert(
    [
      { Code__c: 'l-1', Name: 'x' },
      { Code__c: 'l-2', Name: 'y' },
    ],
    'Code__c',
  );
  assert.deepEqual(
    upserted.map(({ created }) => created),
    [true, true],
  );
  const gone = await gadgets.destroy(ids);
  assert.ok(gone.every(({ success }) => success));
});

test('450 records with allowRecursive take three calls', async () => {
  await admin(org, 'POST', '/counters/reset');
  const records = Array.from({ length: 450 }, (_, n) => ({ Name: `many-${n}`, Batch__c: 'many' }));
  const made = await conn.sobject('Gadget__c').create(records, { allowRecursive: true });
  assert.equal(made.filter(({ success }) => success).length, 450);
  const { body } = await admin<{ api: { total: number } }>(org, 'GET', '/counters');
  assert.equal(body.api.total, 3);
});

test('query pages by itself with autoFetch', async () => {
  const soql = "SELECT Id, Name FROM Gadget__c WHERE Batch__c = 'many'";
  const options = { autoFetch: true, maxFetch: 1000, headers: { 'Sforce-Query-Options': 'batchSize=200' } };
  const { records, totalSize } = await conn.query(soql, options);
  assert.deepEqual([records.length, totalSize], [450, 450]);
});

test('describe, describeGlobal and limits', async () => {
  const described = await conn.describe('Gadget__c');
  assert.ok(described.fields.some(({ name }) => name === 'Code__c'));
  assert.ok((await conn.describeGlobal()).sobjects.some(({ name }) => name === 'Ping__e'));
  assert.ok((await conn.limits()).DailyApiRequests!.Max > 0);
  assert.ok(conn.limitInfo.apiUsage!.used > 0);
});

test('composite by requestPost', async () => {
  const compositeRequest = [{ method: 'GET', url: '/services/data/v67.0/limits', referenceId: 'limits' }];
  const answer = await conn.requestPost<{ compositeResponse: { httpStatusCode: number }[] }>(
    '/services/data/v67.0/composite',
    { allOrNone: true, compositeRequest },
  );
  assert.equal(answer.compositeResponse[0]!.httpStatusCode, 200);
});

test('refusals reach the caller with their code', async () => {
  await assert.rejects(async () => conn.query('SELECT Nope__c FROM Gadget__c'), { errorCode: 'INVALID_FIELD' });
  await assert.rejects(conn.sobject('Part__c').create({}), { errorCode: 'REQUIRED_FIELD_MISSING' });
});

test('three calls with an expired token refresh it once', async () => {
  let refreshes = 0;
  const expiring = new Connection({
    instanceUrl: org.origin,
    accessToken: await signIn(org),
    version: '67.0',
    refreshFn: (_conn, done) => {
      refreshes += 1;
      void signIn(org).then((token) => void done(null, token));
    },
  });
  await admin(org, 'POST', '/faults', { kind: 'expireTokens' });
  await Promise.all([1, 2, 3].map(() => expiring.request('/services/data/v67.0/limits')));
  assert.equal(refreshes, 1);
});
