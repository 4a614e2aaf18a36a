// What every record can do: fields by name, clones, errors. Source: Apex Reference Guide, "SObject Class".
import { conversion } from '../compile/convert.ts';
import { display } from '../display.ts';
import { nativeClass, type NativeClass } from '../native.ts';
import { isInstance, typeOf } from '../runtime-type.ts';
import { addError } from '../sobject/errors.ts';
import { cloneRecord } from '../sobject/clone.ts';
import { fieldApexType } from '../sobject/field-values.ts';
import { isWritable, memberOf, readField, writeField, type Member } from '../sobject/fields.ts';
import { DatabaseError } from '../sobject/results.ts';
import { SObjectValue } from '../sobject/sobject-value.ts';
import { AGGREGATE_RESULT, typeToken, type SObjectFieldToken } from '../sobject/tokens.ts';
import { ApexList, ApexMap } from '../values/collections.ts';
import type { ApexObject, ApexValue } from '../values/values.ts';
import type { Vm } from '../vm.ts';

/** @throws ApexThrow System.SObjectException the object has no such field */
function fieldNamed(vm: Vm, record: SObjectValue, name: string | null): Extract<Member, { kind: 'field' }> {
  const written = vm.notNull(name);
  const member = record.type.sobject && memberOf(vm.program.schema, record.type.sobject, written);
  if (member?.kind === 'field') return member;
  return vm.raise('System.SObjectException', `Invalid field ${written} for ${record.type.name}`);
}

function get(vm: Vm, self: SObjectValue, name: string | null): ApexValue {
  if (self.type === vm.types.aggregateResult) return ofAlias(vm, self, vm.notNull(name));
  if (self.type.sobject && vm.notNull(name).toLowerCase() !== 'id') {
    const selected = self.isQueried ? aliased(self, name!) : undefined;
    if (selected !== undefined) return selected;
  }
  return readField(vm, self, fieldNamed(vm, self, name).name);
}

/** A function with an alias in the SELECT list belongs to no field. */
function aliased(self: SObjectValue, name: string): ApexValue {
  const key = name.toLowerCase();
  if (self.fields.has(name)) return undefined;
  for (const [field, value] of self.fields)
    if (field.toLowerCase() === key && !self.sobject.fields.has(field)) return value;
  return undefined;
}

function ofAlias(vm: Vm, self: SObjectValue, name: string): ApexValue {
  const key = name.toLowerCase();
  for (const [alias, value] of self.fields) if (alias.toLowerCase() === key) return value;
  return vm.raise('System.SObjectException', `Invalid field ${name} for AggregateResult`);
}

function put(vm: Vm, self: SObjectValue, name: string | null, value: ApexValue): ApexValue {
  const { field } = fieldNamed(vm, self, name);
  if (!isWritable(field)) vm.raise('System.SObjectException', `Field ${field.name} is not editable`);
  const old = self.fields.get(field.name) ?? null;
  writeField(vm, self, field.name, fitting(vm, value, fieldApexType(field, vm.types)));
  return old;
}

/** @throws ApexThrow System.SObjectException the value does not go into the field */
function fitting(vm: Vm, value: ApexValue, type: Parameters<typeof conversion>[1]): ApexValue {
  if (value === null) return null;
  const from = typeOf(value, vm.types);
  const change = conversion(from, type);
  if (change) return change(vm, value);
  if (isInstance(value, type, vm.types)) return value;
  return vm.raise('System.SObjectException', `Illegal assignment from ${from.name} to ${type.name}`);
}

function relationship(vm: Vm, self: SObjectValue, name: string | null, kind: 'parent' | 'children'): Member {
  const written = vm.notNull(name);
  const { sobject } = self.type;
  const member = sobject && memberOf(vm.program.schema, sobject, written);
  if (member?.kind === kind) return member;
  // `getSObject('Parent__c')`: the lookup stands for its relationship.
  if (kind === 'parent' && member?.kind === 'field' && member.field.relationshipName)
    return { kind: 'parent', name: member.field.relationshipName, field: member.field };
  return vm.raise(
    'System.SObjectException',
    kind === 'parent'
      ? `Invalid relationship ${written} for ${self.type.name}`
      : `Invalid aggregate relationship ${written} for ${self.type.name}`,
  );
}

const getSObject = (vm: Vm, self: SObjectValue, name: string | null): ApexValue =>
  readField(vm, self, relationship(vm, self, name, 'parent').name);

/** No children read as null, although the field itself is an empty list. */
function getSObjects(vm: Vm, self: SObjectValue, name: string | null): ApexValue {
  const list = readField(vm, self, relationship(vm, self, name, 'children').name) as ApexList | null;
  return list?.items.length ? list : null;
}

function putSObject(vm: Vm, self: SObjectValue, name: string | null, value: ApexValue): ApexValue {
  const { name: declared } = relationship(vm, self, name, 'parent');
  const old = self.fields.get(declared) ?? null;
  writeField(vm, self, declared, value);
  return old;
}

const messageOf = (vm: Vm, error: ApexObject | null): string => vm.notNull(error).facts!.message ?? '';

function addFieldError(vm: Vm, self: SObjectValue, field: string | null, message: string | null): void {
  addError(self, message, fieldNamed(vm, self, field).name);
}

/** Fields that are set or came back with a value, in the order they came. */
function populated(vm: Vm, self: SObjectValue): ApexMap {
  const map = new ApexMap(vm.types.map(vm.types.string, vm.types.object));
  for (const [key, value] of self.fields)
    if (value !== null || self.isAssigned(key)) map.entries.set(key, { key, value });
  return map;
}

function toText(vm: Vm, self: SObjectValue): string {
  const fields = [...self.fields].filter(([, value]) => value !== null);
  return `${self.type.name}:{${fields.map(([name, value]) => `${name}=${display(value, vm)}`).join(', ')}}`;
}

function errorsOf(vm: Vm, self: SObjectValue): ApexList {
  const errors = (self.errors ?? []).map(
    ({ message, field }) => new DatabaseError('FIELD_CUSTOM_VALIDATION_EXCEPTION', message, field ? [field] : []),
  );
  return new ApexList(vm.types.list(vm.types.native('Database.Error')), errors);
}

const cloned = (_vm: Vm, self: SObjectValue, ...flags: (boolean | null)[]): SObjectValue => cloneRecord(self, flags);
const named = ({ field }: SObjectFieldToken): string => field.name;

export const SOBJECT: readonly NativeClass[] = [
  nativeClass({
    name: 'SObject',
    methods: {
      'void addError(String message)': (_vm, self: SObjectValue, message: string | null) => addError(self, message),
      'void addError(String message, Boolean escape)': (_vm, self: SObjectValue, message: string | null) =>
        addError(self, message),
      'void addError(Exception error)': (vm, self: SObjectValue, error: ApexObject | null) =>
        addError(self, messageOf(vm, error)),
      'void addError(Exception error, Boolean escape)': (vm, self: SObjectValue, error: ApexObject | null) =>
        addError(self, messageOf(vm, error)),
      'void addError(String field, String message)': addFieldError,
      'void addError(String field, String message, Boolean escape)': addFieldError,
      'void addError(Schema.SObjectField field, String message)': (
        vm,
        self: SObjectValue,
        field: SObjectFieldToken,
        message: string | null,
      ) => addError(self, message, vm.notNull(field).field.name),
      'void addError(Schema.SObjectField field, String message, Boolean escape)': (
        vm,
        self: SObjectValue,
        field: SObjectFieldToken,
        message: string | null,
      ) => addError(self, message, vm.notNull(field).field.name),
      'void clear()'(vm, self: SObjectValue) {
        if (self.isReadOnly) vm.raise('System.FinalException', 'Record is read-only');
        self.fields.clear();
        self.isQueried = false;
        self.assigned = undefined;
      },
      'SObject clone()': cloned,
      'SObject clone(Boolean keepsId)': cloned,
      'SObject clone(Boolean keepsId, Boolean isDeep)': cloned,
      'SObject clone(Boolean keepsId, Boolean isDeep, Boolean keepsTimes)': cloned,
      'SObject clone(Boolean keepsId, Boolean isDeep, Boolean keepsTimes, Boolean keepsNumbers)': cloned,
      'Object get(String field)': get,
      'Object get(Schema.SObjectField field)': (vm, self: SObjectValue, field: SObjectFieldToken) =>
        get(vm, self, named(vm.notNull(field))),
      'Id getCloneSourceId()': (_vm, self: SObjectValue) => self.cloneSourceId,
      'List<Database.Error> getErrors()': errorsOf,
      'Database.DMLOptions getOptions()': (_vm, self: SObjectValue) => self.options,
      'Map<String, Object> getPopulatedFieldsAsMap()': populated,
      'String getQuickActionName()': () => null,
      'SObject getSObject(String relationship)': getSObject,
      'SObject getSObject(Schema.SObjectField field)': (vm, self: SObjectValue, field: SObjectFieldToken) =>
        getSObject(vm, self, named(vm.notNull(field))),
      'List<SObject> getSObjects(String relationship)': getSObjects,
      'Schema.SObjectType getSObjectType()': (_vm, self: SObjectValue) =>
        typeToken(self.type.sobject ?? AGGREGATE_RESULT),
      'Boolean hasErrors()': (_vm, self: SObjectValue) => (self.errors?.length ?? 0) > 0,
      'Boolean isClone()': (_vm, self: SObjectValue) => self.isClone,
      'Boolean isSet(String field)': (vm, self: SObjectValue, field: string | null) =>
        self.fields.has(fieldNamed(vm, self, field).name),
      'Boolean isSet(Schema.SObjectField field)': (vm, self: SObjectValue, field: SObjectFieldToken) =>
        self.fields.has(named(vm.notNull(field))),
      'Object put(String field, Object value)': put,
      'Object put(Schema.SObjectField field, Object value)': (
        vm,
        self: SObjectValue,
        field: SObjectFieldToken,
        value: ApexValue,
      ) => put(vm, self, named(vm.notNull(field)), value),
      'SObject putSObject(String relationship, SObject value)': putSObject,
      'SObject putSObject(Schema.SObjectField field, SObject value)': (
        vm,
        self: SObjectValue,
        field: SObjectFieldToken,
        value: ApexValue,
      ) => putSObject(vm, self, named(vm.notNull(field)), value),
      'void setOptions(Object options)': (_vm, self: SObjectValue, options: ApexValue) => void (self.options = options),
      'String toString()': toText,
    },
  }),
];
