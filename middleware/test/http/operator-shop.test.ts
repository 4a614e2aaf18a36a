// The operator's page of the web shop's orders: which need a person and why, never what their customers sent.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startHttp } from '../../src/http/server.ts';
import { openLedger } from '../../src/ledger/open-ledger.ts';
import { acceptShopOrder, claimShopOrder, moveShopOrder, readShopOrder } from '../../src/ledger/shop-orders.ts';
import type { ShopState } from '../../src/ledger/tables.ts';
import { createLog } from '../../src/log.ts';
import { createMetrics } from '../../src/metrics.ts';

const TOKEN = 'an-operator-token-of-length';
const status = () => ({
  systems: [],
  subscriber: { state: 'streaming', detail: '', isListening: true },
  warnings: [],
  whmcsVersion: null,
  apiUsage: null,
  pace: 'free',
  ordersInHand: 0,
  isStopping: false,
});

test('the operator sees which orders need a person and why, and has one tried again', async (t) => {
  const ledger = await openLedger({ file: ':memory:', instanceId: 'test' });
  const log = createLog('silent');
  const config = { host: '127.0.0.1', port: 0, operatorToken: TOKEN };
  const { origin, close } = await startHttp({ config, frontDoors: [], ledger, log, metrics: createMetrics(), status });
  t.after(async () => {
    await close();
    await ledger.close();
  });
  const now = new Date();
  const soon = new Date(now.getTime() + 3_600_000);
  const add = async (orderNumber: string, state: ShopState, text: string | null): Promise<void> => {
    const fingerprint = () => ({ digest: 'd', fields: {} });
    const body = { customer: 'himitsu' };
    await acceptShopOrder(ledger, { orderNumber, body, customerKey: orderNumber, fingerprint }, now);
    const held = await claimShopOrder(ledger, orderNumber, { leaseMs: 1000, now });
    const reason = text === null ? null : { code: 'SALESFORCE_REFUSED', text };
    await moveShopOrder(ledger, held!, { state, reason, dueAt: soon, attempts: 9 }, now);
  };
  await add('SO-1', 'held', 'a rule of the <b>org</b>');
  await add('SO-2', 'refused', 'no such product');
  await add('SO-3', 'created', null);
  await add('SO-4', 'queued', 'Salesforce is away');

  const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`${origin}${path}`, { redirect: 'manual', ...init });
  assert.equal((await ask('/operator/shop')).status, 401);
  assert.equal((await ask('/operator/api/shop')).status, 401);
  const signIn = await ask('/operator/login', { method: 'POST', body: new URLSearchParams({ token: TOKEN }) });
  const cookie = signIn.headers.get('set-cookie')!.split(';')[0]!;
  const page = await (await ask('/operator/shop', { headers: { cookie } })).text();
  assert.match(page, /1 wait for Salesforce, 1 for their payment to be known, 0 are done/);
  assert.ok(page.includes('SO-1') && page.includes('SO-2') && !page.includes('SO-3') && !page.includes('SO-4'));
  assert.ok(page.includes('&#60;b&#62;org') && !page.includes('<b>'), 'what Salesforce says is text');
  assert.doesNotMatch(page, /himitsu/);
  const csrf = /name="csrf" value="([^"]+)"/.exec(page)![1]!;

  const press = (orderNumber: string, body: Record<string, string>): Promise<Response> =>
    ask(`/operator/shop/${orderNumber}/retry`, {
      method: 'POST',
      headers: { cookie },
      body: new URLSearchParams(body),
    });
  assert.equal((await press('SO-1', {})).status, 403, 'not from a page of ours');
  assert.equal((await press('SO-1', { csrf })).headers.get('location'), '/operator/shop?said=retry');
  const due = (await readShopOrder(ledger, 'SO-1'))?.dueAt;
  assert.ok(due && due < soon);
  assert.equal((await press('SO-2', { csrf })).status, 404, 'a refused order is the shop’s to correct');

  const bearer = { authorization: `Bearer ${TOKEN}` };
  const listed = (await (await ask('/operator/api/shop', { headers: bearer })).json()) as {
    counts: Record<string, number>;
    needPerson: { orderNumber: string }[];
  };
  assert.deepEqual(listed.counts, { created: 1, held: 1, queued: 1, refused: 1 });
  assert.deepEqual(listed.needPerson.map(({ orderNumber }) => orderNumber).sort(), ['SO-1', 'SO-2']);
  assert.equal((await ask('/operator/api/shop?limit=x', { headers: bearer })).status, 400);
  const metrics = await (await ask('/metrics')).text();
  assert.match(metrics, /portway_shop_orders\{state="held"\} 1/);
});
