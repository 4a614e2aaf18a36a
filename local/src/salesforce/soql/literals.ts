// Values on the right of a comparison: checked against the field's type when compiled, read from slots and binds when run.
import type { FieldType, Value } from '../schema/schema.ts';
import { isId, to18 } from '../store/ids.ts';
import { malformed, QueryFault } from './errors.ts';
import type { Execution } from './execution.ts';
import { categoryOf, type Category, type Operand } from './operand.ts';
import { periodDays } from './periods.ts';
import type { Bind, Literal } from './syntax.ts';
import { atRest, startOfDay } from './zone.ts';

/** What a field is compared with: single values, and spans from date literals (`from` included, `to` not). */
export interface Values {
  readonly singles: readonly Value[];
  readonly spans: readonly { readonly from: string; readonly to: string }[];
}

const ACCEPTED: Readonly<Record<Category, readonly Literal['kind'][]>> = {
  text: ['slot'],
  id: ['slot'],
  number: ['number'],
  boolean: ['boolean'],
  date: ['date', 'period'],
  datetime: ['datetime', 'period'],
  time: ['time'],
  none: [],
};

const TYPE_NAMES: Partial<Record<FieldType, string>> = {
  reference: 'reference',
  datetime: 'dateTime',
  picklist: 'string',
  multipicklist: 'string',
};

/** @throws QueryFault INVALID_FIELD when a literal of that kind cannot be compared with the field */
export function checkKind(operand: Operand<never>, literal: Literal): void {
  if (literal.kind === 'list') return literal.items.forEach((item) => checkKind(operand, item));
  const category = categoryOf(operand.type);
  if (literal.kind === 'null' || literal.kind === 'bind' || ACCEPTED[category].includes(literal.kind)) return;
  const quotes = category === 'text' || category === 'id' ? 'should be' : 'should not be';
  const type = TYPE_NAMES[operand.type] ?? (category === 'text' ? 'string' : operand.type);
  throw new QueryFault(
    'INVALID_FIELD',
    operand.offset,
    `value of filter criterion for field '${operand.name}' must be of type ${type} and ${quotes} enclosed in quotes`,
  );
}

/** The values of a literal for this run, converted as the field stores them. @throws QueryFault an id or date that is none */
export function readValues(operand: Operand<never>, literal: Literal, execution: Execution): Values {
  const singles: Value[] = [];
  const spans: { from: string; to: string }[] = [];
  const read = (one: Literal): void => {
    if (one.kind === 'list') one.items.forEach(read);
    else if (one.kind === 'period') spans.push(spanOf(operand.type, one.name, one.count, execution));
    else
      for (const value of rawValues(one, execution))
        singles.push(CONVERT[categoryOf(operand.type)](isBlankBind(one, value) ? null : value, operand, one.offset));
  };
  read(literal);
  return { singles, spans };
}

/** Blank text in a variable of Apex stands for nothing, in ids too. */
const isBlankBind = (literal: Literal, value: unknown): boolean => literal.kind === 'bind' && value === '';

function rawValues(literal: Literal, execution: Execution): readonly unknown[] {
  if (literal.kind === 'slot') return execution.slots[literal.slot]!.map((body) => unescape(body, literal.offset));
  if (literal.kind === 'bind') return spread(bindValue(literal, execution));
  return 'value' in literal ? [literal.value] : [];
}

const spread = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? (value as unknown[]) : value instanceof Set ? [...(value as Set<unknown>)] : [value];

/** The value of an Apex bind. @throws QueryFault where binds have no meaning (REST), or none of that name was given */
export function bindValue(bind: Bind, execution: Execution): unknown {
  if (!execution.binds) throw malformed(bind.offset, "unexpected token: ':'");
  const name = bind.expression.replace(/'(\d+)'/g, (_text, slot) => `'${execution.slots[Number(slot)]!.join("','")}'`);
  if (!Object.hasOwn(execution.binds, name)) throw malformed(bind.offset, `Variable does not exist: ${name}`);
  return execution.binds[name];
}

export function numberOf(literal: Literal, execution: Execution): number {
  const value =
    literal.kind === 'bind' ? bindValue(literal, execution) : 'value' in literal ? literal.value : undefined;
  if (typeof value !== 'number') throw malformed(literal.offset, 'a number is needed here');
  return value;
}

export function textOf(literal: Literal, execution: Execution): string {
  return String(rawValues(literal, execution)[0]);
}

/** Patterns of LIKE keep `\%` and `\_` for the pattern to read; a bind's text is a pattern as it stands. */
export function patternsOf(literal: Literal, execution: Execution): readonly string[] {
  if (literal.kind === 'slot')
    return execution.slots[literal.slot]!.map((body) => unescape(body, literal.offset, true));
  if (literal.kind === 'list') return literal.items.flatMap((item) => patternsOf(item, execution));
  return rawValues(literal, execution).map(String);
}

type Converter = (value: unknown, operand: Operand<never>, offset: number) => Value;

const CONVERT: Readonly<Record<Category, Converter>> = {
  text: (value, operand, offset) => (value == null || value === '' ? null : plainText(value, operand, offset)),
  id(value, operand, offset) {
    if (value == null) return null;
    const id = plainText(value, operand, offset);
    if (operand.field?.referenceTo[0] === 'EntityDefinition') return id; // definitions are pointed at by name
    // The checksum of a bound id is not looked at: it names no record, and that is all.
    if (!isId(id) && !/^[a-zA-Z0-9]{18}$/.test(id))
      throw new QueryFault('INVALID_QUERY_FILTER_OPERATOR', offset, `invalid ID field: ${id}`);
    return to18(id);
  },
  number: (value, operand, offset) =>
    value == null ? null : typeof value === 'number' ? value : wrongBind(operand, offset),
  boolean: (value, operand, offset) =>
    value == null ? null : typeof value === 'boolean' ? value : wrongBind(operand, offset),
  date: dateLike(dateAtRest),
  datetime: dateLike(datetimeAtRest),
  time: dateLike(timeAtRest),
  none: (_value, operand) => {
    throw cannotFilter(operand);
  },
};

export function cannotFilter(operand: Operand<never>): QueryFault {
  return new QueryFault('INVALID_FIELD', operand.offset, `field '${operand.name}' can not be filtered in a query call`);
}

function plainText(value: unknown, operand: Operand<never>, offset: number): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : wrongBind(operand, offset);
}

function dateLike(atRest: (text: string) => string | undefined): Converter {
  return (value, operand, offset) => {
    if (value == null) return null;
    const text = plainText(value, operand, offset);
    return atRest(text) ?? wrongDate(operand, text, offset);
  };
}

function wrongBind(operand: Operand<never>, offset: number): never {
  throw malformed(offset, `Invalid bind expression type for column of type ${operand.type}`);
}

function wrongDate(operand: Operand<never>, text: string, offset: number): never {
  throw new QueryFault('INVALID_FIELD', offset, `line 1:${offset} invalid ${operand.type}: ${text}`);
}

function dateAtRest(text: string): string | undefined {
  const instant = Date.parse(`${text}T00:00:00Z`);
  return /^\d{4}-\d\d-\d\d$/.test(text) &&
    !Number.isNaN(instant) &&
    inRange(instant) &&
    new Date(instant).toISOString().startsWith(text)
    ? text
    : undefined;
}

/** ISO 8601 with a zone: `Z`, `+09:00`, `+0900` or `+09`. */
function datetimeAtRest(text: string): string | undefined {
  const zoned = text
    .toUpperCase()
    .replace(/([+-]\d\d)(\d\d)$/, '$1:$2')
    .replace(/([+-]\d\d)$/, (hours, _group, at: number) => (at > 10 ? `${hours}:00` : hours));
  const instant = Date.parse(zoned);
  return dateAtRest(text.slice(0, 10)) && !Number.isNaN(instant) ? atRest(instant) : undefined;
}

function timeAtRest(text: string): string | undefined {
  const match = /^(\d\d:\d\d:\d\d)(?:\.(\d{1,3})\d*)?z$/i.exec(text);
  return match ? `${match[1]}.${(match[2] ?? '').padEnd(3, '0')}Z` : undefined;
}

/** Source: SOQL and SOSL Reference, "Date Formats and Date Literals", valid range. */
const inRange = (instant: number): boolean => instant >= Date.UTC(1700, 0, 1) && instant <= Date.UTC(4000, 11, 31);

function spanOf(type: FieldType, name: string, count: number, { now, user }: Execution): { from: string; to: string } {
  const { from, to } = periodDays(name, count, Date.parse(now), user.timeZone, user.locale);
  return type === 'date' ? { from, to } : { from: startOfDay(user.timeZone, from), to: startOfDay(user.timeZone, to) };
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  f: '\f',
  '"': '"',
  "'": "'",
  '\\': '\\',
  _: '_',
  '%': '%',
};

function unescape(body: string, offset: number, forPattern = false): string {
  if (!body.includes('\\')) return body;
  return body.replace(/\\(u[0-9a-f]{4}|[^])/gi, (sequence, code: string) => {
    if (forPattern && '_%\\'.includes(code)) return sequence;
    if (code.length > 1) return String.fromCharCode(parseInt(code.slice(1), 16));
    const char = ESCAPES[code.toLowerCase()];
    if (char === undefined)
      throw malformed(
        offset,
        `Invalid string literal '${body}'. Illegal character sequence '${sequence}' in string literal.`,
      );
    return char;
  });
}
