// Date, datetime and time functions. Days are the running user's (TODAY, DATEVALUE of a datetime); parts of a datetime are GMT.
import {
  addMonths,
  civilOf,
  DAY_MS,
  dateOf,
  datetimeOf,
  dayOf,
  localDate,
  localTime,
  millisOf,
  millisOfTime,
  timeOfMillis,
} from './calendar.ts';
import { divide, round } from './decimal.ts';
import { FormulaError } from './formula-error.ts';
import { NUMBER, type FormulaFunction, type FunctionTable } from './function-table.ts';
import type { FormulaType } from './types.ts';

const TIME: readonly FormulaType[] = ['time'];
const MOMENT: readonly FormulaType[] = ['date', 'datetime'];

/** A number read from a day, also from the GMT day of a datetime. */
const ofDay = (work: (date: string) => number): FormulaFunction => ({
  parameters: [MOMENT],
  result: 'number',
  apply: ([moment]: readonly string[]) => work(moment!.slice(0, 10)),
});

const ofTime = (work: (millis: number) => number): FormulaFunction => ({
  parameters: [TIME],
  result: 'number',
  apply: ([time]) => Math.floor(work(millisOfTime(time!))),
});

/** 1 = Sunday … 7 = Saturday. */
const weekday = (date: string): number => ((((dayOf(date) + 4) % 7) + 7) % 7) + 1;
const dayOfYear = (date: string): number => dayOf(date) - dayOf(`${date.slice(0, 4)}-01-01`) + 1;

/** The Thursday of the ISO week decides its year. */
function isoWeek(date: string): { year: number; week: number } {
  const thursday = datetimeOf((dayOf(date) - ((weekday(date) + 5) % 7) + 3) * DAY_MS).slice(0, 10);
  return { year: civilOf(thursday).year, week: Math.ceil(dayOfYear(thursday) / 7) };
}

function parsedDate(text: string): string | null {
  if (text.trim() === '') return null;
  const found = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text.trim());
  if (!found) throw new FormulaError(`Invalid date for DATEVALUE(): ${text}`);
  return dateOf(Number(found[1]), Number(found[2]), Number(found[3]));
}

function parsedDatetime(text: string): string | null {
  if (text.trim() === '') return null;
  const found = /^(\d{4}-\d{1,2}-\d{1,2})[ T](\d{1,2}):(\d{2}):(\d{2})(?:\.\d+)?Z?$/.exec(text.trim());
  if (!found) throw new FormulaError(`Invalid date and time for DATETIMEVALUE(): ${text}`);
  const day = parsedDate(found[1]!)!;
  return datetimeOf(dayOf(day) * DAY_MS + clock(found[2]!, found[3]!, found[4]!));
}

function parsedTime(text: string): string | null {
  if (text.trim() === '') return null;
  const found = /^(\d{1,2}):(\d{2}):(\d{2})(?:\.(\d{1,3}))?Z?$/.exec(text.trim());
  if (!found) throw new FormulaError(`Invalid time for TIMEVALUE(): ${text}`);
  return timeOfMillis(clock(found[1]!, found[2]!, found[3]!) + Number((found[4] ?? '0').padEnd(3, '0')));
}

function clock(hours: string, minutes: string, seconds: string): number {
  const [h, m, s] = [Number(hours), Number(minutes), Number(seconds)];
  if (h > 23 || m > 59 || s > 59) throw new FormulaError(`No such time: ${hours}:${minutes}:${seconds}`);
  return ((h * 60 + m) * 60 + s) * 1000;
}

const movedByMonths = (moment: string, months: number): string =>
  addMonths(moment.slice(0, 10), months) + moment.slice(10);

const two = (value: number): string => value.toString().padStart(2, '0');

function duration(totalSeconds: number, withDays: boolean): string {
  const seconds = Math.trunc(Math.abs(totalSeconds));
  const tail = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  const hours = Math.floor(seconds / 3600);
  return withDays ? `${Math.floor(seconds / 86_400)}:${two(hours % 24)}:${tail}` : `${two(hours)}:${tail}`;
}

export const DATE_FUNCTIONS: FunctionTable = {
  TODAY: { parameters: [], result: 'date', apply: (_, __, scope) => localDate(scope.now, scope.timeZone) },
  NOW: { parameters: [], result: 'datetime', apply: (_, __, scope) => datetimeOf(scope.now) },
  TIMENOW: { parameters: [], result: 'time', apply: (_, __, scope) => localTime(scope.now, scope.timeZone) },
  DATE: {
    parameters: [NUMBER, NUMBER, NUMBER],
    result: 'date',
    apply: ([year, month, day]) => dateOf(Math.trunc(year!), Math.trunc(month!), Math.trunc(day!)),
  },
  DATEVALUE: {
    parameters: [['text', 'datetime', 'date']],
    result: 'date',
    apply: ([value]: readonly string[], [type], scope) => {
      if (type === 'text') return parsedDate(value!);
      return type === 'date' ? value! : localDate(millisOf(value!), scope.timeZone);
    },
  },
  DATETIMEVALUE: {
    parameters: [['text', 'date', 'datetime']],
    result: 'datetime',
    apply: ([value]: readonly string[], [type]) => {
      if (type === 'text') return parsedDatetime(value!);
      return type === 'datetime' ? value! : datetimeOf(dayOf(value!) * DAY_MS);
    },
  },
  TIMEVALUE: {
    parameters: [['text', 'datetime', 'time']],
    result: 'time',
    apply: ([value]: readonly string[], [type]) => {
      if (type === 'text') return parsedTime(value!);
      return type === 'time' ? value! : timeOfMillis(millisOf(value!));
    },
  },
  YEAR: ofDay((date) => civilOf(date).year),
  MONTH: ofDay((date) => civilOf(date).month),
  DAY: ofDay((date) => civilOf(date).day),
  WEEKDAY: ofDay(weekday),
  DAYOFYEAR: ofDay(dayOfYear),
  ISOWEEK: ofDay((date) => isoWeek(date).week),
  ISOYEAR: ofDay((date) => isoWeek(date).year),
  ADDMONTHS: {
    parameters: [MOMENT, NUMBER],
    result: ([type]) => type!,
    apply: ([moment, months]) => movedByMonths(moment!, months!),
  },
  HOUR: ofTime((millis) => millis / 3_600_000),
  MINUTE: ofTime((millis) => (millis / 60_000) % 60),
  SECOND: ofTime((millis) => (millis / 1000) % 60),
  MILLISECOND: ofTime((millis) => millis % 1000),
  UNIXTIMESTAMP: {
    parameters: [['date', 'datetime', 'time']],
    result: 'number',
    apply: ([value], [type]) => {
      if (type === 'time') return Math.floor(millisOfTime(value!) / 1000);
      return type === 'date' ? dayOf(value!) * 86_400 : Math.floor(millisOf(value!) / 1000);
    },
  },
  FROMUNIXTIME: {
    parameters: [NUMBER],
    result: 'datetime',
    apply: ([seconds]) => datetimeOf(Math.trunc(seconds! * 1000)),
  },
  FORMATDURATION: {
    parameters: [
      ['number', 'time', 'datetime'],
      ['boolean', 'time', 'datetime'],
    ],
    optional: 1,
    result: 'text',
    apply: ([from, to]: readonly never[], [type]) => {
      if (type === 'number') return duration(from!, (to as unknown as boolean | undefined) === true);
      if (to === undefined) throw new FormulaError('FORMATDURATION() of times needs two of them');
      if (type === 'time') return duration((millisOfTime(to) - millisOfTime(from!)) / 1000, false);
      return duration((millisOf(to) - millisOf(from!)) / 1000, true);
    },
  },
};

/** Adds days (with a fraction) to a datetime, whole days to a date, milliseconds to a time. */
export function shifted(value: string, type: FormulaType, by: number): string {
  if (type === 'time') return timeOfMillis(millisOfTime(value) + by);
  if (type === 'date') return datetimeOf((dayOf(value) + Math.trunc(by)) * DAY_MS).slice(0, 10);
  return datetimeOf(millisOf(value) + round(by * DAY_MS, 0, 'half-up'));
}

/** Days between dates, days with their fraction between datetimes, milliseconds between times. */
export function difference(left: string, right: string, type: FormulaType): number {
  if (type === 'time') return millisOfTime(left) - millisOfTime(right);
  if (type === 'date') return dayOf(left) - dayOf(right);
  return divide(millisOf(left) - millisOf(right), DAY_MS);
}
