// From the wire to the inbox: decodes the events of one response. What cannot be decoded becomes poison with its raw
// bytes; nothing is dropped.
import type { IncomingEvent } from '../ledger/ingest.ts';
import type { ConsumerEvent } from './pubsub-client.ts';
import type { SchemaSource } from './schemas.ts';
import type { Payload, Topic } from './topics.ts';

/** @returns one IncomingEvent per event, in order; null when the signal was aborted while a schema was missing */
export async function decodeEvents(
  events: readonly ConsumerEvent[],
  topic: Topic,
  schemas: SchemaSource,
  now: Date,
  over: AbortSignal,
): Promise<IncomingEvent[] | null> {
  const decoded: IncomingEvent[] = [];
  for (const event of events) {
    const one = await decodeEvent(event, topic, schemas, now, over);
    if (one === null) return null;
    decoded.push(one);
  }
  return decoded;
}

async function decodeEvent(
  { event, replay_id: replayId }: ConsumerEvent,
  topic: Topic,
  schemas: SchemaSource,
  now: Date,
  over: AbortSignal,
): Promise<IncomingEvent | null> {
  // Without an id of its own the event is told apart by its place in the stream.
  const eventId = event?.id || `replay:${replayId.toString('hex')}`;
  const bare = { eventId, replayId, topic: topic.name, createdAt: now };
  if (!event) return poison({ ...bare, problem: 'the event is empty', raw: Buffer.alloc(0) });

  const decode = await schemas(event.schema_id, over);
  if (decode === null) return null;
  if (typeof decode !== 'function') return poison({ ...bare, problem: decode.problem, raw: event.payload });
  let payload: Payload;
  try {
    payload = decode(event.payload);
  } catch (error) {
    return poison({
      ...bare,
      problem: `the payload cannot be decoded: ${(error as Error).message}`,
      raw: event.payload,
    });
  }
  const request = topic.requestIn(payload, eventId);
  return {
    ...bare,
    ...request,
    createdAt: createdAtIn(payload, now),
    payload,
    ...(request.problem && { raw: event.payload }),
  };
}

type Poison = Pick<IncomingEvent, 'eventId' | 'replayId' | 'topic' | 'createdAt'> & {
  problem: string;
  raw: Uint8Array;
};

/** An event that asks nothing of anybody, kept for the operator. */
export function poison(event: Poison): IncomingEvent {
  return { ...event, orderId: null, idempotencyKey: null, correlationId: null, requestedBy: null, payload: null };
}

/** CreatedDate is a plain long of epoch milliseconds, on every event. */
function createdAtIn(payload: Payload, now: Date): Date {
  const { CreatedDate: createdMs } = payload;
  const createdAt = new Date(typeof createdMs === 'number' ? createdMs : NaN);
  return Number.isNaN(createdAt.getTime()) ? now : createdAt;
}
