// Copies of records. Source: Apex Reference Guide, "SObject Class", clone: what is kept by each of its four flags.
import { ApexList } from '../values/collections.ts';
import type { ApexValue } from '../values/values.ts';
import { SObjectValue } from './sobject-value.ts';

const TIMES = new Set(['CreatedById', 'CreatedDate', 'LastModifiedById', 'LastModifiedDate']);

/** @param flags keeps its id, copies related records too, keeps its timestamps, keeps auto-numbers; false when absent */
export function cloneRecord(record: SObjectValue, flags: readonly (boolean | null)[]): SObjectValue {
  const [keepsId = false, isDeep = false, keepsTimes = false, keepsNumbers = false] = flags;
  const made = new SObjectValue(record.type);
  for (const [name, value] of record.fields) {
    if (name === 'Id' && !keepsId) continue;
    if (TIMES.has(name) && !keepsTimes) continue;
    if (record.type.sobject?.fields.get(name)?.autoNumber !== undefined && !keepsNumbers) continue;
    made.fields.set(name, isDeep ? deep(value) : value);
  }
  made.isClone = true;
  made.cloneSourceId = record.id;
  return made;
}

function deep(value: ApexValue): ApexValue {
  if (value instanceof SObjectValue) return cloneRecord(value, [true, true, true, true]);
  if (value instanceof ApexList) return new ApexList(value.type, value.items.map(deep));
  return value;
}
