// The type of a value at run time: for instanceof, casts, catch and calls on an Object.
import { isSubtype, widthOf } from './subtype.ts';
import { NULL, type ApexType } from './types.ts';
import type { Types } from './type-table.ts';
import { ApexList, ApexMap, ApexSet } from './values/collections.ts';
import { SObjectValue } from './sobject/sobject-value.ts';
import { ApexObject, EnumValue, type ApexValue } from './values/values.ts';
import { isIdText } from './library/id-text.ts';

/** @returns the type that `value` has; NULL for null */
export function typeOf(value: ApexValue, types: Types): ApexType {
  switch (typeof value) {
    case 'string':
      return types.string;
    case 'number':
      return types.integer;
    case 'boolean':
      return types.boolean;
    case 'bigint':
      return types.long;
    default:
  }
  if (value === null || value === undefined) return NULL;
  if (value instanceof ApexObject || value instanceof EnumValue) return value.type;
  if (value instanceof ApexList || value instanceof ApexSet || value instanceof ApexMap) return value.type;
  if (value instanceof SObjectValue) return value.type;
  const found = types.ofInstance(value);
  if (!found) throw new Error(`apex library: no table for ${value.constructor.name}`);
  return found;
}

/** `value instanceof type`; null is an instance of nothing. A text that is an id passes for one. */
export function isInstance(value: ApexValue, type: ApexType, types: Types): boolean {
  if (value === null) return false;
  if (type === types.id && typeof value === 'string') return isIdText(value);
  const own = typeOf(value, types);
  return isSubtype(own, type, types) || isWidened(own, type);
}

/** A number is an instance of every wider type of number too, a Date of Datetime, as public tests of the platform show. */
function isWidened(own: ApexType, type: ApexType): boolean {
  const [narrow, wide] = [widthOf(own), widthOf(type)];
  if (narrow !== undefined && wide !== undefined) return narrow <= wide || (narrow === 3 && wide === 2);
  return own.is('Date') && type.is('Datetime');
}
