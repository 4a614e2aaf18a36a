import assert from 'node:assert/strict';
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import type { Readable } from 'node:stream';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test, type TestContext } from 'node:test';
import { readInstallationConfig } from '../../src/whmcs/model/read-config.ts';
import { OLD_SECRET, SECRET, startReceiver } from './hooks/receiver.ts';
import type { Json } from './running.ts';

const ROOT = join(import.meta.dirname, '../../..');
const SAMPLE = join(ROOT, 'config/whmcs-sample.json');

function run(
  t: TestContext,
  port: string,
  config = SAMPLE,
  env: NodeJS.ProcessEnv = {},
): ChildProcessByStdio<null, Readable, Readable> {
  const script = join(ROOT, 'local/src/whmcs/main.ts');
  const child = spawn(process.execPath, [script, '--config', config], {
    env: { ...process.env, PORTWAY_WHMCS_PORT: port, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  t.after(() => child.kill('SIGKILL'));
  return child;
}

async function failure(child: ChildProcessByStdio<null, Readable, Readable>): Promise<{ code: number; text: string }> {
  let text = '';
  child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const [code] = (await once(child, 'close', { signal: AbortSignal.timeout(20_000) })) as [number];
  return { code, text };
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`as a script it says when it is ready, answers with the sample, and ends on ${signal}`, async (t) => {
    const child = run(t, '0');
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
    const ready = JSON.parse(line);
    assert.equal(ready.ready, true);
    const login = { identifier: 'local-identifier', secret: 'local-secret', responsetype: 'json' };
    const body = new URLSearchParams({ action: 'GetProducts', ...login });
    const reply = (await (await fetch(ready.apiUrl as string, { method: 'POST', body })).json()) as Json;
    assert.equal(reply.totalresults, 11);
    child.kill(signal);
    assert.deepEqual(await once(child, 'close'), [0, null]);
  });
}

test('a port in use is said with the variable to change', async (t) => {
  const other = createServer().listen(0, '127.0.0.1');
  t.after(() => other.close());
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const { code, text } = await failure(run(t, String(port)));
  assert.deepEqual([code, text], [1, `local WHMCS: port ${port} is in use: set PORTWAY_WHMCS_PORT to a free one\n`]);
});

test('a port that is none, and a config that is not there, are said', async (t) => {
  const bad = await failure(run(t, 'eighty'));
  assert.deepEqual([bad.code, bad.text], [1, 'local WHMCS: PORTWAY_WHMCS_PORT is eighty; expected a port number\n']);
  const missing = await failure(run(t, '0', 'no-such-file.json'));
  assert.equal(missing.code, 1);
  assert.match(missing.text, /no-such-file\.json/);
});

test('as a script it is told by the environment where hooks go, and its cron sends what waits', async (t) => {
  const receiver = await startReceiver(t);
  receiver.answers = [503];
  const env = {
    PORTWAY_WHMCS_HOOK_URL: receiver.url,
    PORTWAY_WHMCS_HOOK_SECRETS: `${SECRET} ${OLD_SECRET}`,
    PORTWAY_WHMCS_CRON_SECONDS: '1',
  };
  const child = run(t, '0', SAMPLE, env);
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const login = { identifier: 'local-identifier', secret: 'local-secret', responsetype: 'json' };
  const order = { action: 'AddOrder', clientid: '301', paymentmethod: 'banktransfer', 'pid[0]': '141' };
  const body = new URLSearchParams({ ...order, ...login });
  await (await fetch(JSON.parse(line).apiUrl as string, { method: 'POST', body })).json();
  await receiver.until(2);
  assert.equal(receiver.received[0]?.signatures.length, 2);
  assert.equal(receiver.received[0]?.id, receiver.received[1]?.id);
});

for (const [env, says] of [
  [{ PORTWAY_WHMCS_CRON_SECONDS: 'often' }, 'PORTWAY_WHMCS_CRON_SECONDS is often; expected seconds, 1 or more'],
  [{ PORTWAY_WHMCS_HOOK_URL: 'http://127.0.0.1:9/' }, 'hooks need a secret'],
] as const) {
  test(`as a script it refuses ${Object.keys(env).join()} that makes no sense`, async (t) => {
    const { code, text } = await failure(run(t, '0', SAMPLE, env));
    assert.deepEqual([code, text], [1, `local WHMCS: ${says}\n`]);
  });
}

test('every product of the sample carries the marker field where GetProducts shows it', () => {
  const config = readInstallationConfig(JSON.parse(readFileSync(SAMPLE, 'utf8')));
  assert.deepEqual(
    config.products.map((product) => product.pid),
    [101, 102, 103, 111, 121, 122, 123, 131, 132, 141, 142],
  );
  for (const product of config.products) {
    const field = product.customFields.find((each) => each.name === config.markerField);
    assert.ok(field?.showOrder && field.adminOnly, product.name);
  }
});
