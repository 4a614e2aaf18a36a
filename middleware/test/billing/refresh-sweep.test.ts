// The sweep goes through what waits in turn, and asks for nothing twice.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createRefreshSweep } from '../../src/billing/refresh-sweep.ts';
import { dueWork, settleWork } from '../../src/ledger/billing-work.ts';
import { takeTurn } from '../../src/ledger/subscriber-term.ts';
import type { SalesforceApi } from '../../src/salesforce/api.ts';
import { onBothEngines } from '../support/ledgers.ts';

const NOW = new Date('2026-11-22T09:00:00Z');
const before = (seconds: number): string => new Date(NOW.getTime() - seconds * 1000).toISOString();

interface Sale {
  readonly Id: string;
  readonly AccountId: string | null;
  Refresh_Requested_Date_Time__c: string | null;
  Stock_Checked_Date_Time__c: string | null;
}

const saleOf = (n: number, change: Partial<Sale> = {}): Sale => ({
  Id: `0065g00000${String(n).padStart(5, '0')}AAA`,
  AccountId: null,
  Refresh_Requested_Date_Time__c: null,
  Stock_Checked_Date_Time__c: null,
  ...change,
});

/** Answers as the query does, a page at a time. */
function orgWith(sales: readonly Sale[]): { api: SalesforceApi; queries: string[] } {
  const queries: string[] = [];
  const request = (_kind: string, _method: string, path: string): Promise<unknown> => {
    const soql = decodeURIComponent(path.split('?q=')[1]!);
    queries.push(soql);
    const after = /Id > '(\w+)'/.exec(soql)?.[1] ?? '';
    const limit = Number(/LIMIT (\d+)/.exec(soql)![1]);
    return Promise.resolve({ done: true, records: sales.filter(({ Id }) => Id > after).slice(0, limit) });
  };
  return { api: { basePath: '', request } as unknown as SalesforceApi, queries };
}

onBothEngines((engine) => {
  it('takes five pages at most, goes on where it stopped, and begins anew after the last', async () => {
    const ledger = await engine.open();
    const { api, queries } = orgWith(Array.from({ length: 1100 }, (_, n) => saleOf(n)));
    const sweep = createRefreshSweep({ ledger, api, now: () => NOW, salesforceNow: () => NOW });
    assert.equal(await sweep(), 1000);
    assert.equal(queries.length, 5);
    assert.equal(await sweep(), 100);
    assert.equal(queries.length, 6);
    assert.equal(await sweep(), 0, 'they are due already');
    assert.ok(!queries[6]!.includes('Id >'));
    assert.ok(queries.every((soql) => soql.includes(`LastModifiedDate < ${before(10)}`)));
  });

  it('asks for what was requested since it was checked, with its account, and not for what was answered', async () => {
    const ledger = await engine.open();
    const asked = saleOf(1, {
      AccountId: '0015g00000AbCdEAAV',
      Refresh_Requested_Date_Time__c: before(60),
      Stock_Checked_Date_Time__c: before(90),
    });
    const { api } = orgWith([
      asked,
      saleOf(2, { Refresh_Requested_Date_Time__c: before(90), Stock_Checked_Date_Time__c: before(60) }),
      saleOf(3, { Refresh_Requested_Date_Time__c: before(-3600) }),
    ]);
    const sweep = createRefreshSweep({ ledger, api, now: () => NOW, salesforceNow: () => NOW });
    assert.equal(await sweep(), 1);
    const due = await dueWork(ledger, 10, NOW);
    assert.deepEqual(due.map(({ kind, recordId }) => [kind, recordId]).sort(), [
      ['account-invoices', asked.AccountId],
      ['availability', asked.Id],
    ]);
    const term = (await takeTurn(ledger, 'billing'))!;
    await settleWork(
      ledger,
      term,
      due.map((work) => ({ work, dueAt: null, reason: null, isFailure: false })),
      NOW,
    );
    await term.release();
    asked.Stock_Checked_Date_Time__c = before(0);
    assert.equal(await sweep(), 0);
  });
});
