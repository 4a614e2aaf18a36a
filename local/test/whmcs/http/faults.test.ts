import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CLIENT, order, startWhmcs, type Json, type TestWhmcs } from '../running.ts';

type Outcome = 'dropped' | { status: number; text: string; ms: number };

async function addOrder(whmcs: TestWhmcs): Promise<Outcome> {
  const started = performance.now();
  const login = { identifier: 'full', secret: 'full-secret', responsetype: 'json' };
  try {
    const { status, text } = await whmcs.post({ action: 'AddOrder', ...login, ...order([2]) });
    return { status, text, ms: performance.now() - started };
  } catch {
    return 'dropped';
  }
}

async function ordersMade(whmcs: TestWhmcs): Promise<number> {
  return (await whmcs.local('GET', '/local/counters')).orders as number;
}

/** Fault → orders made, status (0 = dropped), start of the body. */
const FAULTS = [
  [{ kind: 'commitThenDrop' }, 1, 0, ''],
  [{ kind: 'dropBeforeCommit' }, 0, 0, ''],
  [{ kind: 'html500AfterCommit' }, 1, 500, '<!DOCTYPE html>'],
  [{ kind: 'html500BeforeCommit' }, 0, 500, '<!DOCTYPE html>'],
  [{ kind: 'warningBeforeJson' }, 1, 200, '<br />\n<b>Warning</b>'],
  [{ kind: 'status', status: 502 }, 0, 502, '<html><head><title>502 Bad Gateway'],
  [{ kind: 'status', status: 504 }, 0, 504, '<html><head><title>504 Gateway Time-out'],
  [{ kind: 'status', status: 403 }, 0, 403, '{"result":"error","message":"Invalid IP 127.0.0.1"}'],
  [{ kind: 'statusAfterCommit', status: 504 }, 1, 504, '<html><head><title>504 Gateway Time-out'],
  [{ kind: 'delay', ms: 60 }, 1, 200, '{"result":"success","orderid":"9001"'],
  [{ kind: 'delayBeforeCommit', ms: 60 }, 1, 200, '{"result":"success","orderid":"9001"'],
  [{ kind: 'slowBody', ms: 60 }, 1, 200, '{"result":"success","orderid":"9001"'],
  [{ kind: 'reorder', ms: 60 }, 1, 200, '{"result":"success","orderid":"9001"'],
] as const;

for (const [fault, orders, status, body] of FAULTS) {
  test(`${JSON.stringify(fault)}: ${orders} order, ${status === 0 ? 'no answer' : status}; the next call is well`, async (t) => {
    const whmcs = await startWhmcs(t);
    await whmcs.local('POST', '/local/faults', { action: 'AddOrder', ...fault });
    const outcome = await addOrder(whmcs);
    if (status === 0) assert.equal(outcome, 'dropped');
    else {
      assert.notEqual(outcome, 'dropped');
      const { status: sent, text } = outcome as { status: number; text: string };
      assert.equal(sent, status);
      assert.ok(text.startsWith(body), text);
    }
    assert.equal(await ordersMade(whmcs), orders);
    const next = await addOrder(whmcs);
    assert.equal(typeof next === 'object' && next.status, 200);
    assert.equal(await ordersMade(whmcs), orders + 1);
  });
}

for (const kind of ['delay', 'delayBeforeCommit', 'slowBody']) {
  test(`${kind} takes its time`, async (t) => {
    const whmcs = await startWhmcs(t);
    await whmcs.local('POST', '/local/faults', { action: 'AddOrder', kind, ms: 80 });
    const outcome = await addOrder(whmcs);
    assert.ok(typeof outcome === 'object' && outcome.ms >= 75, JSON.stringify(outcome));
  });
}

test('a call whose caller hung up is carried out all the same', async (t) => {
  const whmcs = await startWhmcs(t);
  await whmcs.local('POST', '/local/faults', { action: 'AddOrder', kind: 'delayBeforeCommit', ms: 120 });
  const fields = { action: 'AddOrder', identifier: 'full', secret: 'full-secret', ...order([2]) };
  const body = new URLSearchParams(
    Object.entries(fields).map(([name, value]): [string, string] => [name, String(value)]),
  );
  const impatient = fetch(whmcs.apiUrl, { method: 'POST', body, signal: AbortSignal.timeout(40) });
  await assert.rejects(impatient, { name: 'TimeoutError' });
  assert.equal(await ordersMade(whmcs), 0);
  const deadline = performance.now() + 5000;
  while ((await ordersMade(whmcs)) === 0) assert.ok(performance.now() < deadline, 'the order never came');
});

test('faults strike the action they name, so many times, after so many calls', async (t) => {
  const whmcs = await startWhmcs(t);
  const fault = { action: 'addorder', kind: 'status', status: 502, times: 2, after: 1 };
  assert.deepEqual((await whmcs.local('POST', '/local/faults', fault)).faults[0].timesLeft, 2);
  assert.equal((await whmcs.call('GetOrders')).result, 'success');
  const statuses = [];
  for (let i = 0; i < 4; i++) {
    const outcome = await addOrder(whmcs);
    statuses.push(typeof outcome === 'object' ? outcome.status : 0);
  }
  assert.deepEqual(statuses, [200, 502, 502, 200]);
  assert.deepEqual((await whmcs.local('GET', '/local/faults')).faults, []);
});

test('a fault on every action lasts until it is taken away', async (t) => {
  const whmcs = await startWhmcs(t);
  await whmcs.local('POST', '/local/faults', { action: '*', kind: 'dropBeforeCommit', times: 'always' });
  for (let i = 0; i < 3; i++) await assert.rejects(whmcs.call('GetOrders'));
  await whmcs.local('DELETE', '/local/faults');
  assert.equal((await whmcs.call('GetOrders')).result, 'success');
  const { actions } = await whmcs.local('GET', '/local/counters');
  assert.deepEqual(actions.getorders, { calls: 4, success: 1, refused: 0, denied: 0, faults: 3 });
});

test('replies overtake one another, in the same order for the same seed', async (t) => {
  const arrivals = async (seed: number): Promise<string[]> => {
    const whmcs = await startWhmcs(t, { seed });
    await whmcs.local('POST', '/local/faults', { action: 'GetOrders', kind: 'reorder', ms: 400, times: 'always' });
    const arrived: string[] = [];
    // The calls reach the server one after the other, since each body ends before the next is sent.
    const calls: Promise<unknown>[] = [];
    for (const name of ['a', 'b', 'c', 'd']) {
      calls.push(whmcs.call('GetOrders', { status: name }).then(() => arrived.push(name)));
      await seen(whmcs, calls.length);
    }
    await Promise.all(calls);
    return arrived;
  };
  const first = await arrivals(7);
  assert.notDeepEqual(first, ['a', 'b', 'c', 'd']);
  assert.deepEqual(await arrivals(7), first);
});

async function seen(whmcs: TestWhmcs, count: number): Promise<void> {
  const deadline = performance.now() + 5000;
  for (;;) {
    const { requests } = await whmcs.local('GET', '/local/requests');
    if ((requests as unknown[]).length >= count) return;
    assert.ok(performance.now() < deadline, 'the call never arrived');
  }
}

const BAD_FAULTS = [
  [{ action: 'AddOrder', kind: 'explode' }, /body\.kind is "explode"; expected one of delay,/],
  [{ action: 'AddOrder', kind: 'delay' }, /body\.ms: delay needs milliseconds/],
  [{ action: 'AddOrder', kind: 'status', times: 0 }, /body\.times is 0/],
  [{ action: 'AddOrder', kind: 'status', times: 'often' }, /body\.times is "often"/],
  [{ action: 'AddOrder', kind: 'status', code: 502 }, /body\.code: unknown key/],
] as const;

for (const [fault, message] of BAD_FAULTS) {
  test(`the fault ${JSON.stringify(fault)} is refused with its reason`, async (t) => {
    const whmcs = await startWhmcs(t);
    await assert.rejects(whmcs.local('POST', '/local/faults', fault), message);
  });
}

test('a list of faults is taken at once', async (t) => {
  const whmcs = await startWhmcs(t);
  await whmcs.local('POST', '/local/faults', [
    { action: 'AddOrder', kind: 'commitThenDrop' },
    { action: 'AddOrder', kind: 'html500AfterCommit' },
  ]);
  assert.equal(await addOrder(whmcs), 'dropped');
  const second = await addOrder(whmcs);
  assert.equal(typeof second === 'object' && second.status, 500);
});

test('exactly one order exists after commit-then-drop, and its marker finds it', async (t) => {
  const whmcs = await startWhmcs(t);
  await whmcs.local('POST', '/local/faults', { action: 'AddOrder', kind: 'commitThenDrop' });
  const fields = order([2], { notes: 'sf:o=801XX', 'customfields[0]': 'YToxOntpOjMzO3M6NToiODAyWFgiO30=' });
  await assert.rejects(whmcs.call('AddOrder', fields));
  const { orders } = await whmcs.call('GetOrders', { userid: CLIENT });
  assert.deepEqual(
    (orders.order as Json[]).map((each) => each.notes as string),
    ['sf:o=801XX'],
  );
  const carrying = await whmcs.local('GET', '/local/orders?marker=802XX');
  assert.deepEqual(
    carrying.services.map((each: Json) => each.serviceid as number),
    [4401],
  );
});
