// Values in flows: whether a literal and an operator fit the field or variable that they meet, and whether it can be written.
import { child, type XmlElement } from '../../../local/src/salesforce/metadata/xml.ts';
import type { Field, SObjectType } from '../../../local/src/salesforce/schema/schema.ts';
import type { ReferenceBook } from './reference-book.ts';

/** Literals by type of field or variable; texts take any. Source: Metadata API guide, "FlowElementReferenceOrValue". */
const LITERALS: Readonly<Record<string, readonly string[]>> = {
  boolean: ['booleanValue'],
  currency: ['numberValue'],
  date: ['dateValue', 'dateTimeValue'],
  datetime: ['dateTimeValue', 'dateValue'],
  double: ['numberValue'],
  int: ['numberValue'],
  long: ['numberValue'],
  number: ['numberValue'],
  percent: ['numberValue'],
};
const ALL_LITERALS = ['stringValue', 'numberValue', 'booleanValue', 'dateValue', 'dateTimeValue', 'timeValue'];

/** Operators that are answered by true or false, whatever the field is. */
const YES_OR_NO: ReadonlySet<string> = new Set([
  'IsNull',
  'IsChanged',
  'WasSet',
  'IsBlank',
  'WasSelected',
  'WasVisited',
]);
const OF_TEXTS: ReadonlySet<string> = new Set(['Contains', 'StartsWith', 'EndsWith']);
const OF_ORDER: ReadonlySet<string> = new Set(['GreaterThan', 'GreaterThanOrEqualTo', 'LessThan', 'LessThanOrEqualTo']);

/**
 * A literal beside a field or variable.
 * @param name how the finding calls it
 * @param type of the field, or of the variable in lower case
 */
export function checkLiteral(
  value: XmlElement | undefined,
  name: string,
  type: string,
  operator: string | undefined,
  book: ReferenceBook,
): void {
  const literal = ALL_LITERALS.flatMap((kind) => (value && child(value, kind)) ?? [])[0];
  if (!literal) return;
  if (operator !== undefined && YES_OR_NO.has(operator)) {
    if (literal.name !== 'booleanValue') book.report(literal, `${operator} is answered by <booleanValue>`);
    return;
  }
  const expected = LITERALS[type.toLowerCase()];
  if (expected && !expected.includes(literal.name))
    book.report(literal, `${name} is a ${type}: write <${expected[0]}>, not <${literal.name}>`);
}

/** Source: Help, "Flow Operators in Decision Elements". */
export function checkOperator(operator: XmlElement | undefined, field: Field, book: ReferenceBook): void {
  if (!operator || !LITERALS[field.type]) return;
  const isWrong = OF_TEXTS.has(operator.text) || (field.type === 'boolean' && OF_ORDER.has(operator.text));
  if (isWrong) book.report(operator, `${operator.text} does not fit ${field.name}, which is a ${field.type}`);
}

export function checkWritable(at: XmlElement, type: SObjectType, field: Field, book: ReferenceBook): void {
  if (!field.createable && !field.updateable) book.report(at, `${type.name}.${field.name} cannot be written`);
}
