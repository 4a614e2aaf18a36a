// Flows: how record-triggered flows may be built, and our own rule that every failure has a path.
import { child, childrenOf, textOf, type XmlElement } from '../../../local/src/salesforce/metadata/xml.ts';
import { repeated, type Problem, type Rule } from '../rule.ts';
import type { MetadataFile, SourceTree } from '../source-tree.ts';
import { FLOW_ELEMENT_RULES } from './flow-elements.ts';
import { FLOW_ELEMENTS, FLOW_RESOURCES } from './flow-kinds.ts';
import { FLOW_START_RULES } from './flow-starts.ts';

const BEFORE_SAVE: ReadonlySet<string> = new Set([
  'assignments',
  'decisions',
  'loops',
  'recordLookups',
  'customErrors',
  'collectionProcessors',
]);
const CAN_FAIL = ['recordCreates', 'recordDeletes', 'recordLookups', 'recordUpdates', 'actionCalls'];

const isRecordTriggered = (flow: XmlElement): boolean =>
  textOf(child(flow, 'start') ?? flow, 'triggerType')?.startsWith('Record') === true;
const nameOf = (element: XmlElement): string => textOf(element, 'name') ?? '';

function* checkStart({ xml }: MetadataFile): Iterable<Problem> {
  const start = child(xml, 'start');
  if (!start || !isRecordTriggered(xml)) return;
  for (const name of ['object', 'recordTriggerType', 'connector']) {
    if (!child(start, name)) yield { at: start, what: `the start of a record-triggered flow needs <${name}>` };
  }
  const filters = childrenOf(start, 'filters');
  const formula = child(start, 'filterFormula');
  const onlyChanges = textOf(start, 'doesRequireRecordChangedToMeetCriteria') === 'true';
  const isChanged = filters.find((filter) => textOf(filter, 'operator') === 'IsChanged');
  const trigger = textOf(start, 'recordTriggerType');
  if (formula && filters.length > 0) yield { at: formula, what: 'a start has filters or a formula, not both' };
  if (isChanged && onlyChanges)
    yield { at: isChanged, what: 'IsChanged cannot be combined with doesRequireRecordChangedToMeetCriteria' };
  if (isChanged && trigger === 'Create')
    yield { at: isChanged, what: 'nothing has changed on a record that is being created' };
  if (onlyChanges && trigger === 'Create')
    yield { at: start, what: 'doesRequireRecordChangedToMeetCriteria needs updates' };
}

function* checkBeforeSave({ xml }: MetadataFile): Iterable<Problem> {
  const start = child(xml, 'start');
  if (!start || textOf(start, 'triggerType') !== 'RecordBeforeSave') return;
  for (const element of xml.children) {
    if (FLOW_ELEMENTS.has(element.name) && !BEFORE_SAVE.has(element.name))
      yield { at: element, what: `a before-save flow has no <${element.name}>` };
  }
  const scheduled = child(start, 'scheduledPaths');
  if (scheduled) yield { at: scheduled, what: 'a before-save flow has no scheduled paths' };
}

function* checkRuns({ xml }: MetadataFile): Iterable<Problem> {
  if (textOf(xml, 'status') !== 'Active')
    yield { at: child(xml, 'status') ?? xml, what: 'a flow that is not Active deploys and does nothing' };
  if (!textOf(xml, 'description')) yield { at: xml, what: 'a flow says in <description> what it is for' };
  if (!isRecordTriggered(xml)) return;
  const order = child(xml, 'triggerOrder');
  if (!order) yield { at: xml, what: 'a record-triggered flow states its <triggerOrder>' };
  else if (Number(order.text) < 1 || Number(order.text) > 2000)
    yield { at: order, what: '<triggerOrder> is 1 to 2000' };
}

/** Two flows with one order run in an order nobody chose. */
function* checkOrderIsOwn(file: MetadataFile, tree: SourceTree): Iterable<Problem> {
  const order = child(file.xml, 'triggerOrder');
  const start = child(file.xml, 'start');
  if (!order || !start) return;
  const keyOf = (flow: XmlElement) =>
    [
      textOf(flow, 'triggerOrder'),
      ...['object', 'triggerType'].map((name) => textOf(child(flow, 'start')!, name)),
    ].join();
  const other = tree
    .ofType('Flow')
    .find((flow) => flow.path < file.path && child(flow.xml, 'start') && keyOf(flow.xml) === keyOf(file.xml));
  if (other) yield { at: order, what: `<triggerOrder> ${order.text} is taken by ${other.fullName}` };
}

function* checkFaultPaths({ xml }: MetadataFile): Iterable<Problem> {
  for (const element of CAN_FAIL.flatMap((name) => childrenOf(xml, name))) {
    if (!child(element, 'faultConnector'))
      yield { at: element, what: `${nameOf(element)} can fail and has no <faultConnector>` };
  }
}

function* checkPaths({ xml }: MetadataFile): Iterable<Problem> {
  const elements = new Map(
    xml.children.filter(({ name }) => FLOW_ELEMENTS.has(name)).map((element) => [nameOf(element), element]),
  );
  const start = child(xml, 'start');
  const reached = new Set<string>();
  const waiting = [...(start ? targetsOf(start) : []), ...childrenOf(xml, 'startElementReference')];
  for (let target = waiting.pop(); target; target = waiting.pop()) {
    const element = elements.get(target.text);
    if (!element) yield { at: target, what: `there is no element ${target.text} in this flow` };
    else if (!reached.has(target.text)) waiting.push(...targetsOf(element));
    reached.add(target.text);
  }
  for (const [name, element] of elements)
    if (!reached.has(name)) yield { at: element, what: `no path leads to ${name}` };
}

/** All <targetReference> of the element's connectors, however deep. */
function targetsOf(element: XmlElement): XmlElement[] {
  return element.children.flatMap((inner) => (inner.name === 'targetReference' ? [inner] : targetsOf(inner)));
}

function* checkNames({ xml }: MetadataFile): Iterable<Problem> {
  const named = xml.children.filter(({ name }) => FLOW_ELEMENTS.has(name) || FLOW_RESOURCES.has(name));
  for (const element of repeated(named, (each) => nameOf(each).toLowerCase()))
    yield { at: element, what: `the name ${nameOf(element)} is taken` };
  for (const element of named) if (!nameOf(element)) yield { at: element, what: `<${element.name}> needs a <name>` };
}

function* checkErrors({ xml }: MetadataFile): Iterable<Problem> {
  for (const message of childrenOf(xml, 'customErrors').flatMap((error) => childrenOf(error, 'customErrorMessages'))) {
    const isFieldError = textOf(message, 'isFieldError') === 'true';
    if (isFieldError && !child(message, 'fieldSelection'))
      yield { at: message, what: 'an error at a field needs <fieldSelection>' };
    const text = child(message, 'errorMessage');
    if (text && text.text.length > 255) yield { at: text, what: 'an error message has at most 255 characters' };
  }
}

const ON = ['Flow'];
const GUIDE = 'Metadata API guide, Flow';

export const FLOW_RULES: readonly Rule[] = [
  { on: ON, source: GUIDE, check: checkStart },
  { on: ON, source: 'Help, Record-Triggered Flows: before-save', check: checkBeforeSave },
  { on: ON, source: 'Portway', check: checkRuns },
  { on: ON, source: 'Help, Flow Trigger Explorer: run order', check: checkOrderIsOwn },
  { on: ON, source: 'Portway', check: checkFaultPaths },
  { on: ON, source: GUIDE, check: checkPaths },
  { on: ON, source: GUIDE, check: checkNames },
  { on: ON, source: 'Help, Flow Element: Custom Error', check: checkErrors },
  ...FLOW_START_RULES,
  ...FLOW_ELEMENT_RULES,
];
