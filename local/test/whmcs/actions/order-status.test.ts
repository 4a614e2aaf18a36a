import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CLIENT, PID, order, startWhmcs, type Json, type TestWhmcs } from '../running.ts';

const NOT_PENDING = { result: 'error', message: 'Order ID not found or Status not Pending' };

/** Order status, then each service's. */
async function statuses(whmcs: TestWhmcs, orderId = 9001): Promise<string[]> {
  const { orders } = await whmcs.call('GetOrders', { id: orderId });
  const [row] = orders.order as Json[];
  return [row.status as string, ...(row.lineitems.lineitem as Json[]).map((line) => line.status as string)];
}

test('accepting makes order and services Active, module or not', async (t) => {
  const whmcs = await startWhmcs(t);
  await whmcs.call('AddOrder', order([PID.withModule, PID.plain, PID.oneTime]));
  assert.deepEqual(await whmcs.call('AcceptOrder', { orderid: 9001 }), { result: 'success' });
  assert.deepEqual(await statuses(whmcs), ['Active', 'Active', 'Active', 'Active']);
  const { products } = await whmcs.call('GetClientsProducts', { clientid: CLIENT });
  assert.deepEqual(
    (products.product as Json[]).map((service) => service.nextduedate as string),
    ['2026-12-20', '2026-12-20', '0000-00-00'],
  );
});

test('one message stands for "gone" and for "already done"', async (t) => {
  const whmcs = await startWhmcs(t);
  await whmcs.call('AddOrder', order([PID.plain]));
  await whmcs.call('AcceptOrder', { orderid: 9001 });
  assert.deepEqual(await whmcs.call('AcceptOrder', { orderid: 9001 }), NOT_PENDING);
  assert.deepEqual(await whmcs.call('AcceptOrder', { orderid: 5 }), NOT_PENDING);
  assert.deepEqual(await whmcs.call('CancelOrder', { orderid: 9001 }), NOT_PENDING);
});

/** Where the switches say a failed module leaves things. */
const FAILURES = [
  { failureLeavesOrder: 'pending', failureReply: 'error', orderIs: 'Pending', result: 'error' },
  { failureLeavesOrder: 'active', failureReply: 'error', orderIs: 'Active', result: 'error' },
  { failureLeavesOrder: 'active', failureReply: 'success', orderIs: 'Active', result: 'success' },
] as const;

for (const { failureLeavesOrder, failureReply, orderIs, result } of FAILURES) {
  test(`a failing module: reply ${result}, order ${orderIs}, service Pending, and an entry in the queue`, async (t) => {
    const whmcs = await startWhmcs(t, { switches: { failureLeavesOrder, failureReply } });
    await whmcs.local('PUT', '/local/modules', { pid: PID.withModule, script: { error: 'Server is full' } });
    await whmcs.call('AddOrder', order([PID.withModule, PID.plain]));
    const reply = await whmcs.call('AcceptOrder', { orderid: 9001 });
    assert.deepEqual(reply, result === 'error' ? { result, message: 'Server is full' } : { result });
    assert.deepEqual(await statuses(whmcs), [orderIs, 'Pending', 'Active']);
    const { count, queue } = await whmcs.call('GetModuleQueue', { relatedId: 4401, serviceType: 'service' });
    assert.equal(count, '1');
    assert.deepEqual(queue[0], {
      id: 1,
      serviceType: 'service',
      serviceId: 4401,
      moduleName: 'autorelease',
      moduleAction: 'CreateAccount',
      lastAttempt: '2026-11-20 10:04:11',
      lastAttemptError: 'Server is full',
      numRetries: 0,
      completed: 0,
      createdAt: '2026-11-20 10:04:11',
      updatedAt: '2026-11-20 10:04:11',
    });
  });
}

test('a module that failed once succeeds on the next AcceptOrder and leaves the queue', async (t) => {
  const whmcs = await startWhmcs(t);
  await whmcs.local('PUT', '/local/modules', { pid: PID.withModule, script: { error: 'Busy' }, times: 2 });
  await whmcs.call('AddOrder', order([PID.withModule]));
  await whmcs.call('AcceptOrder', { orderid: 9001 });
  await whmcs.call('AcceptOrder', { orderid: 9001 });
  assert.equal((await whmcs.call('GetModuleQueue')).queue[0].numRetries, 1);
  assert.equal((await whmcs.call('AcceptOrder', { orderid: 9001 })).result, 'success');
  assert.deepEqual(await statuses(whmcs), ['Active', 'Active']);
  assert.deepEqual(await whmcs.call('GetModuleQueue'), { result: 'success', count: '0', queue: [] });
});

test('two AcceptOrders at once both run the module, and the count shows it', async (t) => {
  const whmcs = await startWhmcs(t);
  await whmcs.local('PUT', '/local/modules', { pid: PID.withModule, script: { hangMs: 100 }, times: 'always' });
  await whmcs.call('AddOrder', order([PID.withModule], { 'customfields[0]': 'YToxOntpOjMxO3M6MToiTSI7fQ==' }));
  await Promise.all([whmcs.call('AcceptOrder', { orderid: 9001 }), whmcs.call('AcceptOrder', { orderid: 9001 })]);
  const { markers } = await whmcs.local('GET', '/local/markers');
  assert.equal(markers.M[0].createRuns, 2);
});

test('autosetup overrides the product’s own setting both ways', async (t) => {
  const whmcs = await startWhmcs(t);
  await whmcs.call('AddOrder', order([PID.byHand, PID.withModule]));
  await whmcs.call('AddOrder', order([PID.byHand, PID.withModule]));
  await whmcs.call('AddOrder', order([PID.byHand, PID.withModule]));
  await whmcs.call('AcceptOrder', { orderid: 9001 });
  await whmcs.call('AcceptOrder', { orderid: 9002, autosetup: 1 });
  await whmcs.call('AcceptOrder', { orderid: 9003, autosetup: 0 });
  assert.deepEqual(await statuses(whmcs, 9001), ['Active', 'Pending', 'Active']);
  assert.deepEqual(await statuses(whmcs, 9002), ['Active', 'Active', 'Active']);
  assert.deepEqual(await statuses(whmcs, 9003), ['Active', 'Pending', 'Pending']);
});

test('server and log-in given to AcceptOrder go to every service', async (t) => {
  const whmcs = await startWhmcs(t);
  await whmcs.call('AddOrder', order([PID.withModule, PID.plain]));
  await whmcs.call('AcceptOrder', { orderid: 9001, serverid: 3, serviceusername: 'user1' });
  const { products } = await whmcs.call('GetClientsProducts', { clientid: CLIENT, username2: 'user1' });
  assert.deepEqual(
    (products.product as Json[]).map((service) => service.serverid as number),
    [3, 3],
  );
});

test('PendingOrder sets everything back, running services too', async (t) => {
  const whmcs = await startWhmcs(t);
  await whmcs.call('AddOrder', order([PID.plain]));
  await whmcs.call('AcceptOrder', { orderid: 9001 });
  assert.deepEqual(await whmcs.call('PendingOrder', { orderid: 9001 }), { result: 'success' });
  assert.deepEqual(await statuses(whmcs), ['Pending', 'Pending']);
  assert.equal((await whmcs.call('PendingOrder', { orderid: 5 })).message, 'Order ID Not Found');
});

test('CancelOrder takes the services, the addons and the unpaid invoice along', async (t) => {
  const whmcs = await startWhmcs(t);
  await whmcs.call('AddOrder', order([PID.plain], { 'addons[0]': '3' }));
  assert.deepEqual(await whmcs.call('CancelOrder', { orderid: 9001 }), { result: 'success' });
  assert.deepEqual(await statuses(whmcs), ['Cancelled', 'Cancelled', 'Cancelled']);
  const [invoice] = (await whmcs.call('GetInvoices')).invoices.invoice as Json[];
  assert.deepEqual([invoice.status, invoice.date_cancelled], ['Cancelled', '2026-11-20 10:04:11']);
});
