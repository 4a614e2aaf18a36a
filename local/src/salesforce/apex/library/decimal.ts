// Decimal and RoundingMode. Source: Apex Reference Guide, "Decimal Class".
import { nativeClass, type NativeClass } from '../native.ts';
import { ApexDecimal, ROUNDING_MODES, RoundingNecessary, type RoundingMode } from '../values/decimal.ts';
import { decimalText } from '../values/scalar-text.ts';
import { ApexDouble, type EnumValue } from '../values/values.ts';
import type { Vm } from '../vm.ts';
import { hashOf } from './characters.ts';
import { given, givenToConvert } from './given.ts';
import { formatNumber } from './locale.ts';
import { decimalOf, toInteger, toLong } from './number-text.ts';

/** @throws ApexThrow System.MathException instead of an error of ours */
export function rounding<T>(vm: Vm, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof RoundingNecessary) return vm.raise('System.MathException', error.message);
    throw error;
  }
}

const modeOf = (vm: Vm, mode: EnumValue | null, place: number): RoundingMode =>
  given(vm, mode, place).name as RoundingMode;

/** Source: the same page: scales reach from -33 to 33. */
const MAX_SCALE = 33;

function checkedScale(vm: Vm, scale: number | null, place: number): number {
  const wanted = given(vm, scale, place);
  if (Math.abs(wanted) > MAX_SCALE)
    vm.raise('System.MathException', `scale must be between -33 and 33, but it was ${wanted}`); // (unconfirmed)
  return wanted;
}

function divide(
  vm: Vm,
  self: ApexDecimal,
  divisor: ApexDecimal | null,
  scale: number,
  mode: RoundingMode,
): ApexDecimal {
  const by = given(vm, divisor);
  if (by.unscaled === 0n) vm.raise('System.MathException', 'Divide by 0');
  return rounding(vm, () => self.dividedBy(by, checkedScale(vm, scale, 2), mode));
}

function power(vm: Vm, self: ApexDecimal, exponent: number | null): ApexDecimal {
  const by = given(vm, exponent);
  // Source: the same page, pow: the exponent must be between 0 and 32,767. (wording unconfirmed)
  if (by < 0 || by > 32_767) vm.raise('System.MathException', `Invalid exponent: ${by}`);
  return new ApexDecimal(self.unscaled ** BigInt(by), self.scale * by);
}

export const DECIMAL: NativeClass = nativeClass({
  name: 'Decimal',
  js: ApexDecimal,
  statics: {
    'Decimal valueOf(String text)': (vm, text: string | null) => decimalOf(vm, givenToConvert(vm, text)),
    'Decimal valueOf(Double value)': (vm, value: ApexDouble | null) =>
      ApexDecimal.ofDouble(givenToConvert(vm, value).value),
    'Decimal valueOf(Long value)': (vm, value: bigint | null) => ApexDecimal.ofInteger(givenToConvert(vm, value)),
    'Decimal valueOf(Decimal value)': (vm, value: ApexDecimal | null) => givenToConvert(vm, value),
  },
  methods: {
    'Decimal abs()': (_vm, self: ApexDecimal) => self.abs(),
    'Decimal divide(Decimal divisor, Integer scale)': (vm, self: ApexDecimal, divisor: ApexDecimal, scale: number) =>
      divide(vm, self, divisor, scale, 'HALF_UP'),
    'Decimal divide(Decimal divisor, Integer scale, RoundingMode mode)': (
      vm,
      self: ApexDecimal,
      divisor: ApexDecimal,
      scale: number,
      mode: EnumValue | null,
    ) => divide(vm, self, divisor, scale, modeOf(vm, mode, 3)),
    'Double doubleValue()': (_vm, self: ApexDecimal) => new ApexDouble(self.toNumber()),
    'String format()': (vm, self: ApexDecimal) => formatNumber(self.toString(), vm.user.locale),
    'Integer intValue()': (_vm, self: ApexDecimal) => toInteger(self),
    'Long longValue()': (_vm, self: ApexDecimal) => toLong(self),
    'Decimal pow(Integer exponent)': power,
    'Integer precision()': (_vm, self: ApexDecimal) => String(self.abs().unscaled).length,
    'Long round()': (_vm, self: ApexDecimal) => toLong(self.withScale(0, 'HALF_EVEN')),
    'Long round(RoundingMode mode)': (vm, self: ApexDecimal, mode: EnumValue | null) =>
      rounding(vm, () => toLong(self.withScale(0, modeOf(vm, mode, 1)))),
    'Integer scale()': (_vm, self: ApexDecimal) => self.scale,
    'Decimal setScale(Integer scale)': (vm, self: ApexDecimal, scale: number) =>
      self.withScale(checkedScale(vm, scale, 1), 'HALF_EVEN'),
    'Decimal setScale(Integer scale, RoundingMode mode)': (
      vm,
      self: ApexDecimal,
      scale: number,
      mode: EnumValue | null,
    ) => rounding(vm, () => self.withScale(checkedScale(vm, scale, 1), modeOf(vm, mode, 2))),
    'Decimal stripTrailingZeros()': (_vm, self: ApexDecimal) => self.stripped(),
    'String toPlainString()': (_vm, self: ApexDecimal) => self.toString(),
    'Integer hashCode()': (_vm, self: ApexDecimal) => hashOf(self.stripped().toString()),
    'String toString()': (_vm, self: ApexDecimal) => decimalText(self),
  },
});

export const ROUNDING_MODE: NativeClass = nativeClass({
  name: 'System.RoundingMode',
  kind: 'enum',
  values: ROUNDING_MODES,
});
