// Elements and resources of flows: what each needs, and what excludes what. Errors of orgs are quoted with the rule.
import { child, childrenOf, textOf, type XmlElement } from '../../../local/src/salesforce/metadata/xml.ts';
import { everyElement, type Problem, type Rule } from '../rule.ts';
import type { MetadataFile } from '../source-tree.ts';
import { FLOW_ELEMENTS, FLOW_RESOURCES } from './flow-kinds.ts';
import { logicOf } from './flow-starts.ts';

const nameOf = (element: XmlElement): string => textOf(element, 'name') ?? '';
const API_NAME = /^[A-Za-z](_?[A-Za-z0-9])*$/;
const LONGEST_NAME = 80;

function* checkNamesAndLabels({ xml }: MetadataFile): Iterable<Problem> {
  for (const element of xml.children) {
    const name = child(element, 'name');
    const isElement = FLOW_ELEMENTS.has(element.name);
    if (!name || (!isElement && !FLOW_RESOURCES.has(element.name))) continue;
    if (!API_NAME.test(name.text))
      yield { at: name, what: `‘${name.text}’ is no API name: letters, digits and single underscores, a letter first` };
    if (name.text.length > LONGEST_NAME)
      yield { at: name, what: `a name has at most ${LONGEST_NAME} characters, not ${name.text.length}` };
    if (isElement && !textOf(element, 'label')) yield { at: element, what: `${name.text} needs a <label>` };
  }
}

/** Elements that only some flows may have, by what starts the flow or runs it. */
function* checkKinds({ xml }: MetadataFile): Iterable<Problem> {
  const type = textOf(xml, 'processType');
  const trigger = textOf(child(xml, 'start') ?? xml, 'triggerType') ?? '';
  const screens = child(xml, 'screens');
  const pause = child(xml, 'waits');
  if (screens && type === 'AutoLaunchedFlow') yield { at: screens, what: 'an AutoLaunchedFlow has no <screens>' };
  if (pause && trigger.startsWith('Record'))
    yield { at: pause, what: 'a record-triggered flow has no <waits>: use a scheduled path' };
  if (pause && type === 'Flow') yield { at: pause, what: 'a screen flow has no <waits>' };
}

function* checkResources({ xml }: MetadataFile): Iterable<Problem> {
  for (const variable of childrenOf(xml, 'variables')) {
    const holdsRecord = textOf(variable, 'dataType') === 'SObject';
    const type = child(variable, 'objectType');
    if (holdsRecord && !type)
      yield { at: variable, what: `${nameOf(variable)} holds a record, so it needs <objectType>` };
    if (!holdsRecord && type)
      yield { at: type, what: `${nameOf(variable)} holds no record, so it has no <objectType>` };
  }
  for (const constant of childrenOf(xml, 'constants'))
    if (!child(constant, 'value')) yield { at: constant, what: `the constant ${nameOf(constant)} has no <value>` };
}

const isTrue = (element: XmlElement, name: string): boolean => textOf(element, name) === 'true';
const given = (element: XmlElement, names: readonly string[]): XmlElement[] =>
  names.flatMap((name) => child(element, name) ?? []);

function* checkLookups({ xml }: MetadataFile): Iterable<Problem> {
  for (const lookup of childrenOf(xml, 'recordLookups')) {
    if (isTrue(lookup, 'storeOutputAutomatically'))
      for (const at of given(lookup, ['outputReference', 'outputAssignments']))
        yield { at, what: `<storeOutputAutomatically> keeps the records already, so there is no <${at.name}>` };
    const [reference, assignments] = [child(lookup, 'outputReference'), child(lookup, 'outputAssignments')];
    if (reference && assignments)
      yield {
        at: assignments,
        what: '<outputReference> keeps the records already, so there is no <outputAssignments>',
      };
    for (const filter of childrenOf(lookup, 'filters'))
      if (textOf(filter, 'operator') === 'IsChanged')
        yield {
          at: child(filter, 'operator')!,
          what: 'IsChanged is for the start of a flow: stored records do not change',
        };
  }
}

function* checkCreates({ xml }: MetadataFile): Iterable<Problem> {
  for (const create of childrenOf(xml, 'recordCreates')) {
    const reference = child(create, 'inputReference');
    const besides = given(create, ['object', 'inputAssignments']).map(({ name }) => `<${name}>`);
    if (reference && besides.length > 0)
      yield { at: reference, what: `<inputReference> says what is made, so there are no ${besides.join(' and ')}` };
    if (!reference && !child(create, 'object'))
      yield { at: create, what: `${nameOf(create)} needs <object> or <inputReference>` };
    const id = child(create, 'assignRecordIdToReference');
    if (id && isTrue(create, 'storeOutputAutomatically'))
      yield {
        at: id,
        what: '<storeOutputAutomatically> keeps the id already, so there is no <assignRecordIdToReference>',
      };
  }
}

function* checkChanges({ xml }: MetadataFile): Iterable<Problem> {
  for (const element of [...childrenOf(xml, 'recordUpdates'), ...childrenOf(xml, 'recordDeletes')]) {
    const reference = child(element, 'inputReference');
    const object = child(element, 'object');
    const filters = child(element, 'filters');
    const name = nameOf(element);
    if (!reference && !object) yield { at: element, what: `${name} needs <object> or <inputReference>` };
    if (reference && filters)
      yield { at: filters, what: '<inputReference> says which records, so there are no <filters>' };
    if (object && !reference && !filters)
      yield { at: element, what: `${name} has no <filters>, so it takes every record` };
    if (element.name === 'recordUpdates' && !reference && object && !child(element, 'inputAssignments'))
      yield { at: element, what: `${name} changes nothing: it needs <inputAssignments>` };
  }
}

const NOT_OF_EVENTS = ['recordUpdates', 'recordDeletes', 'recordLookups'];

function* checkEvents({ xml }: MetadataFile): Iterable<Problem> {
  for (const element of NOT_OF_EVENTS.flatMap((name) => childrenOf(xml, name))) {
    const object = child(element, 'object');
    if (object?.text.endsWith('__e'))
      yield {
        at: object,
        what: `an event is only published (<recordCreates>), so there is no <${element.name}> of it`,
      };
  }
}

const WITH_FILTERS = ['recordLookups', 'recordUpdates', 'recordDeletes', 'recordCreates', 'dynamicChoiceSets'];

function* checkLogic({ xml }: MetadataFile): Iterable<Problem> {
  for (const decision of childrenOf(xml, 'decisions')) {
    const rules = childrenOf(decision, 'rules');
    if (rules.length === 0) yield { at: decision, what: `${nameOf(decision)} decides nothing: it needs <rules>` };
    for (const rule of rules) {
      if (!child(rule, 'conditions')) yield { at: rule, what: `${nameOf(rule)} asks nothing: it needs <conditions>` };
      yield* logicOf(rule, 'conditionLogic', 'conditions', 'condition');
    }
  }
  for (const element of WITH_FILTERS.flatMap((name) => childrenOf(xml, name)))
    yield* logicOf(element, 'filterLogic', 'filters', 'filter');
}

const VALUES: ReadonlySet<string> = new Set(
  'apexValue booleanValue dateTimeValue dateValue elementReference numberValue sobjectValue stringValue timeValue'.split(
    ' ',
  ),
);

function* checkValues({ xml }: MetadataFile): Iterable<Problem> {
  for (const element of everyElement(xml)) {
    if (element.name !== 'value' && element.name !== 'rightValue') continue;
    const kinds = element.children.filter(({ name }) => VALUES.has(name)).map(({ name }) => `<${name}>`);
    if (kinds.length > 1) yield { at: element, what: `a value is one of these, not ${kinds.join(' and ')}` };
  }
}

const ON = ['Flow'];
const GUIDE = 'Metadata API guide, Flow';

export const FLOW_ELEMENT_RULES: readonly Rule[] = [
  { on: ON, source: `${GUIDE}: FlowElement, FlowNode`, check: checkNamesAndLabels },
  { on: ON, source: 'seen in deployments: can’t include Pause elements; screens', check: checkKinds },
  { on: ON, source: `${GUIDE}: FlowVariable, FlowConstant`, check: checkResources },
  { on: ON, source: 'seen in deployments: You can’t use the … field with the … field', check: checkLookups },
  { on: ON, source: 'seen in deployments: You can’t use the … field with the … field', check: checkCreates },
  { on: ON, source: 'Help, Flow Element: Update Records', check: checkChanges },
  { on: ON, source: 'Platform Events guide, Publish Events with Flows', check: checkEvents },
  { on: ON, source: `${GUIDE}: conditionLogic, filterLogic`, check: checkLogic },
  { on: ON, source: `${GUIDE}: FlowElementReferenceOrValue`, check: checkValues },
];
