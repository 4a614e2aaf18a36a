// Numbers, dates, times and blobs as text, in the forms that need no user and no locale.
// Source: Apex Reference Guide, String.valueOf; java.lang.Double and java.math.BigDecimal, which stand behind the numbers.
import { ApexDecimal } from './decimal.ts';
import { ApexBlob, ApexDate, ApexDatetime, ApexDouble, ApexTime } from './values.ts';

const two = (value: number): string => String(value).padStart(2, '0');

/** `2020-01-31` */
export function dateText({ days }: ApexDate): string {
  const day = new Date(days * 86_400_000);
  return `${yearText(day.getUTCFullYear())}-${two(day.getUTCMonth() + 1)}-${two(day.getUTCDate())}`;
}

const yearText = (year: number): string => String(Math.abs(year)).padStart(4, '0');

/** `18:30:02.020Z` */
export function timeText({ ms }: ApexTime): string {
  return new Date(ms).toISOString().slice(11);
}

/** `2020-01-31 18:30:02` of a clock that shows UTC. */
export function clockText(ms: number): string {
  const at = new Date(ms);
  return `${dateText(new ApexDate(Math.floor(ms / 86_400_000)))} ${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())}`;
}

/** As java.lang.Double.toString: at least one digit after the point, an exponent from 10^7 up and below 10^-3. */
export function doubleText(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const size = Math.abs(value);
  if (size >= 1e-3 && size < 1e7) return Number.isInteger(value) ? value.toFixed(1) : String(value);
  const [digits = '', exponent = ''] = value.toExponential().split('e');
  return `${digits.includes('.') ? digits : `${digits}.0`}E${Number(exponent)}`;
}

/** As java.math.BigDecimal.toString: an exponent for very small numbers and for scales below zero. */
export function decimalText(value: ApexDecimal): string {
  const { unscaled, scale } = value;
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString();
  const exponent = digits.length - 1 - scale;
  if (scale >= 0 && exponent >= -6) return value.toString();
  const point = digits.length > 1 ? `${digits[0]}.${digits.slice(1)}` : digits;
  return `${unscaled < 0n ? '-' : ''}${point}E${exponent < 0 ? '' : '+'}${exponent}`;
}

/** The text that concatenation and System.debug show; undefined for what is no number, date, time or blob. */
export function scalarText(value: unknown): string | undefined {
  if (value instanceof ApexDecimal) return decimalText(value);
  if (value instanceof ApexDouble) return doubleText(value.value);
  if (value instanceof ApexDate) return `${dateText(value)} 00:00:00`;
  if (value instanceof ApexDatetime) return clockText(value.ms);
  if (value instanceof ApexTime) return timeText(value);
  if (value instanceof ApexBlob) return `Blob[${value.bytes.length}]`;
  return undefined;
}
