// CustomObject components: settings of standard objects, and new types by the ending of their name.
// Source: Metadata API Developer Guide, "CustomObject"; Platform Events Developer Guide; Custom Metadata Types guide.
import type { Component } from '../metadata/project.ts';
import { SourceError, UnsupportedMetadata } from '../metadata/source-error.ts';
import { child, requiredText, textOf, type XmlElement } from '../metadata/xml.ts';
import {
  AUDIT_FIELDS,
  CREATED_FIELDS,
  ID_FIELD,
  IS_DELETED_FIELD,
  LAST_ACTIVITY_FIELD,
  makeField,
  OWNER_FIELD,
  RECENT_FIELDS,
  SYSTEM_MODSTAMP_FIELD,
} from './fields.ts';
import type { Field, ObjectKind, SharingModel } from './schema.ts';
import { addField, type TypeDraft } from './type-draft.ts';

type ProjectKind = Exclude<ObjectKind, 'standard'>;

const SHARING_MODELS: ReadonlySet<string> = new Set([
  'Private',
  'Read',
  'ReadWrite',
  'ReadWriteTransfer',
  'FullAccess',
  'ControlledByParent',
]);

/** Settings of a standard object: sharing and labels. Everything else of it is display. */
export function applyObjectSettings(draft: TypeDraft, component: Component): void {
  const xml = component.xml!;
  draft.sharingModel = sharing(xml, 'sharingModel') ?? draft.sharingModel;
  draft.externalSharingModel = sharing(xml, 'externalSharingModel') ?? draft.externalSharingModel;
  draft.label = textOf(xml, 'label') || draft.label;
  draft.labelPlural = textOf(xml, 'pluralLabel') || draft.labelPlural;
  draft.position = xml.position;
}

/**
 * A new type of the project, with the fields the platform gives it; its custom fields come after.
 * @param isDetail true when a master-detail field makes another object its owner
 * @throws SourceError label or name field missing
 * @throws UnsupportedMetadata external objects, big objects and other endings
 */
export function customType(component: Component, isDetail: boolean): TypeDraft {
  const xml = component.xml!;
  const kind = kindOf(component, xml);
  const draft: TypeDraft = {
    name: component.fullName,
    label: requiredText(xml, 'label'),
    labelPlural: textOf(xml, 'pluralLabel') || requiredText(xml, 'label'),
    keyPrefix: '',
    kind,
    fields: new Map(),
    validationRules: [],
    recordTypes: [],
    sharingModel: isDetail ? 'ControlledByParent' : (sharing(xml, 'sharingModel') ?? 'ReadWrite'),
    externalSharingModel: isDetail ? 'ControlledByParent' : (sharing(xml, 'externalSharingModel') ?? 'Private'),
    createable: true,
    updateable: kind !== 'platformEvent',
    deletable: kind !== 'platformEvent',
    // Platform events have no rows: SELECT from one is refused.
    queryable: kind !== 'platformEvent',
    position: xml.position,
  };
  SYSTEM_FIELDS[kind](draft, xml, isDetail);
  return draft;
}

function kindOf(component: Component, xml: XmlElement): ProjectKind {
  const ending = /__([a-z]+)$/.exec(component.fullName)?.[1];
  if (ending === 'c') return child(xml, 'customSettingsType') ? 'customSetting' : 'custom';
  if (ending === 'e') return 'platformEvent';
  if (ending === 'mdt') return 'customMetadata';
  if (ending)
    throw new UnsupportedMetadata(xml.position, `objects that end in __${ending} are not supported by the local org`);
  throw new UnsupportedMetadata(xml.position, `the local org does not know the standard object ${component.fullName}`);
}

const SYSTEM_FIELDS: Record<ProjectKind, (draft: TypeDraft, xml: XmlElement, isDetail: boolean) => void> = {
  custom(draft, xml, isDetail) {
    addAll(draft, [ID_FIELD, ...(isDetail ? [] : [OWNER_FIELD]), IS_DELETED_FIELD, nameField(xml), ...AUDIT_FIELDS]);
    if (textOf(xml, 'enableActivities') === 'true') addField(draft, LAST_ACTIVITY_FIELD);
    addAll(draft, RECENT_FIELDS);
  },
  customSetting(draft) {
    const owner = makeField({
      name: 'SetupOwnerId',
      type: 'reference',
      length: 18,
      referenceTo: ['Organization', 'Profile', 'User'],
      relationshipName: 'SetupOwner',
    });
    addAll(draft, [ID_FIELD, IS_DELETED_FIELD, textName(38, false), owner, ...AUDIT_FIELDS]);
  },
  customMetadata(draft) {
    const text = (name: string, length: number, nameField = false) =>
      makeField({ name, type: 'string', length, nillable: false, nameField });
    addAll(draft, [
      ID_FIELD,
      text('DeveloperName', 40),
      text('MasterLabel', 40, true),
      text('Label', 40),
      makeField({ name: 'Language', type: 'picklist', length: 40, nillable: false }),
      makeField({ name: 'NamespacePrefix', type: 'string', length: 15 }),
      text('QualifiedApiName', 70),
      SYSTEM_MODSTAMP_FIELD,
    ]);
  },
  platformEvent(draft, xml) {
    const eventType = textOf(xml, 'eventType');
    if (eventType !== 'HighVolume')
      throw new SourceError(child(xml, 'eventType')?.position ?? xml.position, 'eventType must be HighVolume');
    const behaviour = textOf(xml, 'publishBehavior') ?? 'PublishImmediately';
    if (behaviour !== 'PublishAfterCommit' && behaviour !== 'PublishImmediately') {
      throw new SourceError(child(xml, 'publishBehavior')!.position, `unknown publishBehavior ${behaviour}`);
    }
    draft.publishBehavior = behaviour;
    addAll(draft, [
      makeField({ name: 'ReplayId', type: 'string', length: 1000, createable: false, updateable: false }),
      makeField({ name: 'EventUuid', type: 'string', length: 36, createable: false, updateable: false }),
      ...CREATED_FIELDS,
    ]);
  },
};

function addAll(draft: TypeDraft, fields: readonly Field[]): void {
  for (const field of fields) addField(draft, field);
}

function nameField(xml: XmlElement): Field {
  const source = child(xml, 'nameField');
  if (!source) throw new SourceError(xml.position, 'a custom object needs a <nameField>');
  const type = requiredText(source, 'type');
  const label = textOf(source, 'label');
  if (type === 'Text') return { ...textName(80, true), label: label || 'Name', position: source.position };
  if (type !== 'AutoNumber') throw new SourceError(source.position, `a name field is Text or AutoNumber, not ${type}`);
  return makeField({
    name: 'Name',
    label: label || 'Name',
    type: 'string',
    length: 80,
    autoNumber: textOf(source, 'displayFormat') || '{0}',
    autoNumberStart: Number(textOf(source, 'startingNumber') || 1),
    nameField: true,
    nillable: false,
    createable: false,
    updateable: false,
    position: source.position,
  });
}

/** Name of a record; the platform fills a missing one with the record's Id. */
function textName(length: number, nillable: boolean): Field {
  return makeField({ name: 'Name', type: 'string', length, nillable, nameField: true });
}

function sharing(xml: XmlElement, name: string): SharingModel | undefined {
  const element = child(xml, name);
  if (!element) return undefined;
  // A campaign's members are its details; price books that all may use have no owner to share them.
  if (element.text === 'ControlledByCampaign') return 'ControlledByParent';
  if (element.text === 'ReadSelect') return 'ReadWrite';
  if (!SHARING_MODELS.has(element.text))
    throw new UnsupportedMetadata(element.position, `sharing model ${element.text} is not supported by the local org`);
  return element.text as SharingModel;
}
