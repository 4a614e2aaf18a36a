// Apex values → what a page receives. Source: Lightning Web Components Developer Guide, "Call Apex Methods" and "Import Apex
// Methods": of a class of the project only @AuraEnabled fields and properties travel; null fields are left out.
import { SObjectValue } from '../../apex/sobject/sobject-value.ts';
import type { Field } from '../../apex/user-class.ts';
import { ApexList, ApexMap, ApexSet } from '../../apex/values/collections.ts';
import { ApexDecimal } from '../../apex/values/decimal.ts';
import {
  ApexDate,
  ApexDatetime,
  ApexDouble,
  ApexObject,
  ApexTime,
  EnumValue,
  type ApexValue,
} from '../../apex/values/values.ts';
import type { Vm } from '../../apex/vm.ts';
import { isAuraEnabled } from './json-values.ts';

/** A value of a class that cannot be sent to a page. */
export class UnsendableValue extends Error {
  constructor(typeName: string) {
    super(`Apex values of type ${typeName} cannot be sent to a page`);
  }
}

const DAY_MS = 86_400_000;

/** @throws UnsendableValue */
export function toPage(value: ApexValue, vm: Vm): unknown {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value;
  if (typeof value === 'bigint') return Number(value);
  const convert = CONVERT.find(([type]) => value instanceof type)?.[1];
  if (!convert) throw new UnsendableValue((value as object).constructor.name);
  return convert(value as never, vm);
}

const CONVERT: readonly (readonly [new (...args: never[]) => object, (value: never, vm: Vm) => unknown])[] = [
  [ApexDecimal, (value: ApexDecimal) => value.toNumber()],
  [ApexDouble, (value: ApexDouble) => value.value],
  [ApexDate, (value: ApexDate) => new Date(value.days * DAY_MS).toISOString().slice(0, 10)],
  [ApexDatetime, (value: ApexDatetime) => new Date(value.ms).toISOString()],
  [ApexTime, (value: ApexTime) => new Date(value.ms).toISOString().slice(11)],
  [EnumValue, (value: EnumValue) => value.name],
  [ApexList, (value: ApexList, vm) => value.items.map((item) => toPage(item, vm))],
  [ApexSet, (value: ApexSet, vm) => [...value.entries.values()].map((item) => toPage(item, vm))],
  [ApexMap, mapToPage],
  [SObjectValue, recordToPage],
  [ApexObject, objectToPage],
];

function mapToPage(value: ApexMap, vm: Vm): Record<string, unknown> {
  return Object.fromEntries(
    [...value.entries.values()].map((entry) => [String(toPage(entry.key, vm)), toPage(entry.value, vm)]),
  );
}

function recordToPage(record: SObjectValue, vm: Vm): Record<string, unknown> {
  const set = [...record.fields].filter(([, value]) => value !== null);
  return Object.fromEntries(set.map(([name, value]) => [name, toPage(value, vm)]));
}

function objectToPage(object: ApexObject, vm: Vm): Record<string, unknown> {
  const cls = object.type.user;
  if (!cls) throw new UnsendableValue(object.type.name);
  const fields = [...cls.lineage()].flatMap(({ members }) => [...members.fields.values()]);
  const sent: Record<string, unknown> = {};
  for (const field of fields) {
    if (field.isStatic || !field.canGet || !isAuraEnabled(field)) continue;
    const value = fieldOf(object, field, vm);
    if (value !== null) sent[field.name] = toPage(value, vm);
  }
  return sent;
}

const fieldOf = (object: ApexObject, field: Field, vm: Vm): ApexValue =>
  field.getter ? vm.call(field.getter, object, []) : (object.fields[field.slot] ?? null);
