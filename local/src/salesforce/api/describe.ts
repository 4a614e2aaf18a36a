// Describe results: what an object and its fields are, as far as this user may see them.
// Keys as in describes recorded from an org of API 59; where the local org has no such feature the key says so.
import type { Field, PicklistValue, Schema, SObjectType } from '../schema/schema.ts';
import { permissionField } from '../security/object-access.ts';
import type { RunningUser } from '../security/running-user.ts';

const MASTER_RECORD_TYPE_ID = '012000000000000AAA';

/** One entry of describe global; also the head of a full describe. */
export function describeSummary(user: RunningUser, type: SObjectType, version: number): Record<string, unknown> {
  const custom = type.kind !== 'standard';
  const isRecord = type.kind === 'standard' || type.kind === 'custom';
  const base = `/services/data/v${version}.0/sobjects/${type.name}`;
  return {
    activateable: false,
    associateEntityType: null,
    associateParentEntity: null,
    createable: type.createable && user.can('create', type),
    custom,
    customSetting: type.kind === 'customSetting',
    deepCloneable: false,
    deletable: type.deletable && user.can('delete', type),
    deprecatedAndHidden: false,
    feedEnabled: false,
    hasSubtypes: false,
    isInterface: false,
    isSubtype: false,
    keyPrefix: type.keyPrefix,
    label: type.label,
    labelPlural: type.labelPlural,
    layoutable: isRecord,
    mergeable: ['Account', 'Contact', 'Lead', 'Case'].includes(type.name),
    mruEnabled: isRecord,
    name: type.name,
    queryable: type.queryable && user.can('read', type),
    replicateable: isRecord,
    retrieveable: type.queryable && user.can('read', type),
    searchable: isRecord,
    triggerable: isRecord || type.kind === 'platformEvent',
    undeletable: isRecord && type.deletable && user.can('delete', type),
    updateable: type.updateable && user.can('edit', type),
    urls: { rowTemplate: `${base}/{ID}`, describe: `${base}/describe`, sobject: base },
  };
}

/** The full describe of an object. */
export function describeType(schema: Schema, user: RunningUser, type: SObjectType, version: number): object {
  const fields = [...type.fields.values()].filter((field) => user.canReadField(type, field));
  return {
    actionOverrides: [],
    childRelationships: schema
      .childRelationships(type)
      .filter(({ childType }) => user.can('read', schema.type(childType)!))
      .map(({ childType, field, name }) => ({
        cascadeDelete: field.onParentDelete === 'cascade',
        childSObject: childType,
        deprecatedAndHidden: false,
        field: field.name,
        junctionIdListNames: [],
        junctionReferenceTo: [],
        relationshipName: name ?? null,
        restrictedDelete: field.onParentDelete === 'restrict',
      })),
    compactLayoutable: type.kind === 'standard' || type.kind === 'custom',
    ...describeSummary(user, type, version),
    defaultImplementation: null,
    extendedBy: null,
    extendsInterfaces: null,
    fields: fields.map((field) => describeField(user, type, field)),
    implementedBy: null,
    implementsInterfaces: null,
    listviewable: null,
    lookupLayoutable: null,
    namedLayoutInfos: [],
    networkScopeFieldName: null,
    recordTypeInfos: recordTypeInfos(type, `/services/data/v${version}.0/sobjects/${type.name}`),
    searchLayoutable: true,
    sobjectDescribeOption: 'FULL',
    supportedScopes: [
      { label: `All ${type.labelPlural}`, name: 'everything' },
      { label: `My ${type.labelPlural}`, name: 'mine' },
    ],
  };
}

function recordTypeInfos(type: SObjectType, base: string): object[] {
  const master = { id: MASTER_RECORD_TYPE_ID, developerName: 'Master', label: 'Master', active: true };
  return [...type.recordTypes, master].map(({ id, developerName, label, active }) => ({
    active,
    available: active,
    defaultRecordTypeMapping: developerName === 'Master',
    developerName,
    master: developerName === 'Master',
    name: label,
    recordTypeId: id,
    urls: { layout: `${base}/describe/layouts/${id}` },
  }));
}

/** XML Schema types of field types that are no plain text. */
const SOAP_TYPES: Readonly<Record<string, string>> = {
  id: 'tns:ID',
  reference: 'tns:ID',
  boolean: 'xsd:boolean',
  int: 'xsd:int',
  long: 'xsd:long',
  double: 'xsd:double',
  currency: 'xsd:double',
  percent: 'xsd:double',
  date: 'xsd:date',
  datetime: 'xsd:dateTime',
  time: 'xsd:time',
  base64: 'xsd:base64Binary',
  address: 'urn:address',
  location: 'urn:location',
  anyType: 'xsd:anyType',
};
const BYTES_PER_CHARACTER = 3;
const LONG_TEXT_ABOVE = 255;

/** One field, as far as this user may see and change it. */
export function describeField(user: RunningUser, type: SObjectType, field: Field): object {
  const isText = !(field.type in SOAP_TYPES);
  const length = field.length ?? (field.type === 'id' || field.type === 'reference' ? 18 : 0);
  const isLong = field.type === 'textarea' && length > LONG_TEXT_ABOVE;
  const isPlain = !isLong && !['base64', 'address', 'location', 'encryptedstring'].includes(field.type);
  const hasDefault = field.defaultFormula !== undefined || field.defaultValue != null;
  return {
    aggregatable: isPlain && field.type !== 'boolean' && field.type !== 'multipicklist',
    aiPredictionField: false,
    autoNumber: field.autoNumber !== undefined,
    byteLength: isText ? length * BYTES_PER_CHARACTER : length,
    calculated: field.formula !== undefined || field.rollUp !== undefined,
    calculatedFormula: field.formula ?? null,
    cascadeDelete: field.onParentDelete === 'cascade',
    caseSensitive: field.caseSensitive,
    compoundFieldName: field.compound ?? null,
    controllerName: null,
    createable: field.createable && user.canEditField(type, field),
    custom: field.custom,
    defaultValue: field.defaultValue ?? (field.type === 'boolean' ? false : null),
    defaultValueFormula: field.defaultFormula ?? null,
    defaultedOnCreate: hasDefault || field.type === 'boolean' || (!field.nillable && !field.requiredOnCreate),
    dependentPicklist: false,
    deprecatedAndHidden: false,
    digits: field.type === 'int' ? (field.precision ?? 9) : 0,
    displayLocationInDecimal: false,
    encrypted: field.type === 'encryptedstring',
    externalId: field.externalId,
    extraTypeInfo: isLong ? 'plaintextarea' : null,
    filterable: isPlain,
    filteredLookupInfo: null,
    formulaTreatNullNumberAsZero: field.formulaBlankAsZero ?? false,
    groupable: isPlain && !['double', 'currency', 'percent', 'datetime', 'multipicklist'].includes(field.type),
    highScaleNumber: false,
    htmlFormatted: false,
    idLookup: field.type === 'id' || field.externalId,
    inlineHelpText: field.help ?? null,
    label: field.label,
    length,
    mask: null,
    maskType: null,
    name: field.name,
    nameField: field.nameField,
    namePointing: field.referenceTo.length > 1,
    nillable: field.nillable,
    permissionable: permissionField(type, field) === field,
    picklistValues: field.picklistValues.filter(({ active }) => active).map(describePicklistValue),
    polymorphicForeignKey: field.referenceTo.length > 1,
    precision: field.precision ?? 0,
    queryByDistance: false,
    referenceTargetField: null,
    referenceTo: field.referenceTo,
    relationshipName: field.relationshipName ?? null,
    relationshipOrder: field.masterDetail ? 0 : null,
    restrictedDelete: field.onParentDelete === 'restrict',
    restrictedPicklist: field.restrictedPicklist,
    scale: field.scale ?? 0,
    searchPrefilterable: field.type === 'reference',
    soapType: SOAP_TYPES[field.type] ?? 'xsd:string',
    sortable: isPlain && field.type !== 'multipicklist',
    type: field.type,
    unique: field.unique,
    updateable: field.updateable && user.canEditField(type, field),
    writeRequiresMasterRead: false,
  };
}

function describePicklistValue({ value, label, active, isDefault }: PicklistValue): object {
  return { active, defaultValue: isDefault, label, validFor: null, value };
}
