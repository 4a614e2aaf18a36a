// The container file, carried out in a folder and started from there against the local stand-ins: as an ordinary process, as the
// first process of a container without root and with nothing to write to, and as the process file says.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { replayContainerFile, type Replayed } from '../../container/replay.ts';
import { startChild, type Child } from '../../stack/child.ts';
import { startLab, type Lab } from '../../stack/lab.ts';
import { seedCatalogue } from '../../stack/seed-orders.ts';
import { approveAndCatch, newOrder, until, untilProvisioned, whmcsOrdersOf } from './order.ts';

const ROOT = join(import.meta.dirname, '../../..');
/** The user `node` of the base image. */
const NODE_USER = 1000;

let scratch: string;
let image: Replayed;
let lab: Lab;
let catalogue: ReturnType<typeof seedCatalogue>;
before(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'portway-container-'));
  chmodSync(scratch, 0o755);
  image = replayContainerFile(ROOT, scratch);
  lab = await startLab();
  copyFileSync(lab.environment.SF_PUBSUB_CA_PATH!, join(scratch, 'ca.pem'));
  catalogue = seedCatalogue(lab);
});
after(async () => {
  await lab.close();
  rmSync(scratch, { recursive: true, force: true });
});

/** What an installation gives the container: no files but the authority of the local Pub/Sub service. */
function environment(port: number): Record<string, string> {
  const { SF_PRIVATE_KEY_PATH, DATABASE_FILE: _, ...given } = lab.environment;
  return {
    PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
    ...given,
    ...image.env,
    SF_PRIVATE_KEY_BASE64: readFileSync(SF_PRIVATE_KEY_PATH!).toString('base64'),
    SF_PUBSUB_CA_PATH: join(scratch, 'ca.pem'),
    PORT: String(port),
    TZ: 'Pacific/Apia', // nothing may hang on the machine's zone
    LOOKUP_WAIT_MS: '300',
  };
}

interface Way {
  readonly what: string;
  /** The program, its arguments, and whom to tell to stop. */
  readonly program: () => readonly [command: string, ...args: string[]];
  /** How long WHMCS takes for what is under way at the stop, and how long the stop may take. */
  readonly acceptMs: number;
  readonly graceMs: number;
  readonly skip?: string | false;
}

const WAYS: readonly Way[] = [
  {
    what: 'as the container file says',
    program: () => image.command as [string, ...string[]],
    acceptMs: 700,
    graceMs: 8000,
  },
  {
    what: 'as the first process of a container, without root, on a file system of which only the volume can be written to',
    program: () => [
      'unshare',
      '--pid',
      '--fork',
      '--mount',
      '--mount-proc',
      'sh',
      '-c',
      asContainer(),
      ...image.command,
    ],
    acceptMs: 5000,
    graceMs: 500,
    skip: mayUnshare() ? false : 'needs Linux and root: PID and mount namespaces',
  },
  {
    what: 'as the process file says',
    program: () => ['bash', '-c', /^web: (.*)$/m.exec(readFileSync(join(ROOT, 'Procfile'), 'utf8'))![1]!],
    acceptMs: 700,
    graceMs: 8000,
  },
];

function mayUnshare(): boolean {
  return (
    process.getuid?.() === 0 &&
    spawnSync('unshare', ['--pid', '--fork', '--mount', '--mount-proc', 'true']).status === 0
  );
}

/** For `sh -c`, the command as `$0` and what follows. */
function asContainer(): string {
  const [volume] = image.volumes;
  return [
    `mount --bind ${volume} ${volume}`,
    'mount -o remount,bind,ro /',
    `exec setpriv --reuid=${NODE_USER} --regid=${NODE_USER} --clear-groups --no-new-privs "$0" "$@"`,
  ].join(' && ');
}

for (const { what, program, acceptMs, graceMs, skip } of WAYS) {
  test(
    `started ${what}, it is healthy, stops cleanly with an order under way though told twice, and loses nothing`,
    { skip },
    async () => {
      image.volumes.forEach(emptyVolume);
      const port = await freePort();
      const env = { ...environment(port), SHUTDOWN_GRACE_MS: String(graceMs) };
      const order = newOrder(lab, catalogue, 700 + WAYS.findIndex((way) => way.what === what));

      const first = await start(program(), env);
      assert.equal(healthOf(env), 0, 'the health check of the container file');
      await approveAndCatch(lab, order.id, originOf(env), acceptMs);
      const told = process.hrtime.bigint();
      tellToStop(first);
      await until('the stop to begin', () => isStopping(originOf(env)));
      tellToStop(first); // hosts signal every process, and npm and shells pass it on: it may come twice
      assert.equal(await first.ended, 0);
      const tookMs = Number(process.hrtime.bigint() - told) / 1e6;
      // What is under way is waited for, also when told twice, but no longer than was said.
      assert.ok(tookMs > Math.min(acceptMs, graceMs) / 2 && tookMs < graceMs + 1500, `the stop took ${tookMs} ms`);
      assert.equal(healthOf(env), 1, 'nobody answers');

      const second = await start(program(), env);
      await untilProvisioned(lab, order.id);
      tellToStop(second);
      assert.equal(await second.ended, 0);
      assert.equal((await whmcsOrdersOf(lab, order.itemIds)).size, 1);
    },
  );
}

/** As an engine makes one: empty, and the image's user's. */
function emptyVolume(folder: string): void {
  rmSync(folder, { recursive: true });
  mkdirSync(folder);
  if (process.getuid?.() === 0) chownSync(folder, NODE_USER, NODE_USER);
}

/** Started, and its start-up checks passed: they call WHMCS too. */
async function start([command, ...args]: readonly [string, ...string[]], env: Record<string, string>): Promise<Child> {
  const child = await startChild({
    name: 'the middleware of the image',
    command,
    args,
    cwd: image.folder,
    env,
    logFile: join(lab.folder, 'image.log'),
    isReady: (line) => line.ready === true,
  });
  await until('the middleware to be ready', async () => (await fetch(`${originOf(env)}/health/ready`)).ok);
  return child;
}

function originOf({ PORT: port }: Record<string, string>): string {
  return `http://127.0.0.1:${port}`;
}

/** SIGTERM to the process that was started, or to the first one of its container. */
function tellToStop({ process: { pid } }: Child): void {
  const list = `/proc/${pid}/task/${pid}/children`;
  const [inside] = existsSync(list) ? readFileSync(list, 'utf8').trim().split(' ') : [];
  process.kill(Number(inside || pid), 'SIGTERM');
}

async function isStopping(origin: string): Promise<boolean> {
  return (await (await fetch(`${origin}/health/ready`)).text()).includes('the service is stopping');
}

function healthOf(env: Record<string, string>): number | null {
  const [command, ...args] = image.healthCheck;
  return spawnSync(command!, args, { env, cwd: image.folder }).status;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
