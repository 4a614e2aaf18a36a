// Division of Decimals. The platform keeps up to 33 digits after the point and drops trailing zeros beyond the scale of the
// operands. Source: Apex Reference Guide, "Decimal Class"; digits observed in public output, unconfirmed for every case.
import { ApexDecimal } from '../values/decimal.ts';

const MAX_SCALE = 33;

export function divideDecimals(left: ApexDecimal, right: ApexDecimal): ApexDecimal {
  const scale = MAX_SCALE;
  const numerator = left.unscaled * 10n ** BigInt(scale + right.scale);
  const denominator = right.unscaled * 10n ** BigInt(left.scale);
  const quotient = halfUp(numerator, denominator);
  return withoutZeros(new ApexDecimal(quotient, scale), Math.max(left.scale - right.scale, 0));
}

function halfUp(numerator: bigint, denominator: bigint): bigint {
  const negative = numerator < 0n !== denominator < 0n;
  const [n, d] = [numerator < 0n ? -numerator : numerator, denominator < 0n ? -denominator : denominator];
  const quotient = (2n * n + d) / (2n * d);
  return negative ? -quotient : quotient;
}

function withoutZeros({ unscaled, scale }: ApexDecimal, least: number): ApexDecimal {
  let [digits, left] = [unscaled, scale];
  while (left > least && digits % 10n === 0n) [digits, left] = [digits / 10n, left - 1];
  return new ApexDecimal(digits, left);
}
