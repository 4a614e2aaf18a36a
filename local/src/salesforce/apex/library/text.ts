// String and Id. Source: Apex Reference Guide, "String Class" and "Id Class".
import { display } from '../display.ts';
import { nativeClass, type NativeClass } from '../native.ts';
import type { ApexValue } from '../values/values.ts';

const STRING = nativeClass({
  name: 'String',
  statics: {
    'String valueOf(Object value)': (vm, value: ApexValue) => (value === null ? null : display(value, vm)),
    'Boolean isBlank(String text)': (_vm, text: string | null) => text === null || text.trim() === '',
  },
  methods: {
    'Integer length()': (_vm, self: string) => self.length,
    'Boolean equals(String other)': (_vm, self: string, other: string | null) => self === other,
    'String toString()': (_vm, self: string) => self,
    'String toUpperCase()': (_vm, self: string) => self.toUpperCase(),
  },
});

const ID = nativeClass({
  name: 'Id',
  methods: { 'String toString()': (_vm, self: string) => self },
});

export const TEXT: readonly NativeClass[] = [STRING, ID];
