// ORDER BY: keys are read once per subject, then sorted; subjects with equal keys keep their order.
// Source: SOQL and SOSL Reference, "ORDER BY": English locales sort text by its characters, others by the language's rules.
import type { Value } from '../schema/schema.ts';
import { QueryFault } from './errors.ts';
import type { Execution } from './execution.ts';
import { categoryOf, comparable, compareValues, isSortable, type Operand } from './operand.ts';
import type { Call, Ordering, Path } from './syntax.ts';

export type Sort<Subject> = (subjects: readonly Subject[], execution: Execution) => readonly Subject[];

/** @throws QueryFault INVALID_FIELD a field that cannot be sorted */
export function compileOrder<Subject>(
  orderings: readonly Ordering[],
  resolve: (item: Path | Call) => Operand<Subject>,
): Sort<Subject> {
  if (orderings.length === 0) return (subjects) => subjects;
  const keys = orderings.map((ordering) => {
    const operand = resolve(ordering.by);
    if (!isSortable(operand))
      throw new QueryFault(
        'INVALID_FIELD',
        operand.offset,
        `field '${operand.name}' can not be sorted in a query call`,
      );
    return { ordering, operand, sortable: sortKey(operand) };
  });
  return (subjects, execution) => {
    const sorted = subjects.map((subject) => ({
      subject,
      values: keys.map(({ operand, sortable }) => sortable(operand.get(subject, execution))),
    }));
    const compare = keys.map(({ operand }) => comparisonOf(operand, execution));
    sorted.sort((a, b) => {
      for (const [place, { ordering }] of keys.entries()) {
        const order = compareKeys(a.values[place]!, b.values[place]!, ordering, compare[place]!);
        if (order !== 0) return order;
      }
      return 0;
    });
    return sorted.map(({ subject }) => subject);
  };
}

/** Nulls come first in both directions unless NULLS LAST says otherwise. */
function compareKeys(a: Value, b: Value, { descending, nullsLast }: Ordering, compare: Compare): number {
  if (a === b) return 0;
  if (a === null || b === null) return (a === null) === nullsLast ? 1 : -1;
  return descending ? compare(b, a) : compare(a, b);
}

type Compare = (a: Value, b: Value) => number;

function comparisonOf(operand: Operand<never>, { user }: Execution): Compare {
  const isText = categoryOf(operand.type) === 'text' && operand.type !== 'picklist';
  if (!isText || /^en/.test(user.locale)) return compareValues;
  const { compare } = new Intl.Collator(user.locale.replaceAll('_', '-'));
  return (a, b) => compare(String(a), String(b));
}

/** Picklists sort in the order of their values in the setup, values that are not in it after them. */
function sortKey(operand: Operand<never>): (value: Value) => Value {
  const fold = comparable(operand);
  if (operand.type !== 'picklist' || !operand.field) return fold;
  const places = new Map(
    operand.field.picklistValues.map((known, place) => [known.value, String(place).padStart(5, '0')]),
  );
  return (value) => (value === null ? null : (places.get(String(value)) ?? `~${String(fold(value))}`));
}
