// A ledger that is opened may be a backup of an earlier day: what waited then may have been sent to WHMCS since.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { claimOrders } from '../../src/ledger/claim-orders.ts';
import { ingestEvents } from '../../src/ledger/ingest.ts';
import type { Ledger } from '../../src/ledger/open-ledger.ts';
import { takeTerm } from '../../src/ledger/subscriber-term.ts';
import { eventOf, TOPIC } from '../support/events.ts';
import { orderIdOf } from '../support/ids.ts';
import { onBothEngines } from '../support/ledgers.ts';

const NOW = new Date('2026-11-22T09:00:10Z');

async function receive(ledger: Ledger, n: number): Promise<void> {
  const term = (await takeTerm(ledger, TOPIC, NOW))!;
  const { replayId, ...event } = eventOf(n);
  const batch = {
    topic: TOPIC,
    events: [{ ...event, replayId }],
    cursor: replayId,
    now: NOW,
    lookUpBefore: new Date(0),
  };
  await ingestEvents(ledger, term, batch);
  await term.release();
}

onBothEngines((engine) => {
  it('has an order looked up first that waited when it was opened, and sends one at once that came since', async () => {
    const before = await engine.open();
    await receive(before, 1);
    await before.close();
    const restored = await engine.openAgain();
    await receive(restored, 2);
    const claimed = await claimOrders(restored, { limit: 10, leaseMs: 15_000, now: NOW });
    assert.deepEqual(
      claimed.map(({ orderId, lookUpFirst }) => [orderId, lookUpFirst]),
      [
        [orderIdOf(1), true],
        [orderIdOf(2), false],
      ],
    );
  });

  if (engine.name === 'postgres')
    it('leaves alone what another instance has in hand', async () => {
      const first = await engine.open();
      await receive(first, 1);
      await claimOrders(first, { limit: 10, leaseMs: 1, now: NOW });
      await engine.openAgain();
      const [held] = await claimOrders(first, { limit: 10, leaseMs: 15_000, now: new Date(NOW.getTime() + 1000) });
      assert.equal(held!.lookUpFirst, false);
    });
});
