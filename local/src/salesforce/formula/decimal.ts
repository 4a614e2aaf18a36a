// Decimal arithmetic on numbers: what people see as 0.1 + 0.2 is 0.3, as in Salesforce, which calculates with decimals.
// A number stands for the shortest decimal that prints as it; results are exact decimals turned back into numbers.
import { FormulaError } from './formula-error.ts';

/** digits × 10^-scale */
interface Decimal {
  readonly digits: bigint;
  readonly scale: number;
}

/** Digits kept behind the point of a quotient, beyond what a number can hold. */
const QUOTIENT_SCALE = 34;

export const add = (a: number, b: number): number => exactInteger(a, b, a + b) ?? sum(a, b, 1n);
export const subtract = (a: number, b: number): number => exactInteger(a, b, a - b) ?? sum(a, b, -1n);

export function multiply(a: number, b: number): number {
  const plain = exactInteger(a, b, a * b);
  if (plain !== undefined) return plain;
  const [x, y] = [decimalOf(a), decimalOf(b)];
  return numberOf({ digits: x.digits * y.digits, scale: x.scale + y.scale });
}

/** @throws FormulaError division by zero */
export function divide(a: number, b: number): number {
  if (b === 0) throw new FormulaError('Division by zero');
  const [x, y] = [decimalOf(a), decimalOf(b)];
  // Both sides grow so that the integer quotient keeps QUOTIENT_SCALE digits more than the divisor has.
  const shift = QUOTIENT_SCALE + y.digits.toString().length;
  const digits = (x.digits * 10n ** BigInt(shift)) / y.digits;
  return numberOf({ digits, scale: x.scale - y.scale + shift });
}

/** Remainder with the sign of the dividend. @throws FormulaError division by zero */
export function remainder(a: number, b: number): number {
  if (b === 0) throw new FormulaError('Division by zero');
  const [x, y] = aligned(decimalOf(a), decimalOf(b));
  return numberOf({ digits: x.digits % y.digits, scale: x.scale });
}

/** @throws FormulaError the result is no number (root of a negative) or too large */
export function power(base: number, exponent: number): number {
  if (Number.isInteger(exponent) && exponent >= 0 && exponent <= 64) {
    const x = decimalOf(base);
    return finite(numberOf({ digits: x.digits ** BigInt(exponent), scale: x.scale * exponent }));
  }
  return finite(base ** exponent);
}

export type Rounding = 'half-up' | 'down' | 'up' | 'floor' | 'ceiling';

/** Rounds to `scale` digits behind the point (negative: before it). `half-up` goes away from zero, `down` towards it. */
export function round(value: number, scale: number, how: Rounding): number {
  const exact = settled(value);
  const { digits, scale: has } = decimalOf(exact);
  const places = Math.trunc(scale);
  if (has <= places) return exact;
  const unit = 10n ** BigInt(has - places);
  const whole = digits / unit;
  const rest = digits % unit;
  if (rest === 0n) return numberOf({ digits: whole, scale: places });
  const sign = digits < 0n ? -1n : 1n;
  const away: Record<Rounding, boolean> = {
    'half-up': rest * sign * 2n >= unit,
    down: false,
    up: true,
    floor: sign < 0n,
    ceiling: sign > 0n,
  };
  return numberOf({ digits: away[how] ? whole + sign : whole, scale: places });
}

/** Plain digits with no exponent: `0.001`, `1000000`. */
export function plain(value: number): string {
  return textOf(decimalOf(value));
}

/** @throws FormulaError infinite or not a number */
export function finite(value: number): number {
  if (!Number.isFinite(value)) throw new FormulaError('Numeric value out of range');
  return value;
}

/** A quotient such as 1/3 is inexact in its last digit; rounding must not see that. */
function settled(value: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(15));
}

function exactInteger(a: number, b: number, result: number): number | undefined {
  return Number.isSafeInteger(a) && Number.isSafeInteger(b) && Number.isSafeInteger(result) ? result : undefined;
}

function sum(a: number, b: number, sign: bigint): number {
  const [x, y] = aligned(decimalOf(a), decimalOf(b));
  return numberOf({ digits: x.digits + sign * y.digits, scale: x.scale });
}

function aligned(a: Decimal, b: Decimal): [Decimal, Decimal] {
  const scale = Math.max(a.scale, b.scale);
  return [stretched(a, scale), stretched(b, scale)];
}

function stretched(value: Decimal, scale: number): Decimal {
  return { digits: value.digits * 10n ** BigInt(scale - value.scale), scale };
}

function decimalOf(value: number): Decimal {
  const [mantissa, exponent = '0'] = value.toString().split('e') as [string, string?];
  const [whole, fraction = ''] = mantissa.split('.') as [string, string?];
  const digits = BigInt(whole + fraction);
  const scale = fraction.length - Number(exponent);
  return scale < 0 ? { digits: digits * 10n ** BigInt(-scale), scale: 0 } : { digits, scale };
}

function numberOf(value: Decimal): number {
  return Number(`${value.digits}e${-value.scale}`);
}

function textOf({ digits, scale }: Decimal): string {
  if (scale === 0) return digits.toString();
  const sign = digits < 0n ? '-' : '';
  const all = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, '0');
  const fraction = all.slice(-scale).replace(/0+$/, '');
  return sign + all.slice(0, -scale) + (fraction ? `.${fraction}` : '');
}
