// An address that opens the org in a browser, once.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { RunningLocalOrg } from '../../../src/salesforce/serve.ts';
import { admin, ADMIN, OPEN_CLIENT_ID, rest, signIn, startTestOrg } from './running-org.ts';

let org: RunningLocalOrg;
let token: string;

before(async () => {
  org = await startTestOrg();
  token = await signIn(org, { iss: OPEN_CLIENT_ID, sub: ADMIN });
});
after(() => org.close());

const ask = async (): Promise<string> => {
  const path = '/services/oauth2/singleaccess?redirect_uri=%2Fhome';
  return (await rest<{ frontdoor_uri: string }>(org, token, 'GET', path)).body.frontdoor_uri;
};

test('it gives the browser a session and leads on, the first time only', async () => {
  const address = await ask();
  const door = await fetch(address, { redirect: 'manual' });
  const entered = await fetch(new URL(door.headers.get('location')!, org.origin), { redirect: 'manual' });
  assert.equal(entered.headers.get('location'), '/home');
  assert.match(entered.headers.get('set-cookie')!, /^sid=/);
  assert.equal((await fetch(address, { redirect: 'manual' })).status, 403);
});

test('it grows old', async () => {
  const address = await ask();
  await admin(org, 'POST', '/clock', { advanceMs: 61_000 });
  assert.equal((await fetch(address, { redirect: 'manual' })).status, 403);
});

test('it is for those who have a session', async () => {
  assert.equal((await rest(org, 'none', 'GET', '/services/oauth2/singleaccess')).status, 403);
});
