// JSON from outside → Apex values of declared types. What does not fit is refused; nothing is guessed.
import { instantiate } from '../../apex/compile/construction.ts';
import { keyOf } from '../../apex/equality.ts';
import { isIdText } from '../../apex/library/id-text.ts';
import { SObjectValue } from '../../apex/sobject/sobject-value.ts';
import type { ApexType } from '../../apex/types.ts';
import { annotation, type Field, type UserClass } from '../../apex/user-class.ts';
import { ApexList, ApexMap, ApexSet } from '../../apex/values/collections.ts';
import { ApexDecimal } from '../../apex/values/decimal.ts';
import {
  ApexBlob,
  ApexDate,
  ApexDatetime,
  ApexDouble,
  ApexObject,
  ApexTime,
  type ApexValue,
} from '../../apex/values/values.ts';
import type { Vm } from '../../apex/vm.ts';
import type { FieldType } from '../../schema/schema.ts';
import { to18 } from '../../store/ids.ts';
import { isObject } from '../json-body.ts';

/** The value does not fit; `type` says what was asked for. */
export class UnfitValue extends Error {
  readonly type: ApexType;
  constructor(type: ApexType) {
    super(`Value provided is invalid for type ${type.name}`);
    this.type = type;
  }
}

const DAY_MS = 86_400_000;

/**
 * @param settable which fields of a class of the project JSON may set
 * @throws UnfitValue
 */
export function fromJson(
  vm: Vm,
  json: unknown,
  type: ApexType,
  settable: (field: Field) => boolean = isAuraEnabled,
): ApexValue {
  if (json === null || json === undefined) return null;
  const read = (value: unknown, of: ApexType) => fromJson(vm, value, of, settable);
  if (type.kind === 'sobject') return sobjectFrom(vm, json, type);
  if (type.user) return userValue(vm, json, type, type.user, read, settable);
  const simple = SIMPLE[type.native?.name ?? ''];
  if (simple) return fitting(simple(json), type);
  if (type.is('List'))
    return new ApexList(
      type,
      items(json, type).map((item) => read(item, type.args[0]!)),
    );
  if (type.is('Set')) {
    const set = new ApexSet(type);
    for (const item of items(json, type)) {
      const value = read(item, type.args[0]!);
      set.entries.set(keyOf(value, vm), value);
    }
    return set;
  }
  if (type.is('Map')) return mapFrom(vm, json, type, read);
  if (type === vm.types.object) return anyValue(vm, json);
  throw new UnfitValue(type);
}

export const isAuraEnabled = ({ modifiers }: Field): boolean => annotation(modifiers, 'auraenabled') !== undefined;

type Read = (json: unknown, type: ApexType) => ApexValue;

function fitting(value: ApexValue, type: ApexType): ApexValue {
  if (value === undefined) throw new UnfitValue(type);
  return value;
}

function items(json: unknown, type: ApexType): readonly unknown[] {
  if (!Array.isArray(json)) throw new UnfitValue(type);
  return json;
}

/** Types of one value; each gives undefined for what does not fit. Numbers and truth values may come as text, as from inputs. */
const SIMPLE: Readonly<Record<string, (json: unknown) => ApexValue>> = {
  String: (json) => (isScalar(json) ? String(json) : undefined),
  Id: idFrom,
  Boolean: (json) => (typeof json === 'boolean' ? json : json === 'true' ? true : json === 'false' ? false : undefined),
  Integer: (json) => {
    const number = numberFrom(json);
    return number !== undefined && Number.isInteger(number) && Math.abs(number) < 2 ** 31 ? number : undefined;
  },
  Long: (json) => {
    const number = numberFrom(json);
    return number !== undefined && Number.isInteger(number) ? BigInt(number) : undefined;
  },
  Double: (json) => {
    const number = numberFrom(json);
    return number === undefined ? undefined : new ApexDouble(number);
  },
  Decimal: decimalFrom,
  Date: dateFrom,
  Datetime: datetimeFrom,
  Time: (json) => {
    const match = typeof json === 'string' && /^(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,3}))?)?Z?$/.exec(json);
    if (!match) return undefined;
    const [, hours, minutes, seconds = '0', millis = '0'] = match;
    return new ApexTime(((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000 + Number(millis));
  },
  Blob: (json) => (typeof json === 'string' ? new ApexBlob(Buffer.from(json, 'base64')) : undefined),
};

const isScalar = (json: unknown): json is string | number | boolean =>
  ['string', 'number', 'boolean'].includes(typeof json);

function idFrom(json: unknown): string | undefined {
  if (typeof json !== 'string' || !isIdText(json)) return undefined;
  return json.length === 15 ? to18(json) : json;
}

function numberFrom(json: unknown): number | undefined {
  if (typeof json === 'number') return json;
  return typeof json === 'string' && /^-?\d+(?:\.\d+)?$/.test(json) ? Number(json) : undefined;
}

function decimalFrom(json: unknown): ApexDecimal | undefined {
  return numberFrom(json) === undefined ? undefined : ApexDecimal.parse(String(json));
}

/** A day that the calendar has: `2026-02-30` is none, though JavaScript would take it for March. */
function dateFrom(json: unknown): ApexDate | undefined {
  const ms = typeof json === 'string' && /^\d{4}-\d\d-\d\d$/.test(json) ? Date.parse(json) : Number.NaN;
  const exists = !Number.isNaN(ms) && new Date(ms).toISOString().slice(0, 10) === json;
  return exists ? new ApexDate(ms / DAY_MS) : undefined;
}

function datetimeFrom(json: unknown): ApexDatetime | undefined {
  const isText = typeof json === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(json);
  const ms = typeof json === 'number' ? json : isText ? Date.parse(json) : Number.NaN;
  return Number.isNaN(ms) ? undefined : new ApexDatetime(ms);
}

function mapFrom(vm: Vm, json: unknown, type: ApexType, read: Read): ApexMap {
  if (!isObject(json)) throw new UnfitValue(type);
  const map = new ApexMap(type);
  for (const [name, value] of Object.entries(json)) {
    const key = read(name, type.args[0]!);
    map.entries.set(keyOf(key, vm), { key, value: read(value, type.args[1]!) });
  }
  return map;
}

function userValue(
  vm: Vm,
  json: unknown,
  type: ApexType,
  cls: UserClass,
  read: Read,
  settable: (field: Field) => boolean,
): ApexValue {
  if (cls.kind === 'enum')
    return fitting(
      cls.enumValues.find(({ name }) => name === json),
      type,
    );
  const constructor = cls.members.constructors.find(({ parameters }) => parameters.length === 0);
  const isMakeable = cls.members.constructors.length === 0 || constructor !== undefined;
  if (!isObject(json) || cls.kind !== 'class' || cls.modifiers.words.has('abstract') || !isMakeable)
    throw new UnfitValue(type);
  const made = instantiate(vm, cls, constructor, []);
  for (const [name, value] of Object.entries(json)) {
    const field = cls.findField(name);
    if (!field || field.isStatic || !field.canSet || !settable(field)) continue;
    setField(vm, made, field, read(value, field.type));
  }
  return made;
}

function setField(vm: Vm, object: ApexObject, field: Field, value: ApexValue): void {
  if (field.setter) vm.call(field.setter, object, [value]);
  else object.fields[field.slot] = value;
}

/** A record: fields by their API names; `attributes` or `sobjectType` say the type where the parameter is any SObject. */
function sobjectFrom(vm: Vm, json: unknown, type: ApexType): SObjectValue {
  if (!isObject(json)) throw new UnfitValue(type);
  const attributes = isObject(json['attributes']) ? json['attributes'] : {};
  const named = json['sobjectType'] ?? attributes['type'];
  const own = type.sobject ? type : vm.types.sobject(typeof named === 'string' ? named : '');
  if (!own?.sobject) throw new UnfitValue(type);
  const record = new SObjectValue(own);
  for (const [name, value] of Object.entries(json)) {
    if (name === 'attributes' || name === 'sobjectType') continue;
    const field = vm.org.schema.field(own.sobject, name);
    if (!field) throw new UnfitValue(type);
    record.fields.set(field.name, value === null ? null : fitting(fieldValue(field.type, value), type));
  }
  return record;
}

const FIELD_KINDS: Partial<Record<FieldType, string>> = {
  id: 'Id',
  reference: 'Id',
  boolean: 'Boolean',
  int: 'Integer',
  double: 'Decimal',
  currency: 'Decimal',
  percent: 'Decimal',
  date: 'Date',
  datetime: 'Datetime',
  time: 'Time',
};

const fieldValue = (type: FieldType, json: unknown): ApexValue => SIMPLE[FIELD_KINDS[type] ?? 'String']!(json);

/** A parameter of type Object takes JSON as it is, as JSON.deserializeUntyped does. */
function anyValue(vm: Vm, json: unknown): ApexValue {
  const { types } = vm;
  if (Array.isArray(json))
    return new ApexList(
      types.list(types.object),
      json.map((item) => fromJson(vm, item, types.object)),
    );
  if (isObject(json)) return fromJson(vm, json, types.map(types.string, types.object));
  if (typeof json === 'number')
    return Number.isInteger(json) && Math.abs(json) < 2 ** 31 ? json : ApexDecimal.ofDouble(json);
  return json;
}
