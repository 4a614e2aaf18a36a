// What `npm start` promises a person: ports of their choice, words for what is wrong with them, and a clean stop.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { middlewareCommand } from '../../stack/middleware-command.ts';
import { choosePorts, PORTS, type PortName } from '../../stack/ports.ts';

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

async function environment(): Promise<Record<string, string>> {
  const names = Object.keys(PORTS) as PortName[];
  const ports = await freePorts(names.length);
  return Object.fromEntries(names.map((name, index) => [PORTS[name].variable, String(ports[index])]));
}

test('every port can be chosen', async () => {
  const env = await environment();
  const ports = await choosePorts(env);
  assert.equal(ports.whmcs, Number(env.PORTWAY_WHMCS_PORT));
});

test('busy, repeated and impossible ports are all told at once, with the variable to change', async () => {
  const busy = createServer().listen(0, '127.0.0.1');
  await once(busy, 'listening');
  const env = {
    ...(await environment()),
    PORTWAY_ORG_PORT: String((busy.address() as AddressInfo).port),
    PORTWAY_MIDDLEWARE_PORT: 'none',
  };
  await assert.rejects(choosePorts(env), ({ message }: Error) => {
    assert.match(message, /in use: .* PORTWAY_ORG_PORT/);
    assert.match(message, /PORTWAY_MIDDLEWARE_PORT must be a port number/);
    return true;
  });
  busy.close();
});

test('the middleware is measured and tested the way an installation starts it', () => {
  const command = middlewareCommand();
  assert.ok(command.at(-1)!.endsWith(join('middleware', 'src', 'main.ts')));
  assert.ok(command.every((argument) => !argument.startsWith('--env-file')));
});

test('npm start shows a customer from sign-up to a running service, and Ctrl-C stops every part', async () => {
  const env = { ...process.env, ...(await environment()) };
  const root = join(import.meta.dirname, '../../..');
  const start = spawn(process.execPath, [join(root, 'scripts/start.ts')], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  const isUp = new Promise<void>((resolve, reject) => {
    createInterface({ input: start.stdout }).on('line', (line) => {
      lines.push(line);
      if (line.startsWith('Ctrl-C')) resolve();
    });
    start.once('exit', () => reject(new Error(`it ended early:\n${lines.join('\n')}`)));
  });
  await isUp;
  const before = ['signs up', 'asks whether', 'answers', 'sends a photo', 'verifies', 'orders from the shop'];
  const shown = lines.join('\n');
  before.reduce((from, step) => {
    const at = lines.findIndex((line, index) => index > from && line.includes(step));
    assert.ok(at > from, `${step}, in this order`);
    return at;
  }, 0);
  const steps = ['approved', 'event', 'received', 'client', 'order', 'accepted', 'service active', 'written back'];
  for (const step of steps) assert.match(shown, new RegExp(`ms   ${step} `), step);
  assert.match(shown, /The order in Salesforce: Activated, Provisioned, WHMCS order \d+/);
  const ended = once(start, 'exit');
  start.kill('SIGINT');
  assert.deepEqual(await ended, [0, null]);
  await choosePorts(env); // all free again
});
