// Starting against set-ups that are wrong, dialects of WHMCS, and what a lone order costs.
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Switches } from '../../../local/src/whmcs/wire/switches.ts';
import { itemsOf, makeOrder, whmcsOrdersOf } from './sample.ts';
import { isProvisioned, startStack, type Stack } from './stack.ts';

let stack: Stack;
before(async () => {
  stack = await startStack();
});
after(() => stack.close());

async function reasonsWhen(says: RegExp): Promise<void> {
  const until = Date.now() + 10_000;
  for (;;) {
    const response = await stack.ask('/health/ready');
    const { reasons } = (await response.json()) as { reasons: string[] };
    if (response.status === 503 && says.test(reasons.join('\n'))) return;
    if (Date.now() > until) throw new Error(`ready says ${response.status} ${JSON.stringify(reasons)}`);
    await sleep(30);
  }
}

const otherKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
  type: 'pkcs8',
  format: 'pem',
});

const WRONG: readonly { what: string; env: Record<string, string>; says: RegExp }[] = [
  {
    what: 'a wrong API secret',
    env: { WHMCS_API_SECRET: 'wrong' },
    says: /WHMCS_AUTH: WHMCS says “Authentication Failed” to WhmcsDetails \(Check WHMCS_API_IDENTIFIER/,
  },
  {
    what: 'a role without what is needed',
    env: { WHMCS_API_IDENTIFIER: 'local-read-only', WHMCS_API_SECRET: 'local-read-secret' },
    says: /WHMCS_ROLE_DENIED: /,
  },
  {
    what: 'an unknown payment method',
    env: { WHMCS_PAYMENT_METHOD: 'cash' },
    says: /WHMCS_PAYMENT_METHOD: WHMCS has no payment method “cash”; it offers banktransfer, mailin, stripe/,
  },
  {
    what: 'a WHMCS that does not answer',
    env: { WHMCS_API_URL: 'http://127.0.0.1:9/includes/api.php' },
    says: /WHMCS_UNREACHABLE: /,
  },
  {
    what: 'a key that is not the app’s',
    env: { SF_PRIVATE_KEY_BASE64: Buffer.from(otherKey).toString('base64') },
    says: /SALESFORCE_AUTH: sign-in: invalid_grant/,
  },
  {
    what: 'a user who does not exist',
    env: { SF_USERNAME: 'nobody@portway.example.test' },
    says: /SALESFORCE_AUTH: sign-in: /,
  },
  {
    what: 'a user without the permission set',
    env: { SF_USERNAME: 'agent.sato@portway.example.test' },
    says: /SALESFORCE_AUTH: sign-in: /,
  },
  {
    what: 'a Pub/Sub address at which nobody answers',
    env: { SF_PUBSUB_ENDPOINT: '127.0.0.1:9' },
    says: /events: waiting: UNAVAILABLE/,
  },
];

for (const { what, env, says } of WRONG) {
  test(`${what}: not ready, said in words, and no crash; put right, the order waiting goes through`, async () => {
    const before = Object.fromEntries(Object.keys(env).map((name) => [name, stack.env[name]!]));
    const made = makeOrder(stack, { lines: ['SIM Data 5 GB'] });
    try {
      await stack.restart(env);
      stack.approve(made.orderId);
      await reasonsWhen(says);
      const order = await stack.orderWhen(made.orderId, () => true);
      assert.notEqual(order.Activation_Status__c, 'Failed');
    } finally {
      await stack.restart(before);
    }
    await stack.orderWhen(made.orderId, isProvisioned);
  });
}

const DIALECTS: readonly { what: string; switches: Partial<Switches> }[] = [
  {
    what: 'ids as strings, lists absent, totals as strings',
    switches: { ids: 'strings', emptyList: 'absent', totalsAsStrings: true },
  },
  { what: 'ids as numbers, empty lists as empty strings', switches: { ids: 'numbers', emptyList: '""' } },
  { what: 'empty lists as arrays, with warnings', switches: { emptyList: '[]', warning: 'Deprecated parameter' } },
  {
    what: 'a version before quantities, without notes',
    switches: { version: '8.9.0', acceptsOrderNotes: false, emptyList: '{}' },
  },
  { what: 'errors under status, lists with their key', switches: { errorKey: 'status', emptyList: '{"x":[]}' } },
];

for (const { what, switches } of DIALECTS) {
  test(`WHMCS with ${what}: two of a thing go live, each service matched by marker`, async () => {
    const now = await stack.whmcsLocal<Switches>('GET', 'switches');
    await stack.whmcsLocal('PUT', 'switches', switches);
    await stack.restart();
    await stack.ready(); // the checks call AddOrder too
    const made = makeOrder(stack, { lines: [{ product: 'SIM Data 5 GB', quantity: 2 }, 'SIM Activation Fee'] });
    await stack.whmcsLocal('POST', 'faults', { action: 'AddOrder', kind: 'commitThenDrop' });
    stack.approve(made.orderId);
    const order = await stack.orderWhen(made.orderId, isProvisioned);
    assert.deepEqual([...(await whmcsOrdersOf(stack, made.orderId))], [order.WHMCS_Order_Id__c]);
    assert.equal(new Set(itemsOf(stack, made.orderId).map((item) => item.WHMCS_Service_ID__c)).size, 2);
    await stack.whmcsLocal('PUT', 'switches', now);
  });
}

test('a lone order of an existing client costs two Salesforce calls and three of WHMCS', async () => {
  await stack.restart();
  // Won already: an opportunity that becomes won asks for its account's invoices, which are no cost of the order.
  const made = makeOrder(stack, { lines: ['SIM Data 5 GB', 'SIM Activation Fee'], client: '302', stage: 'Active' });
  const warmUp = makeOrder(stack, { lines: ['SIM Data 5 GB'] });
  stack.approve(warmUp.orderId);
  await stack.orderWhen(warmUp.orderId, isProvisioned);
  await invoicesRead(warmUp.accountId); // asked for after everything before it
  await stack.orgLocal('POST', 'counters/reset');
  await stack.whmcsLocal('POST', 'counters/reset');
  stack.approve(made.orderId);
  await stack.orderWhen(made.orderId, isProvisioned);
  const { api } = await stack.orgLocal<{ api: { total: number } }>('GET', 'counters');
  const { actions } = await stack.whmcsLocal<{ actions: Record<string, { calls: number }> }>('GET', 'counters');
  assert.deepEqual(
    Object.fromEntries(
      Object.entries(actions)
        .filter(([, { calls }]) => calls > 0)
        .map(([action, { calls }]) => [action, calls]),
    ),
    { addorder: 1, acceptorder: 1, getclientsproducts: 1 },
  );
  assert.equal(api.total, 2, JSON.stringify(api));
});

/** Until the account's invoice is in Salesforce and no billing work is left. */
async function invoicesRead(accountId: string): Promise<void> {
  const until = Date.now() + 10_000;
  for (;;) {
    const invoices = stack.query(`SELECT Id FROM Invoice__c WHERE Account__c = '${accountId}'`);
    const metrics = await (await stack.ask('/metrics')).text();
    if (invoices.length > 0 && /^portway_billing_due 0$/m.test(metrics)) return;
    assert.ok(Date.now() < until, `${invoices.length} invoices; ${metrics.match(/^portway_billing_due.*$/m)?.[0]}`);
    await sleep(20);
  }
}

test('an environment that is not usable ends the start with every variable named', () => {
  const main = join(import.meta.dirname, '../../src/main.ts');
  const { status, stderr } = spawnSync(process.execPath, [main], {
    env: { PATH: process.env.PATH, PORT: 'x' },
    encoding: 'utf8',
  });
  assert.equal(status, 1);
  for (const name of [
    'SF_LOGIN_URL',
    'SF_CLIENT_ID',
    'WHMCS_API_SECRET',
    'OPERATOR_TOKEN',
    'PORT must be a whole number',
  ]) {
    assert.match(stderr, new RegExp(name));
  }
  assert.doesNotMatch(stderr, /\bat .*\.ts/);
});
