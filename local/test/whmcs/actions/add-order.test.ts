import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CLIENT, PID, field, order, startWhmcs, type Fields, type Json, type TestWhmcs } from '../running.ts';

const MARKER_FIELD = 31;

async function servicesOf(whmcs: TestWhmcs): Promise<Json[]> {
  const { products } = await whmcs.call('GetClientsProducts', { clientid: CLIENT, limitnum: 100 });
  return (products?.product ?? []) as Json[];
}

const REFUSALS: readonly (readonly [Fields, string])[] = [
  [order([PID.plain], { clientid: 5 }), 'Client ID Not Found'],
  [order([PID.plain], { paymentmethod: 'cash' }), 'Invalid Payment Method. Valid options include banktransfer,mailin'],
  [order([PID.plain], { paymentmethod: '' }), 'Invalid Payment Method. Valid options include banktransfer,mailin'],
  [order([]), 'No items added to cart so order cannot proceed'],
  [order([777]), 'No items added to cart so order cannot proceed'],
  [order([PID.hidden]), 'No items added to cart so order cannot proceed'],
  [order([PID.retired]), 'No items added to cart so order cannot proceed'],
  [order([PID.stocked], { 'qty[0]': 3 }), 'No items added to cart so order cannot proceed'],
  [order([PID.plain], { 'addons[0]': '3,4' }), 'Addon ID invalid'],
  [order([PID.plain], { billingcycle: 'monthly' }), "Expecting parameter 'billingcycle' to be an array"],
  [order([], { addonid: 3, serviceid: 4401 }), 'Service ID not owned by Client ID provided'],
  [
    order([PID.plain], { 'domaintype[0]': 'register' }),
    'The local WHMCS sells no domains or renewals: domaintype is not supported',
  ],
];

test('AddOrder refuses in WHMCS’s words and creates nothing', async (t) => {
  const whmcs = await startWhmcs(t);
  for (const [fields, message] of REFUSALS) {
    assert.deepEqual(await whmcs.call('AddOrder', fields), { result: 'error', message });
  }
  assert.equal((await whmcs.call('GetOrders')).totalresults, 0);
  assert.equal((await whmcs.call('GetInvoices')).totalresults, 0);
});

test('a closed client cannot order', async (t) => {
  const whmcs = await startWhmcs(t);
  await whmcs.call('UpdateClient', { clientid: CLIENT, status: 'Closed' });
  const reply = await whmcs.call('AddOrder', order([PID.plain]));
  assert.equal(reply.message, 'Unable to add order when client status is Closed');
});

test('an order is Pending throughout, in line order, with one invoice', async (t) => {
  const whmcs = await startWhmcs(t);
  const cycles = { 'billingcycle[0]': 'monthly', 'billingcycle[1]': 'onetime', 'billingcycle[2]': 'annually' };
  const reply = await whmcs.call('AddOrder', order([PID.plain, PID.oneTime, PID.withModule], cycles));
  assert.deepEqual(reply, {
    result: 'success',
    orderid: '9001',
    serviceids: '4401,4402,4403',
    addonids: '',
    domainids: '',
    invoiceid: '7701',
  });
  const services = await servicesOf(whmcs);
  assert.deepEqual(
    services.map((service) => [service.id, service.orderid, service.pid, service.billingcycle, service.status]),
    [
      [4401, 9001, PID.plain, 'Monthly', 'Pending'],
      [4402, 9001, PID.oneTime, 'One Time', 'Pending'],
      [4403, 9001, PID.withModule, 'Annually', 'Pending'],
    ],
  );
  const { orders } = await whmcs.call('GetOrders', { userid: CLIENT });
  const [row] = orders.order as Json[];
  assert.match(String(row.ordernum), /^\d{10}$/);
  assert.deepEqual(
    [row.id, row.userid, row.date, row.amount, row.invoiceid, row.status, row.paymentstatus, row.paymentmethodname],
    [9001, 301, '2026-11-20 10:04:11', '13200.00', 7701, 'Pending', 'Unpaid', 'Bank Transfer'],
  );
  assert.deepEqual(
    (row.lineitems.lineitem as Json[]).map((line) => [
      line.type,
      line.relid,
      line.billingcycle,
      line.amount,
      line.status,
    ]),
    [
      ['product', 4401, 'Monthly', '200.00', 'Pending'],
      ['product', 4402, 'One-Time', '3000.00', 'Pending'],
      ['product', 4403, 'Annually', '10000.00', 'Pending'],
    ],
  );
});

test('parallel arrays join by index, gaps included', async (t) => {
  const whmcs = await startWhmcs(t);
  const lines = {
    'pid[2]': PID.plain,
    'pid[5]': PID.withModule,
    'domain[5]': 'five.example',
    'domain[2]': 'two.example',
    'customfields[5]': field({ [MARKER_FIELD]: 'five' }),
  };
  await whmcs.call('AddOrder', { clientid: CLIENT, paymentmethod: 'mailin', ...lines });
  const services = await servicesOf(whmcs);
  assert.deepEqual(
    services.map((service) => [service.pid, service.domain, service.customfields.customfield[0].value]),
    [
      [PID.plain, 'two.example', ''],
      [PID.withModule, 'five.example', 'five'],
    ],
  );
});

test('a one-line order may come as scalars, and pid=12,15 is 12', async (t) => {
  const whmcs = await startWhmcs(t);
  const scalar = {
    clientid: CLIENT,
    paymentmethod: 'mailin',
    pid: '2,3',
    billingcycle: 'monthly',
    domain: 'a.example',
  };
  assert.equal((await whmcs.call('AddOrder', scalar)).serviceids, '4401');
  const [service] = await servicesOf(whmcs);
  assert.deepEqual([service.pid, service.domain], [PID.plain, 'a.example']);
});

test('a line that cannot be ordered drops out in silence', async (t) => {
  const whmcs = await startWhmcs(t);
  const reply = await whmcs.call('AddOrder', order([PID.plain, 777, PID.oneTime]));
  assert.equal(reply.serviceids, '4401,4402');
  const { requests } = await whmcs.local('GET', '/local/requests?limit=1');
  assert.deepEqual(requests[0].notes, ['line 1: product 777 cannot be ordered, dropped']);
});

/** Version, product and quantity asked → quantity of each service made. */
const QUANTITIES: readonly (readonly [version: string, pid: number, qty: string, services: number[]])[] = [
  ['8.13.1', PID.plain, '3', [3]],
  ['8.12.0', PID.plain, '3', [3]],
  ['9.0.1', PID.plain, '3', [3]],
  ['8.11.2', PID.plain, '3', [1]],
  ['8.13.1', PID.manyServices, '3', [1, 1, 1]],
  ['8.13.1', PID.noQuantity, '3', [1]],
  ['8.13.1', PID.plain, '0', [1]],
  ['8.13.1', PID.plain, 'many', [1]],
];

for (const [version, pid, qty, expected] of QUANTITIES) {
  test(`qty ${qty} of product ${pid} on ${version} makes services of quantity ${expected.join(', ')}`, async (t) => {
    const whmcs = await startWhmcs(t, { switches: { version } });
    await whmcs.call('AddOrder', order([pid], { 'qty[0]': qty }));
    assert.deepEqual(
      (await servicesOf(whmcs)).map((service) => service.qty as number),
      expected,
    );
  });
}

/** Line fields → cycle, first payment and recurring amount of the service. */
const PRICES: readonly (readonly [pid: number, fields: Fields, cycle: string, first: string, recurring: string])[] = [
  [PID.withModule, { 'billingcycle[0]': 'monthly' }, 'Monthly', '1800.00', '1300.00'], // one router is the minimum
  [PID.withModule, { 'billingcycle[0]': 'annually' }, 'Annually', '10000.00', '10000.00'],
  [PID.withModule, {}, 'Monthly', '1800.00', '1300.00'],
  [PID.withModule, { 'billingcycle[0]': 'quarterly' }, 'Monthly', '1800.00', '1300.00'], // not offered
  [PID.noQuantity, { 'billingcycle[0]': 'monthly' }, 'Annually', '900.00', '900.00'], // not offered
  [PID.oneTime, { 'billingcycle[0]': 'monthly' }, 'One Time', '3000.00', '0.00'],
  [PID.free, {}, 'Free Account', '0.00', '0.00'],
  [PID.plain, { 'priceoverride[0]': '150.50' }, 'Monthly', '150.50', '150.50'],
  [PID.plain, { 'priceoverride[0]': '0' }, 'Monthly', '0.00', '0.00'],
  [PID.plain, { 'priceoverride[0]': '' }, 'Monthly', '200.00', '200.00'],
  [PID.plain, { 'priceoverride[0]': '150', 'qty[0]': 2 }, 'Monthly', '300.00', '300.00'],
  [PID.oneTime, { 'priceoverride[0]': '2500' }, 'One Time', '2500.00', '0.00'],
  [PID.withModule, { 'configoptions[0]': field({ 7: 3, 8: 56, 9: 1 }) }, 'Monthly', '2850.00', '2350.00'],
];

test('lines are priced by cycle, options, quantity and override', async (t) => {
  const whmcs = await startWhmcs(t);
  for (const [pid, fields, cycle, first, recurring] of PRICES) {
    const { serviceids } = await whmcs.call('AddOrder', order([pid], fields));
    const { products } = await whmcs.call('GetClientsProducts', { serviceid: serviceids as string });
    const service = products.product[0];
    const title = `product ${pid} with ${JSON.stringify(fields)}`;
    assert.deepEqual(
      [service.billingcycle, service.firstpaymentamount, service.recurringamount],
      [cycle, first, recurring],
      title,
    );
  }
});

test('prices are those of the client’s currency', async (t) => {
  const whmcs = await startWhmcs(t);
  await whmcs.call('UpdateClient', { clientid: CLIENT, currency: 2 });
  await whmcs.call('AddOrder', order([PID.withModule]));
  const [service] = await servicesOf(whmcs);
  assert.equal(service.recurringamount, '10.50');
});

/** Config options sent → what the service then holds for options 7, 8 and 9. */
const OPTIONS: readonly (readonly [sent: string, held: readonly (string | number)[]])[] = [
  ['', [1, 'Standard', 0]],
  [field({ 7: 3, 8: 56, 9: 1 }), [3, 'Fast', 1]],
  [field({ 7: '2' }), [2, 'Standard', 0]],
  [field({ 7: 0 }), [1, 'Standard', 0]],
  [field({ 7: 99 }), [4, 'Standard', 0]],
  [field({ 8: 999 }), [1, 'Standard', 0]],
  [field({ 55: 1 }), [1, 'Standard', 0]],
  ['not base64 of anything', [1, 'Standard', 0]],
];

test('configurable options take valid choices and fall back in silence', async (t) => {
  const whmcs = await startWhmcs(t);
  for (const [sent, held] of OPTIONS) {
    const { serviceids } = await whmcs.call('AddOrder', order([PID.withModule], { 'configoptions[0]': sent }));
    const { products } = await whmcs.call('GetClientsProducts', { serviceid: serviceids as string });
    const options = products.product[0].configoptions.configoption as Json[];
    assert.deepEqual(
      options.map((option) => option.value as string | number),
      held,
      sent,
    );
    assert.deepEqual(
      options.map((option) => option.type as string),
      ['quantity', 'dropdown', 'yesno'],
    );
  }
});

test('custom fields of another product, and strings PHP cannot read, are ignored', async (t) => {
  const whmcs = await startWhmcs(t);
  const wrongLength = Buffer.from('a:1:{i:31;s:2:"東";}').toString('base64');
  await whmcs.call('AddOrder', order([PID.withModule], { 'customfields[0]': field({ 33: 'x', 32: 'kept' }) }));
  await whmcs.call('AddOrder', order([PID.withModule], { 'customfields[0]': wrongLength }));
  const values = (await servicesOf(whmcs)).map((service) =>
    (service.customfields.customfield as Json[]).map((each) => each.value as string),
  );
  assert.deepEqual(values, [
    ['', 'kept'],
    ['', ''],
  ]);
});

test('admin-only fields and notes are written only where the installation does so', async (t) => {
  const switches = { adminOnlyCustomFieldsWritten: false, acceptsOrderNotes: false };
  const fields = { 'customfields[0]': field({ 31: 'marker', 32: 'open' }), notes: 'sf:o=801' };
  const read = async (whmcs: TestWhmcs) => {
    await whmcs.call('AddOrder', order([PID.withModule], fields));
    const [service] = await servicesOf(whmcs);
    const { orders } = await whmcs.call('GetOrders', { id: 9001 });
    return [...(service.customfields.customfield as Json[]).map((each) => each.value as string), orders.order[0].notes];
  };
  assert.deepEqual(await read(await startWhmcs(t)), ['marker', 'open', 'sf:o=801']);
  assert.deepEqual(await read(await startWhmcs(t, { switches })), ['', 'open', '']);
});

/** Switch → what stands where the invoice's id would. */
const NO_INVOICE = [
  ['absent', undefined],
  ['0', 0],
  ['""', ''],
  ['null', null],
] as const;

for (const [noInvoiceId, invoiceid] of NO_INVOICE) {
  test(`with noinvoice there is none, and invoiceid is ${noInvoiceId}`, async (t) => {
    const whmcs = await startWhmcs(t, { switches: { noInvoiceId } });
    const reply = await whmcs.call('AddOrder', order([PID.plain], { noinvoice: 1 }));
    assert.equal(reply.invoiceid, invoiceid);
    assert.equal((await whmcs.call('GetInvoices')).totalresults, 0);
    assert.equal((await whmcs.call('GetOrders')).orders.order[0].invoiceid, 0);
  });
}

test('the word "false" is true to PHP, 0 is not', async (t) => {
  const whmcs = await startWhmcs(t);
  await whmcs.call('AddOrder', order([PID.plain], { noinvoice: 0 }));
  await whmcs.call('AddOrder', order([PID.plain], { noinvoice: 'false' }));
  assert.equal((await whmcs.call('GetInvoices')).totalresults, 1);
});

test('stock goes down with each order until nothing is left', async (t) => {
  const whmcs = await startWhmcs(t);
  const available = async () =>
    (await whmcs.call('GetProducts', { pid: PID.stocked })).products.product[0].quantity_available as number;
  assert.equal(await available(), 2);
  await whmcs.call('AddOrder', order([PID.stocked], { 'qty[0]': 2 }));
  assert.equal(await available(), 0);
  assert.equal((await whmcs.call('AddOrder', order([PID.stocked]))).result, 'error');
});

test('one order cannot take more than the stock over several lines', async (t) => {
  const whmcs = await startWhmcs(t);
  const reply = await whmcs.call('AddOrder', order([PID.stocked, PID.stocked, PID.stocked]));
  assert.equal(reply.serviceids, '4401,4402');
});

test('addons come with their line or for a service that runs already', async (t) => {
  const whmcs = await startWhmcs(t);
  const first = await whmcs.call('AddOrder', order([PID.plain], { 'addons[0]': '3,9', 'addonsqty[0]': '2,1' }));
  assert.equal(first.addonids, '601,602');
  const second = await whmcs.call('AddOrder', order([], { 'addonids[0]': 3, 'serviceids[0]': 4401 }));
  assert.deepEqual([second.serviceids, second.addonids], ['', '603']);
  const { addons } = await whmcs.call('GetClientsAddons', { serviceid: 4401 });
  assert.deepEqual(
    (addons.addon as Json[]).map((addon) => [
      addon.id,
      addon.orderid,
      addon.name,
      addon.qty,
      addon.recurring,
      addon.status,
    ]),
    [
      [601, 9001, 'Support', 2, '100.00', 'Pending'],
      [602, 9001, 'Visit', 1, '70.00', 'Pending'],
      [603, 9002, 'Support', 1, '50.00', 'Pending'],
    ],
  );
});

test('orders are found by id, client and status, newest first, page by page', async (t) => {
  const whmcs = await startWhmcs(t);
  for (let i = 0; i < 30; i++) await whmcs.call('AddOrder', order([PID.plain]));
  await whmcs.call('AcceptOrder', { orderid: 9003 });
  const ids = async (fields: Fields) => {
    const reply = await whmcs.call('GetOrders', fields);
    const rows = (reply.orders?.order ?? []) as { id: number }[];
    return [reply.totalresults as number, reply.numreturned as number, rows[0]?.id, rows.at(-1)?.id];
  };
  assert.deepEqual(await ids({}), [30, 25, 9030, 9006]);
  assert.deepEqual(await ids({ limitstart: 25 }), [30, 5, 9005, 9001]);
  assert.deepEqual(await ids({ limitnum: 10_000_000 }), [30, 30, 9030, 9001]);
  assert.deepEqual(await ids({ limitstart: 99 }), [30, 0, undefined, undefined]);
  assert.deepEqual(await ids({ id: 9007 }), [1, 1, 9007, 9007]);
  assert.deepEqual(await ids({ id: 1 }), [0, 0, undefined, undefined]);
  assert.deepEqual(await ids({ userid: 5 }), [0, 0, undefined, undefined]);
  assert.deepEqual(await ids({ status: 'Active', userid: CLIENT }), [1, 1, 9003, 9003]);
  const { statuses, totalresults } = await whmcs.call('GetOrderStatuses');
  assert.equal(totalresults, 4);
  assert.deepEqual(statuses.status.slice(0, 2), [
    { title: 'Pending', count: 29 },
    { title: 'Active', count: 1 },
  ]);
});
