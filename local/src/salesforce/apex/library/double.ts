// Double. Source: Apex Reference Guide, "Double Class".
import { nativeClass, type NativeClass } from '../native.ts';
import { ApexDecimal } from '../values/decimal.ts';
import { doubleText } from '../values/scalar-text.ts';
import { ApexDouble, type ApexValue } from '../values/values.ts';
import { givenToConvert } from './given.ts';
import { formatNumber } from './locale.ts';
import { doubleOf, fromObject } from './number-text.ts';

/** java.lang.Math.round: halves go up. */
export const roundedLong = (value: number): bigint =>
  Number.isNaN(value) ? 0n : BigInt.asIntN(64, BigInt(Math.floor(value + 0.5)));

const hashBits = (value: number): number => {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, value);
  return bits.getInt32(0) ^ bits.getInt32(4);
};

export const DOUBLE: NativeClass = nativeClass({
  name: 'Double',
  js: ApexDouble,
  statics: {
    'Double valueOf(String text)': (vm, text: string | null) => doubleOf(vm, givenToConvert(vm, text)),
    'Double valueOf(Object value)': (vm, value: ApexValue) =>
      fromObject(vm, value, doubleOf, (number) => new ApexDouble(number.toNumber())),
  },
  methods: {
    'String format()': (vm, { value }: ApexDouble) =>
      formatNumber(ApexDecimal.ofDouble(value).toString(), vm.user.locale),
    'Integer intValue()': (_vm, { value }: ApexDouble) => Math.trunc(value) | 0,
    'Long longValue()': (_vm, { value }: ApexDouble) => BigInt.asIntN(64, BigInt(Math.trunc(value))),
    'Double doubleValue()': (_vm, self: ApexDouble) => self,
    'Long round()': (_vm, { value }: ApexDouble) => roundedLong(value),
    'Integer hashCode()': (_vm, { value }: ApexDouble) => hashBits(value),
    'String toString()': (_vm, { value }: ApexDouble) => doubleText(value),
  },
});
