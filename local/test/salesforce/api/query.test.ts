import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { RunningLocalOrg } from '../../../src/salesforce/serve.ts';
import {
  ADMIN,
  API_USER,
  OPEN_CLIENT_ID,
  rest,
  signIn,
  startTestOrg,
  type Answer,
  type Refusal,
} from './running-org.ts';

interface Page {
  readonly totalSize: number;
  readonly done: boolean;
  readonly nextRecordsUrl?: string;
  readonly records: Answer[];
}
const GADGETS = 450;
const HOUR_MS = 3_600_000;
const time = { now: Date.UTC(2026, 0, 1) };
let org: RunningLocalOrg;
let token: string;

before(async () => {
  org = await startTestOrg({ clock: () => time.now });
  token = await signIn(org);
  const user = org.org.userByName(API_USER);
  for (let from = 0; from < GADGETS; from += 150) {
    const records = Array.from({ length: 150 }, (_, n) => ({
      type: 'Gadget__c',
      values: { Name: `G${String(from + n).padStart(3, '0')}`, Colour__c: ['Red', 'Blue', null][n % 3] },
    }));
    org.org.transact(user, (tx) => org.org.save(tx, { operation: 'insert', records, allOrNone: true, access: 'user' }));
  }
});
after(() => org.close());

const query = <Body = Page>(soql: string, headers?: Record<string, string>, resource = 'query') =>
  rest<Body>(org, token, 'GET', `/${resource}?q=${encodeURIComponent(soql)}`, undefined, headers);

test('a query answers records with attributes, parents nested, children as results, nulls present', async () => {
  const { body: gadget } = await rest(org, token, 'POST', '/sobjects/Gadget__c', { Name: 'Parent' });
  const { body: part } = await rest(org, token, 'POST', '/sobjects/Part__c', { Quantity__c: 2, Gadget__c: gadget.id });
  const { body: lone } = await rest(org, token, 'POST', '/sobjects/Part__c', { Quantity__c: 1 });
  const parts = await query('SELECT Id, Gadget__r.Name, Gadget__r.CreatedDate FROM Part__c ORDER BY Quantity__c DESC');
  const base = '/services/data/v67.0/sobjects';
  assert.deepEqual(parts.body, {
    totalSize: 2,
    done: true,
    records: [
      {
        attributes: { type: 'Part__c', url: `${base}/Part__c/${part.id}` },
        Id: part.id,
        Gadget__r: {
          attributes: { type: 'Gadget__c', url: `${base}/Gadget__c/${gadget.id}` },
          Name: 'Parent',
          CreatedDate: '2026-01-01T00:00:00.000+0000',
        },
      },
      { attributes: { type: 'Part__c', url: `${base}/Part__c/${lone.id}` }, Id: lone.id, Gadget__r: null },
    ],
  });
  const soql =
    "SELECT Name, (SELECT Quantity__c FROM Parts__r) FROM Gadget__c WHERE Name IN ('Parent', 'G000') ORDER BY Name";
  const { records } = (await query(soql)).body;
  assert.equal(records[0]!.Parts__r, null);
  assert.partialDeepStrictEqual(records[1]!.Parts__r, { totalSize: 1, done: true, records: [{ Quantity__c: 2 }] });
});

test('aggregates have attributes without an address; COUNT() has no records', async () => {
  const soql =
    "SELECT Colour__c, COUNT(Id), MAX(CreatedDate) newest FROM Gadget__c WHERE Colour__c = 'Red' GROUP BY Colour__c";
  const { body } = await query(soql);
  assert.deepEqual(body.records, [
    { attributes: { type: 'AggregateResult' }, Colour__c: 'Red', expr0: 150, newest: '2026-01-01T00:00:00.000+0000' },
  ]);
  assert.deepEqual((await query("SELECT COUNT() FROM Gadget__c WHERE Colour__c = 'Blue'")).body, {
    totalSize: 150,
    done: true,
    records: [],
  });
});

test('pages are as large as the header asks, within 200 and 2,000, and lead to one another', async () => {
  const soql = "SELECT Name FROM Gadget__c WHERE Name LIKE 'G%' ORDER BY Name";
  const header = { 'sforce-query-options': 'batchSize=200' };
  const names: unknown[] = [];
  let page = (await query(soql, header)).body;
  for (;;) {
    assert.equal(page.totalSize, GADGETS);
    names.push(...page.records.map(({ Name }) => Name));
    if (page.done) break;
    assert.match(page.nextRecordsUrl!, /^\/services\/data\/v67\.0\/query\/01g\w{15}-\d+$/);
    page = (await rest<Page>(org, token, 'GET', page.nextRecordsUrl!, undefined, header)).body;
  }
  assert.equal(names.length, GADGETS);
  assert.deepEqual(names, [...names].sort());
  assert.equal((await query(soql, { 'sforce-query-options': 'batchSize=1' })).body.records.length, 200);
  assert.equal((await query(soql)).body.done, true);
});

test('a locator is refused when it is unknown or two days old', async () => {
  const { body } = await query('SELECT Id FROM Gadget__c', { 'sforce-query-options': 'batchSize=200' });
  const bad = await rest<Refusal[]>(org, token, 'GET', '/query/01g000000000000AAA-200');
  assert.deepEqual([bad.status, bad.body[0]!.errorCode], [400, 'INVALID_QUERY_LOCATOR']);
  time.now += 49 * HOUR_MS;
  token = await signIn(org);
  const old = await rest<Refusal[]>(org, token, 'GET', body.nextRecordsUrl!);
  assert.equal(old.body[0]!.errorCode, 'INVALID_QUERY_LOCATOR');
});

test('an address is a plain object', async () => {
  const admin = await signIn(org, { iss: OPEN_CLIENT_ID, sub: ADMIN });
  const { body } = await rest(org, admin, 'POST', '/sobjects/Account', { Name: 'Home', BillingCity: '見本市' });
  const read = await rest(org, admin, 'GET', `/sobjects/Account/${body.id}?fields=BillingAddress,ShippingAddress`);
  assert.partialDeepStrictEqual(read.body.BillingAddress, { city: '見本市', street: null });
  assert.equal('attributes' in (read.body.BillingAddress as object), false);
  assert.equal(read.body.ShippingAddress, null);
});

test('queryAll sees the recycle bin, query does not', async () => {
  const { body } = await rest(org, token, 'POST', '/sobjects/Gadget__c', { Name: 'Binned' });
  await rest(org, token, 'DELETE', `/sobjects/Gadget__c/${body.id}`);
  const soql = "SELECT Id, IsDeleted FROM Gadget__c WHERE Name = 'Binned'";
  assert.equal((await query(soql)).body.totalSize, 0);
  assert.partialDeepStrictEqual((await query(soql, {}, 'queryAll')).body.records, [{ Id: body.id, IsDeleted: true }]);
});

test('columns=true tells the columns: paths join, children and functions are aggregates', async () => {
  interface Column {
    columnName: string;
    displayName: string;
    aggregate: boolean;
    joinColumns: Column[];
  }
  const columns = async (soql: string) => {
    const path = `/query?q=${encodeURIComponent(soql)}&columns=true`;
    const { body } = await rest<{ columnMetadata: Column[] }>(org, token, 'GET', path);
    const brief = ({ columnName, aggregate, joinColumns }: Column): unknown[] =>
      joinColumns.length > 0 ? [columnName, aggregate, joinColumns.map(brief)] : [columnName, aggregate];
    return body.columnMetadata.map(brief);
  };
  assert.deepEqual(await columns('SELECT id, Gadget__r.Name, Gadget__r.Code__c FROM Part__c LIMIT 1'), [
    ['Id', false],
    [
      'Gadget__r',
      false,
      [
        ['Name', false],
        ['Code__c', false],
      ],
    ],
  ]);
  assert.deepEqual(await columns('SELECT Name, (SELECT Quantity__c FROM Parts__r) FROM Gadget__c LIMIT 1'), [
    ['Name', false],
    ['Parts__r', true, [['Quantity__c', false]]],
  ]);
  assert.deepEqual(await columns('SELECT Colour__c, COUNT(Id), MAX(Name) highest FROM Gadget__c GROUP BY Colour__c'), [
    ['Colour__c', false],
    ['expr0', true],
    ['highest', true],
  ]);
});

const refusals: [soql: string, status: number, errorCode: string][] = [
  ['SELECT Nope__c FROM Gadget__c', 400, 'INVALID_FIELD'],
  ['SELECT Secret__c FROM Gadget__c', 400, 'INVALID_FIELD'],
  ['SELECT Id FROM Nope__c', 400, 'INVALID_TYPE'],
  ['SELECT Id FROM ScratchOrgInfo limit 1', 400, 'INVALID_TYPE'],
  ['SELECT Id FORM Gadget__c', 400, 'MALFORMED_QUERY'],
  ['  ', 400, 'MALFORMED_QUERY'],
];
for (const [soql, status, errorCode] of refusals) {
  test(`'${soql}' is refused with ${errorCode}`, async () => {
    const reply = await query<Refusal[]>(soql);
    assert.deepEqual([reply.status, reply.body[0]!.errorCode], [status, errorCode]);
    assert.equal('fields' in reply.body[0]!, false);
  });
}

test('the tooling API answers nothing for sandboxes and knows no source members', async () => {
  const soql = encodeURIComponent("SELECT Id,Status FROM SandboxProcess WHERE SandboxOrganization='00D000000000001'");
  const { body } = await rest<Page>(org, token, 'GET', `/tooling/query?q=${soql}`);
  assert.deepEqual([body.totalSize, body.done, body.records], [0, true, []]);
  const members = await rest<Refusal[]>(org, token, 'GET', '/tooling/sobjects/SourceMember/describe');
  assert.deepEqual([members.status, members.body[0]!.message], [404, 'The requested resource does not exist']);
});

test('the org says that it is no sandbox', async () => {
  const soql =
    'SELECT Name, InstanceName, IsSandbox, TrialExpirationDate, NamespacePrefix, OrganizationType FROM Organization';
  const { body } = await query(soql);
  assert.equal(body.totalSize, 1);
  assert.equal(body.records[0]!.IsSandbox, false);
});
