// The comparison with its ledger, on both engines: what counts as a difference, when it is left alone, and that one is made
// every night, once.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createDrift, type DriftOptions } from '../../src/drift/drift.ts';
import { readReport } from '../../src/drift/read-report.ts';
import type { Outcome, Report } from '../../src/drift/report.ts';
import { TOPICS, type Topic } from '../../src/drift/scope.ts';
import { PortwayError } from '../../src/errors.ts';
import { askForDriftRun, findDriftRun, latestDriftRuns } from '../../src/ledger/drift-runs.ts';
import { offerResult } from '../../src/ledger/offer-result.ts';
import type { Ledger } from '../../src/ledger/open-ledger.ts';
import { claimOutbox } from '../../src/ledger/outbox.ts';
import { addOrders } from '../../src/ledger/requests.ts';
import { createLog } from '../../src/log.ts';
import { paceFor } from '../../src/provisioning/pace.ts';
import { CATALOGUE, comparedSystems, orderIdOf, usable, type ComparedSystems } from '../support/compared-systems.ts';
import { onBothEngines } from '../support/ledgers.ts';

/** Half past three in Tokyo. */
const NIGHT = new Date('2026-11-21T18:30:30Z');
const PACE = { slowPercent: 80, brakePercent: 95, flushMaxWaitMs: 0 };

function optionsFor(ledger: Ledger, systems: ComparedSystems, change: Partial<DriftOptions> = {}): DriftOptions {
  return {
    ledger,
    api: systems.api,
    whmcs: systems.whmcs,
    salesforce: usable('salesforce'),
    whmcsSystem: usable('whmcs'),
    catalogue: CATALOGUE,
    pace: () => paceFor(null, PACE),
    now: () => new Date(),
    log: createLog('silent'),
    pollMs: 20,
    timeZone: 'Asia/Tokyo',
    username: 'integration@example.test',
    nightlyAt: null,
    nightlyMends: false,
    settleMs: 0,
    maxCalls: 10_000,
    ...change,
  };
}

/** Makes one comparison. */
async function compare(
  ledger: Ledger,
  systems: ComparedSystems,
  change: Partial<DriftOptions> = {},
  topics: readonly Topic[] = TOPICS,
): Promise<Report> {
  const { runId } = await askForDriftRun(ledger, { topics, mends: false }, new Date());
  return doneBy(ledger, runId, optionsFor(ledger, systems, change));
}

async function doneBy(ledger: Ledger, runId: string, options: DriftOptions): Promise<Report> {
  const drift = createDrift(options);
  drift.start();
  try {
    for (const until = Date.now() + 20_000; ; await sleep(10)) {
      const run = await findDriftRun(ledger, runId);
      if (run?.state === 'done' || run?.state === 'failed') return (await readReport(ledger, run))!;
      assert.ok(Date.now() < until, 'the comparison ends');
    }
  } finally {
    await drift.stop();
  }
}

function outcomeOf({ run }: Report): Outcome {
  assert.equal(run.state, 'done', run.reason ?? '');
  return run.outcome as unknown as Outcome;
}

const suspended: Row = { status: 'Suspended' };
type Row = Record<string, unknown>;
const only =
  (n: number, change: Row) =>
  (row: Row): Row =>
    row.id === n ? { ...row, ...change } : row;

onBothEngines((engine) => {
  it('reports nothing where both say the same, and asks no more than a few calls', async () => {
    const ledger = await engine.open();
    const systems = comparedSystems(30);
    const report = await compare(ledger, systems);
    // Every service has a cancellation request here, which is no difference by itself.
    assert.deepEqual(report.findings, []);
    assert.deepEqual(outcomeOf(report).compared, { orders: 30, services: 30, invoices: 30, accounts: 30 });
    assert.equal(systems.calls, 10);
    assert.deepEqual(systems.written, []);
  });

  it('does not report what is gone at the second look', async () => {
    const ledger = await engine.open();
    const systems = comparedSystems(5);
    systems.twists.GetClientsProducts = only(3, suspended);
    systems.onCall = (_action, fields) => {
      if (fields.clientid === '3') delete systems.twists.GetClientsProducts;
    };
    const report = await compare(ledger, systems);
    assert.deepEqual(report.findings, []);
    assert.equal(outcomeOf(report).seenOnce, 1);
    assert.equal(outcomeOf(await compare(ledger, systems)).seenOnce, 0);
  });

  it('reports what two comparisons have seen without a second look, and once it is gone no more', async () => {
    const ledger = await engine.open();
    const systems = comparedSystems(5);
    systems.twists.GetClientsProducts = only(3, suspended);
    systems.onCall = (_action, fields) => {
      if (fields.clientid === '3') delete systems.twists.GetClientsProducts;
    };
    await compare(ledger, systems);
    systems.twists.GetClientsProducts = only(3, suspended);
    const report = await compare(ledger, systems);
    assert.deepEqual(
      report.findings.map(({ code }) => code),
      ['ServiceStatusDiffers'],
    );
    assert.deepEqual(Object.keys(systems.written.at(-1)!), ['attributes', 'id', 'WHMCS_Drift__c']);
    delete systems.twists.GetClientsProducts;
    assert.deepEqual((await compare(ledger, systems)).findings, []);
  });

  it('writes the mark when it changes and at no other time', async () => {
    const ledger = await engine.open();
    const systems = comparedSystems(5);
    systems.twists.GetClientsProducts = only(3, suspended);
    await compare(ledger, systems);
    assert.equal(systems.written.length, 1);
    const [{ WHMCS_Drift__c: mark }] = systems.written as [Row];
    assert.match(
      String(mark),
      /^ServiceStatusDiffers: “Fibre 3”: service 3 is Suspended in WHMCS, Service Status is Active$/,
    );
    systems.twists.Opportunity = (row) => (row.WHMCS_Service_ID__c === 3 ? { ...row, WHMCS_Drift__c: mark } : row);
    await compare(ledger, systems);
    assert.equal(systems.written.length, 1);
    delete systems.twists.GetClientsProducts;
    await compare(ledger, systems);
    assert.equal(systems.written.length, 2);
    assert.equal((systems.written[1] as Row).WHMCS_Drift__c, null);
  });

  it('leaves out customers of whom something is being worked on, and keeps what it knew of them', async () => {
    const ledger = await engine.open();
    const systems = comparedSystems(5);
    systems.twists.GetClientsProducts = only(3, suspended);
    const known = await compare(ledger, systems);
    assert.equal(known.findings.length, 1);
    await underWay(ledger, orderIdOf(3));
    systems.twists.GetOrders = only(3, { status: 'Pending' });
    const busy = await compare(ledger, systems);
    assert.deepEqual(
      busy.findings.map(({ key }) => key),
      known.findings.map(({ key }) => key),
    );
    assert.equal(outcomeOf(busy).differences, 1);
    assert.equal(outcomeOf(busy).leftOut, 2);
    // Also where orders are not what is compared.
    systems.twists.GetInvoices = only(3, { status: 'Unpaid' });
    const invoices = await compare(ledger, systems, {}, ['invoices']);
    assert.deepEqual(invoices.findings, []);
    assert.equal(outcomeOf(invoices).leftOut, 1);
  });

  it('leaves out what somebody changed a moment ago, but not what we wrote ourselves', async () => {
    const ledger = await engine.open();
    const systems = comparedSystems(5);
    systems.twists.GetClientsProducts = only(3, suspended);
    const by = (Username: string) => (row: Row) => ({
      ...row,
      LastModifiedDate: new Date().toISOString(),
      LastModifiedBy: { Username },
    });
    systems.twists.Opportunity = by('agent@example.test');
    const settling = { settleMs: 60_000 };
    assert.equal(outcomeOf(await compare(ledger, systems, settling)).leftOut, 1);
    systems.twists.Opportunity = by('integration@example.test');
    await compare(ledger, systems, { settleMs: 20 });
    assert.equal(outcomeOf(await compare(ledger, systems, settling)).differences, 1);
  });

  it('says why it could not compare, and knows what it knew', async () => {
    const ledger = await engine.open();
    const systems = comparedSystems(5);
    systems.twists.GetClientsProducts = only(3, suspended);
    await compare(ledger, systems);
    systems.onCall = (action) => {
      if (action === 'GetInvoices') throw new Error('WHMCS is away');
    };
    const report = await compare(ledger, systems);
    assert.equal(report.run.state, 'failed');
    assert.match(report.run.reason ?? '', /WHMCS is away/);
    assert.equal(report.findings.length, 1);
    const few = await compare(ledger, comparedSystems(5), { maxCalls: 7 });
    assert.match(few.run.reason ?? '', /more than 7 calls/);
  });

  it('holds up nobody else when a right is missing that it alone needs', async () => {
    const ledger = await engine.open();
    const systems = comparedSystems(5);
    const paused: string[] = [];
    const whmcsSystem = { ...usable('whmcs'), pause: ({ code }: PortwayError) => void paused.push(code) };
    const refused = async (code: 'WHMCS_ROLE_DENIED' | 'WHMCS_AUTH'): Promise<void> => {
      systems.onCall = (action) => {
        if (action === 'GetClients') throw new PortwayError(code, 'GetClients');
      };
      const { run } = await compare(ledger, systems, { whmcsSystem });
      assert.match(run.reason ?? '', new RegExp(code));
    };
    await refused('WHMCS_ROLE_DENIED');
    assert.deepEqual(paused, []);
    await refused('WHMCS_AUTH');
    assert.deepEqual(paused, ['WHMCS_AUTH']);
  });

  it('waits for orders under way to end before it looks', async () => {
    const ledger = await engine.open();
    const systems = comparedSystems(5);
    await underWay(ledger, orderIdOf(3));
    systems.twists.GetClientsProducts = only(3, suspended);
    const { runId } = await askForDriftRun(ledger, { topics: TOPICS, mends: false }, new Date());
    const report = doneBy(ledger, runId, optionsFor(ledger, systems, { settleMs: 100 }));
    await sleep(50);
    assert.equal(systems.calls, 0);
    const longAgo = { state: 'written_back' as const, updated_at: '2026-01-01T00:00:00.000Z' };
    await ledger.db.updateTable('order_ledger').set(longAgo).execute();
    assert.deepEqual(
      (await report).findings.map(({ code }) => code),
      ['ServiceStatusDiffers'],
    );
  });

  it('stops at once between its two looks, and another instance begins it anew', async () => {
    const ledger = await engine.open();
    const systems = comparedSystems(5);
    systems.twists.GetClientsProducts = only(3, suspended);
    const { runId } = await askForDriftRun(ledger, { topics: TOPICS, mends: false }, new Date());
    const stopped = createDrift(optionsFor(ledger, systems, { settleMs: 60_000 }));
    stopped.start();
    for (const until = Date.now() + 10_000; systems.calls < 10; await sleep(10)) assert.ok(Date.now() < until);
    const stoppedAt = Date.now();
    await stopped.stop();
    assert.ok(Date.now() - stoppedAt < 3000);
    assert.equal((await findDriftRun(ledger, runId))?.state, 'running');
    const report = await doneBy(ledger, runId, optionsFor(ledger, systems));
    assert.equal(report.findings.length, 1);
  });

  it('is not begun for ever when it takes its instance with it', async () => {
    const ledger = await engine.open();
    const { runId } = await askForDriftRun(ledger, { topics: TOPICS, mends: false }, new Date());
    await ledger.db.updateTable('drift_run').set({ state: 'running', attempts: 5 }).execute();
    const { run } = await doneBy(ledger, runId, optionsFor(ledger, comparedSystems(5)));
    assert.match(run.reason ?? '', /begun 5 times/);
  });

  it('waits while calls are scarce', async () => {
    const ledger = await engine.open();
    let used = 99;
    const systems = comparedSystems(5);
    const { runId } = await askForDriftRun(ledger, { topics: TOPICS, mends: false }, new Date());
    const drift = createDrift(optionsFor(ledger, systems, { pace: () => paceFor({ used, limit: 100 }, PACE) }));
    drift.start();
    await sleep(150);
    assert.ok(systems.calls <= 1, `${systems.calls} calls`);
    used = 1;
    for (const until = Date.now() + 10_000; (await findDriftRun(ledger, runId))?.state !== 'done'; await sleep(10))
      assert.ok(Date.now() < until, 'it goes on');
    await drift.stop();
  });

  it('is made once a night, by whoever of several instances comes first', async () => {
    const ledger = await engine.open();
    const other = engine.name === 'postgres' ? await engine.openAgain() : ledger;
    const nightly = { now: () => NIGHT, nightlyAt: '03:30' };
    const systems = [comparedSystems(5), comparedSystems(5)] as const;
    const drifts = [
      createDrift(optionsFor(ledger, systems[0], nightly)),
      ...(other === ledger ? [] : [createDrift(optionsFor(other, systems[1], nightly))]),
    ];
    for (const drift of drifts) drift.start();
    for (const until = Date.now() + 10_000; ; await sleep(10)) {
      if ((await latestDriftRuns(ledger, 5)).some(({ state }) => state === 'done')) break;
      assert.ok(Date.now() < until, 'it is made');
    }
    await sleep(100);
    await Promise.all(drifts.map((drift) => drift.stop()));
    const [run, ...others] = await latestDriftRuns(ledger, 5);
    assert.deepEqual(others, []);
    assert.equal(run!.runId, 'nightly 2026-11-22');
    assert.equal(run!.attempts, 1);
    assert.equal(systems[0].calls + systems[1].calls, 10);
  });

  it('begins anew when its instance died, and tries a failed night again later', async () => {
    const ledger = await engine.open();
    const systems = comparedSystems(5);
    const { runId } = await askForDriftRun(ledger, { topics: TOPICS, mends: false }, new Date());
    await ledger.db.updateTable('drift_run').set({ state: 'running', attempts: 1 }).execute();
    const report = await doneBy(ledger, runId, optionsFor(ledger, systems));
    assert.equal(report.run.attempts, 2);

    systems.onCall = () => {
      throw new Error('away');
    };
    let now = NIGHT;
    const drift = createDrift(optionsFor(ledger, systems, { now: () => now, nightlyAt: '03:30' }));
    drift.start();
    const nightly = async (isDone: (attempts: number, state: string) => boolean): Promise<void> => {
      for (const until = Date.now() + 10_000; ; await sleep(10)) {
        const run = await findDriftRun(ledger, 'nightly 2026-11-22');
        if (run && isDone(run.attempts, run.state)) return;
        assert.ok(Date.now() < until, JSON.stringify(run));
      }
    };
    await nightly((attempts, state) => attempts === 1 && state === 'asked');
    systems.onCall = () => undefined;
    now = new Date(NIGHT.getTime() + 600_000);
    await nightly((attempts, state) => attempts === 2 && state === 'done');
    await drift.stop();
  });

  it('offers a result of an order that nobody works on, once', async () => {
    const ledger = await engine.open();
    const offer = { orderId: orderIdOf(1), body: { resultId: '1' }, note: 'a test' };
    assert.equal(await offerResult(ledger, offer, new Date()), true);
    assert.equal(await offerResult(ledger, { ...offer, body: { resultId: '2' } }, new Date()), false);
    const items = await claimOutbox(ledger, { limit: 10, leaseMs: 1000, now: new Date() });
    assert.deepEqual(
      items.map(({ body }) => body),
      [{ resultId: '1' }],
    );
    await underWay(ledger, orderIdOf(2));
    assert.equal(await offerResult(ledger, { ...offer, orderId: orderIdOf(2) }, new Date()), false);
  });
});

async function underWay(ledger: Ledger, orderId: string): Promise<void> {
  const order = { orderId, lookUpFirst: false, correlationId: null, idempotencyKey: null, requestedBy: null, note: '' };
  await ledger.db.transaction().execute((tx) => addOrders(tx, [order], new Date()));
}
