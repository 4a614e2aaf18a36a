// Flows name objects, fields, values, labels, users' facts and their own elements and resources.
import type { FormulaType } from '../../../local/src/salesforce/formula/types.ts';
import { fieldPath, globalReference } from '../../../local/src/salesforce/formula/record-scope.ts';
import { child, childrenOf, textOf, type XmlElement } from '../../../local/src/salesforce/metadata/xml.ts';
import type { Field, SObjectType } from '../../../local/src/salesforce/schema/schema.ts';
import { everyElement } from '../rule.ts';
import { FLOW_ELEMENTS, FLOW_RESOURCES } from '../rules/flow-kinds.ts';
import type { MetadataFile } from '../source-tree.ts';
import { checkFlowFormula, type FlowNames } from './formulas.ts';
import { checkResources } from './flow-resources.ts';
import { checkLiteral, checkOperator, checkWritable } from './flow-values.ts';
import type { ReferenceBook } from './reference-book.ts';

/** Elements whose text is a reference. */
const REFERENCES: ReadonlySet<string> = new Set(
  'elementReference assignToReference assignNextValueToReference leftValueReference inputReference outputReference collectionReference assignRecordIdToReference'.split(
    ' ',
  ),
);
const FLOW_FACTS: ReadonlySet<string> = new Set(
  'ActiveStages CurrentDate CurrentDateTime CurrentRecord CurrentStage FaultMessage InterviewGuid InterviewStartTime'.split(
    ' ',
  ),
);
const CONSTANTS: ReadonlySet<string> = new Set(['EmptyString', 'True', 'False']);
const TYPES: Readonly<Record<string, FormulaType>> = {
  String: 'text',
  Number: 'number',
  Currency: 'number',
  Boolean: 'boolean',
  Date: 'date',
  DateTime: 'datetime',
  Picklist: 'picklist',
};

interface FlowContext extends FlowNames {
  readonly book: ReferenceBook;
  readonly own: ReadonlySet<string>;
  /** Data types of variables that hold one value, by name. */
  readonly variables: ReadonlyMap<string, string>;
}

export function checkFlow({ xml }: MetadataFile, book: ReferenceBook): void {
  const start = child(xml, 'start');
  const object = start && child(start, 'object');
  const context: FlowContext = {
    book,
    record: object ? book.object(object, object.text) : undefined,
    resources: resourceTypes(xml),
    own: ownNames(xml),
    variables: variableTypes(xml),
  };
  checkResources(xml, book);
  for (const element of everyElement(xml)) checkElement(element, context);
  for (const each of childrenOf(xml, 'formulas')) checkFormulaResource(each, context);
  if (start) {
    checkFormulas(start, 'filterFormula', 'flowStart', context);
    for (const at of childrenOf(start, 'scheduledPaths').flatMap((path) => child(path, 'recordField') ?? []))
      if (context.record) book.field(at, context.record, at.text);
    if (context.record)
      for (const filter of childrenOf(start, 'filters')) checkFieldAndValue(filter, context.record, context);
  }
  for (const name of ['recordCreates', 'recordUpdates', 'recordLookups', 'recordDeletes']) {
    for (const element of childrenOf(xml, name)) checkRecordElement(element, context);
  }
}

function checkFormulaResource(formula: XmlElement, context: FlowContext): void {
  const result = checkFormulas(formula, 'expression', 'flow', context);
  const [name, dataType] = [textOf(formula, 'name') ?? '', textOf(formula, 'dataType') ?? ''];
  const expected = TYPES[dataType];
  if (result && expected && result !== expected && result !== 'null')
    context.book.report(child(formula, 'expression')!, `the formula gives a ${result}, ${name} is a ${dataType}`);
}

function checkFormulas(
  element: XmlElement,
  name: string,
  use: 'flow' | 'flowStart',
  context: FlowContext,
): FormulaType | undefined {
  const formula = child(element, name);
  return formula && checkFlowFormula(formula, use, context, context.book);
}

function variableTypes(flow: XmlElement): Map<string, string> {
  const single = childrenOf(flow, 'variables').filter((each) => textOf(each, 'isCollection') !== 'true');
  return new Map(single.map((each) => [textOf(each, 'name') ?? '', textOf(each, 'dataType') ?? '']));
}

function resourceTypes(flow: XmlElement): Map<string, FormulaType> {
  const typed = ['variables', 'formulas', 'constants'].flatMap((name) => childrenOf(flow, name));
  return new Map(
    typed.flatMap((each) => {
      const type = TYPES[textOf(each, 'dataType') ?? ''];
      return type ? [[textOf(each, 'name') ?? '', type] as const] : [];
    }),
  );
}

/** Names a flow may refer to: its elements, resources and the outcomes of its decisions. */
function ownNames(flow: XmlElement): Set<string> {
  const named = flow.children.filter(({ name }) => FLOW_ELEMENTS.has(name) || FLOW_RESOURCES.has(name));
  return new Set(
    [...named, ...named.flatMap((each) => childrenOf(each, 'rules')), ...screenFields(flow)].map(
      (each) => textOf(each, 'name') ?? '',
    ),
  );
}

/** What people enter goes by the name of the field, in sections and columns too. */
function screenFields(flow: XmlElement): XmlElement[] {
  return childrenOf(flow, 'screens')
    .flatMap((screen) => [...everyElement(screen)])
    .filter(({ name }) => name === 'fields');
}

function checkElement(element: XmlElement, context: FlowContext): void {
  if (REFERENCES.has(element.name)) checkReference(element, element.text, context);
  if (element.children.length === 0 && element.name !== 'expression' && element.name !== 'filterFormula') {
    for (const [, path] of element.text.matchAll(/\{!([^}]+)\}/g)) checkReference(element, path!, context);
  } else if (element.children.length === 0) {
    for (const [, label] of element.text.matchAll(/\$Label\.(\w+)/g)) context.book.label(element, label!);
  }
  if (element.name === 'conditions') checkCondition(element, context);
  if (element.name === 'assignmentItems') checkAssignment(element, context);
  const selection = child(element, 'fieldSelection');
  if (selection && context.record) context.book.field(selection, context.record, selection.text);
}

function checkReference(at: XmlElement, path: string, context: FlowContext): void {
  const { book } = context;
  const [first, ...rest] = path.split('.') as [string, ...string[]];
  if (first === '$Label') return book.label(at, rest[0] ?? '');
  if (!isKnown(first, rest, path, context)) book.report(at, `there is no ${path} in this flow`);
  else book.resolved += 1;
}

function isKnown(first: string, rest: readonly string[], path: string, { book, record, own }: FlowContext): boolean {
  if (first === '$Record' || first === '$Record__Prior')
    return record !== undefined && (rest.length === 0 || fieldPath(book.schema, record, rest) !== undefined);
  if (first === '$Flow') return FLOW_FACTS.has(rest[0] ?? '');
  if (first === '$GlobalConstant') return CONSTANTS.has(rest[0] ?? '');
  if (first.startsWith('$'))
    return globalReference(book.schema, { label: (name) => book.labelText(name) }, path) !== undefined;
  return own.has(first);
}

/** The field of `$Record` that a path names directly. */
function recordField(path: string | undefined, { book, record }: FlowContext): Field | undefined {
  const [first, name, ...rest] = path?.split('.') ?? [];
  return record && name && rest.length === 0 && first?.startsWith('$Record')
    ? book.schema.field(record, name)
    : undefined;
}

function checkCondition(condition: XmlElement, context: FlowContext): void {
  const left = textOf(condition, 'leftValueReference');
  checkValue(child(condition, 'rightValue'), recordField(left, context), child(condition, 'operator'), context);
  checkVariable(child(condition, 'rightValue'), left, child(condition, 'operator')?.text, context);
}

function checkAssignment(item: XmlElement, context: FlowContext): void {
  const to = child(item, 'assignToReference');
  const field = recordField(to?.text, context);
  checkValue(child(item, 'value'), field, undefined, context);
  if (to && field && context.record) checkWritable(to, context.record, field, context.book);
  checkVariable(child(item, 'value'), to?.text, undefined, context);
}

/** A literal beside a variable of the flow. */
function checkVariable(
  value: XmlElement | undefined,
  name: string | undefined,
  operator: string | undefined,
  { book, variables }: FlowContext,
): void {
  const type = name === undefined ? undefined : variables.get(name);
  if (type) checkLiteral(value, name!, type, operator, book);
}

function checkValue(
  value: XmlElement | undefined,
  field: Field | undefined,
  operator: XmlElement | undefined,
  { book, record }: FlowContext,
  type = record,
): void {
  if (!field || !type) return;
  const text = value && child(value, 'stringValue');
  if (text) book.value(text, type, field, text.text);
  checkOperator(operator, field, book);
  checkLiteral(value, field.name, field.type, operator?.text, book);
}

function checkRecordElement(element: XmlElement, context: FlowContext): void {
  const { book } = context;
  const object = child(element, 'object');
  const isOwnRecord = textOf(element, 'inputReference') === '$Record';
  const type = object ? book.object(object, object.text) : isOwnRecord ? context.record : undefined;
  if (!type) return;
  for (const name of ['filters', 'inputAssignments', 'outputAssignments']) {
    for (const part of childrenOf(element, name)) checkFieldAndValue(part, type, context);
  }
  for (const queried of childrenOf(element, 'queriedFields')) book.field(queried, type, queried.text);
  if (element.name === 'recordCreates' && object) checkRequiredFields(element, type, book);
}

function checkFieldAndValue(part: XmlElement, type: SObjectType, context: FlowContext): void {
  const at = child(part, 'field');
  const field = at && context.book.field(at, type, at.text);
  checkValue(child(part, 'value'), field, child(part, 'operator'), context, type);
  if (at && field && part.name === 'inputAssignments') checkWritable(at, type, field, context.book);
}

function checkRequiredFields(element: XmlElement, type: SObjectType, book: ReferenceBook): void {
  const given = new Set(childrenOf(element, 'inputAssignments').map((part) => textOf(part, 'field')?.toLowerCase()));
  for (const field of type.fields.values()) {
    if (field.requiredOnCreate && !given.has(field.name.toLowerCase()))
      book.report(element, `${type.name} needs ${field.name}, and this element leaves it out`);
  }
}
