// The whole way on one machine: the local org, the local WHMCS and the middleware as real servers on free ports.
// The middleware knows only addresses and keys; what reaches inside a stand-in does so from here.
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { UserSeed } from '../../../local/src/salesforce/security/user-seeds.ts';
import { startLocalOrg } from '../../../local/src/salesforce/main.ts';
import type { RunningLocalOrg } from '../../../local/src/salesforce/serve.ts';
import type { QueryRecord, QueryResult } from '../../../local/src/salesforce/soql/result.ts';
import { startLocalWhmcs, type RunningLocalWhmcs } from '../../../local/src/whmcs/main.ts';
import { readInstallationConfig } from '../../../local/src/whmcs/model/read-config.ts';
import type { Switches } from '../../../local/src/whmcs/wire/switches.ts';
import { readConfig } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import { startMiddleware, type RunningMiddleware } from '../../src/main.ts';

const ROOT = join(import.meta.dirname, '../../..');
export const OPERATOR_TOKEN = 'test-operator-token';
/** With which the Apex of this org signs. */
export const APEX_SIGNING_SECRET = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;
const AGENT = 'agent.sato@portway.example.test';

export interface Stack {
  readonly org: RunningLocalOrg;
  readonly whmcs: RunningLocalWhmcs;
  middleware: RunningMiddleware;
  /** Environment the middleware runs with. */
  readonly env: Record<string, string>;
  /** Stops the middleware and starts it anew on the same ledger. */
  restart(change?: Record<string, string>): Promise<void>;
  /** SOQL in system mode. */
  query(soql: string): Row[];
  /** One record's fields, as a customer service agent. */
  update(type: string, id: string, values: Record<string, unknown>): void;
  insert(type: string, values: Record<string, unknown>): string;
  approve(orderId: string): void;
  /** The order as soon as `isDone` holds of it. */
  orderWhen(orderId: string, isDone: (order: Row) => boolean, withinMs?: number): Promise<Row>;
  /** /local/… of the local WHMCS. */
  whmcsLocal<T>(method: string, path: string, body?: unknown): Promise<T>;
  /** /local/… of the local org: faults, clock, counters. */
  orgLocal<T>(method: string, path: string, body?: unknown): Promise<T>;
  /** Until the start-up checks have passed. */
  ready(): Promise<void>;
  /** GET of the middleware's own address, or another method. */
  ask(path: string, init?: RequestInit): Promise<Response>;
  close(): Promise<void>;
}

export type Row = Record<string, unknown>;

export async function startStack(
  options: { env?: Record<string, string>; switches?: Partial<Switches>; latencyMs?: number } = {},
): Promise<Stack> {
  const folder = mkdtempSync(join(tmpdir(), 'portway-e2e-'));
  const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const file = join(ROOT, 'config/whmcs-sample.json');
  const whmcs = await startLocalWhmcs({
    config: readInstallationConfig(JSON.parse(readFileSync(file, 'utf8')), file),
    port: 0,
    seed: 1,
    ...(options.switches && { switches: options.switches }),
    ...(options.latencyMs !== undefined && { latencyMs: options.latencyMs }),
  });
  const org = await startLocalOrg({
    projectDir: ROOT,
    users: users(),
    port: 0,
    pubsubPort: 0,
    clients: [
      {
        clientId: 'test-client',
        publicKeyPem: keys.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
        externalClientApp: 'Customer_Portal_Integration',
      },
    ],
    // Known once it runs.
    callouts: { namedCredentials: { Portway_Middleware: { url: () => stack.middleware.origin } } },
    customSettings: {
      Middleware_Settings__c: { Signing_Secret__c: APEX_SIGNING_SECRET, WHMCS_Origin__c: whmcs.origin },
    },
    dataFiles: [join(ROOT, 'config/sample-data/plan.json')],
  });
  const caPath = join(folder, 'ca.crt');
  writeFileSync(caPath, org.caPem);
  const env: Record<string, string> = {
    SF_LOGIN_URL: org.origin,
    SF_CLIENT_ID: 'test-client',
    SF_USERNAME: 'integration.user@portway.example.test',
    SF_PRIVATE_KEY_BASE64: Buffer.from(keys.privateKey.export({ type: 'pkcs8', format: 'pem' })).toString('base64'),
    SF_PUBSUB_ENDPOINT: org.pubsubAddress,
    SF_PUBSUB_CA_PATH: caPath,
    WHMCS_API_URL: whmcs.apiUrl,
    WHMCS_API_IDENTIFIER: 'local-identifier',
    WHMCS_API_SECRET: 'local-secret',
    WHMCS_PAYMENT_METHOD: 'banktransfer',
    WHMCS_CLIENT_NUMBER_FIELD_ID: '4',
    DATABASE_FILE: join(folder, 'ledger.sqlite'),
    PORT: '0',
    OPERATOR_TOKEN,
    LOG_LEVEL: process.env.E2E_LOG ?? 'silent',
    LOOKUP_WAIT_MS: '300',
    SERVICE_WAIT_MS: '500',
    FLUSH_MAX_WAIT_MS: '200',
    POLL_MS: '100',
    PROBE_MS: '200',
    SHUTDOWN_GRACE_MS: '5000',
    DRIFT_TIME: 'off',
    ...options.env,
  };
  const start = (): Promise<RunningMiddleware> => {
    const config = readConfig(env);
    return startMiddleware(config, createLog(config.logLevel));
  };

  const local = org.org;
  const query = (soql: string): Row[] =>
    local.transact(local.userByName('admin@portway.example.test'), (tx) =>
      local.query(tx, soql, { access: 'system' }).records.map(toRow),
    );
  const save = (operation: 'insert' | 'update', type: string, id: string | undefined, values: Row): string =>
    local.transact(local.userByName(AGENT), (tx) => {
      const record = { type, ...(id && { id }), values };
      const [result] = local.save(tx, { operation, records: [record], allOrNone: true, access: 'system' });
      if (!result?.success) throw new Error(`${operation} ${type}: ${JSON.stringify(result?.errors)}`);
      return result.id!;
    });

  const stack: Stack = {
    org,
    whmcs,
    env,
    middleware: await start(),
    restart: async (change = {}) => {
      await stack.middleware.stop();
      Object.assign(env, change);
      stack.middleware = await start();
    },
    query,
    update: (type, id, values) => void save('update', type, id, values),
    insert: (type, values) => save('insert', type, undefined, values),
    approve: (orderId) => void save('update', 'Order', orderId, { Status: 'Approved' }),
    orderWhen: async (orderId, isDone, withinMs = 30_000) => {
      const until = Date.now() + withinMs;
      for (;;) {
        const [order] = query(`SELECT ${ORDER_FIELDS} FROM Order WHERE Id = '${orderId}'`);
        if (order && isDone(order)) return order;
        if (Date.now() > until) throw new Error(`the order is still ${JSON.stringify(order)}`);
        await sleep(20);
      }
    },
    whmcsLocal: (method, path, body) => standIn(whmcs.origin, method, path, body),
    orgLocal: (method, path, body) => standIn(org.origin, method, path, body),
    ready: async () => {
      const until = Date.now() + 10_000;
      while ((await stack.ask('/health/ready')).status !== 200) {
        if (Date.now() > until) throw new Error(await (await stack.ask('/health/ready')).text());
        await sleep(20);
      }
    },
    ask: (path, init) => fetch(stack.middleware.origin + path, { redirect: 'manual', ...init }),
    close: async () => {
      await stack.middleware.stop();
      await Promise.all([org.close(), whmcs.close()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return stack;
}

async function standIn<T>(origin: string, method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(`${origin}/local/${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} /local/${path}: ${text}`);
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

function toRow(record: QueryRecord): Row {
  return Object.fromEntries([...record.fields].map(([name, value]) => [name, toPlain(value)]));
}

function toPlain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if ('fields' in value) return toRow(value as QueryRecord);
  return 'records' in value ? (value as QueryResult).records.map(toRow) : value;
}

const ORDER_FIELDS =
  'Id, OrderNumber, Status, Activation_Status__c, Activation_Error__c, Activation_Error_DateTime__c, WHMCS_Order_Id__c, ' +
  'AccountId, OpportunityId';

function users(): UserSeed[] {
  return (JSON.parse(readFileSync(join(ROOT, 'config/local-org.json'), 'utf8')) as { users: UserSeed[] }).users;
}

export function isProvisioned(order: Row): boolean {
  return order.Activation_Status__c === 'Provisioned' && order.Status === 'Activated';
}

export function isFailed(order: Row): boolean {
  return order.Activation_Status__c === 'Failed';
}
