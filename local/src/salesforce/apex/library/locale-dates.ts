// Dates and times as the user's locale writes and reads them. Source: Apex Reference Guide, Date.format and Datetime.format:
// the short forms of Java's locales, with the year in four digits.
import { intlLocale } from './locale.ts';

type Parts = readonly Intl.DateTimeFormatPart[];

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(locale: string, time: 'none' | 'short' | 'medium'): Intl.DateTimeFormat {
  const key = `${locale}/${time}`;
  let format = formats.get(key);
  if (!format) {
    const timeStyle = time === 'none' ? {} : { timeStyle: time };
    format = new Intl.DateTimeFormat(intlLocale(locale), { timeZone: 'UTC', dateStyle: 'short', ...timeStyle });
    formats.set(key, format);
  }
  return format;
}

/** Parts with the whole year; the thin spaces of newer locale data become plain ones. */
function partsOf(clock: number, locale: string, time: 'none' | 'short' | 'medium'): Parts {
  const fullYear = String(new Date(clock).getUTCFullYear());
  return formatOf(locale, time)
    .formatToParts(clock)
    .map(({ type, value }) => ({ type, value: type === 'year' ? fullYear : value.replace(/[\u202f\u00a0]/g, ' ') }));
}

/** @param clock milliseconds that a UTC clock shows */
export function localeText(clock: number, locale: string, time: 'none' | 'short' | 'medium'): string {
  return partsOf(clock, locale, time)
    .map(({ value }) => value)
    .join('');
}

/** Year, month, day and time in numbers as they stand in text of that locale; undefined when the text is none. */
export function readLocaleText(text: string, locale: string, time: 'none' | 'short'): number | undefined {
  const order = partsOf(Date.UTC(2033, 10, 22, 15, 44), locale, time).map(({ type }) => type);
  const wanted = order.filter((type) => ['year', 'month', 'day', 'hour', 'minute'].includes(type));
  const numbers = text.match(/\d+/g) ?? [];
  if (numbers.length < wanted.length || (time === 'none' && numbers.length > 3)) return undefined;
  const value = (type: Intl.DateTimeFormatPartTypes): number => Number(numbers[wanted.indexOf(type)] ?? 0);
  const [, half] = /\b(am|pm)\b/i.exec(text) ?? [];
  if (time === 'short' && order.includes('dayPeriod') !== (half !== undefined)) return undefined;
  const hour = half ? (value('hour') % 12) + (half.toLowerCase() === 'pm' ? 12 : 0) : value('hour');
  const shortYear = value('year');
  const year = shortYear < 100 ? shortYear + 2000 : shortYear;
  return checkedClock(year, value('month'), value('day'), hour, value('minute'), 0);
}

/** Milliseconds on a UTC clock; undefined when there is no such day or time. */
export function checkedClock(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
): number | undefined {
  const clock = clockOf(year, month, day, hour, minute, second);
  const at = new Date(clock);
  const isReal =
    at.getUTCMonth() === month - 1 &&
    at.getUTCDate() === day &&
    at.getUTCHours() === hour &&
    at.getUTCMinutes() === minute &&
    at.getUTCSeconds() === second;
  return isReal ? clock : undefined;
}

/** Like checkedClock, but what runs over moves on: 31 February is 2 or 3 March. */
export function clockOf(year: number, month: number, day: number, hour = 0, minute = 0, second = 0): number {
  const at = new Date(Date.UTC(2000, 0, 1, hour, minute, second));
  at.setUTCFullYear(year, month - 1, day + Math.floor((at.getTime() - Date.UTC(2000, 0, 1)) / 86_400_000));
  return at.getTime();
}
