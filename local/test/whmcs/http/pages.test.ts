import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CLIENT, PID, field, order, startWhmcs, type TestWhmcs } from '../running.ts';

async function page(whmcs: TestWhmcs, path: string): Promise<string> {
  const reply = await fetch(whmcs.origin + path);
  assert.equal(reply.status, 200, path);
  assert.match(reply.headers.get('content-type') ?? '', /^text\/html; charset=utf-8/);
  return reply.text();
}

test('the overview shows clients, orders, services and invoices, latest first', async (t) => {
  const whmcs = await startWhmcs(t);
  for (let i = 0; i < 60; i++) await whmcs.call('AddOrder', order([PID.plain]));
  const text = await page(whmcs, '/');
  for (const id of ['orders', 'services', 'invoices', 'clients'])
    assert.match(text, new RegExp(`<section id="${id}">`));
  const shown = [...text.matchAll(/href="\/orders\/(\d+)">\1<\/a><\/td>\s*<td data-label="Placed"/g)].map(
    (match) => match[1],
  );
  assert.deepEqual([shown.length, shown[0], shown.at(-1)], [50, '9060', '9011']);
  assert.match(text, /latest 50 of 60/);
  assert.match(text, /<span lang="ja">見本 花子<\/span>/); // Japanese names, family name first
  assert.match(text, /¥200</); // yen have no decimals
});

test('an order’s page shows its services with marker and options, its invoice and its failures', async (t) => {
  const whmcs = await startWhmcs(t);
  await whmcs.local('PUT', '/local/modules', { pid: PID.withModule, script: { error: 'Server is full' } });
  const line = {
    'customfields[0]': field({ 31: '802XX' }),
    'configoptions[0]': field({ 7: 3, 8: 56 }),
    notes: 'sf:o=801',
  };
  await whmcs.call('AddOrder', order([PID.withModule], line));
  await whmcs.call('AcceptOrder', { orderid: 9001 });
  const text = await page(whmcs, '/orders/9001');
  for (const expected of ['802XX', 'Fast', 'sf:o=801', 'Server is full', '7701', 'Bank Transfer']) {
    assert.ok(text.includes(expected), expected);
  }
});

test('everything that callers wrote is escaped', async (t) => {
  const whmcs = await startWhmcs(t);
  const attack = `<script>alert("x")</script>'`;
  await whmcs.call('UpdateClient', { clientid: CLIENT, firstname: attack, companyname: attack, city: attack });
  await whmcs.call('AddOrder', order([PID.withModule], { notes: attack, 'customfields[0]': field({ 31: attack }) }));
  for (const path of ['/', '/orders/9001', `/clients/${CLIENT}`]) {
    const text = await page(whmcs, path);
    assert.ok(!text.includes('<script>alert'), path);
    assert.ok(text.includes('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;&#39;'), path);
  }
});

test('a table’s cells name their column, for narrow screens and for those who listen', async (t) => {
  const whmcs = await startWhmcs(t);
  await whmcs.call('AddOrder', order([PID.plain]));
  const text = await page(whmcs, '/');
  assert.match(text, /<html lang="en">/);
  assert.match(text, /<meta name="viewport"/);
  assert.match(text, /<th scope="col">Order<\/th>/);
  assert.match(text, /<td data-label="Status">/);
});

test('the page changes its version only when its content does, so that the refresh can leave it alone', async (t) => {
  const whmcs = await startWhmcs(t);
  const version = async () => /data-version="(\w+)"/.exec(await page(whmcs, '/'))?.[1];
  const before = await version();
  assert.equal(await version(), before);
  await whmcs.call('AddOrder', order([PID.plain]));
  assert.notEqual(await version(), before);
});

test('style and script are files of their own; unknown pages are 404', async (t) => {
  const whmcs = await startWhmcs(t);
  for (const [path, type] of [
    ['/style.css', 'text/css'],
    ['/page.js', 'text/javascript'],
  ] as const) {
    const reply = await fetch(whmcs.origin + path);
    assert.ok(reply.headers.get('content-type')?.startsWith(type), path);
    await reply.text();
  }
  for (const path of ['/orders/1', '/orders/x', '/clients/1', '/nothing']) {
    const reply = await fetch(whmcs.origin + path);
    assert.equal(reply.status, 404, path);
    await reply.text();
  }
});
