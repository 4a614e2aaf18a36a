// What can be compared, sorted, grouped and selected: a typed value that is read from a row (or from a group of rows).
import type { Field, FieldType, SObjectType, Value } from '../schema/schema.ts';
import { to18 } from '../store/ids.ts';
import type { Execution } from './execution.ts';

export interface Operand<Subject> {
  /** As error messages name it. */
  readonly name: string;
  readonly type: FieldType;
  /** The field behind it, when it is one and not a function of one. */
  readonly field?: Field;
  readonly owner?: SObjectType;
  /** The field belongs to the queried type itself, so that an index may find rows by it. */
  readonly isOwn: boolean;
  readonly offset: number;
  get(subject: Subject, execution: Execution): Value;
}

export type Category = 'text' | 'id' | 'number' | 'boolean' | 'date' | 'datetime' | 'time' | 'none';

const CATEGORIES: Readonly<Record<FieldType, Category>> = {
  id: 'id',
  reference: 'id',
  string: 'text',
  textarea: 'text',
  picklist: 'text',
  multipicklist: 'text',
  combobox: 'text',
  email: 'text',
  phone: 'text',
  url: 'text',
  encryptedstring: 'text',
  anyType: 'text',
  boolean: 'boolean',
  int: 'number',
  double: 'number',
  long: 'number',
  currency: 'number',
  percent: 'number',
  date: 'date',
  datetime: 'datetime',
  time: 'time',
  base64: 'none',
  address: 'none',
  location: 'none',
  complexvalue: 'none',
};

export const categoryOf = (type: FieldType): Category => CATEGORIES[type];

/** Long and rich text, encrypted text, files and compound fields can be selected but neither filtered, sorted nor grouped. */
export function isFilterable(operand: Operand<never>): boolean {
  const isLong = operand.type === 'textarea' && (operand.field?.length ?? 0) > 255;
  return !isLong && operand.type !== 'encryptedstring' && categoryOf(operand.type) !== 'none';
}

export const isSortable = (operand: Operand<never>): boolean =>
  isFilterable(operand) && operand.type !== 'multipicklist';

/** Values that compare equal on the platform become the same here: text folded, ids in 18 characters, a blank checkbox false. */
export function comparable(operand: Operand<never>): (value: Value) => Value {
  switch (categoryOf(operand.type)) {
    case 'text':
      return operand.field?.caseSensitive
        ? (value) => value
        : (value) => (typeof value === 'string' ? value.toLowerCase() : value);
    case 'id':
      return (value) => (typeof value === 'string' ? to18(value) : value);
    case 'boolean':
      return (value) => value ?? false;
    default:
      return (value) => value;
  }
}

/** Less than zero when a sorts before b; neither is null. */
export function compareValues(a: Value, b: Value): number {
  return a === b ? 0 : a! < b! ? -1 : 1;
}
