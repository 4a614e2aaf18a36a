// The order that List.sort gives. Source: Apex Reference Guide, "List Class", sort(), and Apex Developer Guide,
// "List Sorting": null first, text by character, instances by their compareTo, records by name and then field by field.
import { invoke, respondsTo } from '../invoke.ts';
import { SObjectValue } from '../sobject/sobject-value.ts';
import { ApexDecimal } from '../values/decimal.ts';
import {
  ApexDate,
  ApexDatetime,
  ApexDouble,
  ApexObject,
  ApexTime,
  EnumValue,
  type ApexValue,
} from '../values/values.ts';
import { SelectOption } from './small-classes.ts';
import type { Vm } from '../vm.ts';

export function inNaturalOrder(items: readonly ApexValue[], vm: Vm): ApexValue[] {
  const compare = items.some((item) => item instanceof ApexObject) ? byCompareTo : natural;
  return [...items].sort((one, other) => compare(one, other, vm));
}

/** Sorted by an instance that implements Comparator. */
export function ordered(items: readonly ApexValue[], comparator: ApexValue, vm: Vm): ApexValue[] {
  // JavaScript never shows null to a comparator as undefined, and its sort is stable as the platform's.
  return [...items].sort((one, other) => {
    vm.step();
    return vm.notNull(invoke(vm, comparator, 'compare', [one, other]) as number | null);
  });
}

function byCompareTo(one: ApexValue, other: ApexValue, vm: Vm): number {
  vm.step();
  // Null elements come first without being asked (unconfirmed).
  if (one === null || other === null) return one === other ? 0 : one === null ? -1 : 1;
  if (!respondsTo(one, 'compareTo', 1))
    return vm.raise('System.ListException', 'One or more of the items in this list is not Comparable.');
  return vm.notNull(invoke(vm, one, 'compareTo', [other]) as number | null);
}

/** Compares two values of one primitive type, or two records. */
export function natural(one: ApexValue, other: ApexValue, vm: Vm): number {
  if (one === other) return 0;
  if (one == null) return -1;
  if (other == null) return 1;
  if (typeof one === 'string' && typeof other === 'string') return one < other ? -1 : 1;
  if (isNumber(one) && isNumber(other)) return asDecimal(one).compare(asDecimal(other));
  if (typeof one === 'boolean') return one ? 1 : -1;
  if (one instanceof ApexDate && other instanceof ApexDate) return one.days - other.days;
  if (one instanceof ApexDatetime && other instanceof ApexDatetime) return one.ms - other.ms;
  if (one instanceof ApexTime && other instanceof ApexTime) return one.ms - other.ms;
  if (one instanceof EnumValue && other instanceof EnumValue) return one.ordinal - other.ordinal;
  if (one instanceof SelectOption && other instanceof SelectOption)
    return (
      natural(one.values['value'], other.values['value'], vm) || natural(one.values['label'], other.values['label'], vm)
    );
  if (one instanceof SObjectValue && other instanceof SObjectValue) return compareRecords(one, other, vm);
  return vm.raise('System.ListException', 'One or more of the items in this list is not Comparable.');
}

const isNumber = (value: ApexValue): value is number | bigint | ApexDouble | ApexDecimal =>
  typeof value === 'number' || typeof value === 'bigint' || value instanceof ApexDouble || value instanceof ApexDecimal;

function asDecimal(value: number | bigint | ApexDouble | ApexDecimal): ApexDecimal {
  if (value instanceof ApexDecimal) return value;
  return value instanceof ApexDouble ? ApexDecimal.ofDouble(value.value) : ApexDecimal.ofInteger(value);
}

/** By type, name, standard fields from A to Z, custom fields from A to Z, as far as either record has them. */
function compareRecords(one: SObjectValue, other: SObjectValue, vm: Vm): number {
  if (one.type !== other.type) return one.type.name < other.type.name ? -1 : 1;
  const names = new Set([...one.fields.keys(), ...other.fields.keys()]);
  const place = (name: string) => `${name === 'Name' ? 0 : name.endsWith('__c') ? 2 : 1}${name}`;
  const inOrder = [...names].filter((name) => name !== 'Id').sort((a, b) => (place(a) < place(b) ? -1 : 1));
  for (const name of inOrder) {
    const [left, right] = [one.fields.get(name) ?? null, other.fields.get(name) ?? null];
    if (typeof left === 'object' && left !== null && 'fields' in left) continue; // a related record
    const difference = natural(left, right, vm);
    if (difference) return difference;
  }
  return 0;
}
