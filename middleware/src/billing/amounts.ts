// Money as Salesforce takes it: a number with as many decimals as the currency has, two at most.

/** Decimals of the org's fields. */
const FIELD_PLACES = 2;

/**
 * Decimal text → number, rounded half away from zero, on the digits: binary fractions would round 1.005 down.
 * @example roundedAmount('1100.50', 'JPY') // 1101
 */
export function roundedAmount(text: string, currency: string): number {
  const places = placesOf(currency);
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  if (!match) throw new Error(`not an amount: ${text}`);
  const [, sign, whole, fraction = ''] = match;
  const digits = BigInt(whole + fraction.slice(0, places).padEnd(places, '0'));
  const rounded = Number(fraction[places] ?? '0') >= 5 ? digits + 1n : digits;
  const amount = Number(rounded) / 10 ** places;
  return sign === '-' && amount !== 0 ? -amount : amount;
}

/** Adds decimal texts of up to four places. */
export function sumOf(...texts: readonly string[]): string {
  const total = texts.reduce((sum, text) => sum + BigInt(Math.round(Number(text) * 10_000)), 0n);
  const digits = (total < 0n ? -total : total).toString().padStart(5, '0');
  return `${total < 0n ? '-' : ''}${digits.slice(0, -4)}.${digits.slice(-4)}`;
}

function placesOf(currency: string): number {
  return Math.min(FIELD_PLACES, decimalsOf(currency));
}

/**
 * How many decimals amounts in a currency have; two where no list of currencies says.
 * @example decimalsOf('JPY') // 0
 * @example decimalsOf('KWD') // 3
 */
export function decimalsOf(currency: string): number {
  const known = decimals.get(currency);
  if (known !== undefined) return known;
  const found = lookUpDecimals(currency);
  decimals.set(currency, found);
  return found;
}

/** Asking costs as much as a thousand additions, and a comparison asks for every invoice. */
const decimals = new Map<string, number>();

function lookUpDecimals(currency: string): number {
  try {
    const format = new Intl.NumberFormat('en', { style: 'currency', currency });
    return format.resolvedOptions().maximumFractionDigits ?? FIELD_PLACES;
  } catch {
    return FIELD_PLACES;
  }
}
