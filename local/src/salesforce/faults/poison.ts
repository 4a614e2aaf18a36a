// Events that no subscriber can use, as they might come from a faulty publisher.
import { randomBytes } from 'node:crypto';
import type { LoggedEvent, MemoryEventLog } from '../events/memory-event-log.ts';
import type { LocalOrg } from '../org.ts';
import type { Field, SObjectType, Value } from '../schema/schema.ts';

/** Creator of events that no user has published. */
export const NOBODY = '005000000000000AAA';

export const POISONS: Readonly<Record<string, (log: MemoryEventLog, org: LocalOrg, type: SObjectType) => LoggedEvent>> =
  {
    /** Bytes that are no Avro of any schema. */
    undecodable: (log, _org, type) =>
      log.appendRaw(type.name, Buffer.concat([Buffer.alloc(16, 0xff), randomBytes(8)]), NOBODY),
    /** No bytes at all. */
    empty: (log, _org, type) => log.appendRaw(type.name, Buffer.alloc(0), NOBODY),
    /** Well formed, about an order that does not exist. */
    unknownOrder: (log, org, type) => log.append(type.name, madeUp(org, type), NOBODY),
  };

/** Values for all custom fields; fields named after an order carry the id of one that was never saved. */
function madeUp(org: LocalOrg, type: SObjectType): Record<string, Value> {
  const orderId = org.store.nextId('Order');
  const fields = [...type.fields.values()].filter(({ custom }) => custom);
  return Object.fromEntries(fields.map((field) => [field.name, madeUpValue(field, orderId)]));
}

function madeUpValue(field: Field, orderId: string): Value {
  if (field.type === 'boolean') return false;
  if (field.type === 'double' || field.type === 'int') return 1;
  if (field.type === 'date' || field.type === 'datetime') return null;
  return /order_?id/i.test(field.name) ? orderId : `${orderId}-unknown`.slice(0, field.length);
}
