// The service's own endpoints, from outside: who is let in, and how everything else is refused.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { startHttp } from '../../src/http/server.ts';
import type { Status } from '../../src/http/status.ts';
import { askAgain, dueWork, settleWork } from '../../src/ledger/billing-work.ts';
import { openLedger, type Ledger } from '../../src/ledger/open-ledger.ts';
import { takeTurn } from '../../src/ledger/subscriber-term.ts';
import { sweepOrders } from '../../src/ledger/sweep-orders.ts';
import { claimOrders } from '../../src/ledger/claim-orders.ts';
import { moveOrder } from '../../src/ledger/move-order.ts';
import { createLog } from '../../src/log.ts';
import { createMetrics } from '../../src/metrics.ts';

const TOKEN = 'an-operator-token-of-length';
const ORDER = '801000000000001AAA';
const folder = mkdtempSync(join(tmpdir(), 'portway-http-'));
let ledger: Ledger;
let origin: string;
let close: () => Promise<void>;
let status: Status;

const well: Status = {
  systems: [{ name: 'whmcs', isUsable: true, trouble: null, breaker: 'closed' }],
  subscriber: { state: 'streaming', detail: '', isListening: true },
  warnings: [],
  whmcsVersion: '8.13.1',
  apiUsage: { used: 5, limit: 100 },
  pace: 'free',
  ordersInHand: 0,
  isStopping: false,
};

before(async () => {
  status = well;
  ledger = await openLedger({ file: join(folder, 'ledger.sqlite'), instanceId: 'test' });
  const running = await startHttp({
    config: { host: '127.0.0.1', port: 0, operatorToken: TOKEN, trustedProxies: 1 },
    frontDoors: [],
    ledger,
    log: createLog('silent'),
    metrics: createMetrics(),
    status: () => status,
  });
  ({ origin, close } = running);
  const now = new Date();
  await sweepOrders(ledger, [{ orderId: ORDER, modifiedAt: now }], now);
  const [held] = await claimOrders(ledger, { limit: 1, leaseMs: 1000, now });
  const reason = { code: 'ORDER_EMPTY', text: 'ORDER_EMPTY: <script>alert(1)</script> & co' };
  await moveOrder(ledger, held!, 'failed', { reason, facts: { whmcs: { clientId: '318' } }, releaseLease: true }, now);
});
after(async () => {
  await close();
  await ledger.close();
  rmSync(folder, { recursive: true, force: true });
});

const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(origin + path, { redirect: 'manual', ...init });
const bearer = { authorization: `Bearer ${TOKEN}` };
const asBrowser = { accept: 'text/html' };

const REFUSED: readonly [what: string, path: string, init: RequestInit, expected: number][] = [
  ['an unknown path', '/nothing', {}, 404],
  ['an unknown path of an operator', '/operator/nothing', { headers: bearer }, 404],
  ['an unknown order', '/operator/api/orders/801000000000009AAA', { headers: bearer }, 404],
  ['no token', '/operator/api/orders', {}, 401],
  ['a wrong token', '/operator/api/orders', { headers: { authorization: 'Bearer wrong' } }, 401],
  ['no token on a page, asked by a program', '/operator', { headers: { accept: 'application/json' } }, 401],
  ['a forged cookie', '/operator/api/orders', { headers: { cookie: 'portway_operator=9999999999999.forged' } }, 401],
  ['a wrong method', '/health/live', { method: 'DELETE' }, 405],
  ['a wrong method of an operator', '/operator/api/orders', { method: 'PUT', headers: bearer }, 405],
  ['a re-drive by GET', `/operator/api/orders/${ORDER}/redrive`, { headers: bearer }, 405],
  [
    'malformed JSON',
    `/operator/api/orders/${ORDER}/redrive`,
    { method: 'POST', headers: { ...bearer, 'content-type': 'application/json' }, body: '{' },
    400,
  ],
  [
    'an oversized JSON body',
    `/operator/api/orders/${ORDER}/redrive`,
    { method: 'POST', headers: { ...bearer, 'content-type': 'application/json' }, body: `"${'x'.repeat(20_000)}"` },
    413,
  ],
  [
    'an oversized form',
    '/operator/login',
    {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: `token=${'x'.repeat(20_000)}`,
    },
    413,
  ],
  [
    'a charset nobody reads',
    `/operator/api/orders/${ORDER}/redrive`,
    { method: 'POST', headers: { ...bearer, 'content-type': 'application/json; charset=x-none' }, body: '{}' },
    415,
  ],
  ['a malformed address', '/operator/orders/%E0%A4%A', { headers: bearer }, 400],
  ['an unknown state', '/operator/api/orders?state=lost', { headers: bearer }, 400],
  ['a limit that is no number', '/operator/api/orders?limit=many', { headers: bearer }, 400],
];
for (const [what, path, init, expected] of REFUSED) {
  test(`${what}: ${expected}, in words and without a stack`, async () => {
    const response = await ask(path, init);
    const text = await response.text();
    assert.equal(response.status, expected, text);
    assert.doesNotMatch(text, /\bat .*\.(ts|js)|node_modules|Error:/);
    const { error } = JSON.parse(text) as { error: { status: number; message: string } };
    assert.equal(error.status, expected);
    assert.ok(error.message.length > 10);
  });
}

test('a browser without a session is shown the sign-in, and refusals as pages', async () => {
  const first = await ask('/operator', { headers: asBrowser });
  assert.equal(first.status, 303);
  assert.equal(first.headers.get('location'), '/operator/login');
  const missing = await ask('/operator/orders/801000000000009AAA', { headers: { ...asBrowser, ...bearer } });
  assert.equal(missing.status, 404);
  assert.match(await missing.text(), /<h1>The ledger has no such order\.<\/h1>/);
});

test('every answer forbids framing, sniffing, scripts and storing', async () => {
  const { headers } = await ask('/health/live');
  assert.match(headers.get('content-security-policy') ?? '', /default-src 'none'/);
  assert.equal(headers.get('x-content-type-options'), 'nosniff');
  assert.equal(headers.get('x-frame-options'), 'DENY');
  assert.equal(headers.get('cache-control'), 'no-store');
  assert.equal(headers.get('x-powered-by'), null);
});

test('ready says yes, or every reason why not', async () => {
  assert.equal((await ask('/health/ready')).status, 200);
  const trouble = 'WHMCS_AUTH: …';
  status = {
    ...well,
    systems: [{ name: 'whmcs', isUsable: false, trouble, breaker: 'closed' }],
    subscriber: { state: 'waiting', detail: 'the platform refused', isListening: false },
  };
  const response = await ask('/health/ready');
  assert.equal(response.status, 503);
  const body = (await response.json()) as { ready: boolean; reasons: string[] };
  assert.deepEqual(body.reasons, [trouble, 'events: waiting: the platform refused']);
  status = well;
});

test('metrics are Prometheus text with the states of orders', async () => {
  const text = await (await ask('/metrics')).text();
  assert.match(text, /^portway_orders\{state="failed"\} 1$/m);
  assert.match(text, /^portway_salesforce_api_used 5$/m);
  assert.match(text, /^portway_breaker_open\{system="whmcs"\} 0$/m);
});

async function signIn(): Promise<string> {
  const body = new URLSearchParams({ token: TOKEN });
  const response = await ask('/operator/login', { method: 'POST', body });
  assert.equal(response.status, 303);
  const cookie = response.headers.get('set-cookie') ?? '';
  assert.match(cookie, /HttpOnly/);
  assert.match(cookie, /SameSite=Strict/);
  return cookie.split(';')[0]!;
}

test('an operator signs in, reads an order and re-drives it by its form', async () => {
  const cookie = await signIn();
  const list = await (await ask('/operator?state=failed', { headers: { cookie, ...asBrowser } })).text();
  assert.match(list, new RegExp(`href="/operator/orders/${ORDER}"`));
  assert.doesNotMatch(list, /<script>/);
  assert.match(list, /&#60;script&#62;/);
  const order = await (await ask(`/operator/orders/${ORDER}`, { headers: { cookie, ...asBrowser } })).text();
  assert.match(order, /clientId/);
  assert.match(order, /Re-drive this order/);
  const csrf = /name="csrf" value="([^"]+)"/.exec(order)![1]!;
  const path = `/operator/orders/${ORDER}/redrive`;
  const forged = await ask(path, {
    method: 'POST',
    headers: { cookie, ...asBrowser },
    body: new URLSearchParams({ csrf: 'x' }),
  });
  assert.equal(forged.status, 403);
  const done = await ask(path, {
    method: 'POST',
    headers: { cookie, ...asBrowser },
    body: new URLSearchParams({ csrf }),
  });
  assert.equal(done.status, 303);
  const after = await (await ask(done.headers.get('location')!, { headers: { cookie, ...asBrowser } })).text();
  assert.match(after, /role="status">The order starts again/);
  assert.match(after, /re-driven by operator/);
});

test('pages can be read by everybody: language, title, one heading, captions, labels', async () => {
  const cookie = await signIn();
  for (const path of [
    '/operator',
    `/operator/orders/${ORDER}`,
    '/operator/events',
    '/operator/billing',
    '/operator/login',
  ]) {
    const page = await (await ask(path, { headers: { cookie, ...asBrowser } })).text();
    assert.match(page, /<html lang="en">/);
    assert.match(page, /<title>[^<]+<\/title>/);
    assert.equal(page.match(/<h1>/g)?.length, 1, path);
    assert.equal(page.match(/<table>/g)?.length ?? 0, page.match(/<caption>/g)?.length ?? 0);
    assert.doesNotMatch(page, /style=|onclick/);
  }
});

test('the operator’s JSON: orders, one order with history, re-drive', async () => {
  const { orders } = (await (await ask('/operator/api/orders', { headers: bearer })).json()) as {
    orders: { orderId: string }[];
  };
  assert.deepEqual(
    orders.map(({ orderId }) => orderId),
    [ORDER],
  );
  const { history } = (await (await ask(`/operator/api/orders/${ORDER}`, { headers: bearer })).json()) as {
    history: unknown[];
  };
  assert.ok(history.length >= 2);
  const redriven = await ask(`/operator/api/orders/${ORDER}/redrive`, { method: 'POST', headers: bearer });
  assert.equal(redriven.status, 202);
});

test('billing work that is not finished shows with its reason, and can be tried at once', async () => {
  const now = new Date();
  const work = { kind: 'availability' as const, recordId: '0065g00000AbCdEAAV' };
  await askAgain(ledger, [work], now);
  const term = (await takeTurn(ledger, 'billing'))!;
  const due = await dueWork(ledger, 10, now);
  const reason = { code: 'RECORD_UNKNOWN', text: 'Opportunity <b>006</b>: gone' };
  const dueAt = new Date(now.getTime() + 86_400_000);
  await settleWork(
    ledger,
    term,
    due.map((each) => ({ work: each, dueAt, reason, isFailure: true })),
    now,
  );
  await term.release();
  const cookie = await signIn();
  const shown = await (await ask('/operator/billing', { headers: { cookie, ...asBrowser } })).text();
  assert.match(shown, /Stock for opportunity 0065g00000AbCdEAAV/);
  assert.match(shown, /RECORD_UNKNOWN: Opportunity &#60;b&#62;006/);
  const csrf = /name="csrf" value="([^"]+)"/.exec(shown)![1]!;
  const tryNow = (fields: Record<string, string>): Promise<Response> =>
    ask('/operator/billing/tries', {
      method: 'POST',
      headers: { cookie, ...asBrowser },
      body: new URLSearchParams({ csrf, ...fields }),
    });
  assert.equal((await tryNow({ ...work, recordId: 'x' })).status, 404);
  assert.equal((await tryNow({ ...work, kind: 'constructor' })).status, 404);
  assert.equal((await tryNow(work)).status, 303);
  assert.equal((await dueWork(ledger, 10, new Date())).length, 1);
  const metrics = await (await ask('/metrics')).text();
  assert.match(metrics, /^portway_billing_unfinished\{kind="availability",reason="RECORD_UNKNOWN"\} 1$/m);
});

test('guessing the token is slowed down, for the address that guesses, though all come through one proxy', async () => {
  const from = (address: string, token: string): Promise<Response> =>
    ask('/operator/api/orders', { headers: { authorization: `Bearer ${token}`, 'x-forwarded-for': address } });
  const guesses = await Promise.all(Array.from({ length: 15 }, () => from('203.0.113.9', 'guess')));
  assert.ok(guesses.some((response) => response.status === 429));
  assert.equal((await from('203.0.113.9', TOKEN)).status, 429);
  assert.equal((await from('198.51.100.7', TOKEN)).status, 200);
});
