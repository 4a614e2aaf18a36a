// Starts a local WHMCS for one test and speaks to it over a real socket.
import type { TestContext } from 'node:test';
import { md5 } from '../../src/whmcs/access/access.ts';
import { startLocalWhmcs, type LocalWhmcsOptions } from '../../src/whmcs/main.ts';
import { readInstallationConfig } from '../../src/whmcs/model/read-config.ts';
import { toWhmcsField } from '../../src/whmcs/wire/php-serialize.ts';

/** 2026-11-20 10:04:11 in Tokyo. */
export const NOW = Date.parse('2026-11-20T01:04:11Z');

const marker = (id: number) => ({ id, name: 'SF Reference', adminOnly: true, showOrder: true });
const yen = (monthly: string, more = {}) => ({ JPY: { monthly, ...more } });
const product = (pid: number, more: object) => ({ pid, gid: 1, name: `Product ${pid}`, payType: 'recurring', ...more });

/** Product ids by what is peculiar about them. */
export const PID = {
  withModule: 1,
  plain: 2,
  oneTime: 3,
  free: 4,
  manyServices: 5,
  noQuantity: 6,
  stocked: 7,
  hidden: 8,
  retired: 9,
  onPayment: 10,
  byHand: 11,
} as const;

export const TEST_CONFIG = {
  companyName: 'Test Telecom',
  timezone: 'Asia/Tokyo',
  allowedIps: ['127.0.0.1'],
  accessKey: 'let-me-in',
  credentials: [
    { identifier: 'full', secret: 'full-secret', roles: ['all'] },
    { identifier: 'reader', secret: 'reader-secret', roles: ['read', 'log'] },
  ],
  admins: [
    { username: 'admin', passwordMd5: md5('admin-password') },
    { username: 'gone', passwordMd5: md5('gone-password'), disabled: true },
    { username: 'nobody', passwordMd5: md5('nobody-password'), apiAccess: false },
  ],
  roles: { all: ['*'], read: ['GetOrders', 'getclients'], log: ['LogActivity'] },
  currencies: [
    { id: 1, code: 'JPY', prefix: '¥', suffix: ' JPY', format: 4 },
    { id: 2, code: 'USD', prefix: '$', suffix: ' USD' },
  ],
  paymentMethods: [
    { module: 'banktransfer', displayName: 'Bank Transfer' },
    { module: 'mailin', displayName: 'Mail In Payment' },
  ],
  productGroups: [{ gid: 1, name: 'Group' }],
  clientCustomFields: [
    { id: 4, name: 'Salesforce Account No', adminOnly: true },
    { id: 5, name: 'Nickname' },
  ],
  products: [
    product(PID.withModule, {
      module: { name: 'autorelease' },
      quantities: 'scaling',
      pricing: { ...yen('1000.00', { annually: '10000.00', msetupfee: '500.00' }), USD: { monthly: '10.50' } },
      customFields: [marker(31), { id: 32, name: 'Hidden field' }],
      configOptions: [
        {
          id: 7,
          name: 'Routers',
          type: 'quantity',
          minQty: 1,
          maxQty: 4,
          options: [{ id: 51, name: 'Router', pricing: yen('300.00') }],
        },
        {
          id: 8,
          name: 'Speed',
          type: 'dropdown',
          options: [
            { id: 55, name: 'Standard', pricing: yen('0.00') },
            { id: 56, name: 'Fast', pricing: yen('400.00') },
          ],
        },
        { id: 9, name: 'Insured', type: 'yesno', options: [{ id: 57, name: 'Yes', pricing: yen('50.00') }] },
      ],
    }),
    product(PID.plain, { pricing: yen('200.00'), customFields: [marker(33)], quantities: 'scaling' }),
    product(PID.oneTime, { payType: 'onetime', pricing: yen('3000.00'), customFields: [marker(34)] }),
    product(PID.free, { payType: 'free' }),
    product(PID.manyServices, { pricing: yen('100.00'), quantities: 'services', customFields: [marker(35)] }),
    product(PID.noQuantity, { pricing: { JPY: { annually: '900.00' } } }),
    product(PID.stocked, { pricing: yen('100.00'), stock: 2, quantities: 'scaling' }),
    product(PID.hidden, { pricing: yen('100.00'), hidden: true }),
    product(PID.retired, { pricing: yen('100.00'), retired: true }),
    product(PID.onPayment, { pricing: yen('100.00'), module: { name: 'autorelease' }, autoSetup: 'payment' }),
    product(PID.byHand, { pricing: yen('100.00'), module: { name: 'other' }, autoSetup: 'off' }),
  ],
  addons: [
    { id: 3, name: 'Support', payType: 'recurring', pricing: yen('50.00') },
    { id: 9, name: 'Visit', payType: 'onetime', pricing: yen('70.00') },
  ],
  clients: [
    {
      firstName: '花子',
      lastName: '見本',
      email: 'Hanako@example.com',
      country: 'JP',
      customFields: { '4': 'C-0000001' },
    },
  ],
};

/** The seeded client. */
export const CLIENT = '301';

/** Just enough of a reply to reach into it in a test. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Json = any;
export type Fields = Readonly<Record<string, string | number>>;

export interface TestWhmcs {
  readonly origin: string;
  readonly apiUrl: string;
  /** Calls as the full-access credential and returns the JSON body. */
  call(action: string, fields?: Fields): Promise<Json>;
  /** Posts these fields alone. */
  post(fields: Fields, headers?: Record<string, string>): Promise<{ status: number; type: string; text: string }>;
  /** /local/*, refusing anything but 200. */
  local(method: string, path: string, body?: unknown): Promise<Json>;
}

export async function startWhmcs(t: TestContext, options: Partial<LocalWhmcsOptions> = {}): Promise<TestWhmcs> {
  const config = readInstallationConfig(TEST_CONFIG);
  const whmcs = await startLocalWhmcs({ config, port: 0, now: () => NOW, ...options });
  t.after(() => whmcs.close());
  const post: TestWhmcs['post'] = async (fields, headers = {}) => {
    const entries = Object.entries(fields).map(([name, value]): [string, string] => [name, String(value)]);
    const reply = await fetch(whmcs.apiUrl, { method: 'POST', body: new URLSearchParams(entries), headers });
    return { status: reply.status, type: reply.headers.get('content-type') ?? '', text: await reply.text() };
  };
  return {
    origin: whmcs.origin,
    apiUrl: whmcs.apiUrl,
    post,
    call: async (action, fields = {}) => {
      const login = { identifier: 'full', secret: 'full-secret', responsetype: 'json' };
      return JSON.parse((await post({ action, ...login, ...fields })).text) as unknown;
    },
    local: async (method, path, body) => {
      const reply = await fetch(
        whmcs.origin + path,
        body === undefined ? { method } : { method, body: JSON.stringify(body) },
      );
      const text = await reply.text();
      const answer = JSON.parse(text);
      if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${answer.error}`);
      return answer;
    },
  };
}

/** An AddOrder of these products, plus whatever else is given. */
export function order(pids: readonly number[], more: Fields = {}): Fields {
  const lines = Object.fromEntries(pids.map((pid, i) => [`pid[${i}]`, pid]));
  return { clientid: CLIENT, paymentmethod: 'banktransfer', ...lines, ...more };
}

export function field(values: Readonly<Record<string, string | number>>): string {
  return toWhmcsField(new Map(Object.entries(values)));
}
