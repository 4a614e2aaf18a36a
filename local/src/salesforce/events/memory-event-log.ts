// The event log in memory: one stream per event type, kept for 72 hours by the org's clock.
// Replay ids follow the platform's promises only: they increase, they have gaps, and nothing may be computed with them.
// @see Pub/Sub API guide, "Event Message Durability"
import { randomUUID } from 'node:crypto';
import type { Value } from '../schema/schema.ts';
import type { Clock } from '../org.ts';
import type { EventLog, PublishedEvent } from './event-log.ts';

export const RETENTION_MS = 72 * 60 * 60 * 1000;

/** Replay ids carry their time, so that a position can be judged expired without being stored. 4,096 ids per millisecond. */
const EPOCH_MS = Date.UTC(2020, 0, 1);
const IDS_PER_MS = 4096n;
/** Every issued id is a multiple plus a remainder: an id that a client computed (`last + 1`) is recognised as never issued. */
const ID_STEP = 31n;
const ID_REMAINDER = 17n;
/** Expired events leave their array in slabs of this size, so that trimming costs nothing per event. */
const TRIM_SLAB = 4096;

/** A logged event. `rawPayload` replaces the encoded payload on the wire (an undecodable event, for tests). */
export interface LoggedEvent extends PublishedEvent {
  readonly rawPayload?: Uint8Array;
}

/** What a replay id means to a subscriber: usable, older than retention, or never handed out. */
export type ReplayIdState = 'valid' | 'expired' | 'unknown';

interface Stream {
  /** Oldest first; those before `head` are expired and wait for trimming. */
  events: LoggedEvent[];
  head: number;
}

export class MemoryEventLog implements EventLog {
  readonly #clock: Clock;
  readonly #retentionMs: number;
  readonly #streams = new Map<string, Stream>();
  readonly #listeners = new Map<string, Set<() => void>>();
  readonly #start: bigint;
  #last: bigint;
  #issued = 0;
  #publishedCount = 0;
  #toLose = 0;
  #invalidUpTo = -1n;

  /** @param retentionMs how long an event can be replayed; 72 h on the platform */
  constructor(clock: Clock, retentionMs = RETENTION_MS) {
    this.#clock = clock;
    this.#retentionMs = retentionMs;
    this.#start = issuedAtOrAfter(timeOf(clock()));
    this.#last = this.#start;
  }

  append(
    type: string,
    payload: Readonly<Record<string, Value>>,
    createdById: string,
    uuid: string = randomUUID(),
  ): LoggedEvent {
    return this.#publish({ type, payload, createdById, uuid });
  }

  /** Publishes an event whose payload on the wire is `rawPayload`, whatever the schema says. For tests of subscribers. */
  appendRaw(type: string, rawPayload: Uint8Array, createdById: string): LoggedEvent {
    return this.#publish({ type, payload: {}, createdById, uuid: randomUUID(), rawPayload });
  }

  /** Delivers a logged event once more: same uuid and payload under a new replay id. @throws Error no such event within retention */
  duplicate(uuid: string): LoggedEvent {
    for (const type of this.types()) {
      const original = this.retained(type).find((event) => event.uuid === uuid);
      if (original) return this.#store({ ...original, replayId: this.#nextId() });
    }
    throw new Error(`event log: no event ${uuid} within retention`);
  }

  after(type: string, replayId: bigint, limit: number): readonly LoggedEvent[] {
    const stream = this.#trimmed(type);
    if (!stream) return [];
    const from = firstAfter(stream, replayId);
    return stream.events.slice(from, from + limit);
  }

  latest(type: string): bigint {
    return this.#streams.get(type)?.events.at(-1)?.replayId ?? this.#start;
  }

  onAppend(type: string, listener: () => void): () => void {
    const listeners = this.#listeners.get(type) ?? new Set();
    this.#listeners.set(type, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  /** A replay id for "everything so far": nothing published yet comes after it. Keep-alive batches carry it. */
  position(): bigint {
    const now = issuedAtOrAfter(timeOf(this.#clock()));
    if (now > this.#last) this.#last = now;
    return this.#last;
  }

  /** Whether a subscriber may resume after this id. */
  stateOf(replayId: bigint): ReplayIdState {
    if (replayId % ID_STEP !== ID_REMAINDER || replayId > this.#last || replayId <= this.#invalidUpTo) return 'unknown';
    return replayId < timeOf(this.#clock() - this.#retentionMs) ? 'expired' : 'valid';
  }

  /** Types that have ever had an event. */
  types(): string[] {
    return [...this.#streams.keys()];
  }

  /** All events of a type within retention, oldest first. */
  retained(type: string): readonly LoggedEvent[] {
    const stream = this.#trimmed(type);
    return stream ? stream.events.slice(stream.head) : [];
  }

  /** Events published since the log began, lost ones among them, duplicates not. */
  get publishedCount(): number {
    return this.#publishedCount;
  }

  /** The next `count` events are accepted and never delivered: "in rare cases" the platform does so too. */
  loseNext(count: number): void {
    this.#toLose = count;
  }

  /** No id handed out so far can be resumed from, as after an org migration or a sandbox refresh. */
  invalidateIssuedIds(): void {
    this.#invalidUpTo = this.#last;
    this.#last = this.#nextId();
  }

  #publish(event: Omit<LoggedEvent, 'replayId' | 'publishedAt'>): LoggedEvent {
    const logged = { ...event, replayId: this.#nextId(), publishedAt: this.#clock() };
    this.#publishedCount += 1;
    if (this.#toLose > 0) {
      this.#toLose -= 1;
      return logged;
    }
    return this.#store(logged);
  }

  #store(event: LoggedEvent): LoggedEvent {
    const stream = this.#streams.get(event.type) ?? { events: [], head: 0 };
    this.#streams.set(event.type, stream);
    stream.events.push(event);
    for (const listener of this.#listeners.get(event.type) ?? []) listener();
    return event;
  }

  #nextId(): bigint {
    this.#issued += 1;
    const gap = ID_STEP * BigInt(1 + ((this.#issued * 7) % 4));
    const soonest = this.#last + gap;
    const now = issuedAtOrAfter(timeOf(this.#clock()));
    this.#last = now > soonest ? now : soonest;
    return this.#last;
  }

  #trimmed(type: string): Stream | undefined {
    const stream = this.#streams.get(type);
    if (!stream) return undefined;
    const oldest = this.#clock() - this.#retentionMs;
    const { events } = stream;
    while (stream.head < events.length && events[stream.head]!.publishedAt < oldest) stream.head += 1;
    if (stream.head >= TRIM_SLAB) {
      stream.events = events.slice(stream.head);
      stream.head = 0;
    }
    return stream;
  }
}

function timeOf(epochMs: number): bigint {
  return BigInt(Math.max(0, Math.floor(epochMs - EPOCH_MS))) * IDS_PER_MS;
}

function issuedAtOrAfter(id: bigint): bigint {
  return id + ((ID_REMAINDER - (id % ID_STEP) + ID_STEP) % ID_STEP);
}

/** Index of the first live event after that replay id. */
function firstAfter(stream: Stream, replayId: bigint): number {
  let low = stream.head;
  let high = stream.events.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (stream.events[middle]!.replayId > replayId) high = middle;
    else low = middle + 1;
  }
  return low;
}
