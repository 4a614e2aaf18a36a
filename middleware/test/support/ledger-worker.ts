// A process that does all a middleware does to a ledger, as fast as it can, until it is killed. It says on standard
// output what it has been promised: `cursor <n>` after an ingest, `moved <order id> <state>` after a move.
// Arguments: where the ledger is (JSON), a seed.
import { writeSync } from 'node:fs';
import { claimOrders, type HeldOrder } from '../../src/ledger/claim-orders.ts';
import { ingestEvents } from '../../src/ledger/ingest.ts';
import { moveOrder } from '../../src/ledger/move-order.ts';
import { openLedger, type LedgerOptions } from '../../src/ledger/open-ledger.ts';
import { claimOutbox, completeOutbox } from '../../src/ledger/outbox.ts';
import { isDatabaseOutage } from '../../src/ledger/outage.ts';
import { GroupBusy, LeaseLost, TermLost } from '../../src/ledger/refusals.ts';
import type { State } from '../../src/ledger/states.ts';
import { readCursor, takeTerm, type SubscriberTerm } from '../../src/ledger/subscriber-term.ts';
import { eventOf, TOPIC } from './events.ts';
import { randomFrom } from './random.ts';

const place = JSON.parse(process.argv[2]!) as Omit<LedgerOptions, 'instanceId'>;
const random = randomFrom(Number(process.argv[3]));
const LEASE_MS = 300; // short, so that the next worker soon takes what this one held
const GROUPS = 7;
const NO_LATER_THAN = new Date(0);

const say = (line: string): void => void writeSync(1, `${line}\n`);
const ledger = await openLedger({ ...place, instanceId: 'worker' });

/** Outages pass; what the ledger refuses was not ours to do. */
async function forever(step: () => Promise<boolean>): Promise<never> {
  for (;;) {
    const didSomething = await step().catch((error: unknown) => {
      if (isDatabaseOutage(error) || error instanceof TermLost) return false;
      throw error;
    });
    await new Promise((resolve) => (didSomething ? setImmediate(resolve) : setTimeout(resolve, 10)));
  }
}

let term: SubscriberTerm | null = null;

/** Some events, with a few that were delivered before among them. */
async function ingestSome(): Promise<boolean> {
  if (!term || term.lost.aborted) term = await takeTerm(ledger, TOPIC, new Date());
  if (!term) return false;
  const replayId = (await readCursor(ledger, TOPIC))?.replayId;
  const last = replayId ? Number(Buffer.from(replayId).readBigUInt64BE() - 2n ** 60n) : 0;
  const count = 1 + Math.floor(random() * 20);
  const events = Array.from({ length: count }, (_, index) => eventOf(last + 1 + index));
  const again = Array.from({ length: 3 }, () => eventOf(1 + Math.floor(random() * Math.max(1, last))));
  await ingestEvents(ledger, term, {
    topic: TOPIC,
    events: [...again, ...events],
    cursor: events.at(-1)!.replayId,
    now: new Date(),
    lookUpBefore: NO_LATER_THAN,
  }).catch((error: unknown) => {
    if (error instanceof TermLost) term = null;
    throw error;
  });
  say(`cursor ${last + count}`);
  return true;
}

async function workSome(): Promise<boolean> {
  const held = await claimOrders(ledger, { limit: 30, leaseMs: LEASE_MS, now: new Date() });
  await Promise.all(held.map((order) => workOn(order).catch(pass)));
  return held.length > 0;
}

function pass(error: unknown): void {
  if (!(error instanceof LeaseLost || error instanceof GroupBusy)) throw error;
}

const PATHS: Record<string, readonly State[]> = {
  received: ['submitting', 'created', 'accepting', 'active'],
  retrying: ['submitting', 'created', 'accepting', 'active'],
  submitting: ['created', 'accepting', 'active'],
  created: ['accepting', 'active'],
  accepting: ['active'],
};

async function workOn(order: HeldOrder): Promise<void> {
  let held = order;
  for (const to of PATHS[order.state]!) {
    const isFailing = random() < 0.05;
    const next: State = isFailing ? 'failed' : to;
    held = await moveOrder(
      ledger,
      held,
      next,
      {
        groupKey: `group-${Buffer.from(held.orderId).reduce((sum, byte) => sum + byte, 0) % GROUPS}`,
        facts: { [next]: true },
        ...(next === 'active' || next === 'failed' ? { outbox: { result: next } } : {}),
      },
      new Date(),
    );
    say(`moved ${held.orderId} ${next}`);
    if (isFailing) return;
  }
}

async function flushSome(): Promise<boolean> {
  const items = await claimOutbox(ledger, { limit: 20, leaseMs: LEASE_MS, now: new Date() });
  await completeOutbox(ledger, items, new Date());
  return items.length > 0;
}

say('ready');
await Promise.all([forever(ingestSome), forever(workSome), forever(flushSome)]);
