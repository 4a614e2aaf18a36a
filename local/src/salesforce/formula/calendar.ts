// Dates, datetimes and times as they stand in records (see `Value`): reading, writing, moving them; the user's day.
import { FormulaError } from './formula-error.ts';

export const DAY_MS = 86_400_000;

/** `2026-01-31` → days since 1970-01-01. */
export const dayOf = (date: string): number => Math.floor(Date.parse(`${date}T00:00:00Z`) / DAY_MS);

export const millisOf = (datetime: string): number => Date.parse(datetime);
export const datetimeOf = (millis: number): string => isoOf(millis);

/** `HH:MM:SS.000Z` → milliseconds since midnight. */
export const millisOfTime = (time: string): number => Date.parse(`1970-01-01T${time}`);
/** Milliseconds, any number of days, → time of day. */
export const timeOfMillis = (millis: number): string => isoOf(modulo(Math.round(millis), DAY_MS)).slice(11);

export interface CivilDate {
  readonly year: number;
  /** 1 to 12 */
  readonly month: number;
  readonly day: number;
}

export function civilOf(date: string): CivilDate {
  return { year: Number(date.slice(0, 4)), month: Number(date.slice(5, 7)), day: Number(date.slice(8, 10)) };
}

/** @throws FormulaError no such day */
export function dateOf(year: number, month: number, day: number): string {
  if (year < 1 || year > 9999) throw new FormulaError('Year out of range in DATE() function');
  if (month < 1 || month > 12 || day < 1 || day > lastDayOf(year, month))
    throw new FormulaError('Month or Day out of range in DATE() function');
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
}

/** Moves by months; the last day of a month stays a last day. @see Salesforce Help, "ADDMONTHS" */
export function addMonths(date: string, months: number): string {
  const { year, month, day } = civilOf(date);
  const count = year * 12 + (month - 1) + Math.trunc(months);
  const [toYear, toMonth] = [Math.floor(count / 12), modulo(count, 12) + 1];
  const last = lastDayOf(toYear, toMonth);
  return dateOf(toYear, toMonth, day === lastDayOf(year, month) ? last : Math.min(day, last));
}

/** The day that a moment falls on in a time zone. */
export function localDate(millis: number, timeZone: string): string {
  const parts = localParts(millis, timeZone);
  return `${parts.year}-${parts.month}-${parts.day}`;
}

/** Time of day of a moment in a time zone, `HH:MM:SS.000Z`. */
export function localTime(millis: number, timeZone: string): string {
  const parts = localParts(millis, timeZone);
  return `${parts.hour}:${parts.minute}:${parts.second}.000Z`;
}

/** The moment at which a day begins in a time zone. */
export function startOfDay(date: string, timeZone: string): number {
  const asUtc = Date.parse(`${date}T00:00:00Z`);
  let guess = asUtc - offsetAt(asUtc, timeZone);
  guess = asUtc - offsetAt(guess, timeZone);
  return guess;
}

function offsetAt(millis: number, timeZone: string): number {
  const p = localParts(millis, timeZone);
  const local = Date.parse(`${p.year}-${p.month}-${p.day}T${p.hour}:${p.minute}:${p.second}Z`);
  return local - Math.floor(millis / 1000) * 1000;
}

type Part = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second';
const formats = new Map<string, Intl.DateTimeFormat>();

function localParts(millis: number, timeZone: string): Record<Part, string> {
  let format = formats.get(timeZone);
  if (!format) {
    const two = '2-digit';
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: two,
      day: two,
      hour: two,
      minute: two,
      second: two,
    });
    formats.set(timeZone, format);
  }
  const parts = Object.fromEntries(format.formatToParts(millis).map((part) => [part.type, part.value]));
  return { ...(parts as Record<Part, string>), year: parts['year']!.padStart(4, '0') };
}

export function lastDayOf(year: number, month: number): number {
  const day = new Date(Date.UTC(2000, month, 0));
  day.setUTCFullYear(year, month, 0);
  return day.getUTCDate();
}

function isoOf(millis: number): string {
  const iso = Number.isFinite(millis) ? new Date(millis) : undefined;
  const year = iso?.getUTCFullYear() ?? 0;
  if (!iso || !(year >= 1 && year <= 9999)) throw new FormulaError('Date out of range');
  return iso.toISOString();
}

const modulo = (value: number, by: number): number => ((value % by) + by) % by;
const pad = (value: number, width: number): string => value.toString().padStart(width, '0');
