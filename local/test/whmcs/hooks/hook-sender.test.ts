import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { HookOptions } from '../../../src/whmcs/hooks/hook-sender.ts';
import { PID, order, startWhmcs, type Fields, type Json, type TestWhmcs } from '../running.ts';
import { OLD_SECRET, SECRET, signatureOf, startReceiver, type Receiver } from './receiver.ts';

const PAYMENT = { invoiceid: 7701, transid: 'sf-1', gateway: 'banktransfer', date: '2026-11-20 11:00:00' };

async function hooked(
  t: TestContext,
  more: Partial<HookOptions> = {},
): Promise<{ whmcs: TestWhmcs; receiver: Receiver }> {
  const receiver = await startReceiver(t);
  const whmcs = await startWhmcs(t, { hooks: { url: receiver.url, secrets: [SECRET], ...more } });
  return { whmcs, receiver };
}

const outbox = async (whmcs: TestWhmcs) => (await whmcs.local('GET', '/local/hooks')).outbox as Json[];
const fault = (whmcs: TestWhmcs, body: object) => whmcs.local('POST', '/local/hooks/faults', body);

test('nothing is sent by a WHMCS that was not given the hook file', async (t) => {
  const whmcs = await startWhmcs(t);
  await whmcs.call('AddOrder', order([PID.plain]));
  const state = await whmcs.local('GET', '/local/hooks');
  assert.deepEqual([state.url, state.outbox, state.deliveries], [null, [], 0]);
});

test('an event is signed over id, time and body, and holds one id', async (t) => {
  const { whmcs, receiver } = await hooked(t, { secrets: [SECRET, OLD_SECRET] });
  await whmcs.call('AddOrder', order([PID.plain]));
  const [event] = receiver.received;
  assert.ok(event);
  assert.match(
    event.body,
    /^\{"type":"invoice\.created","timestamp":"[-0-9]{10}T[:0-9]{8}Z","data":\{"invoiceid":7701\}\}$/,
  );
  assert.match(event.id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-/);
  assert.deepEqual(event.signatures, [signatureOf(event, SECRET), signatureOf(event, OLD_SECRET)]);
  assert.ok(Math.abs(event.timestamp - Date.now() / 1000) < 60);
});

const STORIES: readonly {
  readonly what: string;
  readonly steps: readonly [string, Fields][];
  readonly says: string[];
}[] = [
  {
    what: 'an order over nothing',
    steps: [['AddOrder', order([PID.free])]],
    says: ['invoice.created 7701', 'invoice.paid 7701'],
  },
  {
    what: 'a part payment and the rest',
    steps: [
      ['AddOrder', order([PID.plain])],
      ['AddInvoicePayment', { ...PAYMENT, amount: '50' }],
      ['AddInvoicePayment', PAYMENT],
    ],
    says: ['invoice.created 7701', 'invoice.payment_changed 7701', 'invoice.payment_changed 7701', 'invoice.paid 7701'],
  },
  {
    what: 'a cancelled order',
    steps: [
      ['AddOrder', order([PID.plain])],
      ['CancelOrder', { orderid: 9001 }],
    ],
    says: ['invoice.created 7701', 'invoice.cancelled 7701'],
  },
  {
    what: 'a draft that is published, refunded and set back',
    steps: [
      ['CreateInvoice', { userid: 301, draft: 1, itemdescription1: 'x', itemamount1: '5' }],
      ['UpdateInvoice', { invoiceid: 7701, publish: 1 }],
      ['UpdateInvoice', { invoiceid: 7701, status: 'Refunded' }],
      ['UpdateInvoice', { invoiceid: 7701, status: 'Unpaid' }],
      ['UpdateInvoice', { invoiceid: 7701, duedate: '2026-12-01' }],
    ],
    says: ['invoice.created 7701', 'invoice.refunded 7701', 'invoice.unpaid 7701'],
  },
  {
    what: 'the life of a service',
    steps: [
      ['AddOrder', order([PID.withModule], { noinvoice: 1 })],
      ['AcceptOrder', { orderid: 9001 }],
      ['ModuleSuspend', { serviceid: 4401 }],
      ['ModuleUnsuspend', { serviceid: 4401 }],
      ['ModuleChangePackage', { serviceid: 4401 }],
      ['UpdateClientProduct', { serviceid: 4401, notes: 'x' }],
      ['AddCancelRequest', { serviceid: 4401, type: 'Immediate' }],
      ['ModuleTerminate', { serviceid: 4401 }],
    ],
    says: [
      'service.created 4401',
      'service.suspended 4401',
      'service.unsuspended 4401',
      'service.changed 4401',
      'service.changed 4401',
      'cancellation.requested 4401',
      'service.terminated 4401',
    ],
  },
  {
    what: 'credit for a part of an invoice, which no hook point tells',
    steps: [
      ['AddOrder', order([PID.plain])],
      ['AddCredit', { clientid: 301, amount: '10', description: 'x' }],
      ['ApplyCredit', { invoiceid: 7701 }],
    ],
    says: ['invoice.created 7701'],
  },
];

for (const { what, steps, says } of STORIES) {
  test(`hooks tell ${what}`, async (t) => {
    const { whmcs, receiver } = await hooked(t);
    for (const [action, fields] of steps) {
      assert.equal((await whmcs.call(action, fields)).result, 'success', action);
    }
    assert.deepEqual(receiver.said(), says);
  });
}

test('a failed module fires nothing', async (t) => {
  const { whmcs, receiver } = await hooked(t);
  await whmcs.local('PUT', '/local/modules', { pid: PID.withModule, script: { error: 'Server is full' } });
  await whmcs.call('AddOrder', order([PID.withModule], { noinvoice: 1 }));
  await whmcs.call('AcceptOrder', { orderid: 9001 });
  assert.deepEqual(receiver.said(), []);
});

test('the event of an invoice arrives before AddOrder answers, and whoever reads then finds it', async (t) => {
  const { whmcs, receiver } = await hooked(t);
  let answered = false;
  let atArrival: Json;
  receiver.onReceive = async () => {
    atArrival = { answered, invoice: (await whmcs.call('GetInvoice', { invoiceid: 7701 })).status };
  };
  await whmcs.call('AddOrder', order([PID.plain]));
  answered = true;
  assert.deepEqual(atArrival, { answered: false, invoice: 'Unpaid' });
});

test('an event arrives although the reply of its call is lost', async (t) => {
  const { whmcs, receiver } = await hooked(t);
  await whmcs.local('POST', '/local/faults', { action: 'AddOrder', kind: 'commitThenDrop' });
  await assert.rejects(whmcs.call('AddOrder', order([PID.plain])));
  assert.deepEqual(receiver.said(), ['invoice.created 7701']);
});

test('with afterReply the caller waits for no receiver', async (t) => {
  const { whmcs, receiver } = await hooked(t, { sends: 'afterReply' });
  let open = () => {};
  const gate = new Promise<void>((resolve) => (open = resolve));
  receiver.onReceive = () => gate;
  await whmcs.call('AddOrder', order([PID.plain]));
  open();
  await receiver.until(1);
});

test('when nobody answers, events wait for the cron and go in their order; nobody else tries for a minute', async (t) => {
  const { whmcs, receiver } = await hooked(t);
  receiver.answers = [503];
  await whmcs.call('AddOrder', order([PID.plain]));
  await whmcs.call('AddInvoicePayment', PAYMENT);
  assert.equal(receiver.received.length, 1);
  assert.equal((await outbox(whmcs)).length, 3);
  receiver.answers = [0];
  await whmcs.local('POST', '/local/cron');
  assert.equal((await outbox(whmcs)).length, 3);
  await whmcs.local('POST', '/local/cron');
  assert.deepEqual(receiver.said().slice(2), [
    'invoice.created 7701',
    'invoice.payment_changed 7701',
    'invoice.paid 7701',
  ]);
  assert.equal(new Set(receiver.received.slice(0, 3).map(({ id }) => id)).size, 1);
  assert.deepEqual(await outbox(whmcs), []);
});

for (const [status, stays] of [
  [204, 0],
  [400, 0],
  [422, 0],
  [302, 1],
  [401, 1],
  [404, 1],
  [410, 1],
  [429, 1],
] as const) {
  test(`an event answered with ${status} ${stays ? 'stays in' : 'leaves'} the outbox`, async (t) => {
    const { whmcs, receiver } = await hooked(t);
    receiver.answers = [status];
    await whmcs.call('AddOrder', order([PID.plain]));
    assert.equal((await outbox(whmcs)).length, stays);
  });
}

test('faults: dropped, repeated, forged, with a wrong clock, failed', async (t) => {
  const { whmcs, receiver } = await hooked(t);
  const paid = async (invoiceid: number) => {
    await whmcs.call('AddOrder', order([PID.plain]));
    await whmcs.call('AddInvoicePayment', { ...PAYMENT, invoiceid });
  };
  await fault(whmcs, [
    { event: 'invoice.created', kind: 'drop', times: 'always' },
    { event: 'invoice.payment_changed', kind: 'drop', times: 'always' },
    { event: 'invoice.paid', kind: 'repeat', count: 2 },
  ]);
  await paid(7701);
  assert.deepEqual(receiver.said(), ['invoice.paid 7701', 'invoice.paid 7701', 'invoice.paid 7701']);
  assert.equal(new Set(receiver.received.map(({ id }) => id)).size, 1);
  await fault(whmcs, { event: 'invoice.paid', kind: 'wrongSignature' });
  await paid(7702);
  const forged = receiver.received.at(-1)!;
  assert.notEqual(forged.signatures[0], signatureOf(forged, SECRET));
  await fault(whmcs, { event: 'invoice.paid', kind: 'wrongClock', ms: -600_000 });
  await paid(7703);
  const late = receiver.received.at(-1)!;
  assert.ok(Math.abs(late.timestamp + 600 - Date.now() / 1000) < 60);
  assert.equal(late.signatures[0], signatureOf(late, SECRET));
  await fault(whmcs, { event: 'invoice.paid', kind: 'fail' });
  await paid(7704);
  assert.equal(receiver.received.length, 5);
  await whmcs.local('POST', '/local/cron');
  assert.equal(receiver.said().at(-1), 'invoice.paid 7704');
});

test('faults: delayed, held and released the other way round, overtaken by the next, sent again much later', async (t) => {
  const { whmcs, receiver } = await hooked(t);
  await fault(whmcs, { event: 'invoice.created', kind: 'delay', ms: 20 });
  await whmcs.call('AddOrder', order([PID.plain]));
  await receiver.until(1);
  await fault(whmcs, { event: '*', kind: 'hold', times: 2 });
  await whmcs.call('AddInvoicePayment', PAYMENT);
  assert.equal(receiver.received.length, 1);
  await whmcs.local('POST', '/local/cron');
  await whmcs.local('POST', '/local/hooks/release', { order: 'reverse' });
  assert.deepEqual(receiver.said().slice(1), ['invoice.paid 7701', 'invoice.payment_changed 7701']);
  await fault(whmcs, { event: 'invoice.created', kind: 'reorder' });
  await whmcs.call('AddOrder', order([PID.plain]));
  await whmcs.call('CancelOrder', { orderid: 9002 });
  assert.deepEqual(receiver.said().slice(3), ['invoice.cancelled 7702', 'invoice.created 7702']);
  const { deliveries } = await whmcs.local('GET', '/local/hooks/deliveries');
  await whmcs.local('POST', '/local/hooks/resend', { id: deliveries[0].id });
  assert.deepEqual([receiver.said().at(-1), receiver.received.at(-1)?.id], ['invoice.created 7701', deliveries[0].id]);
  await assert.rejects(whmcs.local('POST', '/local/hooks/resend', { id: 'none' }), /no event none/);
});

for (const kind of ['hold', 'reorder', 'delay'] as const) {
  test(`an event that “${kind}” kept back is not lost when nobody answers then`, async (t) => {
    const { whmcs, receiver } = await hooked(t);
    const started = Date.now();
    await fault(whmcs, { event: 'invoice.created', kind, ms: 1 });
    receiver.answers = kind === 'reorder' ? [200, 503] : [503];
    await whmcs.call('AddOrder', order([PID.plain]));
    if (kind === 'hold') await whmcs.local('POST', '/local/hooks/release');
    if (kind === 'reorder') await whmcs.call('CancelOrder', { orderid: 9001 });
    await receiver.until(kind === 'reorder' ? 2 : 1);
    // The sender learns of the answer a moment after it was given.
    while ((await outbox(whmcs)).length === 0) assert.ok(Date.now() < started + 5_000);
    await whmcs.local('POST', '/local/cron');
    assert.equal(receiver.said().at(-1), 'invoice.created 7701');
    assert.deepEqual(await outbox(whmcs), []);
  });
}

test('the receiver is named while running, and taken away with what waits for it', async (t) => {
  const whmcs = await startWhmcs(t);
  const receiver = await startReceiver(t);
  const state = await whmcs.local('PUT', '/local/hooks', { url: receiver.url, secrets: [SECRET, OLD_SECRET] });
  assert.deepEqual([state.url, state.secrets, state.sends], [receiver.url, 2, 'beforeReply']);
  assert.ok(!JSON.stringify(state).includes('whsec_'));
  await whmcs.call('AddOrder', order([PID.plain]));
  await whmcs.local('DELETE', '/local/hooks');
  await whmcs.call('AddOrder', order([PID.plain]));
  assert.deepEqual(receiver.said(), ['invoice.created 7701']);
});

test('what makes no sense as a receiver, a secret or a fault is refused', async (t) => {
  const { whmcs, receiver } = await hooked(t);
  const { url } = receiver;
  for (const [method, path, body, error] of [
    ['PUT', '/local/hooks', { url: 'ftp://x', secrets: [SECRET] }, /expected http or https/],
    ['PUT', '/local/hooks', { url, secrets: [] }, /hooks need a secret/],
    ['PUT', '/local/hooks', { url, secrets: ['whsec_c2hvcnQ='] }, /at least 24 bytes/],
    ['PUT', '/local/hooks', { url, secrets: [SECRET], retries: 3 }, /body\.retries: unknown key/],
    ['POST', '/local/hooks/faults', { kind: 'vanish' }, /body\.kind is "vanish"/],
    ['POST', '/local/hooks/faults', { kind: 'delay' }, /delay needs milliseconds/],
    ['POST', '/local/hooks/faults', { kind: 'drop', event: 'order.paid' }, /body\.event is "order\.paid"/],
  ] as const) {
    await assert.rejects(whmcs.local(method, path, body), error);
  }
});

test('the calendar’s invoices are told too', async (t) => {
  const { whmcs, receiver } = await hooked(t);
  await whmcs.call('AddOrder', order([PID.plain]));
  await whmcs.call('AcceptOrder', { orderid: 9001 });
  await whmcs.local('POST', '/local/clock', { advanceMs: 20 * 86_400_000 });
  assert.deepEqual(receiver.said(), ['invoice.created 7701', 'invoice.created 7702']);
});
