// Values as text: string concatenation, String.valueOf, System.debug.
// Source: Apex Reference Guide, "String Class", valueOf.
import { invoke, respondsTo } from './invoke.ts';
import { ApexObject, EnumValue, type ApexValue } from './values/values.ts';
import type { Vm } from './vm.ts';

/** The text of a value; `null` for null. */
export function display(value: ApexValue, vm: Vm): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'string') return value;
  if (typeof value !== 'object') return String(value);
  if (value instanceof EnumValue) return value.name;
  if (value instanceof ApexObject && respondsTo(value, 'toString', 0))
    return invoke(vm, value, 'toString', []) as string;
  return invoke(vm, value, 'toString', []) as string;
}
