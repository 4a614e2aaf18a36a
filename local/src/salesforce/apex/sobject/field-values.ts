// Values of fields: as the store keeps them and as Apex code holds them, and the Apex type of each field.
// Source: Apex Developer Guide, "Primitive Data Types" and "sObject Types".
import type { Field, FieldType, Value } from '../../schema/schema.ts';
import type { ApexType } from '../types.ts';
import type { Types } from '../type-table.ts';
import { ApexList, ApexSet } from '../values/collections.ts';
import { ApexDecimal } from '../values/decimal.ts';
import { ApexBlob, ApexDate, ApexDatetime, ApexDouble, ApexTime, EnumValue, type ApexValue } from '../values/values.ts';
import { SObjectValue } from './sobject-value.ts';

const MS_PER_DAY = 86_400_000;

/** Library class of the values of a field type. */
const APEX_TYPES: Readonly<Record<FieldType, string>> = {
  id: 'Id',
  reference: 'Id',
  string: 'String',
  textarea: 'String',
  picklist: 'String',
  multipicklist: 'String',
  combobox: 'String',
  email: 'String',
  phone: 'String',
  url: 'String',
  encryptedstring: 'String',
  boolean: 'Boolean',
  int: 'Integer',
  long: 'Long',
  double: 'Decimal',
  currency: 'Decimal',
  percent: 'Decimal',
  date: 'Date',
  datetime: 'Datetime',
  time: 'Time',
  base64: 'Blob',
  address: 'Address',
  location: 'Location',
  anyType: 'Object',
  complexvalue: 'Object',
};

/** The static type of a field. */
export function fieldApexType(field: Field, types: Types): ApexType {
  return types.native(APEX_TYPES[field.type]);
}

/** Scales beyond this are those of coordinates, which keep their own digits. */
const MONEY_SCALE = 6;

/** A value at rest as Apex has it. */
export function toApexValue(type: FieldType, value: Value, scale?: number): ApexValue {
  if (value === null) return null;
  switch (APEX_TYPES[type]) {
    case 'Long':
      return BigInt(value);
    case 'Decimal':
      return decimalOf(Number(value), scale);
    case 'Date':
      return new ApexDate(Date.parse(`${String(value)}T00:00:00Z`) / MS_PER_DAY);
    case 'Datetime':
      return new ApexDatetime(Date.parse(String(value)));
    case 'Time':
      return new ApexTime(Date.parse(`1970-01-01T${String(value)}`));
    case 'Blob':
      return new ApexBlob(Buffer.from(String(value), 'base64'));
    case 'String':
      return String(value);
    default:
      return value;
  }
}

/** Numbers come back from the store with the digits of their field: 5 as 5.00. */
function decimalOf(value: number, scale: number | undefined): ApexDecimal {
  const plain = ApexDecimal.parse(String(value))!;
  if (scale === undefined || scale > MONEY_SCALE || plain.scale >= scale) return plain;
  return new ApexDecimal(plain.at(scale), scale);
}

/** A field's value as Apex has it. */
export const fieldToApex = (field: Field, value: Value): ApexValue => toApexValue(field.type, value, field.scale);

/** What a save or a bind takes for an Apex value; lists and sets become arrays, records their ids. */
export function toRestValue(value: ApexValue): unknown {
  if (value === null || value === undefined) return null;
  if (typeof value !== 'object') return typeof value === 'bigint' ? Number(value) : value;
  if (value instanceof ApexDecimal) return value.toNumber();
  if (value instanceof ApexDouble) return value.value;
  if (value instanceof ApexDate) return new Date(value.days * MS_PER_DAY).toISOString().slice(0, 10);
  if (value instanceof ApexDatetime) return new Date(value.ms).toISOString();
  if (value instanceof ApexTime) return new Date(value.ms).toISOString().slice(11);
  if (value instanceof ApexBlob) return Buffer.from(value.bytes).toString('base64');
  if (value instanceof EnumValue) return value.name;
  if (value instanceof ApexList) return value.items.map(toRestValue);
  if (value instanceof ApexSet) return [...value.entries.values()].map(toRestValue);
  if (value instanceof SObjectValue) return value.id;
  return undefined;
}
