import assert from 'node:assert/strict';
import { test } from 'node:test';
import { md5 } from '../../../src/whmcs/access/access.ts';
import { startWhmcs, type Fields } from '../running.ts';

const FULL = { identifier: 'full', secret: 'full-secret' };
const READER = { identifier: 'reader', secret: 'reader-secret' };

/** Fields sent → status and message; '' = let in. */
const DOORS: readonly (readonly [title: string, fields: Fields, status: number, message: string])[] = [
  ['no action', FULL, 400, 'Empty action request'],
  ['no credentials', { action: 'GetOrders' }, 403, 'Invalid or missing credentials'],
  ['no secret', { action: 'GetOrders', identifier: 'full' }, 403, 'Invalid or missing credentials'],
  ['unknown identifier', { action: 'GetOrders', identifier: 'x', secret: 'y' }, 403, 'Authentication Failed'],
  ['wrong secret', { action: 'GetOrders', identifier: 'full', secret: 'y' }, 403, 'Authentication Failed'],
  ['credential pair', { action: 'GetOrders', ...FULL }, 200, ''],
  ['the pair as username and password', { action: 'GetOrders', username: 'full', password: 'full-secret' }, 200, ''],
  ['legacy log-in', { action: 'GetOrders', username: 'admin', password: md5('admin-password') }, 200, ''],
  [
    'legacy log-in in clear',
    { action: 'GetOrders', username: 'admin', password: 'admin-password' },
    403,
    'Invalid password provided',
  ],
  [
    'disabled admin',
    { action: 'GetOrders', username: 'gone', password: md5('gone-password') },
    403,
    'Administrator Account Disabled',
  ],
  [
    'admin without API access',
    { action: 'GetOrders', username: 'nobody', password: md5('nobody-password') },
    403,
    'Access Denied',
  ],
  ['role allows', { action: 'GetOrders', ...READER }, 200, ''],
  ['role allows in other case', { action: 'GETCLIENTS', ...READER }, 200, ''],
  ['second role allows', { action: 'LogActivity', description: 'x', ...READER }, 200, ''],
  [
    'role does not allow',
    { action: 'AddOrder', ...READER },
    403,
    'Invalid Permissions: API action "addorder" is not allowed',
  ],
  [
    'unknown action under a role',
    { action: 'Bogus', ...READER },
    403,
    'Invalid Permissions: API action "bogus" is not allowed',
  ],
  ['unknown action under full access', { action: 'Bogus', ...FULL }, 200, 'Command Not Found'],
  ['a name every object has', { action: 'constructor', ...FULL }, 200, 'Command Not Found'],
  ['an action this project does not need', { action: 'OpenTicket', ...FULL }, 200, 'Command Not Found'],
];

test('each door opens or stays shut with WHMCS’s own words', async (t) => {
  const whmcs = await startWhmcs(t);
  for (const [title, fields, status, message] of DOORS) {
    const reply = await whmcs.post({ responsetype: 'json', ...fields });
    const body = JSON.parse(reply.text);
    assert.deepEqual([reply.status, body.message ?? ''], [status, message], title);
    assert.equal(body.result, message === '' ? 'success' : 'error', title);
  }
});

test('an address that is not on the list is refused before the credentials are looked at', async (t) => {
  const whmcs = await startWhmcs(t);
  await whmcs.local('PUT', '/local/settings', { allowedIps: ['203.0.113.9'] });
  const refused = await whmcs.post({ action: 'GetOrders', identifier: 'full', secret: 'wrong' });
  assert.deepEqual([refused.status, refused.text], [403, '{"result":"error","message":"Invalid IP 127.0.0.1"}']);
});

test('the access key passes the address list, and nothing else', async (t) => {
  const whmcs = await startWhmcs(t);
  await whmcs.local('PUT', '/local/settings', { allowedIps: [] });
  assert.equal((await whmcs.call('GetOrders', { accesskey: 'let-me-in' })).result, 'success');
  assert.equal((await whmcs.call('GetOrders', { accesskey: 'guess' })).message, 'Invalid IP 127.0.0.1');
  const wrong = await whmcs.post({ action: 'GetOrders', accesskey: 'let-me-in', identifier: 'full', secret: 'wrong' });
  assert.match(wrong.text, /Authentication Failed/);
});

test('a role can lose an action while running', async (t) => {
  const whmcs = await startWhmcs(t);
  await whmcs.local('PUT', '/local/settings', { roles: { all: ['GetOrders'] } });
  assert.equal((await whmcs.call('AddOrder')).message, 'Invalid Permissions: API action "addorder" is not allowed');
  assert.equal((await whmcs.call('GetOrders')).result, 'success');
});
