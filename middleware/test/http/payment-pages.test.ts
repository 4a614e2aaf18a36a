// POST /payment-pages from outside: what a customer's "Pay" is answered, that an address is given once, and that it is
// nowhere afterwards.
import assert from 'node:assert/strict';
import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import { after, before, beforeEach, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createPaymentPages } from '../../src/billing/payment-page.ts';
import { readConfig } from '../../src/config.ts';
import { startHttp } from '../../src/http/server.ts';
import { webhookKey } from '../../src/http/signed-request.ts';
import type { Ledger } from '../../src/ledger/open-ledger.ts';
import type { LedgerTables } from '../../src/ledger/tables.ts';
import { createLog } from '../../src/log.ts';
import { createMetrics, type Metrics } from '../../src/metrics.ts';
import { createPayments } from '../../src/parts/payments.ts';
import type { System } from '../../src/provisioning/system.ts';
import { createCall } from '../../src/whmcs/call.ts';
import { LEAST_ENVIRONMENT } from '../support/environment.ts';
import { onBothEngines } from '../support/ledgers.ts';

const SECRET = `whsec_${Buffer.alloc(32, 4).toString('base64')}`;

// --- a WHMCS that says what a test wants

type Fields = Readonly<Record<string, string>>;
let whmcs: Server;
let whmcsOrigin: string;
let sent: Fields[];
let tokens: string[];
let invoice: Readonly<Record<string, unknown>>;
let answerSignOn: (response: ServerResponse) => void;

before(async () => {
  whmcs = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const fields = Object.fromEntries(new URLSearchParams(body));
      sent.push(fields);
      if (fields.action === 'CreateSsoToken') answerSignOn(response);
      else if (fields.invoiceid === invoice.invoiceid) reply(response, { result: 'success', ...invoice });
      else reply(response, { result: 'error', message: 'Invoice ID Not Found' });
    });
  });
  whmcs.listen(0, '127.0.0.1');
  await once(whmcs, 'listening');
  whmcsOrigin = `http://127.0.0.1:${(whmcs.address() as AddressInfo).port}`;
});
after(() => {
  whmcs.closeAllConnections();
  whmcs.close();
});
beforeEach(() => {
  sent = [];
  tokens = [];
  invoice = { invoiceid: '7701', userid: '318', status: 'Unpaid', balance: '5500.00' };
  answerSignOn = (response) => signOnTo(response, whmcsOrigin);
});

function reply(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function signOnTo(response: ServerResponse, origin: string): void {
  const token = randomBytes(20).toString('hex');
  tokens.push(token);
  const redirect_url = `${origin}/oauth/singlesignon.php?access_token=${token}`;
  reply(response, { result: 'success', access_token: token, redirect_url });
}

const actions = (): string[] => sent.map(({ action }) => action!);

// --- the service

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly retryAfter: string | null;
}

const requestOf = (whmcsInvoiceId: unknown, whmcsClientId: unknown): string =>
  JSON.stringify({ type: 'payment-page.requested', data: { whmcsInvoiceId, whmcsClientId } });
const OWN = requestOf('7701', '318');

onBothEngines((engine) => {
  let ledger: Ledger;
  let metrics: Metrics;
  let logged: string;
  let isUsable: boolean;

  /** One instance of the service on the ledger of this test. */
  const serve = async (
    env: Record<string, string>,
    on: Ledger,
  ): Promise<{ origin: string; close(): Promise<void> }> => {
    const config = readConfig({
      ...LEAST_ENVIRONMENT,
      WHMCS_API_URL: `${whmcsOrigin}/includes/api.php`,
      WHMCS_API_IDENTIFIER: 'reader',
      WHMCS_SSO_IDENTIFIER: 'sign-on',
      WHMCS_SSO_SECRET: 'sign-on-secret',
      SALESFORCE_SIGNING_SECRETS: SECRET,
      PORT: '0',
      ...env,
    });
    const sink = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        logged += chunk.toString();
        done();
      },
    });
    const log = createLog('trace', sink);
    const whmcsSystem = { isUsable: () => isUsable, onUsable: () => undefined } as unknown as System;
    const payments = createPayments({ config, ledger: on, log, metrics, now: () => new Date(), whmcsSystem });
    const status = () => {
      throw new Error('not asked for here');
    };
    return startHttp({ config: config.http, frontDoors: [payments.door], ledger: on, log, metrics, status });
  };
  const during = async (work: (origin: string) => Promise<void>, env: Record<string, string> = {}): Promise<void> => {
    ledger = await engine.open();
    metrics = createMetrics();
    logged = '';
    isUsable = true;
    const service = await serve(env, ledger);
    await work(service.origin).finally(() => service.close());
  };
  const ask = async (origin: string, body = OWN, id: string = randomUUID()): Promise<Answer> => {
    const timestamp = String(Math.floor(Date.now() / 1000));
    const digest = createHmac('sha256', webhookKey(SECRET)!).update(`${id}.${timestamp}.${body}`).digest('base64');
    const headers = {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': `v1,${digest}`,
    };
    const response = await fetch(`${origin}/payment-pages`, { method: 'POST', headers, body });
    return { status: response.status, text: await response.text(), retryAfter: response.headers.get('retry-after') };
  };
  const counted = async (): Promise<string[]> =>
    (await metrics.paymentPages.get()).values.map(({ labels, value }) => `${labels.result} ${value}`);

  it('gives the address that signs the client on to the invoice, by a credential of its own', () =>
    during(async (origin) => {
      const answer = await ask(origin);
      assert.equal(answer.status, 200);
      const url = `${whmcsOrigin}/oauth/singlesignon.php?access_token=${tokens[0]}`;
      assert.deepEqual(JSON.parse(answer.text), { url });
      const [read, signOn] = sent;
      assert.deepEqual([read!.action, read!.identifier, read!.invoiceid], ['GetInvoice', 'reader', '7701']);
      assert.equal(signOn!.identifier, 'sign-on');
      assert.equal(signOn!.secret, 'sign-on-secret');
      assert.equal(signOn!.client_id, '318');
      assert.equal(signOn!.destination, 'sso:custom_redirect');
      assert.equal(signOn!.sso_redirect_path, 'viewinvoice.php?id=7701');
      assert.deepEqual(await counted(), ['opened 1']);
    }));

  it('keeps the address nowhere: not in the log, not in the ledger, not in a metric', () =>
    during(async (origin) => {
      assert.equal((await ask(origin)).status, 200);
      answerSignOn = (response) => signOnTo(response, 'http://elsewhere.example.test');
      assert.equal((await ask(origin)).status, 503);
      answerSignOn = (response) => {
        tokens.push('a'.repeat(40));
        response.writeHead(200).end(`<b>Warning</b> {"result":"success","access_token":"${tokens.at(-1)}"}`);
      };
      assert.equal((await ask(origin)).status, 503);
      assert.equal(tokens.length, 3);
      const kept = [logged, await metrics.registry.metrics(), ...(await everyRow(ledger))].join('\n');
      assert.match(kept, /7701/, 'what was asked for is told');
      for (const token of tokens) assert.ok(!kept.includes(token), 'the token is not');
      assert.doesNotMatch(kept, /singlesignon/);
    }));

  const REFUSED: readonly [what: string, change: object, body: string, status: number, says: RegExp][] = [
    ['an invoice that is not there', {}, requestOf('7702', '318'), 404, /no such invoice/],
    ["another client's invoice", {}, requestOf('7701', '319'), 404, /no such invoice/],
    ['a paid one', { status: 'Paid' }, OWN, 409, /is Paid/],
    ['a cancelled one', { status: 'Cancelled' }, OWN, 409, /is Cancelled/],
    ['a refunded one', { status: 'Refunded' }, OWN, 409, /is Refunded/],
    ['a draft', { status: 'Draft' }, OWN, 409, /is Draft/],
    ['one whose payment is under way', { status: 'Payment Pending' }, OWN, 409, /is Payment Pending/],
    ['one with nothing left', { balance: '0.00' }, OWN, 409, /nothing of the invoice is left/],
    ['what is no request', {}, '{"type":"payment-page.requested"}', 400, /two ids/],
    ['ids that are none', {}, requestOf('1 OR 1', '318'), 400, /two ids/],
    ['ids beyond all counting', {}, requestOf('9'.repeat(16), '318'), 400, /two ids/],
    ['another type', {}, OWN.replace('payment-page', 'refund'), 400, /two ids/],
  ];
  it('refuses in words, and signs nobody on', () =>
    during(async (origin) => {
      for (const [what, change, body, status, says] of REFUSED) {
        invoice = { invoiceid: '7701', userid: '318', status: 'Unpaid', balance: '5500.00', ...change };
        const answer = await ask(origin, body);
        assert.equal(answer.status, status, what);
        assert.match(answer.text, says, what);
      }
      assert.deepEqual(tokens, []);
      const strangers = await Promise.all([ask(origin, requestOf('7702', '1')), ask(origin, requestOf('7701', '1'))]);
      assert.equal(strangers[0].text, strangers[1].text, 'nobody learns which invoices there are');
    }));

  it('answers a repeated request without a second log-in, also by another instance, also at once', () =>
    during(async (origin) => {
      const other = await serve({}, engine.name === 'postgres' ? await engine.openAgain() : ledger);
      try {
        const id = randomUUID();
        assert.equal((await ask(origin, OWN, id)).status, 200);
        for (const from of [origin, other.origin]) {
          const again = await ask(from, OWN, id);
          assert.equal(again.status, 401);
          assert.match(again.text, /has been used/);
        }
        const same = randomUUID();
        const many = await Promise.all(
          Array.from({ length: 8 }, (_, index) => ask(index % 2 ? origin : other.origin, OWN, same)),
        );
        assert.equal(many.filter(({ status }) => status === 200).length, 1);
        assert.equal(tokens.length, 2);
      } finally {
        await other.close();
      }
    }));

  it('gives one client ten pages in a minute', () =>
    during(async (origin) => {
      // The minute may turn in between: then the second dozen meets the limit.
      const statuses = [];
      for (let index = 0; index < 22; index++) statuses.push(await ask(origin));
      const refused = statuses.filter(({ status }) => status === 429);
      assert.ok(refused.length > 0);
      assert.ok(refused.every(({ retryAfter, text }) => retryAfter !== null && text.includes('Too many')));
      assert.equal((await ask(origin, requestOf('7701', '320'))).status, 404, 'others may ask');
    }));

  const TROUBLES: readonly [what: string, answer: (response: ServerResponse) => void, status: number][] = [
    ['an address elsewhere', (response) => signOnTo(response, 'https://elsewhere.example.test'), 503],
    ['an address that is none', (response) => reply(response, { result: 'success', redirect_url: 'soon' }), 503],
    ['garbage', (response) => void response.writeHead(200).end('<html>'), 503],
    ['an error of PHP', (response) => void response.writeHead(500).end('<html>'), 503],
    ['a dropped connection', (response) => response.destroy(), 503],
    [
      'a role without the action',
      (response) =>
        reply(response, { result: 'error', message: 'Invalid Permissions: API action "createssotoken"' }, 403),
      503,
    ],
    [
      'a client who may not sign on',
      (response) => reply(response, { result: 'error', message: 'SSO authentication blocked for client 318' }),
      422,
    ],
  ];
  it('says so when WHMCS does not sign on', () =>
    during(async (origin) => {
      for (const [what, answer, status] of TROUBLES) {
        answerSignOn = answer;
        const { status: given, retryAfter, text } = await ask(origin);
        assert.equal(given, status, what);
        assert.equal(retryAfter, status === 503 ? '30' : null, what);
        assert.doesNotMatch(text, /token|http/, what);
      }
      assert.equal(actions().filter((action) => action === 'CreateSsoToken').length, TROUBLES.length, 'sent once each');
    }));

  it('sends the ninth of those who ask at once away, and lets them in afterwards', () =>
    during(async (origin) => {
      const held: ServerResponse[] = [];
      answerSignOn = (response) => void held.push(response);
      const eight = Array.from({ length: 8 }, () => ask(origin));
      for (const until = Date.now() + 5000; held.length < 8; await sleep(5)) assert.ok(Date.now() < until);
      const ninth = await ask(origin, requestOf('7701', '319'));
      assert.deepEqual([ninth.status, ninth.retryAfter], [503, '30']);
      for (const response of held) signOnTo(response, whmcsOrigin);
      for (const { status } of await Promise.all(eight)) assert.equal(status, 200);
      assert.equal((await ask(origin, requestOf('7701', '319'))).status, 404);
    }));

  it('does not call a WHMCS that is held back or paused', () =>
    during(async (origin) => {
      isUsable = false;
      const answer = await ask(origin);
      assert.deepEqual([answer.status, answer.retryAfter], [503, '30']);
      assert.deepEqual(sent, []);
    }));

  it('is closed, in words, without its secrets', async () => {
    await during(
      async (origin) => {
        const { status, text } = await ask(origin);
        assert.equal(status, 503);
        assert.match(text, /SALESFORCE_SIGNING_SECRETS is not set/);
      },
      { SALESFORCE_SIGNING_SECRETS: '' },
    );
    await during(
      async (origin) => {
        const { status, text, retryAfter } = await ask(origin);
        assert.deepEqual([status, retryAfter], [503, null]);
        assert.match(text, /WHMCS_SSO_IDENTIFIER and WHMCS_SSO_SECRET are not set/);
      },
      { WHMCS_SSO_IDENTIFIER: '', WHMCS_SSO_SECRET: '' },
    );
    assert.deepEqual(sent, []);
  });

  it('hands on an address at the place that is named for customers, where that is not the API’s', () =>
    during(
      async (origin) => {
        answerSignOn = (response) => signOnTo(response, 'https://billing.example.test');
        assert.match((await ask(origin)).text, /^\{"url":"https:\/\/billing\.example\.test\//);
      },
      { WHMCS_ORIGIN: 'https://billing.example.test' },
    ));
});

it('gives up in time when WHMCS is slow, and then signs nobody on', async () => {
  const stalled = createServer(() => undefined).listen(0, '127.0.0.1');
  await once(stalled, 'listening');
  const url = `http://127.0.0.1:${(stalled.address() as AddressInfo).port}/includes/api.php`;
  const call = createCall({ url, identifier: 'reader', secret: 's', timeoutMs: 60_000, readRetries: 0 });
  const open = createPaymentPages({
    whmcs: call,
    signOn: () => assert.fail('nobody is signed on'),
    system: { isUsable: () => true },
    whmcsOrigin: 'http://127.0.0.1',
    deadlineMs: 100,
    now: Date.now,
    log: createLog('silent'),
  });
  const page = await open({ whmcsInvoiceId: '7701', whmcsClientId: '318' });
  assert.equal(page.result, 'busy');
  stalled.closeAllConnections();
  stalled.close();
});

const TABLES: readonly (keyof LedgerTables)[] = [
  'webhook',
  'billing_work',
  'inbox',
  'order_ledger',
  'outbox',
  'ledger_meta',
];

async function everyRow({ db }: Ledger): Promise<string[]> {
  const rows = await Promise.all(TABLES.map((table) => db.selectFrom(table).selectAll().execute()));
  return rows.flat().map((row) => JSON.stringify(row));
}
