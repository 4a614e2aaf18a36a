// What stops one kind of billing work holds up no other.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createBillingSync } from '../../src/billing/sync.ts';
import { PortwayError } from '../../src/errors.ts';
import { askAgain, billingCounts, dueWork } from '../../src/ledger/billing-work.ts';
import { openLedger } from '../../src/ledger/open-ledger.ts';
import { createLog } from '../../src/log.ts';
import type { System } from '../../src/provisioning/system.ts';
import type { SalesforceApi } from '../../src/salesforce/api.ts';
import type { WhmcsCall } from '../../src/whmcs/call.ts';

const SALE = '0065g00000AbCdEAAV';
const ACCOUNT = '0015g00000AbCdEAAV';
const well = { run: <T>(work: () => Promise<T>) => work(), isUsable: () => true } as unknown as System;

const line = { Id: 'line', Quantity: 1, In_Stock__c: false, Product2: { Name: 'Fibre', WHMCS_Product_Id__c: '1' } };
const ROWS: readonly [from: string, row: object][] = [
  ['FROM Opportunity ', { Id: SALE, WHMCS_Service_ID__c: null, OpportunityLineItems: { done: true, records: [line] } }],
  ['FROM Account ', { Id: ACCOUNT, Name: 'Sample', WH_Account__c: '7' }],
];
const api = {
  basePath: '',
  request: (_kind: string, method: string, path: string, body?: { compositeRequest: { body: { records: [] } }[] }) => {
    if (method === 'GET') {
      const records = ROWS.flatMap(([from, row]) => (decodeURIComponent(path).includes(from) ? [row] : []));
      return Promise.resolve({ done: true, records });
    }
    const compositeResponse = body!.compositeRequest.map((part) => ({
      httpStatusCode: 200,
      body: part.body.records.map(() => ({ success: true })),
    }));
    return Promise.resolve({ compositeResponse });
  },
} as unknown as SalesforceApi;

test('a right that WHMCS does not give stops what needs it, for a minute at a time, and nothing else', async () => {
  const ledger = await openLedger({ file: ':memory:', instanceId: 'test' });
  let now = Date.parse('2026-11-22T09:00:00Z');
  let mayReadProducts = false;
  let refused = 0;
  const whmcs: WhmcsCall = (action, _fields, { read }) => {
    if (action === 'GetProducts' && !mayReadProducts) {
      refused++;
      return Promise.reject(new PortwayError('WHMCS_ROLE_DENIED', 'GetProducts'));
    }
    return Promise.resolve(read({ result: 'success', totalresults: 0 }));
  };
  const sync = createBillingSync({
    ledger,
    whmcs,
    whmcsSystem: well,
    salesforce: well,
    api,
    timeZone: 'Asia/Tokyo',
    parallel: 2,
    pace: () => ({ doesUnhurried: true }) as never,
    now: () => new Date(now),
    salesforceNow: () => new Date(now),
    countedProducts: new Set(),
    log: createLog('silent'),
    pollMs: 5,
    sweepIntervalMs: 86_400_000,
  });
  const until = async (isDone: () => boolean | Promise<boolean>, what: string): Promise<void> => {
    for (const end = Date.now() + 5000; !(await isDone()); await new Promise((resolve) => setImmediate(resolve)))
      assert.ok(Date.now() < end, what);
  };
  const due = async (): Promise<string[]> => (await dueWork(ledger, 10, new Date(now))).map(({ kind }) => kind);
  const ask = (kind: 'availability' | 'account-invoices', recordId: string): Promise<void> =>
    askAgain(ledger, [{ kind, recordId }], new Date(now));

  await ask('availability', SALE);
  sync.start();
  await until(() => sync.trouble() !== null, 'the missing right is told');
  assert.match(sync.trouble()!, /^WHMCS_ROLE_DENIED: GetProducts/);
  await ask('account-invoices', ACCOUNT);
  sync.wake();
  await until(async () => (await due()).join() === 'availability', 'the other kind is done');
  assert.equal(refused, 1);
  assert.notEqual(sync.trouble(), null);

  mayReadProducts = true;
  now += 60_000;
  sync.wake();
  await until(async () => (await due()).length === 0, 'it is done when it may be');
  await until(() => sync.trouble() === null, 'the trouble is over');
  assert.deepEqual((await billingCounts(ledger, new Date(now))).unfinished, []);
  await sync.stop();
  await ledger.close();
});
