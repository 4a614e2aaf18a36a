// Decimal: an exact number of any size with a scale, as java.math.BigDecimal behind Apex's Decimal.
// Source: Apex Reference Guide, "Decimal Class" (rounding modes, scale of results).

/** `unscaled × 10^-scale`; scale is never negative. */
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
    return scale >= 0 ? new ApexDecimal(unscaled, scale) : new ApexDecimal(unscaled * 10n ** BigInt(-scale), 0);
  }

  static ofInteger(value: number | bigint): ApexDecimal {
    return new ApexDecimal(BigInt(value), 0);
  }

  /** The shortest decimal that reads back as the same double. */
  static ofDouble(value: number): ApexDecimal {
    return ApexDecimal.parse(String(value))!;
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

  compare(other: ApexDecimal): number {
    const scale = Math.max(this.scale, other.scale);
    const difference = this.at(scale) - other.at(scale);
    return difference < 0n ? -1 : difference > 0n ? 1 : 0;
  }

  toNumber(): number {
    return Number(this.toString());
  }

  toString(): string {
    const negative = this.unscaled < 0n;
    const digits = (negative ? -this.unscaled : this.unscaled).toString().padStart(this.scale + 1, '0');
    const whole = digits.slice(0, digits.length - this.scale);
    return `${negative ? '-' : ''}${whole}${this.scale ? `.${digits.slice(-this.scale)}` : ''}`;
  }

  /** The unscaled value at a scale not smaller than its own. */
  at(scale: number): bigint {
    return this.unscaled * 10n ** BigInt(scale - this.scale);
  }
}
