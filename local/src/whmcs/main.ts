// The local WHMCS: starts it on a port, as a function or as a script.
//   node local/src/whmcs/main.ts --config config/whmcs-sample.json     (port: PORTWAY_WHMCS_PORT, default 4802)
//   --clients config/sample-data/whmcs-clients.json adds clients with a past: those of the local org's sample customers
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import type { Api } from './http/api.ts';
import { answerCall } from './http/api.ts';
import { runCron } from './http/cron.ts';
import { DROP, errorAnswer, htmlAnswer, readBody, send, type Answer } from './http/answer.ts';
import { FaultPlan, type Fault } from './http/faults.ts';
import { answerLocal } from './http/local-admin.ts';
import { answerInvoice, answerSignOn } from './http/client-area.ts';
import { answerForm, isFromOurPages } from './http/page-forms.ts';
import { answerPage } from './http/pages.ts';
import { HookSender, type HookOptions } from './hooks/hook-sender.ts';
import { RequestLog } from './http/request-log.ts';
import { Workers } from './http/workers.ts';
import { Installation } from './model/installation.ts';
import type { InstallationConfig } from './model/installation-config.ts';
import { readClientSeeds, readInstallationConfig } from './model/read-config.ts';
import { PHP_LIMITS } from './wire/php-form.ts';
import type { Switches } from './wire/switches.ts';

export interface LocalWhmcsOptions {
  readonly config: InstallationConfig;
  /** 0 = any free port. */
  readonly port: number;
  readonly switches?: Partial<Switches>;
  readonly latencyMs?: number;
  /** Calls carried out at once; left out = no limit. */
  readonly maxParallel?: number;
  /** Milliseconds since the epoch; the system's clock when left out. */
  readonly now?: () => number;
  /** For order numbers and reordered replies. */
  readonly seed?: number;
  /** Where the hook file sends its events; left out = WHMCS without the hook file. */
  readonly hooks?: HookOptions;
  /** How often WHMCS's cron runs: it catches up with the calendar and sends what waits. Left out = only when asked. */
  readonly cronEveryMs?: number;
}

export interface RunningLocalWhmcs {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
  /** Where API calls are posted. */
  readonly apiUrl: string;
  close(): Promise<void>;
}

const API_PATH = '/includes/api.php';

/** Starts it on 127.0.0.1. @throws Error from the socket, e.g. `EADDRINUSE` */
export async function startLocalWhmcs(options: LocalWhmcsOptions): Promise<RunningLocalWhmcs> {
  const stopping = new AbortController();
  let origin = '';
  const start = () => newApi(options, () => origin, stopping.signal);
  let api = start();
  const reset = () => {
    api = start();
  };
  const server = createServer((request, response) => {
    answer(api, reset, request)
      .then((each) => send(response, each, stopping.signal))
      .catch((error: unknown) => fail(response, error, stopping.signal));
  });
  // Longer than any client keeps an idle socket, so that we are never the one to close it under a request.
  server.keepAliveTimeout = 75_000;
  const cron = options.cronEveryMs && setInterval(() => void runCron(api).catch(shown), options.cronEveryMs).unref();
  server.listen(options.port, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    apiUrl: origin + API_PATH,
    close: async () => {
      stopping.abort();
      if (cron) clearInterval(cron);
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

function newApi(options: LocalWhmcsOptions, systemUrl: () => string, stopping: AbortSignal): Api {
  const workers = new Workers();
  workers.maxParallel = options.maxParallel ?? Infinity;
  const { allowedIps, roles } = options.config;
  const whmcs = new Installation({ ...options, systemUrl, stopping });
  return {
    whmcs,
    settings: { latencyMs: options.latencyMs ?? 0, allowedIps, roles },
    faults: new FaultPlan<Fault>((fault, action) => fault.action === '*' || fault.action === action),
    hooks: new HookSender(whmcs.books, options.hooks, stopping),
    log: new RequestLog(),
    workers,
  };
}

async function answer(api: Api, reset: () => void, request: IncomingMessage): Promise<Answer | typeof DROP> {
  const url = new URL(request.url ?? '/', 'http://local');
  const method = request.method ?? 'GET';
  const body = await readBody(request, PHP_LIMITS.maxBodyBytes);
  if (api.whmcs.calendar.isBehind) {
    await api.whmcs.calendar.catchUp();
    await api.hooks.endOfRequest();
  }
  if (url.pathname === API_PATH) {
    const type = request.headers['content-type'] ?? '';
    if (type.startsWith('multipart/')) return errorAnswer(400, 'The local WHMCS reads no multipart bodies');
    // PHP leaves $_POST empty for any other type, and for a body past post_max_size.
    const form = method === 'POST' && type.startsWith('application/x-www-form-urlencoded') ? body : undefined;
    return answerCall(api, form ?? '', addressOf(request));
  }
  if (url.pathname.startsWith('/local/')) {
    const json = parsed(body);
    if (json instanceof Error) return errorAnswer(400, `the body is not JSON: ${json.message}`);
    const answered = await answerLocal(method, url.pathname, { api, reset, query: url.searchParams, body: json });
    await api.hooks.endOfRequest();
    return answered;
  }
  const answered = await answerPeople(api, method, url, request.headers, body ?? '');
  await api.hooks.endOfRequest();
  return answered;
}

function answerPeople(
  { whmcs }: Api,
  method: string,
  url: URL,
  headers: IncomingHttpHeaders,
  body: string,
): Promise<Answer> | Answer {
  if (method !== 'GET' && method !== 'POST') return htmlAnswer('<h1>405 Method Not Allowed</h1>', 405);
  if (method === 'POST' && !isFromOurPages(headers)) return htmlAnswer('<h1>403 Not from our own page</h1>', 403);
  if (url.pathname === '/oauth/singlesignon.php') return answerSignOn(whmcs, url);
  if (url.pathname === '/viewinvoice.php') return answerInvoice(whmcs, url, method, headers);
  return method === 'POST' ? answerForm(whmcs, url.pathname, body) : answerPage(whmcs, url);
}

function parsed(body: string | undefined): unknown {
  try {
    return body ? (JSON.parse(body) as unknown) : undefined;
  } catch (error) {
    return new Error((error as Error).message);
  }
}

function addressOf(request: IncomingMessage): string {
  return (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
}

function shown(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
}

/** A stop drops what is in progress, like a killed server; anything else is a bug of ours and is shown. */
function fail(response: ServerResponse, error: unknown, stopping: AbortSignal): void {
  const isOver = stopping.aborted || response.socket === null || response.socket.destroyed;
  if (!isOver) shown(error);
  response.socket?.destroy();
}

/** PORTWAY_WHMCS_HOOK_URL and PORTWAY_WHMCS_HOOK_SECRETS (one, or two separated by a space); no address = no hooks. */
function hooksOf(env: NodeJS.ProcessEnv): HookOptions | undefined {
  const url = env['PORTWAY_WHMCS_HOOK_URL'];
  if (!url) return undefined;
  return { url, secrets: (env['PORTWAY_WHMCS_HOOK_SECRETS'] ?? '').split(/\s+/).filter(Boolean) };
}

function cronEveryMs(env: NodeJS.ProcessEnv): number {
  const text = env['PORTWAY_WHMCS_CRON_SECONDS'] ?? '60';
  const seconds = Number(text);
  if (!(seconds >= 1)) throw new Error(`PORTWAY_WHMCS_CRON_SECONDS is ${text}; expected seconds, 1 or more`);
  return seconds * 1000;
}

async function runAsScript(): Promise<void> {
  const { values } = parseArgs({
    options: { config: { type: 'string', default: 'config/whmcs-sample.json' }, clients: { type: 'string' } },
  });
  const port = Number(process.env['PORTWAY_WHMCS_PORT'] ?? 4802);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(`PORTWAY_WHMCS_PORT is ${process.env['PORTWAY_WHMCS_PORT']}; expected a port number`);
  }
  const installation = readInstallationConfig(JSON.parse(readFileSync(values.config, 'utf8')), values.config);
  const more = values.clients ? readClientSeeds(JSON.parse(readFileSync(values.clients, 'utf8')), values.clients) : [];
  const config = { ...installation, clients: [...installation.clients, ...more] };
  const hooks = hooksOf(process.env);
  const whmcs = await startLocalWhmcs({ config, port, cronEveryMs: cronEveryMs(process.env), ...(hooks && { hooks }) });
  process.stdout.write(`${JSON.stringify({ ready: true, origin: whmcs.origin, apiUrl: whmcs.apiUrl })}\n`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void whmcs.close());
}

if (import.meta.main) {
  runAsScript().catch((error: unknown) => {
    const inUse = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
    const port = process.env['PORTWAY_WHMCS_PORT'] ?? '4802';
    const text = inUse ? `port ${port} is in use: set PORTWAY_WHMCS_PORT to a free one` : (error as Error).message;
    process.stderr.write(`local WHMCS: ${text}\n`);
    process.exitCode = 1;
  });
}
