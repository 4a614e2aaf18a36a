// What only a shared ledger has to promise: several machines, a server that dies.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { claimOrders } from '../../src/ledger/claim-orders.ts';
import { ingestEvents } from '../../src/ledger/ingest.ts';
import { moveOrder, moveOrders } from '../../src/ledger/move-order.ts';
import { openLedger, type Ledger } from '../../src/ledger/open-ledger.ts';
import { isDatabaseOutage } from '../../src/ledger/outage.ts';
import { takeTerm } from '../../src/ledger/subscriber-term.ts';
import { sql } from 'kysely';
import { eventOf, TOPIC } from '../support/events.ts';
import { onEngine } from '../support/ledgers.ts';

const NOW = new Date('2026-11-22T09:00:10Z');

onEngine('postgres', (engine) => {
  const withOrders = async (count: number): Promise<Ledger> => {
    const ledger = await engine.open();
    const term = (await takeTerm(ledger, TOPIC, NOW))!;
    const events = Array.from({ length: count }, (_, n) => eventOf(n));
    await ingestEvents(ledger, term, {
      topic: TOPIC,
      events,
      cursor: events.at(-1)!.replayId,
      now: NOW,
      lookUpBefore: new Date(0),
    });
    await term.release();
    return ledger;
  };
  const claim = (ledger: Ledger, limit: number) => claimOrders(ledger, { limit, leaseMs: 15_000, now: NOW });

  it('shares orders among machines without giving one to two', async () => {
    const machines = [await withOrders(600), await engine.openAgain(), await engine.openAgain()];
    const taken: string[] = [];
    await Promise.all(
      machines.map(async (machine) => {
        for (let held = await claim(machine, 25); held.length > 0; held = await claim(machine, 25))
          taken.push(...held.map((order) => order.orderId));
      }),
    );
    assert.equal(taken.length, 600);
    assert.equal(new Set(taken).size, 600);
  });

  it('admits one order of a group to submitting across machines, however they collide', async () => {
    const machines = [await withOrders(200), await engine.openAgain()];
    const held = await Promise.all(machines.map((machine) => claim(machine, 100)));
    // Both walk through the same twenty groups, in opposite order, many in one commit.
    const outcomes = await Promise.all(
      machines.map((machine, which) =>
        moveOrders(
          machine,
          held[which]!.map((order, index) => ({
            held: order,
            to: 'submitting' as const,
            change: { groupKey: `group-${(which === 0 ? index : 99 - index) % 20}` },
          })),
          NOW,
        ),
      ),
    );
    const entered = outcomes.flat().filter(({ status }) => status === 'fulfilled').length;
    assert.equal(entered, 20);
    const { rows } = await sql<{ groups: string }>`
      select count(distinct group_key) as groups from order_ledger where state = 'submitting'`.execute(machines[0]!.db);
    assert.equal(Number(rows[0]!.groups), 20);
  });

  it('has one subscriber; another takes over when it lets go', async () => {
    const first = await engine.open();
    const second = await engine.openAgain();
    const term = await takeTerm(first, TOPIC, NOW);
    assert.equal(await takeTerm(second, TOPIC, NOW), null);
    await term!.release();
    const next = await takeTerm(second, TOPIC, NOW);
    assert.equal(next!.epoch, term!.epoch + 1);
    await next!.release();
  });

  it('tells a subscriber when the connection that holds its term dies, and another takes over', async () => {
    const first = await engine.open();
    const second = await engine.openAgain();
    const term = (await takeTerm(first, TOPIC, NOW))!;
    const lost = new Promise((resolve) => term.lost.addEventListener('abort', resolve));
    await sql`select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory'`.execute(second.db);
    await lost;
    const next = await takeTerm(second, TOPIC, NOW);
    assert.equal(next!.epoch, term.epoch + 1);
    await next!.release();
    await term.release();
  });

  it('wakes workers on another machine', async () => {
    const ledger = await engine.open();
    const other = await engine.openAgain();
    await other.ping();
    await new Promise<void>((resolve) => {
      other.onWork(resolve);
      // Until its listener stands an announcement may pass it by; work is announced again and again in life too.
      const again = setInterval(() => ledger.announceWork(), 20);
      other.onWork(() => clearInterval(again));
    });
  });

  it('says that the database is away when its server is killed, and goes on when it is back', async () => {
    const ledger = await withOrders(2);
    const [held] = await claim(ledger, 1);
    const term = (await takeTerm(ledger, TOPIC, NOW))!;
    await engine.server.kill();
    const failure = await moveOrder(ledger, held!, 'submitting', { groupKey: 'a' }, NOW).catch(
      (error: unknown) => error,
    );
    assert.ok(isDatabaseOutage(failure), String(failure));
    assert.ok(isDatabaseOutage(await ledger.ping().catch((error: unknown) => error)));
    assert.ok(term.lost.aborted);
    await term.release();
    await engine.server.restart();
    const moved = await moveOrder(ledger, held!, 'submitting', { groupKey: 'a' }, NOW);
    assert.equal(moved.state, 'submitting');
    const woken = new Promise<void>((resolve) => ledger.onWork(resolve));
    const other = await engine.openAgain();
    const again = setInterval(() => other.announceWork(), 20);
    await woken.finally(() => clearInterval(again));
  });

  it('says what is wrong when it cannot be opened, without the password', async () => {
    const cases = [
      ['postgres://postgres:s3cret@127.0.0.1:1/nothing', /LEDGER_UNREACHABLE: 127\.0\.0\.1:1\/nothing/],
      [
        engine.place().databaseUrl?.replace(/[^/]+$/, 'absent') ?? '',
        /LEDGER_UNREACHABLE: .*\/absent: .*does not exist/,
      ],
    ] as const;
    for (const [databaseUrl, message] of cases) {
      const error = await openLedger({ databaseUrl, instanceId: 'x' }).catch((refusal: Error) => refusal);
      assert.match((error as Error).message, message);
      assert.doesNotMatch((error as Error).message, /s3cret/);
    }
  });
});
