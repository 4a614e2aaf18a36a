// Runs `sf` as an admin's terminal would, but apart from the machine's own: a home of its own, no telemetry, no look for updates.
import { spawn } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { PinnedCli } from './pinned-cli.ts';

const DEFAULT_TIMEOUT_MS = 120_000;
/** The CLI sends even 127.0.0.1 through a proxy that the environment names, whatever NO_PROXY says. */
const PROXIES = ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy', 'ALL_PROXY', 'all_proxy'];

const ONLY_THIS_MACHINE = join(import.meta.dirname, 'only-this-machine.ts');

export interface SfReply {
  readonly exitCode: number | NodeJS.Signals;
  readonly stdout: string;
  readonly stderr: string;
  readonly ms: number;
  /** Both streams, for assertions on words. */
  readonly text: string;
}

export interface SfOptions {
  /** Folder the command runs in: that of a DX project. */
  readonly cwd: string;
  readonly home: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
  /** Hears what the command says while it runs, and may stop it. */
  readonly onOutput?: (text: string, stop: () => void) => void;
  /** Done beside the command, which is not waited for longer than it runs. */
  readonly onStart?: () => Promise<void>;
}

/** Runs one command to its end. A command that takes longer than its time is stopped; its exit code is then SIGKILL. */
export function runSf(cli: PinnedCli, args: readonly string[], options: SfOptions): Promise<SfReply> {
  return runNode(cli, [cli.script, ...args], options);
}

/** As runSf, for a script that calls `sf` itself. */
export function runNode(cli: PinnedCli, args: readonly string[], options: SfOptions): Promise<SfReply> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, [...args], {
    cwd: options.cwd,
    env: environmentOf(cli, options),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      output[stream] += text;
      options.onOutput?.(text, () => child.kill('SIGKILL'));
    });
  }
  const timer = setTimeout(() => child.kill('SIGKILL'), options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
  return new Promise((resolve, reject) => {
    options.onStart?.().catch(reject);
    child.once('error', reject);
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      const ms = Math.round(performance.now() - startedAt);
      resolve({ ...output, exitCode: signal ?? code ?? 0, ms, text: `${output.stdout}\n${output.stderr}` });
    });
  });
}

function environmentOf({ dataFolder, binFolder }: PinnedCli, { home, env = {} }: SfOptions): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(
    ([name]) => !PROXIES.includes(name) && !/^(SF|SFDX|NODE_TEST)_/.test(name),
  );
  return {
    ...Object.fromEntries(own),
    PATH: [dirname(process.execPath), binFolder, process.env.PATH].join(delimiter),
    HOME: home,
    XDG_CACHE_HOME: join(home, '.cache'),
    SF_DATA_DIR: dataFolder,
    SF_DISABLE_TELEMETRY: 'true',
    SF_SKIP_NEW_VERSION_CHECK: 'true',
    SF_AUTOUPDATE_DISABLE: 'true',
    SF_DISABLE_AUTOUPDATE: 'true',
    SF_USE_GENERIC_UNIX_KEYCHAIN: 'true',
    CI: 'true',
    NO_COLOR: '1',
    NODE_OPTIONS: `--import=${pathToFileURL(ONLY_THIS_MACHINE).href}`,
    ...env,
  };
}
