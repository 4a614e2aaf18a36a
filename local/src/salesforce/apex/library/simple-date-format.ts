// Dates written by a pattern. Source: documentation of java.text.SimpleDateFormat, which Datetime.format follows.
import type { Vm } from '../vm.ts';
import { intlLocale } from './locale.ts';
import { clockAt, zoneName } from './zones.ts';

/** A moment as the clock of a zone shows it. */
interface Shown {
  /** The clock as if it were UTC. */
  readonly at: Date;
  readonly ms: number;
  readonly zone: string;
  readonly locale: string;
}

const DAY_MS = 86_400_000;

const pad = (value: number, width: number): string => String(value).padStart(width, '0');

const formats = new Map<string, Intl.DateTimeFormat>();

/** One part of the moment in words of the locale: a month, a weekday, the half of the day. */
function named({ at, locale }: Shown, part: Intl.DateTimeFormatPartTypes, options: Intl.DateTimeFormatOptions): string {
  const key = `${locale} ${JSON.stringify(options)}`;
  let format = formats.get(key);
  if (!format) formats.set(key, (format = new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' })));
  return format.formatToParts(at).find(({ type }) => type === part)?.value ?? '';
}

const month: Letter = (shown, count) =>
  count >= 3
    ? named(shown, 'month', { month: count === 3 ? 'short' : 'long', day: 'numeric' })
    : pad(shown.at.getUTCMonth() + 1, count);

function dayOfYear(at: Date): number {
  return Math.floor((at.getTime() - Date.UTC(at.getUTCFullYear(), 0, 1)) / DAY_MS) + 1;
}

interface WeekRules {
  /** 1 Monday to 7 Sunday */
  readonly firstDay: number;
  readonly minimalDays: number;
}

/** First day of the week and days that a first week needs, by locale. */
export function weekRules(locale: string): WeekRules {
  const asked = new Intl.Locale(locale) as Intl.Locale & { getWeekInfo?: () => { firstDay: number } };
  const firstDay = asked.getWeekInfo?.().firstDay ?? 7;
  const isIso = /^(?:de|fr|it|es|nl|sv|da|fi|nb|no|pl|cs|en-GB|en-IE)/.test(locale);
  return { firstDay, minimalDays: isIso ? 4 : 1 };
}

/** Number of the week that a day is in, counted from a first day; 0 when it belongs to the period before. */
function weekNumber(day: number, weekday: number, { firstDay, minimalDays }: WeekRules): number {
  const firstWeekday = (((weekday - 1 - (day - 1)) % 7) + 7) % 7; // of day 1: 0 Monday
  const daysInFirstWeek = 7 - ((firstWeekday - (firstDay - 1) + 7) % 7);
  const week = Math.floor((day - 1 - daysInFirstWeek) / 7) + 1;
  return daysInFirstWeek >= minimalDays ? week + 1 : week;
}

const weekdayOf = (at: Date): number => at.getUTCDay() || 7;

function weekOfYear({ at, locale }: Shown): { week: number; year: number } {
  const rules = weekRules(locale);
  const year = at.getUTCFullYear();
  const week = weekNumber(dayOfYear(at), weekdayOf(at), rules);
  if (week === 0)
    return { ...weekOfYear({ at: new Date(Date.UTC(year - 1, 11, 31)), locale } as Shown), year: year - 1 };
  const nextYear = new Date(Date.UTC(year + 1, 0, 1));
  const daysLeft = Math.round((nextYear.getTime() - at.getTime()) / DAY_MS);
  const startsNext = 7 - ((weekdayOf(nextYear) - rules.firstDay + 7) % 7) >= rules.minimalDays;
  const intoNext = (weekdayOf(nextYear) - rules.firstDay + 7) % 7;
  return startsNext && daysLeft <= intoNext ? { week: 1, year: year + 1 } : { week, year };
}

function offsetText({ at, ms }: Shown, separator: string): string {
  const minutes = Math.round((at.getTime() - ms) / 60_000);
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${pad(Math.floor(size / 60), 2)}${separator}${pad(size % 60, 2)}`;
}

const year = (value: number, count: number): string => (count === 2 ? pad(value % 100, 2) : pad(value, count));

function isoOffset(shown: Shown, count: number): string {
  if (shown.at.getTime() === shown.ms) return 'Z';
  return count === 1 ? offsetText(shown, '').slice(0, 3) : offsetText(shown, count === 2 ? '' : ':');
}

/** `AM`, `午後` */
const halfOfDay = (shown: Shown): string =>
  named(shown, 'dayPeriod', { hour: 'numeric', hour12: true }) || (shown.at.getUTCHours() < 12 ? 'AM' : 'PM');

type Letter = (shown: Shown, count: number) => string;

const LETTERS: Readonly<Record<string, Letter>> = {
  G: () => 'AD',
  y: ({ at }, count) => year(at.getUTCFullYear(), count),
  Y: (shown, count) => year(weekOfYear(shown).year, count),
  M: month,
  L: month,
  w: (shown, count) => pad(weekOfYear(shown).week, count),
  W: ({ at, locale }, count) => pad(weekNumber(at.getUTCDate(), weekdayOf(at), weekRules(locale)), count),
  D: ({ at }, count) => pad(dayOfYear(at), count),
  d: ({ at }, count) => pad(at.getUTCDate(), count),
  F: ({ at }, count) => pad(Math.floor((at.getUTCDate() - 1) / 7) + 1, count),
  E: (shown, count) => named(shown, 'weekday', { weekday: count >= 4 ? 'long' : 'short' }),
  u: ({ at }, count) => pad(weekdayOf(at), count),
  a: halfOfDay,
  H: ({ at }, count) => pad(at.getUTCHours(), count),
  k: ({ at }, count) => pad(at.getUTCHours() || 24, count),
  K: ({ at }, count) => pad(at.getUTCHours() % 12, count),
  h: ({ at }, count) => pad(at.getUTCHours() % 12 || 12, count),
  m: ({ at }, count) => pad(at.getUTCMinutes(), count),
  s: ({ at }, count) => pad(at.getUTCSeconds(), count),
  S: ({ at }, count) => pad(at.getUTCMilliseconds(), count),
  z: ({ ms, zone, locale }, count) => zoneName(zone, ms, count >= 4 ? 'long' : 'short', locale),
  Z: (shown) => offsetText(shown, ''),
  X: isoOffset,
};

/**
 * A moment by a pattern such as `yyyy-MM-dd'T'HH:mm:ss.SSSZ`.
 * @param zone as Intl takes it
 * @throws ApexThrow System.IllegalArgumentException the pattern has a letter that means nothing
 */
export function formatByPattern(vm: Vm, ms: number, pattern: string, zone: string, locale = vm.user.locale): string {
  const shown: Shown = { at: new Date(clockAt(ms, zone)), ms, zone, locale: intlLocale(locale) };
  return pattern.replace(
    /'((?:[^']|'')*)'|([a-zA-Z])\2*|'/g,
    (all: string, quoted: string | undefined, letter: string) => {
      if (quoted !== undefined) return quoted === '' ? "'" : quoted.replaceAll("''", "'");
      if (all === "'") return vm.raise('System.IllegalArgumentException', 'Unterminated quote'); // (unconfirmed)
      const write = LETTERS[letter];
      if (!write) return vm.raise('System.IllegalArgumentException', `Illegal pattern character '${letter}'`);
      return write(shown, all.length);
    },
  );
}
