import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { CLIENT, PID, field, order, startWhmcs, type Fields, type Json, type TestWhmcs } from '../running.ts';

/** One accepted order of a product with a module (service 4401) and one without (4402). */
async function withServices(t: TestContext): Promise<TestWhmcs> {
  const whmcs = await startWhmcs(t);
  await whmcs.call('AddOrder', order([PID.withModule, PID.plain], { 'domain[1]': 'plain.example' }));
  await whmcs.call('AcceptOrder', { orderid: 9001 });
  return whmcs;
}

async function service(whmcs: TestWhmcs, id = 4401): Promise<Json> {
  return (await whmcs.call('GetClientsProducts', { serviceid: id })).products.product[0];
}

const FILTERS: readonly (readonly [Fields, number[]])[] = [
  [{}, [4401, 4402, 4403]],
  [{ clientid: CLIENT }, [4401, 4402, 4403]],
  [{ clientid: 5 }, []],
  [{ serviceid: 4402 }, [4402]],
  [{ serviceid: 4402, clientid: 5 }, []],
  [{ pid: PID.plain }, [4402, 4403]],
  [{ domain: 'plain.example' }, [4402]],
  [{ domain: 'plain.example', pid: PID.withModule }, []],
  [{ clientid: CLIENT, pid: PID.plain, limitstart: 1 }, [4403]],
  [{ status: 'Terminated' }, [4401, 4402, 4403]], // no such filter: ignored
];

test('services are found by every filter together', async (t) => {
  const whmcs = await withServices(t);
  await whmcs.call('AddOrder', order([PID.plain]));
  for (const [fields, ids] of FILTERS) {
    const reply = await whmcs.call('GetClientsProducts', fields);
    const found = ((reply.products?.product ?? []) as { id: number }[]).map((each) => each.id);
    assert.deepEqual(found, ids, JSON.stringify(fields));
  }
});

test('a listing echoes what was asked', async (t) => {
  const whmcs = await withServices(t);
  const { clientid, serviceid, pid, domain } = await whmcs.call('GetClientsProducts', { clientid: CLIENT });
  assert.deepEqual([clientid, serviceid, pid, domain], ['301', null, null, null]);
});

/** Parameter sent → field read back and its value. */
const EDITS: readonly (readonly [Fields, string, unknown])[] = [
  [{ status: 'Suspended' }, 'status', 'Suspended'],
  [{ status: 'Sleeping' }, 'status', 'Active'],
  [{ domain: 'new.example' }, 'domain', 'new.example'],
  [{ nextduedate: '2027-01-31' }, 'nextduedate', '2027-01-31'],
  [{ nextduedate: 'soon' }, 'nextduedate', '2026-12-20'],
  [{ firstpaymentamount: '1.50' }, 'firstpaymentamount', '1.50'],
  [{ recurringamount: '7' }, 'recurringamount', '7.00'],
  [{ billingcycle: 'Semi-Annually' }, 'billingcycle', 'Semi-Annually'],
  [{ paymentmethod: 'mailin' }, 'paymentmethodname', 'Mail In Payment'],
  [{ notes: 'moved <here>' }, 'notes', 'moved &lt;here&gt;'],
  [{ serviceusername: 'user1' }, 'username', 'user1'],
  [{ subscriptionid: 'S-1' }, 'subscriptionid', 'S-1'],
  [{ suspendreason: 'late' }, 'suspensionreason', 'late'],
  [{ dedicatedip: '192.0.2.1' }, 'dedicatedip', '192.0.2.1'],
  [{ pid: PID.plain }, 'pid', PID.plain],
  [{ pid: 777 }, 'pid', PID.withModule],
  [{ recurringamount: '7', autorecalc: 1 }, 'recurringamount', '1300.00'],
];

for (const [fields, name, value] of EDITS) {
  test(`UpdateClientProduct ${JSON.stringify(fields)} leaves ${name} at ${String(value)}`, async (t) => {
    const whmcs = await withServices(t);
    const reply = await whmcs.call('UpdateClientProduct', { serviceid: 4401, ...fields });
    assert.deepEqual(reply, { result: 'success', serviceid: '4401' });
    assert.deepEqual((await service(whmcs))[name], value);
  });
}

test('a status set by UpdateClientProduct runs no module', async (t) => {
  const whmcs = await withServices(t);
  await whmcs.local('PUT', '/local/modules', {
    pid: PID.withModule,
    action: 'TerminateAccount',
    script: { error: 'No' },
  });
  await whmcs.call('UpdateClientProduct', { serviceid: 4401, status: 'Terminated' });
  assert.equal((await service(whmcs)).status, 'Terminated');
  assert.equal((await whmcs.call('GetModuleQueue')).count, '0');
});

test('UpdateClientProduct changes custom fields and options one by one, and unsets', async (t) => {
  const whmcs = await withServices(t);
  const edit = (fields: Fields) => whmcs.call('UpdateClientProduct', { serviceid: 4401, ...fields });
  await edit({ customfields: field({ 31: 'M-1' }), configoptions: field({ 7: 2 }), notes: 'x', ns1: 'ns1.example' });
  await edit({
    customfields: field({ 32: 'second' }),
    configoptions: 'YToxOntpOjc7YToyOntzOjg6Im9wdGlvbmlkIjtpOjUxO3M6MzoicXR5IjtpOjM7fX0=',
  });
  const read = await service(whmcs);
  const values = (list: Json[]) => list.map((each) => each.value as string | number);
  assert.deepEqual(values(read.customfields.customfield as Json[]), ['M-1', 'second']);
  assert.deepEqual(values(read.configoptions.configoption as Json[]), [3, 'Standard', 0]);
  assert.deepEqual([read.notes, read.ns1], ['x', 'ns1.example']);
  await edit({ 'unset[0]': 'notes', 'unset[1]': 'ns1' });
  const after = await service(whmcs);
  assert.deepEqual([after.notes, after.ns1], ['', '']);
});

test('an unknown service is refused in each action’s own casing', async (t) => {
  const whmcs = await startWhmcs(t);
  for (const [action, message] of [
    ['UpdateClientProduct', 'Service ID Not Found'],
    ['AddCancelRequest', 'Service ID Not Found'],
    ['UpgradeProduct', 'Service ID Not Found'],
    ['ModuleCreate', 'Service ID not found'],
    ['ModuleSuspend', 'Service ID not found'],
  ] as const) {
    assert.equal((await whmcs.call(action, { serviceid: 5 })).message, message, action);
  }
  assert.equal((await whmcs.call('ModuleCreate')).message, 'Service ID is required');
});

test('a cancellation is asked for once', async (t) => {
  const whmcs = await withServices(t);
  const fields = { serviceid: 4401, type: 'Immediate', reason: 'moving & leaving' };
  const first = await whmcs.call('AddCancelRequest', fields);
  assert.deepEqual(first, { result: 'success', serviceid: '4401', userid: '301' });
  assert.equal((await whmcs.call('AddCancelRequest', fields)).message, 'Existing Cancellation Request Exists');
  await whmcs.call('AddCancelRequest', { serviceid: 4402 });
  const { packages, totalresults } = await whmcs.call('GetCancelledPackages');
  assert.equal(totalresults, 2);
  assert.deepEqual(
    (packages.package as Json[]).map((each) => [each.relid, each.type, each.reason, each.date]),
    [
      [4401, 'Immediate', 'moving &amp; leaving', '2026-11-20 10:04:11'],
      [4402, 'End of Billing Period', '', '2026-11-20 10:04:11'],
    ],
  );
  assert.equal((await service(whmcs)).status, 'Active'); // the nightly cron would end it
});

/** Module command → the status it leaves. */
const COMMANDS = [
  ['ModuleSuspend', 'Suspended'],
  ['ModuleUnsuspend', 'Active'],
  ['ModuleChangePackage', 'Active'],
  ['ModuleTerminate', 'Terminated'],
  ['ModuleCreate', 'Active'],
] as const;

test('module commands move a service through its life', async (t) => {
  const whmcs = await withServices(t);
  for (const [action, status] of COMMANDS) {
    assert.deepEqual(
      await whmcs.call(action, { accountid: 4401, suspendreason: 'late' }),
      { result: 'success' },
      action,
    );
    assert.equal((await service(whmcs)).status, status, action);
    assert.equal((await service(whmcs)).suspensionreason, action === 'ModuleSuspend' ? 'late' : '', action);
  }
});

test('creating what exists already is the module’s to refuse, and products without a module refuse everything', async (t) => {
  const whmcs = await withServices(t);
  assert.equal((await whmcs.call('ModuleCreate', { serviceid: 4401 })).message, 'Account already exists');
  for (const [action] of COMMANDS) {
    const reply = await whmcs.call(action, { serviceid: 4402 });
    assert.equal(reply.message, 'Service not assigned to a module', action);
  }
});

test('the module queue is filtered by service, type, module, action and time', async (t) => {
  const whmcs = await withServices(t);
  await whmcs.local('PUT', '/local/modules', {
    pid: PID.withModule,
    action: 'SuspendAccount',
    script: { error: 'Down' },
  });
  assert.equal((await whmcs.call('ModuleSuspend', { serviceid: 4401 })).message, 'Down');
  assert.equal((await service(whmcs)).status, 'Active');
  for (const [fields, count] of [
    [{}, '1'],
    [{ relatedId: 4401 }, '1'],
    [{ relatedId: 4402 }, '0'],
    [{ serviceType: 'domain' }, '0'],
    [{ moduleName: 'autorelease' }, '1'],
    [{ moduleName: 'other' }, '0'],
    [{ moduleAction: 'SuspendAccount' }, '1'],
    [{ moduleAction: 'CreateAccount' }, '0'],
    [{ since: '2026-11-20' }, '1'],
    [{ since: '2026-11-20 10:04:12' }, '0'],
  ] as const) {
    assert.equal((await whmcs.call('GetModuleQueue', fields)).count, count, JSON.stringify(fields));
  }
});
