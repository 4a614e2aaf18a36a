// Flows in few words for tests: each function gives the XML that Flow Builder would write.
import type { Component, Project } from '../../../src/salesforce/metadata/project.ts';
import { parseXml } from '../../../src/salesforce/metadata/xml.ts';
import { customObject, event, field, xml, type Files } from '../dml/test-org.ts';

export const tag = (name: string, ...children: readonly string[]): string => `<${name}>${children.join('')}</${name}>`;

/** Where an element leads. */
export const to = (target: string, connector = 'connector'): string => tag(connector, tag('targetReference', target));
export const faultTo = (target: string): string => to(target, 'faultConnector');

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

export const text = (value: string): string => tag('stringValue', escaped(value));
export const num = (value: number): string => tag('numberValue', String(value));
export const bool = (value: boolean): string => tag('booleanValue', String(value));
export const ref = (path: string): string => tag('elementReference', path);

/** An element that interviews pass or wait at. */
export const element = (kind: string, name: string, ...children: readonly string[]): string =>
  tag(kind, tag('name', name), tag('label', name), tag('locationX', '0'), tag('locationY', '0'), ...children, '\n');

export const item = (path: string, operator: string, value: string): string =>
  tag('assignmentItems', tag('assignToReference', path), tag('operator', operator), tag('value', value));

export const assign = (name: string, items: readonly string[], next = ''): string =>
  element('assignments', name, ...items, next && to(next));

export const condition = (left: string, operator: string, right: string): string =>
  tag('conditions', tag('leftValueReference', left), tag('operator', operator), tag('rightValue', right));

export const rule = (name: string, next: string, conditions: readonly string[], logic = 'and', extra = ''): string =>
  tag(
    'rules',
    tag('name', name),
    tag('conditionLogic', logic),
    ...conditions,
    next && to(next),
    extra,
    tag('label', name),
  );

export const decide = (name: string, rules: readonly string[], otherwise = ''): string =>
  element('decisions', name, ...rules, otherwise && to(otherwise, 'defaultConnector'));

export const filter = (name: string, operator: string, value: string): string =>
  tag('filters', tag('field', name), tag('operator', operator), tag('value', value));

export const input = (name: string, value: string): string =>
  tag('inputAssignments', tag('field', name), tag('value', value));

export const variable = (name: string, dataType: string, ...children: readonly string[]): string =>
  tag('variables', tag('name', name), tag('dataType', dataType), ...children, '\n');

export const collection = (name: string, dataType: string, objectType = ''): string =>
  variable(name, dataType, tag('isCollection', 'true'), objectType && tag('objectType', objectType));

export const formula = (name: string, dataType: string, expression: string): string =>
  tag('formulas', tag('name', name), tag('dataType', dataType), tag('expression', escaped(expression)), '\n');

export const customError = (name: string, message: string, onField = ''): string =>
  element(
    'customErrors',
    name,
    tag(
      'customErrorMessages',
      tag('errorMessage', message),
      onField && tag('fieldSelection', onField),
      tag('isFieldError', String(onField !== '')),
    ),
  );

export interface FlowFacts {
  readonly first: string;
  readonly object?: string;
  readonly when?: 'RecordBeforeSave' | 'RecordAfterSave' | 'RecordBeforeDelete';
  readonly on?: 'Create' | 'Update' | 'CreateAndUpdate' | 'Delete';
  /** Entry conditions and whatever else the start holds. */
  readonly start?: string;
  readonly order?: number;
  readonly status?: string;
  readonly processType?: string;
}

/** A flow that saves of Thing__c run, unless told otherwise. */
export function triggered(name: string, facts: FlowFacts, ...elements: readonly string[]): Files {
  const { first, object = 'Thing__c', when = 'RecordBeforeSave', on = 'CreateAndUpdate', start = '' } = facts;
  const trigger = tag('object', object) + tag('recordTriggerType', on) + tag('triggerType', when);
  return flowFile(name, facts, tag('start', to(first), start, trigger), elements);
}

/** A flow that only other flows start. */
export function autolaunched(name: string, facts: FlowFacts, ...elements: readonly string[]): Files {
  return flowFile(name, facts, tag('start', to(facts.first)), elements);
}

function flowFile(name: string, facts: FlowFacts, start: string, elements: readonly string[]): Files {
  const { status = 'Active', order, processType = 'AutoLaunchedFlow' } = facts;
  const head = tag('apiVersion', '67.0') + tag('label', name.replaceAll('_', ' ')) + tag('processType', processType);
  const tail = tag('status', status) + (order === undefined ? '' : tag('triggerOrder', String(order)));
  return { [`flows/${name}.flow-meta.xml`]: xml('Flow', `\n${head}\n${start}\n${elements.join('')}${tail}\n`) };
}

const picklist = (...values: string[]) =>
  '<type>Picklist</type><valueSet><restricted>true</restricted><valueSetDefinition><sorted>false</sorted>' +
  values
    .map((value) => `<value><fullName>${value}</fullName><default>false</default><label>${value}</label></value>`)
    .join('') +
  '</valueSetDefinition></valueSet>';

const lookup = (object: string, relationship: string) =>
  `<type>Lookup</type><referenceTo>${object}</referenceTo><relationshipName>${relationship}</relationshipName><deleteConstraint>SetNull</deleteConstraint>`;

/** Thing__c has a field of each kind; Part__c belongs to a thing; Said__e tells the world. */
export const WORLD: Files = {
  ...customObject('Thing__c'),
  ...field('Thing__c', 'Out__c', '<type>LongTextArea</type><length>5000</length><visibleLines>3</visibleLines>'),
  ...field('Thing__c', 'Text__c', '<type>Text</type><length>80</length>'),
  ...field('Thing__c', 'Num__c', '<type>Number</type><precision>18</precision><scale>2</scale>'),
  ...field('Thing__c', 'Flag__c', '<type>Checkbox</type><defaultValue>false</defaultValue>'),
  ...field('Thing__c', 'Day__c', '<type>Date</type>'),
  ...field('Thing__c', 'When__c', '<type>DateTime</type>'),
  ...field('Thing__c', 'Share__c', '<type>Percent</type><precision>5</precision><scale>2</scale>'),
  ...field('Thing__c', 'Kind__c', picklist('New', 'Open', 'Done')),
  ...field('Thing__c', 'Account__c', lookup('Account', 'Things')),
  ...field(
    'Thing__c',
    'Twice__c',
    '<type>Number</type><precision>18</precision><scale>2</scale><formula>Num__c * 2</formula>',
  ),
  ...customObject('Part__c'),
  ...field('Part__c', 'Thing__c', lookup('Thing__c', 'Parts')),
  ...field('Part__c', 'Size__c', '<type>Number</type><precision>5</precision><scale>0</scale>'),
  ...field('Part__c', 'Note__c', '<type>Text</type><length>20</length>'),
  ...event('Said__e', 'PublishAfterCommit'),
};

/** Flow files as a project holds them. */
export function projectOf(files: Files): Project {
  const components = Object.entries(files).map(([path, source]): Component => {
    const file = `force-app/main/default/${path}`;
    const fullName = path.replace(/^flows\/|\.flow-meta\.xml$/g, '');
    return { type: 'Flow', fullName, file, xml: parseXml(source, file) };
  });
  return {
    root: '/',
    apiVersion: '67.0',
    components,
    ofType: (type) => components.filter((component) => component.type === type),
    find: (type, fullName) =>
      components.find((component) => component.type === type && component.fullName === fullName),
  };
}
