// Groups: GROUP BY with ROLLUP and CUBE, aggregate functions, HAVING, and the records that come of them.
// Source: SOQL and SOSL Reference, "Aggregate Functions", "GROUP BY", "GROUP BY ROLLUP", "GROUP BY CUBE".
import type { FieldType, Row, Value } from '../schema/schema.ts';
import { malformed } from './errors.ts';
import type { Execution } from './execution.ts';
import { isDateFunction, resolveCall } from './functions.ts';
import { categoryOf, comparable, compareValues, isSortable, type Operand } from './operand.ts';
import type { QueryRecord } from './result.ts';
import { resolvePath, type Scope } from './scope.ts';
import type { ColumnSource } from './select.ts';
import type { Call, Grouping, Path, SelectItem } from './syntax.ts';

/** Rows with equal keys. In subtotals of ROLLUP and CUBE some keys are left open. */
export interface Group {
  readonly rows: readonly Row[];
  readonly keys: readonly Value[];
  /** Per key: true where the group takes in all its values. */
  readonly open: readonly boolean[];
}

export interface GroupPlan {
  makeGroups(rows: Iterable<Row>, execution: Execution): Group[];
  /** An operand of HAVING, ORDER BY or SELECT. @throws QueryFault a field that is neither grouped nor aggregated */
  readonly resolve: (item: Path | Call) => Operand<Group>;
  toRecord(group: Group, execution: Execution): QueryRecord;
  readonly columns: readonly ColumnSource[];
}

const AGGREGATES: ReadonlySet<string> = new Set(['COUNT', 'COUNT_DISTINCT', 'SUM', 'AVG', 'MIN', 'MAX', 'GROUPING']);

const isAggregate = (call: Call): boolean =>
  AGGREGATES.has(call.name) || (call.argument?.kind === 'call' && isAggregate(call.argument));

/** True when the SELECT list speaks of groups even without GROUP BY. */
export function hasAggregates(items: readonly SelectItem[]): boolean {
  return items.some((item) => item.kind === 'function' && isAggregate(item.call));
}

/** @throws QueryFault fields that cannot be grouped, or are selected without being grouped */
export function compileGroups(items: readonly SelectItem[], grouping: Grouping | undefined, scope: Scope): GroupPlan {
  const keys = (grouping?.by ?? []).map((item) => ({ text: textOf(item), operand: keyOperand(scope, item) }));
  const resolve = (item: Path | Call): Operand<Group> => {
    const place = keys.findIndex((key) => key.text === textOf(item));
    if (place >= 0) return groupKey(keys[place]!.operand, place);
    if (item.kind === 'call' && isAggregate(item)) return aggregate(scope, item, keys);
    throw malformed(
      item.offset,
      `Field must be grouped or aggregated: ${item.kind === 'path' ? item.names.join('.') : item.name}`,
    );
  };
  const entries = compileEntries(items, resolve);
  const sets = openKeySets(grouping?.kind ?? 'plain', keys.length);
  return {
    resolve,
    makeGroups(rows, execution) {
      const operands = keys.map((key) => key.operand);
      // Without GROUP BY there is one group, also of no rows.
      if (operands.length === 0) return [{ rows: [...rows], keys: [], open: [] }];
      const plain = groupBy([...rows], operands, execution);
      return sets.flatMap((open) => subtotals(plain, operands, open));
    },
    toRecord: (group, execution) => ({
      type: 'AggregateResult',
      id: undefined,
      fields: new Map(entries.map(({ key, operand }) => [key, operand.get(group, execution)])),
    }),
    columns: entries.map(({ key, operand, isCall }) => ({
      name: key,
      operand: operand,
      aggregate: isCall,
    })),
  };
}

/** Two expressions are the same when they read the same, but for case. */
function textOf(item: Path | Call): string {
  if (item.kind === 'path') return item.names.join('.').toLowerCase();
  return `${item.name}(${item.inUserZone ? 'zone:' : ''}${item.argument ? textOf(item.argument) : ''})`;
}

/** Types that a describe calls groupable. */
const GROUPABLE: ReadonlySet<FieldType> = new Set([
  'id',
  'reference',
  'string',
  'textarea',
  'picklist',
  'combobox',
  'email',
  'phone',
  'url',
  'boolean',
  'int',
  'date',
]);

function keyOperand(scope: Scope, item: Path | Call): Operand<Row> {
  if (item.kind === 'call' && !isDateFunction(item.name))
    throw malformed(item.offset, `${item.name} cannot be used in GROUP BY`);
  const operand = item.kind === 'path' ? resolvePath(scope, item, 'select') : resolveCall(scope, item, 'select');
  if (!GROUPABLE.has(operand.type) || !isSortable(operand))
    throw malformed(item.offset, `field '${operand.name}' can not be grouped in a query call`);
  return operand;
}

function groupKey(operand: Operand<Row>, place: number): Operand<Group> {
  return { ...operand, isOwn: false, get: (group) => group.keys[place] ?? null };
}

interface Column {
  readonly key: string;
  readonly operand: Operand<Group>;
  readonly isCall: boolean;
}

function compileEntries(items: readonly SelectItem[], resolve: GroupPlan['resolve']): Column[] {
  let expressions = 0;
  const entries = items.map((item): Column => {
    if (item.kind === 'children') throw malformed(item.offset, 'a child subquery cannot be used with groups');
    if (item.kind === 'typeof') throw malformed(item.path.offset, 'TYPEOF cannot be used with groups');
    if (item.kind === 'function' && item.call.fieldsOf)
      throw malformed(item.call.offset, 'FIELDS cannot be used with groups');
    const operand = resolve(item.kind === 'field' ? item.path : item.call);
    const isCall = item.kind === 'function';
    return { key: item.alias ?? (isCall ? `expr${expressions++}` : operand.name), operand, isCall };
  });
  const seen = new Set<string>();
  for (const { key, operand } of entries) {
    if (seen.has(key.toLowerCase())) throw malformed(operand.offset, `duplicate alias: ${key}`);
    seen.add(key.toLowerCase());
  }
  return entries;
}

/** Which keys each set of groups leaves open: all groups, then their subtotals. */
function openKeySets(kind: Grouping['kind'], count: number): boolean[][] {
  const closed = Array.from({ length: count }, () => false);
  if (kind === 'plain') return [closed];
  if (kind === 'ROLLUP')
    return Array.from({ length: count + 1 }, (_, opened) => closed.map((_key, place) => place >= count - opened));
  return Array.from({ length: 2 ** count }, (_, bits) => closed.map((_key, place) => (bits & (1 << place)) !== 0));
}

function groupBy(rows: readonly Row[], operands: readonly Operand<Row>[], execution: Execution): Group[] {
  const folds = operands.map(comparable);
  const groups = new Map<string, { rows: Row[]; keys: Value[] }>();
  for (const row of rows) {
    const keys = operands.map((operand) => operand.get(row, execution));
    const id = JSON.stringify(keys.map((key, place) => folds[place]!(key)));
    const group = groups.get(id);
    if (group) group.rows.push(row);
    else groups.set(id, { rows: [row], keys });
  }
  const open = operands.map(() => false);
  return [...groups.values()].map((group) => ({ ...group, open })).sort((a, b) => compareKeys(a.keys, b.keys));
}

function compareKeys(a: readonly Value[], b: readonly Value[]): number {
  for (const [place, key] of a.entries()) {
    const other = b[place]!;
    if (key === other) continue;
    return key === null ? -1 : other === null ? 1 : compareValues(key, other);
  }
  return 0;
}

function subtotals(groups: readonly Group[], operands: readonly Operand<Row>[], open: readonly boolean[]): Group[] {
  if (!open.includes(true)) return [...groups];
  const merged = Map.groupBy(groups, (group) =>
    JSON.stringify(group.keys.map((key, place) => (open[place] ? null : comparable(operands[place]!)(key)))),
  );
  return [...merged.values()].map((parts) => ({
    rows: parts.flatMap((part) => part.rows),
    keys: parts[0]!.keys.map((key, place) => (open[place] ? null : key)),
    open,
  }));
}

interface Key {
  readonly text: string;
  readonly operand: Operand<Row>;
}

function aggregate(scope: Scope, call: Call, keys: readonly Key[]): Operand<Group> {
  const base = { isOwn: false, offset: call.offset };
  if (call.name === 'GROUPING') return grouping(call, keys);
  if (call.name === 'COUNT' && !call.argument)
    return { ...base, name: 'COUNT', type: 'int', get: (group) => group.rows.length };
  if (call.argument?.kind === 'call') return formatted(aggregate(scope, call.argument, keys), call);
  const argument = resolvePath(scope, call.argument!, 'select');
  const { type, accepts, reduce } = REDUCTIONS[call.name]!;
  if (!accepts(argument))
    throw malformed(call.offset, `field ${argument.name} does not support aggregate operator ${call.name}`);
  return {
    ...base,
    name: argument.name,
    type: type ?? argument.type,
    field: call.name === 'COUNT' || call.name === 'COUNT_DISTINCT' ? undefined : argument.field,
    get: (group, execution) => reduce(nonNull(group.rows, argument, execution), argument),
  };
}

function grouping(call: Call, keys: readonly Key[]): Operand<Group> {
  const place = keys.findIndex((key) => call.argument && key.text === textOf(call.argument));
  if (place < 0) throw malformed(call.offset, 'GROUPING needs a field of the GROUP BY');
  return {
    name: 'GROUPING',
    type: 'int',
    isOwn: false,
    offset: call.offset,
    get: (group) => (group.open[place] ? 1 : 0),
  };
}

/** FORMAT(MIN(Amount)): the only function around an aggregate. */
function formatted(inner: Operand<Group>, call: Call): Operand<Group> {
  if (call.name !== 'FORMAT') throw malformed(call.offset, `${call.name} cannot take an aggregate`);
  const format = new Intl.NumberFormat('en-US', { maximumFractionDigits: inner.field?.scale ?? 2 });
  return {
    ...inner,
    type: 'string',
    get(group, execution) {
      const value = inner.get(group, execution);
      return typeof value === 'number' ? format.format(value) : value;
    },
  };
}

function nonNull(rows: readonly Row[], operand: Operand<Row>, execution: Execution): Value[] {
  return rows.map((row) => operand.get(row, execution)).filter((value) => value !== null);
}

interface Reduction {
  /** Type of the result; the argument's when absent. */
  readonly type?: FieldType;
  readonly accepts: (argument: Operand<Row>) => boolean;
  readonly reduce: (values: readonly Value[], argument: Operand<Row>) => Value;
}

const isNumber = (argument: Operand<Row>): boolean => categoryOf(argument.type) === 'number';
const isComparable = (argument: Operand<Row>): boolean => isSortable(argument) && argument.type !== 'boolean';

/** Sums of decimals are decimal: 0.1 + 0.2 is 0.3. */
const sum = (values: readonly Value[]): number =>
  Number((values as readonly number[]).reduce((total, value) => total + value, 0).toFixed(10));

const extreme =
  (sign: 1 | -1) =>
  (values: readonly Value[], argument: Operand<Row>): Value => {
    const fold = comparable(argument);
    return values.reduce<Value>(
      (best, value) => (best === null || compareValues(fold(value), fold(best)) * sign > 0 ? value : best),
      null,
    );
  };

const REDUCTIONS: Readonly<Record<string, Reduction>> = {
  COUNT: { type: 'int', accepts: () => true, reduce: (values) => values.length },
  COUNT_DISTINCT: {
    type: 'int',
    accepts: isSortable,
    reduce: (values, argument) => new Set(values.map(comparable(argument))).size,
  },
  SUM: { accepts: isNumber, reduce: (values) => (values.length === 0 ? null : sum(values)) },
  AVG: {
    type: 'double',
    accepts: isNumber,
    reduce: (values) => (values.length === 0 ? null : sum(values) / values.length),
  },
  MIN: { accepts: isComparable, reduce: extreme(-1) },
  MAX: { accepts: isComparable, reduce: extreme(1) },
};
