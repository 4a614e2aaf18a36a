// Schema: fields, their describes, picklist entries. Source: Apex Reference Guide, "DescribeFieldResult Class".
import { nativeClass, type NativeClass, type NativeTable } from '../native.ts';
import { FieldDescribe, PicklistEntryValue } from '../sobject/describe.ts';
import { fieldToApex } from '../sobject/field-values.ts';
import { FieldsToken, FieldTokensToken, fieldToken, SObjectFieldToken, typeToken } from '../sobject/tokens.ts';
import { ApexList, ApexMap, FoldedEntries } from '../values/collections.ts';
import type { ApexValue } from '../values/values.ts';
import type { Vm } from '../vm.ts';
import { withProperties } from './schema-properties.ts';

/** Facts that a describe over REST gives under the same name. */
const BOOLEANS = [
  'aggregatable',
  'aiPredictionField',
  'autoNumber',
  'calculated',
  'cascadeDelete',
  'caseSensitive',
  'custom',
  'defaultedOnCreate',
  'dependentPicklist',
  'deprecatedAndHidden',
  'displayLocationInDecimal',
  'encrypted',
  'externalId',
  'filterable',
  'formulaTreatNullNumberAsZero',
  'groupable',
  'highScaleNumber',
  'htmlFormatted',
  'idLookup',
  'nameField',
  'namePointing',
  'nillable',
  'permissionable',
  'queryByDistance',
  'restrictedDelete',
  'restrictedPicklist',
  'searchPrefilterable',
  'sortable',
  'unique',
  'writeRequiresMasterRead',
];
const INTEGERS = ['byteLength', 'digits', 'length', 'precision', 'relationshipOrder', 'scale'];
const TEXTS = [
  'calculatedFormula',
  'compoundFieldName',
  'defaultValueFormula',
  'inlineHelpText',
  'label',
  'mask',
  'maskType',
  'name',
  'referenceTargetField',
  'relationshipName',
];

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

function factGetters(): NativeTable {
  const getter = (name: string) => (vm: Vm, self: FieldDescribe) => self.facts(vm)[name] ?? null;
  return Object.fromEntries([
    ...BOOLEANS.map((name) => [`Boolean is${capital(name)}()`, getter(name)] as const),
    ...INTEGERS.map((name) => [`Integer get${capital(name)}()`, getter(name)] as const),
    ...TEXTS.map((name) => [`String get${capital(name)}()`, getter(name)] as const),
  ]);
}

const SOAP_NAMES: Readonly<Record<string, string>> = {
  'tns:ID': 'ID',
  'xsd:base64Binary': 'BASE64BINARY',
  'xsd:int': 'INTEGER',
  'xsd:long': 'LONG',
};

function soapType(vm: Vm, self: FieldDescribe): ApexValue {
  const written = String(self.facts(vm)['soapType']);
  const name = SOAP_NAMES[written] ?? written.split(':')[1]!.toUpperCase();
  return vm.types.enumValue(vm.types.native('Schema.SoapType'), name) ?? null;
}

const hasRight = (vm: Vm, { type, field }: FieldDescribe, right: 'create' | 'edit' | 'read'): boolean => {
  const { user } = vm.tx;
  if (!user.can(right, type)) return false;
  if (right === 'read') return field.type === 'id' || user.canReadField(type, field);
  return (right === 'create' ? field.createable : field.updateable) && user.canEditField(type, field);
};

const DESCRIBE = withProperties({
  name: 'Schema.DescribeFieldResult',
  js: FieldDescribe,
  methods: {
    ...factGetters(),
    'Schema.SObjectField getController()': () => null,
    'Object getDefaultValue()': (_vm, { field }: FieldDescribe) =>
      field.defaultValue == null
        ? field.type === 'boolean' && field.defaultFormula === undefined
          ? false
          : null
        : fieldToApex(field, field.defaultValue),
    'String getLocalName()': (_vm, { field }: FieldDescribe) => field.name,
    'List<Schema.PicklistEntry> getPicklistValues()': (vm, { field }: FieldDescribe) =>
      new ApexList(
        vm.types.list(vm.types.native('Schema.PicklistEntry')),
        field.picklistValues.filter(({ active }) => active).map((one) => new PicklistEntryValue(one)),
      ),
    'List<Schema.SObjectType> getReferenceTo()': (vm, { field }: FieldDescribe) =>
      new ApexList(
        vm.types.list(vm.types.native('Schema.SObjectType')),
        field.referenceTo.flatMap((name) => {
          const type = vm.program.schema.type(name);
          return type ? [typeToken(type)] : [];
        }),
      ),
    'Schema.SoapType getSoapType()': soapType,
    'Schema.SObjectField getSObjectField()': (_vm, { type, field }: FieldDescribe) => fieldToken(type, field),
    'Schema.SObjectType getSObjectType()': (_vm, { type }: FieldDescribe) => typeToken(type),
    'Schema.DisplayType getType()': (vm, { field }: FieldDescribe) =>
      vm.types.enumValue(vm.types.native('Schema.DisplayType'), field.type === 'int' ? 'INTEGER' : field.type) ?? null,
    'Boolean isAccessible()': (vm, self: FieldDescribe) => hasRight(vm, self, 'read'),
    'Boolean isCreateable()': (vm, self: FieldDescribe) => hasRight(vm, self, 'create'),
    'Boolean isUpdateable()': (vm, self: FieldDescribe) => hasRight(vm, self, 'edit'),
    'String toString()': (_vm, { type, field }: FieldDescribe) =>
      `Schema.DescribeFieldResult[${type.name}.${field.name}]`,
  },
});

const SHARE_CAUSE = /^(?:Manual|Owner|Rule|Team|Territory|\w+__c)$/i;

function fieldMap(vm: Vm, { of }: FieldsToken): ApexMap {
  const entries = new FoldedEntries();
  const map = new ApexMap(vm.types.map(vm.types.string, vm.types.native('Schema.SObjectField')), entries);
  for (const field of of.fields.values()) {
    const key = field.name.toLowerCase();
    entries.set(key, { key, value: fieldToken(of, field) });
  }
  return map;
}

export const SCHEMA_FIELDS: readonly NativeClass[] = [
  nativeClass({
    name: 'Schema.SObjectField',
    js: SObjectFieldToken,
    // `Thing__Share.RowCause.Reason__c`: reasons for sharing are text.
    dynamicField: (name) =>
      SHARE_CAUSE.test(name)
        ? {
            type: 'String',
            get: (vm: Vm, { type, field }: SObjectFieldToken) =>
              field.name === 'RowCause'
                ? name
                : vm.raise('System.SObjectException', `Invalid field ${name} for ${type.name}`),
          }
        : undefined,
    methods: {
      'Schema.DescribeFieldResult getDescribe()': (_vm, { type, field }: SObjectFieldToken) =>
        new FieldDescribe(type, field),
      'Schema.DescribeFieldResult getDescribe(Object options)': (_vm, { type, field }: SObjectFieldToken) =>
        new FieldDescribe(type, field),
      'String toString()': (_vm, self: SObjectFieldToken) => self.field.name,
    },
  }),
  nativeClass({
    name: 'Schema.SObjectTypeFields',
    js: FieldsToken,
    // Which object it is of is known when the code runs.
    dynamicField: (name) => ({
      type: 'Schema.DescribeFieldResult',
      get(vm: Vm, { of }: FieldsToken) {
        const field = vm.program.schema.field(of, name);
        return field
          ? new FieldDescribe(of, field)
          : vm.raise('System.SObjectException', `Invalid field ${name} for ${of.name}`);
      },
    }),
    methods: { 'Map<String, Schema.SObjectField> getMap()': fieldMap },
  }),
  nativeClass({
    name: 'Schema.SObjectTypeFieldTokens',
    js: FieldTokensToken,
    dynamicField: (name) => ({
      type: 'Schema.SObjectField',
      get(vm: Vm, { of }: FieldsToken) {
        const field = vm.program.schema.field(of, name);
        return field
          ? fieldToken(of, field)
          : vm.raise('System.SObjectException', `Invalid field ${name} for ${of.name}`);
      },
    }),
    methods: { 'Map<String, Schema.SObjectField> getMap()': fieldMap },
  }),
  DESCRIBE,
  withProperties({
    name: 'Schema.PicklistEntry',
    js: PicklistEntryValue,
    methods: {
      'String getLabel()': (_vm, self: PicklistEntryValue) => self.of.label,
      'String getValue()': (_vm, self: PicklistEntryValue) => self.of.value,
      'Boolean isActive()': (_vm, self: PicklistEntryValue) => self.of.active,
      'Boolean isDefaultValue()': (_vm, self: PicklistEntryValue) => self.of.isDefault,
    },
  }),
  nativeClass({
    name: 'Schema.DisplayType',
    kind: 'enum',
    values: (
      'ADDRESS ANYTYPE BASE64 BOOLEAN COMBOBOX COMPLEXVALUE CURRENCY DATACATEGORYGROUPREFERENCE DATE DATETIME DOUBLE EMAIL ' +
      'ENCRYPTEDSTRING ID INTEGER JSON LOCATION LONG MULTIPICKLIST PERCENT PHONE PICKLIST REFERENCE SOBJECT STRING TEXTAREA TIME URL'
    ).split(' '),
  }),
  nativeClass({
    name: 'Schema.SoapType',
    kind: 'enum',
    values:
      'ADDRESS ANYTYPE BASE64BINARY BOOLEAN DATE DATETIME DECIMAL DOUBLE ID INTEGER LOCATION LONG STRING TIME'.split(
        ' ',
      ),
  }),
];
