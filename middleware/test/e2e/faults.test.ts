// What goes wrong on the way, and that nothing is lost or done twice for it.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { OPERATOR_TOKEN, isFailed, isProvisioned, startStack, type Stack } from './stack.ts';
import { askWhmcs } from './whmcs-admin.ts';
import { itemsOf, makeOrder, productId, whmcsOrdersOf, type MadeOrder } from './sample.ts';

let stack: Stack;
before(async () => {
  stack = await startStack({ env: { WHMCS_TIMEOUT_MS: '1000', WHMCS_MODULE_TIMEOUT_MS: '1000' } });
});
after(() => stack.close());
afterEach(async () => {
  await stack.whmcsLocal('DELETE', 'faults');
  await stack.orgLocal('DELETE', 'faults');
});

/** Provisioned, and exactly one WHMCS order, every line matched to a service of its own product. */
async function isDoneOnce({ orderId }: MadeOrder): Promise<void> {
  const order = await stack.orderWhen(orderId, isProvisioned);
  const orders = await whmcsOrdersOf(stack, orderId);
  assert.deepEqual([...orders], [order.WHMCS_Order_Id__c]);
  for (const item of itemsOf(stack, orderId)) assert.ok(item.WHMCS_Service_ID__c);
}

const WHMCS_FAULTS: readonly { title: string; fault: Record<string, unknown> }[] = [
  { title: 'AddOrder commits, then the connection breaks', fault: { action: 'AddOrder', kind: 'commitThenDrop' } },
  { title: 'the connection breaks before AddOrder commits', fault: { action: 'AddOrder', kind: 'dropBeforeCommit' } },
  { title: 'AddOrder commits, then answers 500 with HTML', fault: { action: 'AddOrder', kind: 'html500AfterCommit' } },
  { title: 'PHP prints a warning before AddOrder’s JSON', fault: { action: 'AddOrder', kind: 'warningBeforeJson' } },
  { title: 'AddOrder commits, and its answer comes too late', fault: { action: 'AddOrder', kind: 'delay', ms: 1500 } },
  { title: 'a gateway times out over AddOrder', fault: { action: 'AddOrder', kind: 'statusAfterCommit', status: 504 } },
  { title: 'AddClient commits, then the connection breaks', fault: { action: 'AddClient', kind: 'commitThenDrop' } },
  { title: 'the connection breaks before AddClient commits', fault: { action: 'AddClient', kind: 'dropBeforeCommit' } },
  {
    title: 'AcceptOrder commits, then the connection breaks',
    fault: { action: 'AcceptOrder', kind: 'commitThenDrop' },
  },
  {
    title: 'the connection breaks before AcceptOrder commits',
    fault: { action: 'AcceptOrder', kind: 'dropBeforeCommit' },
  },
  {
    title: 'AcceptOrder answers 502 after it has committed',
    fault: { action: 'AcceptOrder', kind: 'statusAfterCommit', status: 502 },
  },
  {
    title: 'reading services fails three times',
    fault: { action: 'GetClientsProducts', kind: 'status', status: 503, times: 3 },
  },
  { title: 'WHMCS has too many requests', fault: { action: '*', kind: 'status', status: 429, times: 2 } },
];

for (const { title, fault } of WHMCS_FAULTS) {
  test(`${title}: one WHMCS order, and it goes live`, async () => {
    const made = makeOrder(stack, { lines: ['Home Internet 1G', 'Internet Activation Fee', 'Home Phone'] });
    await stack.whmcsLocal('POST', 'faults', fault);
    stack.approve(made.orderId);
    await isDoneOnce(made);
  });
}

test('a row lock at the write-back is waited out', async () => {
  const made = makeOrder(stack, { lines: ['SIM Data 5 GB'] });
  stack.approve(made.orderId);
  await stack.orgLocal('POST', 'faults', { kind: 'lockRows', ids: [made.orderId, made.opportunityId], times: 2 });
  await isDoneOnce(made);
  const [opportunity] = stack.query(`SELECT StageName FROM Opportunity WHERE Id = '${made.opportunityId}'`);
  assert.equal(opportunity?.StageName, 'Active');
});

test('expired sessions are renewed', async () => {
  await stack.orgLocal('POST', 'faults', { kind: 'expireTokens' });
  const made = makeOrder(stack, { lines: ['SIM Data 5 GB'] });
  stack.approve(made.orderId);
  await isDoneOnce(made);
});

test('Salesforce answers 503 for a while', async () => {
  await stack.orgLocal('POST', 'faults', { kind: 'http', path: '/services/data', status: 503, times: 3 });
  const made = makeOrder(stack, { lines: ['SIM Data 5 GB'] });
  stack.approve(made.orderId);
  await isDoneOnce(made);
});

test('the write-back commits and its answer is lost: it is written again, to the same end', async () => {
  await stack.orgLocal('POST', 'faults', { kind: 'http', path: '/composite', status: 0, times: 1, commitFirst: true });
  const made = makeOrder(stack, { lines: ['SIM Data 5 GB'] });
  stack.approve(made.orderId);
  await isDoneOnce(made);
  await written(made.orderId);
});

async function ledgerOrder(orderId: string): Promise<{ state: string; reason: { code: string; text: string } | null }> {
  const response = await stack.ask(`/operator/api/orders/${orderId}`, {
    headers: { authorization: `Bearer ${OPERATOR_TOKEN}` },
  });
  if (response.status === 404) return { state: 'unknown', reason: null };
  return ((await response.json()) as { order: { state: string; reason: { code: string; text: string } | null } }).order;
}

async function ledgerState(orderId: string, state: string): Promise<string> {
  const until = Date.now() + 30_000;
  for (;;) {
    const order = await ledgerOrder(orderId);
    if (order.state === state) return order.reason?.text ?? '';
    if (Date.now() > until) throw new Error(`the order is still ${JSON.stringify(order)}`);
    await sleep(30);
  }
}

const written = (orderId: string): Promise<string> => ledgerState(orderId, 'written_back');

async function readiness(): Promise<{ status: number; reasons: string[] }> {
  const response = await stack.ask('/health/ready');
  return { status: response.status, reasons: ((await response.json()) as { reasons: string[] }).reasons };
}

async function readyWhen(status: number): Promise<string[]> {
  const until = Date.now() + 30_000;
  for (;;) {
    const now = await readiness();
    if (now.status === status) return now.reasons;
    if (Date.now() > until) throw new Error(`still ${JSON.stringify(now)}`);
    await sleep(30);
  }
}

const SETUP_FAULTS: readonly { title: string; break: object; mend: object; says: RegExp }[] = [
  {
    title: 'our address leaves the allow-list',
    break: { allowedIps: ['192.0.2.1'] },
    mend: { allowedIps: ['127.0.0.1', '::1'] },
    says: /^WHMCS_IP_NOT_ALLOWED: .*Invalid IP.*\(Add this server’s address, IPv4 and IPv6, to API IP Access Restriction in WHMCS\.\)$/,
  },
];

for (const { title, break: broken, mend, says } of SETUP_FAULTS) {
  test(`${title}: work pauses, readiness says why, no order is blamed, and it goes on by itself`, async () => {
    await stack.whmcsLocal('PUT', 'settings', broken);
    const made = makeOrder(stack, { lines: ['SIM Data 5 GB'] });
    stack.approve(made.orderId);
    const reasons = await readyWhen(503);
    assert.match(reasons.join('\n'), says);
    const order = await stack.orderWhen(made.orderId, () => true);
    assert.equal(order.Activation_Status__c, 'Activating');
    await stack.whmcsLocal('PUT', 'settings', mend);
    await isDoneOnce(made);
    assert.deepEqual(await readyWhen(200), []);
  });
}

test('the API role loses an action: paused by its name, and resumed when it is back', async () => {
  const { roles } = await stack.whmcsLocal<{ roles: Record<string, string[]> }>('GET', 'settings');
  const all = roles.Portway!;
  await stack.whmcsLocal('PUT', 'settings', { roles: { Portway: all.filter((action) => action !== 'AcceptOrder') } });
  const made = makeOrder(stack, { lines: ['SIM Data 5 GB'] });
  stack.approve(made.orderId);
  assert.match((await readyWhen(503)).join('\n'), /WHMCS_ROLE_DENIED: .*acceptorder/i);
  await stack.whmcsLocal('PUT', 'settings', { roles: { Portway: all } });
  await isDoneOnce(made);
});

test('two orders of one new customer, approved together, make one client', async () => {
  const first = makeOrder(stack, { lines: ['SIM Data 5 GB'] });
  const second = makeOrder(stack, { lines: ['SIM Voice 10 GB'], accountId: first.accountId });
  stack.update('Order', second.orderId, { BillToContactId: first.contactId });
  stack.approve(first.orderId);
  stack.approve(second.orderId);
  await isDoneOnce(first);
  await isDoneOnce(second);
});

test('an event for an order that does not exist is shown to the operator and holds nothing up', async () => {
  await stack.orgLocal('POST', 'faults', {
    kind: 'poisonEvent',
    type: 'OrderProvisionRequested__e',
    poison: 'unknownOrder',
  });
  const made = makeOrder(stack, { lines: ['SIM Data 5 GB'] });
  stack.approve(made.orderId);
  await isDoneOnce(made);
  const events = await stack.orgLocal<{ payload: { OrderId__c: string } }[]>('GET', 'events');
  const unknown = events
    .map((event) => event.payload.OrderId__c)
    .find((id) => id !== made.orderId && !stack.query(`SELECT Id FROM Order WHERE Id = '${id}'`).length);
  assert.match(await ledgerState(unknown!, 'needs_human'), /^ORDER_NOT_FOUND: Salesforce shows no order /);
});

test('events that cannot be used are kept for the operator and hold nothing up', async () => {
  for (const poison of ['undecodable', 'empty']) {
    await stack.orgLocal('POST', 'faults', { kind: 'poisonEvent', type: 'OrderProvisionRequested__e', poison });
  }
  const made = makeOrder(stack, { lines: ['SIM Data 5 GB'] });
  stack.approve(made.orderId);
  await isDoneOnce(made);
  const response = await stack.ask('/operator/api/events/poisoned', {
    headers: { authorization: `Bearer ${OPERATOR_TOKEN}` },
  });
  const { events } = (await response.json()) as { events: { problem: string }[] };
  assert.equal(events.length, 2);
});

test('an order cancelled before its turn is left alone', async () => {
  await stack.whmcsLocal('PUT', 'settings', { allowedIps: ['192.0.2.1'] });
  const paused = makeOrder(stack, { lines: ['SIM Data 5 GB'] });
  stack.approve(paused.orderId);
  await readyWhen(503);
  const made = makeOrder(stack, { lines: ['SIM Data 5 GB'] });
  stack.approve(made.orderId);
  stack.update('Order', made.orderId, { Status: 'Cancelled' });
  await stack.whmcsLocal('PUT', 'settings', { allowedIps: ['127.0.0.1', '::1'] });
  await isDoneOnce(paused);
  assert.match(await ledgerState(made.orderId, 'failed'), /^ORDER_WITHDRAWN: /);
  assert.equal((await whmcsOrdersOf(stack, made.orderId)).size, 0);
});

test('two WHMCS orders with one marker: a person decides, nothing is sent', async () => {
  const made = makeOrder(stack, { lines: ['SIM Data 5 GB'], client: '301' });
  const [item] = itemsOf(stack, made.orderId);
  for (let copy = 0; copy < 2; copy++) await placeByHand('301', '122', '1122', item!.Id as string);
  stack.update('OrderItem', item!.Id as string, { WHMCS_Service_ID__c: 1 }); // traces of an earlier ledger
  stack.approve(made.orderId);
  assert.match(
    await ledgerState(made.orderId, 'needs_human'),
    /^MARKER_AMBIGUOUS: WHMCS orders \d+ and \d+ both carry/,
  );
  assert.equal((await whmcsOrdersOf(stack, made.orderId)).size, 2);
});

test('a marker field that WHMCS does not keep is noticed before anything is reported as done', async () => {
  const made = makeOrder(stack, { lines: ['VPN Business'] });
  await stack.restart({ WHMCS_MARKER_FIELD_IDS: '132:9999' });
  stack.approve(made.orderId);
  assert.match(
    await ledgerState(made.orderId, 'needs_human'),
    /^MARKER_NOT_KEPT: of WHMCS order \d+, 0 of 1 services carry the marker of line ‘VPN Business’/,
  );
  delete stack.env.WHMCS_MARKER_FIELD_IDS;
  await stack.restart();
});

test('a stopped middleware misses nothing: what was approved meanwhile goes live at the next start', async () => {
  await stack.middleware.stop();
  const made = [1, 2, 3].map(() => makeOrder(stack, { lines: ['SIM Data 5 GB'] }));
  for (const { orderId } of made) stack.approve(orderId);
  await stack.restart();
  for (const order of made) await isDoneOnce(order);
});

test('a lost event is made good by the sweep', async () => {
  await stack.orgLocal('POST', 'faults', { kind: 'loseEvents', times: 1 });
  const made = makeOrder(stack, { lines: ['SIM Data 5 GB'] });
  stack.approve(made.orderId);
  await stack.orgLocal('POST', 'clock', { advanceMs: 120_000 });
  await stack.restart({ SWEEP_INTERVAL_MS: '1000' });
  await isDoneOnce(made);
});

test('a product mended after a failure is ordered at the retry', async () => {
  const name = 'Apartment Internet 100M';
  stack.update('Product2', productId(stack, name), { WHMCS_Product_Id__c: '777' });
  const made = makeOrder(stack, { lines: [name] });
  stack.approve(made.orderId);
  const failed = await stack.orderWhen(made.orderId, isFailed);
  assert.match(failed.Activation_Error__c as string, /^PRODUCT_NOT_MAPPED: WHMCS has no product 777/);
  await stack.orgLocal('POST', 'clock', { advanceMs: 60_000 });
  stack.update('Product2', productId(stack, name), { WHMCS_Product_Id__c: '103' });
  stack.update('Order', made.orderId, { Activation_Status__c: 'Activating' });
  await isDoneOnce(made);
});

/** An order in WHMCS with our marker, as an earlier ledger would have left it. */
async function placeByHand(clientId: string, pid: string, fieldId: string, marker: string): Promise<void> {
  const custom = Buffer.from(`a:1:{i:${fieldId};s:${marker.length}:"${marker}";}`).toString('base64');
  await askWhmcs(stack, 'AddOrder', {
    clientid: clientId,
    paymentmethod: 'banktransfer',
    'pid[0]': pid,
    'billingcycle[0]': 'monthly',
    'customfields[0]': custom,
  });
}
