// The standard objects, from standard-objects.json. Its `_meta` says where each fact comes from and what an absent key means.
// Left out: fields of features a plain org has not switched on, and optional fields that an insert would have to fill.
import { readFileSync } from 'node:fs';
import { makeField, plainPicklist, labelOf, RECORD_TYPE_FIELD } from './fields.ts';
import type { ChildRelationship, Field, FieldType, SharingModel } from './schema.ts';
import type { TypeDraft } from './type-draft.ts';

interface TableField {
  name: string;
  type: string;
  label?: string;
  length?: number;
  digits?: number;
  precision?: number;
  scale?: number;
  nillable?: boolean;
  createable?: boolean;
  updateable?: boolean;
  defaultedOnCreate?: boolean;
  unique?: boolean;
  caseSensitive?: boolean;
  externalId?: boolean;
  nameField?: boolean;
  autoNumber?: boolean;
  defaultValue?: boolean;
  default?: string;
  picklistValues?: string[];
  picklistLabels?: Record<string, string>;
  restrictedPicklist?: boolean;
  referenceTo?: string[];
  relationshipName?: string;
  compound?: string;
  feature?: string;
  optional?: boolean;
}

interface TableChild {
  relationshipName?: string;
  childSObject: string;
  field: string;
  cascadeDelete?: boolean;
  restrictedDelete?: boolean;
}

interface TableObject {
  label: string;
  labelPlural?: string;
  keyPrefix: string | null;
  createable: boolean;
  updateable: boolean;
  deletable: boolean;
  queryable: boolean;
  requiredOnCreate: string[];
  childRelationships: TableChild[];
  fields: TableField[];
  /** `namesOf` another object: the same permissions. */
  permissionFields?: { names?: string[]; namesOf?: string; all: { createable?: boolean; updateable?: boolean } };
}

const TABLE = JSON.parse(readFileSync(new URL('standard-objects.json', import.meta.url), 'utf8')) as {
  objects: Record<string, TableObject>;
};

/** Fields of the table by their type: they never change, so all schemas of a process share them. */
const made = new Map<string, readonly Field[]>();

function standardFields(name: string, object: TableObject): readonly Field[] {
  const known = made.get(name) ?? fieldsOf(name, object);
  made.set(name, known);
  return known;
}

/** The standard types, in the order of the table; drafts of their own on each call. */
export function standardTypes(): TypeDraft[] {
  return Object.entries(TABLE.objects).map(([name, object]) => ({
    name,
    label: object.label,
    labelPlural: object.labelPlural ?? `${object.label}s`,
    keyPrefix: object.keyPrefix ?? '',
    ...(EVENTS.has(name)
      ? { kind: 'platformEvent' as const, publishBehavior: 'PublishImmediately' as const }
      : { kind: 'standard' as const }),
    fields: new Map(standardFields(name, object).map((field) => [field.name, field])),
    validationRules: [],
    recordTypes: [],
    sharingModel: SHARING[name]?.[0] ?? 'ReadWrite',
    externalSharingModel: SHARING[name]?.[1] ?? 'ReadWrite',
    createable: object.createable,
    updateable: object.updateable,
    deletable: object.deletable,
    queryable: object.queryable,
  }));
}

/** Standard platform events: published, never stored. */
const EVENTS: ReadonlySet<string> = new Set(['BatchApexErrorEvent', 'FlowExecutionErrorEvent']);

/** Child relationships that the table names, by parent type. */
export function standardChildren(parent: string): readonly TableChild[] {
  return TABLE.objects[parent]?.childRelationships ?? [];
}

/** What deleting a parent does, when one parent's table entry speaks for the field. */
export function onParentDelete(child: TableChild): ChildRelationship['field']['onParentDelete'] {
  if (child.cascadeDelete) return 'cascade';
  return child.restrictedDelete ? 'restrict' : 'setNull';
}

function fieldsOf(typeName: string, object: TableObject): Field[] {
  const children = parentsByField(typeName);
  const known = object.fields
    .filter((field) => isInPlainOrg(field) && !isObligingOption(field))
    .map((field) => toField(field, object, children));
  const { namesOf = '', names: own, all } = object.permissionFields ?? {};
  const names = own ?? TABLE.objects[namesOf]?.permissionFields?.names ?? [];
  const permissions = names.map((permission) =>
    makeField({
      name: `Permissions${permission}`,
      label: labelOf(permission),
      type: 'boolean',
      nillable: false,
      createable: all?.createable ?? false,
      updateable: all?.updateable ?? false,
    }),
  );
  return [...known, ...permissions];
}

/** RecordTypeId comes with the first record type of its object. */
function isInPlainOrg(field: TableField): boolean {
  return !field.feature && field.name !== RECORD_TYPE_FIELD.name;
}

/** An optional field that every insert would need, or of a type that records cannot hold. */
function isObligingOption(field: TableField): boolean {
  return (
    field.optional === true &&
    (field.type === 'junctionidlist' || (field.createable === true && !field.nillable && !field.defaultedOnCreate))
  );
}

function toField(field: TableField, object: TableObject, children: ReadonlyMap<string, TableChild>): Field {
  const child = children.get(field.name);
  return makeField({
    name: field.name,
    label: field.label ?? labelOf(field.name),
    type: field.type as FieldType,
    length: field.length,
    precision: field.precision ?? field.digits,
    scale: field.scale,
    nillable: field.nillable ?? false,
    requiredOnCreate: object.requiredOnCreate.includes(field.name),
    createable: field.createable ?? false,
    updateable: field.updateable ?? false,
    unique: field.unique ?? false,
    caseSensitive: field.caseSensitive ?? false,
    externalId: field.externalId ?? false,
    nameField: field.nameField ?? false,
    autoNumber: AUTO_NUMBERS[field.name],
    defaultValue: field.defaultValue ?? field.default,
    picklistValues: plainPicklist(field.picklistValues ?? [], field.picklistLabels, field.default),
    restrictedPicklist: field.restrictedPicklist ?? false,
    referenceTo: field.referenceTo ?? [],
    relationshipName: field.relationshipName,
    childRelationshipName: child?.relationshipName,
    onParentDelete: field.type === 'reference' ? (child ? onParentDelete(child) : 'setNull') : undefined,
    compound: field.compound,
  });
}

function parentsByField(typeName: string): Map<string, TableChild> {
  const children = Object.values(TABLE.objects).flatMap((parent) => parent.childRelationships);
  return new Map(children.filter((child) => child.childSObject === typeName).map((child) => [child.field, child]));
}

/** Standard numbers that count up by themselves; the format as a fresh org shows it. Unconfirmed: the widths of OrderItemNumber. */
const AUTO_NUMBERS: Record<string, string> = {
  CaseNumber: '{00000000}',
  OrderNumber: '{00000000}',
  OrderItemNumber: '{0000000000}',
  ContractNumber: '{00000000}',
};

/** Organisation-wide defaults of a fresh org, internal and external; what is not listed is open to all with the object right. Unconfirmed. */
const SHARING: Record<string, readonly [SharingModel, SharingModel]> = {
  Account: ['ReadWrite', 'Private'],
  Contact: ['ControlledByParent', 'ControlledByParent'],
  Opportunity: ['ReadWrite', 'Private'],
  Lead: ['ReadWriteTransfer', 'Private'],
  Case: ['ReadWriteTransfer', 'Private'],
  Order: ['Private', 'Private'],
  Contract: ['ReadWrite', 'Private'],
  Campaign: ['FullAccess', 'Private'],
  Asset: ['ControlledByParent', 'ControlledByParent'],
  Task: ['Private', 'Private'],
  Event: ['Private', 'Private'],
  OrderItem: ['ControlledByParent', 'ControlledByParent'],
  OpportunityLineItem: ['ControlledByParent', 'ControlledByParent'],
  OpportunityContactRole: ['ControlledByParent', 'ControlledByParent'],
  CaseComment: ['ControlledByParent', 'ControlledByParent'],
  CampaignMember: ['ControlledByParent', 'ControlledByParent'],
  ContentVersion: ['ControlledByParent', 'ControlledByParent'],
  ContentDocument: ['Private', 'Private'],
  User: ['Read', 'Private'],
};
