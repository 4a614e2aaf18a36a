import assert from 'node:assert/strict';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, it } from 'node:test';
import grpc from '@grpc/grpc-js';
import { sql } from 'kysely';
import { generate } from 'selfsigned';
import type { Clock } from '../../src/events/clock.ts';
import type { Reaction } from '../../src/events/platform-errors.ts';
import { runSubscriber, type SubscriberOptions, type SubscriberState } from '../../src/events/subscriber.ts';
import { openLedger, type Ledger } from '../../src/ledger/open-ledger.ts';
import { readCursor, takeTerm } from '../../src/ledger/subscriber-term.ts';
import { poisonedEvents } from '../../src/ledger/views.ts';
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

function running(): Running {
  return { faults: [], slept: [], gaps: [], states: [], signIns: 0, stop: () => Promise.resolve() };
}

function subscribe(change: Partial<SubscriberOptions> = {}): Running {
  const stop = new AbortController();
  const subscriber = running();
  const done = runSubscriber(options(change, subscriber, stop.signal));
  subscriber.stop = async () => {
    stop.abort();
    await done;
  };
  return subscriber;
}

async function during(subscriber: Running, work: (subscriber: Running) => Promise<void>): Promise<void> {
  try {
    await work(subscriber);
  } finally {
    await subscriber.stop();
  }
}

function options(change: Partial<SubscriberOptions>, subscriber: Running, signal: AbortSignal): SubscriberOptions {
  const clock: Clock = {
    now: () => new Date(),
    // Waits are noted, not waited.
    sleep: async (ms) => {
      subscriber.slept.push(ms);
      await new Promise((resolve) => setImmediate(resolve));
    },
    random: () => 1,
  };
  const quiet = (): void => undefined;
  const token = () => ({ accessToken: `token-${subscriber.signIns}`, instanceUrl: 'https://org', tenantId: '00D' });
  return {
    ledger,
    endpoint: server.endpoint,
    tls: false,
    topic: TOPIC,
    credentials: () => Promise.resolve(token()),
    refreshCredentials: () => {
      subscriber.signIns++;
      return Promise.resolve(token());
    },
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    hooks: {
      onFault: (reaction, what) => subscriber.faults.push({ reaction, what }),
      onState: (state) => subscriber.states.push(state),
    },
    onGap: (reason) => subscriber.gaps.push(reason),
    clock,
    signal,
    lookUpBefore: new Date(0),
    ...change,
  };
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
const cursor = async (): Promise<Buffer | null> => {
  const stored = await readCursor(ledger, TOPIC);
  return stored?.replayId ? Buffer.from(stored.replayId) : null;
};
const hasOrders = (count: number) => async () => (await orders()).length === count;

describe('a subscription', () => {
  it('stores a backlog from the earliest event, with at most 100 events outstanding', async () => {
    publish(500);
    await during(subscribe(), async ({ faults }) => {
      await until(hasOrders(500), '500 orders are stored');
      assert.deepEqual(faults, []);
    });
    assert.equal(server.mostOutstanding, 100);
    assert.equal(server.subscribed[0]!.replay_preset, 'EARLIEST');
    assert.deepEqual(await cursor(), server.events.at(-1)!.replayId);
    assert.equal(server.schemaCalls, 1);
  });

  it('resumes after the stored replay id, byte for byte', async () => {
    publish(30);
    await during(subscribe(), () => until(hasOrders(30), '30 orders'));
    publish(10, 31);
    await during(subscribe(), () => until(hasOrders(40), '40 orders'));
    assert.equal(server.subscribed[1]!.replay_preset, 'CUSTOM');
    assert.deepEqual(server.subscribed[1]!.replay_id, server.events[29]!.replayId);
  });

  it('keeps what the event says', async () => {
    server.publish(
      {
        OrderId__c: orderIdOf(1).slice(0, 15),
        IdemKey__c: 'key',
        CorrelationId__c: '相関',
        RequestedBy__c: 'sato@example.jp',
      },
      { createdAt: new Date('2026-11-22T08:00:00Z') },
    );
    await during(subscribe({ lookUpBefore: new Date('2026-11-22T08:30:00Z') }), () => until(hasOrders(1), 'one order'));
    const row = await ledger.db.selectFrom('order_ledger').selectAll().executeTakeFirstOrThrow();
    assert.equal(row.order_id, orderIdOf(1), '15 characters become 18');
    assert.deepEqual([row.idempotency_key, row.correlation_id, row.requested_by], ['key', '相関', 'sato@example.jp']);
    assert.equal(row.look_up_first, 1);
    const inbox = await ledger.db.selectFrom('inbox').selectAll().executeTakeFirstOrThrow();
    assert.equal(inbox.event_created_at, '2026-11-22T08:00:00.000Z');
    assert.equal(
      (JSON.parse(inbox.payload) as { CreatedDate: number }).CreatedDate,
      Date.parse('2026-11-22T08:00:00Z'),
    );
  });

  it('stores the cursor of a batch without events', async () => {
    await during(subscribe(), async () => {
      await until(() => server.subscribed.length === 1, 'it has subscribed');
      await until(async () => {
        server.keepAlive(Buffer.from('quiet'));
        return (await cursor())?.toString() === 'quiet';
      }, 'the keep-alive has moved the cursor');
    });
  });

  it('trusts a private authority over TLS, and nobody else', async () => {
    const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
      keySize: 2048,
      extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }],
    });
    await server.close();
    server = await startPubSubServer({ key, cert });
    const endpoint = server.endpoint.replace('127.0.0.1', 'localhost');
    publish(1);
    const stranger = subscribe({ endpoint, tls: true });
    await during(stranger, () => until(() => stranger.faults.length > 0, 'the certificate is refused'));
    assert.deepEqual(await orders(), []);
    await during(subscribe({ endpoint, tls: true, caPem: cert }), () => until(hasOrders(1), 'one order'));
  });

  it('refuses a topic that nothing handles', async () => {
    await assert.rejects(
      runSubscriber(options({ topic: '/event/Other__e' }, running(), new AbortController().signal)),
      /nothing here handles/,
    );
  });
});

describe('when the stream', () => {
  it('is dropped again and again, nothing is lost and nothing doubled', async () => {
    server.batchSize = 7;
    server.afterResponse = (call, delivered, nth) => {
      if (nth > 8 || delivered < 14) return false;
      call.emit('error', { code: grpc.status.UNAVAILABLE, details: 'connection reset' });
      return true;
    };
    publish(200);
    const subscriber = subscribe();
    await during(subscriber, () => until(hasOrders(200), '200 orders'));
    assert.deepEqual(
      await orders(),
      Array.from({ length: 200 }, (_, n) => orderIdOf(n + 1)),
    );
    assert.ok(subscriber.faults.length >= 8);
    assert.ok(
      subscriber.slept.every((ms) => ms <= 1000),
      'a stream that got something is no failure in a row',
    );
  });

  it('is cut off in the middle of a message, it is opened again', async () => {
    const line = await startCuttableLine(server.endpoint);
    publish(300);
    await during(subscribe({ endpoint: line.endpoint }), async () => {
      for (let some = 50; some <= 200; some += 50) {
        await until(async () => (await orders()).length >= some, `${some} orders`);
        line.cut();
      }
      await until(hasOrders(300), '300 orders');
    });
    await line.close();
    assert.ok(server.subscribed.length > 1);
  });

  it('ends without an error, it is opened again', async () => {
    server.afterResponse = (call, _delivered, nth) => {
      if (nth > 1) return false;
      call.end();
      return true;
    };
    publish(60);
    await during(subscribe(), () => until(hasOrders(60), '60 orders'));
  });

  it('goes silent, the watchdog opens another', async () => {
    server.onSubscribe = (_call, _first, nth) => nth === 1; // taken, and never heard of again
    publish(5);
    const subscriber = subscribe({ watchdogMs: 50 });
    await during(subscriber, () => until(hasOrders(5), '5 orders'));
    assert.match(subscriber.faults[0]!.what, /no message for 50 ms/);
  });

  it('delivers events twice under new replay ids, each counts once', async () => {
    publish(20);
    for (const event of [...server.events]) {
      const copy = server.publishRaw(event.payload);
      copy.id = event.id;
    }
    await during(subscribe(), () =>
      until(async () => (await cursor())?.equals(server.events.at(-1)!.replayId) ?? false, 'all are read'),
    );
    assert.equal((await orders()).length, 20);
  });

  it('brings events out of order, each order is stored', async () => {
    publish(50);
    server.events.reverse();
    await during(subscribe(), () => until(hasOrders(50), '50 orders'));
  });

  it('cannot be opened for long, the waits grow to 30 seconds and no further', async () => {
    server.onSubscribe = (call, _first, nth) => {
      if (nth > 10) return false;
      call.emit('error', { code: grpc.status.UNAVAILABLE, details: 'down' });
      return true;
    };
    publish(1);
    const subscriber = subscribe();
    await during(subscriber, () => until(hasOrders(1), 'one order'));
    assert.deepEqual(subscriber.slept.slice(0, 10), [500, 1000, 2000, 4000, 8000, 16000, 30000, 30000, 30000, 30000]);
  });
});

describe('when the platform refuses', () => {
  const refuseFirst = (status: grpc.status, code: string, times = 1): void => {
    server.onSubscribe = (call, _first, nth) => {
      if (nth > times) return false;
      call.emit('error', platformError(status, code));
      return true;
    };
  };

  for (const code of ['subscription.fetch.replayid.corrupted', 'subscription.fetch.replayid.validation.failed'])
    it(`the stored replay id (${code}), it starts from the earliest, says so and asks for a sweep`, async () => {
      publish(10);
      await during(subscribe(), () => until(hasOrders(10), '10 orders'));
      publish(5, 11);
      server.onSubscribe = (call, first) => {
        if (first.replay_preset !== 'CUSTOM') return false;
        call.emit('error', platformError(grpc.status.INVALID_ARGUMENT, code));
        return true;
      };
      const subscriber = subscribe();
      await during(subscriber, () => until(hasOrders(15), '15 orders'));
      assert.deepEqual(
        server.subscribed.map((request) => request.replay_preset),
        ['EARLIEST', 'CUSTOM', 'EARLIEST'],
      );
      assert.equal(subscriber.gaps.length, 1);
      assert.match(subscriber.gaps[0]!, new RegExp(code.replaceAll('.', '\\.')));
      assert.deepEqual(subscriber.slept, [], 'at once');
    });

  it('the token, it signs in again once at once, then with growing waits', async () => {
    refuseFirst(grpc.status.UNAUTHENTICATED, 'service.auth.error', 3);
    publish(1);
    const subscriber = subscribe();
    await during(subscriber, () => until(hasOrders(1), 'one order'));
    assert.deepEqual(server.tokens, ['token-0', 'token-1', 'token-2', 'token-3']);
    assert.deepEqual(subscriber.slept, [1000, 2000]);
  });

  it('the token with a bare status, it signs in again too', async () => {
    server.onSubscribe = (call, _first, nth) => {
      if (nth === 1) call.emit('error', { code: grpc.status.UNAUTHENTICATED, details: 'expired' });
      return nth === 1;
    };
    publish(1);
    await during(subscribe(), () => until(hasOrders(1), 'one order'));
    assert.equal(server.tokens[1], 'token-1');
  });

  it('signing in as well, it keeps trying', async () => {
    refuseFirst(grpc.status.UNAUTHENTICATED, 'service.auth.error', 3);
    publish(1);
    let attempts = 0;
    const refreshCredentials = () => Promise.reject(new Error(`sign-in ${++attempts} refused`));
    await during(subscribe({ refreshCredentials }), () => until(hasOrders(1), 'one order'));
    assert.equal(attempts, 3);
  });

  for (const [what, status, code] of [
    ['more deliveries today', grpc.status.RESOURCE_EXHAUSTED, 'subscription.limit.exceeded'],
    ['one more client', grpc.status.RESOURCE_EXHAUSTED, 'concurrent.client.limit.exceeded'],
  ] as const)
    it(`${what}, it stays away for minutes`, async () => {
      refuseFirst(status, code, 3);
      publish(1);
      const subscriber = subscribe();
      await during(subscriber, () => until(hasOrders(1), 'one order'));
      assert.deepEqual(subscriber.slept, [375_000, 750_000, 1_500_000]);
      assert.equal(subscriber.signIns, 0);
    });

  it('the topic, it asks again every minute and says why', async () => {
    refuseFirst(grpc.status.NOT_FOUND, 'topic.not.found', 2);
    publish(1);
    const subscriber = subscribe();
    await during(subscriber, () => until(hasOrders(1), 'one order'));
    assert.deepEqual(subscriber.slept, [75_000, 75_000]);
    assert.match(subscriber.faults[0]!.what, /topic\.not\.found/);
  });

  it('a schema for a while, the events wait in order and none is passed over', async () => {
    server.onGetSchema = (nth) => (nth <= 4 ? { code: grpc.status.UNAVAILABLE, details: 'try later' } : null);
    publish(300);
    const subscriber = subscribe();
    await during(subscriber, () => until(hasOrders(300), '300 orders'));
    assert.deepEqual(
      await orders(),
      Array.from({ length: 300 }, (_, n) => orderIdOf(n + 1)),
    );
    assert.equal(server.schemaCalls, 5);
    assert.equal(server.subscribed.length, 1, 'the stream was kept');
    assert.deepEqual(await poisonedEvents(ledger, { limit: 10 }), []);
  });

  it('a schema because of the token, it signs in again', async () => {
    server.onGetSchema = (nth) => (nth === 1 ? platformError(grpc.status.UNAUTHENTICATED, 'service.auth.error') : null);
    publish(3);
    const subscriber = subscribe();
    await during(subscriber, () => until(hasOrders(3), '3 orders'));
    assert.equal(subscriber.signIns, 1);
  });
});

describe('an event that cannot be used', () => {
  const problems = async (): Promise<string[]> =>
    (await poisonedEvents(ledger, { limit: 50 })).map((event) => event.problem);

  it('is set aside with its bytes, and holds nothing up', async () => {
    const garbage = server.publishRaw(Buffer.from([0xff, 0xff, 0xff]));
    publish(3);
    await during(subscribe(), () => until(hasOrders(3), '3 orders'));
    const [poisoned] = await poisonedEvents(ledger, { limit: 10 });
    assert.match(poisoned!.problem, /the payload cannot be decoded/);
    assert.deepEqual(Buffer.from(poisoned!.raw!), garbage.payload);
  });

  for (const [what, fields, problem] of [
    ['names no order', {}, /OrderId__c is empty/],
    ['names a blank order', { OrderId__c: '  ' }, /OrderId__c is empty/],
    ['names no id', { OrderId__c: 'order 66' }, /‘order 66’ is not a Salesforce record id/],
    [
      'has an id with a wrong checksum',
      { OrderId__c: `${orderIdOf(1).slice(0, 15)}ZZZ` },
      /is not a Salesforce record id/,
    ],
    ['names another record', { OrderId__c: '001000000000001AAA' }, /something else than an Order/],
  ] as const)
    it(`because it ${what}, says so`, async () => {
      server.publish(fields);
      publish(1);
      await during(subscribe(), () => until(hasOrders(1), 'one order'));
      const [said] = await problems();
      assert.match(said!, problem);
    });

  it('because its schema is gone for good, is set aside after three attempts', async () => {
    server.onGetSchema = () => ({ code: grpc.status.NOT_FOUND, details: 'no such schema' });
    server.publishRaw(Buffer.from([1]), 'unknown-schema');
    await during(subscribe(), () => until(async () => (await problems()).length === 1, 'it is set aside'));
    assert.match((await problems())[0]!, /schema unknown-schema is not available/);
    assert.equal(server.schemaCalls, 3);
  });

  it('because it has no id of its own, is told apart by its replay id', async () => {
    publish(2);
    for (const event of server.events) event.id = '';
    await during(subscribe(), () => until(hasOrders(2), '2 orders'));
  });
});

describe('when the ledger', () => {
  it('cannot be written for a while, no credit is given and nothing is lost', async () => {
    publish(30);
    const failing = failingLedger(ledger, 4);
    const subscriber = subscribe({ ledger: failing });
    await during(subscriber, () => until(hasOrders(30), '30 orders'));
    assert.ok(subscriber.states.includes('waiting'));
    assert.deepEqual(await cursor(), server.events.at(-1)!.replayId);
  });

  it('cannot hold one event, that one is set aside and the others are stored', async () => {
    publish(30);
    await sql`create trigger refuse before insert on inbox when new.order_id = ${sql.lit(orderIdOf(7))}
      begin select raise(abort, 'cannot hold this'); end`.execute(ledger.db);
    await during(subscribe(), () => until(hasOrders(29), '29 orders'));
    const [poisoned] = await poisonedEvents(ledger, { limit: 10 });
    assert.match(poisoned!.problem, /the ledger cannot store it: cannot hold this/);
    assert.deepEqual(Buffer.from(poisoned!.raw!), server.events[6]!.payload);
    assert.deepEqual(await cursor(), server.events.at(-1)!.replayId);
  });

  it('has passed the topic to another term, the stream is left and taken up again', async () => {
    publish(10);
    const subscriber = subscribe();
    await during(subscriber, async () => {
      await until(hasOrders(10), '10 orders');
      await takeTerm(ledger, TOPIC, new Date()); // somebody else
      publish(10, 11);
      await until(hasOrders(20), '20 orders');
    });
    assert.ok(subscriber.states.includes('standby'));
  });

  it('is not ours to subscribe for, it stands by without a stream', async () => {
    publish(1);
    const notOurs = { ...ledger, databaseUrl: 'postgres://127.0.0.1:1/none' };
    const subscriber = subscribe({ ledger: notOurs });
    await during(subscriber, () => until(() => subscriber.slept.length > 2, 'it has tried'));
    assert.equal(server.subscribed.length, 0);
  });
});

/** A TCP relay whose connections can be cut. */
async function startCuttableLine(endpoint: string): Promise<{ endpoint: string; cut(): void; close(): Promise<void> }> {
  const [host, port] = endpoint.split(':');
  const sockets = new Set<Socket>();
  const relay = createServer((socket) => {
    const onward = connect(Number(port), host);
    for (const [from, to] of [
      [socket, onward],
      [onward, socket],
    ] as const) {
      sockets.add(from);
      from.pipe(to);
      from.on('error', () => undefined);
      from.on('close', () => to.destroy());
    }
  });
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
  const cut = (): void => {
    sockets.forEach((socket) => socket.destroy());
    sockets.clear();
  };
  return {
    endpoint: `127.0.0.1:${(relay.address() as AddressInfo).port}`,
    cut,
    close: () => {
      cut();
      return new Promise((resolve) => relay.close(() => resolve()));
    },
  };
}

/** Fails this many transactions the way a dead server does. */
function failingLedger(real: Ledger, times: number): Ledger {
  let left = times;
  const db = new Proxy(real.db, {
    get: (target, name) => {
      if (name !== 'transaction' || left === 0) {
        const member = Reflect.get(target, name) as unknown;
        return typeof member === 'function' ? (member.bind(target) as unknown) : member;
      }
      return () => ({
        execute: () => Promise.reject(Object.assign(new Error('server closed'), { code: `57P0${(left-- % 3) + 1}` })),
      });
    },
  });
  return { ...real, db };
}
