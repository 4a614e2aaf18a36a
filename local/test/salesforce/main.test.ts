import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readLocalOrgConfig, readSampleOrg } from '../../src/salesforce/config.ts';
import { keys, PROJECT, CLIENT_ID, API_USER, startTestOrg } from './api/running-org.ts';

const MAIN = fileURLToPath(new URL('../../src/salesforce/main.ts', import.meta.url));
let folder: string;
let config: string;
const started: ChildProcess[] = [];

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'local-org-'));
  config = join(folder, 'local-org.json');
  const write = (name: string, content: unknown) => writeFile(join(folder, name), JSON.stringify(content));
  await writeFile(join(folder, 'client.pem'), keys.publicKey.export({ type: 'spki', format: 'pem' }));
  await write('plan.json', [
    { sobject: 'Gadget__c', saveRefs: true, resolveRefs: true, files: ['gadgets.json'] },
    { sobject: 'Part__c', saveRefs: true, resolveRefs: true, files: ['parts.json'] },
  ]);
  const record = (type: string, referenceId: string, values: object) => ({
    attributes: { type, referenceId },
    ...values,
  });
  await write('gadgets.json', { records: [record('Gadget__c', 'Lamp', { Name: 'Lamp' })] });
  await write('parts.json', { records: [record('Part__c', 'Bulb', { Gadget__c: '@Lamp', Quantity__c: 1 })] });
  await write('bad-plan.json', [{ sobject: 'Part__c', files: ['bad-parts.json'] }]);
  await write('bad-parts.json', { records: [record('Part__c', 'Nut', { Quantity__c: 1, Gadget__c: '@Nobody' })] });
  const user = {
    username: API_USER,
    name: 'Api User',
    email: API_USER,
    profile: 'Minimum Access - API Only Integrations',
    permissionSets: ['Api_User'],
    timeZone: 'Asia/Tokyo',
    locale: 'en_US',
    language: 'en_US',
  };
  const clients = [{ clientId: CLIENT_ID, publicKeyPath: join(folder, 'client.pem') }];
  const common = { projectDir: PROJECT, users: [user], clients, pubsubCaPath: join(folder, 'var/ca.pem') };
  await write('local-org.json', { ...common, sampleData: [join(folder, 'plan.json')] });
});
after(async () => {
  for (const child of started) child.kill('SIGKILL');
  await rm(folder, { recursive: true });
});

interface Run {
  readonly child: ChildProcess;
  /** First line of standard output, or undefined when there was none before the end. */
  readonly line: string | undefined;
  readonly errors: () => string;
}

async function run(file: string, env: Record<string, string> = {}): Promise<Run> {
  const ports = { PORTWAY_ORG_PORT: '0', PORTWAY_PUBSUB_PORT: '0' };
  const child = spawn(process.execPath, [MAIN, '--config', file], {
    timeout: 30_000,
    env: { ...process.env, ...ports, ...env },
  });
  started.push(child);
  let errors = '';
  let output = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const line = new Promise<void>((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes('\n')) resolve();
    });
    child.once('close', () => resolve());
  });
  await line;
  return { child, line: output.split('\n')[0] || undefined, errors: () => errors };
}

test('the program says where it serves, with sample data, writes the certificate, and ends on SIGTERM', async () => {
  const { child, line } = await run(config);
  const { ready, origin, pubsub } = JSON.parse(line!) as { ready: boolean; origin: string; pubsub: string };
  assert.equal(ready, true);
  assert.match(pubsub, /^localhost:\d+$/);
  assert.match(await readFile(join(folder, 'var/ca.pem'), 'utf8'), /BEGIN CERTIFICATE/);
  assert.equal((await fetch(`${origin}/services/data`)).status, 200);
  child.kill('SIGTERM');
  const [code] = (await once(child, 'exit')) as [number];
  assert.equal(code, 0);
});

async function takenPort(t: TestContext): Promise<number> {
  const taken = createServer().listen(0, '127.0.0.1');
  t.after(() => taken.close());
  await once(taken, 'listening');
  return (taken.address() as AddressInfo).port;
}

test('a port in use is one clear line with the variable to change', async (t) => {
  const port = await takenPort(t);
  const { child, line, errors } = await run(config, { PORTWAY_PUBSUB_PORT: String(port) });
  assert.deepEqual([child.exitCode, line], [1, undefined]);
  assert.equal(errors().trim(), `Port ${port} on 127.0.0.1 is in use. Set PORTWAY_PUBSUB_PORT to a free port.`);
});

test('the REST port in use is told likewise, and nothing is left running', async (t) => {
  const port = await takenPort(t);
  await assert.rejects(startTestOrg({ port }), {
    message: `Port ${port} on 127.0.0.1 is in use. Set PORTWAY_ORG_PORT to a free port.`,
  });
});

test('a missing configuration and a port that is no number are told by name', async () => {
  await assert.rejects(
    readLocalOrgConfig(join(folder, 'none.json'), {}),
    /the configuration cannot be read from .*none\.json/,
  );
  await assert.rejects(readLocalOrgConfig(config, { PORTWAY_ORG_PORT: 'x' }), /PORTWAY_ORG_PORT must be a port number/);
});

test('sample data that refers to nothing is told with file and record', async () => {
  const dataFiles = [join(folder, 'bad-plan.json')];
  await assert.rejects(startTestOrg({ dataFiles }), /bad-parts\.json: Nut: Gadget__c refers to @Nobody/);
});

test('a custom setting that the project does not have is told by its name', async () => {
  const customSettings = { Nothing_Like_It__c: { Secret__c: 'x' } };
  await assert.rejects(startTestOrg({ customSettings }), /Nothing_Like_It__c/);
});

test('a custom setting is saved for the organisation, blank where its variable is not set', async (t) => {
  const file = join(import.meta.dirname, '../../../config/local-org.json');
  const { projectDir, users, customSettings } = await readSampleOrg(file, {
    PORTWAY_WHMCS_ORIGIN: 'http://localhost:1',
  });
  const running = await startTestOrg({ projectDir, users, customSettings });
  t.after(() => running.close());
  const { org } = running;
  const soql = 'SELECT SetupOwnerId, Signing_Secret__c, WHMCS_Origin__c FROM Middleware_Settings__c';
  const { records } = org.transact(org.userByName('admin@portway.example.test'), (tx) =>
    org.query(tx, soql, { access: 'system' }),
  );
  assert.deepEqual(
    records.map(({ fields }) => [...fields.values()]),
    [[org.organizationId, null, 'http://localhost:1']],
  );
});
