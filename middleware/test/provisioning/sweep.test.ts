// What the sweep takes and what it leaves to the events, on a real ledger.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { openLedger, type Ledger } from '../../src/ledger/open-ledger.ts';
import { countsByState } from '../../src/ledger/views.ts';
import { createLog } from '../../src/log.ts';
import { paceFor } from '../../src/provisioning/pace.ts';
import { createSweep, type Sweep } from '../../src/provisioning/sweep.ts';
import type { System } from '../../src/provisioning/system.ts';
import { orderIdOf } from '../support/ids.ts';

const NOW = new Date('2026-11-22T09:00:00Z');
const secondsAgo = (seconds: number): Date => new Date(NOW.getTime() - seconds * 1000);
const usable = { isUsable: () => true, run: (work: () => Promise<unknown>) => work() } as unknown as System;

let ledger: Ledger;
let sweep: Sweep;
let isCatchingUp: boolean;
beforeEach(async () => {
  ledger = await openLedger({ file: ':memory:', instanceId: 'test' });
  isCatchingUp = false;
});
afterEach(async () => {
  await sweep.stop();
  await ledger.close();
});

/** Starts a sweep over one order and answers with how many orders it took, pass by pass. */
function sweepOver(modifiedAt: Date): (passes: number) => Promise<number[]> {
  const taken: number[] = [];
  let note = (): void => undefined;
  sweep = createSweep({
    ledger,
    salesforce: usable,
    // eslint-disable-next-line @typescript-eslint/require-await -- pages come asynchronously in production
    activating: async function* () {
      yield [{ orderId: orderIdOf(1), modifiedAt }];
    },
    now: () => NOW,
    salesforceNow: () => NOW,
    isCatchingUp: () => isCatchingUp,
    pace: () => paceFor(null, { slowPercent: 80, brakePercent: 95, flushMaxWaitMs: 0 }),
    intervalMs: 5,
    log: createLog('silent'),
    onSwept: (orders) => {
      taken.push(orders);
      note();
    },
  });
  sweep.start();
  return (passes) =>
    new Promise((resolve) => {
      note = () => taken.length >= passes && resolve(taken.slice(0, passes));
      note();
    });
}

test('an order that waits since before the start is taken by the first sweep', async () => {
  assert.deepEqual(await sweepOver(secondsAgo(60))(2), [1, 0]);
  assert.equal((await countsByState(ledger)).received, 1);
});

test('an order that has only just changed is left to its event, and taken by the second sweep if it still waits', async () => {
  assert.deepEqual(await sweepOver(secondsAgo(1))(3), [0, 1, 0]);
});

test('nothing is swept while missed events still come in', async () => {
  isCatchingUp = true;
  const passes = sweepOver(secondsAgo(60));
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal((await countsByState(ledger)).received, 0);
  isCatchingUp = false;
  assert.deepEqual(await passes(1), [1]);
});
