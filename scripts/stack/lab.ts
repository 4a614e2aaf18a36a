// The laboratory: both stand-ins in this process, so that a script can look inside them; the middleware as processes of its own,
// so that they can be measured, killed and run several at once. They meet over the same wires as in production.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocalOrg, type LocalOrgOptions } from '../../local/src/salesforce/main.ts';
import type { UserSeed } from '../../local/src/salesforce/security/user-seeds.ts';
import type { RunningLocalOrg } from '../../local/src/salesforce/serve.ts';
import { consoleRouter } from '../../local/src/salesforce/ui/console.ts';
import { startLocalWhmcs, type RunningLocalWhmcs } from '../../local/src/whmcs/main.ts';
import { readClientSeeds, readInstallationConfig } from '../../local/src/whmcs/model/read-config.ts';
import { CERTIFICATE_PATH, KEY_PATH, makeKeys } from '../make-keys.ts';
import { startChild, type Child } from './child.ts';
import { middlewareCommand } from './middleware-command.ts';
import { LOCAL_CLIENT_ID, localEnvironment, LOCAL_SIGNING_SECRET, WHMCS_SAMPLE } from './local-environment.ts';

const ROOT = join(import.meta.dirname, '../..');

export interface Lab {
  readonly org: RunningLocalOrg;
  readonly whmcs: RunningLocalWhmcs;
  /** Scratch folder of this laboratory: ledger, logs. Gone with `close`. */
  readonly folder: string;
  /** What a middleware (or the baseline) needs to reach the stand-ins; its port is any free one. */
  readonly environment: Readonly<Record<string, string>>;
  /** Starts one more middleware and waits until it says it is up. `name` is for its log. */
  startMiddleware(name: string, env?: Readonly<Record<string, string>>): Promise<Middleware>;
  /** `/local/…` of a stand-in. @throws Error it refused */
  orgLocal<T>(method: string, path: string, body?: unknown): Promise<T>;
  whmcsLocal<T>(method: string, path: string, body?: unknown): Promise<T>;
  close(): Promise<void>;
}

export interface Middleware extends Child {
  readonly origin: string;
  /** One Prometheus sample, summed over its label sets that match; 0 when there is none. */
  metric(name: string, labels?: Readonly<Record<string, string>>): Promise<number>;
}

export interface LabOptions {
  readonly dataFiles?: readonly string[];
  readonly keepAliveMs?: number;
  readonly seed?: number;
  /**
   * With the portal: the sample's customers with their past, in WHMCS too; what Apex calls reaches the middleware that was started
   * last. The portal's pages show the sources as they are, small and without news of changes.
   */
  readonly hasPortal?: boolean;
}

interface OrgConfig {
  readonly users: readonly UserSeed[];
  readonly consoleUser: string;
}

const CUSTOMERS = join(ROOT, 'config/sample-data/customers.json');
const WHMCS_CLIENTS = 'config/sample-data/whmcs-clients.json';

export async function startLab(options: LabOptions = {}): Promise<Lab> {
  await makeKeys(ROOT);
  const folder = mkdtempSync(join(tmpdir(), 'portway-lab-'));
  const { users, consoleUser } = JSON.parse(readFileSync(join(ROOT, 'config/local-org.json'), 'utf8')) as OrgConfig;
  const certificatePem = readFileSync(join(ROOT, CERTIFICATE_PATH), 'utf8');
  const sample: unknown = JSON.parse(readFileSync(join(ROOT, WHMCS_SAMPLE), 'utf8'));
  const installation = readInstallationConfig(sample, WHMCS_SAMPLE);
  const clients = [...installation.clients, ...(options.hasPortal ? clientsWithAPast() : [])];
  const config = { ...installation, clients };
  const whmcs = await startLocalWhmcs({ config, port: 0, ...(options.seed !== undefined && { seed: options.seed }) });
  let middlewareOrigin: string | undefined;
  const org = await startLocalOrg({
    ...(options.hasPortal && portalOf(whmcs, () => middlewareOrigin)),
    projectDir: ROOT,
    port: 0,
    pubsubPort: 0,
    users,
    clients: [{ clientId: LOCAL_CLIENT_ID, certificatePem, externalClientApp: 'Customer_Portal_Integration' }],
    dataFiles: options.dataFiles ?? [],
    dailyApiLimit: 1_000_000,
    mount: [(built) => consoleRouter(built, consoleUser)],
    ...(options.keepAliveMs !== undefined && { keepAliveMs: options.keepAliveMs }),
  });
  const pubsubCaPath = join(folder, 'pubsub-ca.pem');
  writeFileSync(pubsubCaPath, org.caPem);
  const portOf = (address: string): number => Number(address.split(':').at(-1));
  const ports = {
    org: portOf(org.origin),
    pubsub: portOf(org.pubsubAddress),
    whmcs: portOf(whmcs.origin),
    middleware: 0,
  };
  const files = { keyPath: join(ROOT, KEY_PATH), pubsubCaPath, databaseFile: join(folder, 'ledger.sqlite') };
  // Calls are counted here: a billing sweep among them would be laid to the orders' charge.
  const environment = {
    ...localEnvironment(ports, files),
    LOG_LEVEL: 'warn',
    BILLING_SWEEP_INTERVAL_MS: '86400000',
    DRIFT_TIME: 'off',
  };
  const children = new Set<Child>();
  return {
    org,
    whmcs,
    folder,
    environment,
    startMiddleware: async (name, env = {}) => {
      const child = await startMiddleware(name, folder, { ...environment, ...env });
      children.add(child);
      middlewareOrigin = child.origin;
      return child;
    },
    orgLocal: (method, path, body) => callLocal(org.origin, method, path, body),
    whmcsLocal: (method, path, body) => callLocal(whmcs.origin, method, path, body),
    close: async () => {
      await Promise.all([...children].map((child) => child.stop()));
      await Promise.all([org.close(), whmcs.close()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function clientsWithAPast() {
  return readClientSeeds(JSON.parse(readFileSync(join(ROOT, WHMCS_CLIENTS), 'utf8')), WHMCS_CLIENTS);
}

/** What the org needs for pages: addresses, secrets and a past as in config/local-org.json. */
function portalOf(whmcs: RunningLocalWhmcs, middlewareOrigin: () => string | undefined) {
  return {
    historyFile: CUSTOMERS,
    sites: {},
    callouts: { namedCredentials: { Portway_Middleware: { url: middlewareOrigin } } },
    customSettings: {
      Middleware_Settings__c: { Signing_Secret__c: LOCAL_SIGNING_SECRET, WHMCS_Origin__c: whmcs.origin },
    },
  } satisfies Partial<LocalOrgOptions>;
}

async function startMiddleware(name: string, folder: string, env: Record<string, string>): Promise<Middleware> {
  const child = await startChild({
    name: `middleware ${name}`,
    args: middlewareCommand(),
    env: withoutDatabaseFile({ ...process.env, ...env }),
    logFile: join(folder, `${name}.log`),
    isReady: (line) => line.ready === true,
  });
  const origin = String(child.ready.origin);
  return { ...child, origin, metric: (metricName, labels = {}) => readMetric(origin, metricName, labels) };
}

/** DATABASE_URL takes the place of the laboratory's own DATABASE_FILE: the middleware refuses both. */
function withoutDatabaseFile(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  if (env.DATABASE_URL) delete env.DATABASE_FILE;
  return env;
}

async function callLocal<T>(origin: string, method: string, path: string, body?: unknown): Promise<T> {
  const json =
    body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  const reply = await fetch(`${origin}/local/${path}`, { method, ...json });
  const text = await reply.text();
  if (!reply.ok) throw new Error(`${method} /local/${path}: HTTP ${reply.status} ${text}`);
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

async function readMetric(origin: string, name: string, labels: Readonly<Record<string, string>>): Promise<number> {
  const text = await (await fetch(`${origin}/metrics`)).text();
  const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  const samples = text.split('\n').filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
  const matching = samples.filter((line) => wanted.every((pair) => line.includes(pair)));
  return matching.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}
