// Integer and Long. Source: Apex Reference Guide, "Integer Class" and "Long Class".
import { nativeClass, type NativeClass } from '../native.ts';
import type { ApexValue } from '../values/values.ts';
import { givenToConvert } from './given.ts';
import { formatNumber } from './locale.ts';
import { fromObject, integerOf, longOf, toInteger, toLong } from './number-text.ts';

export const INTEGER: NativeClass = nativeClass({
  name: 'Integer',
  statics: {
    'Integer valueOf(String text)': (vm, text: string | null) => integerOf(vm, givenToConvert(vm, text)),
    'Integer valueOf(Object value)': (vm, value: ApexValue) => fromObject(vm, value, integerOf, toInteger),
  },
  methods: {
    'String format()': (vm, self: number) => formatNumber(String(self), vm.user.locale),
    'Integer intValue()': (_vm, self: number) => self,
    'Long longValue()': (_vm, self: number) => BigInt(self),
    'Integer hashCode()': (_vm, self: number) => self,
    'String toString()': (_vm, self: number) => String(self),
  },
});

export const LONG: NativeClass = nativeClass({
  name: 'Long',
  statics: {
    'Long valueOf(String text)': (vm, text: string | null) => longOf(vm, givenToConvert(vm, text)),
    'Long valueOf(Object value)': (vm, value: ApexValue) => fromObject(vm, value, longOf, toLong),
  },
  methods: {
    'String format()': (vm, self: bigint) => formatNumber(String(self), vm.user.locale),
    'Integer intValue()': (_vm, self: bigint) => Number(BigInt.asIntN(32, self)),
    'Long longValue()': (_vm, self: bigint) => self,
    'Integer hashCode()': (_vm, self: bigint) => Number(BigInt.asIntN(32, self ^ (self >> 32n))),
    'String toString()': (_vm, self: bigint) => String(self),
  },
});
