// The filter items of lookup filters and roll-up summaries, compiled once to a test over rows.
// Source: Salesforce Help, "Filter Operators Reference"; Metadata API Developer Guide, "FilterItem".
import { compileLogic } from '../flow/logic.ts';
import { fieldPath, globalReference, type FormulaWorld, type RecordScope } from '../formula/record-scope.ts';
import { SourceError, UnsupportedMetadata, type SourcePosition } from '../metadata/source-error.ts';
import type { FilterItem, FilterSpec } from '../schema/filters.ts';
import type { FieldType, Row, SObjectType, Value } from '../schema/schema.ts';

/** The record under test and, for lookup filters, the record that looks it up. Both are read in `scope`. */
export interface FilterSubject {
  readonly target: Row;
  readonly source: Row | null;
  readonly scope: RecordScope;
}

export type Filter = (subject: FilterSubject) => boolean;

interface Side {
  readonly type: FieldType;
  /** For RecordTypeId: whose record types the filter names. */
  readonly owner: SObjectType | undefined;
  readonly isRecordType: boolean;
  read(this: void, subject: FilterSubject): Value;
}

type Comparison = (found: Value, wanted: readonly Value[]) => boolean;

const fold = (value: Value): Value => (typeof value === 'string' ? value.toLowerCase() : value);
const equal = (a: Value, b: Value): boolean => fold(a) === fold(b);
const ordered =
  (holds: (order: number) => boolean): Comparison =>
  (found, wanted) =>
    wanted.some((value) => {
      const [a, b] = [fold(found), fold(value)];
      return a !== null && b !== null && holds(a === b ? 0 : a < b ? -1 : 1);
    });
const textual =
  (holds: (found: string, wanted: string) => boolean): Comparison =>
  (found, wanted) =>
    wanted.some((value) => found !== null && value !== null && holds(String(fold(found)), String(fold(value))));
const not =
  (comparison: Comparison): Comparison =>
  (found, wanted) =>
    !comparison(found, wanted);

const equals: Comparison = (found, wanted) => wanted.some((value) => equal(found, value));
const contains = textual((found, wanted) => found.includes(wanted));
const includes = textual((found, wanted) => found.split(';').includes(wanted));

const COMPARISONS: Readonly<Record<string, Comparison>> = {
  equals,
  notEqual: not(equals),
  lessThan: ordered((order) => order < 0),
  lessOrEqual: ordered((order) => order <= 0),
  greaterThan: ordered((order) => order > 0),
  greaterOrEqual: ordered((order) => order >= 0),
  contains,
  notContain: not(contains),
  startsWith: textual((found, wanted) => found.startsWith(wanted)),
  includes,
  excludes: not(includes),
};

/**
 * @param target type of the records under test; paths begin with its name
 * @param source type of the record that looks them up (`$Source`)
 * @throws SourceError no such field or operation
 * @throws UnsupportedMetadata values that the local org cannot compare
 */
export function compileFilter(
  spec: FilterSpec,
  world: FormulaWorld,
  target: SObjectType,
  source: SObjectType | undefined,
): Filter {
  const items = spec.items.map((item) => compileItem(item, world, target, source));
  const { holds } = compileLogic(spec.logic, items.length, spec.position);
  return (subject) => holds((index) => items[index]!(subject));
}

function compileItem(
  item: FilterItem,
  world: FormulaWorld,
  target: SObjectType,
  source: SObjectType | undefined,
): Filter {
  const left = sideOf(item.field, item.position, world, target, source);
  const compare = Object.hasOwn(COMPARISONS, item.operation) ? COMPARISONS[item.operation] : undefined;
  if (!compare)
    throw new UnsupportedMetadata(item.position, `the operation ${item.operation} is not executed by the local org`);
  if (item.valueField) {
    const right = sideOf(item.valueField, item.position, world, target, source);
    return (subject) => compare(left.read(subject), [right.read(subject)]);
  }
  const wanted = valuesIn(item).map((text) => literal(text, left, item.position));
  return (subject) => compare(left.read(subject), wanted);
}

function sideOf(
  path: string,
  position: SourcePosition,
  world: FormulaWorld,
  target: SObjectType,
  source: SObjectType | undefined,
): Side {
  const [first, ...rest] = path.split('.') as [string, ...string[]];
  const isSource = first.toLowerCase() === '$source';
  if (first.startsWith('$') && !isSource) {
    const global = globalReference(world.schema, world, path);
    if (!global) throw new SourceError(position, `a filter names ${path}, which does not exist`);
    if ('unsupported' in global) throw new UnsupportedMetadata(position, `${path}: ${global.unsupported}`);
    return { type: 'string', owner: undefined, isRecordType: false, read: ({ scope }) => global.read(scope) };
  }
  const names = !isSource && first.toLowerCase() !== target.name.toLowerCase() ? [first, ...rest] : rest;
  const type = isSource ? source : target;
  const found = type && names.length > 0 ? fieldPath(world.schema, type, names) : undefined;
  if (!found) throw new SourceError(position, `a filter names the field ${path}, which does not exist`);
  return {
    type: found.field.type,
    owner: found.type,
    isRecordType: found.field.name === 'RecordTypeId',
    read: ({ target: row, source: from, scope }) => {
      const start = isSource ? from : row;
      return start && found.read(start, scope);
    },
  };
}

/** `a, "b, c"` is two values; nothing is the blank one. */
function valuesIn({ value }: FilterItem): string[] {
  const parts = [...value.matchAll(/"([^"]*)"|([^,]+)/g)].map((match) => (match[1] ?? match[2]!).trim());
  return parts.length ? parts : [''];
}

const NUMBERS: ReadonlySet<FieldType> = new Set(['int', 'long', 'double', 'currency', 'percent']);

function literal(text: string, { type, owner, isRecordType }: Side, position: SourcePosition): Value {
  if (type === 'boolean') return /^(?:true|1)$/i.test(text);
  if (text === '') return null;
  if (isRecordType) return recordTypeId(text, owner, position);
  if (type === 'date' || type === 'datetime') return date(text, type, position);
  if (!NUMBERS.has(type)) return text;
  const number = Number(text.replace(/%$/, ''));
  if (Number.isNaN(number)) throw new SourceError(position, `a filter compares a number with ${text}`);
  return number;
}

/** Unconfirmed: by developer name, alone or after its object, or by label. */
function recordTypeId(text: string, owner: SObjectType | undefined, position: SourcePosition): Value {
  const name = text.split('.').at(-1);
  const known = owner?.recordTypes.find(({ developerName, label }) => developerName === name || label === text);
  if (!known) throw new SourceError(position, `a filter names the record type ${text}, which does not exist`);
  return known.id;
}

function date(text: string, type: FieldType, position: SourcePosition): Value {
  const parts = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text);
  const day = parts ? `${parts[3]}-${parts[1]!.padStart(2, '0')}-${parts[2]!.padStart(2, '0')}` : text.slice(0, 10);
  if (Number.isNaN(Date.parse(day)))
    throw new UnsupportedMetadata(position, `the date ${text} in a filter is not understood by the local org`);
  if (type === 'date') return day;
  return `${new Date(parts ? day : text).toISOString().slice(0, 19)}.000Z`;
}
