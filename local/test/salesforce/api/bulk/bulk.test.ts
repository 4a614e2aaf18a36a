// The Bulk API 2.0: records as CSV in, answers as CSV out.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { csvLine, readCsv } from '../../../../src/salesforce/api/bulk/csv.ts';
import type { RunningLocalOrg } from '../../../../src/salesforce/serve.ts';
import { ADMIN, API_USER, OPEN_CLIENT_ID, rest, signIn, startTestOrg, type Refusal } from '../running-org.ts';

let org: RunningLocalOrg;
let token: string;

before(async () => {
  org = await startTestOrg();
  token = await signIn(org, { iss: OPEN_CLIENT_ID, sub: ADMIN });
});
after(() => org.close());

interface Info {
  readonly id: string;
  readonly state: string;
  readonly contentUrl: string;
  readonly numberRecordsProcessed: number;
  readonly numberRecordsFailed: number;
  readonly errorMessage?: string;
}

const CSV = { 'content-type': 'text/csv' };

async function ingest(job: object, csv: string): Promise<Info> {
  const { body } = await rest<Info>(org, token, 'POST', '/jobs/ingest', {
    contentType: 'CSV',
    lineEnding: 'LF',
    ...job,
  });
  const sent = await rest(org, token, 'PUT', `/${body.contentUrl}`, csv, CSV);
  assert.equal(sent.status, 201);
  await rest(org, token, 'PATCH', `/jobs/ingest/${body.id}`, { state: 'UploadComplete' });
  for (;;) {
    const { body: info } = await rest<Info>(org, token, 'GET', `/jobs/ingest/${body.id}`);
    if (['JobComplete', 'Failed'].includes(info.state)) return info;
  }
}

const results = async ({ id }: Info, kind: string): Promise<string[][]> =>
  readCsv((await rest<string>(org, token, 'GET', `/jobs/ingest/${id}/${kind}`)).body, ',');

test('CSV keeps delimiters, quotes and line ends inside double quotes', () => {
  const cells = ['a,b', 'say "x"', 'two\nlines', ''];
  assert.deepEqual(readCsv(csvLine(cells) + '\r\nplain;x\r\n', ','), [cells, ['plain;x']]);
  assert.deepEqual(readCsv('a;b\n1;2', ';'), [
    ['a', 'b'],
    ['1', '2'],
  ]);
});

test('rows are saved each by itself: what fails says why, the rest stays', async () => {
  const info = await ingest(
    { object: 'Account', operation: 'insert' },
    'Name,NumberOfEmployees\nOne,1\n,2\nThree,many\n',
  );
  assert.deepEqual([info.state, info.numberRecordsProcessed, info.numberRecordsFailed], ['JobComplete', 3, 2]);
  const [head, ...good] = await results(info, 'successfulResults');
  assert.deepEqual(head, ['sf__Id', 'sf__Created', 'Name', 'NumberOfEmployees']);
  assert.deepEqual(
    good.map(([, ...rest]) => rest),
    [['true', 'One', '1']],
  );
  const failed = (await results(info, 'failedResults')).slice(1);
  assert.match(failed[0]![1]!, /^REQUIRED_FIELD_MISSING:/);
  assert.equal(failed.length, 2);
  assert.deepEqual((await results(info, 'unprocessedrecords')).length, 1);
});

test('more records than one step takes are saved in steps, and deleted again', async () => {
  const rows = Array.from({ length: 450 }, (_, index) => `Bulk ${index}`);
  const made = await ingest(
    { object: 'Account', operation: 'insert', lineEnding: 'CRLF' },
    ['Name', ...rows].join('\r\n'),
  );
  assert.deepEqual([made.numberRecordsProcessed, made.numberRecordsFailed], [450, 0]);
  const ids = (await results(made, 'successfulResults')).slice(1).map(([id]) => id);
  const gone = await ingest({ object: 'Account', operation: 'delete' }, ['Id', ...ids].join('\n'));
  assert.deepEqual([gone.numberRecordsProcessed, gone.numberRecordsFailed], [450, 0]);
});

test('an upsert finds records by external id; an empty cell keeps a value and #N/A takes it away', async () => {
  const upsert = { object: 'Gadget__c', operation: 'upsert', externalIdFieldName: 'Code__c' };
  const first = await ingest(upsert, 'Code__c,Colour__c\nB-1,Red\nB-2,Red\n');
  assert.equal(first.numberRecordsFailed, 0, JSON.stringify(await results(first, 'failedResults')));
  const again = await ingest(upsert, 'Code__c,Colour__c\nB-1,\nB-2,#N/A\n');
  assert.deepEqual(
    (await results(again, 'successfulResults')).slice(1).map(([, created]) => created),
    ['false', 'false'],
  );
  const colours = ['B-1', 'B-2'].map((code) => org.org.store.find('Gadget__c', 'Code__c', code)[0]!['Colour__c']);
  assert.deepEqual(colours, ['Red', null]);
});

test('a column that is no field fails the job in words', async () => {
  const info = await ingest({ object: 'Account', operation: 'insert' }, 'Name,Nothing\nOne,1\n');
  assert.deepEqual([info.state, info.errorMessage], ['Failed', 'InvalidBatch : Field name not found : Nothing']);
});

for (const [what, job, code] of [
  ['an object that is not there', { object: 'Nothing__c', operation: 'insert' }, 'INVALIDENTITY'],
  ['an operation that is not supported', { object: 'Account', operation: 'hardDelete' }, 'INVALIDJOB'],
  [
    'an upsert by a field that is no external id',
    { object: 'Account', operation: 'upsert', externalIdFieldName: 'Name' },
    'INVALIDJOB',
  ],
] as const)
  test(`${what} is refused when the job is opened`, async () => {
    const { status, body } = await rest<Refusal[]>(org, token, 'POST', '/jobs/ingest', job);
    assert.deepEqual([status, body[0]!.errorCode], [400, code]);
  });

test('a job that is open takes its data once, and can be aborted', async () => {
  const { body } = await rest<Info>(org, token, 'POST', '/jobs/ingest', { object: 'Account', operation: 'insert' });
  await rest(org, token, 'PUT', `/${body.contentUrl}`, 'Name\nA', CSV);
  const twice = await rest<Refusal[]>(org, token, 'PUT', `/${body.contentUrl}`, 'Name\nA', CSV);
  assert.equal(twice.body[0]!.errorCode, 'INVALIDJOBSTATE');
  const aborted = await rest<Info>(org, token, 'PATCH', `/jobs/ingest/${body.id}`, { state: 'Aborted' });
  assert.equal(aborted.body.state, 'Aborted');
  assert.equal((await rest(org, token, 'DELETE', `/jobs/ingest/${body.id}`)).status, 204);
});

test('a job of somebody else is not found', async () => {
  const { body } = await rest<Info>(org, token, 'POST', '/jobs/ingest', { object: 'Account', operation: 'insert' });
  const other = await signIn(org, { sub: API_USER });
  assert.equal((await rest(org, other, 'GET', `/jobs/ingest/${body.id}`)).status, 404);
});

test('a query comes in parts, parents in columns of their own', async () => {
  await ingest({ object: 'Account', operation: 'insert' }, 'Name\nPart 1\nPart 2\nPart 3\n');
  const query = "SELECT Name, Owner.Username, Industry FROM Account WHERE Name LIKE 'Part %' ORDER BY Name";
  const { body } = await rest<Info>(org, token, 'POST', '/jobs/query', { operation: 'query', query });
  const parts: string[][] = [];
  for (let locator = ''; locator !== 'null';) {
    const more = locator === '' ? '' : `&locator=${locator}`;
    const part = await rest<string>(
      org,
      token,
      'GET',
      `/jobs/query/${body.id}/results?maxRecords=2${more}`,
      undefined,
      { accept: 'text/csv' },
    );
    parts.push(...readCsv(part.body, ',').slice(1));
    locator = part.headers.get('sforce-locator')!;
  }
  assert.deepEqual(
    parts,
    [1, 2, 3].map((n) => [`Part ${n}`, ADMIN, '']),
  );
});

test('a query with a child query is refused', async () => {
  const query = 'SELECT Id, (SELECT Id FROM Contacts) FROM Account';
  const { status } = await rest(org, token, 'POST', '/jobs/query', { operation: 'query', query });
  assert.equal(status, 400);
});
