// Values as flows handle them: scalars as records hold them (see `Value`), records, collections; their types and conversions.
import { datetimeOf, localDate, millisOf, startOfDay } from '../formula/calendar.ts';
import { plain } from '../formula/decimal.ts';
import { formulaTypeOf, type FormulaType } from '../formula/types.ts';
import type { Field, SObjectType, Value } from '../schema/schema.ts';
import type { RunningUser } from '../security/running-user.ts';

/** A record in a flow: `$Record`, a record variable, what Get Records found. */
export interface FlowRecord {
  readonly object: SObjectType;
  /** By declared field name. */
  readonly values: Record<string, Value>;
  /** Fields that the flow has set: what Update Records and Create Records send. */
  readonly assigned: Set<string>;
  /** Found by a query: formula fields are among the values, and what they are made of may not be. */
  readonly isFound: boolean;
}

export type FlowItem = Value | FlowRecord;
/** null: never set. */
export type FlowValue = FlowItem | FlowItem[];

export type ScalarType = Exclude<FormulaType, 'null' | 'location'>;
export type ItemType =
  { readonly kind: 'scalar'; readonly type: ScalarType } | { readonly kind: 'record'; readonly object: SObjectType };
export type FlowType = ItemType | { readonly kind: 'collection'; readonly of: ItemType } | { readonly kind: 'null' };

export const scalar = (type: ScalarType): FlowType & ItemType => ({ kind: 'scalar', type });
export const NOTHING: FlowType = { kind: 'null' };

export function isRecord(value: FlowValue | undefined): value is FlowRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function newRecord(object: SObjectType, values: Record<string, Value> = {}, isFound = false): FlowRecord {
  return { object, values, assigned: new Set(), isFound };
}

/** Flows copy: two variables never share one record. */
export function copyOf<V extends FlowValue>(value: V): V {
  if (Array.isArray(value)) return value.map((item) => copyOf(item)) as V;
  if (!isRecord(value)) return value;
  const record: FlowRecord = value;
  return { ...record, values: { ...record.values }, assigned: new Set(record.assigned) } as V;
}

/** Sets a field as Assignment does; blank text is stored as null, booleans are never null. */
export function setField(record: FlowRecord, field: Field, value: Value): void {
  const stored = value === '' ? null : value;
  record.values[field.name] = stored === null && field.type === 'boolean' ? false : stored;
  record.assigned.add(field.name);
}

/** Type of a field in flows, or undefined when flows cannot use such a field. */
export function scalarTypeOf(field: Field): ScalarType | undefined {
  return formulaTypeOf(field.type) as ScalarType | undefined;
}

export function describeType(type: FlowType): string {
  if (type.kind === 'null') return 'nothing';
  if (type.kind === 'record') return `record (${type.object.name})`;
  return type.kind === 'scalar' ? type.type : `collection of ${describeType(type.of)}`;
}

/** Whose time zone and locale conversions follow. */
export type Viewer = Pick<RunningUser, 'timeZone' | 'locale'>;
export type Converter = (value: Value, viewer: Viewer) => Value;

const same: Converter = (value) => value;
const TEXTS: ReadonlySet<ScalarType> = new Set(['text', 'picklist', 'multipicklist']);

/**
 * How a scalar of one type goes into another, or undefined when Flow Builder would not allow it.
 * @see Salesforce Help, "Flow Operators in Assignment Elements"
 */
export function converter(from: ScalarType, to: ScalarType): Converter | undefined {
  if (from === to || (TEXTS.has(from) && TEXTS.has(to))) return same;
  if (TEXTS.has(to)) return (value, viewer) => (value === null ? null : shown(value, from, viewer));
  if (from === 'date' && to === 'datetime')
    return (value, { timeZone }) => (value === null ? null : datetimeOf(startOfDay(value as string, timeZone)));
  if (from === 'datetime' && to === 'date')
    return (value, { timeZone }) => (value === null ? null : localDate(millisOf(value as string), timeZone));
  return undefined;
}

/**
 * A value inside text: a template, a message, a text variable. Dates follow the user's locale and zone.
 * Unconfirmed: the exact styles that Salesforce uses; tests should not lean on them.
 */
export function shown(value: Value, type: ScalarType, { locale, timeZone }: Viewer): string {
  if (value === null) return '';
  if (typeof value === 'number') return plain(value);
  if (typeof value === 'boolean') return String(value);
  if (type === 'date') return dateFormat(locale, 'UTC', false).format(Date.parse(`${value}T00:00:00Z`));
  if (type === 'datetime') return dateFormat(locale, timeZone, true).format(millisOf(value));
  return type === 'time' ? value.slice(0, 5) : value;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function dateFormat(locale: string, timeZone: string, withTime: boolean): Intl.DateTimeFormat {
  const key = `${locale}|${timeZone}|${withTime}`;
  let format = formats.get(key);
  if (!format) {
    const style = withTime ? ({ dateStyle: 'short', timeStyle: 'short' } as const) : ({ dateStyle: 'short' } as const);
    format = new Intl.DateTimeFormat(locale.replaceAll('_', '-'), { ...style, timeZone });
    formats.set(key, format);
  }
  return format;
}
