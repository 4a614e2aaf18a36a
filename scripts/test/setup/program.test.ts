// npm run setup as an admin runs it: headings, where it stops, and that it goes on.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, before, test } from 'node:test';
import { ROOT } from '../check/planted.ts';
import { goodOrg } from './fake-org.ts';
import { projectFolder } from './step-lab.ts';

let bin: string;
let root: string;
let state: string;
before(async () => {
  bin = await mkdtemp(join(tmpdir(), 'portway-fake-sf-'));
  root = await projectFolder('force-app');
  state = join(bin, 'state.json');
  const program = join(import.meta.dirname, 'fake-sf.ts');
  await writeFile(join(bin, 'sf'), `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`);
  await chmod(join(bin, 'sf'), 0o755);
});
after(() => Promise.all([bin, root].map((folder) => rm(folder, { recursive: true, force: true }))));

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function setup(script: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const path = [bin, process.env.PATH].join(delimiter);
  const options = { cwd: ROOT, env: { ...process.env, PATH: path, FAKE_SF_STATE: state, ...env } };
  return new Promise((resolve) => {
    execFile(process.execPath, [script, ...args], options, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code), out, err });
    });
  });
}

test('stops at the preflight with all that is missing, and says how to go on', async () => {
  const org = goodOrg();
  org.records.PermissionSetLicense = [];
  await writeFile(state, JSON.stringify(org));
  const args = ['--target-org', 'dev', '--root', root];
  const { code, out, err } = await setup('scripts/setup.ts', args, {
    PORTWAY_MIDDLEWARE_URL: '',
    PORTWAY_SITE_SENDER: '',
  });
  assert.equal(code, 1);
  assert.match(out, /\[1\/9\] Key pair and certificate\n {2}private key.*\[2\/9\].*\[3\/9\] What the org lacks/s);
  assert.doesNotMatch(out, /\[4\/9\]/);
  assert.match(err, /^\nStep 3 stopped. The org lacks: Salesforce API Integration, Variable PORTWAY_MIDDLEWARE_URL/);
  assert.match(err, /where: .*\n {2}next: .*--from 3/);
  assert.doesNotMatch(err, /at .*\.ts:\d+/);
});

test('steps after the deployment run through, and once more without a change', async () => {
  await writeFile(state, JSON.stringify(goodOrg()));
  const args = ['--target-org', 'dev', '--root', root, '--from', '7', '--to', '8'];
  const first = await setup('scripts/setup.ts', args);
  assert.deepEqual([first.code, first.err], [0, '']);
  const records = async (): Promise<unknown> =>
    (JSON.parse(await readFile(state, 'utf8')) as { records: unknown }).records;
  const before = await records();
  const again = await setup('scripts/setup.ts', args);
  assert.equal(again.code, 0);
  assert.deepEqual(await records(), before);
  assert.doesNotMatch(again.out, /added|loading|written|made/);
});

test('wrong usage ends with 2 and points to the help', async () => {
  for (const args of [['--no-such-option'], []]) {
    const { code, err } = await setup('scripts/setup.ts', args);
    assert.equal(code, 2);
    assert.match(err, /--help|--target-org/);
  }
});

test('a step has help of its own', async () => {
  const { code, out } = await setup('scripts/setup/5-people.ts', ['--help']);
  assert.equal(code, 0);
  for (const part of ['Step 5, people', 'Changes:', 'Needs:', '--target-org', '--dry-run', '--agents', 'Exit code'])
    assert.ok(out.includes(part), part);
});

test('the help of all lists every step by the file that runs it', async () => {
  const { code, out } = await setup('scripts/setup.ts', ['--help']);
  assert.equal(code, 0);
  const files = (await readdir(join(ROOT, 'scripts/setup'))).filter((name) => /^\d/.test(name)).sort();
  assert.deepEqual(
    [...out.matchAll(/^ {2}\d {2}(\S+)/gm)].map(([, name]) => `${name}.ts`),
    files,
  );
});
