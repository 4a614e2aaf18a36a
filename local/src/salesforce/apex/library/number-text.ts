// Numbers from text and from Object values. Source: Apex Reference Guide, valueOf of Integer, Long, Double and Decimal.
import { ApexDecimal } from '../values/decimal.ts';
import { ApexDouble, type ApexValue } from '../values/values.ts';
import type { Vm } from '../vm.ts';
import { display } from '../display.ts';

const WHOLE = /^[+-]?\d+$/;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

const invalid = (vm: Vm, what: string, text: string): never =>
  vm.raise('System.TypeException', `Invalid ${what}: ${text}`);

/** @throws ApexThrow System.TypeException `Invalid integer: abc` */
export function integerOf(vm: Vm, text: string): number {
  const value = WHOLE.test(text) ? Number(text) : NaN;
  return value >= -2_147_483_648 && value <= 2_147_483_647 ? value | 0 : invalid(vm, 'integer', text);
}

/** @throws ApexThrow System.TypeException `Invalid long: abc` */
export function longOf(vm: Vm, text: string): bigint {
  if (!WHOLE.test(text)) return invalid(vm, 'long', text);
  const value = BigInt(text.replace('+', ''));
  return BigInt.asIntN(64, value) === value ? value : invalid(vm, 'long', text);
}

/** @throws ApexThrow System.TypeException `Invalid double: abc` */
export function doubleOf(vm: Vm, text: string): ApexDouble {
  const trimmed = text.trim();
  return NUMBER.test(trimmed) ? new ApexDouble(Number(trimmed)) : invalid(vm, 'double', text);
}

/** @throws ApexThrow System.TypeException `Invalid decimal: abc` */
export function decimalOf(vm: Vm, text: string): ApexDecimal {
  return (NUMBER.test(text) ? ApexDecimal.parse(text) : undefined) ?? invalid(vm, 'decimal', text);
}

/** What an Object holds, as a Decimal; undefined when it is no number. */
export function asDecimal(value: ApexValue): ApexDecimal | undefined {
  if (value instanceof ApexDecimal) return value;
  if (value instanceof ApexDouble) return ApexDecimal.ofDouble(value.value);
  return typeof value === 'number' || typeof value === 'bigint' ? ApexDecimal.ofInteger(value) : undefined;
}

/** `Integer.valueOf(Object)`: text is read, a number is cut off, null stays null. */
export function fromObject<T>(
  vm: Vm,
  value: ApexValue,
  ofText: (vm: Vm, text: string) => T,
  ofNumber: (number: ApexDecimal) => T,
): T | null {
  if (value === null) return null;
  const number = asDecimal(value);
  return number ? ofNumber(number) : ofText(vm, display(value, vm));
}

export const toInteger = (number: ApexDecimal): number => Number(BigInt.asIntN(32, number.whole));
export const toLong = (number: ApexDecimal): bigint => BigInt.asIntN(64, number.whole);
