// What goes back to Salesforce for an order, as the outbox keeps it, and how many of them become one call. Pure.
// Table: spec/provisioning.md, "Mapping".
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { agentText, type PortwayError } from '../errors.ts';
import type { Json } from '../ledger/tables.ts';
import type { SalesforceOrder } from '../salesforce/orders.ts';
import {
  COLLECTIONS_PER_CALL,
  RECORDS_PER_COLLECTION,
  type RecordFault,
  type RecordUpdate,
} from '../salesforce/update.ts';

const VALUE = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const RESULT = z.object({
  /** Tells this result from an earlier one of the same order. */
  resultId: z.string(),
  records: z.array(z.object({ type: z.string(), id: z.string(), fields: z.record(z.string(), VALUE) })),
  /** Sets Order.Status to Activated, in an update of its own after the others. */
  activates: z.boolean(),
});

export type OrderResult = Readonly<z.infer<typeof RESULT>>;

export function readResult(body: Json): OrderResult {
  return RESULT.parse(body);
}

/** Stages from which an opportunity does not return to Active: the customer has cancelled what runs. */
const ENDING_STAGES = new Set(['△Cancelling', '△Cancelled']);

/** The result of an order whose targets are all done: what they report, plus Provisioned, Activated and the stage. */
export function provisionedResult(order: SalesforceOrder, reported: readonly RecordUpdate[]): Json {
  const records: RecordUpdate[] = [
    {
      type: 'Order',
      id: order.orderId,
      fields: { Activation_Status__c: 'Provisioned', Activation_Error__c: null, Activation_Error_DateTime__c: null },
    },
    ...reported,
  ];
  const { opportunity } = order;
  if (opportunity && opportunity.stage !== 'Active' && !ENDING_STAGES.has(opportunity.stage)) {
    records.push({ type: 'Opportunity', id: opportunity.opportunityId, fields: { StageName: 'Active' } });
  }
  return toBody({ records: mergeRecords(records), activates: order.status !== 'Activated' });
}

/** The result of an order that failed for its data. */
export function failedResult(orderId: string, error: PortwayError, now: Date): Json {
  return toBody({
    records: [
      {
        type: 'Order',
        id: orderId,
        fields: {
          Activation_Status__c: 'Failed',
          Activation_Error__c: agentText(error),
          Activation_Error_DateTime__c: now.toISOString(),
        },
      },
    ],
    activates: false,
  });
}

function toBody(result: { records: readonly RecordUpdate[]; activates: boolean }): Json {
  return {
    resultId: randomUUID(),
    records: result.records.map((record) => ({ ...record })),
    activates: result.activates,
  };
}

/** One update per record: the same record twice in one collection is refused. Later values win. */
export function mergeRecords(records: readonly RecordUpdate[]): RecordUpdate[] {
  const merged = new Map<string, RecordUpdate>();
  for (const record of records) {
    const fields = { ...merged.get(keyOf(record))?.fields, ...record.fields };
    merged.set(keyOf(record), { ...record, fields });
  }
  return [...merged.values()];
}

export function keyOf(record: RecordUpdate): string {
  return `${record.type}/${record.id}`;
}

/** The activation of an order, told apart from the update of its other fields. */
export const ACTIVATION = 'Activation';

/** Order in which a call's collections are written. Activation comes last, and never with other fields of the order. */
const SECTIONS = ['Order', 'OrderItem', 'Opportunity', 'Account'] as const;

/**
 * One call's records, section by section.
 * @param isWritten keys that an earlier attempt has written already
 */
export function sectionsOf(
  results: readonly OrderResult[],
  isWritten: (result: OrderResult, key: string) => boolean,
): RecordUpdate[][] {
  const open = results.flatMap((result) => result.records.filter((record) => !isWritten(result, keyOf(record))));
  const merged = mergeRecords(open);
  const others = merged.filter((record) => !(SECTIONS as readonly string[]).includes(record.type));
  const activations = results
    .filter((result) => result.activates && !isWritten(result, ACTIVATION))
    .map((result): RecordUpdate => ({ type: 'Order', id: orderOf(result), fields: { Status: 'Activated' } }));
  return [...SECTIONS.map((type) => merged.filter((record) => record.type === type)), others, activations].filter(
    (section) => section.length > 0,
  );
}

function orderOf(result: OrderResult): string {
  const order = result.records.find((record) => record.type === 'Order');
  if (!order) throw new Error('a result without its order');
  return order.id;
}

/** How many of these results, from the first on, fit in one call; at least one, which may then take several. */
export function fitInOneCall(results: readonly OrderResult[]): number {
  const counts = new Map<string, number>();
  const add = (section: string, count: number): void => void counts.set(section, (counts.get(section) ?? 0) + count);
  for (const [index, result] of results.entries()) {
    for (const record of result.records) add(record.type, 1);
    if (result.activates) add(ACTIVATION, 1);
    const collections = [...counts.values()].reduce((sum, count) => sum + Math.ceil(count / RECORDS_PER_COLLECTION), 0);
    if (collections > COLLECTIONS_PER_CALL) return Math.max(1, index);
  }
  return results.length;
}

/** What Salesforce says of its own accord to try again. Everything else it refuses for good. */
const PASSING_FAULTS = new Set([
  'UNABLE_TO_LOCK_ROW',
  'NO_RESULT',
  'PROCESSING_HALTED',
  'SERVER_UNAVAILABLE',
  'UNKNOWN_EXCEPTION',
  'REQUEST_LIMIT_EXCEEDED',
  'ALL_OR_NONE_OPERATION_ROLLED_BACK',
]);

export function isPassing(fault: NonNullable<RecordFault>): boolean {
  return PASSING_FAULTS.has(fault.code);
}
