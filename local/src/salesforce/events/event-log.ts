// Platform events that have been published: the log that Pub/Sub streams from. Appending wakes subscribers.
import type { Value } from '../schema/schema.ts';

export interface PublishedEvent {
  /** API name of the event type, `OrderProvisionRequested__e`. */
  readonly type: string;
  /** EventUuid; a duplicate delivery carries the same one under another replay id. */
  readonly uuid: string;
  /** Increasing, with gaps; opaque to clients. */
  readonly replayId: bigint;
  /** Epoch milliseconds. */
  readonly publishedAt: number;
  readonly createdById: string;
  /** Custom fields by API name. */
  readonly payload: Readonly<Record<string, Value>>;
}

export interface EventLog {
  /** `uuid` when the publisher was already told one (publish after commit answers before it appends); else a fresh one. */
  append(type: string, payload: Readonly<Record<string, Value>>, createdById: string, uuid?: string): PublishedEvent;
  /** Events of a type after a replay id (0n = from the start), oldest first, within retention. */
  after(type: string, replayId: bigint, limit: number): readonly PublishedEvent[];
  /** Replay id of the newest event of the type, or of the log's start. */
  latest(type: string): bigint;
  /** Called on every append of that type; returns the unsubscribe function. */
  onAppend(type: string, listener: () => void): () => void;
}
