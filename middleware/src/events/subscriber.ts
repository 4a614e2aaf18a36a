// The subscription to one topic, for as long as the service runs.
// Promise: an event is either committed to the ledger before credit is given for it, or it is asked for again.
// A cursor is only ever moved in the commit that holds what lies before it. Semantics: Pub/Sub API guide.
import { ingestEvents, type IncomingEvent, type IngestCounts } from '../ledger/ingest.ts';
import type { Ledger } from '../ledger/open-ledger.ts';
import { isDatabaseOutage } from '../ledger/outage.ts';
import { pruneInbox } from '../ledger/prune-inbox.ts';
import { TermLost } from '../ledger/refusals.ts';
import { forgetCursor, readCursor, storeCursor, takeTerm, type SubscriberTerm } from '../ledger/subscriber-term.ts';
import { backOffMs, SYSTEM_CLOCK, type Clock } from './clock.ts';
import { decodeEvents, poison } from './decode-events.ts';
import { faultOf, type Reaction } from './platform-errors.ts';
import {
  openPubSub,
  type Credentials,
  type FetchResponse,
  type PubSubAddress,
  type PubSubClient,
} from './pubsub-client.ts';
import { schemaSource, type SchemaSource } from './schemas.ts';
import { readStream } from './stream.ts';
import { topicNamed, type Topic } from './topics.ts';

export interface SubscriberLog {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** standby: another instance subscribes. waiting: between two attempts, `detail` says why. */
export type SubscriberState = 'standby' | 'connecting' | 'streaming' | 'waiting' | 'stopped';

export interface SubscriberHooks {
  onState?(state: SubscriberState, detail: string): void;
  /**
   * A response has been committed. `lagMs`: from publishing its last event to the commit; 0 for a keep-alive.
   * `isFull`: it used up all that had been asked for, so more is likely to wait.
   */
  onBatch?(counts: IngestCounts & { lagMs: number; isFull: boolean }): void;
  /** A stream ended other than by our stopping; `reaction` is what follows. */
  onFault?(reaction: Reaction, what: string): void;
}

export interface SubscriberOptions extends PubSubAddress {
  /** Shared with other subscriptions, and theirs to close; left out: one of its own. */
  client?: PubSubClient | undefined;
  ledger: Ledger;
  /** `OrderProvisionRequested__e`, with or without `/event/`. */
  topic: string;
  /** The current sign-in, from a cache. */
  credentials: () => Promise<Credentials>;
  /** A new sign-in, because the platform refused the current one. */
  refreshCredentials: () => Promise<Credentials>;
  log: SubscriberLog;
  hooks?: SubscriberHooks | undefined;
  /** Events may be missing (the cursor was no good): sweep now. */
  onGap?: ((reason: string) => void) | undefined;
  clock?: Clock | undefined;
  /** Ends the subscription; what is being committed is finished first. */
  signal: AbortSignal;
  /** A live stream says something every 270 s at the latest. */
  watchdogMs?: number | undefined;
  /** Orders asked for before this are looked up before they are submitted. */
  lookUpBefore: Date;
  /** How often an instance that does not subscribe tries to take over. */
  standbyMs?: number | undefined;
}

const WATCHDOG_MS = 300_000;
const STANDBY_MS = 1_000;
const STAY_AWAY_MS = 300_000;
const LONGEST_STAY_AWAY_MS = 1_800_000;
const WAIT_FOR_ADMIN_MS = 60_000;
const DAY_MS = 86_400_000;
/** Ten times what the platform keeps, so that no replay meets a forgotten event id. */
const INBOX_KEPT_DAYS = 30;

/** What does not change while the subscriber runs. */
interface Run {
  options: SubscriberOptions;
  topic: Topic;
  client: PubSubClient;
  clock: Clock;
  schemas: SchemaSource;
  /** In a row, since something was last committed. */
  ledgerFailures: number;
  /** Epoch milliseconds. */
  nextPruneAt: number;
  enter(state: SubscriberState, detail: string): void;
}

/**
 * Subscribes until the signal is aborted; faults of the platform, the network and the database are waited out.
 * @throws Error only for a topic that nothing here handles
 */
export async function runSubscriber(options: SubscriberOptions): Promise<void> {
  const { signal, hooks, log } = options;
  const topic = topicNamed(options.topic);
  const client = options.client ?? openPubSub(options);
  const clock = options.clock ?? SYSTEM_CLOCK;
  const schemas = schemaSource(
    {
      fetch: async (schemaId) => client.getSchema(schemaId, await options.credentials()),
      signIn: async () => void (await options.refreshCredentials()),
      onFailure: (schemaId, what) =>
        log.warn({ topic: topic.name, schemaId, what }, 'schema not available, events wait'),
    },
    clock,
  );
  const run: Run = {
    options,
    topic,
    client,
    clock,
    schemas,
    ledgerFailures: 0,
    nextPruneAt: 0,
    enter: stateTeller(hooks),
  };
  try {
    while (!signal.aborted) {
      try {
        const term = await takeTerm(options.ledger, topic.name, clock.now());
        if (term) await serveTerm(run, term).finally(() => term.release());
        else await standBy(run, 'another instance subscribes');
      } catch (error) {
        await waitForLedger(run, error);
      }
    }
  } finally {
    if (!options.client) client.close();
    run.enter('stopped', '');
  }
}

/** Tells a state once, however often it is entered. */
function stateTeller(hooks: SubscriberHooks | undefined): Run['enter'] {
  let told = '';
  return (state, detail) => {
    if (told === state + detail) return;
    told = state + detail;
    hooks?.onState?.(state, detail);
  };
}

async function standBy(run: Run, why: string): Promise<void> {
  const { options, clock } = run;
  run.enter('standby', why);
  await clock.sleep(options.standbyMs ?? STANDBY_MS, options.signal);
}

async function waitForLedger(run: Run, error: unknown): Promise<void> {
  if (error instanceof TermLost) return standBy(run, error.message);
  const { options, topic, clock } = run;
  options.log.error({ topic: topic.name, err: error }, 'the ledger cannot be written, events wait at the platform');
  run.enter('waiting', `ledger: ${(error as Error).message}`);
  await clock.sleep(backOffMs(run.ledgerFailures++, clock), options.signal);
}

/** Stream after stream, until the term or the run is over. @throws what the ledger throws */
async function serveTerm(run: Run, term: SubscriberTerm): Promise<void> {
  const { options, topic } = run;
  const { log, hooks } = options;
  const over = AbortSignal.any([options.signal, term.lost]);
  log.info({ topic: topic.name, epoch: term.epoch }, 'this instance subscribes');
  let failures = 0;
  while (!over.aborted) {
    run.enter('connecting', '');
    const fault = await oneStream(run, term, over, () => {
      failures = 0;
      run.enter('streaming', '');
    });
    if (over.aborted) break;
    hooks?.onFault?.(fault.reaction, fault.what);
    run.enter('waiting', fault.what);
    log[fault.reaction === 'reconnect' ? 'warn' : 'error'](
      { topic: topic.name, what: fault.what, reaction: fault.reaction },
      'the stream has ended',
    );
    await REACTIONS[fault.reaction]({ run, term, over, failures, what: fault.what });
    failures++;
  }
  if (term.lost.aborted) log.warn({ topic: topic.name, epoch: term.epoch }, 'the subscriber’s term has ended');
}

/** @returns why the stream ended. @throws what the ledger throws, TermLost among it */
async function oneStream(
  run: Run,
  term: SubscriberTerm,
  over: AbortSignal,
  onOpen: () => void,
): Promise<{ reaction: Reaction; what: string }> {
  const { options, topic, client } = run;
  const cursor = await readCursor(options.ledger, topic.name);
  let fromLedger: { error: unknown } | undefined;
  try {
    await readStream({
      client,
      credentials: await options.credentials(),
      topicPath: topic.path,
      replayId: cursor?.replayId ?? null,
      watchdogMs: options.watchdogMs ?? WATCHDOG_MS,
      over,
      onOpen,
      commit: (response) =>
        commitResponse(run, term, response, over).catch((error: unknown) => {
          fromLedger = { error };
          throw error;
        }),
    });
    return { reaction: 'reconnect', what: 'the platform closed the stream' };
  } catch (error) {
    if (fromLedger) throw fromLedger.error;
    return faultOf(error);
  }
}

interface Ended {
  run: Run;
  term: SubscriberTerm;
  over: AbortSignal;
  /** Attempts in a row that got no stream open. */
  failures: number;
  what: string;
}

const REACTIONS: Record<Reaction, (ended: Ended) => Promise<void>> = {
  reconnect: ({ run: { clock }, failures, over }) => clock.sleep(backOffMs(failures, clock), over),
  'sign-in': async ({ run: { options, clock, topic }, failures, over }) => {
    if (failures > 0) await clock.sleep(backOffMs(failures, clock), over);
    if (over.aborted) return;
    await options
      .refreshCredentials()
      .catch((error: unknown) => options.log.error({ topic: topic.name, err: error }, 'signing in again has failed'));
  },
  'start-over': async ({ run: { options, clock, topic }, term, failures, what, over }) => {
    await forgetCursor(options.ledger, term, what, clock.now());
    options.log.error(
      { topic: topic.name, what },
      'the stored replay id is no longer good: reading from the earliest event, and sweeping for what is gone',
    );
    options.onGap?.(what);
    if (failures > 0) await clock.sleep(backOffMs(failures, clock), over);
  },
  'stay-away': ({ run: { clock }, failures, over }) => {
    const full = Math.min(LONGEST_STAY_AWAY_MS, STAY_AWAY_MS * 2 ** Math.min(failures, 8));
    return clock.sleep(Math.round(full * (1 + clock.random() / 4)), over);
  },
  'wait-for-admin': ({ run: { clock }, over }) =>
    clock.sleep(Math.round(WAIT_FOR_ADMIN_MS * (1 + clock.random() / 4)), over),
};

/** One response, one commit. @returns false when stopped before anything was stored. @throws what the ledger throws */
async function commitResponse(
  run: Run,
  term: SubscriberTerm,
  response: FetchResponse,
  over: AbortSignal,
): Promise<boolean> {
  const { options, topic, clock, schemas } = run;
  const now = clock.now();
  if (now.getTime() >= run.nextPruneAt) await prune(run, now);
  if (response.events.length === 0) {
    // Nothing is uncommitted here: responses are dealt with one at a time.
    if (response.latest_replay_id.length > 0) await storeCursor(options.ledger, term, response.latest_replay_id, now);
    run.ledgerFailures = 0;
    options.hooks?.onBatch?.({ accepted: 0, duplicates: 0, poisoned: 0, retries: 0, lagMs: 0, isFull: false });
    return true;
  }
  const events = await decodeEvents(response.events, topic, schemas, now, over);
  if (events === null) return false;
  const counts = await ingestOrIsolate(run, term, response, events);
  run.ledgerFailures = 0;
  const lagMs = Math.max(0, clock.now().getTime() - events.at(-1)!.createdAt.getTime());
  options.hooks?.onBatch?.({ ...counts, lagMs, isFull: response.pending_num_requested === 0 });
  report(run, response, events, counts);
  return true;
}

/** Once a day; while there is more to forget, some with every response. */
async function prune(run: Run, now: Date): Promise<void> {
  const forgotten = await pruneInbox(run.options.ledger, new Date(now.getTime() - INBOX_KEPT_DAYS * DAY_MS));
  if (forgotten === 0) run.nextPruneAt = now.getTime() + DAY_MS;
}

async function ingestOrIsolate(
  run: Run,
  term: SubscriberTerm,
  response: FetchResponse,
  events: readonly IncomingEvent[],
): Promise<IngestCounts> {
  try {
    return await ingest(run, term, events);
  } catch (error) {
    if (error instanceof TermLost || isDatabaseOutage(error)) throw error;
    // One event the ledger cannot hold must not hold up the others: store them singly, and that one as poison.
    run.options.log.error(
      { topic: run.topic.name, err: error },
      'a batch was refused by the ledger, storing its events singly',
    );
  }
  const total: IngestCounts = { accepted: 0, duplicates: 0, poisoned: 0, retries: 0 };
  for (const [index, event] of events.entries()) {
    const counts = await ingest(run, term, [event]).catch((error: unknown) => {
      if (error instanceof TermLost || isDatabaseOutage(error)) throw error;
      const problem = `the ledger cannot store it: ${(error as Error).message}`.replaceAll('\0', '');
      const raw = response.events[index]!.event?.payload ?? Buffer.alloc(0);
      return ingest(run, term, [poison({ ...event, problem, raw })]);
    });
    for (const kind of Object.keys(total) as (keyof IngestCounts)[]) total[kind] += counts[kind];
  }
  return total;
}

function ingest(
  { options, topic, clock }: Run,
  term: SubscriberTerm,
  events: readonly IncomingEvent[],
): Promise<IngestCounts> {
  return ingestEvents(options.ledger, term, {
    topic: topic.name,
    events,
    cursor: events.at(-1)!.replayId,
    now: clock.now(),
    lookUpBefore: options.lookUpBefore,
  });
}

function report(
  { options: { log }, topic }: Run,
  { rpc_id: rpcId }: FetchResponse,
  events: readonly IncomingEvent[],
  counts: IngestCounts,
): void {
  log.debug({ topic: topic.name, rpcId, ...counts }, 'events stored');
  for (const { eventId, problem } of events.filter((event) => event.problem))
    log.error({ topic: topic.name, rpcId, eventId, problem }, 'a poisoned event was set aside');
}
