// POST /webhooks/whmcs from outside: who is let in, what is refused and how, and that nothing accepted is lost.
import assert from 'node:assert/strict';
import { createHmac, randomUUID } from 'node:crypto';
import { it } from 'node:test';
import { startHttp } from '../../src/http/server.ts';
import { webhooksRouter } from '../../src/http/webhooks.ts';
import { webhookKey } from '../../src/http/signed-request.ts';
import { dueWork } from '../../src/ledger/billing-work.ts';
import type { Ledger } from '../../src/ledger/open-ledger.ts';
import { createWebhookInbox } from '../../src/ledger/webhooks.ts';
import { createLog } from '../../src/log.ts';
import { createMetrics, type Metrics } from '../../src/metrics.ts';
import { onBothEngines } from '../support/ledgers.ts';
import { wellStatus } from '../support/operator.ts';

const OLD = `whsec_${Buffer.alloc(24, 1).toString('base64')}`;
const NEW = `whsec_${Buffer.alloc(32, 2).toString('base64')}`;
const FOREIGN = `whsec_${Buffer.alloc(32, 3).toString('base64')}`;

interface Sent {
  body?: string;
  id?: string;
  at?: number;
  secrets?: readonly string[];
  headers?: Record<string, string>;
}

const PAID = JSON.stringify({ type: 'invoice.paid', timestamp: '2026-11-20T01:04:11Z', data: { invoiceid: 7701 } });

function signedHeaders({
  body = PAID,
  id = randomUUID(),
  at = Date.now(),
  secrets = [NEW],
}: Sent): Record<string, string> {
  const timestamp = String(Math.floor(at / 1000));
  const sign = (secret: string): string =>
    `v1,${createHmac('sha256', webhookKey(secret)!).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': secrets.map(sign).join(' '),
  };
}

onBothEngines((engine) => {
  let origin: string;
  let close: () => Promise<void>;
  let metrics: Metrics;
  let ledger: Ledger;

  const serve = async (keys: readonly Buffer[]): Promise<void> => {
    metrics = createMetrics();
    ({ origin, close } = await startHttp({
      config: { host: '127.0.0.1', port: 0, operatorToken: 'an-operator-token-of-length' },
      frontDoors: [
        webhooksRouter({ keys, accept: createWebhookInbox(ledger, () => new Date()), metrics, now: Date.now }),
      ],
      ledger,
      log: createLog('silent'),
      metrics,
      status: wellStatus,
    }));
  };
  const during = async (keys: readonly string[], work: () => Promise<void>): Promise<void> => {
    ledger = await engine.open();
    await serve(keys.map((secret) => webhookKey(secret)!));
    await work().finally(() => close());
  };
  const send = async (sent: Sent = {}): Promise<{ code: number; text: string }> => {
    const headers = { ...signedHeaders(sent), ...sent.headers };
    const response = await fetch(`${origin}/webhooks/whmcs`, { method: 'POST', headers, body: sent.body ?? PAID });
    return { code: response.status, text: await response.text() };
  };
  const due = async (): Promise<string[]> =>
    (await dueWork(ledger, 100, new Date())).map(({ kind, recordId, asked }) => `${kind} ${recordId} x${asked}`);

  it('stores the work before it answers, and answers a repeated event without storing it again', () =>
    during([NEW], async () => {
      const id = randomUUID();
      assert.equal((await send({ id })).code, 202);
      assert.deepEqual(await due(), ['invoice 7701 x1']);
      const again = await send({ id });
      assert.equal(again.code, 202);
      assert.match(again.text, /duplicate/);
      assert.deepEqual(await due(), ['invoice 7701 x1']);
      assert.equal((await send()).code, 202);
      assert.deepEqual(await due(), ['invoice 7701 x2']);
    }));

  it('stores one of many that come at once under one id', () =>
    during([NEW], async () => {
      const id = randomUUID();
      const texts = (await Promise.all(Array.from({ length: 20 }, () => send({ id })))).map(({ text }) => text);
      assert.equal(texts.filter((text) => text.includes('accepted')).length, 1);
      const others = await Promise.all(Array.from({ length: 20 }, () => send()));
      assert.ok(others.every(({ code }) => code === 202));
      assert.equal((await due()).length, 1, 'however often it was asked for, it is read once');
    }));

  it('takes either secret while one is replaced, and an event signed with both', () =>
    during([OLD, NEW], async () => {
      for (const secrets of [[OLD], [NEW], [OLD, NEW], [FOREIGN, NEW]])
        assert.equal((await send({ secrets })).code, 202);
      assert.equal((await send({ secrets: [FOREIGN] })).code, 401);
    }));

  const REFUSED: readonly [what: string, sent: Sent, code: number, says: RegExp, metric: string][] = [
    ['a foreign secret', { secrets: [FOREIGN] }, 401, /No signature/, 'wrong-signature'],
    ['another body than was signed', { headers: { 'webhook-id': 'another' } }, 401, /No signature/, 'wrong-signature'],
    ['no signature', { headers: { 'webhook-signature': '' } }, 401, /needs webhook-id/, 'unsigned'],
    [
      'a signature of another version',
      { headers: { 'webhook-signature': 'v2,AAAA' } },
      401,
      /No sign/,
      'wrong-signature',
    ],
    ['a time that is none', { headers: { 'webhook-timestamp': 'today' } }, 401, /needs webhook-id/, 'unsigned'],
    ['a time six minutes ago', { at: Date.now() - 360_000 }, 401, /five minutes off/, 'wrong-time'],
    ['a time six minutes ahead', { at: Date.now() + 360_000 }, 401, /five minutes off/, 'wrong-time'],
    ['a body too large', { body: `"${'x'.repeat(5000)}"` }, 413, /too large/, 'too-large'],
    ['what is no JSON', { body: '{"type":' }, 400, /not be understood/, 'not-json'],
    ['JSON that is no event', { body: '[1]' }, 400, /has a type/, 'unreadable'],
    ['an id that is none', { body: '{"type":"x","data":{"invoiceid":"1 OR 1"}}' }, 400, /has a type/, 'unreadable'],
    ['another content type', { headers: { 'content-type': 'text/plain' } }, 415, /content type/, 'content-type'],
  ];
  it('refuses, in words, and stores nothing', () =>
    during([NEW], async () => {
      for (const [what, sent, code, says, metric] of REFUSED) {
        const reply = await send(sent);
        assert.equal(reply.code, code, what);
        assert.match(reply.text, says, what);
        const { values } = await metrics.webhooks.get();
        assert.ok(
          values.some(({ labels }) => labels.result === metric),
          `${what} is counted as ${metric}`,
        );
      }
      assert.deepEqual(await due(), []);
    }));

  it('remembers, and otherwise passes over, what a newer hook file may announce', () =>
    during([NEW], async () => {
      assert.equal((await send({ body: '{"type":"domain.registered","data":{"domainid":3}}' })).code, 202);
      assert.deepEqual(await due(), []);
    }));

  it('is closed, in words, without a secret: the sender keeps its events', () =>
    during([], async () => {
      const reply = await send();
      assert.equal(reply.code, 503);
      assert.match(reply.text, /WHMCS_WEBHOOK_SECRETS is not set/);
    }));
});
