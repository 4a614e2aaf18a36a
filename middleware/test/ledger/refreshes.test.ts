// Requests to refresh, as the ledger keeps them.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, it } from 'node:test';
import { billingCounts, dueWork, settleWork, unfinishedWork, type WorkOutcome } from '../../src/ledger/billing-work.ts';
import { ingestEvents, type IncomingEvent, type IngestCounts } from '../../src/ledger/ingest.ts';
import type { Ledger } from '../../src/ledger/open-ledger.ts';
import { readCursor, takeTerm, takeTurn, type SubscriberTerm } from '../../src/ledger/subscriber-term.ts';
import { countsByState, poisonedEvents } from '../../src/ledger/views.ts';
import { noteWaiting } from '../../src/ledger/waiting.ts';
import type { WorkKey } from '../../src/ledger/webhooks.ts';
import { eventOf } from '../support/events.ts';
import { onBothEngines } from '../support/ledgers.ts';

const TOPIC = 'BillingRefreshRequested__e';
const START = new Date('2026-11-22T09:00:00Z');
const after = (seconds: number): Date => new Date(START.getTime() + seconds * 1000);
const SALE: WorkKey = { kind: 'availability', recordId: '0065g00000AbCdEAAV' };
const ACCOUNT: WorkKey = { kind: 'account-invoices', recordId: '0015g00000AbCdEAAV' };

onBothEngines((engine) => {
  let ledger: Ledger;
  let term: SubscriberTerm;
  beforeEach(async () => {
    ledger = await engine.open();
    term = (await takeTerm(ledger, TOPIC, START))!;
  });
  afterEach(() => term.release());

  const refreshOf = (n: number, work: WorkKey, change: Partial<IncomingEvent> = {}): IncomingEvent =>
    eventOf(n, { topic: TOPIC, orderId: null, work, idempotencyKey: `event:event-${n}`, payload: {}, ...change });
  const ingest = (events: IncomingEvent[], now = START): Promise<IngestCounts> =>
    ingestEvents(ledger, term, {
      topic: TOPIC,
      events,
      cursor: events.at(-1)!.replayId,
      now,
      lookUpBefore: new Date(0),
    });
  const due = async (now: Date): Promise<string[]> =>
    (await dueWork(ledger, 100, now)).map(({ kind, recordId, asked }) => `${kind} ${recordId} x${asked}`);
  const settle = async (outcome: Omit<WorkOutcome, 'work'>, now = after(1)): Promise<void> => {
    const turn = (await takeTurn(ledger, 'billing'))!;
    const work = await dueWork(ledger, 100, now);
    await settleWork(
      ledger,
      turn,
      work.map((each) => ({ ...outcome, work: each })),
      now,
    );
    await turn.release();
  };
  const DONE = { dueAt: null, reason: null, isFailure: false };

  it('become work and a moved cursor in one commit, and no order', async () => {
    const counts = await ingest([refreshOf(1, SALE), refreshOf(2, ACCOUNT)]);
    assert.deepEqual(counts, { accepted: 2, duplicates: 0, poisoned: 0, retries: 0 });
    assert.deepEqual(await due(START), [`account-invoices ${ACCOUNT.recordId} x1`, `availability ${SALE.recordId} x1`]);
    assert.deepEqual(Buffer.from((await readCursor(ledger, TOPIC))!.replayId!), eventOf(2).replayId);
    assert.equal(
      Object.values(await countsByState(ledger)).reduce((sum, count) => sum + count, 0),
      0,
    );
    const rows = await ledger.db.selectFrom('inbox').select('status').execute();
    assert.deepEqual(
      rows.map(({ status }) => status),
      ['accepted', 'accepted'],
    );
  });

  it('that come twice ask once, under whatever replay id', async () => {
    await ingest([refreshOf(1, SALE)]);
    await settle(DONE);
    const again = refreshOf(3, SALE, { eventId: 'event-1' });
    assert.deepEqual(await ingest([again], after(2)), { accepted: 0, duplicates: 1, poisoned: 0, retries: 0 });
    assert.deepEqual(await due(after(2)), []);
  });

  it('for one record become one piece of work, done anew when asked for meanwhile', async () => {
    await ingest([refreshOf(1, SALE), refreshOf(2, SALE), refreshOf(3, SALE)]);
    assert.equal((await due(START)).length, 1);
    const turn = (await takeTurn(ledger, 'billing'))!;
    const [work] = await dueWork(ledger, 1, START);
    await ingest([refreshOf(4, SALE)]);
    await settleWork(ledger, turn, [{ ...DONE, work: work! }], after(1));
    await turn.release();
    assert.equal((await due(after(1))).length, 1);
    await settle(DONE);
    assert.deepEqual(await due(after(1)), []);
  });

  it('that nobody can use are kept for the operator and hold nothing up', async () => {
    const problem = 'Kind__c ‘Weather’ is not known here';
    const counts = await ingest([refreshOf(1, SALE, { problem, work: undefined }), refreshOf(2, ACCOUNT)]);
    assert.deepEqual(counts, { accepted: 1, duplicates: 0, poisoned: 1, retries: 0 });
    assert.deepEqual(
      (await poisonedEvents(ledger, { limit: 10 })).map((event) => [event.topic, event.problem]),
      [[TOPIC, problem]],
    );
    assert.deepEqual(await due(START), [`account-invoices ${ACCOUNT.recordId} x1`]);
  });

  it('that cannot be met show with their kind and reason', async () => {
    await ingest([refreshOf(1, ACCOUNT)]);
    const reason = { code: 'CLIENT_MISSING', text: 'The account has no WHMCS client' };
    await settle({ dueAt: after(86_400), reason, isFailure: true });
    const [shown] = await unfinishedWork(ledger, { limit: 10, offset: 0 });
    assert.deepEqual(
      [shown!.kind, shown!.recordId, shown!.code, shown!.reason],
      ['account-invoices', ACCOUNT.recordId, reason.code, reason.text],
    );
    assert.deepEqual((await billingCounts(ledger, after(2))).unfinished, [
      { kind: 'account-invoices', reason: 'CLIENT_MISSING', rows: 1 },
    ]);
  });

  it('that Salesforce says still wait are asked for when unknown, ended, or asked for before', async () => {
    const waiting = (requestedAt: Date | null) => [{ work: SALE, along: [ACCOUNT], requestedAt }];
    assert.equal(await noteWaiting(ledger, waiting(null), START), 1);
    assert.deepEqual(await due(START), [`account-invoices ${ACCOUNT.recordId} x1`, `availability ${SALE.recordId} x1`]);
    assert.equal(await noteWaiting(ledger, waiting(after(-5)), after(1)), 0, 'it is due');
    await settle({ dueAt: after(3600), reason: { code: 'SALESFORCE_REFUSED', text: 'locked' }, isFailure: true });
    assert.equal(await noteWaiting(ledger, waiting(after(-5)), after(2)), 0, 'it is tried again by itself');
    assert.equal(await noteWaiting(ledger, waiting(after(4)), after(6)), 0, 'as far as two clocks agree');
    assert.equal(await noteWaiting(ledger, waiting(after(30)), after(31)), 1, 'it was asked for since');
    await settle(DONE, after(32));
    assert.equal(await noteWaiting(ledger, waiting(after(30)), after(33)), 1, 'that was for an earlier request');
    await settle(DONE, after(34));
    assert.equal(await noteWaiting(ledger, waiting(null), after(36)), 1, 'it has ended, and Salesforce was never told');
  });
});
