// Money as WHMCS prints it: a decimal string with two places, whatever the currency ("6800.00" for yen as well).
// Kept as whole hundredths inside, so that sums never drift.

/** Hundredths of a currency unit. */
export type Cents = number;

/** Reads PHP-style: a leading decimal number, anything else is 0. */
export function toCents(text: string): Cents {
  const match = /^\s*(-?\d+(?:\.\d+)?|-?\.\d+)/.exec(text);
  return match ? Math.round(Number(match[1]) * 100) : 0;
}

/** @example formatCents(680000) // '6800.00' */
export function formatCents(cents: Cents): string {
  return (cents / 100).toFixed(2);
}
