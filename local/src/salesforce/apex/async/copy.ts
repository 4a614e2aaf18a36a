// A copy of an instance with all that it refers to: asynchronous jobs get what was there when they were asked for.
// Source: Apex Developer Guide, "Queueable Apex": the object is serialized when the job is enqueued.
import { SObjectValue } from '../sobject/sobject-value.ts';
import { keyOf } from '../equality.ts';
import { ApexList, ApexMap, ApexSet } from '../values/collections.ts';
import { ApexObject, type ApexValue } from '../values/values.ts';
import type { Vm } from '../vm.ts';

/** Values of the library that are no collection stay the same object; transient fields of instances become null. */
export function deepCopy<T extends ApexValue>(value: T, vm: Vm, known = new Map<unknown, unknown>()): T {
  return copy(value, vm, known) as T;
}

function copy(value: ApexValue, vm: Vm, known: Map<unknown, unknown>): ApexValue {
  if (typeof value !== 'object' || value === null) return value;
  const made = known.get(value);
  if (made) return made;
  const again = (one: ApexValue) => copy(one, vm, known);
  if (value instanceof ApexList) {
    const list = new ApexList(value.type, []);
    known.set(value, list);
    list.items = value.items.map(again);
    return list;
  }
  if (value instanceof ApexSet) {
    const set = new ApexSet(value.type);
    known.set(value, set);
    for (const one of value.entries.values()) {
      const item = again(one);
      set.entries.set(keyOf(item, vm), item);
    }
    return set;
  }
  if (value instanceof ApexMap) {
    const map = new ApexMap(value.type);
    known.set(value, map);
    for (const one of value.entries.values()) {
      const key = again(one.key);
      map.entries.set(keyOf(key, vm), { key, value: again(one.value) });
    }
    return map;
  }
  if (value instanceof SObjectValue) {
    const record = new SObjectValue(value.type);
    known.set(value, record);
    Object.assign(record, { isQueried: value.isQueried, assigned: value.assigned && new Set(value.assigned) });
    for (const [name, one] of value.fields) record.fields.set(name, again(one));
    return record;
  }
  if (value instanceof ApexObject && value.type.user && !value.facts) {
    const object = new ApexObject(value.type, []);
    known.set(value, object);
    const transient = transientSlots(value);
    for (const [slot, one] of value.fields.entries()) object.fields[slot] = transient.has(slot) ? null : again(one);
    return object;
  }
  return value;
}

function transientSlots({ type }: ApexObject): Set<number> {
  const slots = new Set<number>();
  for (const cls of type.user!.lineage())
    for (const field of cls.members.fields.values())
      if (!field.isStatic && field.modifiers.words.has('transient')) slots.add(field.slot);
  return slots;
}
