import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { RunningLocalOrg } from '../../../src/salesforce/serve.ts';
import { LIMITED_USER, OPEN_CLIENT_ID, OUTSIDER, rest, signIn, startTestOrg, type Refusal } from './running-org.ts';

const MINUTE_MS = 60_000;
const time = { now: Date.UTC(2026, 0, 1) };
let org: RunningLocalOrg;

before(async () => {
  org = await startTestOrg({ clock: () => time.now, dailyApiLimit: 12 });
});
after(() => org.close());

const get = (token: string, path = '') => rest<Refusal[]>(org, token, 'GET', path);

test('a session ends when it has not been used for as long as the app allows', async () => {
  const token = await signIn(org);
  time.now += 50 * MINUTE_MS;
  assert.equal((await get(token)).status, 200);
  time.now += 50 * MINUTE_MS;
  assert.equal((await get(token)).status, 200, 'use keeps it open');
  time.now += 61 * MINUTE_MS;
  const { status, body } = await get(token);
  assert.equal(status, 401);
  assert.equal(body[0]!.errorCode, 'INVALID_SESSION_ID');
});

test('no token, another scheme and a made-up token are all INVALID_SESSION_ID', async () => {
  for (const authorization of ['', 'Basic eDp5', 'Bearer 00D000000000001!x']) {
    const response = await fetch(`${org.origin}/services/data/v67.0/limits`, { headers: { authorization } });
    assert.equal(response.status, 401);
    assert.equal(((await response.json()) as Refusal[])[0]!.errorCode, 'INVALID_SESSION_ID');
  }
});

test('a user without the API Enabled permission signs in and is refused', async () => {
  const token = await signIn(org, { iss: OPEN_CLIENT_ID, sub: OUTSIDER });
  const { status, body } = await get(token);
  assert.equal(status, 403);
  assert.equal(body[0]!.errorCode, 'API_DISABLED_FOR_ORG');
});

test('an object without access does not exist', async () => {
  const token = await signIn(org, { iss: OPEN_CLIENT_ID, sub: LIMITED_USER });
  const { status, body } = await get(token, '/sobjects/Gadget__c/describe');
  assert.equal(status, 404);
  assert.deepEqual(body, [{ message: 'The requested resource does not exist', errorCode: 'NOT_FOUND' }]);
});

test('calls are counted over 24 hours, told in a header, and refused at the limit', async () => {
  time.now += 25 * 60 * MINUTE_MS;
  const token = await signIn(org);
  for (let used = 1; used <= 12; used += 1) {
    const { status, headers } = await get(token);
    assert.equal(status, 200);
    assert.equal(headers.get('sforce-limit-info'), `api-usage=${used}/12`);
  }
  const { status, body } = await get(token);
  assert.equal(status, 403);
  assert.deepEqual(body, [{ message: 'TotalRequests Limit exceeded.', errorCode: 'REQUEST_LIMIT_EXCEEDED' }]);
  time.now += 25 * 60 * MINUTE_MS;
  assert.equal((await get(await signIn(org))).status, 200, 'a day later there are calls again');
});
