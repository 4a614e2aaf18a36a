// Division of Decimals. The platform keeps up to 33 digits after the point and drops trailing zeros beyond the scale of the
// operands. Source: Apex Reference Guide, "Decimal Class"; digits observed in public output, unconfirmed for every case.
import type { ApexDecimal } from '../values/decimal.ts';

const MAX_SCALE = 33;

export function divideDecimals(left: ApexDecimal, right: ApexDecimal): ApexDecimal {
  return left.dividedBy(right, MAX_SCALE, 'HALF_UP').stripped(Math.max(left.scale - right.scale, 0));
}
