// Integer, Long, Double, Decimal. Source: Apex Reference Guide, System namespace.
import { nativeClass, type NativeClass } from '../native.ts';
import { ApexDecimal } from '../values/decimal.ts';
import { ApexDouble } from '../values/values.ts';

const INTEGER = nativeClass({
  name: 'Integer',
  methods: { 'String toString()': (_vm, self: number) => String(self) },
});

const LONG = nativeClass({
  name: 'Long',
  methods: { 'String toString()': (_vm, self: bigint) => String(self) },
});

const DOUBLE = nativeClass({
  name: 'Double',
  js: ApexDouble,
  methods: {
    'String toString()': (_vm, { value }: ApexDouble) => (Number.isInteger(value) ? value.toFixed(1) : String(value)),
  },
});

const DECIMAL = nativeClass({
  name: 'Decimal',
  js: ApexDecimal,
  methods: { 'String toString()': (_vm, self: ApexDecimal) => self.toString() },
});

export const NUMBERS: readonly NativeClass[] = [INTEGER, LONG, DOUBLE, DECIMAL];
