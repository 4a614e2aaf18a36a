// One Subscribe stream: a cursor in the event log, and the credit the client has given.
// @see Pub/Sub API guide, "Pull Subscription and Flow Control" and the Subscribe RPC method
import { randomUUID } from 'node:crypto';
import type { LoggedEvent, MemoryEventLog } from '../events/memory-event-log.ts';
import { PubSubError } from './errors.ts';
import type { EventSchema } from './event-schemas.ts';
import { decodeReplayId, encodeReplayId } from './replay-id.ts';
import type { StreamFaults } from './stream-faults.ts';
import type { ConsumerEvent, FetchRequest, FetchResponse } from './wire.ts';

/** Events a client can be owed at most, over all its requests. */
export const MAX_OUTSTANDING = 100;

export interface SubscriptionTimes {
  /** A stream with credit and no events says so after this time. */
  readonly keepAliveMs: number;
  /** A stream without credit is closed after this time. */
  readonly idleMs: number;
}

export interface SubscriptionPeer {
  write(response: FetchResponse): void;
  /** Closes the stream: without an error because nobody asks any more, or with one. */
  end(error?: PubSubError): void;
  /** Before each keep-alive: an open stream is a use of its session. */
  keepAlive(): void;
}

export interface SubscriptionParts {
  readonly log: MemoryEventLog;
  /** As the event is defined now. */
  readonly schema: () => EventSchema;
  readonly peer: SubscriptionPeer;
  readonly faults: StreamFaults;
  readonly times: SubscriptionTimes;
}

export class Subscription {
  readonly topic: string;
  /** Events sent over this stream. */
  delivered = 0;
  readonly #parts: SubscriptionParts;
  readonly #stopListening: () => void;
  readonly #rpcId = randomUUID();
  #cursor: bigint;
  #pending = 0;
  #dropAfter = Number.POSITIVE_INFINITY;
  #wake: NodeJS.Immediate | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;
  readonly #type: string;

  /** @throws PubSubError the first request is not usable */
  constructor(first: FetchRequest, parts: SubscriptionParts) {
    this.topic = first.topicName;
    this.#parts = parts;
    this.#cursor = startOf(first, parts);
    this.#type = parts.schema().type.name;
    this.#stopListening = parts.log.onAppend(this.#type, () => this.#schedule());
    this.request(first);
  }

  /** Adds credit. Preset and replay id count only in the first request. @throws PubSubError */
  request(request: FetchRequest): void {
    if (request.topicName !== '' && request.topicName !== this.topic) {
      throw new PubSubError('subscription.fetch.topic.invalid', `This stream is subscribed to ${this.topic}.`);
    }
    if (request.numRequested <= 0) {
      throw new PubSubError('subscription.fetch.requested.events.invalid', 'num_requested must be greater than 0.');
    }
    this.#pending = Math.min(MAX_OUTSTANDING, this.#pending + request.numRequested);
    this.#restartTimer();
    this.#schedule();
  }

  /** For tests: the stream breaks, at once or after so many more events. */
  drop(afterEvents: number): void {
    this.#dropAfter = this.delivered + afterEvents;
    if (afterEvents === 0) this.#breakOff();
  }

  close(): void {
    this.#closed = true;
    this.#stopListening();
    clearImmediate(this.#wake);
    clearTimeout(this.#timer);
  }

  /** Appends of one tick are sent together. */
  #schedule(): void {
    if (this.#closed || this.#wake) return;
    this.#wake = setImmediate(() => {
      this.#wake = undefined;
      this.#send();
    });
  }

  #send(): void {
    if (this.#closed || this.#pending === 0) return;
    const silentMs = this.#parts.faults.silentForMs();
    if (silentMs > 0) return this.#restartTimer(silentMs);
    const events = this.#parts.log.after(this.#type, this.#cursor, this.#pending);
    if (events.length === 0) return;
    const sent = events.slice(0, this.#dropAfter - this.delivered);
    this.#pending -= sent.length;
    this.delivered += sent.length;
    this.#cursor = sent.at(-1)!.replayId;
    this.#write(sent);
    if (this.delivered >= this.#dropAfter) this.#breakOff();
    else this.#restartTimer();
  }

  #write(events: readonly LoggedEvent[]): void {
    this.#parts.peer.write({
      events: events.map((event) => consumerEvent(this.#parts.schema(), event)),
      latestReplayId: encodeReplayId(this.#cursor),
      rpcId: this.#rpcId,
      pendingNumRequested: this.#pending,
    });
  }

  #breakOff(): void {
    this.close();
    this.#parts.peer.end(new PubSubError('service.unavailable', 'The service is temporarily unavailable.'));
  }

  #restartTimer(delayMs?: number): void {
    clearTimeout(this.#timer);
    const { keepAliveMs, idleMs } = this.#parts.times;
    this.#timer = setTimeout(() => this.#onTimer(), delayMs ?? (this.#pending > 0 ? keepAliveMs : idleMs));
  }

  #onTimer(): void {
    if (this.#pending === 0) {
      this.close();
      return this.#parts.peer.end();
    }
    const silentMs = this.#parts.faults.silentForMs();
    if (silentMs > 0) return this.#restartTimer(silentMs);
    const waiting = this.#parts.log.after(this.#type, this.#cursor, 1).length > 0;
    if (waiting) return this.#send(); // the silence of a test is over
    this.#cursor = this.#parts.log.position();
    this.#parts.peer.keepAlive();
    if (this.#closed) return;
    this.#write([]);
    this.#restartTimer();
  }
}

/** @throws PubSubError a replay id that cannot be resumed from */
function startOf(first: FetchRequest, { log }: SubscriptionParts): bigint {
  if (first.replayPreset === 'EARLIEST') return 0n;
  if (first.replayPreset === 'LATEST') return log.position();
  if (first.replayId.length === 0) {
    throw new PubSubError(
      'subscription.fetch.replayid.validation.failed',
      'A replay_id is required with the CUSTOM preset.',
    );
  }
  const replayId = decodeReplayId(first.replayId);
  if (replayId !== undefined && log.stateOf(replayId) === 'valid') return replayId;
  throw new PubSubError(
    'subscription.fetch.replayid.corrupted',
    'The Replay ID validation failed. Ensure that the Replay ID is valid and within the retention window.',
  );
}

/** Encoded once per event, however many streams carry it. */
const encoded = new WeakMap<LoggedEvent, ConsumerEvent>();

function consumerEvent(schema: EventSchema, event: LoggedEvent): ConsumerEvent {
  const known = encoded.get(event);
  if (known) return known;
  const fresh = {
    event: { id: event.uuid, schemaId: schema.id, payload: schema.encode(event) },
    replayId: encodeReplayId(event.replayId),
  };
  encoded.set(event, fresh);
  return fresh;
}
