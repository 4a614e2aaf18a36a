import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PHP_LIMITS } from '../../../src/whmcs/wire/php-form.ts';
import { CLIENT, order, startWhmcs } from '../running.ts';

const LOGIN = { identifier: 'full', secret: 'full-secret' };

test('unknown parameters are ignored without a word', async (t) => {
  const whmcs = await startWhmcs(t);
  await whmcs.call('AddOrder', order([2]));
  // The filter is named userid: clientid filters nothing.
  assert.equal((await whmcs.call('GetOrders', { clientid: 9999 })).totalresults, 1);
  assert.equal((await whmcs.call('GetOrders', { userid: 9999 })).totalresults, 0);
});

test('without responsetype=json the action is done and the answer is XML', async (t) => {
  const whmcs = await startWhmcs(t);
  const reply = await whmcs.post({ action: 'AddOrder', ...LOGIN, ...order([2]) });
  assert.equal(reply.type, 'text/xml');
  assert.match(reply.text, /<result>success<\/result>\n<orderid>9001<\/orderid>/);
  assert.equal((await whmcs.call('GetOrders')).totalresults, 1);
});

test('JSON is spelt as PHP spells it', async (t) => {
  const whmcs = await startWhmcs(t);
  const fields = { clientid: CLIENT, description: 'say "a/b" \\ 東京' };
  await whmcs.call('LogActivity', fields);
  const reply = await whmcs.post({ action: 'GetActivityLog', responsetype: 'json', ...LOGIN });
  assert.match(reply.text, /say &quot;a\\\/b&quot; \\\\ \\u6771\\u4eac/);
  await whmcs.local('PUT', '/local/switches', { escapesText: false });
  const plain = await whmcs.post({ action: 'GetActivityLog', responsetype: 'json', ...LOGIN });
  assert.match(plain.text, /say \\u0022a\\\/b\\u0022 \\\\ \\u6771\\u4eac/);
  assert.equal(JSON.parse(plain.text).activity.entry[0].description, fields.description);
});

const EMPTY_POSTS: readonly (readonly [string, RequestInit])[] = [
  ['a JSON body', { method: 'POST', body: '{"action":"GetOrders"}', headers: { 'content-type': 'application/json' } }],
  ['a query string', { method: 'GET' }],
  [
    'a body past post_max_size',
    { method: 'POST', body: new URLSearchParams({ action: 'GetOrders', pad: 'x'.repeat(PHP_LIMITS.maxBodyBytes) }) },
  ],
];

for (const [title, request] of EMPTY_POSTS) {
  test(`${title} leaves PHP with an empty form`, async (t) => {
    const whmcs = await startWhmcs(t);
    const reply = await fetch(`${whmcs.apiUrl}?action=GetOrders`, request);
    assert.equal(reply.status, 400);
    assert.deepEqual(await reply.json(), { result: 'error', message: 'Empty action request' });
  });
}

test('multipart bodies are refused aloud', async (t) => {
  const whmcs = await startWhmcs(t);
  const form = new FormData();
  form.set('action', 'GetOrders');
  const reply = await fetch(whmcs.apiUrl, { method: 'POST', body: form });
  assert.equal(reply.status, 400);
  assert.match(await reply.text(), /multipart/);
});

test('other paths are 404, other methods 405', async (t) => {
  const whmcs = await startWhmcs(t);
  assert.equal((await fetch(`${whmcs.origin}/api.php`)).status, 404);
  assert.equal((await fetch(`${whmcs.origin}/`, { method: 'DELETE' })).status, 405);
});
