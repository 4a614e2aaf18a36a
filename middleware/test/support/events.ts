// Events for tests of the ledger.
import type { IncomingEvent } from '../../src/ledger/ingest.ts';
import { orderIdOf } from './ids.ts';

export const TOPIC = 'OrderProvisionRequested__e';

/** The nth event; by itself it asks for the nth order. */
export function eventOf(n: number, change: Partial<IncomingEvent> = {}): IncomingEvent {
  const replayId = Buffer.alloc(8);
  replayId.writeBigUInt64BE(2n ** 60n + BigInt(n));
  return {
    eventId: `event-${n}`,
    replayId,
    topic: TOPIC,
    orderId: orderIdOf(n),
    idempotencyKey: `key-${n}`,
    correlationId: `correlation-${n}`,
    requestedBy: 'agent@example.com',
    createdAt: new Date('2026-11-22T09:00:00Z'),
    payload: { OrderId__c: orderIdOf(n) },
    ...change,
  };
}
