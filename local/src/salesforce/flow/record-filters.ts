// Filters of Get, Update and Delete Records: each interview's values as SOQL, asked for several interviews at once.
// Interviews with equal filters share one query. Where they differ only in `=` filters joined by AND, one query with IN
// serves all of them and its rows are dealt out again by those fields.
import { plain } from '../formula/decimal.ts';
import { SourceError, UnsupportedMetadata } from '../metadata/source-error.ts';
import { child, childrenOf, requiredText, textOf, type XmlElement } from '../metadata/xml.ts';
import type { Field, SObjectType, Value } from '../schema/schema.ts';
import type { QueryRecord } from '../soql/result.ts';
import type { Compilation } from './compilation.ts';
import type { Frame, FlowRun } from './flow.ts';
import { compileLogic, type CompiledLogic } from './logic.ts';
import { converted, operandIn } from './operands.ts';
import { operandAt, type Operand } from './references.ts';
import { expectChildren } from './source.ts';
import { isRecord, scalar, scalarTypeOf, type FlowType, type FlowValue, type ScalarType } from './values.ts';

/** Statements longer than this are not joined. Salesforce, "SOQL and SOSL Limits": 100,000 characters. */
const MAX_JOINED_LENGTH = 90_000;

export interface RecordFilters {
  readonly object: SObjectType;
  readonly filters: readonly Filter[];
  readonly logic: CompiledLogic;
}

interface Filter {
  readonly field: Field;
  readonly type: ScalarType;
  readonly operator: string;
  readonly operand: Operand;
  /** SOQL of this filter for a value. */
  soql(this: void, value: FlowValue): string;
}

type Writer = (name: string, value: FlowValue, type: ScalarType) => string;

const compare =
  (operator: string): Writer =>
  (name, value, type) =>
    `${name} ${operator} ${literal(value as Value, type)}`;

/** LIKE, in which what the flow compares with has no wildcards: `%` and `_` are escaped like quotes. */
const like =
  (before: string, after: string): Writer =>
  (name, value) =>
    `${name} LIKE '${before}${bare(String((value as Value) ?? '')).replace(/[%_]/g, '\\$&')}${after}'`;

const WRITERS: Readonly<Record<string, Writer>> = {
  EqualTo: compare('='),
  NotEqualTo: compare('!='),
  GreaterThan: compare('>'),
  LessThan: compare('<'),
  GreaterThanOrEqualTo: compare('>='),
  LessThanOrEqualTo: compare('<='),
  StartsWith: like('', '%'),
  EndsWith: like('%', ''),
  Contains: like('%', '%'),
  IsNull: (name, value) => (value === true ? `${name} = null` : `${name} != null`),
  In: (name, value, type) => membership(name, 'IN', value, type),
  NotIn: (name, value, type) => membership(name, 'NOT IN', value, type),
};

/** An empty list holds nothing: no row is in it, every row is outside. */
function membership(name: string, operator: string, value: FlowValue, type: ScalarType): string {
  const items = [...new Set((Array.isArray(value) ? value : []).map((item) => literal(item as Value, type)))];
  if (items.length === 0) return operator === 'IN' ? 'Id = null' : 'Id != null';
  return `${name} ${operator} (${items.join(', ')})`;
}

const LITERALS: Readonly<Record<ScalarType, (value: NonNullable<Value>) => string>> = {
  text: (value) => quoted(String(value)),
  picklist: (value) => quoted(String(value)),
  multipicklist: (value) => quoted(String(value)),
  number: (value) => plain(value as number),
  boolean: (value) => (value === true ? 'TRUE' : 'FALSE'),
  date: String,
  datetime: String,
  time: String,
};

const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', "'": "\\'", '\\': '\\\\' };

/** The inside of a SOQL string; what stands in it stays text. */
const bare = (text: string): string => text.replace(/[\n\r\t'\\]/g, (char) => ESCAPES[char]!);
const quoted = (text: string): string => `'${bare(text)}'`;

const literal = (value: Value, type: ScalarType): string => (value === null ? 'null' : LITERALS[type](value));

/**
 * `<filters>` and `<filterLogic>` of a data element.
 * @param link a filter more, before them: the field equals what the path names
 * @throws SourceError no such field, or a value that does not fit it
 */
export function compileFilters(
  compilation: Compilation,
  element: XmlElement,
  object: SObjectType,
  link?: { field: string; path: string },
): RecordFilters {
  const own = childrenOf(element, 'filters').map((filter) => compileFilter(compilation, filter, object));
  const logic = compileLogic(textOf(element, 'filterLogic'), own.length, element.position);
  if (!link) return { object, filters: own, logic };
  const { names } = compilation;
  const field = names.schema.field(object, link.field)!;
  const operand = operandAt(names, link.path, element.position);
  const first: Filter = {
    field,
    type: 'text',
    operator: 'EqualTo',
    operand,
    soql: (value) => WRITERS['EqualTo']!(field.name, value, 'text'),
  };
  const join = ([mine, ...others]: readonly string[]) =>
    others.length ? `${mine} AND (${logic.join(others)})` : mine!;
  return { object, filters: [first, ...own], logic: { ...logic, join } };
}

function compileFilter({ names }: Compilation, element: XmlElement, object: SObjectType): Filter {
  expectChildren(element, ['field', 'operator', 'value']);
  const { position } = element;
  const name = requiredText(element, 'field');
  const field = names.schema.field(object, name);
  const type = field && scalarTypeOf(field);
  if (!field) throw new SourceError(position, `${object.name} has no field ${name}`);
  if (!type) throw new UnsupportedMetadata(position, `flows of the local org do not filter by ${field.type} fields`);
  const operator = requiredText(element, 'operator');
  const write = Object.hasOwn(WRITERS, operator) ? WRITERS[operator] : undefined;
  if (!write) throw new UnsupportedMetadata(position, `operator ${operator} is not executed by the local org`);
  const operand = converted(operandIn(names, child(element, 'value')), rightType(operator, type), position, name);
  return { field, type, operator, operand, soql: (value) => write(field.name, value, type) };
}

function rightType(operator: string, type: ScalarType): FlowType {
  if (operator === 'IsNull') return scalar('boolean');
  return operator === 'In' || operator === 'NotIn' ? { kind: 'collection', of: scalar(type) } : scalar(type);
}

export interface Search extends RecordFilters {
  /** Selected besides what dealing out needs; Id is always selected. */
  readonly fields: readonly string[];
  /** `ORDER BY …`, or ''. */
  readonly orderBy: string;
  /** Rows wanted per interview. */
  readonly limit: number | undefined;
}

/** Rows per frame, each in the order asked for. @throws SalesforceError the query is refused */
export function searchFor(frames: readonly Frame[], run: FlowRun, search: Search): Map<Frame, readonly QueryRecord[]> {
  const asked = frames.map((frame) => ({ frame, values: search.filters.map(({ operand }) => operand.read(frame)) }));
  const groups = Map.groupBy(asked, ({ values }) => whereOf(search, values));
  const joined = groups.size > 1 ? joinedSearch(asked, search) : undefined;
  if (joined) return joined(run);
  const found = new Map<Frame, readonly QueryRecord[]>();
  for (const [where, members] of groups) {
    const rows = select(run, search, search.fields, where, search.limit);
    for (const { frame } of members) found.set(frame, rows);
  }
  return found;
}

interface Asked {
  readonly frame: Frame;
  readonly values: readonly FlowValue[];
}

function whereOf({ filters, logic }: Search, values: readonly FlowValue[]): string {
  return filters.length ? logic.join(filters.map((filter, i) => filter.soql(values[i]!))) : '';
}

function select(
  run: FlowRun,
  { object, orderBy }: Search,
  fields: readonly string[],
  where: string,
  limit: number | undefined,
): readonly QueryRecord[] {
  const columns = [...new Set(['Id', ...fields])].join(', ');
  const clauses = [
    `SELECT ${columns} FROM ${object.name}`,
    where && `WHERE ${where}`,
    orderBy,
    limit === undefined ? '' : `LIMIT ${limit}`,
  ];
  return run.services.query(run.tx, clauses.filter(Boolean).join(' '), { access: 'system' }).records;
}

/** One query for all, or undefined when these filters cannot be joined. */
function joinedSearch(
  asked: readonly Asked[],
  search: Search,
): ((run: FlowRun) => Map<Frame, readonly QueryRecord[]>) | undefined {
  const { filters, logic } = search;
  if (!logic.isConjunction) return undefined;
  const [first] = asked;
  const varying = filters.map((filter, i) =>
    asked.some(({ values }) => filter.soql(values[i]!) !== filter.soql(first!.values[i]!)),
  );
  const canJoin = (i: number) =>
    filters[i]!.operator === 'EqualTo' &&
    filters[i]!.type !== 'multipicklist' &&
    asked.every(
      ({ values }) => values[i] !== null && values[i] !== '' && !Array.isArray(values[i]) && !isRecord(values[i]),
    );
  if (!varying.every((varies, i) => !varies || canJoin(i))) return undefined;
  const where = filters
    .map((filter, i) => {
      if (!varying[i]) return filter.soql(first!.values[i]!);
      return membership(
        filter.field.name,
        'IN',
        asked.map(({ values }) => values[i] as Value),
        filter.type,
      );
    })
    .join(' AND ');
  if (where.length > MAX_JOINED_LENGTH) return undefined;
  const keys = filters.filter((_, i) => varying[i]);
  return (run) => {
    const rows = select(run, search, [...search.fields, ...keys.map(({ field }) => field.name)], where, undefined);
    const byKey = Map.groupBy(rows, (row) => keyOf(keys.map(({ field }) => row.fields.get(field.name) as Value)));
    return new Map(
      asked.map(({ frame, values }) => {
        const mine = byKey.get(keyOf(values.filter((_, i) => varying[i]) as Value[])) ?? [];
        return [frame, search.limit === undefined ? mine : mine.slice(0, search.limit)];
      }),
    );
  };
}

/** Text ignores case, as SOQL's `=` does; ids of 15 characters meet those of 18. */
const keyOf = (values: readonly Value[]): string =>
  JSON.stringify(values.map((value) => (typeof value === 'string' ? normal(value) : value)));

function normal(value: string): string {
  return /^[A-Za-z0-9]{15}(?:[A-Z0-5]{3})?$/.test(value) ? value.slice(0, 15) : value.toLowerCase();
}
