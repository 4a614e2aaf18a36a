// Objects: platform events and organisation-wide defaults.
import { child, textOf } from '../../../local/src/salesforce/metadata/xml.ts';
import type { Problem, Rule } from '../rule.ts';
import { CONFIGURATION_RULES } from './configuration-objects.ts';
import { objectOf, type MetadataFile } from '../source-tree.ts';

const EVENT_FIELD_TYPES: ReadonlySet<string> = new Set([
  'Text',
  'LongTextArea',
  'Number',
  'Checkbox',
  'Date',
  'DateTime',
]);
const isEvent = (name: string): boolean => name.endsWith('__e');

function* checkEvent({ fullName, xml }: MetadataFile): Iterable<Problem> {
  if (!isEvent(fullName)) return;
  const eventType = child(xml, 'eventType');
  if (eventType?.text !== 'HighVolume')
    yield {
      at: eventType ?? xml,
      what: 'a platform event is <eventType>HighVolume; new ones of another type are refused',
    };
  if (textOf(xml, 'deploymentStatus') !== 'Deployed')
    yield { at: child(xml, 'deploymentStatus') ?? xml, what: 'an event that is not Deployed cannot be published' };
  if (!child(xml, 'publishBehavior'))
    yield { at: xml, what: '<publishBehavior> is PublishImmediately unless stated: state it' };
  for (const name of ['label', 'pluralLabel'])
    if (!textOf(xml, name)) yield { at: xml, what: `an event needs <${name}>` };
  for (const name of ['nameField', 'sharingModel']) {
    const found = child(xml, name);
    if (found) yield { at: found, what: `an event has no <${name}>` };
  }
}

function* checkEventField(file: MetadataFile): Iterable<Problem> {
  if (!isEvent(objectOf(file))) return;
  const type = child(file.xml, 'type');
  if (type && !EVENT_FIELD_TYPES.has(type.text)) yield { at: type, what: `events have no ${type.text} fields` };
  for (const name of ['unique', 'externalId']) {
    if (textOf(file.xml, name) === 'true')
      yield { at: child(file.xml, name)!, what: `a field of an event cannot be <${name}>` };
  }
}

/** Source: Metadata API guide, "CustomObject"; what Setup asks for when an object is made. */
function* checkCustomObject({ fullName, xml }: MetadataFile): Iterable<Problem> {
  if (!fullName.endsWith('__c') || child(xml, 'customSettingsType')) return;
  for (const name of ['label', 'pluralLabel', 'nameField', 'sharingModel', 'deploymentStatus'])
    if (!child(xml, name)) yield { at: xml, what: `a custom object needs <${name}>` };
  const nameField = child(xml, 'nameField');
  const type = nameField && child(nameField, 'type');
  if (type && !['Text', 'AutoNumber'].includes(type.text))
    yield { at: type, what: `a name is Text or AutoNumber, not ${type.text}` };
  if (type?.text === 'AutoNumber' && !textOf(nameField!, 'displayFormat'))
    yield { at: nameField!, what: 'a numbered <nameField> needs <displayFormat>' };
}

const TOGETHER = ['enableBulkApi', 'enableSharing', 'enableStreamingApi'];

/** The three make an object one of enterprise applications. */
function* checkEnterprise({ xml }: MetadataFile): Iterable<Problem> {
  const on = TOGETHER.flatMap((name) => child(xml, name) ?? []).filter(({ text }) => text === 'true');
  if (on.length > 0 && on.length < TOGETHER.length)
    yield {
      at: on[0]!,
      what: '<enableBulkApi>, <enableSharing> and <enableStreamingApi> are true together or not at all',
    };
}

/** Defaults that only some objects know. */
const MODELS_OF: Readonly<Record<string, readonly string[]>> = {
  ReadWriteTransfer: ['Case', 'Lead'],
  FullAccess: ['Campaign'],
};

function* checkModel({ fullName, xml }: MetadataFile): Iterable<Problem> {
  for (const name of ['sharingModel', 'externalSharingModel']) {
    const model = child(xml, name);
    const objects = MODELS_OF[model?.text ?? ''];
    if (model && objects && !objects.includes(fullName))
      yield { at: model, what: `${fullName} cannot be ${model.text}: that is for ${objects.join(' and ')}` };
  }
}

const OPENNESS = ['Private', 'Read', 'ReadWrite', 'ReadWriteTransfer', 'FullAccess'];

function* checkSharing({ fullName, xml }: MetadataFile): Iterable<Problem> {
  const internal = textOf(xml, 'sharingModel');
  const external = child(xml, 'externalSharingModel');
  if (!internal || !external) return;
  if (internal === 'ControlledByParent' && external.text !== 'ControlledByParent') {
    yield { at: external, what: `${fullName} is ControlledByParent inside, so it is ControlledByParent outside too` };
  } else if (OPENNESS.indexOf(external.text) > OPENNESS.indexOf(internal)) {
    yield { at: external, what: `${fullName} is more open outside (${external.text}) than inside (${internal})` };
  }
}

/** Objects that the spec wants closed to customers and partners; what they see comes from sharing sets, ownership and queues. */
const CLOSED_OUTSIDE: ReadonlySet<string> = new Set(['Account', 'Contact', 'Case', 'Order', 'Opportunity', 'Lead']);

function* checkClosedOutside({ fullName, xml }: MetadataFile): Iterable<Problem> {
  if (CLOSED_OUTSIDE.has(fullName) && textOf(xml, 'externalSharingModel') !== 'Private') {
    yield { at: child(xml, 'externalSharingModel') ?? xml, what: `${fullName} is Private outside` };
  }
}

/** A private account makes its contacts, opportunities and cases private. */
function* checkAccountDrags({ fullName, xml }: MetadataFile, tree: Parameters<Rule['check']>[1]): Iterable<Problem> {
  if (!['Contact', 'Opportunity', 'Case'].includes(fullName)) return;
  const account = tree.find('CustomObject', 'Account');
  for (const name of ['sharingModel', 'externalSharingModel']) {
    const own = child(xml, name);
    const isClosed = own?.text === 'Private' || own?.text === 'ControlledByParent';
    if (account && textOf(account.xml, name) === 'Private' && own && !isClosed) {
      yield { at: own, what: `accounts are Private, so ${fullName} is Private too` };
    }
  }
}

const OWD = 'Help, Organization-Wide Sharing Defaults';

export const OBJECT_RULES: readonly Rule[] = [
  { on: ['CustomObject'], source: 'Platform Events guide', check: checkEvent },
  { on: ['CustomField'], source: 'Platform Events guide', check: checkEventField },
  { on: ['CustomObject'], source: 'Metadata API guide, CustomObject', check: checkCustomObject },
  { on: ['CustomObject'], source: 'Metadata API guide, CustomObject: enableBulkApi', check: checkEnterprise },
  { on: ['CustomObject'], source: OWD, check: checkModel },
  { on: ['CustomObject'], source: OWD, check: checkSharing },
  { on: ['CustomObject'], source: OWD, check: checkAccountDrags },
  { on: ['CustomObject'], source: 'Portway', check: checkClosedOutside },
  ...CONFIGURATION_RULES,
];
