// Formulas of validation rules and flows: compiled by the local org's engine, then their picklist values looked up.
import { compileFormula } from '../../../local/src/salesforce/formula/compile.ts';
import {
  compileValidationRule,
  fieldPath,
  globalReference,
  recordResolver,
  referenceOf,
  type RecordScope,
} from '../../../local/src/salesforce/formula/record-scope.ts';
import { parseFormula, type Expression } from '../../../local/src/salesforce/formula/syntax.ts';
import type { FormulaType, Reference, UnsupportedReference } from '../../../local/src/salesforce/formula/types.ts';
import { SourceError } from '../../../local/src/salesforce/metadata/source-error.ts';
import { child, textOf, type XmlElement } from '../../../local/src/salesforce/metadata/xml.ts';
import type { SObjectType } from '../../../local/src/salesforce/schema/schema.ts';
import { findingAt } from '../finding.ts';
import { objectOf, type MetadataFile } from '../source-tree.ts';
import type { ReferenceBook } from './reference-book.ts';

export function checkRuleFormula(file: MetadataFile, book: ReferenceBook): void {
  const type = book.schema.type(objectOf(file));
  const rule = type?.validationRules.find(({ name }) => `${type.name}.${name}` === file.fullName);
  const at = child(file.xml, 'errorConditionFormula');
  if (type && rule && at) checkCondition(at, type, book);
}

/** A formula that says of a record yes or no. */
export function checkCondition(at: XmlElement, type: SObjectType, book: ReferenceBook): void {
  const labels = { label: (name: string) => book.labelText(name) };
  const rule = { formula: at.text, position: at.position };
  attempt(book, () => {
    const { references, type: result } = compileValidationRule(book.schema, labels, type, rule);
    book.resolved += references.length;
    if (result !== 'boolean') book.report(at, `the formula gives a ${result}, not true or false`);
    checkValues(at, type, '', book);
  });
}

/** What a formula of a field must give, by the type of the field. */
const RESULTS: Readonly<Record<string, FormulaType>> = {
  Checkbox: 'boolean',
  Currency: 'number',
  Date: 'date',
  DateTime: 'datetime',
  Number: 'number',
  Percent: 'number',
  Text: 'text',
  Time: 'time',
};

/** The formula of a formula field, or of the default of another. */
export function checkFieldFormula(file: MetadataFile, book: ReferenceBook): void {
  const type = book.schema.type(objectOf(file));
  const formula = child(file.xml, 'formula');
  const expected = RESULTS[textOf(file.xml, 'type') ?? ''];
  if (!type || !formula || !expected) return;
  const resolve = recordResolver(book.schema, { label: (name) => book.labelText(name) }, type);
  const own = file.fullName.split('.')[1]!.toLowerCase();
  attempt(book, () => {
    const { references, type: result } = compileFormula<RecordScope>(formula.text, {
      allow: 'field',
      position: formula.position,
      resolve,
    });
    book.resolved += references.length;
    if (result !== expected && result !== 'null')
      book.report(formula, `the formula gives a ${result}, the field is a ${textOf(file.xml, 'type')}`);
    for (const path of references) checkReadable(path, own, type, formula, book);
    checkValues(formula, type, '', book);
  });
}

const LONGEST_READABLE_TEXT = 255;

function checkReadable(path: string, own: string, type: SObjectType, at: XmlElement, book: ReferenceBook): void {
  if (path.toLowerCase() === own) return book.report(at, `the formula names its own field ${path}`);
  const field = path.startsWith('$') ? undefined : fieldPath(book.schema, type, path.split('.'))?.field;
  if (field?.type === 'textarea' && (field.length ?? 0) > LONGEST_READABLE_TEXT)
    book.report(at, `${path} is a long text, which formulas cannot read`);
}

export interface FlowNames {
  /** Object of `$Record`. */
  readonly record: SObjectType | undefined;
  /** Types of the flow's own resources, by name. */
  readonly resources: ReadonlyMap<string, FormulaType>;
}

/** A formula in a flow; `start` is the one that decides whether the flow runs. @returns what it gives, if it can be read */
export function checkFlowFormula(
  at: XmlElement,
  use: 'flow' | 'flowStart',
  names: FlowNames,
  book: ReferenceBook,
): FormulaType | undefined {
  let result: FormulaType | undefined;
  attempt(book, () => {
    const { references, type } = compileFormula<RecordScope>(at.text, {
      allow: use,
      position: at.position,
      resolve: (path) => flowReference(path, names, book),
    });
    result = type;
    book.resolved += references.length;
    if (names.record) checkValues(at, names.record, '$Record.', book);
  });
  return result;
}

const FLOW_FACTS: Readonly<Record<string, FormulaType>> = {
  CurrentDate: 'date',
  CurrentDateTime: 'datetime',
  FaultMessage: 'text',
  InterviewGuid: 'text',
  InterviewStartTime: 'datetime',
};

function flowReference(
  path: string,
  { record, resources }: FlowNames,
  book: ReferenceBook,
): Reference<RecordScope> | UnsupportedReference | undefined {
  const read = () => null;
  const [first, ...rest] = path.split('.') as [string, ...string[]];
  if (first === '$Record' || first === '$Record__Prior') {
    const found = record && rest.length > 0 ? fieldPath(book.schema, record, rest) : undefined;
    const reference = found && referenceOf(found);
    return reference && { type: reference.type, read, readPrior: read };
  }
  if (first === '$Flow') return rest[0] && FLOW_FACTS[rest[0]] ? { type: FLOW_FACTS[rest[0]]!, read } : undefined;
  if (first.startsWith('$')) return globalReference(book.schema, { label: (name) => book.labelText(name) }, path);
  const type = resources.get(first);
  return type && { type, read };
}

function attempt(book: ReferenceBook, work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    book.findings.push(findingAt(error.position, error.message.replace(/^\S+:\d+: /, '')));
  }
}

/** `ISPICKVAL(Status, "Approved")`, `TEXT(Status) = "Approved"`: the value must be one of the field's. */
function checkValues(at: XmlElement, type: SObjectType, prefix: string, book: ReferenceBook): void {
  for (const { path, value } of comparisons(parseFormula({ text: at.text, position: at.position }))) {
    if (!path.startsWith(prefix)) continue;
    const field = fieldPath(book.schema, type, path.slice(prefix.length).split('.'))?.field;
    if (field) book.value(at, type, field, value);
  }
}

function* comparisons(expression: Expression): Iterable<{ path: string; value: string }> {
  if (expression.kind === 'unary') yield* comparisons(expression.operand);
  if (expression.kind === 'binary') {
    const { left, right, operator } = expression;
    if (operator === '=' || operator === '<>') yield* compared(left, right, 'TEXT');
    yield* comparisons(left);
    yield* comparisons(right);
  }
  if (expression.kind === 'call') {
    const [first, second] = expression.args;
    if (first && second && ['ISPICKVAL', 'INCLUDES'].includes(expression.name.toUpperCase()))
      yield* compared(first, second);
    for (const arg of expression.args) yield* comparisons(arg);
  }
}

/** A field, bare or inside PRIORVALUE (and `wrapper`), beside a text. */
function* compared(field: Expression, text: Expression, wrapper?: string): Iterable<{ path: string; value: string }> {
  const inner = wrapper === undefined ? field : argumentOf(field, wrapper);
  const bare = inner && (argumentOf(inner, 'PRIORVALUE') ?? inner);
  if (bare?.kind === 'reference' && text.kind === 'text') yield { path: bare.path, value: text.value };
}

function argumentOf(expression: Expression, name: string): Expression | undefined {
  return expression.kind === 'call' && expression.name.toUpperCase() === name ? expression.args[0] : undefined;
}
