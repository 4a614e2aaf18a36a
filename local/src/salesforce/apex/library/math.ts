// Math. Source: Apex Reference Guide, "Math Class".
import { nativeClass, type NativeClass, type NativeTable } from '../native.ts';
import { ApexDecimal } from '../values/decimal.ts';
import { ApexDouble } from '../values/values.ts';
import type { Vm } from '../vm.ts';
import { bytesByChance } from './chance.ts';
import { roundedLong } from './double.ts';
import { given } from './given.ts';
import { toLong } from './number-text.ts';

/** A Decimal from a calculation in doubles. @throws ApexThrow System.MathException the result is no number */
function decimalResult(vm: Vm, value: number): ApexDecimal {
  // (wording unconfirmed) A Decimal has neither NaN nor Infinity.
  if (!Number.isFinite(value)) vm.raise('System.MathException', `Invalid result: ${value}`);
  return ApexDecimal.ofDouble(value);
}

/** One function of a number, for Decimal and for Double. */
function functions(table: Readonly<Record<string, (value: number) => number>>): NativeTable {
  return Object.fromEntries(
    Object.entries(table).flatMap(([name, run]) => [
      [
        `Decimal ${name}(Decimal value)`,
        (vm: Vm, value: ApexDecimal | null) => decimalResult(vm, run(given(vm, value).toNumber())),
      ],
      [
        `Double ${name}(Double value)`,
        (vm: Vm, value: ApexDouble | null) => new ApexDouble(run(given(vm, value).value)),
      ],
    ]),
  ) as NativeTable;
}

/** The nearest whole number, halves to the even one. */
function halfEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  if (rest !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}

/** @throws ApexThrow System.MathException the number is no Integer */
function toInteger(vm: Vm, value: bigint): number {
  // (wording unconfirmed)
  if (BigInt.asIntN(32, value) !== value) vm.raise('System.MathException', `Integer overflow: ${value}`);
  return Number(value);
}

const zero = (vm: Vm): never => vm.raise('System.MathException', 'Divide by 0');

/** `max` and `min` of the four kinds of numbers. */
function chosen(name: 'max' | 'min'): NativeTable {
  const wants = name === 'max' ? 1 : -1;
  const pick =
    <T>(compare: (left: T, right: T) => number) =>
    (vm: Vm, left: T | null, right: T | null): T =>
      Math.sign(compare(given(vm, left), given(vm, right, 2))) === -wants ? right! : left!;
  return {
    [`Decimal ${name}(Decimal left, Decimal right)`]: pick<ApexDecimal>((a, b) => a.compare(b)),
    [`Double ${name}(Double left, Double right)`]: pick<ApexDouble>((a, b) => a.value - b.value),
    [`Integer ${name}(Integer left, Integer right)`]: pick<number>((a, b) => a - b),
    [`Long ${name}(Long left, Long right)`]: pick<bigint>((a, b) => (a < b ? -1 : a > b ? 1 : 0)),
  };
}

const ROUNDED: NativeTable = {
  'Decimal ceil(Decimal value)': (vm, value: ApexDecimal) => given(vm, value).withScale(0, 'CEILING'),
  'Double ceil(Double value)': (vm, value: ApexDouble) => new ApexDouble(Math.ceil(given(vm, value).value)),
  'Decimal floor(Decimal value)': (vm, value: ApexDecimal) => given(vm, value).withScale(0, 'FLOOR'),
  'Double floor(Double value)': (vm, value: ApexDouble) => new ApexDouble(Math.floor(given(vm, value).value)),
  'Decimal rint(Decimal value)': (vm, value: ApexDecimal) => given(vm, value).withScale(0, 'HALF_EVEN'),
  'Double rint(Double value)': (vm, value: ApexDouble) => new ApexDouble(halfEven(given(vm, value).value)),
  'Integer round(Decimal value)': (vm, value: ApexDecimal) =>
    toInteger(vm, given(vm, value).withScale(0, 'HALF_EVEN').whole),
  'Integer round(Double value)': (vm, value: ApexDouble) => toInteger(vm, roundedLong(given(vm, value).value)),
  'Long roundToLong(Decimal value)': (vm, value: ApexDecimal) => toLong(given(vm, value).withScale(0, 'HALF_EVEN')),
  'Long roundToLong(Double value)': (vm, value: ApexDouble) => roundedLong(given(vm, value).value),
};

export const MATH: NativeClass = nativeClass({
  name: 'Math',
  staticFields: {
    'Double PI': () => new ApexDouble(Math.PI),
    'Double E': () => new ApexDouble(Math.E),
  },
  statics: {
    ...functions({
      acos: Math.acos,
      asin: Math.asin,
      atan: Math.atan,
      cbrt: Math.cbrt,
      cos: Math.cos,
      cosh: Math.cosh,
      exp: Math.exp,
      log: Math.log,
      log10: Math.log10,
      signum: Math.sign,
      sin: Math.sin,
      sinh: Math.sinh,
      sqrt: Math.sqrt,
      tan: Math.tan,
      tanh: Math.tanh,
    }),
    ...chosen('max'),
    ...chosen('min'),
    ...ROUNDED,
    'Decimal abs(Decimal value)': (vm, value: ApexDecimal) => given(vm, value).abs(),
    'Double abs(Double value)': (vm, value: ApexDouble) => new ApexDouble(Math.abs(given(vm, value).value)),
    'Integer abs(Integer value)': (vm, value: number) => Math.abs(given(vm, value)) | 0,
    'Long abs(Long value)': (vm, value: bigint) => BigInt.asIntN(64, given(vm, value) < 0n ? -value : value),
    'Decimal atan2(Decimal y, Decimal x)': (vm, y: ApexDecimal, x: ApexDecimal) =>
      decimalResult(vm, Math.atan2(given(vm, y).toNumber(), given(vm, x, 2).toNumber())),
    'Double atan2(Double y, Double x)': (vm, y: ApexDouble, x: ApexDouble) =>
      new ApexDouble(Math.atan2(given(vm, y).value, given(vm, x, 2).value)),
    'Integer mod(Integer value, Integer by)': (vm, value: number, by: number) =>
      given(vm, by, 2) === 0 ? zero(vm) : (given(vm, value) % by) | 0,
    'Long mod(Long value, Long by)': (vm, value: bigint, by: bigint) =>
      given(vm, by, 2) === 0n ? zero(vm) : given(vm, value) % by,
    'Double pow(Double base, Double exponent)': (vm, base: ApexDouble, exponent: ApexDouble) =>
      new ApexDouble(given(vm, base).value ** given(vm, exponent, 2).value),
    'Double random()': (vm) => new ApexDouble(Number(bytesByChance(vm, 8).readBigUInt64BE() >> 11n) / 2 ** 53),
  },
});
