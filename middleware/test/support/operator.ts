// An operator in front of a service that has nothing but a ledger.
import type { TestContext } from 'node:test';
import { startHttp } from '../../src/http/server.ts';
import type { Status } from '../../src/http/status.ts';
import { openLedger, type Ledger } from '../../src/ledger/open-ledger.ts';
import { createLog } from '../../src/log.ts';
import { createMetrics } from '../../src/metrics.ts';

const TOKEN = 'an-operator-token-of-length';

/** Of a service on which nothing is wrong. */
export const wellStatus = (): Status => ({
  systems: [],
  subscriber: { state: 'streaming', detail: '', isListening: true },
  warnings: [],
  whmcsVersion: null,
  apiUsage: null,
  pace: 'free',
  ordersInHand: 0,
  isStopping: false,
});

export interface Operator {
  readonly ledger: Ledger;
  /** Without any right. */
  readonly ask: (path: string, init?: RequestInit) => Promise<Response>;
  /** As a program with the token. */
  readonly askApi: (path: string, init?: RequestInit) => Promise<Response>;
  /** Signs in, and reads a page. */
  readonly read: (path: string) => Promise<string>;
  /** Presses a button of the page that was read last; `isOurs` false: from somebody else's page. */
  readonly press: (path: string, isOurs?: boolean) => Promise<Response>;
}

/** On an empty ledger in memory; gone with the test. */
export async function startOperator(t: TestContext): Promise<Operator> {
  const ledger = await openLedger({ file: ':memory:', instanceId: 'test' });
  const config = { host: '127.0.0.1', port: 0, operatorToken: TOKEN };
  const service = { config, frontDoors: [], ledger, log: createLog('silent'), metrics: createMetrics() };
  const { origin, close } = await startHttp({ ...service, status: wellStatus });
  t.after(async () => {
    await close();
    await ledger.close();
  });
  const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`${origin}${path}`, { redirect: 'manual', ...init });
  let cookie = '';
  let csrf = '';
  return {
    ledger,
    ask,
    askApi: (path, init = {}) => ask(path, { ...init, headers: { authorization: `Bearer ${TOKEN}` } }),
    read: async (path) => {
      const signIn = await ask('/operator/login', { method: 'POST', body: new URLSearchParams({ token: TOKEN }) });
      cookie = signIn.headers.get('set-cookie')!.split(';')[0]!;
      const text = await (await ask(path, { headers: { cookie } })).text();
      csrf = /name="csrf" value="([^"]+)"/.exec(text)![1]!;
      return text;
    },
    press: (path, isOurs = true) =>
      ask(path, { method: 'POST', headers: { cookie }, body: new URLSearchParams(isOurs ? { csrf } : {}) }),
  };
}
