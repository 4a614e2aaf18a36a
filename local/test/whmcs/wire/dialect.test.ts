import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CLIENT, order, startWhmcs, type Json, type TestWhmcs } from '../running.ts';

/** Reads the same few things under each dialect. */
async function sample(whmcs: TestWhmcs): Promise<unknown[]> {
  const added = await whmcs.call('AddOrder', order([2]));
  const listed = await whmcs.call('GetClientsProducts', { clientid: CLIENT });
  const [service] = listed.products.product as Json[];
  return [added.orderid, added.serviceids, service.id, service.orderid, service.qty, listed.clientid];
}

const IDS = [
  ['documented', ['9001', '4401', 4401, 9001, 1, '301']],
  ['numbers', [9001, '4401', 4401, 9001, 1, '301']],
  ['strings', ['9001', '4401', '4401', '9001', 1, '301']],
] as const;

for (const [ids, expected] of IDS) {
  test(`ids as ${ids}; comma lists, quantities and echoes stay as they are`, async (t) => {
    assert.deepEqual(await sample(await startWhmcs(t, { switches: { ids } })), expected);
  });
}

/** Switch → an empty listing, a service's empty options, an invoice's transactions. */
const EMPTY = [
  ['documented', undefined, { configoption: [] }, ''],
  ['absent', undefined, undefined, undefined],
  ['""', '', '', ''],
  ['[]', [], [], []],
  ['{}', {}, {}, {}],
  ['{"x":[]}', { order: [] }, { configoption: [] }, { transaction: [] }],
] as const;

for (const [emptyList, orders, options, transactions] of EMPTY) {
  test(`empty lists as ${emptyList}`, async (t) => {
    const whmcs = await startWhmcs(t, { switches: { emptyList } });
    assert.deepEqual((await whmcs.call('GetOrders')).orders, orders);
    await whmcs.call('AddOrder', order([2]));
    const { products } = await whmcs.call('GetClientsProducts', { clientid: CLIENT });
    assert.deepEqual(products.product[0].configoptions, options);
    assert.deepEqual((await whmcs.call('GetInvoice', { invoiceid: 7701 })).transactions, transactions);
    assert.deepEqual((await whmcs.call('GetModuleQueue')).queue, []); // a bare array, whatever the dialect
  });
}

test('totals may be texts', async (t) => {
  const whmcs = await startWhmcs(t, { switches: { totalsAsStrings: true } });
  const { totalresults, startnumber, numreturned } = await whmcs.call('GetOrders');
  assert.deepEqual([totalresults, startnumber, numreturned], ['0', '0', '0']);
});

test('texts come escaped or plain, e-mail and notes alike', async (t) => {
  const whmcs = await startWhmcs(t);
  const name = `O'Neil & "Sons" <Ltd>`;
  await whmcs.call('UpdateClient', { clientid: CLIENT, companyname: name });
  const read = async () => (await whmcs.call('GetClientsDetails', { clientid: CLIENT })).client.companyname as string;
  assert.equal(await read(), 'O&#039;Neil &amp; &quot;Sons&quot; &lt;Ltd&gt;');
  await whmcs.local('PUT', '/local/switches', { escapesText: false });
  assert.equal(await read(), name);
});

test('a warning comes with success, never with an error', async (t) => {
  const whmcs = await startWhmcs(t, { switches: { warning: 'Deprecated' } });
  assert.equal((await whmcs.call('GetOrders')).warning, 'Deprecated');
  assert.equal((await whmcs.call('AddOrder')).warning, undefined);
});

test('an error may say status in place of result', async (t) => {
  const whmcs = await startWhmcs(t, { switches: { errorKey: 'status' } });
  assert.deepEqual(await whmcs.call('AddOrder'), { status: 'error', message: 'Client ID Not Found' });
});
