// What the CLI is tried against: a local org in a process of its own, an admin's home and an admin's copy of the project.
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChild, type Child } from '../stack/child.ts';
import type { PinnedCli } from './pinned-cli.ts';
import { runNode, runSf, type SfOptions, type SfReply } from './sf.ts';

const ROOT = join(import.meta.dirname, '../..');
const CLIENT_ID = 'portway-cli';
const KEY_BITS = 2048;
/** What an admin's clone of the repository holds, as far as the CLI reads it. */
const PROJECT_FILES = ['force-app', 'config', 'sfdx-project.json', '.forceignore'];
/** What no clone has, and what it has from elsewhere. */
const NOT_OF_CLONE: ReadonlySet<string> = new Set([
  '.git',
  'node_modules',
  'var',
  'build',
  'coverage',
  ...PROJECT_FILES,
]);

/** The administrator whom every new local org has. */
export const ADMIN = 'admin@local-org.test';
/** Named in every command that needs an org; there is no default one. */
export const ALIAS = 'local';

/** What sfdx-project.json fills in; here as the source has it, so that what comes back is what was sent. */
const REPLACEMENTS = {
  PORTWAY_MIDDLEWARE_URL: 'https://middleware.example.com',
  PORTWAY_SITE_SENDER: 'portal.admin@portway.example.test',
};

export interface CliLab {
  /** `http://127.0.0.1:…` */
  readonly origin: string;
  /** The admin's copy of the project. */
  readonly project: string;
  /** Scratch folder, gone with `close`. */
  readonly folder: string;
  readonly keyFile: string;
  readonly clientId: string;
  /** `sf …` in the project's folder. */
  sf(args: readonly string[], options?: Partial<SfOptions>): Promise<SfReply>;
  /** As `sf`, and it must end with 0. */
  ok(args: readonly string[], options?: Partial<SfOptions>): Promise<SfReply>;
  /** `sf … --json`; the `result` of one that ends with 0. */
  result<T>(args: readonly string[], options?: Partial<SfOptions>): Promise<T>;
  /** `npm run setup -- …` on the admin's project. */
  setUp(args: readonly string[], options?: Partial<SfOptions>): Promise<SfReply>;
  /** Makes `sf community` known, which the CLI would fetch by itself from the registry; at first only. */
  linkCommunityPlugin(): Promise<void>;
  stopOrg(): Promise<void>;
  /** `/local/…` of the org. */
  orgLocal(method: string, path: string, body?: unknown): Promise<unknown>;
  close(): Promise<void>;
}

export async function startCliLab(cli: PinnedCli): Promise<CliLab> {
  const folder = await mkdtemp(join(tmpdir(), 'portway-cli-'));
  const home = join(folder, 'home');
  const project = join(folder, 'project');
  const keyFile = join(folder, 'admin.key');
  await mkdir(home);
  for (const name of PROJECT_FILES)
    await cp(join(ROOT, name), join(project, name), { recursive: true, filter: isOfClone });
  const org = await startOrg(folder, keyFile);
  const origin = String(org.ready.origin);
  const sf = (args: readonly string[], options: Partial<SfOptions> = {}): Promise<SfReply> =>
    runSf(cli, args, { cwd: project, home, ...options, env: { ...REPLACEMENTS, ...options.env } });
  const ok = async (args: readonly string[], options: Partial<SfOptions> = {}): Promise<SfReply> => {
    const reply = await sf(args, options);
    assert.equal(reply.exitCode, 0, `sf ${args.join(' ')}\n${reply.text}`);
    return reply;
  };
  return {
    origin,
    project,
    folder,
    keyFile,
    clientId: CLIENT_ID,
    sf,
    ok,
    result: async <T>(args: readonly string[], options: Partial<SfOptions> = {}) => {
      const { stdout } = await ok([...args, '--json'], options);
      return (JSON.parse(stdout) as { result: T }).result;
    },
    setUp: async (args, options = {}) => {
      await addPrograms(project);
      return runNode(cli, [join(project, 'scripts/setup.ts'), ...args], {
        cwd: project,
        home,
        ...options,
        env: { ...REPLACEMENTS, ...options.env },
      });
    },
    linkCommunityPlugin: async () => {
      const { stdout } = await ok(['plugins', '--json']);
      if (!stdout.includes('"@salesforce/plugin-community"'))
        await ok(['plugins', 'link', '--no-install', cli.communityPlugin]);
    },
    stopOrg: () => org.stop(),
    orgLocal: (method, path, body) => callLocal(origin, method, path, body),
    close: async () => {
      await org.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Rendered for one org, so git-ignored: what a developer's tree may hold, a clone does not. */
const isOfClone = (path: string): boolean => !path.includes('extlClntAppGlobalOauthSets');

/** The rest of a clone, with what `npm ci` installs: the set-up's own programs. */
async function addPrograms(project: string): Promise<void> {
  const names = (await readdir(ROOT)).filter((name) => !NOT_OF_CLONE.has(name));
  for (const name of names) await cp(join(ROOT, name), join(project, name), { recursive: true });
  if (!existsSync(join(project, 'node_modules')))
    await symlink(join(ROOT, 'node_modules'), join(project, 'node_modules'));
}

/** An empty org, with a client whose key only this run has. */
async function startOrg(folder: string, keyFile: string): Promise<Child> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: KEY_BITS });
  const publicKeyPath = join(folder, 'admin.pub');
  await writeFile(keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  await writeFile(publicKeyPath, publicKey.export({ type: 'spki', format: 'pem' }));
  const config = {
    clients: [{ clientId: CLIENT_ID, publicKeyPath, eca: 'None' }],
    pubsubCaPath: join(folder, 'pubsub-ca.pem'),
  };
  const configFile = join(folder, 'local-org.json');
  await writeFile(configFile, JSON.stringify(config));
  return startChild({
    name: 'the local org',
    args: ['--stack-size=3900', join(ROOT, 'local/src/salesforce/main.ts'), '--config', configFile],
    env: { ...process.env, PORTWAY_ORG_PORT: '0', PORTWAY_PUBSUB_PORT: '0' },
    logFile: join(folder, 'org.log'),
    isReady: (line) => line.ready === true,
  });
}

async function callLocal(origin: string, method: string, path: string, body?: unknown): Promise<unknown> {
  const json =
    body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  const reply = await fetch(`${origin}/local/${path}`, { method, ...json });
  const text = await reply.text();
  if (!reply.ok) throw new Error(`${method} /local/${path}: HTTP ${reply.status} ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}
