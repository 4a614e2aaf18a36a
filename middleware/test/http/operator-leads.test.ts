// The operator's page of the website's leads: what is set aside, and what can be done with it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startHttp } from '../../src/http/server.ts';
import { leadCounts } from '../../src/ledger/leads.ts';
import { openLedger } from '../../src/ledger/open-ledger.ts';
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

test('the operator sees what was sent and why it is set aside, tries it again, or removes it', async (t) => {
  const ledger = await openLedger({ file: ':memory:', instanceId: 'test' });
  const log = createLog('silent');
  const config = { host: '127.0.0.1', port: 0, operatorToken: TOKEN };
  const { origin, close } = await startHttp({ config, frontDoors: [], ledger, log, metrics: createMetrics(), status });
  t.after(async () => {
    await close();
    await ledger.close();
  });
  const at = '2026-11-20T10:00:00.000Z';
  for (const n of [1, 2]) {
    await ledger.db
      .insertInto('lead')
      .values({
        ...{
          request_id: `request ${n}`,
          content_hash: `c${n}`,
          address_hash: 'a',
          email_hash: 'e',
          form_nonce: `f${n}`,
        },
        ...{ state: 'refused', turn: 0, body: '{"LastName":"<b>Sample</b>"}', attempts: 1, next_attempt_at: null },
        ...{ reason: 'STRING_TOO_LONG: Company', received_at: at, updated_at: at },
      })
      .execute();
  }
  const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`${origin}${path}`, { redirect: 'manual', ...init });

  assert.equal((await ask('/operator/leads')).status, 401);
  const signIn = await ask('/operator/login', { method: 'POST', body: new URLSearchParams({ token: TOKEN }) });
  const cookie = signIn.headers.get('set-cookie')!.split(';')[0]!;
  const page = await (await ask('/operator/leads', { headers: { cookie } })).text();
  assert.match(page, /0 wait for Salesforce, 2 are set aside/);
  assert.match(page, /STRING_TOO_LONG: Company/);
  assert.ok(page.includes('&#60;b&#62;Sample') && !page.includes('<b>'), 'what was sent is text');
  const csrf = /name="csrf" value="([^"]+)"/.exec(page)![1]!;

  const press = (deed: string, body: Record<string, string>): Promise<Response> =>
    ask(`/operator/leads/request%201/${deed}`, {
      method: 'POST',
      headers: { cookie },
      body: new URLSearchParams(body),
    });
  assert.equal((await press('redrive', {})).status, 403, 'not from a page of ours');
  const pressed = await press('redrive', { csrf });
  assert.equal(pressed.headers.get('location'), '/operator/leads?said=redrive');
  assert.deepEqual(await leadCounts(ledger), { waiting: 1, refused: 1 });
  assert.equal((await press('redrive', { csrf })).status, 404);

  const bearer = { authorization: `Bearer ${TOKEN}` };
  const discarded = await ask('/operator/api/leads/request%202/discard', { method: 'POST', headers: bearer });
  assert.equal(discarded.status, 202);
  const listed = (await (await ask('/operator/api/leads', { headers: bearer })).json()) as { setAside: unknown[] };
  assert.deepEqual(listed.setAside, []);
  const row = await ledger.db
    .selectFrom('lead')
    .select('body')
    .where('request_id', '=', 'request 2')
    .executeTakeFirst();
  assert.equal(row?.body, null);
});
