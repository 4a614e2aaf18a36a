// Schema: tokens, and what describes say of objects. Fields: schema-fields.ts. Source: Apex Reference Guide, Schema namespace.
import type { SObjectType } from '../../schema/schema.ts';
import { nativeClass, type NativeClass, type NativeSpec } from '../native.ts';
import {
  childRelationship,
  ChildRelationshipValue,
  fieldSets,
  FieldSetMemberValue,
  FieldSetValue,
  ObjectDescribe,
  RecordTypeInfoValue,
  recordTypeInfos,
} from '../sobject/describe.ts';
import { setDefaults } from '../sobject/settings.ts';
import { SObjectValue } from '../sobject/sobject-value.ts';
import {
  FieldSetsToken,
  fieldSetsOf,
  fieldsOf,
  fieldToken,
  fieldTokensOf,
  SObjectTypeToken,
  typeToken,
} from '../sobject/tokens.ts';
import { ApexList, ApexMap, FoldedEntries } from '../values/collections.ts';
import type { ApexValue } from '../values/values.ts';
import type { Vm } from '../vm.ts';
import { uuidByChance } from './chance.ts';
import { SCHEMA_FIELDS } from './schema-fields.ts';
import { withProperties } from './schema-properties.ts';

const listOf = (vm: Vm, type: string, items: readonly ApexValue[]): ApexList =>
  new ApexList(vm.types.list(vm.types.native(type)), [...items]);

/** A map whose keys ignore case, as those of describes do. */
export function foldedMap(vm: Vm, valueType: string, entries: Iterable<readonly [string, ApexValue]>): ApexMap {
  const map = new ApexMap(vm.types.map(vm.types.string, vm.types.native(valueType)), new FoldedEntries());
  for (const [key, value] of entries) map.entries.set(key, { key, value });
  return map;
}

function plainMap(vm: Vm, key: 'string' | 'id', valueType: string, entries: (readonly [string, ApexValue])[]): ApexMap {
  const map = new ApexMap(vm.types.map(vm.types[key], vm.types.native(valueType)));
  for (const [name, value] of entries) map.entries.set(name, { key: name, value });
  return map;
}

/** One map of all objects per schema: making it anew for each call would be slow, but code may change what it gets. */
const globalDescribe = (vm: Vm): ApexMap =>
  foldedMap(
    vm,
    'Schema.SObjectType',
    [...vm.program.schema.types.values()].map((type) => [type.name.toLowerCase(), typeToken(type)] as const),
  );

function describeAll(vm: Vm, names: ApexList | null): ApexList {
  const describes = vm.notNull(names).items.map((name) => {
    const type = vm.program.schema.type(String(vm.notNull(name)));
    // Wording unconfirmed.
    return type
      ? new ObjectDescribe(type)
      : vm.raise('System.InvalidParameterValueException', `Invalid sObject type: ${String(name)}`);
  });
  return listOf(vm, 'Schema.DescribeSObjectResult', describes);
}

/** @param loadDefaults fields get their default values */
function newSObject(
  vm: Vm,
  { of }: SObjectTypeToken,
  recordTypeId: string | null,
  loadDefaults: boolean | null,
): SObjectValue {
  const record = new SObjectValue(vm.types.sobject(of.name)!);
  if (recordTypeId !== null) record.fields.set('RecordTypeId', recordTypeId);
  if (!loadDefaults) return record;
  if (of.kind === 'platformEvent') record.fields.set('EventUuid', uuidByChance(vm));
  setDefaults(vm, record);
  return record;
}

function withId(vm: Vm, { of }: SObjectTypeToken, id: string | null): SObjectValue {
  const record = new SObjectValue(vm.types.sobject(of.name)!);
  if (id !== null) record.fields.set('Id', id);
  return record;
}

const dynamicStatic: NativeSpec['dynamicStatic'] = (name, program) => {
  const type = program.schema.type(name);
  const describe = type && new ObjectDescribe(type);
  return describe && { type: 'Schema.DescribeSObjectResult', get: () => describe };
};

/** The local org makes prefixes up for objects that have none on the platform, or none that is known. */
const knownPrefix = ({ keyPrefix }: SObjectType): string | null =>
  keyPrefix && !keyPrefix.startsWith('z') ? keyPrefix : null;

const isRecord = ({ kind }: SObjectType): boolean => kind === 'standard' || kind === 'custom';
const MERGEABLE = new Set(['Account', 'Contact', 'Lead', 'Case']);

const OBJECT_DESCRIBE = withProperties({
  name: 'Schema.DescribeSObjectResult',
  js: ObjectDescribe,
  fields: {
    'Schema.SObjectTypeFields fields': (_vm, self: ObjectDescribe) => fieldsOf(self.of),
    'Schema.SObjectTypeFieldSets fieldSets': (_vm, self: ObjectDescribe) => fieldSetsOf(self.of),
  },
  methods: {
    'String getAssociateEntityType()': () => null,
    'String getAssociateParentEntity()': () => null,
    'List<Schema.ChildRelationship> getChildRelationships()': (vm, self: ObjectDescribe) =>
      listOf(vm, 'Schema.ChildRelationship', vm.program.schema.childRelationships(self.of).map(childRelationship)),
    'String getDefaultImplementation()': () => null,
    'Boolean getHasSubtypes()': () => false,
    'String getImplementedBy()': () => null,
    'String getImplementsInterfaces()': () => null,
    'Boolean getIsInterface()': () => false,
    'String getKeyPrefix()': (_vm, self: ObjectDescribe) => knownPrefix(self.of),
    'String getLabel()': (_vm, self: ObjectDescribe) => self.of.label,
    'String getLabelPlural()': (_vm, self: ObjectDescribe) => self.of.labelPlural,
    'String getLocalName()': (_vm, self: ObjectDescribe) => self.of.name,
    'String getName()': (_vm, self: ObjectDescribe) => self.of.name,
    'List<Schema.RecordTypeInfo> getRecordTypeInfos()': (vm, self: ObjectDescribe) =>
      listOf(vm, 'Schema.RecordTypeInfo', recordTypeInfos(self.of)),
    'Map<String, Schema.RecordTypeInfo> getRecordTypeInfosByDeveloperName()': (vm, self: ObjectDescribe) =>
      plainMap(
        vm,
        'string',
        'Schema.RecordTypeInfo',
        recordTypeInfos(self.of).map((one) => [one.developerName, one]),
      ),
    'Map<Id, Schema.RecordTypeInfo> getRecordTypeInfosById()': (vm, self: ObjectDescribe) =>
      plainMap(
        vm,
        'id',
        'Schema.RecordTypeInfo',
        recordTypeInfos(self.of).map((one) => [one.id, one]),
      ),
    'Map<String, Schema.RecordTypeInfo> getRecordTypeInfosByName()': (vm, self: ObjectDescribe) =>
      plainMap(
        vm,
        'string',
        'Schema.RecordTypeInfo',
        recordTypeInfos(self.of).map((one) => [one.name, one]),
      ),
    'Schema.SObjectType getSObjectType()': (_vm, self: ObjectDescribe) => typeToken(self.of),
    'Schema.SObjectDescribeOptions getSObjectDescribeOption()': (vm) =>
      vm.types.enumValue(vm.types.native('Schema.SObjectDescribeOptions'), 'FULL'),
    'Boolean isAccessible()': (vm, self: ObjectDescribe) => vm.tx.user.can('read', self.of),
    'Boolean isCreateable()': (vm, self: ObjectDescribe) => self.of.createable && vm.tx.user.can('create', self.of),
    'Boolean isCustom()': (_vm, self: ObjectDescribe) => self.of.kind !== 'standard',
    'Boolean isCustomSetting()': (_vm, self: ObjectDescribe) => self.of.kind === 'customSetting',
    'Boolean isDeletable()': (vm, self: ObjectDescribe) => self.of.deletable && vm.tx.user.can('delete', self.of),
    'Boolean isDeprecatedAndHidden()': () => false,
    'Boolean isFeedEnabled()': () => false,
    'Boolean isMergeable()': (_vm, self: ObjectDescribe) => MERGEABLE.has(self.of.name),
    'Boolean isMruEnabled()': (_vm, self: ObjectDescribe) => isRecord(self.of),
    'Boolean isQueryable()': (vm, self: ObjectDescribe) => self.of.queryable && vm.tx.user.can('read', self.of),
    'Boolean isSearchable()': (_vm, self: ObjectDescribe) => isRecord(self.of),
    'Boolean isUndeletable()': (vm, self: ObjectDescribe) =>
      isRecord(self.of) && self.of.deletable && vm.tx.user.can('delete', self.of),
    'Boolean isUpdateable()': (vm, self: ObjectDescribe) => self.of.updateable && vm.tx.user.can('edit', self.of),
    'String toString()': (_vm, self: ObjectDescribe) => `Schema.DescribeSObjectResult[${self.of.name}]`,
  },
});

const SETS: readonly NativeClass[] = [
  nativeClass({
    name: 'Schema.SObjectTypeFieldSets',
    js: FieldSetsToken,
    dynamicField: (name) => ({
      type: 'Schema.FieldSet',
      get: (vm: Vm, self: FieldSetsToken) => fieldSetNamed(vm, self, name),
    }),
    methods: {
      'Map<String, Schema.FieldSet> getMap()': (vm, self: FieldSetsToken) =>
        foldedMap(
          vm,
          'Schema.FieldSet',
          fieldSets(vm, self.of).map((set) => [set.name, set] as const),
        ),
    },
  }),
  withProperties({
    name: 'Schema.FieldSet',
    js: FieldSetValue,
    methods: {
      'String getDescription()': (_vm, self: FieldSetValue) => self.description,
      'List<Schema.FieldSetMember> getFields()': (vm, self: FieldSetValue) =>
        listOf(vm, 'Schema.FieldSetMember', self.members),
      'String getLabel()': (_vm, self: FieldSetValue) => self.label,
      'String getName()': (_vm, self: FieldSetValue) => self.name,
      'String getNameSpace()': () => null,
      'Schema.SObjectType getSObjectType()': (_vm, self: FieldSetValue) => typeToken(self.type),
    },
  }),
  withProperties({
    name: 'Schema.FieldSetMember',
    js: FieldSetMemberValue,
    methods: {
      'Boolean getDBRequired()': (_vm, self: FieldSetMemberValue) => !self.field.nillable,
      'String getFieldPath()': (_vm, self: FieldSetMemberValue) => self.path,
      'String getLabel()': (_vm, self: FieldSetMemberValue) => self.field.label,
      'Boolean getRequired()': (_vm, self: FieldSetMemberValue) => self.isRequired,
      'Schema.SObjectField getSObjectField()': (_vm, self: FieldSetMemberValue) => fieldToken(self.type, self.field),
      'Schema.DisplayType getType()': (vm, self: FieldSetMemberValue) =>
        vm.types.enumValue(
          vm.types.native('Schema.DisplayType'),
          self.field.type === 'int' ? 'INTEGER' : self.field.type,
        ),
    },
  }),
];

function fieldSetNamed(vm: Vm, { of }: FieldSetsToken, name: string): FieldSetValue {
  const found = fieldSets(vm, of).find((set) => set.name.toLowerCase() === name.toLowerCase());
  return found ?? vm.raise('System.SObjectException', `Invalid field set ${name} for ${of.name}`); // wording unconfirmed
}

export const SCHEMA: readonly NativeClass[] = [
  nativeClass({
    name: 'Schema',
    statics: {
      'Map<String, Schema.SObjectType> getGlobalDescribe()': globalDescribe,
      'List<Schema.DescribeSObjectResult> describeSObjects(List<String> names)': describeAll,
      'List<Schema.DescribeSObjectResult> describeSObjects(List<String> names, Schema.SObjectDescribeOptions options)':
        describeAll,
    },
  }),
  nativeClass({
    name: 'Schema.SObjectType',
    js: SObjectTypeToken,
    dynamicStatic,
    fields: {
      'Schema.SObjectTypeFieldTokens fields': (_vm, self: SObjectTypeToken) => fieldTokensOf(self.of),
      'Schema.SObjectTypeFieldSets fieldSets': (_vm, self: SObjectTypeToken) => fieldSetsOf(self.of),
    },
    methods: {
      'Schema.DescribeSObjectResult getDescribe()': (_vm, self: SObjectTypeToken) => new ObjectDescribe(self.of),
      'Schema.DescribeSObjectResult getDescribe(Schema.SObjectDescribeOptions options)': (
        _vm,
        self: SObjectTypeToken,
      ) => new ObjectDescribe(self.of),
      'SObject newSObject()': (vm, self: SObjectTypeToken) => newSObject(vm, self, null, false),
      'SObject newSObject(Id id)': withId,
      'SObject newSObject(Id recordTypeId, Boolean loadDefaults)': newSObject,
      'String toString()': (_vm, self: SObjectTypeToken) => self.of.name,
    },
  }),
  OBJECT_DESCRIBE,
  ...SETS,
  withProperties({
    name: 'Schema.ChildRelationship',
    js: ChildRelationshipValue,
    methods: {
      'Schema.SObjectType getChildSObject()': (vm, self: ChildRelationshipValue) =>
        typeToken(vm.program.schema.type(self.of.childType)!),
      'Schema.SObjectField getField()': (vm, self: ChildRelationshipValue) =>
        fieldToken(vm.program.schema.type(self.of.childType)!, self.of.field),
      'String getRelationshipName()': (_vm, self: ChildRelationshipValue) => self.of.name ?? null,
      'Boolean isCascadeDelete()': (_vm, self: ChildRelationshipValue) => self.of.field.onParentDelete === 'cascade',
      'Boolean isDeprecatedAndHidden()': () => false,
      'Boolean isRestrictedDelete()': (_vm, self: ChildRelationshipValue) =>
        self.of.field.onParentDelete === 'restrict',
    },
  }),
  withProperties({
    name: 'Schema.RecordTypeInfo',
    js: RecordTypeInfoValue,
    methods: {
      'String getDeveloperName()': (_vm, self: RecordTypeInfoValue) => self.developerName,
      'String getName()': (_vm, self: RecordTypeInfoValue) => self.name,
      'Id getRecordTypeId()': (_vm, self: RecordTypeInfoValue) => self.id,
      'Boolean isActive()': (_vm, self: RecordTypeInfoValue) => self.isActive,
      'Boolean isAvailable()': (_vm, self: RecordTypeInfoValue) => self.isActive,
      'Boolean isDefaultRecordTypeMapping()': (_vm, self: RecordTypeInfoValue) => self.isDefault,
      'Boolean isMaster()': (_vm, self: RecordTypeInfoValue) => self.isMaster,
    },
  }),
  nativeClass({ name: 'Schema.SObjectDescribeOptions', kind: 'enum', values: ['DEFAULT', 'DEFERRED', 'FULL'] }),
  ...SCHEMA_FIELDS,
];
