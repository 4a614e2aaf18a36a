import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { readInstallationConfig } from '../../../src/whmcs/model/read-config.ts';
import { CLIENT, PID, TEST_CONFIG, order, startWhmcs, type Json, type TestWhmcs } from '../running.ts';

const DAY_MS = 24 * 3600 * 1000;
const PAYMENT = { transid: 'sf-1', gateway: 'banktransfer', date: '2026-11-20 11:00:00' };

interface Row {
  readonly id: number;
  readonly date: string;
  readonly duedate: string;
  readonly total: string;
  readonly status: string;
}

async function invoices(whmcs: TestWhmcs, fields = {}): Promise<Row[]> {
  const reply = await whmcs.call('GetInvoices', fields);
  return (reply.invoices?.invoice ?? []) as Row[];
}

async function service(whmcs: TestWhmcs, serviceid = 4401): Promise<Json> {
  return (await whmcs.call('GetClientsProducts', { serviceid })).products.product[0];
}

const days = (whmcs: TestWhmcs, count: number) => whmcs.local('POST', '/local/clock', { advanceMs: count * DAY_MS });

/** A WHMCS that suspends 5 days after a due date and ends services after 30. */
function strict(t: TestContext, automation: object = {}): Promise<TestWhmcs> {
  const settings = { suspendDaysAfter: 5, terminateDaysAfter: 30, ...automation };
  return startWhmcs(t, { config: readInstallationConfig({ ...TEST_CONFIG, automation: settings }) });
}

async function running(whmcs: TestWhmcs, pids: readonly number[] = [PID.withModule], more = {}): Promise<void> {
  await whmcs.call('AddOrder', order(pids, more));
  await whmcs.call('AcceptOrder', { orderid: 9001 });
  await whmcs.call('AddInvoicePayment', { ...PAYMENT, invoiceid: 7701 });
}

test('a service is invoiced two weeks before it falls due, once, and its payment moves the due date on', async (t) => {
  const whmcs = await startWhmcs(t);
  await running(whmcs, [PID.plain], { 'domain[0]': 'a.example' });
  await days(whmcs, 15);
  assert.equal((await invoices(whmcs)).length, 1);
  await days(whmcs, 1);
  await days(whmcs, 3);
  const [, renewal] = await invoices(whmcs);
  assert.deepEqual(
    [renewal?.id, renewal?.date, renewal?.duedate, renewal?.total, renewal?.status],
    [7702, '2026-12-06', '2026-12-20', '200.00', 'Unpaid'],
  );
  const { items } = await whmcs.call('GetInvoice', { invoiceid: 7702 });
  assert.deepEqual(
    (items.item as Json[]).map((item) => [item.type, item.relid, item.description]),
    [['Hosting', 4401, 'Product 2 - a.example (2026-12-20 - 2027-01-20)']],
  );
  assert.equal((await service(whmcs)).nextduedate, '2026-12-20');
  await whmcs.call('AddInvoicePayment', { ...PAYMENT, invoiceid: 7702 });
  assert.equal((await service(whmcs)).nextduedate, '2027-01-20');
});

test('a clock moved by months runs each of its days: only what is paid is invoiced again', async (t) => {
  const whmcs = await startWhmcs(t);
  await running(whmcs, [PID.plain]);
  await days(whmcs, 120);
  assert.deepEqual(
    (await invoices(whmcs)).map(({ date, duedate }) => [date, duedate]),
    [
      ['2026-11-20', '2026-11-20'],
      ['2026-12-06', '2026-12-20'],
    ],
  );
});

test('what falls due on one day is one invoice: services and addons of a client together', async (t) => {
  const whmcs = await startWhmcs(t);
  await running(whmcs, [PID.plain, PID.stocked, PID.oneTime], { 'addons[0]': '3' });
  await days(whmcs, 20);
  const [, renewal] = await invoices(whmcs);
  assert.equal(renewal?.total, '350.00');
  const { items } = await whmcs.call('GetInvoice', { invoiceid: 7702 });
  assert.deepEqual(
    (items.item as Json[]).map((item) => [item.type, item.relid]),
    [
      ['Hosting', 4401],
      ['Hosting', 4402],
      ['Addon', 601],
    ],
  );
});

test('an unpaid service is suspended, comes back when paid, and ends when it never is', async (t) => {
  const whmcs = await strict(t);
  await running(whmcs);
  await days(whmcs, 34);
  assert.equal((await service(whmcs)).status, 'Active');
  assert.deepEqual(
    (await invoices(whmcs, { status: 'Overdue' })).map(({ id }) => id),
    [7702],
  );
  await days(whmcs, 1);
  const suspended = await service(whmcs);
  assert.deepEqual([suspended.status, suspended.suspensionreason], ['Suspended', 'Overdue on Payment']);
  await whmcs.call('AddInvoicePayment', { ...PAYMENT, invoiceid: 7702 });
  const back = await service(whmcs);
  assert.deepEqual([back.status, back.nextduedate], ['Active', '2027-01-20']);
  await days(whmcs, 60);
  assert.equal((await service(whmcs)).status, 'Terminated');
});

test('who was suspended by hand stays so when the invoice is paid', async (t) => {
  const whmcs = await startWhmcs(t);
  await running(whmcs);
  await days(whmcs, 20);
  await whmcs.call('ModuleSuspend', { serviceid: 4401, suspendreason: 'Abuse' });
  await whmcs.call('AddInvoicePayment', { ...PAYMENT, invoiceid: 7702 });
  assert.equal((await service(whmcs)).status, 'Suspended');
});

for (const [type, ends] of [
  ['Immediate', 1],
  ['End of Billing Period', 30],
] as const) {
  test(`a cancellation asked for as “${type}” ends the service after ${ends} days`, async (t) => {
    const whmcs = await startWhmcs(t);
    await running(whmcs);
    await whmcs.call('AddCancelRequest', { serviceid: 4401, type });
    if (ends > 1) await days(whmcs, ends - 1);
    assert.equal((await service(whmcs)).status, 'Active');
    await days(whmcs, 1);
    assert.equal((await service(whmcs)).status, 'Terminated');
  });
}

test('the calendar uses up credit where the settings say so', async (t) => {
  const whmcs = await strict(t, { usesCredit: true });
  await running(whmcs, [PID.plain]);
  await whmcs.call('AddCredit', { clientid: CLIENT, amount: '250.00', description: 'sorry' });
  await days(whmcs, 20);
  const renewal = await whmcs.call('GetInvoice', { invoiceid: 7702 });
  assert.deepEqual([renewal.status, renewal.credit, renewal.total], ['Paid', '200.00', '0.00']);
  const { client } = await whmcs.call('GetClientsDetails', { clientid: CLIENT });
  assert.equal(client.credit, '50.00');
});

test('a clock that jumps ten years and more runs none of those days, and says so once', async (t) => {
  const whmcs = await startWhmcs(t);
  await running(whmcs);
  await assert.rejects(whmcs.local('POST', '/local/clock', { now: '2126-01-01T00:00:00Z' }), /more than 3700 days/);
  assert.equal((await invoices(whmcs)).length, 1);
});
