// Whether an order adds up: in whole units of its currency, on the digits. Pure.
import { decimalsOf } from '../billing/amounts.ts';
import type { FieldIssue, ShopOrder } from './schema.ts';

/** Digits kept behind the point while counting: more than an amount may bring. */
const SCALE = 6;
/** A price may be finer than its currency, as one with the tax taken out is; Salesforce keeps two decimals. */
const PRICE_PLACES = 2;

export interface TotalsFault {
  /** What follows from the lines, and from the subtotal and tax that were sent. */
  readonly computed: { readonly subtotal: string; readonly total: string };
  readonly given: ShopOrder['totals'];
}

/** Amounts with more decimals than their currency has. */
export function tooFine({ currency, lines, totals }: ShopOrder): FieldIssue[] {
  const places = decimalsOf(currency);
  const words = (most: number): string =>
    most === 0 ? `must be whole: ${currency} has no decimals` : `must have at most ${most} decimals in ${currency}`;
  const issue = (path: string, amount: string, most: number): FieldIssue[] =>
    placesIn(amount) > most ? [{ path, message: words(most) }] : [];
  return [
    ...lines.flatMap(({ unitPrice }, index) =>
      issue(`lines.${index}.unitPrice`, unitPrice, Math.max(places, PRICE_PLACES)),
    ),
    ...Object.entries(totals).flatMap(([name, amount]) => issue(`totals.${name}`, amount, places)),
  ];
}

/**
 * Quantity times price, each line rounded half up to the currency's decimals, added up; or rounded once, on the sum: shops do
 * either. Total is subtotal plus tax, to the last digit.
 * @returns null when it adds up
 */
export function totalsFault({ currency, lines, totals }: ShopOrder): TotalsFault | null {
  const places = decimalsOf(currency);
  const amounts = lines.map(({ unitPrice, quantity }) => toUnits(unitPrice) * BigInt(quantity));
  const byLine = sum(amounts.map((amount) => rounded(amount, places)));
  const onSum = rounded(sum(amounts), places);
  const [subtotal, tax, total] = [toUnits(totals.subtotal), toUnits(totals.tax), toUnits(totals.total)];
  const isSubtotal = subtotal === byLine || subtotal === onSum;
  const expected = isSubtotal ? subtotal : byLine;
  if (isSubtotal && total === subtotal + tax) return null;
  return {
    computed: { subtotal: toText(expected, places), total: toText(expected + tax, places) },
    given: totals,
  };
}

/** 1, 0 or -1. */
export function compareAmounts(a: string, b: string): number {
  const difference = toUnits(a) - toUnits(b);
  return difference === 0n ? 0 : difference > 0n ? 1 : -1;
}

/** Adds amounts; a leading minus takes away. */
export function addAmounts(amounts: readonly string[], currency: string): string {
  return toText(sum(amounts.map(toUnits)), decimalsOf(currency));
}

function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n);
}

function placesIn(amount: string): number {
  return amount.split('.')[1]?.length ?? 0;
}

function toUnits(amount: string): bigint {
  const [, sign, whole, fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(amount) ?? [];
  if (whole === undefined) throw new Error(`not an amount: ${amount}`);
  const units = BigInt(whole + fraction.slice(0, SCALE).padEnd(SCALE, '0'));
  return sign === '-' ? -units : units;
}

function rounded(units: bigint, places: number): bigint {
  const step = 10n ** BigInt(SCALE - places);
  return ((units + step / 2n) / step) * step;
}

function toText(units: bigint, places: number): string {
  const digits = (units < 0n ? -units : units).toString().padStart(SCALE + 1, '0');
  const whole = digits.slice(0, -SCALE);
  const fraction = digits.slice(-SCALE).slice(0, places);
  return `${units < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}
