// What each topic's events ask of the ledger: one row per topic. A new event kind is a new row.
import type { IncomingEvent } from '../ledger/ingest.ts';
import type { BillingKind, Json } from '../ledger/tables.ts';
import { toRecordId } from './record-id.ts';

export type Payload = Readonly<Record<string, Json>>;

/** The parts of an IncomingEvent that its payload decides. `problem` makes it poison. */
export type Request = Pick<
  IncomingEvent,
  'orderId' | 'work' | 'idempotencyKey' | 'correlationId' | 'requestedBy' | 'problem'
>;

const TOPICS: Readonly<Record<string, (payload: Payload, eventId: string) => Request>> = {
  OrderProvisionRequested__e: orderProvisionRequest,
  BillingRefreshRequested__e: billingRefreshRequest,
};

/** Key prefix of Order. Object Reference, "Order". */
const ORDER_PREFIX = '801';

export interface Topic {
  /** API name of the event, as the ledger keys its cursor. */
  readonly name: string;
  /** As the Pub/Sub API names it. */
  readonly path: string;
  readonly requestIn: (payload: Payload, eventId: string) => Request;
}

/** @param topic `Name__e` or `/event/Name__e`. @throws Error for an event this service does not know */
export function topicNamed(topic: string): Topic {
  const name = topic.replace(/^\/event\//, '');
  const requestIn = TOPICS[name];
  if (!requestIn) throw new Error(`events: nothing here handles ${topic}; known: ${Object.keys(TOPICS).join(', ')}`);
  return { name, path: `/event/${name}`, requestIn };
}

function orderProvisionRequest(payload: Payload, eventId: string): Request {
  const { orderId, problem } = orderIdIn(payload);
  return {
    orderId,
    // The key is optional on the event; its own id tells two requests apart as well.
    idempotencyKey: textIn(payload, 'IdemKey__c') ?? `event:${eventId}`,
    correlationId: textIn(payload, 'CorrelationId__c'),
    requestedBy: textIn(payload, 'RequestedBy__c'),
    ...(problem && { problem }),
  };
}

function orderIdIn(payload: Payload): { orderId: string | null; problem?: string } {
  const text = textIn(payload, 'OrderId__c');
  if (text === null) return { orderId: null, problem: 'OrderId__c is empty: nobody can tell which order is meant' };
  const orderId = toRecordId(text);
  if (orderId === null) return { orderId: null, problem: `OrderId__c ‘${text}’ is not a Salesforce record id` };
  if (!orderId.startsWith(ORDER_PREFIX))
    return { orderId: null, problem: `OrderId__c ‘${text}’ is the id of something else than an Order` };
  return { orderId };
}

/** Kind__c → what is asked for, and of which records. Key prefixes: Object Reference, "Opportunity", "Account". */
const REFRESHES: Readonly<Record<string, { kind: BillingKind; prefix: string; type: string }>> = {
  Availability: { kind: 'availability', prefix: '006', type: 'Opportunity' },
  Invoices: { kind: 'account-invoices', prefix: '001', type: 'Account' },
};

function billingRefreshRequest(payload: Payload, eventId: string): Request {
  const common = {
    orderId: null,
    idempotencyKey: `event:${eventId}`,
    correlationId: textIn(payload, 'CorrelationId__c'),
    requestedBy: textIn(payload, 'RequestedBy__c'),
  };
  const kind = textIn(payload, 'Kind__c');
  const refresh = kind === null || !Object.hasOwn(REFRESHES, kind) ? undefined : REFRESHES[kind];
  if (!refresh) {
    const known = Object.keys(REFRESHES).join(', ');
    return { ...common, problem: `Kind__c ‘${kind ?? ''}’ is not known here; known: ${known}` };
  }
  const text = textIn(payload, 'RecordId__c') ?? '';
  const recordId = toRecordId(text);
  if (recordId === null) return { ...common, problem: `RecordId__c ‘${text}’ is not a Salesforce record id` };
  if (!recordId.startsWith(refresh.prefix))
    return { ...common, problem: `RecordId__c ‘${text}’ is the id of something else than an ${refresh.type}` };
  return { ...common, work: { kind: refresh.kind, recordId } };
}

/** Trimmed, null when blank. PostgreSQL cannot store NUL in text. */
function textIn(payload: Payload, field: string): string | null {
  const value = payload[field];
  if (typeof value !== 'string') return null;
  return value.replaceAll('\0', '\uFFFD').trim() || null;
}
