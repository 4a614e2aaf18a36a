// The Salesforce CLI as one function: `sf … --json` with a target org, its JSON as a value, its refusals in words.
// @see https://developer.salesforce.com/docs/atlas.en-us.sfdx_cli_reference.meta/sfdx_cli_reference/
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SetupFailure } from './failure.ts';

/** What `--json` prints: a result, or a name and message of an error. */
export interface SfAnswer<T = unknown> {
  readonly status: number;
  readonly result?: T;
  readonly name?: string;
  readonly message?: string;
  readonly warnings?: readonly string[];
}

export interface SfCall {
  /** Goes to a file that only this user reads and that goes away; its path follows the arguments, with `@` before it. */
  readonly body?: string;
  /** Environment beside this process's own. */
  readonly env?: Readonly<Record<string, string>>;
  /** `raw`: the command knows no --json (`sf api request rest`) and prints an answer of the org. */
  readonly output?: 'json' | 'raw';
}

/**
 * Runs `sf` with these arguments and `--json`.
 * @returns also what the CLI refused; `resultOf` turns that into a failure
 * @throws SetupFailure no CLI, an answer that is none, not signed in to the target org
 */
export type Sf = <T = unknown>(args: readonly string[], call?: SfCall) => Promise<SfAnswer<T>>;

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Two names, one for the command and one for its part that looks for updates after each command. */
const NO_UPDATES = { SF_AUTOUPDATE_DISABLE: 'true', SF_DISABLE_AUTOUPDATE: 'true' };
const QUIET = { NO_COLOR: '1', FORCE_COLOR: '0', CI: 'true', ...NO_UPDATES };

/** @param cwd the project's root: the CLI reads sfdx-project.json there */
export function createSf(cwd: string, env: NodeJS.ProcessEnv = process.env): Sf {
  return async <T>(args: readonly string[], { body, env: extra = {}, output = 'json' }: SfCall = {}) => {
    const all = output === 'json' ? [...args, '--json'] : [...args];
    const options = { cwd, env: { ...env, ...QUIET, ...extra } };
    const ended = body === undefined ? await run(all, options) : await runWithBody(all, options, body);
    const answer = output === 'json' ? jsonAnswer<T>(args, ended) : rawAnswer<T>(ended);
    if (answer.status !== 0) {
      refuseUnreachable(args, answer);
      refuseUnknownOrg(args, answer);
    }
    return answer;
  };
}

/** The command as an admin would type it, without what follows the flags that may hold secrets. */
export function commandLine(args: readonly string[]): string {
  const quoted = args.map((arg) => (/^[\w@%+=:,./-]+$/.test(arg) ? arg : `"${arg.replaceAll('"', '\\"')}"`));
  return ['sf', ...quoted].join(' ');
}

/** @throws SetupFailure the CLI refused; `next` is what to do unless the CLI's own words say it */
export function resultOf<T>(args: readonly string[], answer: SfAnswer<T>, next: string): T {
  if (answer.status === 0) return answer.result as T;
  throw new SetupFailure(answer.message ?? `exit code ${answer.status}`, commandLine(args), next);
}

interface Place {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Not by standard input: the CLI takes it for empty when it does not come at once, and not as an argument: those are for all to see. */
async function runWithBody(args: readonly string[], place: Place, body: string): Promise<Ended> {
  const folder = await mkdtemp(join(tmpdir(), 'portway-sf-'));
  try {
    const file = join(folder, 'body.json');
    await writeFile(file, body, { mode: 0o600 });
    return await run([...args, `@${file}`], place);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function run(args: readonly string[], place: Place) {
  return new Promise<Ended>((resolve, reject) => {
    // On Windows the CLI is sf.cmd, which only a shell finds.
    const child = spawn('sf', args, {
      ...place,
      shell: process.platform === 'win32',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('error', (cause) => reject(noCli(cause)));
    child.on('close', (code) => {
      resolve({ code: code ?? 1, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() });
    });
  });
}

function noCli(cause: Error): SetupFailure {
  return new SetupFailure(
    'The Salesforce CLI was not found.',
    'the command sf',
    'Install it (npm install --global @salesforce/cli, or https://developer.salesforce.com/tools/salesforcecli) and open a new terminal.',
    { cause },
  );
}

function jsonAnswer<T>(args: readonly string[], { code, stdout, stderr }: Ended): SfAnswer<T> {
  const start = stdout.indexOf('{');
  try {
    const answer = JSON.parse(stdout.slice(start)) as SfAnswer<T>;
    return { ...answer, status: answer.status ?? code };
  } catch (cause) {
    const said = (stderr.trim() || stdout.trim() || `nothing, exit code ${code}`).split('\n').slice(0, 4).join('\n  ');
    throw new SetupFailure(
      `The Salesforce CLI did not answer with JSON. It said: ${said}`,
      commandLine([...args, '--json']),
      'Run that command by hand. If it is unknown, the CLI is too old: sf update, or npm install --global @salesforce/cli.',
      { cause },
    );
  }
}

function rawAnswer<T>({ code, stdout, stderr }: Ended): SfAnswer<T> {
  const text = stdout.trim();
  const body = text === '' ? undefined : parsed(text);
  if (code === 0) return { status: 0, result: body as T };
  const [first] = Array.isArray(body) ? (body as { message?: string; errorCode?: string }[]) : [];
  const message = first?.message ?? (errorIn(stderr) || text);
  return { status: code, result: body as T, message, ...(first?.errorCode && { name: first.errorCode }) };
}

/** What the CLI says on standard error, without its remarks about the command itself. */
function errorIn(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '' && !/currently in beta/.test(line));
  return lines
    .join('\n')
    .replace(/^ *(›\s*)?Error[^:]*: */, '')
    .trim();
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text; // not every answer of an org is JSON; whoever asked knows what to expect
  }
}

const UNREACHABLE = /fetch failed|ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|socket hang up/;

function refuseUnreachable(args: readonly string[], { message = '' }: SfAnswer): void {
  if (!UNREACHABLE.test(message)) return;
  throw new SetupFailure(
    `The org could not be reached: ${message.trim()}`,
    commandLine(args),
    'Check the network, the proxy (HTTPS_PROXY) and https://status.salesforce.com, then run this step again.',
  );
}

const NOT_SIGNED_IN = /No authorization information found|NamedOrgNotFound|No default environment|NoDefaultEnvError/;
const EXPIRED = /expired access\/refresh token|INVALID_SESSION_ID|Session expired|RefreshTokenAuthError|INVALID_LOGIN/i;

function refuseUnknownOrg(args: readonly string[], { name = '', message = '' }: SfAnswer): void {
  const said = `${name} ${message}`;
  const missing = NOT_SIGNED_IN.test(said);
  if (!missing && !EXPIRED.test(said)) return;
  const target = args[args.indexOf('--target-org') + 1] ?? 'the org';
  throw new SetupFailure(
    missing
      ? `The Salesforce CLI knows no org ‘${target}’.`
      : `The sign-in to ‘${target}’ has ended: ${message.trim()}`,
    commandLine(args),
    `Sign in: sf org login web --alias ${target} (a sandbox: --instance-url https://test.salesforce.com), then run this step again.`,
  );
}
