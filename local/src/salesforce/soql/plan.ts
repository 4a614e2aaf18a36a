// A compiled statement: every name resolved, every clause a function. Knows no user and no values; those come with each run.
import type { ChildRelationship, Row, Schema, SObjectType } from '../schema/schema.ts';
import { compileGroups, hasAggregates, type Group, type GroupPlan } from './aggregate.ts';
import { compileCondition, type Filter, type FilterScope } from './conditions.ts';
import { malformed, noSuchChild, noSuchType, QueryFault } from './errors.ts';
import type { Execution } from './execution.ts';
import { fieldDefinitions } from './field-definition.ts';
import { resolveCall } from './functions.ts';
import { numberOf } from './literals.ts';
import type { Operand } from './operand.ts';
import { compileOrder } from './order.ts';
import type { QueryResult } from './result.ts';
import { permissionRows } from './permission-access.ts';
import { accessRows } from './record-access.ts';
import { resolvePath, type Scope, type Use } from './scope.ts';
import { compileSelect, toRecord, type ColumnSource } from './select.ts';
import type { Call, Condition, Path, Query, SecurityMode } from './syntax.ts';

/** Limits of one statement. Source: SOQL and SOSL Reference, "SOQL Limits". */
const LIMITS = {
  childSubqueries: 20,
  parentPaths: 55,
  offset: 2_000,
  childDepth: 5,
  semiJoins: 2,
  groups: 2_000,
  fieldsRows: 200,
} as const;

export interface Plan {
  readonly type: SObjectType;
  readonly mode: SecurityMode | undefined;
  readonly allRows: boolean;
  /** FOR UPDATE: whoever runs the plan asks for the locks of its rows. */
  readonly forUpdate: boolean;
  readonly uses: readonly Use[];
  /** SELECT COUNT(): a number and no records. */
  readonly isCount: boolean;
  /** Its records are AggregateResults. */
  readonly isGrouped: boolean;
  readonly columns: readonly ColumnSource[];
  readonly run: (execution: Execution) => QueryResult;
}

/** Rows that a query begins with: all of a type, or (given its id) the children of one record. */
type Source = (execution: Execution, filter: Filter<Row> | undefined, parentId: string | undefined) => Iterable<Row>;

interface Nesting {
  /** 0 for the statement itself. */
  readonly depth: number;
  readonly uses: Use[];
}

/** Types that the platform computes and the local org does not: an empty answer would be a wrong one. */
const NOT_STORED: Readonly<Record<string, string>> = {
  LoginHistory: 'LoginHistory is not supported by the local org',
};

/** Types whose rows are made when a statement asks for them. */
const COMPUTED: Readonly<
  Record<string, (schema: Schema, type: SObjectType, query: Query) => (execution: Execution) => Iterable<Row>>
> = {
  FieldDefinition: (schema, type) => () => fieldDefinitions(schema, type),
  UserPermissionAccess: permissionRows,
  UserRecordAccess: accessRows,
};

/** @throws QueryFault whatever the platform would refuse when it reads the statement */
export function compilePlan(schema: Schema, query: Query): Plan {
  const name = query.from.names.join('.');
  const type = schema.type(name);
  if (!type) throw noSuchType(query.at, name);
  const missing = NOT_STORED[type.name];
  if (missing) throw new QueryFault('INVALID_TYPE_FOR_OPERATION', query.at, missing);
  if (!type.queryable)
    throw new QueryFault('INVALID_TYPE_FOR_OPERATION', query.at, `entity type ${type.name} does not support query`);
  const nesting: Nesting = { depth: 0, uses: [{ type, written: name, offset: query.at, where: 'from' }] };
  const computed = COMPUTED[type.name]?.(schema, type, query);
  const source: Source = (execution, filter) =>
    computed?.(execution) ?? filter?.candidates?.(execution) ?? execution.store.all(type.name);
  const body = compileBody(schema, type, query, nesting, source);
  const parentPaths = nesting.uses.filter((use) => use.where === 'path' && use.field);
  if (new Set(parentPaths.map((use) => `${use.type.name}.${use.field!.name}`)).size > LIMITS.parentPaths) {
    throw malformed(query.at, `a query can have at most ${LIMITS.parentPaths} child-to-parent relationships`);
  }
  return {
    type,
    mode: query.mode,
    allRows: query.allRows,
    forUpdate: query.forClauses.includes('UPDATE'),
    isCount: isCountOnly(query),
    isGrouped: !isCountOnly(query) && (query.groupBy !== undefined || hasAggregates(query.select)),
    uses: nesting.uses,
    columns: body.columns,
    run: body.run,
  };
}

interface Body {
  readonly columns: readonly ColumnSource[];
  readonly run: (execution: Execution, parentId?: string) => QueryResult;
}

function compileBody(schema: Schema, type: SObjectType, query: Query, nesting: Nesting, source: Source): Body {
  const scope: Scope = { schema, type, aliases: query.aliases, uses: nesting.uses };
  checkClauses(query, nesting);
  const rows = compileRows(scope, query, source);
  if (isCountOnly(query)) return countBody(rows, query);
  return query.groupBy || hasAggregates(query.select)
    ? groupedBody(scope, query, rows)
    : plainBody(scope, query, nesting, rows);
}

function checkClauses(query: Query, { depth }: Nesting): void {
  if (query.forClauses.includes('UPDATE') && query.orderBy.length > 0)
    throw malformed(query.at, 'ORDER BY is not allowed with FOR UPDATE');
  if (depth > 0 && query.forClauses.includes('UPDATE'))
    throw malformed(query.at, `FOR ${query.forClauses[0]} is not allowed in a subquery`);
  requireFilter(query);
}

/** Types that are only read by the record they belong to. The wording is unconfirmed. */
const FILTER_BY: Readonly<Record<string, readonly string[]>> = {
  contentdocumentlink: ['contentdocumentid', 'linkedentityid'],
};

function requireFilter(query: Query): void {
  const name = query.from.names.join('.');
  const fields = FILTER_BY[name.toLowerCase()];
  if (!fields || (query.where && mustHave(query.where, fields))) return;
  throw malformed(
    query.at,
    `Implementation restriction: ${name} requires a filter by a single Id on ContentDocumentId or LinkedEntityId using the equals operator or multiple Id's using the IN operator.`,
  );
}

function mustHave(condition: Condition, fields: readonly string[]): boolean {
  if (condition.kind === 'not') return false;
  if (condition.kind !== 'compare') {
    const { kind, terms } = condition;
    return kind === 'and'
      ? terms.some((term) => mustHave(term, fields))
      : terms.every((term) => mustHave(term, fields));
  }
  const { left, operator } = condition;
  return (
    left.kind === 'path' && fields.includes(left.names.at(-1)!.toLowerCase()) && (operator === '=' || operator === 'IN')
  );
}

type Rows = (execution: Execution, parentId?: string) => Iterable<Row>;

/** Rows that exist, may be seen and meet WHERE. */
function compileRows(scope: Scope, query: Query, source: Source): Rows {
  const { type } = scope;
  const filter = query.where && compileCondition(query.where, rowFilters(scope));
  const isInScope = compileScope(scope, query);
  const canBeDeleted = type.fields.has('IsDeleted');
  return function* (execution, parentId) {
    const test = filter?.prepare(execution);
    for (const row of source(execution, filter, parentId)) {
      if (canBeDeleted && row['IsDeleted'] === true && !execution.includeDeleted) continue;
      if (test && !test(row)) continue;
      if (!isInScope(row, execution)) continue;
      if (execution.checksSharing && !execution.user.canSee(type, row)) continue;
      yield row;
    }
  };
}

function compileScope({ type }: Scope, { scope }: Query): (row: Row, execution: Execution) => boolean {
  if (!scope || scope.name === 'everything') return () => true;
  if (scope.name !== 'mine')
    throw malformed(scope.offset, `USING SCOPE ${scope.name} is not supported by the local org`);
  if (!type.fields.has('OwnerId')) throw malformed(scope.offset, `${type.name} has no owner, so no scope "mine"`);
  return (row, { user }) => row['OwnerId'] === user.userId;
}

function rowFilters(scope: Scope): FilterScope<Row> {
  let semiJoins = 0;
  const resolve = (item: Path | Call): Operand<Row> =>
    item.kind === 'path' ? resolvePath(scope, item, 'filter') : resolveCall(scope, item, 'filter');
  return {
    resolve,
    semiJoin(comparison, left, topLevel) {
      if (++semiJoins > LIMITS.semiJoins)
        throw malformed(comparison.offset, `a query can have at most ${LIMITS.semiJoins} semi-joins or anti-joins`);
      return compileSemiJoin(scope, comparison, left, topLevel);
    },
  };
}

function compileSemiJoin(
  scope: Scope,
  comparison: Extract<Condition, { kind: 'compare' }>,
  left: Operand<never>,
  topLevel: boolean,
): (execution: Execution) => ReadonlySet<string> {
  const { operator, offset } = comparison;
  const { query } = comparison.right as Extract<typeof comparison.right, { kind: 'query' }>;
  if (operator !== 'IN' && operator !== 'NOT IN') throw malformed(offset, 'a subquery needs the operator IN or NOT IN');
  if (!left.isOwn || (left.type !== 'id' && left.type !== 'reference'))
    throw malformed(offset, 'a semi-join needs an Id or reference field of the queried type on its left');
  if (!topLevel) throw malformed(offset, 'Semi join sub-selects are not allowed with the OR or NOT operator');
  const column = semiJoinColumn(query);
  const name = query.from.names.join('.');
  const type = scope.schema.type(name);
  if (!type) throw noSuchType(query.at, name);
  if (type === scope.type)
    throw malformed(query.at, 'The inner and outer selects should not be on the same object type');
  scope.uses.push({ type, written: name, offset: query.at, where: 'from' });
  const inner: Scope = { schema: scope.schema, type, aliases: query.aliases, uses: scope.uses };
  const operand = resolvePath(inner, column, 'select');
  if (operand.type !== 'id' && operand.type !== 'reference')
    throw malformed(column.offset, 'a semi-join subquery selects one Id or reference field');
  const rows = compileRows(
    inner,
    query,
    (execution, filter) => filter?.candidates?.(execution) ?? execution.store.all(type.name),
  );
  return (execution) =>
    execution.once(query, () => {
      const ids = new Set<string>();
      for (const row of rows(execution)) {
        const id = operand.get(row, execution);
        if (typeof id === 'string') ids.add(id);
      }
      return ids;
    });
}

function semiJoinColumn(query: Query): Path {
  const [item, ...rest] = query.select;
  if (item?.kind !== 'field' || rest.length > 0)
    throw malformed(query.at, 'a semi-join subquery selects one Id or reference field');
  const extra = query.orderBy.length > 0 || query.limit || query.forClauses.length > 0;
  if (extra) throw malformed(query.at, 'ORDER BY, LIMIT and FOR are not allowed in a semi-join subquery');
  if (query.where && hasSubquery(query.where))
    throw malformed(query.at, 'Nesting of semi join sub-selects is not supported');
  return item.path;
}

function hasSubquery(condition: Condition): boolean {
  if (condition.kind === 'compare') return condition.right.kind === 'query';
  return condition.kind === 'not' ? hasSubquery(condition.term) : condition.terms.some(hasSubquery);
}

function isCountOnly({ select, groupBy }: Query): boolean {
  const [item, ...rest] = select;
  const counts = (one: typeof item) => one?.kind === 'function' && one.call.name === 'COUNT' && !one.call.argument;
  if (!select.some(counts)) return false;
  const at = item?.kind === 'function' ? item.call.offset : 0;
  if (rest.length > 0 || groupBy) throw malformed(at, 'COUNT() must stand alone; use COUNT(Id) with other columns');
  return true;
}

function countBody(rows: Rows, query: Query): Body {
  if (query.orderBy.length > 0) throw malformed(query.at, 'ORDER BY is not allowed with COUNT()');
  return {
    columns: [{ name: 'count', aggregate: true }],
    run(execution) {
      const { from, to } = windowOf(query, execution);
      let total = 0;
      for (const _row of rows(execution)) if (++total >= to) break;
      return { totalSize: Math.max(0, total - from), records: [] };
    },
  };
}

function plainBody(scope: Scope, query: Query, nesting: Nesting, rows: Rows): Body {
  if (query.having) throw malformed(query.at, 'HAVING needs GROUP BY');
  const resolve = rowFilters(scope).resolve;
  const sort = compileOrder(query.orderBy, resolve);
  const entries = compileSelect(query.select, scope, childCompiler(scope, query, nesting), hasSmallLimit(query));
  const isSorted = query.orderBy.length > 0;
  return {
    columns: entries.map((entry) => entry.column),
    run(execution, parentId) {
      const { from, to } = windowOf(query, execution);
      // Without ORDER BY the first rows are as good as any.
      const selected = rows(execution, parentId);
      const found = isSorted ? sort([...selected], execution) : firstOf(selected, to);
      const records = found.slice(from, to).map((row) => toRecord(scope.type, row, entries, execution));
      return { totalSize: records.length, records };
    },
  };
}

function hasSmallLimit({ limit }: Query): boolean {
  return limit?.kind === 'bind' || (limit?.kind === 'number' && Number(limit.value) <= LIMITS.fieldsRows);
}

function firstOf(rows: Iterable<Row>, count: number): Row[] {
  const first: Row[] = [];
  if (count <= 0) return first;
  for (const row of rows) if (first.push(row) >= count) break;
  return first;
}

function groupedBody(scope: Scope, query: Query, rows: Rows): Body {
  if (query.limit && !query.groupBy)
    throw malformed(query.at, 'Aggregate queries without GROUP BY cannot have a LIMIT');
  const groups = compileGroups(query.select, query.groupBy, scope);
  // Source: Apex Developer Guide, "Execution Governors and Limits": COUNT counts a row per grouping; other functions the rows they
  // look at, as public tests show.
  const countsOnly = query.select.every((item) => item.kind !== 'function' || item.call.name === 'COUNT');
  const having = query.having && compileCondition(query.having, groupFilters(groups));
  const sort = compileOrder<Group>(query.orderBy, groups.resolve);
  return {
    columns: groups.columns,
    run(execution) {
      const { from, to } = windowOf(query, execution);
      const selected = [...rows(execution)];
      const all = groups.makeGroups(selected, execution);
      const kept = having ? all.filter(having.prepare(execution)) : all;
      const window = sort(kept, execution).slice(from, to);
      if (window.length > LIMITS.groups) {
        throw new QueryFault(
          'EXCEEDED_ID_LIMIT',
          query.at,
          'Aggregate query does not support queryMore(), use LIMIT to restrict the results to a single batch',
        );
      }
      return {
        totalSize: window.length,
        records: window.map((group) => groups.toRecord(group, execution)),
        ...(countsOnly ? {} : { rowsCounted: selected.length }),
      };
    },
  };
}

function groupFilters(groups: GroupPlan): FilterScope<Group> {
  return {
    resolve: groups.resolve,
    semiJoin(comparison) {
      throw malformed(comparison.offset, 'semi-joins are not allowed in HAVING');
    },
  };
}

/** Rows of the result: after OFFSET, up to LIMIT. */
function windowOf(query: Query, execution: Execution): { from: number; to: number } {
  const from = query.offset ? numberOf(query.offset, execution) : 0;
  if (from > LIMITS.offset)
    throw new QueryFault(
      'NUMBER_OUTSIDE_VALID_RANGE',
      query.offset!.offset,
      `Maximum SOQL offset allowed is ${LIMITS.offset}`,
    );
  return { from, to: from + (query.limit ? numberOf(query.limit, execution) : Infinity) };
}

function childCompiler(scope: Scope, query: Query, nesting: Nesting): Parameters<typeof compileSelect>[2] {
  const count = query.select.filter((item) => item.kind === 'children').length;
  return (children, offset) => {
    if (count > LIMITS.childSubqueries)
      throw malformed(offset, `a query can have at most ${LIMITS.childSubqueries} child subqueries`);
    if (nesting.depth >= LIMITS.childDepth - 1)
      throw malformed(offset, `child subqueries can be nested at most ${LIMITS.childDepth} levels deep`);
    return compileChildren(scope, children, nesting);
  };
}

function compileChildren(
  scope: Scope,
  query: Query,
  nesting: Nesting,
): ReturnType<Parameters<typeof compileSelect>[2]> {
  const { type, field, name } = childRelationship(scope, query.from);
  nesting.uses.push(
    { type, written: name, offset: query.at, where: 'child' },
    { type, field, written: name, offset: query.at, where: 'child' },
  );
  if (query.groupBy || hasAggregates(query.select))
    throw malformed(query.at, 'aggregates are not allowed in a child subquery');
  const source: Source = ({ store }, _filter, parentId) =>
    type.name === 'FieldDefinition'
      ? fieldDefinitions(scope.schema, type, store.get('EntityDefinition', parentId!)!['DurableId'])
      : store.find(type.name, field.name, parentId!);
  const body = compileBody(scope.schema, type, query, { depth: nesting.depth + 1, uses: nesting.uses }, source);
  return {
    name,
    columns: body.columns,
    run: (row, execution) => body.run(execution, row['Id'] as string),
  };
}

function childRelationship(
  scope: Scope,
  path: Path,
): { type: SObjectType; field: ChildRelationship['field']; name: string } {
  const names = path.names.length === 2 && isTypeOrAlias(scope, path.names[0]!) ? path.names.slice(1) : path.names;
  const wanted = names.join('.').toLowerCase();
  const child = scope.schema.childRelationships(scope.type).find((known) => known.name?.toLowerCase() === wanted);
  const type = child && scope.schema.type(child.childType);
  if (!child?.name || !type) throw noSuchChild(path.offset, names.join('.'));
  return { type, field: child.field, name: child.name };
}

function isTypeOrAlias(scope: Scope, name: string): boolean {
  return scope.aliases.has(name.toLowerCase()) || scope.type.name.toLowerCase() === name.toLowerCase();
}
