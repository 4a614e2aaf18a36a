// POST /leads from outside: each layer, that a person and a program get the same answer, and that what was accepted is stored.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { it } from 'node:test';
import { Writable } from 'node:stream';
import { solveChallenge, type Challenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import { sql } from 'kysely';
import { leadsRouter } from '../../src/http/leads.ts';
import { startHttp } from '../../src/http/server.ts';
import { NO_CAPTCHA, altchaCaptcha, type Captcha } from '../../src/leads/captcha.ts';
import { createFormTokens } from '../../src/leads/form-token.ts';
import { dueLeads } from '../../src/ledger/lead-queue.ts';
import { createLeadInbox, leadKey } from '../../src/ledger/leads.ts';
import type { Ledger } from '../../src/ledger/open-ledger.ts';
import { createLog } from '../../src/log.ts';
import { createMetrics, type Metrics } from '../../src/metrics.ts';
import { onBothEngines, onEngine, type Engine } from '../support/ledgers.ts';
import { wellStatus } from '../support/operator.ts';

const SITE = 'https://www.example.test';
const SECRET_WORDS = '秘密の相談です';
const VISITOR = {
  lastName: '見本',
  firstName: '花子',
  email: 'hanako@example.test',
  prefecture: '東京都',
  message: SECRET_WORDS,
  consent: true,
};

interface Reply {
  readonly code: number;
  readonly headers: Headers;
  readonly json: {
    result?: string;
    requestId?: string;
    formToken?: string;
    captcha?: { kind: string; challenge: Challenge } | null;
    error?: { message: string; fields?: Record<string, { code: string; message: string }> };
  };
}

interface Door {
  readonly ledger: Ledger;
  readonly metrics: Metrics;
  /** Moves the clock on. */
  pass(ms: number): void;
  /** All that was logged. */
  logged(): string;
  ask(path: string, init: RequestInit): Promise<Reply>;
  form(from?: string): Promise<Reply>;
  post(body: unknown, init?: { from?: string; headers?: Record<string, string> }): Promise<Reply>;
  /** A form as a person sends it: fetched, filled in for a while, sent from an address of its own. */
  send(change?: object, from?: string): Promise<Reply>;
  waiting(): Promise<Record<string, unknown>[]>;
}

interface Set {
  readonly origins?: readonly string[];
  readonly captcha?: Captcha;
  readonly trustedProxies?: number;
  readonly waiting?: number;
}

let addresses = 0;
const someAddress = (): string => `198.51.${Math.floor(++addresses / 250)}.${1 + (addresses % 250)}`;

async function during(engine: Engine, set: Set, work: (door: Door) => Promise<void>): Promise<void> {
  const ledger = await engine.open();
  const metrics = createMetrics();
  let offset = 0;
  const now = (): number => Date.now() + offset;
  let text = '';
  const sink = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      text += chunk.toString();
      done();
    },
  });
  const log = createLog('debug', sink);
  const key = await leadKey(ledger);
  const limits = { perAddressAndHour: 20, perEmailAndDay: 3, waiting: set.waiting ?? 1000 };
  const { origin, close } = await startHttp({
    config: {
      host: '127.0.0.1',
      port: 0,
      operatorToken: 'an-operator-token-of-length',
      trustedProxies: set.trustedProxies ?? 1,
    },
    frontDoors: [
      leadsRouter({
        origins: set.origins ?? [SITE],
        minFillMs: 3000,
        secrets: () =>
          Promise.resolve({ forms: createFormTokens(key, now), captcha: set.captcha ?? NO_CAPTCHA, hashKey: key }),
        accept: createLeadInbox(ledger, limits, () => new Date(now())),
        metrics,
        log,
        now: () => new Date(now()),
      }),
    ],
    ledger,
    log,
    metrics,
    status: wellStatus,
  });
  const ask = async (path: string, init: RequestInit): Promise<Reply> => {
    const response = await fetch(origin + path, init);
    const body = await response.text();
    return { code: response.status, headers: response.headers, json: (body === '' ? {} : JSON.parse(body)) as never };
  };
  const door: Door = {
    ledger,
    metrics,
    pass: (ms) => void (offset += ms),
    logged: () => text,
    ask,
    form: (from = someAddress()) => ask('/leads/form', { headers: { origin: SITE, 'x-forwarded-for': from } }),
    post: (body, { from = someAddress(), headers = {} } = {}) =>
      ask('/leads', {
        method: 'POST',
        headers: { origin: SITE, 'content-type': 'application/json', 'x-forwarded-for': from, ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    send: async (change = {}, from = someAddress()) => {
      const { json } = await door.form();
      door.pass(5000);
      return door.post({ ...VISITOR, formToken: json.formToken, ...change }, { from });
    },
    waiting: async () =>
      (await dueLeads(ledger, 1000, new Date(now()))).map(({ body }) => JSON.parse(body) as Record<string, unknown>),
  };
  await work(door).finally(() => close());
}

onBothEngines((engine) => {
  it('stores the lead before it answers 202, with the time of consent', () =>
    during(engine, {}, async (door) => {
      const requestId = randomUUID();
      const reply = await door.send({ requestId });
      assert.equal(reply.code, 202);
      assert.deepEqual(reply.json, { result: 'accepted', requestId });
      const [lead] = await door.waiting();
      assert.equal(lead?.LeadSource, 'Website');
      assert.equal(lead.State, '東京都');
      assert.match(lead.Privacy_Consent_Date_Time__c as string, /^20\d\d-/);
    }));

  it('knows a repetition: by its id, by its form, and by what it says', () =>
    during(engine, {}, async (door) => {
      const { formToken } = (await door.form()).json;
      door.pass(5000);
      const body = { ...VISITOR, formToken, requestId: randomUUID() };
      const from = someAddress();
      const replies = [await door.post(body, { from }), await door.post(body, { from })];
      for (const reply of replies) assert.deepEqual([reply.code, reply.json], [202, replies[0]!.json]);
      assert.equal((await door.send({ requestId: body.requestId })).code, 202);
      assert.equal((await door.send({ requestId: randomUUID() })).code, 202);
      assert.equal((await door.waiting()).length, 1);
      const other = await door.post({ ...body, requestId: randomUUID(), message: 'Another one.' });
      assert.equal(other.code, 422);
      assert.equal(other.json.error?.fields?.formToken?.code, 'form-expired');
      assert.equal((await door.send({ message: 'Another one.' })).code, 202);
      assert.equal((await door.waiting()).length, 2);
    }));

  it('stores one of many that come at once under one id', () =>
    during(engine, {}, async (door) => {
      const { formToken } = (await door.form()).json;
      door.pass(5000);
      const body = { ...VISITOR, formToken, requestId: randomUUID() };
      const replies = await Promise.all(Array.from({ length: 20 }, () => door.post(body)));
      assert.ok(replies.every(({ code }) => code === 202));
      assert.equal((await door.waiting()).length, 1);
    }));

  it('answers what a program sent like what a person sent, and drops it', () =>
    during(engine, {}, async (door) => {
      const person = await door.send({ requestId: randomUUID() });
      const trapped = await door.send({ requestId: randomUUID(), website: 'https://spam.example.test' });
      const { formToken } = (await door.form()).json;
      const hasty = { ...VISITOR, requestId: randomUUID(), email: 'hasty@example.test', formToken };
      const quick = await door.post(hasty);
      for (const reply of [trapped, quick]) {
        assert.equal(reply.code, person.code);
        assert.deepEqual(Object.keys(reply.json), Object.keys(person.json));
        assert.deepEqual([...reply.headers.keys()], [...person.headers.keys()]);
        assert.equal(reply.headers.get('content-length'), person.headers.get('content-length'));
      }
      assert.equal((await door.waiting()).length, 1);
      // A form is used up by either; the same person, slower, is heard.
      door.pass(5000);
      assert.equal((await door.post({ ...hasty, requestId: randomUUID() })).code, 422);
      assert.equal((await door.send({ requestId: hasty.requestId, email: hasty.email })).code, 202);
      assert.equal((await door.waiting()).length, 2);
    }));

  it('takes three a day under one e-mail address, in words', () =>
    during(engine, {}, async (door) => {
      for (let n = 0; n < 3; n++) assert.equal((await door.send({ message: `Message ${n}` })).code, 202);
      const fourth = await door.send({ message: 'Message 4', email: ' Hanako@EXAMPLE.test ' });
      assert.equal(fourth.code, 429);
      assert.match(fourth.json.error!.message, /try again later, or call us/);
      assert.equal(fourth.headers.get('retry-after'), '3600');
      door.pass(25 * 3_600_000);
      assert.equal((await door.send({ message: 'Message 5' })).code, 202);
    }));

  it('asks visitors to come back when too many leads wait, and loses none of those', () =>
    during(engine, { waiting: 2 }, async (door) => {
      for (let n = 0; n < 2; n++)
        assert.equal((await door.send({ message: `Message ${n}`, email: `a${n}@example.test` })).code, 202);
      const reply = await door.send({ message: 'Message 3' });
      assert.equal(reply.code, 503);
      assert.match(reply.json.error!.message, /try again in a few minutes, or call us/);
      assert.ok(Number(reply.headers.get('retry-after')) > 0);
      assert.equal(reply.headers.get('access-control-allow-origin'), SITE);
      assert.equal((await door.waiting()).length, 2);
    }));
});

onEngine('sqlite', (engine) => {
  it('lets only the website’s pages in, and says so to browsers on every answer', () =>
    during(engine, {}, async (door) => {
      const preflight = await door.ask('/leads', { method: 'OPTIONS', headers: { origin: SITE } });
      assert.equal(preflight.code, 204);
      assert.equal(preflight.headers.get('access-control-allow-origin'), SITE);
      assert.equal(preflight.headers.get('access-control-allow-headers'), 'content-type');
      assert.equal(preflight.headers.get('access-control-allow-credentials'), null);
      for (const origin of ['https://evil.example.test', 'http://www.example.test', `${SITE}.evil.test`, 'null']) {
        for (const method of ['OPTIONS', 'POST']) {
          const refused = await door.ask('/leads', { method, headers: { origin } });
          assert.equal(refused.code, 403, origin);
          assert.equal(refused.headers.get('access-control-allow-origin'), null);
        }
      }
      const wrong = await door.post('{"lastName":');
      assert.equal(wrong.code, 400);
      assert.equal(wrong.headers.get('access-control-allow-origin'), SITE);
      assert.match(wrong.headers.get('vary') ?? '', /Origin/i);
    }));

  const REFUSED: readonly [
    what: string,
    body: unknown,
    headers: Record<string, string>,
    code: number,
    metric: string,
  ][] = [
    [
      'a form’s own content type',
      'lastName=x',
      { 'content-type': 'application/x-www-form-urlencoded' },
      415,
      'content-type',
    ],
    ['no content type', 'x', { 'content-type': '' }, 415, 'content-type'],
    ['a large body', { ...VISITOR, message: 'x'.repeat(17_000) }, {}, 413, 'too-large'],
    ['a compressed body', 'x', { 'content-encoding': 'gzip' }, 415, ''],
    ['what is no JSON', '{', {}, 400, ''],
    ['fields that are wrong', { ...VISITOR, email: 'x', formToken: 'x' }, {}, 422, 'fields'],
    ['a token that is none', { ...VISITOR, formToken: 'x' }, {}, 422, 'form-expired'],
  ];
  it('refuses, in words, and stores nothing', () =>
    during(engine, {}, async (door) => {
      for (const [what, body, headers, code, metric] of REFUSED) {
        const reply = await door.post(body, { headers });
        assert.equal(reply.code, code, what);
        assert.ok(reply.json.error!.message.length > 10, what);
        assert.equal(reply.headers.get('access-control-allow-origin'), SITE, what);
        const { values } = await door.metrics.leads.get();
        assert.ok(metric === '' || values.some(({ labels }) => labels.result === metric), what);
      }
      assert.deepEqual(await door.waiting(), []);
    }));

  it('tells a form which field is wrong, by a code to translate and in words to show', () =>
    during(engine, {}, async (door) => {
      const { json } = await door.send({ email: 'hanako', message: '', consent: false, extra: 1 });
      assert.deepEqual(json.error!.fields, {
        email: { code: 'invalid', message: 'This is not what is asked for here.' },
        message: { code: 'required', message: 'Please fill this in.' },
        consent: { code: 'consent', message: 'We can keep your message only if you agree.' },
        extra: { code: 'unknown', message: 'There is no such field.' },
      });
    }));

  it('takes a form for two hours, and only one that it handed out', () =>
    during(engine, {}, async (door) => {
      const { formToken } = (await door.form()).json;
      const [issued, nonce, mac] = formToken!.split('.');
      const earlier = `${(parseInt(issued!, 36) - 10_000).toString(36)}.${nonce}.${mac}`;
      assert.equal(
        (await door.post({ ...VISITOR, formToken: earlier })).json.error?.fields?.formToken?.code,
        'form-expired',
      );
      door.pass(2 * 3_600_000 - 1000);
      assert.equal((await door.post({ ...VISITOR, formToken })).code, 202);
      const late = (await door.form()).json.formToken;
      door.pass(2 * 3_600_000 + 1000);
      const reply = await door.post({ ...VISITOR, formToken: late, message: 'Late.' });
      assert.equal(reply.json.error?.fields?.formToken?.code, 'form-expired');
    }));

  it('asks for a new form, and drops nobody, where another instance’s clock is ahead', () =>
    during(engine, {}, async (door) => {
      door.pass(60_000);
      const { formToken } = (await door.form()).json;
      door.pass(-60_000);
      assert.equal((await door.post({ ...VISITOR, formToken })).json.error?.fields?.formToken?.code, 'form-expired');
    }));

  it('lets one address, or one IPv6 network of a household, try five times a minute', () =>
    during(engine, {}, async (door) => {
      for (const [first, alike, other] of [
        ['203.0.113.1', '203.0.113.1', '203.0.113.2'],
        ['2001:db8:0:100::1', '2001:db8:0:1ff::2', '2001:db8:0:200::1'],
        ['203.0.113.9:5000', '203.0.113.9:6000', '[2001:db8::1]:5000'],
      ] as const) {
        for (let n = 0; n < 5; n++) assert.equal((await door.post('{', { from: n % 2 ? alike : first })).code, 400);
        const sixth = await door.post('{', { from: alike });
        assert.equal(sixth.code, 429, first);
        assert.ok(Number(sixth.headers.get('retry-after')) > 0);
        assert.equal(sixth.headers.get('access-control-allow-origin'), SITE);
        assert.equal((await door.post('{', { from: other })).code, 400, other);
      }
    }));

  it('believes no address that a visitor claims', async () => {
    await during(engine, { trustedProxies: 0 }, async (door) => {
      for (let n = 0; n < 5; n++) assert.equal((await door.post('{', { from: someAddress() })).code, 400);
      assert.equal((await door.post('{', { from: someAddress() })).code, 429);
    });
    await during(engine, { trustedProxies: 1 }, async (door) => {
      for (let n = 0; n < 5; n++)
        assert.equal((await door.post('{', { from: `${someAddress()}, 203.0.113.5` })).code, 400);
      assert.equal((await door.post('{', { from: `${someAddress()}, 203.0.113.5` })).code, 429);
    });
  });

  it('asks for the proof of work of this very form, where one is wanted', () =>
    during(engine, { captcha: altchaCaptcha('a secret of some length', Date.now) }, async (door) => {
      const { formToken, captcha } = (await door.form()).json;
      assert.equal(captcha?.kind, 'altcha');
      const { challenge } = captcha;
      const solution = await solveChallenge({ challenge, deriveKey });
      const answer = (payload: unknown): string => Buffer.from(JSON.stringify(payload)).toString('base64');
      door.pass(5000);
      const other = (await door.form()).json.formToken;
      door.pass(5000);
      const cheap = { ...challenge, parameters: { ...challenge.parameters, keyPrefix: '' } };
      const WRONG: readonly [string, object][] = [
        ['none', { formToken }],
        ['nonsense', { formToken, captcha: 'x' }],
        ['a guess', { formToken, captcha: answer({ challenge, solution: { counter: 0, derivedKey: '00' } }) }],
        ['an easier one', { formToken, captcha: answer({ challenge: cheap, solution }) }],
        ['that of another form', { formToken: other, captcha: answer({ challenge, solution }) }],
      ];
      for (const [what, fields] of WRONG) {
        const reply = await door.post({ ...VISITOR, ...fields });
        assert.equal(reply.json.error?.fields?.captcha?.code, 'captcha', what);
      }
      assert.equal((await door.post({ ...VISITOR, formToken, captcha: answer({ challenge, solution }) })).code, 202);
    }));

  it('takes a captcha that does not answer for one that was not passed', () =>
    during(engine, { captcha: { ...NO_CAPTCHA, verify: () => Promise.reject(new Error('away')) } }, async (door) => {
      assert.equal((await door.send()).json.error?.fields?.captcha?.code, 'captcha');
    }));

  it('answers 503, in words, when the ledger cannot store it', () =>
    during(engine, {}, async (door) => {
      const { formToken } = (await door.form()).json;
      door.pass(5000);
      await sql`drop table lead`.execute(door.ledger.db);
      for (const website of ['', 'trap']) {
        const reply = await door.post({ ...VISITOR, formToken, website });
        assert.equal(reply.code, 503);
        assert.ok(Number(reply.headers.get('retry-after')) > 0);
        assert.equal(reply.headers.get('access-control-allow-origin'), SITE);
      }
    }));

  it('is closed, in words, where no website is named', () =>
    during(engine, { origins: [] }, async (door) => {
      const reply = await door.ask('/leads', { method: 'POST' });
      assert.equal(reply.code, 503);
      assert.match(reply.json.error!.message, /LEAD_ALLOWED_ORIGINS is not set/);
    }));

  it('logs neither what was written nor by whom', () =>
    during(engine, {}, async (door) => {
      await door.send();
      await door.send({ email: 'wrong' });
      assert.match(door.logged(), /"emailHash":"[0-9a-f]{16}"/);
      for (const secret of [SECRET_WORDS, VISITOR.email, VISITOR.lastName])
        assert.ok(!door.logged().includes(secret), secret);
    }));
});
