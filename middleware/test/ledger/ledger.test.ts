// The ledger's promises, on both engines.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { claimOrders, extendLeases, type HeldOrder } from '../../src/ledger/claim-orders.ts';
import { ingestEvents, type IncomingEvent, type IngestCounts } from '../../src/ledger/ingest.ts';
import { moveOrder, moveOrders, releaseOrder } from '../../src/ledger/move-order.ts';
import type { Ledger } from '../../src/ledger/open-ledger.ts';
import { abandonOutbox, claimOutbox, completeOutbox, retryOutbox, type OutboxItem } from '../../src/ledger/outbox.ts';
import { pruneInbox } from '../../src/ledger/prune-inbox.ts';
import { redriveOrder } from '../../src/ledger/redrive-order.ts';
import { GroupBusy, LeaseLost, TermLost } from '../../src/ledger/refusals.ts';
import type { State } from '../../src/ledger/states.ts';
import {
  forgetCursor,
  readCursor,
  storeCursor,
  takeTerm,
  type SubscriberTerm,
} from '../../src/ledger/subscriber-term.ts';
import { sweepOrders } from '../../src/ledger/sweep-orders.ts';
import {
  countsByState,
  findOrder,
  listOrders,
  oldestOpen,
  orderHistory,
  outboxSize,
  poisonedEvents,
  subscriptions,
} from '../../src/ledger/views.ts';
import { orderIdOf } from '../support/ids.ts';
import { eventOf, TOPIC } from '../support/events.ts';
import { onBothEngines } from '../support/ledgers.ts';

const START = new Date('2026-11-22T09:00:10Z');
const after = (seconds: number): Date => new Date(START.getTime() + seconds * 1000);
const LEASE_MS = 15_000;

onBothEngines((engine) => {
  let ledger: Ledger;
  let term: SubscriberTerm;
  beforeEach(async () => {
    ledger = await engine.open();
    term = (await takeTerm(ledger, TOPIC, START))!;
  });
  afterEach(() => term.release());

  // --- short forms

  const ingest = (events: IncomingEvent[], now = START, lookUpBefore = new Date(0)): Promise<IngestCounts> =>
    ingestEvents(ledger, term, { topic: TOPIC, events, cursor: events.at(-1)!.replayId, now, lookUpBefore });
  const claim = (now = START, limit = 10): Promise<HeldOrder[]> =>
    claimOrders(ledger, { limit, leaseMs: LEASE_MS, now });
  const claimed = async (now = START): Promise<string[]> => (await claim(now)).map((order) => order.orderId);
  const sendable = (now = START): Promise<OutboxItem[]> => claimOutbox(ledger, { limit: 10, leaseMs: LEASE_MS, now });
  const stateOf = async (n: number): Promise<State | undefined> => (await findOrder(ledger, orderIdOf(n)))?.state;

  const PATHS: Partial<Record<State, readonly State[]>> = {
    submitting: ['submitting'],
    created: ['submitting', 'created'],
    active: ['submitting', 'created', 'active'],
    written_back: ['submitting', 'created', 'active'],
    failed: ['failed'],
    needs_human: ['submitting', 'needs_human'],
    retrying: ['retrying'],
  };
  /** Brings the one claimable order to a state the way a worker would. */
  const bring = async (to: State, now = START): Promise<HeldOrder> => {
    let [held] = await claim(now);
    for (const state of PATHS[to]!) {
      const outbox = state === 'active' || state === 'failed' ? { outbox: { result: state } } : {};
      held = await moveOrder(ledger, held!, state, { groupKey: 'account', ...outbox }, now);
    }
    if (to === 'written_back') await completeOutbox(ledger, await sendable(now), now);
    return held!;
  };

  describe('ingest', () => {
    it('turns new events into received orders and moves the cursor, in one commit', async () => {
      assert.deepEqual(await ingest([eventOf(1), eventOf(2)]), { accepted: 2, duplicates: 0, poisoned: 0, retries: 0 });
      assert.deepEqual((await countsByState(ledger)).received, 2);
      const cursor = await readCursor(ledger, TOPIC);
      assert.deepEqual(Buffer.from(cursor!.replayId!), eventOf(2).replayId);
      const order = await findOrder(ledger, orderIdOf(1));
      assert.equal(order!.correlationId, 'correlation-1');
      assert.equal(order!.requestedBy, 'agent@example.com');
    });

    it('knows an event again under another replay id, in a later batch and in the same one', async () => {
      await ingest([eventOf(1)]);
      const again = eventOf(1, { replayId: Buffer.from('another') });
      assert.deepEqual(await ingest([again, eventOf(2), eventOf(2)]), {
        accepted: 1,
        duplicates: 2,
        poisoned: 0,
        retries: 0,
      });
      assert.equal((await countsByState(ledger)).received, 2);
    });

    it('takes an event of its own id with a known idempotency key for a duplicate', async () => {
      await ingest([eventOf(1)]);
      await bring('failed');
      assert.equal((await ingest([eventOf(1, { eventId: 'other' })])).duplicates, 1);
      assert.equal(await stateOf(1), 'failed');
    });

    it('stores a batch of a thousand', async () => {
      const counts = await ingest(Array.from({ length: 1000 }, (_, n) => eventOf(n)));
      assert.equal(counts.accepted, 1000);
      assert.equal((await countsByState(ledger)).received, 1000);
    });

    for (const state of ['failed', 'needs_human', 'written_back'] as const)
      it(`starts a ${state} order again when asked under a new key, due now and with attempts from 0`, async () => {
        await ingest([eventOf(1)]);
        await bring(state);
        const retry = eventOf(1, {
          eventId: 'retry',
          idempotencyKey: 'new',
          createdAt: after(60),
          requestedBy: 'a.sato',
        });
        assert.equal((await ingest([retry], after(61))).retries, 1);
        const [held] = await claim(after(62));
        assert.equal(held!.state, 'retrying');
        assert.equal(held!.attempts, 0);
        assert.equal(held!.idempotencyKey, 'new');
        // What a person had to decide may have been decided outside.
        assert.equal(held!.lookUpFirst, state === 'needs_human');
        assert.equal((await orderHistory(ledger, orderIdOf(1))).at(-1)!.note, 'retry asked for by a.sato');
        assert.equal(await outboxSize(ledger), 0, 'a failure not yet written back would be out of date');
      });

    it('takes a request older than the success for answered by it', async () => {
      await ingest([eventOf(1)]);
      await bring('written_back', after(10));
      const late = eventOf(1, { eventId: 'late', idempotencyKey: 'new', createdAt: after(5) });
      assert.equal((await ingest([late], after(20))).duplicates, 1);
      assert.equal(await stateOf(1), 'written_back');
    });

    it('only notes a new request for an order in progress', async () => {
      await ingest([eventOf(1)]);
      const held = await bring('submitting');
      const counts = await ingest([eventOf(1, { eventId: 'again', idempotencyKey: 'new' })]);
      assert.deepEqual([counts.accepted, counts.retries], [1, 0]);
      assert.match((await orderHistory(ledger, orderIdOf(1))).at(-1)!.note!, /asked for again by .* while in progress/);
      await moveOrder(ledger, held, 'created', {}, START); // its worker still holds it
    });

    it('makes an order that waits for its next attempt due at once when it is asked for again', async () => {
      await ingest([eventOf(1)]);
      const [held] = await claim();
      await moveOrder(ledger, held!, 'retrying', { nextAttemptAt: after(600), releaseLease: true }, START);
      assert.deepEqual(await claimed(after(1)), []);
      await ingest([eventOf(1, { eventId: 'again', idempotencyKey: 'new' })], after(2));
      assert.deepEqual(await claimed(after(3)), [orderIdOf(1)]);
    });

    it('has two requests for one order in one batch start it once', async () => {
      await ingest([eventOf(1), eventOf(1, { eventId: 'second', idempotencyKey: 'new' })]);
      assert.deepEqual(await claimed(), [orderIdOf(1)]);
    });

    it('keeps a poisoned event with its bytes, and goes on', async () => {
      const raw = Buffer.from([0, 255, 7]);
      const poison = eventOf(1, { orderId: null, payload: null, problem: 'cannot be decoded', raw });
      assert.deepEqual(await ingest([poison, eventOf(2)]), { accepted: 1, duplicates: 0, poisoned: 1, retries: 0 });
      const [kept] = await poisonedEvents(ledger, { limit: 10 });
      assert.equal(kept!.problem, 'cannot be decoded');
      assert.deepEqual(Buffer.from(kept!.raw!), raw);
      assert.deepEqual(await claimed(), [orderIdOf(2)]);
    });

    it('keeps an event that asks nothing of an order, and ignores it', async () => {
      const counts = await ingest([eventOf(1, { orderId: null })]);
      assert.deepEqual(counts, { accepted: 0, duplicates: 0, poisoned: 0, retries: 0 });
    });

    it('has orders looked up first that were asked for before the given time', async () => {
      await ingest([eventOf(1, { createdAt: after(-60) }), eventOf(2, { createdAt: after(5) })], START, START);
      assert.deepEqual(
        (await claim()).map((order) => order.lookUpFirst),
        [true, false],
      );
    });

    it('refuses the writes of an earlier term, and stores nothing of them', async () => {
      const older = term;
      await term.release();
      term = (await takeTerm(ledger, TOPIC, START))!;
      assert.equal(term.epoch, older.epoch + 1);
      const batch = {
        topic: TOPIC,
        events: [eventOf(1)],
        cursor: eventOf(1).replayId,
        now: START,
        lookUpBefore: START,
      };
      await assert.rejects(ingestEvents(ledger, older, batch), TermLost);
      await assert.rejects(storeCursor(ledger, older, eventOf(1).replayId, START), TermLost);
      assert.equal((await readCursor(ledger, TOPIC))!.replayId, null);
      assert.equal((await ingest([eventOf(1)])).accepted, 1);
    });

    it('forgets old events but not the poisoned ones, and not what was done for their orders', async () => {
      await ingest([eventOf(1), eventOf(2, { orderId: null, problem: 'unreadable' })]);
      await ingest([eventOf(3)], after(60));
      assert.equal(await pruneInbox(ledger, after(30)), 1);
      assert.equal(await pruneInbox(ledger, after(30)), 0);
      const kept = await ledger.db.selectFrom('inbox').select('event_id').orderBy('event_id').execute();
      assert.deepEqual(
        kept.map((row) => row.event_id),
        ['event-2', 'event-3'],
      );
      assert.equal(await stateOf(1), 'received');
    });

    it('forgets a cursor with the reason', async () => {
      await storeCursor(ledger, term, eventOf(1).replayId, START);
      await forgetCursor(ledger, term, 'replayid.corrupted', START);
      const [subscription] = await subscriptions(ledger);
      assert.equal(subscription!.hasCursor, false);
      assert.match(subscription!.cursorNote!, /replayid\.corrupted/);
    });
  });

  describe('claiming', () => {
    it('leases the oldest orders, each to one worker', async () => {
      await ingest([eventOf(2)], START);
      await ingest([eventOf(1), eventOf(3)], after(1));
      const first = await claim(after(2), 2);
      assert.deepEqual(
        first.map((order) => order.orderId),
        [orderIdOf(2), orderIdOf(1)],
      );
      assert.deepEqual(await claimed(after(2)), [orderIdOf(3)]);
      assert.deepEqual(await claimed(after(2)), []);
    });

    it('gives an order to another worker when its lease has run out, and the first one can no longer write', async () => {
      await ingest([eventOf(1), eventOf(2)]);
      const [lost, kept] = await claim();
      await extendLeases(ledger, [kept!], { leaseMs: 60_000, now: after(14) });
      assert.deepEqual(await claimed(after(16)), [lost!.orderId]);
      await assert.rejects(moveOrder(ledger, lost!, 'submitting', { groupKey: 'a' }, after(17)), LeaseLost);
      assert.deepEqual(
        (await extendLeases(ledger, [lost!, kept!], { leaseMs: LEASE_MS, now: after(17) })).map(
          ({ orderId }) => orderId,
        ),
        [kept!.orderId],
      );
    });

    it('leaves an order alone until its next attempt is due', async () => {
      await ingest([eventOf(1)]);
      const [held] = await claim();
      const reason = { code: 'WHMCS_UNREACHABLE', text: 'no answer' };
      await moveOrder(
        ledger,
        held!,
        'retrying',
        { nextAttemptAt: after(60), reason, attempts: 1, releaseLease: true },
        START,
      );
      assert.deepEqual(await claimed(after(59)), []);
      const [again] = await claim(after(60));
      assert.equal(again!.attempts, 1);
      assert.deepEqual((await findOrder(ledger, again!.orderId))!.reason, reason);
    });

    it('hands out none of a group while one of it is being submitted, except that one', async () => {
      await ingest([eventOf(1), eventOf(2), eventOf(3)]);
      const [first, ...others] = await claim();
      const submitting = await moveOrder(ledger, first!, 'submitting', { groupKey: 'account' }, START);
      for (const held of others)
        await releaseOrder(ledger, held, { groupKey: held.orderId === orderIdOf(3) ? 'other' : 'account' }, START);
      assert.deepEqual(await claimed(), [orderIdOf(3)]);
      assert.deepEqual(await claimed(after(16)), [orderIdOf(1), orderIdOf(3)], 'their leases have run out');
      await assert.rejects(moveOrder(ledger, submitting, 'created', {}, after(16)), LeaseLost);
    });

    it('hands out the next of a group when the one being submitted has left', async () => {
      await ingest([eventOf(1), eventOf(2)]);
      const [first, second] = await claim();
      const submitting = await moveOrder(ledger, first!, 'submitting', { groupKey: 'account' }, START);
      await releaseOrder(ledger, second!, { groupKey: 'account' }, START);
      assert.deepEqual(await claimed(), []);
      await moveOrder(ledger, submitting, 'created', {}, START);
      assert.deepEqual(await claimed(), [orderIdOf(2)]);
    });

    it('wakes workers when events arrive, orders come free and results are due', async () => {
      let woken = 0;
      const stop = ledger.onWork(() => woken++);
      const wakes = async (work: Promise<unknown>): Promise<boolean> => {
        const before = woken;
        await work;
        return woken > before;
      };
      assert.ok(await wakes(ingest([eventOf(1)])));
      const [held] = await claim();
      const submitting = await moveOrder(ledger, held!, 'submitting', { groupKey: 'a' }, START);
      assert.ok(await wakes(moveOrder(ledger, submitting, 'created', {}, START)));
      stop();
      assert.ok(!(await wakes(ingest([eventOf(2)]))));
    });
  });

  describe('moving', () => {
    it('goes only along NEXT', async () => {
      await ingest([eventOf(1)]);
      const [held] = await claim();
      await assert.rejects(
        moveOrder(ledger, held!, 'written_back', {}, START),
        /received → written_back is not a move/,
      );
      await assert.rejects(moveOrder(ledger, held!, 'submitting', {}, START), /without a group key/);
    });

    it('writes state, facts, history and outbox in one commit, and gives up the lease at the end', async () => {
      await ingest([eventOf(1)]);
      let [held] = await claim();
      held = await moveOrder(ledger, held!, 'submitting', { groupKey: 'a', facts: { client: '7', seen: 1 } }, START);
      held = await moveOrder(ledger, held, 'submitting', { facts: { seen: 2 } }, START);
      held = await moveOrder(ledger, held, 'created', { facts: { order: 9 }, note: 'order 9' }, START);
      await moveOrder(ledger, held, 'active', { outbox: { ids: [1] } }, after(1));
      const order = await findOrder(ledger, held.orderId);
      assert.deepEqual(order!.facts, { client: '7', seen: 2, order: 9 });
      assert.equal(order!.leaseUntil, null);
      assert.deepEqual(
        (await orderHistory(ledger, held.orderId)).map(({ from, to, note }) => [from, to, note]),
        [
          [null, 'received', 'asked for by agent@example.com'],
          ['received', 'submitting', null],
          ['submitting', 'created', 'order 9'],
          ['created', 'active', null],
        ],
      );
      const [item] = await sendable();
      assert.deepEqual(item!.body, { ids: [1] });
    });

    it('refuses the second of two moves from one state', async () => {
      await ingest([eventOf(1)]);
      const [held] = await claim();
      await moveOrder(ledger, held!, 'retrying', {}, START);
      await assert.rejects(moveOrder(ledger, held!, 'failed', {}, START), LeaseLost);
    });

    it('lets only the first of two moves of one order through, also when they come at once', async () => {
      await ingest([eventOf(1)]);
      const [held] = await claim();
      const outcomes = await Promise.allSettled([
        moveOrder(ledger, held!, 'retrying', {}, START),
        moveOrder(ledger, held!, 'failed', {}, START),
      ]);
      assert.deepEqual(
        outcomes.map(({ status }) => status),
        ['fulfilled', 'rejected'],
      );
      assert.equal(await stateOf(1), 'retrying');
    });

    it('admits one order of a group to submitting, even when they come at once', async () => {
      await ingest([eventOf(1), eventOf(2), eventOf(3)]);
      const held = await claim();
      const outcomes = await Promise.allSettled(
        held.map((order) => moveOrder(ledger, order, 'submitting', { groupKey: 'account' }, START)),
      );
      const refusals = outcomes.flatMap((outcome) =>
        outcome.status === 'rejected' ? [outcome.reason as unknown] : [],
      );
      assert.equal(refusals.length, 2);
      assert.ok(refusals.every((refusal) => refusal instanceof GroupBusy));
      assert.equal((await countsByState(ledger)).submitting, 1);
    });

    it('lets one order into the group in the commit in which another leaves it', async () => {
      await ingest([eventOf(1), eventOf(2)]);
      const [first, second] = await claim();
      const submitting = await moveOrder(ledger, first!, 'submitting', { groupKey: 'account' }, START);
      const outcomes = await moveOrders(
        ledger,
        [
          { held: second!, to: 'submitting', change: { groupKey: 'account' } },
          { held: submitting, to: 'created', change: {} },
        ],
        START,
      );
      assert.deepEqual(
        outcomes.map(({ status }) => status),
        ['fulfilled', 'fulfilled'],
      );
    });

    it('keeps the group while an outcome is unknown', async () => {
      await ingest([eventOf(1), eventOf(2)]);
      const [first, second] = await claim();
      const submitting = await moveOrder(ledger, first!, 'submitting', { groupKey: 'account' }, START);
      await releaseOrder(ledger, submitting, { nextAttemptAt: after(120), note: 'time-out, to be looked up' }, START);
      await assert.rejects(moveOrder(ledger, second!, 'submitting', { groupKey: 'account' }, after(1)), GroupBusy);
      await releaseOrder(ledger, second!, { groupKey: 'account' }, after(1));
      assert.deepEqual(await claimed(after(60)), []);
      const [back] = await claim(after(121));
      assert.deepEqual([back!.orderId, back!.state], [orderIdOf(1), 'submitting']);
    });

    it('tells each of many moves its own outcome', async () => {
      await ingest(Array.from({ length: 1200 }, (_, n) => eventOf(n)));
      const held = await claim(START, 1200);
      const stale = { ...held[5]!, leaseToken: 'stolen' };
      const moves = held.map((order, index) => ({
        held: index === 5 ? stale : order,
        to: 'submitting' as const,
        change: { groupKey: `group-${index}` },
      }));
      const outcomes = await moveOrders(ledger, moves, START);
      assert.equal(outcomes.length, 1200);
      assert.deepEqual(
        outcomes.flatMap(({ status }, index) => (status === 'rejected' ? [index] : [])),
        [5],
      );
      assert.equal((await countsByState(ledger)).submitting, 1199);
    });
  });

  describe('outbox', () => {
    it('finishes an order when its result has been written back', async () => {
      await ingest([eventOf(1)]);
      await bring('active');
      const items = await sendable();
      assert.deepEqual(await sendable(), [], 'leased');
      await completeOutbox(ledger, items, after(5));
      const order = await findOrder(ledger, orderIdOf(1));
      assert.deepEqual([order!.state, order!.writtenBackAt], ['written_back', after(5)]);
      assert.equal(await outboxSize(ledger), 0);
    });

    it('leaves a failed order failed, now reported', async () => {
      await ingest([eventOf(1)]);
      await bring('failed');
      await completeOutbox(ledger, await sendable(), after(5));
      const order = await findOrder(ledger, orderIdOf(1));
      assert.deepEqual([order!.state, order!.writtenBackAt], ['failed', after(5)]);
    });

    it('tries again later, counting', async () => {
      await ingest([eventOf(1)]);
      await bring('active');
      const [item] = await sendable();
      await retryOutbox(ledger, [{ item: item!, nextAttemptAt: after(30), reason: 'UNABLE_TO_LOCK_ROW' }], START);
      assert.deepEqual(await sendable(after(29)), []);
      assert.equal((await sendable(after(30)))[0]!.attempts, 1);
    });

    it('does not take a result for written back that was replaced while it was being sent', async () => {
      await ingest([eventOf(1)]);
      await bring('failed');
      const sending = await sendable();
      await ingest([eventOf(1, { eventId: 'retry', idempotencyKey: 'new' })], after(1));
      let [held] = await claim(after(2));
      held = await moveOrder(ledger, held!, 'submitting', { groupKey: 'a' }, after(2));
      held = await moveOrder(ledger, held, 'created', {}, after(2));
      await moveOrder(ledger, held, 'active', { outbox: { result: 'newer' } }, after(2));
      await completeOutbox(ledger, sending, after(3));
      assert.equal(await stateOf(1), 'active');
      assert.deepEqual((await sendable(after(3)))[0]!.body, { result: 'newer' });
    });

    it('hands an order to a person when its result is refused for good', async () => {
      await ingest([eventOf(1)]);
      await bring('active');
      const [item] = await sendable();
      const reason = { code: 'SALESFORCE_REJECTED', text: 'ENTITY_IS_DELETED' };
      await abandonOutbox(ledger, [{ item: item!, reason }], START);
      const order = await findOrder(ledger, orderIdOf(1));
      assert.deepEqual([order!.state, order!.reason], ['needs_human', reason]);
      assert.equal(await outboxSize(ledger), 0);
    });
  });

  describe('the sweep', () => {
    it('adds orders that no event announced, to be looked up first', async () => {
      await ingest([eventOf(1)]);
      const found = [1, 2].map((n) => ({ orderId: orderIdOf(n), modifiedAt: START }));
      assert.deepEqual(await sweepOrders(ledger, found, START), { added: 1, restarted: 0, untouched: 1 });
      const held = await claim(after(1));
      assert.deepEqual(new Map(held.map((order) => [order.orderId, order.lookUpFirst])).get(orderIdOf(2)), true);
    });

    it('starts an ended order again only when it was changed well after it had ended', async () => {
      await ingest([eventOf(1)]);
      await bring('failed');
      await completeOutbox(ledger, await sendable(), START);
      const found = (modifiedAt: Date) => [{ orderId: orderIdOf(1), modifiedAt }];
      assert.equal((await sweepOrders(ledger, found(after(60)), after(61))).restarted, 0);
      assert.equal((await sweepOrders(ledger, found(after(61)), after(62))).restarted, 1);
      assert.equal(await stateOf(1), 'retrying');
    });

    it('starts a failed order again that an earlier sweep saw waiting, once its failure has been written back', async () => {
      await ingest([eventOf(1)]);
      await bring('failed');
      const found = (waitingSince: Date) => [{ orderId: orderIdOf(1), modifiedAt: after(1), waitingSince }];
      assert.equal((await sweepOrders(ledger, found(after(300)), after(600))).restarted, 0, 'its result is on its way');
      await completeOutbox(ledger, await sendable(), after(1));
      assert.equal((await sweepOrders(ledger, found(START), after(600))).restarted, 0, 'it ended after that sweep');
      assert.equal((await sweepOrders(ledger, found(after(300)), after(600))).restarted, 1);
    });

    it('leaves to people what is theirs', async () => {
      await ingest([eventOf(1)]);
      await bring('needs_human');
      const found = [{ orderId: orderIdOf(1), modifiedAt: after(3600) }];
      assert.equal((await sweepOrders(ledger, found, after(3601))).untouched, 1);
    });
  });

  describe('an operator', () => {
    it('starts an ended order again, hurries a waiting one, and leaves one in progress alone', async () => {
      await ingest([eventOf(1)]);
      assert.equal(await redriveOrder(ledger, orderIdOf(9), 'admin', START), 'unknown-order');
      await bring('needs_human');
      assert.equal(await redriveOrder(ledger, orderIdOf(1), 'admin', START), 'restarted');
      const [held] = await claim();
      assert.equal(held!.lookUpFirst, true);
      await moveOrder(ledger, held!, 'retrying', { nextAttemptAt: after(600), releaseLease: true }, START);
      assert.equal(await redriveOrder(ledger, orderIdOf(1), 'admin', START), 'hurried');
      const [again] = await claim();
      await moveOrder(ledger, again!, 'submitting', { groupKey: 'a' }, START);
      assert.equal(await redriveOrder(ledger, orderIdOf(1), 'admin', START), 'in-progress');
      assert.deepEqual(
        (await orderHistory(ledger, orderIdOf(1))).filter(({ note }) => note === 're-driven by admin').length,
        2,
      );
    });

    it('sees orders by state, newest change first, and the oldest one open', async () => {
      await ingest([eventOf(1)], START);
      await ingest([eventOf(2), eventOf(3)], after(5));
      const listed = await listOrders(ledger, { state: 'received', limit: 2 });
      assert.deepEqual(
        listed.map((order) => order.orderId),
        [orderIdOf(2), orderIdOf(3)],
      );
      assert.equal((await listOrders(ledger, { limit: 10, offset: 2 })).length, 1);
      assert.equal((await oldestOpen(ledger))!.orderId, orderIdOf(1));
    });
  });

  it('is as it was after closing and opening, and remembers when it was born', async () => {
    await ingest([eventOf(1)]);
    await bring('created');
    const { bornAt } = ledger;
    await term.release();
    await ledger.close();
    ledger = await engine.openAgain();
    assert.deepEqual(ledger.bornAt, bornAt);
    assert.equal(await stateOf(1), 'created');
    assert.deepEqual(Buffer.from((await readCursor(ledger, TOPIC))!.replayId!), eventOf(1).replayId);
  });
});
