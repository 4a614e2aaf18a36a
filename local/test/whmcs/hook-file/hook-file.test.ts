// config/whmcs/portway.php, run by a PHP interpreter inside a play of WHMCS (harness.php). Without PHP on the machine
// these tests cannot run, and say so. PORTWAY_PHP names another interpreter than `php`.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, describe, test, type TestContext } from 'node:test';
import { EVENTS } from '../../../src/whmcs/hooks/events.ts';
import { OLD_SECRET, SECRET, signatureOf, startReceiver, type Receiver } from '../hooks/receiver.ts';

const FOLDER = join(import.meta.dirname, '../../../../config/whmcs');
const PHP = process.env['PORTWAY_PHP'] ?? 'php';

/** Why it cannot be run here; undefined = it can. */
function missing(): string | undefined {
  const modules = spawnSync(PHP, ['-m'], { encoding: 'utf8' });
  if (modules.error) return `there is no PHP interpreter here (${PHP}): config/whmcs/portway.php was NOT run`;
  if (!/^curl$/m.test(modules.stdout)) return `${PHP} has no curl: config/whmcs/portway.php was NOT run`;
  return undefined;
}

type Fired = readonly [point: string, vars: unknown];

interface Outcome {
  readonly log: string[];
  readonly output: string;
  readonly hooks: string[];
}

interface Row {
  readonly id: string;
  readonly created: number;
  readonly down_at: number;
}

interface Whmcs {
  readonly receiver: Receiver;
  /** One request to WHMCS, or one run of its cron, in which these hooks fire. */
  request(fire: readonly Fired[], database?: 'works' | 'broken'): Promise<Outcome>;
  configure(config: string): void;
  outbox(): Row[];
  age(seconds: number): void;
}

async function startPhp(t: TestContext): Promise<Whmcs> {
  const receiver = await startReceiver(t);
  const folder = mkdtempSync(join(tmpdir(), 'portway-hook-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const [hookFile, rowsFile] = [join(folder, 'portway.php'), join(folder, 'rows.json')];
  copyFileSync(join(FOLDER, 'portway.php'), hookFile);
  const configure = (config: string) => writeFileSync(join(folder, '_portway.config.php'), `<?php return ${config};`);
  configure(`['url' => '${receiver.url}', 'secrets' => ['${SECRET}', '${OLD_SECRET}']]`);
  const outbox = () => JSON.parse(readFileSync(rowsFile, 'utf8')) as Row[];
  return {
    receiver,
    configure,
    outbox,
    age: (seconds) => {
      const older = (row: Row) => ({ ...row, created: row.created - seconds, down_at: row.down_at - seconds });
      writeFileSync(rowsFile, JSON.stringify(outbox().map(older)));
    },
    request: async (fire, database = 'works') => {
      const php = spawn(PHP, [join(import.meta.dirname, 'harness.php')], { stdio: ['pipe', 'pipe', 'inherit'] });
      let text = '';
      php.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
      php.stdin.end(JSON.stringify({ hookFile, rowsFile, fire, database }));
      const [code] = (await once(php, 'close')) as [number];
      assert.equal(code, 0, text);
      const outcome = JSON.parse(text) as Outcome;
      assert.equal(outcome.output, '', 'it must print nothing: output before the JSON makes API answers HTTP 500');
      return outcome;
    },
  };
}

const paid = (invoiceid: number): Fired => ['InvoicePaid', { invoiceid }];
const CRON: Fired = ['AfterCronJob', []];

test('the hook file’s table of hook points is the local WHMCS’s', () => {
  const source = readFileSync(join(FOLDER, 'portway.php'), 'utf8');
  const rows = [...source.matchAll(/^ {8}'(\w+)' => \['([a-z_.]+)', '(\w+)', \[/gm)].map(
    ([, point, type, idName]) => [point, [type, idName]] as const,
  );
  assert.deepEqual(Object.fromEntries(rows), EVENTS);
});

const reason = missing();

describe('the hook file', { skip: reason ?? false }, () => {
  test('is PHP', () => {
    for (const file of ['portway.php', '_portway.config.example.php']) {
      const { status, stdout } = spawnSync(PHP, ['-l', join(FOLDER, file)], { encoding: 'utf8' });
      assert.equal(status, 0, stdout);
    }
  });

  test('does nothing when it is opened over the web', () => {
    const { status, stdout, stderr } = spawnSync(PHP, [join(FOLDER, 'portway.php')], { encoding: 'utf8' });
    assert.deepEqual([status, stdout, stderr], [0, '', '']);
  });

  test('listens at every hook point of the contract and to the cron', async (t) => {
    const { hooks } = await (await startPhp(t)).request([]);
    assert.deepEqual(hooks, [...Object.keys(EVENTS), 'AfterCronJob']);
  });

  test('sends a signed event with one id, and empties its outbox', async (t) => {
    const php = await startPhp(t);
    const { log } = await php.request([paid(7701)]);
    const [event] = php.receiver.received;
    assert.ok(event);
    assert.match(
      event.body,
      /^\{"type":"invoice\.paid","timestamp":"[-0-9]{10}T[:0-9]{8}Z","data":\{"invoiceid":7701\}\}$/,
    );
    assert.match(event.id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.deepEqual(event.signatures, [signatureOf(event, SECRET), signatureOf(event, OLD_SECRET)]);
    assert.ok(Math.abs(event.timestamp - Date.now() / 1000) < 60);
    assert.deepEqual([php.outbox(), log], [[], []]);
  });

  test('finds the id where each hook point passes it, and sends nothing else of what it is given', async (t) => {
    const php = await startPhp(t);
    const params = { serviceid: '4401', password: 'hunter2', domain: 'a.example' };
    await php.request([
      ['InvoiceCreated', { source: 'api', user: 1, invoiceid: '7701', status: 'Unpaid' }],
      ['AddTransaction', { id: 3, invocieid: 7702, amountout: 5 }],
      ['AfterModuleSuspend', { params }],
      ['ServiceEdit', { userid: 301, serviceid: 4402 }],
      ['CancellationRequest', { userid: 301, relid: 4403, reason: 'moving', type: 'Immediate' }],
    ]);
    assert.deepEqual(php.receiver.said(), [
      'invoice.created 7701',
      'invoice.payment_changed 7702',
      'service.suspended 4401',
      'service.changed 4402',
      'cancellation.requested 4403',
    ]);
    assert.doesNotMatch(php.receiver.received.map(({ body }) => body).join(), /hunter2|example|moving|301/);
  });

  test('says the same thing once per request', async (t) => {
    const php = await startPhp(t);
    await php.request([
      ['AddTransaction', { invoiceid: 7701 }],
      ['AddInvoicePayment', { invoiceid: 7701 }],
      ['AddInvoicePayment', { invoiceid: 7702 }],
    ]);
    assert.deepEqual(php.receiver.said(), ['invoice.payment_changed 7701', 'invoice.payment_changed 7702']);
  });

  test('passes over what carries no id', async (t) => {
    const php = await startPhp(t);
    const { log } = await php.request([
      ['InvoicePaid', []],
      ['InvoicePaid', 'nonsense'],
      ['InvoicePaid', { invoiceid: 'none' }],
      ['AfterModuleCreate', { params: 'nonsense' }],
      ['AddTransaction', { invoiceid: 0 }],
    ]);
    assert.deepEqual([php.receiver.said(), log], [[], []]);
  });

  test('keeps what was not answered, leaves the receiver alone for a minute, and sends it from the cron', async (t) => {
    const php = await startPhp(t);
    php.receiver.answers = [503];
    await php.request([paid(7701), paid(7702)]);
    await php.request([paid(7703)]);
    assert.deepEqual(php.receiver.said(), ['invoice.paid 7701']);
    await php.request([CRON]);
    assert.deepEqual(php.receiver.said().slice(1), ['invoice.paid 7701', 'invoice.paid 7702', 'invoice.paid 7703']);
    assert.equal(php.receiver.received[0]?.id, php.receiver.received[1]?.id);
    assert.deepEqual(php.outbox(), []);
  });

  test('the cron stops at the first event that is not answered', async (t) => {
    const php = await startPhp(t);
    php.receiver.answers = [503, 0];
    await php.request([paid(7701), paid(7702)]);
    await php.request([CRON]);
    assert.equal(php.receiver.received.length, 2);
    assert.equal(php.outbox().length, 2);
  });

  test('after a minute requests try again', async (t) => {
    const php = await startPhp(t);
    php.receiver.answers = [503];
    await php.request([paid(7701)]);
    php.age(61);
    await php.request([paid(7702)]);
    assert.deepEqual(php.receiver.said(), ['invoice.paid 7701', 'invoice.paid 7702']);
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
      const php = await startPhp(t);
      php.receiver.answers = [status];
      const { log } = await php.request([paid(7701)]);
      assert.equal(php.outbox().length, stays);
      if (status === 400) assert.match(log.join(), /^Portway: event .* was refused with HTTP 400 and given up$/);
    });
  }

  test('a receiver that hangs costs a request two seconds, whatever it had to say', async (t) => {
    const php = await startPhp(t);
    php.receiver.onReceive = () => new Promise(() => undefined);
    const started = Date.now();
    await php.request([paid(7701), paid(7702), paid(7703)]);
    const ms = Date.now() - started;
    assert.ok(ms >= 1_900 && ms < 4_000, `${ms} ms`);
    assert.equal(php.receiver.received.length, 1);
    assert.equal(php.outbox().length, 3);
  });

  test('an event is given up after three days, with a line in the activity log', async (t) => {
    const php = await startPhp(t);
    php.receiver.answers = [503];
    await php.request([paid(7701)]);
    php.age(3 * 86_400 + 1);
    const { log } = await php.request([CRON]);
    assert.match(log.join(), /^Portway: 1 event\(s\) given up after three days/);
    assert.deepEqual([php.outbox(), php.receiver.received.length], [[], 1]);
  });

  test('without a database the event is still sent once', async (t) => {
    const php = await startPhp(t);
    const { log } = await php.request([paid(7701), CRON], 'broken');
    assert.deepEqual(php.receiver.said(), ['invoice.paid 7701']);
    assert.match(log.join('\n'), /^Portway: no outbox: RuntimeException/);
  });

  for (const [what, config, says] of [
    ['no address', `['secrets' => ['${SECRET}']]`, /gives no url/],
    ['no secret', `['url' => 'http://127.0.0.1:9/']`, /gives no secret/],
    [
      'a short secret',
      `['url' => 'http://127.0.0.1:9/', 'secrets' => ['whsec_c2hvcnQ=']]`,
      /a secret that is not whsec_/,
    ],
    ['an error', `nonsense()`, /Error in portway\.php/],
  ] as const) {
    test(`with ${what} in its configuration it keeps events and says so from the cron`, async (t) => {
      const php = await startPhp(t);
      php.configure(config);
      await php.request([paid(7701)]);
      const { log } = await php.request([CRON]);
      assert.match(log.join('\n'), says);
      assert.doesNotMatch(log.join('\n'), /whsec_[A-Za-z0-9]/);
      assert.equal(php.outbox().length, 1);
    });
  }
});

if (reason !== undefined) {
  before(() => process.stderr.write(`\n!! ${reason}\n\n`));
}
