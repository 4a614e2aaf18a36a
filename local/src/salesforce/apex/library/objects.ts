// Object, Boolean, Type. Source: Apex Reference Guide, System namespace.
import { areEqual } from '../equality.ts';
import { nativeClass, type NativeClass } from '../native.ts';
import { typeOf } from '../runtime-type.ts';
import type { ApexValue } from '../values/values.ts';
import { TypeToken } from './type-token.ts';

const OBJECT = nativeClass({
  name: 'Object',
  methods: {
    'Boolean equals(Object other)': (vm, self: ApexValue, other: ApexValue) => areEqual(self, other, vm),
    'String toString()': (vm, self: ApexValue) => `${typeOf(self, vm.types).name}:[]`,
  },
});

const BOOLEAN = nativeClass({
  name: 'Boolean',
  methods: { 'String toString()': (_vm, self: boolean) => String(self) },
});

const TYPE = nativeClass({
  name: 'Type',
  js: TypeToken,
  methods: {
    'String getName()': (_vm, self: TypeToken) => self.of.name,
    'String toString()': (_vm, self: TypeToken) => self.of.name,
  },
});

export const OBJECTS: readonly NativeClass[] = [OBJECT, BOOLEAN, TYPE];
