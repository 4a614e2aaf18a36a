import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import grpc from '@grpc/grpc-js';
import type { Clock } from '../../src/events/clock.ts';
import type { Reaction } from '../../src/events/platform-errors.ts';
import { runSubscriber, type SubscriberOptions, type SubscriberState } from '../../src/events/subscriber.ts';
import { openLedger, type Ledger } from '../../src/ledger/open-ledger.ts';
import { readCursor } from '../../src/ledger/subscriber-term.ts';
import { listOrders, poisonedEvents } from '../../src/ledger/views.ts';
import { orderIdOf } from '../support/ids.ts';
import { platformError, startPubSubServer, TOPIC, type PubSubServer } from '../support/pubsub-server.ts';

let server: PubSubServer;
let ledger: Ledger;

beforeEach(async () => {
  server = await startPubSubServer();
  ledger = await openLedger({ file: ':memory:', instanceId: 'test' });
});
afterEach(async () => {
  await ledger.close();
  await server.close();
});

/** A running subscriber, and what became of it. */
interface Running {
  faults: { reaction: Reaction; what: string }[];
  slept: number[];
  gaps: string[];
  states: SubscriberState[];
  signIns: number;
  stop(): Promise<void>;
}

function subscribe(change: Partial<SubscriberOptions> = {}): Running {
  const stop = new AbortController();
  const running: Running = { faults: [], slept: [], gaps: [], states: [], signIns: 0, stop: () => Promise.resolve() };
  const clock: Clock = {
    now: () => new Date(),
    // Waits are noted, not waited.
    sleep: async (ms) => {
      running.slept.push(ms);
      await new Promise((resolve) => setImmediate(resolve));
    },
    random: () => 1,
  };
  const quiet = (): void => undefined;
  const done = runSubscriber({
    ledger,
    endpoint: server.endpoint,
    tls: false,
    topic: TOPIC,
    credentials: () =>
      Promise.resolve({ accessToken: `token-${running.signIns}`, instanceUrl: 'https://org', tenantId: '00D' }),
    refreshCredentials: () => {
      running.signIns++;
      return Promise.resolve({ accessToken: `token-${running.signIns}`, instanceUrl: 'https://org', tenantId: '00D' });
    },
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    hooks: {
      onFault: (reaction, what) => running.faults.push({ reaction, what }),
      onState: (state) => running.states.push(state),
    },
    onGap: (reason) => running.gaps.push(reason),
    clock,
    signal: stop.signal,
    lookUpBefore: new Date(0),
    ...change,
  });
  running.stop = async () => {
    stop.abort();
    await done;
  };
  return running;
}

async function until(isTrue: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!(await isTrue())) {
    if (Date.now() > deadline) throw new Error(`waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

function publish(count: number, from = 1): void {
  for (let n = from; n < from + count; n++) server.publish({ OrderId__c: orderIdOf(n), IdemKey__c: `key-${n}` });
}

const orders = async (): Promise<string[]> =>
  (
    await ledger.db.selectFrom('order_ledger').select('order_id').orderBy('received_at').orderBy('order_id').execute()
  ).map((row) => row.order_id);
const hasOrders = (count: number) => async () => (await orders()).length === count;

describe('a subscription', () => {
  it('stores a backlog from the earliest event, with at most 100 events outstanding', async () => {
    publish(500);
    const running = subscribe();
    await until(hasOrders(500), '500 orders are stored');
    await running.stop();
    assert.equal(server.mostOutstanding, 100);
    assert.equal(server.subscribed[0]!.replay_preset, 'EARLIEST');
    assert.deepEqual(Buffer.from((await readCursor(ledger, TOPIC))!.replayId!), server.events.at(-1)!.replayId);
    assert.equal(server.schemaCalls, 1);
    assert.deepEqual(running.faults, []);
  });

  it('resumes after the stored replay id, byte for byte', async () => {
    publish(30);
    await using_(subscribe(), () => until(hasOrders(30), '30 orders'));
    publish(10, 31);
    await using_(subscribe(), () => until(hasOrders(40), '40 orders'));
    assert.equal(server.subscribed[1]!.replay_preset, 'CUSTOM');
    assert.deepEqual(server.subscribed[1]!.replay_id, server.events[29]!.replayId);
  });
});

async function using_(running: Running, during: () => Promise<void>): Promise<void> {
  try {
    await during();
  } finally {
    await running.stop();
  }
}

void [grpc, platformError, listOrders, poisonedEvents];
