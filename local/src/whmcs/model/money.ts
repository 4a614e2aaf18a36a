// Money as WHMCS prints it: a decimal string with two places, whatever the currency ("6800.00" for yen as well).
// Kept as whole hundredths inside, so that sums never drift.

/** Hundredths of a currency unit. */
export type Cents = number;

/**
 * Reads PHP-style: a leading decimal number, anything else is 0. Halves are rounded away from zero by the digits as
 * written: `1.005` is 101, which `Math.round(1.005 * 100)` misses.
 */
export function toCents(text: string): Cents {
  const match = /^\s*(-?)(\d*)(?:\.(\d*))?/.exec(text);
  const [, sign = '', whole = '', fraction = ''] = match ?? [];
  const [hundredths, rest] = [`${fraction}00`.slice(0, 2), fraction.slice(2)];
  const cents = Number(whole + hundredths) + (rest !== '' && rest[0]! >= '5' ? 1 : 0);
  return cents === 0 ? 0 : sign === '-' ? -cents : cents;
}

/** To whole currency units, halves away from zero. */
export function toWholeUnits(cents: Cents): Cents {
  return 100 * percentOf(cents, 1);
}

/** Percent of an amount, halves away from zero. */
export function percentOf(amount: Cents, percent: number): Cents {
  // A rate has three places at most, so this product is whole and the division decides alone.
  const thousandths = Math.abs(amount) * Math.round(percent * 1000);
  return Math.sign(amount) * Math.floor((thousandths + 50_000) / 100_000);
}

/** @example formatCents(680000) // '6800.00' */
export function formatCents(cents: Cents): string {
  return (cents / 100).toFixed(2);
}
