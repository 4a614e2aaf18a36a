// What a formula is made of once compiled: typed parts, the references it reads, the scope it runs in.
// Values are those of records at rest (see `Value`): a date is `2026-01-31`; the static type tells it from text.
import type { FieldType, Value } from '../schema/schema.ts';

export type FormulaType =
  | 'text'
  | 'number'
  | 'boolean'
  | 'date'
  | 'datetime'
  | 'time'
  | 'picklist'
  | 'multipicklist'
  | 'location'
  /** The literal NULL; fits every type. */
  | 'null';

/** Where a formula is used; decides which functions and reference notations are allowed. `flowStart` is a flow's entry condition. */
export type FormulaUse = 'validation' | 'field' | 'default' | 'flow' | 'flowStart';

/** What evaluation needs besides references. */
export interface FormulaScope {
  /** ISNEW(). */
  readonly isNew: boolean;
  /** ISCLONE(). */
  readonly isClone: boolean;
  /** NOW(), epoch milliseconds. */
  readonly now: number;
  /** IANA zone of the running user: TODAY() and DATEVALUE(datetime) are days of this zone. */
  readonly timeZone: string;
}

/** Something a formula can name. `S` is what the owner of the reference reads it from. */
export interface Reference<S extends FormulaScope = FormulaScope> {
  readonly type: FormulaType;
  read(this: void, scope: S): Value;
  /** Value before the save, for ISCHANGED and PRIORVALUE; only fields of the record itself have one. */
  readonly readPrior?: (scope: S) => Value;
}

/** A name that Salesforce knows and the local org cannot read; `why` completes “…: ”. */
export interface UnsupportedReference {
  readonly unsupported: string;
}

/** A compiled part. Text parts never yield null (blank text is ''); the others may. */
export interface Typed<S extends FormulaScope> {
  readonly type: FormulaType;
  run(this: void, scope: S): Value;
}

const TYPE_OF_FIELD: Readonly<Record<FieldType, FormulaType | undefined>> = {
  id: 'text',
  string: 'text',
  textarea: 'text',
  picklist: 'picklist',
  multipicklist: 'multipicklist',
  combobox: 'text',
  reference: 'text',
  boolean: 'boolean',
  int: 'number',
  double: 'number',
  long: 'number',
  currency: 'number',
  percent: 'number',
  date: 'date',
  datetime: 'datetime',
  time: 'time',
  email: 'text',
  phone: 'text',
  url: 'text',
  encryptedstring: 'text',
  base64: undefined,
  address: undefined,
  location: undefined,
  anyType: undefined,
  complexvalue: undefined,
};

/** Type of a field in formulas, or undefined when formulas cannot name such a field. */
export const formulaTypeOf = (type: FieldType): FormulaType | undefined => TYPE_OF_FIELD[type];

const TITLES: Readonly<Record<FormulaType, string>> = {
  text: 'Text',
  number: 'Number',
  boolean: 'Boolean',
  date: 'Date',
  datetime: 'DateTime',
  time: 'Time',
  picklist: 'Picklist',
  multipicklist: 'Multi-Select Picklist',
  location: 'Geolocation',
  null: 'Null',
};

export const titleOf = (types: readonly FormulaType[]): string => types.map((type) => TITLES[type]).join(', ');
