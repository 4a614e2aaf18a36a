import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SECRET, startReceiver } from '../hooks/receiver.ts';
import { CLIENT, PID, order, startWhmcs, type Json, type TestWhmcs } from '../running.ts';

const PAYMENT = { invoiceid: 7701, transid: 'sf-1', gateway: 'banktransfer', date: '2026-11-20 11:00:00' };
const AN_INVOICE = { destination: 'sso:custom_redirect', sso_redirect_path: 'viewinvoice.php?id=7701' };

interface Shown {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

async function visit(whmcs: TestWhmcs, path: string, init: RequestInit = {}): Promise<Shown> {
  const address = path.startsWith('http') ? path : whmcs.origin + path;
  const reply = await fetch(address, { redirect: 'manual', ...init });
  return { status: reply.status, text: await reply.text(), headers: reply.headers };
}

/** Presses one of a page's buttons. */
function press(whmcs: TestWhmcs, path: string, does: string, headers: Record<string, string> = {}): Promise<Shown> {
  const body = new URLSearchParams({ do: does });
  return visit(whmcs, path, { method: 'POST', body, headers: { origin: whmcs.origin, ...headers } });
}

const buttons = ({ text }: Shown) => [...text.matchAll(/<button name="do" value="(\w+)"/g)].map(([, does]) => does);
const invoice = (whmcs: TestWhmcs, invoiceid = 7701) => whmcs.call('GetInvoice', { invoiceid });

async function service(whmcs: TestWhmcs): Promise<Json> {
  return (await whmcs.call('GetClientsProducts', { serviceid: 4401 })).products.product[0];
}

test('an invoice is paid on its page, once, and the hook of it is sent', async (t) => {
  const receiver = await startReceiver(t);
  const whmcs = await startWhmcs(t, { hooks: { url: receiver.url, secrets: [SECRET] } });
  await whmcs.call('AddOrder', order([PID.plain]));
  const shown = await visit(whmcs, '/invoices/7701');
  assert.deepEqual(buttons(shown), ['pay', 'cancel']);
  assert.match(shown.text, /Pay ¥200/);
  const pressed = await press(whmcs, '/invoices/7701', 'pay');
  assert.deepEqual([pressed.status, pressed.headers.get('location')], [303, '/invoices/7701']);
  assert.equal((await invoice(whmcs)).status, 'Paid');
  assert.equal(receiver.said().at(-1), 'invoice.paid 7701');
  const again = await press(whmcs, '/invoices/7701', 'pay');
  assert.equal(again.status, 422);
  assert.match(again.text, /role="alert">The invoice is Paid/);
  assert.equal((await whmcs.call('GetTransactions')).totalresults, 1);
});

for (const [does, status, prepare] of [
  ['refund', 'Refunded', { AddInvoicePayment: PAYMENT }],
  ['cancel', 'Cancelled', {}],
  ['credit', 'Paid', { AddCredit: { clientid: CLIENT, amount: '500', description: 'x' } }],
] as const) {
  test(`the button “${does}” makes an invoice ${status}`, async (t) => {
    const whmcs = await startWhmcs(t);
    await whmcs.call('AddOrder', order([PID.plain]));
    for (const [action, fields] of Object.entries(prepare)) await whmcs.call(action, fields);
    assert.equal((await press(whmcs, '/invoices/7701', does)).status, 303);
    assert.equal((await invoice(whmcs)).status, status);
  });
}

test('a draft is published on its page', async (t) => {
  const whmcs = await startWhmcs(t);
  await whmcs.call('CreateInvoice', { userid: CLIENT, draft: 1, itemdescription1: 'x', itemamount1: '5' });
  assert.deepEqual(buttons(await visit(whmcs, '/invoices/7701')), ['publish', 'cancel']);
  await press(whmcs, '/invoices/7701', 'publish');
  assert.equal((await invoice(whmcs)).status, 'Unpaid');
});

for (const pid of [PID.withModule, PID.plain]) {
  test(`a service ${pid === PID.plain ? 'without a module' : 'with a module'} is suspended, let go on and ended on its page`, async (t) => {
    const whmcs = await startWhmcs(t);
    await whmcs.call('AddOrder', order([pid]));
    assert.deepEqual(buttons(await visit(whmcs, '/services/4401')), []);
    await whmcs.call('AcceptOrder', { orderid: 9001 });
    assert.deepEqual(buttons(await visit(whmcs, '/services/4401')), ['suspend', 'cancel', 'terminate']);
    for (const [does, status] of [
      ['suspend', 'Suspended'],
      ['unsuspend', 'Active'],
      ['cancel', 'Active'],
      ['terminate', 'Terminated'],
    ] as const) {
      assert.equal((await press(whmcs, '/services/4401', does)).status, 303, does);
      assert.equal((await service(whmcs)).status, status);
    }
    assert.equal((await whmcs.call('GetCancelledPackages')).totalresults, 1);
    assert.equal((await press(whmcs, '/services/4401', 'suspend')).status, 422);
  });
}

test('a module that fails is said on the page, and nothing is changed', async (t) => {
  const whmcs = await startWhmcs(t);
  await whmcs.call('AddOrder', order([PID.withModule]));
  await whmcs.call('AcceptOrder', { orderid: 9001 });
  const script = { pid: PID.withModule, action: 'SuspendAccount', script: { error: 'Panel <down>' } };
  await whmcs.local('PUT', '/local/modules', script);
  const { status, text } = await press(whmcs, '/services/4401', 'suspend');
  assert.equal(status, 422);
  assert.match(text, /role="alert">Panel &lt;down&gt;/);
  assert.equal((await service(whmcs)).status, 'Active');
});

test('forms are taken from our own pages only', async (t) => {
  const whmcs = await startWhmcs(t);
  await whmcs.call('AddOrder', order([PID.plain]));
  for (const origin of ['https://elsewhere.example', 'null']) {
    assert.equal((await press(whmcs, '/invoices/7701', 'pay', { origin })).status, 403);
  }
  assert.equal((await visit(whmcs, '/invoices/7701', { method: 'POST' })).status, 403);
  assert.equal((await press(whmcs, '/invoices/7701', 'toString')).status, 422);
  assert.equal((await press(whmcs, '/invoices/1', 'pay')).status, 404);
  assert.equal((await press(whmcs, '/clients/301', 'pay')).status, 404);
  assert.equal((await invoice(whmcs)).status, 'Unpaid');
});

test('an unpaid invoice past its due date is shown as Overdue', async (t) => {
  const whmcs = await startWhmcs(t);
  await whmcs.call('AddOrder', order([PID.plain]));
  await whmcs.local('POST', '/local/clock', { advanceMs: 86_400_000 });
  assert.match((await visit(whmcs, '/')).text, /badge overdue">Overdue/);
  assert.equal((await invoice(whmcs)).status, 'Unpaid');
});

test('a sign-on token takes its client to their invoice, where they pay it', async (t) => {
  const whmcs = await startWhmcs(t);
  await whmcs.call('AddOrder', order([PID.plain]));
  const made = await whmcs.call('CreateSsoToken', { client_id: CLIENT, ...AN_INVOICE });
  assert.match(made.access_token as string, /^[0-9a-f]{40}$/);
  assert.equal(made.redirect_url, `${whmcs.origin}/oauth/singlesignon.php?access_token=${made.access_token}`);
  const signedOn = await visit(whmcs, made.redirect_url as string);
  assert.deepEqual([signedOn.status, signedOn.headers.get('location')], [302, '/viewinvoice.php?id=7701']);
  assert.match(signedOn.headers.get('set-cookie') ?? '', /; Path=\/; HttpOnly; SameSite=Lax$/);
  const cookie = signedOn.headers.get('set-cookie')!.split(';')[0]!;
  const shown = await visit(whmcs, '/viewinvoice.php?id=7701', { headers: { cookie } });
  assert.match(shown.text, /Pay ¥200/);
  assert.equal((await press(whmcs, '/viewinvoice.php?id=7701', 'pay', { cookie })).status, 303);
  assert.equal((await invoice(whmcs)).status, 'Paid');
  assert.equal((await press(whmcs, '/viewinvoice.php?id=7701', 'pay', { cookie })).status, 422);
});

test('a sign-on token works once, and not after a minute', async (t) => {
  const whmcs = await startWhmcs(t);
  await whmcs.call('AddOrder', order([PID.plain]));
  const token = async () => (await whmcs.call('CreateSsoToken', { client_id: CLIENT, ...AN_INVOICE })).redirect_url;
  const used = (await token()) as string;
  assert.equal((await visit(whmcs, used)).status, 302);
  assert.equal((await visit(whmcs, used)).status, 403);
  const [early, late] = [(await token()) as string, (await token()) as string];
  await whmcs.local('POST', '/local/clock', { advanceMs: 60_000 });
  assert.equal((await visit(whmcs, early)).status, 302);
  await whmcs.local('POST', '/local/clock', { advanceMs: 1_000 });
  assert.equal((await visit(whmcs, late)).status, 403);
  assert.equal((await visit(whmcs, '/oauth/singlesignon.php')).status, 403);
});

test('an invoice is shown to its own client only, and not as a draft', async (t) => {
  const whmcs = await startWhmcs(t);
  await whmcs.call('AddOrder', order([PID.plain]));
  await whmcs.call('CreateInvoice', { userid: CLIENT, draft: 1 });
  const other = { firstname: 'A', lastname: 'B', email: 'other@example.com', password2: 'x', skipvalidation: 1 };
  const { clientid } = await whmcs.call('AddClient', other);
  const signOn = async (client_id: string) => {
    const { redirect_url } = await whmcs.call('CreateSsoToken', { client_id, ...AN_INVOICE });
    return (await visit(whmcs, redirect_url as string)).headers.get('set-cookie')!.split(';')[0]!;
  };
  const open = async (path: string, cookie: string) => (await visit(whmcs, path, { headers: { cookie } })).status;
  assert.equal(await open('/viewinvoice.php?id=7701', 'whmcs_session=made-up'), 403);
  assert.equal(await open('/viewinvoice.php?id=7701', await signOn(clientid as string)), 404);
  const own = await signOn(CLIENT);
  assert.deepEqual(
    [await open('/viewinvoice.php?id=7701', own), await open('/viewinvoice.php?id=7702', own)],
    [200, 404],
  );
});

test('CreateSsoToken is refused in WHMCS’s words', async (t) => {
  const whmcs = await startWhmcs(t);
  for (const [fields, message] of [
    [{ ...AN_INVOICE }, 'A valid client_id or user_id is required'],
    [{ ...AN_INVOICE, client_id: 5 }, 'Invalid client_id'],
    [{ ...AN_INVOICE, user_id: 5 }, 'Invalid user_id'],
    [{ ...AN_INVOICE, user_id: 5, client_id: CLIENT }, 'Invalid user_id'],
    [{ client_id: CLIENT }, 'Invalid destination'],
    [{ client_id: CLIENT, destination: 'clientarea:services' }, 'Invalid destination'],
    [{ ...AN_INVOICE, client_id: CLIENT, sso_redirect_path: 'https://elsewhere.example/' }, 'Invalid destination'],
    [
      { ...AN_INVOICE, client_id: CLIENT, sso_redirect_path: '//elsewhere.example/viewinvoice.php?id=1' },
      'Invalid destination',
    ],
    [{ ...AN_INVOICE, client_id: CLIENT, sso_redirect_path: 'viewinvoice.php?id=1&x=1' }, 'Invalid destination'],
  ] as const) {
    assert.equal((await whmcs.call('CreateSsoToken', fields)).message, message, JSON.stringify(fields));
  }
  assert.match((await whmcs.call('CreateSsoToken', { user_id: 51, ...AN_INVOICE })).access_token as string, /^\w{40}$/);
  await whmcs.call('UpdateClient', { clientid: CLIENT, status: 'Closed' });
  const blocked = await whmcs.call('CreateSsoToken', { client_id: CLIENT, ...AN_INVOICE });
  assert.equal(blocked.message, 'SSO authentication blocked for client 301');
});
