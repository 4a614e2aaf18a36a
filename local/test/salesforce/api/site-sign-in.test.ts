import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import { ADMIN, signIn, startTestOrg } from './running-org.ts';

const org = await startTestOrg();
after(() => org.close());

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(org.origin + path, { headers, redirect: 'manual' });
const userId = String(org.org.store.find('User', 'Username', ADMIN)[0]!['Id']);

test('a mailed link sets the password and signs the person in', async () => {
  const token = org.org.passwords.invite(userId);
  const page = await get(`/secur/setpassword?c=${token}`);
  assert.match(await page.text(), /New password/);
  const post = (password: string) =>
    fetch(`${org.origin}/secur/setpassword?retURL=/here`, {
      method: 'POST',
      body: new URLSearchParams({ c: token, password }),
      redirect: 'manual',
    });
  const weak = await post('weak');
  assert.equal(weak.status, 400);
  assert.match(await weak.text(), /at least 8 characters/);
  const done = await post('fresh start 9');
  assert.deepEqual([done.status, done.headers.get('location')], [302, '/here']);
  assert.match(done.headers.get('set-cookie') ?? '', /^sid=.*HttpOnly; SameSite=Lax/);
  assert.equal((await post('fresh start 8')).status, 410, 'used up');
});

test('the front door turns a session into a cookie and leads to no other server', async () => {
  const token = await signIn(org);
  const enter = (to: string) =>
    get(`/secur/frontdoor.jsp?sid=${encodeURIComponent(token)}&retURL=${encodeURIComponent(to)}`);
  assert.equal((await enter('/orders')).headers.get('location'), '/orders');
  for (const elsewhere of ['//elsewhere.test/', 'https://elsewhere.test/', '/\\elsewhere.test'])
    assert.equal((await enter(elsewhere)).headers.get('location'), '/', elsewhere);
  assert.equal((await get('/secur/frontdoor.jsp?sid=none')).status, 403);
});

test('signing out ends the session of the cookie', async () => {
  const token = await signIn(org);
  const out = await get('/secur/logout.jsp', { cookie: `sid=${encodeURIComponent(token)}` });
  assert.equal(out.status, 302);
  assert.equal((await get(`/secur/frontdoor.jsp?sid=${encodeURIComponent(token)}`)).status, 403);
});

test('a cookie that cannot be read counts as none', async () => {
  assert.equal((await get('/secur/logout.jsp', { cookie: 'sid=%' })).status, 302);
});
