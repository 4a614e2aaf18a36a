// The sweep costs the same however large the installation is, and passes nothing over.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createBillingSweep } from '../../src/billing/sweep.ts';
import { dueWork, settleWork } from '../../src/ledger/billing-work.ts';
import type { Ledger } from '../../src/ledger/open-ledger.ts';
import { takeTurn } from '../../src/ledger/subscriber-term.ts';
import type { WhmcsCall } from '../../src/whmcs/call.ts';
import { onBothEngines } from '../support/ledgers.ts';

const NOW = new Date('2026-11-22T09:00:00Z');

/** Lists as WHMCS gives them, of as many rows as are set. */
function lists() {
  const invoices = Array.from({ length: 3000 }, (_, n) => ({ id: n + 1, status: 'Paid' }));
  const services = Array.from({ length: 300 }, (_, n) => ({ id: n + 1, status: 'Active' }));
  let calls = 0;
  const call: WhmcsCall = (action, fields, { read }) => {
    calls++;
    const [name, all] =
      action === 'GetInvoices' ? (['invoice', [...invoices].reverse()] as const) : (['product', services] as const);
    const rows = all.filter(({ status }) => fields.status === undefined || status === fields.status);
    const start = Number(fields.limitstart);
    const page = rows.slice(start, start + Number(fields.limitnum));
    return Promise.resolve(read({ result: 'success', totalresults: rows.length, [`${name}s`]: { [name]: page } }));
  };
  return { invoices, services, call, takeCalls: () => [calls, (calls = 0)][0]! };
}

async function settleAll(ledger: Ledger): Promise<string[]> {
  const term = (await takeTurn(ledger, 'billing'))!;
  const due = await dueWork(ledger, 100_000, NOW);
  const outcomes = due.map((work) => ({ work, dueAt: null, reason: null, isFailure: false }));
  await settleWork(ledger, term, outcomes, NOW);
  await term.release();
  return due.map(({ kind, recordId }) => `${kind} ${recordId}`);
}

onBothEngines((engine) => {
  it('goes through all in turn with at most ten calls each time, and asks for nothing that has not changed', async () => {
    const ledger = await engine.open();
    const { invoices, services, call, takeCalls } = lists();
    const sweep = createBillingSweep({ ledger, whmcs: call, now: () => NOW });
    let found = 0;
    for (let round = 0; round < 3; round++) {
      found += await sweep();
      assert.ok(takeCalls() <= 10);
    }
    assert.equal(found, 3300);
    assert.equal((await settleAll(ledger)).length, 3300);
    for (let round = 0; round < 3; round++) assert.equal(await sweep(), 0);
    assert.deepEqual(await settleAll(ledger), []);

    invoices[2]!.status = 'Refunded';
    services[299]!.status = 'Suspended';
    for (let round = 0; round < 3; round++) await sweep();
    assert.deepEqual((await settleAll(ledger)).sort(), ['invoice 3', 'service 300']);
  });

  it('reads unpaid invoices anew although their rows have not changed', async () => {
    const ledger = await engine.open();
    const { invoices, call } = lists();
    const sweep = createBillingSweep({ ledger, whmcs: call, now: () => NOW });
    for (let round = 0; round < 3; round++) await sweep();
    await settleAll(ledger);
    invoices[2999]!.status = 'Unpaid';
    await sweep();
    await settleAll(ledger);
    await sweep();
    assert.deepEqual(await settleAll(ledger), ['invoice 3000']);
  });

  it('keeps due what was asked for again while it was worked, and refuses an earlier term', async () => {
    const ledger = await engine.open();
    const { call } = lists();
    await createBillingSweep({ ledger, whmcs: call, now: () => NOW })();
    const earlier = (await takeTurn(ledger, 'billing'))!;
    const [work] = await dueWork(ledger, 1, NOW);
    await createBillingSweep({ ledger, whmcs: call, now: () => NOW })();
    await ledger.db
      .updateTable('billing_work')
      .set((eb) => ({ asked: eb('asked', '+', 1) }))
      .where('record_id', '=', work!.recordId)
      .execute();
    const outcome = { work: work!, dueAt: null, reason: null, isFailure: false };
    await settleWork(ledger, earlier, [outcome], NOW);
    assert.ok(
      (await dueWork(ledger, 100_000, NOW)).some(
        ({ recordId, kind }) => kind === work!.kind && recordId === work!.recordId,
      ),
    );
    await earlier.release();
    const later = (await takeTurn(ledger, 'billing'))!;
    await assert.rejects(settleWork(ledger, earlier, [outcome], NOW), { name: 'TermLost' });
    await later.release();
  });
});
