// WHERE and HAVING: compiled once, prepared once per run (values read, sets built), then asked per row.
import type { Field, Row, SObjectType, Value } from '../schema/schema.ts';
import { QueryFault } from './errors.ts';
import type { Execution } from './execution.ts';
import { cannotFilter, checkKind, patternsOf, readValues, type Values } from './literals.ts';
import { categoryOf, comparable, compareValues, isFilterable, type Operand } from './operand.ts';
import type { Call, Condition, Literal, Operator, Path } from './syntax.ts';

export type Test<Subject> = (subject: Subject) => boolean;

export interface Filter<Subject> {
  prepare(execution: Execution): Test<Subject>;
  /** Rows among which all matches are, found by index; undefined = look at all rows. */
  readonly candidates?: (execution: Execution) => readonly Row[] | undefined;
  /** How few rows an index is expected to find: 0 by Id or unique key, 1 by relationship. */
  readonly rank?: number;
}

type Comparison = Extract<Condition, { kind: 'compare' }>;

/** What a condition is compiled against. */
export interface FilterScope<Subject> {
  readonly resolve: (left: Path | Call) => Operand<Subject>;
  /** Compiles `IN (SELECT …)`. @throws QueryFault where the platform allows none */
  semiJoin(
    comparison: Comparison,
    left: Operand<Subject>,
    topLevel: boolean,
  ): (execution: Execution) => ReadonlySet<string>;
}

/** @throws QueryFault unknown columns, operators and values that do not fit the field */
export function compileCondition<Subject>(
  condition: Condition,
  scope: FilterScope<Subject>,
  topLevel = true,
): Filter<Subject> {
  if (condition.kind === 'compare') return compileComparison(condition, scope, topLevel);
  if (condition.kind === 'not') {
    const inner = compileCondition(condition.term, scope, false);
    return {
      prepare(execution) {
        const test = inner.prepare(execution);
        return (subject) => !test(subject);
      },
    };
  }
  const isAnd = condition.kind === 'and';
  const filters = condition.terms.map((term) => compileCondition(term, scope, topLevel && isAnd));
  return isAnd ? both(filters) : either(filters);
}

function both<Subject>(filters: readonly Filter<Subject>[]): Filter<Subject> {
  const byRank = filters.filter((filter) => filter.candidates).sort((a, b) => a.rank! - b.rank!);
  return {
    prepare(execution) {
      const tests = filters.map((filter) => filter.prepare(execution));
      return (subject) => tests.every((test) => test(subject));
    },
    rank: byRank[0]?.rank,
    candidates(execution) {
      for (const filter of byRank) {
        const rows = filter.candidates?.(execution);
        if (rows) return rows;
      }
      return undefined;
    },
  };
}

function either<Subject>(filters: readonly Filter<Subject>[]): Filter<Subject> {
  return {
    prepare(execution) {
      const tests = filters.map((filter) => filter.prepare(execution));
      return (subject) => tests.some((test) => test(subject));
    },
    rank: Math.max(...filters.map((filter) => filter.rank ?? 1)),
    candidates(execution) {
      const found = filters.map((filter) => filter.candidates?.(execution));
      return found.every((rows) => rows !== undefined) ? [...new Set(found.flat())] : undefined;
    },
  };
}

function compileComparison<Subject>(
  comparison: Comparison,
  scope: FilterScope<Subject>,
  topLevel: boolean,
): Filter<Subject> {
  const { operator, right } = comparison;
  const left = scope.resolve(comparison.left);
  if (!isFilterable(left)) throw cannotFilter(left);
  if (right.kind === 'query') return semiJoin(comparison, left, scope, topLevel);
  OPERATORS[operator].check?.(left, right);
  checkKind(left, right);
  return {
    prepare(execution) {
      const test = OPERATORS[operator].prepare(left, right, execution);
      return (subject) => test(left.get(subject, execution));
    },
    ...byIndex(left, operator, (execution) => readValues(left, right, execution)),
  };
}

function semiJoin<Subject>(
  comparison: Comparison,
  left: Operand<Subject>,
  scope: FilterScope<Subject>,
  topLevel: boolean,
): Filter<Subject> {
  const ids = scope.semiJoin(comparison, left, topLevel);
  const wanted = comparison.operator === 'IN';
  return {
    prepare(execution) {
      const known = ids(execution);
      return (subject) => {
        const id = left.get(subject, execution);
        return known.has(id as string) === wanted;
      };
    },
    ...byIndex(left, comparison.operator, (execution) => ({ singles: [...ids(execution)], spans: [] })),
  };
}

function byIndex(
  left: Operand<never>,
  operator: Operator,
  values: (execution: Execution) => Values,
): Pick<Filter<never>, 'candidates' | 'rank'> {
  const { field, owner } = left;
  const isLookUp = (operator === '=' || operator === 'IN') && left.isOwn;
  if (!isLookUp || !field || !owner || field.formula !== undefined) return {};
  const isKey = field.type === 'id' || field.unique || field.externalId || field.nameField;
  if (!isKey && field.type !== 'reference') return {};
  return { rank: isKey ? 0 : 1, candidates: (execution) => lookUp(owner, field, values(execution), execution) };
}

/** Rows by index, in the order they were made. Blank values are not in indexes. */
function lookUp(
  type: SObjectType,
  field: Field,
  { singles, spans }: Values,
  { store }: Execution,
): readonly Row[] | undefined {
  if (spans.length > 0 || singles.some((value) => value === null || typeof value === 'boolean')) return undefined;
  if (singles.length === 1) return store.find(type.name, field.name, singles[0] as string | number);
  const rows = new Set(singles.flatMap((value) => store.find(type.name, field.name, value as string | number)));
  return [...rows].sort((a, b) => compareValues(a['Id']!, b['Id']!));
}

interface OperatorRule {
  readonly check?: (left: Operand<never>, right: Literal) => void;
  prepare(left: Operand<never>, right: Literal, execution: Execution): (value: Value) => boolean;
}

const equals: OperatorRule = { check: refuseList, prepare: membership };
const isIn: OperatorRule = { check: refuseSingle, prepare: membership };
const negated = (rule: OperatorRule): OperatorRule => ({
  check: rule.check,
  prepare(left, right, execution) {
    const test = rule.prepare(left, right, execution);
    return (value) => !test(value);
  },
});

/** A date literal is a span: compared with its first moment (`from`), or with the first one after it (`to`). */
const ordered = (test: (comparison: number) => boolean, edge: 'from' | 'to', testEdge = test): OperatorRule => ({
  check: refuseOrder,
  prepare(left, right, execution) {
    const fold = comparable(left);
    const { singles, spans } = readValues(left, right, execution);
    const span = spans[0];
    if (span) return (value) => value !== null && testEdge(compareValues(value, span[edge]));
    const bound = fold(singles[0] ?? null);
    return (value) => value !== null && bound !== null && test(compareValues(fold(value), bound));
  },
});

const OPERATORS: Readonly<Record<Operator, OperatorRule>> = {
  '=': equals,
  '!=': negated(equals),
  IN: isIn,
  'NOT IN': negated(isIn),
  '<': ordered((c) => c < 0, 'from'),
  '>=': ordered((c) => c >= 0, 'from'),
  '<=': ordered(
    (c) => c <= 0,
    'to',
    (c) => c < 0,
  ),
  '>': ordered(
    (c) => c > 0,
    'to',
    (c) => c >= 0,
  ),
  LIKE: { check: requireText, prepare: like },
  INCLUDES: { check: requireMultipicklist, prepare: includes },
  EXCLUDES: negated({ check: requireMultipicklist, prepare: includes }),
};

function membership(left: Operand<never>, right: Literal, execution: Execution): (value: Value) => boolean {
  const fold = comparable(left);
  const { singles, spans } = readValues(left, right, execution);
  const known = new Set(singles.map(fold));
  if (spans.length === 0 && known.size === 1) {
    const [only] = known;
    return (value) => fold(value) === only;
  }
  const inSpan = (value: Value) => value !== null && spans.some((span) => value >= span.from && value < span.to);
  return (value) => known.has(fold(value)) || inSpan(value);
}

function like(_left: Operand<never>, right: Literal, execution: Execution): (value: Value) => boolean {
  const patterns = patternsOf(right, execution).map(toPattern);
  return (value) => typeof value === 'string' && patterns.some((pattern) => pattern.test(value));
}

/** `%` any text, `_` one character, backslash takes the next as it is; case does not matter. */
function toPattern(text: string): RegExp {
  const source = text.replace(/\\([^])|[^]/g, (char, escaped: string | undefined) => {
    if (escaped === undefined && char === '%') return '.*';
    if (escaped === undefined && char === '_') return '.';
    return (escaped ?? char).replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  });
  return new RegExp(`^${source}$`, 'isu');
}

/** INCLUDES ('A;B', 'C'): A and B, or C. */
function includes(left: Operand<never>, right: Literal, execution: Execution): (value: Value) => boolean {
  const fold = comparable(left);
  const wanted = readValues(left, right, execution).singles.map((value) => String(fold(value)).split(';'));
  return (value) => {
    const chosen = typeof value === 'string' ? new Set(String(fold(value)).split(';')) : new Set<string>();
    return wanted.some((all) => all.every((one) => chosen.has(one)));
  };
}

const invalidOperator = (left: Operand<never>): QueryFault =>
  new QueryFault('INVALID_QUERY_FILTER_OPERATOR', left.offset, `invalid operator on ${left.type} field`);

function refuseList(left: Operand<never>, right: Literal): void {
  if (right.kind === 'list') throw new QueryFault('MALFORMED_QUERY', left.offset, `unexpected token: '('`);
}

function refuseSingle(_left: Operand<never>, right: Literal): void {
  if (right.kind !== 'list' && right.kind !== 'bind')
    throw new QueryFault('MALFORMED_QUERY', right.offset, 'IN needs a list of values');
}

function refuseOrder(left: Operand<never>, right: Literal): void {
  refuseList(left, right);
  if (left.type === 'boolean' || left.type === 'multipicklist' || right.kind === 'null') throw invalidOperator(left);
}

function requireText(left: Operand<never>, right: Literal): void {
  refuseList(left, right);
  if (categoryOf(left.type) !== 'text' || left.type === 'multipicklist' || right.kind === 'null')
    throw invalidOperator(left);
}

function requireMultipicklist(left: Operand<never>, right: Literal): void {
  if (left.type !== 'multipicklist') throw invalidOperator(left);
  refuseSingle(left, right);
}
