// One part of the stack as a child process: started until it says it is ready, logged to a file, stopped cleanly.
import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';

export interface ChildOptions {
  readonly name: string;
  /** Script and arguments for this same Node. */
  readonly args: readonly string[];
  /** What runs instead of this same Node. */
  readonly command?: string;
  readonly cwd?: string;
  readonly env: NodeJS.ProcessEnv;
  readonly logFile: string;
  /** Recognises the line that says the part is ready; its JSON object is handed on. */
  readonly isReady: (line: Record<string, unknown>) => boolean;
  readonly startTimeoutMs?: number;
}

export interface Child {
  readonly name: string;
  readonly process: ChildProcess;
  /** What the ready line said. */
  readonly ready: Record<string, unknown>;
  /** Resolves when the process has ended, with its exit code or signal. */
  readonly ended: Promise<number | NodeJS.Signals>;
  /** SIGTERM, then SIGKILL after `graceMs`. */
  stop(graceMs?: number): Promise<void>;
}

const TAIL_LINES = 15;

/** @throws Error with the last lines of the part's output when it ends, or is not ready in time */
export async function startChild(options: ChildOptions): Promise<Child> {
  mkdirSync(dirname(options.logFile), { recursive: true });
  const log = createWriteStream(options.logFile, { flags: 'a' });
  const child = spawn(options.command ?? process.execPath, [...options.args], {
    ...(options.cwd !== undefined && { cwd: options.cwd }),
    env: options.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const tail: string[] = [];
  const ended = new Promise<number | NodeJS.Signals>((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ?? code ?? 0));
  });
  const ready = await new Promise<Record<string, unknown>>((resolve, reject) => {
    const fail = (why: string): void =>
      reject(new Error(`${options.name} ${why}.\n${tail.join('\n')}\nFull log: ${options.logFile}`));
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      fail(`was not ready within ${(options.startTimeoutMs ?? 30_000) / 1000} s`);
    }, options.startTimeoutMs ?? 30_000);
    const onLine = (line: string): void => {
      log.write(`${line}\n`);
      tail.push(line);
      if (tail.length > TAIL_LINES) tail.shift();
      const object = jsonObject(line);
      if (!object || !options.isReady(object)) return;
      clearTimeout(timer);
      resolve(object);
    };
    createInterface({ input: child.stdout }).on('line', onLine);
    createInterface({ input: child.stderr }).on('line', onLine);
    void ended.then((code) => {
      clearTimeout(timer);
      fail(`ended (${code}) before it was ready`);
    });
  });
  return { name: options.name, process: child, ready, ended, stop: (graceMs = 10_000) => stop(child, ended, graceMs) };
}

async function stop(child: ChildProcess, ended: Promise<unknown>, graceMs: number): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
  await ended;
  clearTimeout(timer);
}

function jsonObject(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined; // a log line that only looks like JSON
  }
}
