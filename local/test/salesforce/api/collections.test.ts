import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { RunningLocalOrg } from '../../../src/salesforce/serve.ts';
import { rest, signIn, startTestOrg, type Answer, type Refusal } from './running-org.ts';

interface Result {
  readonly id?: string;
  readonly success: boolean;
  readonly created?: boolean;
  readonly errors: { readonly statusCode: string; readonly message: string; readonly fields: string[] }[];
}
let org: RunningLocalOrg;
let token: string;
before(async () => {
  org = await startTestOrg();
  token = await signIn(org);
});
after(() => org.close());

const ALL = '/composite/sobjects';
const call = <Body = Result[]>(method: string, path: string, body?: unknown) =>
  rest<Body>(org, token, method, path, body);
const gadget = (values: object) => ({ attributes: { type: 'Gadget__c' }, ...values });
const part = (values: object) => ({ attributes: { type: 'Part__c' }, ...values });
const countOf = (type: string) => [...org.org.store.all(type)].filter((row) => row.IsDeleted !== true).length;

test('records succeed and fail one by one, answered in order, by statusCode', async () => {
  const records = [gadget({ Name: 'Good' }), gadget({ Name: 'Bad', Colour__c: 'Green' }), part({ Quantity__c: 1 })];
  const { status, body } = await call('POST', ALL, { records });
  assert.equal(status, 200);
  assert.deepEqual(
    body.map(({ success }) => success),
    [true, false, true],
  );
  assert.deepEqual(Object.keys(body[1]!), ['success', 'errors']);
  assert.equal(body[1]!.errors[0]!.statusCode, 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST');
  assert.deepEqual(body[1]!.errors[0]!.fields, ['Colour__c']);
});

test('with allOrNone one bad record takes the others back', async () => {
  const earlier = countOf('Gadget__c');
  const records = [gadget({ Name: 'Good' }), gadget({ Colour__c: 'Green' })];
  const { status, body } = await call('POST', ALL, { allOrNone: true, records });
  assert.equal(status, 200);
  assert.deepEqual(
    body.map(({ success }) => success),
    [false, false],
  );
  assert.equal(body[0]!.errors[0]!.statusCode, 'ALL_OR_NONE_OPERATION_ROLLED_BACK');
  assert.equal(countOf('Gadget__c'), earlier);
});

test('update, upsert, read and delete work on lists', async () => {
  const made = await call('POST', ALL, { records: [gadget({ Name: 'A', Code__c: 'c1' }), gadget({ Name: 'B' })] });
  const [a, b] = made.body.map(({ id }) => id!);
  const updated = await call('PATCH', ALL, {
    records: [gadget({ id: a, Size__c: 1 }), gadget({ Id: b, Size__c: 2 }), gadget({ Size__c: 3 })],
  });
  assert.deepEqual(
    updated.body.map(({ success }) => success),
    [true, true, false],
  );
  assert.equal(updated.body[2]!.errors[0]!.statusCode, 'MISSING_ARGUMENT');
  const upserted = await call('PATCH', `${ALL}/Gadget__c/Code__c`, {
    records: [gadget({ Code__c: 'c1', Name: 'A2' }), gadget({ Code__c: 'c2', Name: 'C' })],
  });
  assert.deepEqual(
    upserted.body.map(({ created }) => created),
    [false, true],
  );
  const c = upserted.body[1]!.id!;
  const read = await call<(Answer | null)[]>('POST', `${ALL}/Gadget__c`, {
    ids: [c, 'a00000000000000AAA', a],
    fields: ['Name', 'Size__c'],
  });
  assert.deepEqual(
    read.body.map((record) => record && [record.Name, record.Size__c]),
    [['C', null], null, ['A2', 1]],
  );
  const byUrl = await call<Answer[]>('GET', `${ALL}/Gadget__c?ids=${a},${b}&fields=Name`);
  assert.deepEqual(
    byUrl.body.map(({ Name }) => Name),
    ['A2', 'B'],
  );
  const gone = await call('DELETE', `${ALL}?ids=${a},xyz,${b}&allOrNone=false`);
  assert.deepEqual(
    gone.body.map(({ success }) => success),
    [true, false, true],
  );
  assert.equal(gone.body[1]!.errors[0]!.statusCode, 'MALFORMED_ID');
});

test('200 records are taken', async () => {
  const records = Array.from({ length: 200 }, (_, n) => gadget({ Name: `N${n}` }));
  const { body } = await call('POST', ALL, { records });
  assert.equal(body.filter(({ success }) => success).length, 200);
});

const many = (count: number) => Array.from({ length: count }, () => gadget({ Name: 'x' }));
const refusals: [what: string, method: string, path: string, body: unknown, errorCode: string][] = [
  ['201 records', 'POST', ALL, { records: many(201) }, 'EXCEEDED_ID_LIMIT'],
  [
    '201 ids',
    'DELETE',
    `${ALL}?ids=${Array(201).fill('a00000000000000AAA').join(',')}`,
    undefined,
    'EXCEEDED_ID_LIMIT',
  ],
  [
    '11 chunks',
    'POST',
    ALL,
    { records: Array.from({ length: 11 }, (_, n) => (n % 2 ? gadget({ Name: 'x' }) : part({ Quantity__c: 1 }))) },
    'TOO_MANY_CHUNKS',
  ],
  ['a record without a type', 'POST', ALL, { records: [{ Name: 'x' }] }, 'INVALID_INPUT'],
  ['an unknown type', 'POST', ALL, { records: [{ attributes: { type: 'Nope__c' } }] }, 'INVALID_TYPE'],
  ['no list', 'POST', ALL, {}, 'JSON_PARSER_ERROR'],
  ['an upsert of mixed types', 'PATCH', `${ALL}/Gadget__c/Code__c`, { records: [part({})] }, 'INVALID_INPUT'],
  ['an upsert by no external id', 'PATCH', `${ALL}/Gadget__c/Size__c`, { records: [] }, 'NOT_FOUND'],
];
for (const [what, method, path, body, errorCode] of refusals) {
  test(`${what}: refused as a whole with ${errorCode}`, async () => {
    const reply = await call<Refusal[]>(method, path, body);
    assert.ok(reply.status >= 400);
    assert.equal(reply.body[0]!.errorCode, errorCode);
  });
}
