// Apex REST resources, called as clients call them.
import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { Connection } from 'jsforce';
import type { RunningLocalOrg } from '../../../../src/salesforce/serve.ts';
import { apexClass, writeProject, xml } from '../../dml/test-org.ts';
import { ADMIN, OPEN_CLIENT_ID, rest, signIn, startTestOrg, user, type Refusal } from '../running-org.ts';

const CLERK = 'clerk@example.test';

const NOTES = `@RestResource(urlMapping='/notes/*')
global with sharing class Notes {
    global class Note { public String title; public Integer stars; public Note next; }
    @HttpGet
    global static String read() {
        RestRequest request = RestContext.request;
        return request.httpMethod + ' ' + request.requestURI + ' ' + request.resourcePath + ' ' + request.params.get('q')
            + ' ' + request.headers.get('X-Note');
    }
    @HttpPost
    global static Note write(Note note, Integer stars) {
        note.stars = stars;
        RestContext.response.statusCode = 201;
        RestContext.response.addHeader('Location', '/notes/1');
        return note;
    }
    @HttpPatch
    global static Integer change(Integer stars) { return 10 / stars; }
    @HttpDelete
    global static void remove() { RestContext.response.statusCode = 204; }
}`;

const ECHO = `@RestResource(urlMapping='/notes/echo')
global class Echo {
    @HttpPut
    global static void turn() {
        RestContext.response.addHeader('Content-Type', 'text/plain');
        RestContext.response.responseBody = RestContext.request.requestBody;
    }
}`;

let org: RunningLocalOrg;
let admin: string;
let clerk: string;
let remove: () => Promise<void>;
before(async () => {
  const projectDir = await writeProject({
    ...apexClass('Notes', NOTES),
    ...apexClass('Echo', ECHO),
    'permissionsets/Clerks.permissionset-meta.xml': xml(
      'PermissionSet',
      '<label>Clerks</label><classAccesses><apexClass>Echo</apexClass><enabled>true</enabled></classAccesses>' +
        '<userPermissions><enabled>true</enabled><name>ApiEnabled</name></userPermissions>',
    ),
  });
  remove = () => rm(projectDir, { recursive: true });
  org = await startTestOrg({ projectDir, users: [user(CLERK, 'Minimum Access - Salesforce', ['Clerks'])] });
  admin = await signIn(org, { iss: OPEN_CLIENT_ID, sub: ADMIN });
  clerk = await signIn(org, { iss: OPEN_CLIENT_ID, sub: CLERK });
});
after(async () => {
  await org.close();
  await remove();
});

const call = <Body>(token: string, method: string, path: string, body?: unknown, headers = {}) =>
  rest<Body>(org, token, method, `/services/apexrest${path}`, body, headers);

test('a request is seen through RestContext', async () => {
  const { status, body } = await call(admin, 'GET', '/notes/7/a%20b?q=x', undefined, { 'X-Note': 'hi' });
  assert.deepEqual([status, body], [200, 'GET /notes/7/a b /services/apexrest/notes/* x hi']);
});

test('parameters come from the keys of the body; status and headers from RestContext', async () => {
  const conn = new Connection({ instanceUrl: org.origin, accessToken: admin, version: '67.0' });
  assert.deepEqual(await conn.apex.post('/notes', { note: { title: 'a', next: { title: 'b' } }, stars: 3 }), {
    title: 'a',
    stars: 3,
    next: { title: 'b', stars: null, next: null },
  });
  const { status, headers } = await call(admin, 'POST', '/notes/', { note: {}, stars: 1 });
  assert.deepEqual([status, headers.get('location')], [201, '/notes/1']);
});

test('an exact mapping wins over a wildcard; without parameters the body is requestBody', async () => {
  const { body, headers } = await call(admin, 'PUT', '/notes/echo', 'any text', { 'content-type': 'text/plain' });
  assert.deepEqual([body, headers.get('content-type')], ['any text', 'text/plain; charset=utf-8']);
});

test('a method that returns nothing answers an empty body', async () => {
  const { status, body } = await call(admin, 'DELETE', '/notes/1');
  assert.deepEqual([status, body], [204, '']);
});

test('POST may stand for PATCH', async () => {
  assert.deepEqual((await call(admin, 'POST', '/notes/1?_HttpMethod=PATCH', { stars: 5 })).body, 2);
});

for (const [title, method, path, body, status, errorCode, message] of [
  ['no class fits', 'GET', '/nothing', undefined, 404, 'NOT_FOUND', /Could not find a match for URL/],
  ['the mapping differs in case', 'GET', '/Notes/1', undefined, 404, 'NOT_FOUND', /match/],
  [
    'the class lacks the method',
    'PUT',
    '/notes/1',
    '{}',
    405,
    'METHOD_NOT_ALLOWED',
    /'PUT' not allowed. Allowed are GET,POST,PATCH,DELETE/,
  ],
  [
    'a key is no parameter',
    'POST',
    '/notes',
    '{"other":1}',
    400,
    'JSON_PARSER_ERROR',
    /Unexpected parameter .*: other/,
  ],
  ['a value does not fit', 'PATCH', '/notes', '{"stars":"many"}', 400, 'JSON_PARSER_ERROR', /'stars' is no Integer/],
  ['the body is not JSON', 'PATCH', '/notes', '{"stars"', 400, 'JSON_PARSER_ERROR', /not JSON/],
  [
    'an exception was not caught',
    'PATCH',
    '/notes',
    '{"stars":0}',
    500,
    'APEX_ERROR',
    /^System\.MathException: Divide by 0\n\nClass\.Notes\.change: line \d+, column \d+$/,
  ],
] as const)
  test(`it is refused when ${title}`, async () => {
    const reply = await call<Refusal[]>(admin, method, path, body);
    assert.deepEqual([reply.status, reply.body[0]!.errorCode], [status, errorCode]);
    assert.match(reply.body[0]!.message, message);
  });

test('a class that was not granted is refused, and so is a session that is none', async () => {
  const forbidden = await call<Refusal[]>(clerk, 'GET', '/notes/1');
  assert.deepEqual([forbidden.status, forbidden.body[0]!.errorCode], [403, 'FORBIDDEN']);
  assert.equal((await call(clerk, 'PUT', '/notes/echo', 'x', { 'content-type': 'text/plain' })).status, 200);
  assert.equal((await call<Refusal[]>('nothing', 'GET', '/notes/1')).status, 401);
});
