// Object, Boolean, Enum, Type and the interfaces that belong to the language.
// Source: Apex Reference Guide, System namespace.
import { displayInstance } from '../display.ts';
import { areEqual, hashOf } from '../equality.ts';
import { castValue } from '../compile/casts.ts';
import { instantiate } from '../compile/construction.ts';
import { nativeClass, type NativeClass } from '../native.ts';
import { typeOf } from '../runtime-type.ts';
import { isSubtype } from '../subtype.ts';
import { SObjectValue } from '../sobject/sobject-value.ts';
import { ApexList, ApexMap, ApexSet } from '../values/collections.ts';
import { ApexObject, EnumValue, type ApexValue } from '../values/values.ts';
import type { Vm } from '../vm.ts';
import { refuse } from './given.ts';
import { TypeToken } from './type-token.ts';

/** A copy that shares what the fields hold. Instances of the library have none here. */
function cloneOf(vm: Vm, self: ApexValue): ApexValue {
  if (!(self instanceof ApexObject)) return refuse(vm, `clone of ${typeOf(self, vm.types).name}`);
  const copy = new ApexObject(self.type, [...self.fields]);
  copy.facts = self.facts && { ...self.facts };
  return copy;
}

const OBJECT = nativeClass({
  name: 'Object',
  kind: 'virtual',
  constructors: { 'Object()': (_vm, type) => new ApexObject(type, []) },
  methods: {
    'Boolean equals(Object other)': (vm, self: ApexValue, other: ApexValue) => areEqual(self, other, vm),
    'Integer hashCode()': (vm, self: ApexValue) => hashOf(self, vm),
    'Object clone()': (vm, self: ApexValue) => cloneOf(vm, self),
    'String toString()': (vm, self: ApexValue) =>
      self instanceof ApexObject ? displayInstance(self, vm) : `${typeOf(self, vm.types).name}:[]`,
  },
});

const BOOLEAN = nativeClass({
  name: 'Boolean',
  statics: {
    'Boolean valueOf(String text)': (vm, text: string | null) => vm.notNull(text).toLowerCase() === 'true',
    'Boolean valueOf(Object value)': (vm, value: ApexValue) =>
      typeof value === 'string' ? value.toLowerCase() === 'true' : castValue(vm, vm.notNull(value), vm.types.boolean),
  },
  methods: {
    'String toString()': (_vm, self: boolean) => String(self),
  },
});

/** The methods of every enum, of the project and of the library. Source: Apex Developer Guide, "Enums". */
const ENUM = nativeClass({
  name: 'Enum',
  kind: 'abstract',
  js: EnumValue,
  methods: {
    'String name()': (_vm, self: EnumValue) => self.name,
    'Integer ordinal()': (_vm, self: EnumValue) => self.ordinal,
    'String toString()': (_vm, self: EnumValue) => self.name,
    'Boolean equals(Object other)': (_vm, self: EnumValue, other: ApexValue) => self === other,
    'Integer hashCode()': (vm, self: EnumValue) => hashOf(self.name, vm),
  },
});

/** `newInstance()`: only what has a constructor without arguments. */
function newInstance(vm: Vm, { of }: TypeToken): ApexValue {
  if (of.user) {
    const { kind, members, modifiers } = of.user;
    const constructor = members.constructors.find(({ parameters }) => parameters.length === 0);
    // Wording unconfirmed.
    if (kind !== 'class' || modifiers.words.has('abstract') || (members.constructors.length && !constructor))
      return vm.raise('System.TypeException', `Type cannot be constructed: ${of.name}`);
    return instantiate(vm, of.user, constructor, []);
  }
  if (of.is('List')) return new ApexList(of, []);
  if (of.is('Set')) return new ApexSet(of);
  if (of.is('Map')) return new ApexMap(of);
  if (of.sobject) return new SObjectValue(of);
  const constructor = of.native?.constructors.find(({ parameters }) => parameters.length === 0);
  if (!constructor?.call) return vm.raise('System.TypeException', `Type cannot be constructed: ${of.name}`);
  return (constructor.call as unknown as (vm: Vm, type: TypeToken['of']) => ApexValue)(vm, of);
}

function forName(vm: Vm, name: string): ApexValue {
  const text = name.trim();
  // Of a class and an sObject with one name the sObject is meant (public tests that shadow User rely on it; unconfirmed).
  const found = text === '' ? undefined : (vm.types.sobject(text) ?? vm.program.typeOfText(text));
  return found ? new TypeToken(found) : null;
}

const TYPE = nativeClass({
  name: 'Type',
  js: TypeToken,
  statics: {
    'Type forName(String name)': (vm, name: string | null) => forName(vm, vm.notNull(name)),
    // Local projects have no namespace: only code of no namespace, and the platform's own, is found.
    'Type forName(String namespace, String name)': (vm, namespace: string | null, name: string | null) =>
      namespace === null || namespace === '' || namespace.toLowerCase() === 'c'
        ? forName(vm, vm.notNull(name))
        : forName(vm, `${namespace}.${vm.notNull(name)}`),
  },
  methods: {
    'Boolean equals(Object other)': (_vm, self: TypeToken, other: ApexValue) =>
      other instanceof TypeToken && other.of === self.of,
    'String getName()': (_vm, self: TypeToken) => self.of.name,
    'Integer hashCode()': (vm, self: TypeToken) => hashOf(self.of.name, vm),
    'Boolean isAssignableFrom(Type source)': (vm, self: TypeToken, source: TypeToken | null) =>
      isSubtype(vm.notNull(source).of, self.of, vm.types),
    'Object newInstance()': newInstance,
    'String toString()': (_vm, self: TypeToken) => self.of.name,
  },
});

export const OBJECTS: readonly NativeClass[] = [
  OBJECT,
  BOOLEAN,
  ENUM,
  TYPE,
  nativeClass({
    name: 'Callable',
    kind: 'interface',
    abstract: ['Object call(String action, Map<String, Object> args)'],
  }),
  nativeClass({
    name: 'System.StubProvider',
    kind: 'interface',
    abstract: [
      'Object handleMethodCall(Object stubbedObject, String stubbedMethodName, Type returnType, List<Type> listOfParamTypes, List<String> listOfParamNames, List<Object> listOfArgs)',
    ],
  }),
];
