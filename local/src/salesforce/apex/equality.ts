// When two values are equal (`==`), identical (`===`), and the same element of a Set or key of a Map.
// Source: Apex Developer Guide, "Expression Operators" and "Using Custom Types in Map Keys and Sets".
import { invoke, respondsTo } from './invoke.ts';
import { SObjectValue } from './sobject/sobject-value.ts';
import { ApexList, ApexMap, ApexSet } from './values/collections.ts';
import { ApexDecimal } from './values/decimal.ts';
import {
  ApexBlob,
  ApexDate,
  ApexDatetime,
  ApexDouble,
  ApexObject,
  ApexTime,
  EnumValue,
  type ApexValue,
} from './values/values.ts';
import { to18 } from '../store/ids.ts';
import { isIdText } from './library/id-text.ts';
import { TypeToken } from './library/type-token.ts';
import type { Vm } from './vm.ts';

/** `===`: the same object; for values without identity, the same value. */
export function areIdentical(left: ApexValue, right: ApexValue, vm: Vm): boolean {
  if (left === right) return true;
  if (left === null || right === null || isReference(left) || isReference(right)) return false;
  return areEqual(left, right, vm);
}

const isReference = (value: ApexValue): boolean =>
  value instanceof ApexObject ||
  value instanceof SObjectValue ||
  value instanceof ApexList ||
  value instanceof ApexSet ||
  value instanceof ApexMap;

/** `==`: text ignores case, numbers compare by value, collections and sObjects element by element. */
export function areEqual(left: ApexValue, right: ApexValue, vm: Vm): boolean {
  if (left === right) return true;
  if (left === null || right === null) return false;
  if (typeof left === 'string' && typeof right === 'string') return isSameText(left, right);
  if (left instanceof ApexObject && respondsTo(left, 'equals', 1)) return invoke(vm, left, 'equals', [right]) === true;
  if (left instanceof ApexList && right instanceof ApexList)
    return (
      left.items.length === right.items.length &&
      left.items.every((item, index) => areEqual(item, right.items[index], vm))
    );
  // Datetimes are compared by the second, as public tests of conversions from milliseconds show; `<` and `>` see milliseconds.
  if (left instanceof ApexDatetime && right instanceof ApexDatetime)
    return Math.floor(left.ms / 1000) === Math.floor(right.ms / 1000);
  return keyOf(left, vm) === keyOf(right, vm);
}

/** Ids are text here: 15 characters of one are equal to the 18. */
function isSameText(left: string, right: string): boolean {
  if (left.length === right.length) return left.toLowerCase() === right.toLowerCase();
  const [short, long] = left.length < right.length ? [left, right] : [right, left];
  return short.length === 15 && long.length === 18 && long.startsWith(short) && isIdText(short) && to18(short) === long;
}

/** `hashCode()`: equal values have equal codes; text and collections as Java works them out. */
export function hashOf(value: ApexValue, vm: Vm): number {
  if (value instanceof ApexObject && respondsTo(value, 'hashCode', 0))
    return vm.notNull(invoke(vm, value, 'hashCode', []) as number | null);
  if (typeof value === 'string') return textHash(value);
  if (typeof value === 'number') return value | 0;
  if (typeof value === 'boolean') return value ? 1231 : 1237;
  if (value instanceof ApexList) return value.items.reduce<number>((sum, item) => (31 * sum + hashOf(item, vm)) | 0, 1);
  const key = keyOf(value, vm);
  if (key === null || key === undefined) return 0;
  return typeof key === 'object' ? numberOf(key) : textHash(keyText(value, vm));
}

function textHash(text: string): number {
  let hash = 0;
  for (let index = 0; index < text.length; index++) hash = (Math.imul(31, hash) + text.charCodeAt(index)) | 0;
  return hash;
}

/** Instances with equals and hashCode of their own: one bucket per hash code in each transaction. */
const buckets = () => new Map<unknown, ApexObject[]>();

/**
 * What a value counts as in a Set or as a key of a Map: two values are the same element when their keys are the same.
 * Text is case-sensitive here, unlike `==`.
 */
export function keyOf(value: ApexValue, vm: Vm): unknown {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number' || typeof value === 'bigint') return `n${value}`;
  if (value instanceof ApexDecimal) return `n${plain(value)}`;
  if (value instanceof ApexDouble) return Number.isInteger(value.value) ? `n${BigInt(value.value)}` : `n${value.value}`;
  if (value instanceof ApexDate) return `d${value.days}`;
  if (value instanceof ApexDatetime) return `t${value.ms}`;
  if (value instanceof ApexTime) return `h${value.ms}`;
  if (value instanceof ApexBlob) return `b${Buffer.from(value.bytes).toString('base64')}`;
  if (value instanceof TypeToken) return value.of;
  if (value instanceof EnumValue) return value;
  if (value instanceof ApexObject) return keyOfObject(value, vm);
  if (value instanceof ApexList) return `[${value.items.map((item) => keyText(item, vm)).join()}]`;
  if (value instanceof ApexSet)
    return `{${[...value.entries.values()]
      .map((item) => keyText(item, vm))
      .sort()
      .join()}}`;
  if (value instanceof ApexMap)
    return `m{${[...value.entries.values()]
      .map((one) => `${keyText(one.key, vm)}:${keyText(one.value, vm)}`)
      .sort()
      .join()}}`;
  if (value instanceof SObjectValue)
    return `s${value.type.name}{${[...value.fields]
      .filter(([, one]) => one !== null) // a field set to null is equal to one that was never set
      .map(([name, one]) => `${name}:${keyText(one, vm)}`)
      .sort()
      .join()}}`;
  // Classes of the library whose instances compare by value bring a key: UUID, Url.
  if (typeof value === 'object' && 'valueKey' in value) return value.valueKey;
  return value;
}

const objectNumbers = new WeakMap<object, number>();
let nextObject = 1;

/** A key as text, so that keys of elements can be joined. */
function keyText(value: ApexValue, vm: Vm): string {
  const key = keyOf(value, vm);
  if (key === null) return '~';
  if (typeof key !== 'object') return `${typeof key}:${JSON.stringify(key)}`;
  return `#${numberOf(key)}`;
}

function numberOf(object: object): number {
  let number = objectNumbers.get(object);
  if (number === undefined) objectNumbers.set(object, (number = nextObject++));
  return number;
}

/** 1.50 and 1.5 are the same number. */
function plain(value: ApexDecimal): string {
  const text = value.toString();
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

function keyOfObject(value: ApexObject, vm: Vm): unknown {
  if (!respondsTo(value, 'hashCode', 0) || !respondsTo(value, 'equals', 1)) return value;
  const hash = invoke(vm, value, 'hashCode', []);
  const all = vm.keep(buckets, buckets);
  const bucket = all.get(hash) ?? [];
  all.set(hash, bucket);
  const same = bucket.find((one) => one === value || invoke(vm, one, 'equals', [value]) === true);
  if (same) return same;
  bucket.push(value);
  return value;
}
