// Decimal: an exact number of any size with a scale, as java.math.BigDecimal behind Apex's Decimal.
// Source: Apex Reference Guide, "Decimal Class" (rounding modes, scale of results).

/** Source: Apex Reference Guide, "Rounding Mode". */
export const ROUNDING_MODES = [
  'CEILING',
  'DOWN',
  'FLOOR',
  'HALF_DOWN',
  'HALF_EVEN',
  'HALF_UP',
  'UNNECESSARY',
  'UP',
] as const;
export type RoundingMode = (typeof ROUNDING_MODES)[number];

/** Rounding would lose digits although the mode is UNNECESSARY. */
export class RoundingNecessary extends Error {}

interface Remainder {
  readonly negative: boolean;
  /** The quotient, cut off, is odd. */
  readonly odd: boolean;
  /** Below, at or above one half: -1, 0, 1. What is lost is never nothing. */
  readonly half: number;
}

/** Whether the last digit goes away from zero. */
const AWAY: Readonly<Record<RoundingMode, (lost: Remainder) => boolean>> = {
  CEILING: ({ negative }) => !negative,
  DOWN: () => false,
  FLOOR: ({ negative }) => negative,
  HALF_DOWN: ({ half }) => half > 0,
  HALF_EVEN: ({ half, odd }) => half > 0 || (half === 0 && odd),
  HALF_UP: ({ half }) => half >= 0,
  UNNECESSARY() {
    throw new RoundingNecessary('Rounding necessary');
  },
  UP: () => true,
};

/** A quotient of whole numbers, rounded to a whole number. */
export function divideRounded(numerator: bigint, denominator: bigint, mode: RoundingMode): bigint {
  const negative = numerator < 0n !== denominator < 0n;
  const [n, d] = [numerator < 0n ? -numerator : numerator, denominator < 0n ? -denominator : denominator];
  let quotient = n / d;
  const rest = n % d;
  if (rest !== 0n) {
    const twice = 2n * rest;
    const half = twice < d ? -1 : twice > d ? 1 : 0;
    if (AWAY[mode]({ negative, odd: quotient % 2n === 1n, half })) quotient += 1n;
  }
  return negative ? -quotient : quotient;
}

const tenTo = (power: number): bigint => 10n ** BigInt(power);

/** `unscaled × 10^-scale`; a scale below zero means zeros that are not significant. */
export class ApexDecimal {
  readonly unscaled: bigint;
  readonly scale: number;

  constructor(unscaled: bigint, scale: number) {
    this.unscaled = unscaled;
    this.scale = scale;
  }

  /** @returns undefined when the text is no number */
  static parse(text: string): ApexDecimal | undefined {
    const match = /^\s*([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?\s*$/.exec(text);
    if (!match || (!match[2] && !match[3])) return undefined;
    const digits = (match[2] ?? '') + (match[3] ?? '');
    const scale = (match[3] ?? '').length - Number(match[4] ?? 0);
    const unscaled = BigInt(`${match[1] === '-' ? '-' : ''}${digits}`);
    return scale >= 0 ? new ApexDecimal(unscaled, scale) : new ApexDecimal(unscaled * tenTo(-scale), 0);
  }

  static ofInteger(value: number | bigint): ApexDecimal {
    return new ApexDecimal(BigInt(value), 0);
  }

  /** The shortest decimal that reads back as the same double; like Java's, with one digit after the point at least. */
  static ofDouble(value: number): ApexDecimal {
    const made = ApexDecimal.parse(String(value))!;
    return made.scale === 0 ? new ApexDecimal(made.unscaled * 10n, 1) : made;
  }

  add(other: ApexDecimal): ApexDecimal {
    const scale = Math.max(this.scale, other.scale);
    return new ApexDecimal(this.at(scale) + other.at(scale), scale);
  }

  subtract(other: ApexDecimal): ApexDecimal {
    return this.add(other.negate());
  }

  multiply(other: ApexDecimal): ApexDecimal {
    return new ApexDecimal(this.unscaled * other.unscaled, this.scale + other.scale);
  }

  negate(): ApexDecimal {
    return new ApexDecimal(-this.unscaled, this.scale);
  }

  abs(): ApexDecimal {
    return this.unscaled < 0n ? this.negate() : this;
  }

  compare(other: ApexDecimal): number {
    const scale = Math.max(this.scale, other.scale);
    const difference = this.at(scale) - other.at(scale);
    return difference < 0n ? -1 : difference > 0n ? 1 : 0;
  }

  /** @throws RoundingNecessary digits would be lost and the mode forbids it */
  withScale(scale: number, mode: RoundingMode): ApexDecimal {
    if (scale >= this.scale) return new ApexDecimal(this.at(scale), scale);
    return new ApexDecimal(divideRounded(this.unscaled, tenTo(this.scale - scale), mode), scale);
  }

  /** @param scale of the quotient @throws RoundingNecessary */
  dividedBy(divisor: ApexDecimal, scale: number, mode: RoundingMode): ApexDecimal {
    const shift = scale + divisor.scale - this.scale;
    const [n, d] =
      shift >= 0 ? [this.unscaled * tenTo(shift), divisor.unscaled] : [this.unscaled, divisor.unscaled * tenTo(-shift)];
    return new ApexDecimal(divideRounded(n, d, mode), scale);
  }

  /** Without zeros at the end, down to a scale. */
  stripped(least = -Infinity): ApexDecimal {
    if (this.unscaled === 0n) return new ApexDecimal(0n, Math.max(Math.min(this.scale, 0), least));
    let [digits, scale] = [this.unscaled, this.scale];
    while (scale > least && digits % 10n === 0n) [digits, scale] = [digits / 10n, scale - 1];
    return new ApexDecimal(digits, scale);
  }

  /** The whole number that is left when what stands after the point is cut off. */
  get whole(): bigint {
    return this.scale > 0 ? this.unscaled / tenTo(this.scale) : this.unscaled * tenTo(-this.scale);
  }

  toNumber(): number {
    return Number(this.toString());
  }

  /** Without exponent. What Apex shows is `decimalText`. */
  toString(): string {
    if (this.scale < 0) return String(this.unscaled * tenTo(-this.scale));
    const negative = this.unscaled < 0n;
    const digits = (negative ? -this.unscaled : this.unscaled).toString().padStart(this.scale + 1, '0');
    const whole = digits.slice(0, digits.length - this.scale);
    return `${negative ? '-' : ''}${whole}${this.scale ? `.${digits.slice(-this.scale)}` : ''}`;
  }

  /** The unscaled value at a scale not smaller than its own. */
  at(scale: number): bigint {
    return this.unscaled * tenTo(scale - this.scale);
  }
}
