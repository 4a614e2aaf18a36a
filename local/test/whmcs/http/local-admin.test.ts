import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CLIENT, PID, field, order, startWhmcs, type Json } from '../running.ts';

test('markers list every service that carries one, with its order', async (t) => {
  const whmcs = await startWhmcs(t);
  const marked = (value: string) => ({ 'customfields[0]': field({ 33: value }) });
  await whmcs.call('AddOrder', order([PID.plain], marked('802A')));
  await whmcs.call('AddOrder', order([PID.plain], marked('802A')));
  await whmcs.call(
    'AddOrder',
    order([PID.withModule], { 'customfields[0]': field({ 31: '802B', 32: 'not a marker' }) }),
  );
  await whmcs.call('AcceptOrder', { orderid: 9003 });
  const { markers } = await whmcs.local('GET', '/local/markers');
  assert.deepEqual(Object.keys(markers as object), ['802A', '802B']);
  assert.deepEqual(
    (markers['802A'] as Json[]).map((each) => [each.orderid, each.serviceid, each.status]),
    [
      [9001, 4401, 'Pending'],
      [9002, 4402, 'Pending'],
    ],
  );
  assert.deepEqual(markers['802B'], [
    { orderid: 9003, serviceid: 4403, clientid: 301, pid: 1, status: 'Active', orderstatus: 'Active', createRuns: 1 },
  ]);
});

test('orders are found by a marker in their notes or any custom field', async (t) => {
  const whmcs = await startWhmcs(t);
  await whmcs.call('AddOrder', order([PID.withModule], { 'customfields[0]': field({ 32: 'x-802C-x' }) }));
  await whmcs.call('AddOrder', order([PID.plain], { notes: 'sf:802C' }));
  const found = await whmcs.local('GET', '/local/orders?marker=802C');
  assert.deepEqual(found.orders, [{ orderid: 9002, clientid: 301, status: 'Pending', notes: 'sf:802C' }]);
  assert.deepEqual(
    (found.services as Json[]).map((each) => each.serviceid as number),
    [4401],
  );
  await assert.rejects(whmcs.local('GET', '/local/orders'), /400 .*marker is missing/);
});

test('the request log keeps raw bodies, newest first, without their secrets', async (t) => {
  const whmcs = await startWhmcs(t);
  await whmcs.post({ action: 'GetOrders', username: 'admin', password: 'p-1', accesskey: 'k-1', note: 'secret=kept' });
  await whmcs.post({ action: 'AddClient', identifier: 'full', secret: 's-1', password2: 'p-2', 'rootpw[0]': 'r-1' });
  const percentEncoded = 'action=GetOrders&%73ecret=s-2&identifier=full';
  await fetch(whmcs.apiUrl, {
    method: 'POST',
    body: percentEncoded,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
  const { requests } = await whmcs.local('GET', '/local/requests');
  assert.deepEqual(
    (requests as Json[]).map((each) => each.body as string),
    [
      'action=GetOrders&%73ecret=[redacted]&identifier=full',
      'action=AddClient&identifier=full&secret=[redacted]&password2=[redacted]&rootpw%5B0%5D=[redacted]',
      'action=GetOrders&username=admin&password=[redacted]&accesskey=[redacted]&note=secret%3Dkept',
    ],
  );
  assert.equal((await whmcs.local('GET', '/local/requests?limit=1')).requests.length, 1);
});

test('calls are counted by action until the counters are reset', async (t) => {
  const whmcs = await startWhmcs(t);
  await whmcs.call('AddOrder', order([PID.plain]));
  await whmcs.call('ADDORDER', order([777]));
  await whmcs.post({ action: 'AddOrder' });
  const counters = await whmcs.local('GET', '/local/counters');
  assert.deepEqual(counters.actions.addorder, { calls: 3, success: 1, refused: 1, denied: 1, faults: 0 });
  assert.deepEqual([counters.orders, counters.services, counters.clients], [1, 1, 1]);
  const reset = await whmcs.local('POST', '/local/counters/reset');
  assert.deepEqual([reset.actions, reset.peakParallel, reset.orders], [{}, 0, 1]);
});

test('no more calls run at once than allowed; the rest wait in line', async (t) => {
  const whmcs = await startWhmcs(t, { latencyMs: 20 });
  await whmcs.local('PUT', '/local/settings', { maxParallel: 2 });
  const started = performance.now();
  await Promise.all(Array.from({ length: 8 }, () => whmcs.call('GetOrders')));
  const ms = performance.now() - started;
  const counters = await whmcs.local('GET', '/local/counters');
  assert.equal(counters.peakParallel, 2);
  assert.equal(counters.actions.getorders.calls, 8);
  assert.ok(counters.peakWaiting >= 1);
  assert.ok(ms >= 75, `4 rounds of 20 ms took ${ms} ms`);
});

test('raising the limit lets waiting calls in at once', async (t) => {
  const whmcs = await startWhmcs(t, { maxParallel: 1 });
  await whmcs.local('POST', '/local/faults', { action: 'GetOrders', kind: 'delay', ms: 30_000 });
  const stuck = whmcs.call('GetOrders').catch(() => 'dropped when the server closed');
  const parallel = async () => (await whmcs.local('GET', '/local/counters')).parallel as number;
  const deadline = performance.now() + 5000;
  while ((await parallel()) === 0) assert.ok(performance.now() < deadline, 'the call never started');
  const waiting = whmcs.call('WhmcsDetails');
  await whmcs.local('PUT', '/local/settings', { maxParallel: 0 });
  assert.equal((await waiting).result, 'success');
  t.after(() => stuck);
});

test('settings and switches read back, and bad ones are refused by name', async (t) => {
  const whmcs = await startWhmcs(t);
  assert.deepEqual(await whmcs.local('PUT', '/local/settings', { latencyMs: 5, maxParallel: 8 }), {
    latencyMs: 5,
    maxParallel: 8,
    allowedIps: ['127.0.0.1'],
    roles: { all: ['*'], read: ['GetOrders', 'getclients'], log: ['LogActivity'] },
  });
  assert.equal((await whmcs.local('PUT', '/local/settings', { maxParallel: 0 })).maxParallel, null);
  assert.equal((await whmcs.local('PUT', '/local/switches', { ids: 'strings' })).ids, 'strings');
  assert.equal((await whmcs.local('GET', '/local/switches')).emptyList, 'documented');
  await assert.rejects(
    whmcs.local('PUT', '/local/switches', { ids: 'roman' }),
    /ids is "roman"; expected "documented"/,
  );
  await assert.rejects(whmcs.local('PUT', '/local/switches', { colour: 'red' }), /no switch colour/);
  await assert.rejects(whmcs.local('PUT', '/local/switches', { warning: 1 }), /warning is 1; expected a text/);
  await assert.rejects(whmcs.local('PUT', '/local/settings', { latencyMs: -1 }), /0 or more/);
  await assert.rejects(whmcs.local('PUT', '/local/settings', { speed: 1 }), /body\.speed: unknown key/);
});

test('the clock moves on request, and dates follow it in the server’s timezone', async (t) => {
  const whmcs = await startWhmcs(t);
  await whmcs.local('POST', '/local/clock', { now: '2027-02-28T20:00:00Z' });
  await whmcs.call('AddOrder', order([PID.plain]));
  assert.equal((await whmcs.call('GetOrders')).orders.order[0].date, '2027-03-01 05:00:00');
  const moved = await whmcs.local('POST', '/local/clock', { advanceMs: 3_600_000 });
  assert.deepEqual(moved, { now: '2027-03-01 06:00:00', timezone: 'Asia/Tokyo' });
  await assert.rejects(whmcs.local('POST', '/local/clock', { now: 'noon' }), /body\.now is "noon"/);
});

test('a reset starts over: books, faults, switches, settings and counts', async (t) => {
  const whmcs = await startWhmcs(t);
  await whmcs.call('AddOrder', order([PID.plain]));
  await whmcs.local('PUT', '/local/switches', { ids: 'strings' });
  await whmcs.local('POST', '/local/faults', { action: '*', kind: 'dropBeforeCommit', times: 'always' });
  await whmcs.local('POST', '/local/reset');
  assert.equal((await whmcs.local('GET', '/local/counters')).orders, 0);
  assert.equal((await whmcs.local('GET', '/local/switches')).ids, 'documented');
  assert.equal((await whmcs.call('AddOrder', order([PID.plain]))).orderid, '9001');
  assert.equal((await whmcs.call('GetClientsDetails', { clientid: CLIENT })).result, 'success');
});

test('scripting a module that is not there, and paths that are not there, is refused', async (t) => {
  const whmcs = await startWhmcs(t);
  await assert.rejects(whmcs.local('PUT', '/local/modules', { pid: PID.plain, script: {} }), /product 2 has no module/);
  await assert.rejects(whmcs.local('PUT', '/local/modules', { pid: 1, action: 'Dance', script: {} }), /body\.action/);
  await assert.rejects(whmcs.local('GET', '/local/nothing'), /404 .*no GET \/local\/nothing/);
  const reply = await fetch(`${whmcs.origin}/local/faults`, { method: 'POST', body: '{' });
  assert.equal(reply.status, 400);
});
