// Field definitions in one shape: what is absent has the platform's default.
import type { Field, FieldType, PicklistValue } from './schema.ts';

/** A field with everything unset that the caller does not name. */
export function makeField(known: Partial<Field> & { name: string; type: FieldType }): Field {
  return {
    label: labelOf(known.name),
    custom: false,
    nillable: true,
    requiredOnCreate: false,
    createable: true,
    updateable: true,
    unique: false,
    caseSensitive: false,
    externalId: false,
    nameField: false,
    picklistValues: [],
    restrictedPicklist: false,
    referenceTo: [],
    masterDetail: false,
    ...known,
  };
}

/** The label of a standard name: split at capitals, `Id` written `ID`. `CreatedById` → `Created By ID`. */
export function labelOf(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/\bId\b/g, 'ID')
    .replace(/__c$/, '')
    .replaceAll('_', ' ');
}

export function plainPicklist(
  values: readonly string[],
  labels: Readonly<Record<string, string>> = {},
  defaultValue?: string,
): PicklistValue[] {
  return values.map((value) => ({
    value,
    label: labels[value] ?? value,
    active: true,
    isDefault: value === defaultValue,
    facts: {},
  }));
}

const READ_ONLY = { nillable: false, createable: false, updateable: false } as const;

const userReference = (name: string, relationshipName: string): Field =>
  makeField({
    name,
    type: 'reference',
    length: 18,
    referenceTo: ['User'],
    relationshipName,
    onParentDelete: 'restrict',
    ...READ_ONLY,
  });

export const ID_FIELD: Field = makeField({ name: 'Id', label: 'Record ID', type: 'id', length: 18, ...READ_ONLY });
export const IS_DELETED_FIELD: Field = makeField({
  name: 'IsDeleted',
  label: 'Deleted',
  type: 'boolean',
  ...READ_ONLY,
});
export const CREATED_FIELDS: readonly Field[] = [
  makeField({ name: 'CreatedDate', type: 'datetime', ...READ_ONLY }),
  userReference('CreatedById', 'CreatedBy'),
];
export const SYSTEM_MODSTAMP_FIELD: Field = makeField({ name: 'SystemModstamp', type: 'datetime', ...READ_ONLY });

/** System fields of a custom object after its name, in the order of a describe. */
export const AUDIT_FIELDS: readonly Field[] = [
  ...CREATED_FIELDS,
  makeField({ name: 'LastModifiedDate', type: 'datetime', ...READ_ONLY }),
  userReference('LastModifiedById', 'LastModifiedBy'),
  SYSTEM_MODSTAMP_FIELD,
];

export const RECENT_FIELDS: readonly Field[] = [
  makeField({ name: 'LastViewedDate', type: 'datetime', createable: false, updateable: false }),
  makeField({ name: 'LastReferencedDate', type: 'datetime', createable: false, updateable: false }),
];

export const LAST_ACTIVITY_FIELD: Field = makeField({
  name: 'LastActivityDate',
  type: 'date',
  createable: false,
  updateable: false,
});

export const OWNER_FIELD: Field = makeField({
  name: 'OwnerId',
  type: 'reference',
  length: 18,
  nillable: false,
  referenceTo: ['Group', 'User'],
  relationshipName: 'Owner',
});

export const RECORD_TYPE_FIELD: Field = makeField({
  name: 'RecordTypeId',
  label: 'Record Type ID',
  type: 'reference',
  length: 18,
  referenceTo: ['RecordType'],
  relationshipName: 'RecordType',
});
