import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { RunningLocalOrg } from '../../../src/salesforce/serve.ts';
import { rest, signIn, startTestOrg, type Answer, type Refusal } from './running-org.ts';

let org: RunningLocalOrg;
let token: string;

before(async () => {
  org = await startTestOrg();
  token = await signIn(org);
});
after(() => org.close());

const call = <Body = Answer>(method: string, path: string, body?: unknown, headers?: Record<string, string>) =>
  rest<Body>(org, token, method, path, body, headers);
const create = async (values: object, type = 'Gadget__c') => {
  const { body } = await call('POST', `/sobjects/${type}`, values);
  assert.ok(body.success, JSON.stringify(body));
  return body.id;
};

test('create answers 201 with an 18-character id and its address', async () => {
  const { status, body, headers } = await call('POST', '/sobjects/Gadget__c', { Name: 'One' });
  assert.equal(status, 201);
  assert.match(body.id, /^[a-zA-Z0-9]{18}$/);
  assert.deepEqual(body, { id: body.id, success: true, errors: [] });
  assert.equal(headers.get('location'), `/services/data/v67.0/sobjects/Gadget__c/${body.id}`);
});

test('a record is read with all fields the user may see, datetimes in the platform’s form, attributes first', async () => {
  const id = await create({ Name: 'Whole', Size__c: 1.5, Tested_At__c: '2026-01-02T03:04:05Z', Colour__c: 'Red' });
  const { status, body } = await call('GET', `/sobjects/Gadget__c/${id}`);
  assert.equal(status, 200);
  assert.equal(Object.keys(body)[0], 'attributes');
  assert.deepEqual(body.attributes, { type: 'Gadget__c', url: `/services/data/v67.0/sobjects/Gadget__c/${id}` });
  assert.equal(body.Tested_At__c, '2026-01-02T03:04:05.000+0000');
  assert.match(String(body.CreatedDate), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000\+0000$/);
  assert.deepEqual([body.Size__c, body.Colour__c, body.Code__c], [1.5, 'Red', null]);
  assert.equal('Secret__c' in body, false);
});

test('a 15-character id and chosen fields do as well', async () => {
  const id = await create({ Name: 'Short' });
  const { body } = await call('GET', `/sobjects/Gadget__c/${id.slice(0, 15)}?fields=Name,Size__c`);
  const { attributes: _attributes, ...fields } = body;
  assert.deepEqual(fields, { Name: 'Short', Size__c: null });
});

test('update answers 204 without a body, by PATCH or by POST that says PATCH', async () => {
  const id = await create({ Name: 'Before' });
  for (const [method, path] of [
    ['PATCH', `/sobjects/Gadget__c/${id}`],
    ['POST', `/sobjects/Gadget__c/${id}?_HttpMethod=PATCH`],
  ] as const) {
    const { status, body } = await call<string>(method, path, { Name: method });
    assert.deepEqual([status, body], [204, '']);
    assert.equal((await call('GET', `/sobjects/Gadget__c/${id}`)).body.Name, method);
  }
});

test('a deleted record answers 204, then 404 ENTITY_IS_DELETED', async () => {
  const id = await create({ Name: 'Gone' });
  assert.equal((await call('DELETE', `/sobjects/Gadget__c/${id}`)).status, 204);
  for (const method of ['GET', 'DELETE', 'PATCH']) {
    const { status, body } = await call<Refusal[]>(
      method,
      `/sobjects/Gadget__c/${id}`,
      method === 'PATCH' ? {} : undefined,
    );
    assert.equal(status, 404);
    assert.equal(body[0]!.errorCode, 'ENTITY_IS_DELETED');
  }
});

test('upsert by external id creates with 201, updates with 200, and with 204 before API 46', async () => {
  const path = '/sobjects/Gadget__c/Code__c/U-1';
  const first = await call('PATCH', path, { Name: 'Made' });
  assert.equal(first.status, 201);
  assert.deepEqual(first.body, { id: first.body.id, success: true, errors: [], created: true });
  const second = await call('PATCH', path, { Name: 'Changed' });
  assert.equal(second.status, 200);
  assert.deepEqual(second.body, { id: first.body.id, success: true, errors: [], created: false });
  assert.equal((await call('PATCH', `/services/data/v45.0${path}`, { Name: 'Older' })).status, 204);
  const read = await call('GET', path);
  assert.deepEqual([read.body.Id, read.body.Name], [first.body.id, 'Older']);
  assert.equal((await call('DELETE', path)).status, 204);
  assert.equal((await call('GET', path)).status, 404);
});

test('an external id of several records answers 300 and their addresses', async () => {
  const ids = [await create({ Name: 'A', Batch__c: 'b/1' }), await create({ Name: 'B', Batch__c: 'b/1' })];
  for (const method of ['GET', 'PATCH', 'DELETE']) {
    const { status, body } = await call<string[]>(
      method,
      `/sobjects/Gadget__c/Batch__c/b%2F1`,
      method === 'PATCH' ? {} : undefined,
    );
    assert.equal(status, 300);
    assert.deepEqual(
      body,
      ids.map((id) => `/services/data/v67.0/sobjects/Gadget__c/${id}`),
    );
  }
});

test('a parent is set by its external id', async () => {
  const gadget = await create({ Name: 'Parent', Code__c: 'P-1' });
  const id = await create({ Quantity__c: 1, Gadget__r: { Code__c: 'P-1' } }, 'Part__c');
  assert.equal((await call('GET', `/sobjects/Part__c/${id}`)).body.Gadget__c, gadget);
});

test('relationships are followed from a record: to its parent and to its children', async () => {
  const gadget = await create({ Name: 'Family' });
  const part = await create({ Quantity__c: 3, Gadget__c: gadget }, 'Part__c');
  assert.equal((await call('GET', `/sobjects/Part__c/${part}/Gadget__r`)).body.Name, 'Family');
  const { body } = await call<{ totalSize: number; records: Answer[] }>(
    'GET',
    `/sobjects/Gadget__c/${gadget}/Parts__r`,
  );
  assert.deepEqual([body.totalSize, body.records[0]!.Id], [1, part]);
});

const NO_ID = 'a00000000000000AAA';
const refusals: [what: string, request: [string, string, unknown?], status: number, refusal: Partial<Refusal>][] = [
  [
    'a missing required field',
    ['POST', '/sobjects/Part__c', {}],
    400,
    {
      errorCode: 'REQUIRED_FIELD_MISSING',
      message: 'Required fields are missing: [Quantity__c]',
      fields: ['Quantity__c'],
    },
  ],
  [
    'a value outside a restricted picklist',
    ['POST', '/sobjects/Gadget__c', { Name: 'x', Colour__c: 'Green' }],
    400,
    { errorCode: 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', fields: ['Colour__c'] },
  ],
  [
    'text that is too long',
    ['POST', '/sobjects/Gadget__c', { Name: 'x', Code__c: 'x'.repeat(21) }],
    400,
    { errorCode: 'STRING_TOO_LONG', fields: ['Code__c'] },
  ],
  [
    'a field that does not exist',
    ['POST', '/sobjects/Gadget__c', { Name: 'x', Nope__c: 1 }],
    400,
    { errorCode: 'INVALID_FIELD' },
  ],
  [
    'an object that does not exist',
    ['POST', '/sobjects/Nope__c', {}],
    404,
    { errorCode: 'NOT_FOUND', message: 'The requested resource does not exist' },
  ],
  ['a resource that does not exist', ['GET', '/nothing'], 404, { errorCode: 'NOT_FOUND' }],
  ['an id that was never given', ['GET', `/sobjects/Gadget__c/${NO_ID}`], 404, { errorCode: 'NOT_FOUND' }],
  ['an update of an id that was never given', ['PATCH', `/sobjects/Gadget__c/${NO_ID}`, {}], 404, {}],
  ['what is no id', ['GET', "/sobjects/Gadget__c/x'%20OR%20Name!='"], 404, { errorCode: 'NOT_FOUND' }],
  ['an external id field that is none', ['GET', '/sobjects/Gadget__c/Size__c/1'], 404, { errorCode: 'NOT_FOUND' }],
  [
    'the external id in body and URL',
    ['PATCH', '/sobjects/Gadget__c/Code__c/X', { Code__c: 'X' }],
    400,
    { errorCode: 'INVALID_FIELD' },
  ],
  ['the id in the body', ['PATCH', `/sobjects/Gadget__c/${NO_ID}`, { Id: NO_ID }], 400, { errorCode: 'INVALID_FIELD' }],
  ['malformed JSON', ['POST', '/sobjects/Gadget__c', '{"Name" "x"}'], 400, { errorCode: 'JSON_PARSER_ERROR' }],
  ['half a JSON', ['POST', '/sobjects/Gadget__c', '{"Name"'], 400, { errorCode: 'JSON_PARSER_ERROR' }],
  ['a list where a record is due', ['POST', '/sobjects/Gadget__c', '[]'], 400, { errorCode: 'JSON_PARSER_ERROR' }],
  ['no body', ['POST', '/sobjects/Gadget__c'], 400, { errorCode: 'JSON_PARSER_ERROR' }],
  [
    'a method the resource has not',
    ['PUT', '/sobjects/Gadget__c', {}],
    405,
    { errorCode: 'METHOD_NOT_ALLOWED', message: "HTTP Method 'PUT' not allowed. Allowed are GET,HEAD,POST" },
  ],
  ['a version that is not out', ['GET', '/services/data/v99.0/limits'], 404, { errorCode: 'NOT_FOUND' }],
  ['a broken escape in the URL', ['GET', '/sobjects/Gadget__c/Code__c/%E0%A4%A'], 404, { errorCode: 'NOT_FOUND' }],
  ['searching', ['GET', '/parameterizedSearch?q=x'], 404, { errorCode: 'NOT_FOUND' }],
];
for (const [what, [method, path, body], status, refusal] of refusals) {
  test(`${what} is refused with ${status} ${refusal.errorCode ?? ''}`, async () => {
    const reply = await call<Refusal[]>(method, path, body);
    assert.equal(reply.status, status, JSON.stringify(reply.body));
    assert.partialDeepStrictEqual(reply.body[0], refusal);
    assert.ok(reply.body[0]!.message);
  });
}

test('a body that is no JSON by its type is refused with 415', async () => {
  const { status } = await call('POST', '/sobjects/Gadget__c', '<a/>', { 'content-type': 'application/xml' });
  assert.equal(status, 415);
});

test('double slashes count as one', async () => {
  assert.equal((await call('GET', '/services/..//services/data//v67.0/limits')).status, 200);
});

test('versions are listed in the open, the org’s own last', async () => {
  const list = (await (await fetch(`${org.origin}/services/data`)).json()) as object[];
  assert.deepEqual(list.at(-1), { label: "Summer '26", url: '/services/data/v67.0', version: '67.0' });
});

test('the resource list names the identity', async () => {
  const { body } = await call('GET', '');
  assert.equal(body.query, '/services/data/v67.0/query');
  assert.match(String(body.identity), /\/id\/00D\w{15}\/005\w{15}$/);
});

test('an unknown path outside the API is a JSON 404', async () => {
  const response = await fetch(`${org.origin}/nothing/here`);
  assert.equal(response.status, 404);
  assert.equal(((await response.json()) as Refusal[])[0]!.message, 'The requested resource does not exist');
});

test('SOAP is refused with a fault', async () => {
  const response = await fetch(`${org.origin}/services/Soap/u/67.0`, { method: 'POST', body: '<x/>' });
  assert.equal(response.status, 500);
  assert.match(await response.text(), /<faultcode>sf:UNSUPPORTED_CLIENT<\/faultcode>/);
});

test('a body that announces more than 50 MB is refused with 413 before it is read', async () => {
  const { port } = new URL(org.origin);
  const headers = { authorization: `Bearer ${token}`, 'content-length': String(60 * 1024 * 1024) };
  const path = '/services/data/v67.0/sobjects/Gadget__c';
  const asking = request({ host: '127.0.0.1', port, path, method: 'POST', headers });
  asking.on('error', () => undefined); // the server hangs up on the rest of the body
  asking.flushHeaders();
  const [response] = (await once(asking, 'response')) as [IncomingMessage];
  assert.equal(response.statusCode, 413);
  asking.destroy();
});

test('a gzipped body is understood', async () => {
  const headers = { 'content-encoding': 'gzip', 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const body = gzipSync(JSON.stringify({ Name: 'Small' }));
  const response = await fetch(`${org.origin}/services/data/v67.0/sobjects/Gadget__c`, {
    method: 'POST',
    headers,
    body,
  });
  assert.equal(response.status, 201);
});
