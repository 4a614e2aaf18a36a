// Prints how fast a backlog goes from the stream into a SQLite ledger: events, seconds, events per second.
// Run: node middleware/test/support/measure-ingest.ts [events]. The server runs in a process of its own.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runSubscriber } from '../../src/events/subscriber.ts';
import { claimOrders } from '../../src/ledger/claim-orders.ts';
import { openLedger, type Ledger } from '../../src/ledger/open-ledger.ts';
import { moveOrders } from '../../src/ledger/move-order.ts';
import { claimOutbox, completeOutbox } from '../../src/ledger/outbox.ts';
import { orderIdOf } from './ids.ts';
import { startPubSubServer, TOPIC } from './pubsub-server.ts';

const EVENTS = Number(process.argv[2] ?? 50_000);

if (process.env.MEASURED_SERVER) await serve();
else await measure();

async function serve(): Promise<void> {
  const server = await startPubSubServer();
  server.batchSize = 100;
  for (let n = 1; n <= EVENTS; n++)
    server.publish({ OrderId__c: orderIdOf(n), IdemKey__c: `key-${n}`, CorrelationId__c: crypto.randomUUID() });
  process.send!(server.endpoint);
}

async function measure(): Promise<void> {
  const server = fork(fileURLToPath(import.meta.url), [String(EVENTS)], {
    env: { ...process.env, MEASURED_SERVER: '1' },
  });
  const [endpoint] = (await once(server, 'message')) as [string];
  const folder = mkdtempSync(join(tmpdir(), 'portway-measure-'));
  const ledger = await openLedger({ file: join(folder, 'ledger.sqlite'), instanceId: 'measure' });
  try {
    await timed('ingested', () => ingestAll(ledger, endpoint));
    await timed('taken through the states', () => workAll(ledger));
    console.log(`resident memory ${Math.round(process.memoryUsage().rss / 2 ** 20)} MB`);
  } finally {
    await ledger.close();
    rmSync(folder, { recursive: true });
    server.kill();
  }
}

async function timed(what: string, work: () => Promise<void>): Promise<void> {
  const started = performance.now();
  await work();
  const seconds = (performance.now() - started) / 1000;
  console.log(`${EVENTS} ${what} in ${seconds.toFixed(1)} s: ${Math.round(EVENTS / seconds)}/s`);
}

async function ingestAll(ledger: Ledger, endpoint: string): Promise<void> {
  const stop = new AbortController();
  const quiet = (): void => undefined;
  const credentials = () => Promise.resolve({ accessToken: 'a', instanceUrl: 'b', tenantId: 'c' });
  let stored = 0;
  await runSubscriber({
    ledger,
    endpoint,
    tls: false,
    topic: TOPIC,
    credentials,
    refreshCredentials: credentials,
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    hooks: {
      onBatch: ({ accepted }) => {
        stored += accepted;
        if (stored >= EVENTS) stop.abort();
      },
    },
    signal: stop.signal,
    lookUpBefore: new Date(0),
  });
}

/** What a worker asks of the ledger for each order, a hundred customers taking turns, with nothing outside to wait for. */
async function workAll(ledger: Ledger): Promise<void> {
  let customer = 0;
  for (;;) {
    const now = new Date();
    let held = await claimOrders(ledger, { limit: 200, leaseMs: 15_000, now });
    if (held.length === 0) break;
    const path = ['submitting', 'created', 'accepting', 'active'] as const;
    for (const to of path) {
      const moves = held.map((order) => ({
        held: order,
        to,
        change: {
          facts: { [to]: now.toISOString() },
          groupKey: order.groupKey ?? `customer-${customer++}`,
          ...(to === 'active' && { outbox: { done: true } }),
        },
      }));
      held = (await moveOrders(ledger, moves, now)).flatMap((o) => (o.status === 'fulfilled' ? [o.value] : []));
    }
    await completeOutbox(ledger, await claimOutbox(ledger, { limit: 200, leaseMs: 15_000, now }), now);
  }
}
