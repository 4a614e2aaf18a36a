// Date. Source: Apex Reference Guide, "Date Class".
import { nativeClass, type NativeClass } from '../native.ts';
import { dateText } from '../values/scalar-text.ts';
import { ApexDate, ApexDatetime, type ApexValue } from '../values/values.ts';
import type { Vm } from '../vm.ts';
import { given, givenToConvert } from './given.ts';
import { intlLocale } from './locale.ts';
import { checkedClock, clockOf, localeText, readLocaleText } from './locale-dates.ts';
import { weekRules } from './simple-date-format.ts';
import { clockAt } from './zones.ts';

export const DAY_MS = 86_400_000;

export const dateOfClock = (clock: number): ApexDate => new ApexDate(Math.floor(clock / DAY_MS));

interface Civil {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

export function civilOf({ days }: ApexDate): Civil {
  const at = new Date(days * DAY_MS);
  return { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, day: at.getUTCDate() };
}

const newDate = (year: number, month: number, day: number): ApexDate => dateOfClock(clockOf(year, month, day));

export const daysInMonth = (year: number, month: number): number => new Date(clockOf(year, month + 1, 0)).getUTCDate();
const isLeapYear = (year: number): boolean => daysInMonth(year, 2) === 29;

/** A day that the new month does not have becomes its last. */
export function plusMonths(date: ApexDate, months: number): ApexDate {
  const { year, month, day } = civilOf(date);
  const first = civilOf(newDate(year, month + months, 1));
  return newDate(first.year, first.month, Math.min(day, daysInMonth(first.year, first.month)));
}

const invalid = (vm: Vm, text: string): never => vm.raise('System.TypeException', `Invalid date: ${text}`);

/** `yyyy-MM-dd`; what follows does not count. */
function readDate(vm: Vm, text: string): ApexDate {
  const [all, year, month, day] = /^\s*(\d{4})-(\d{1,2})-(\d{1,2})/.exec(text) ?? [];
  const clock = all && checkedClock(Number(year), Number(month), Number(day), 0, 0, 0);
  return typeof clock === 'number' ? dateOfClock(clock) : invalid(vm, text);
}

function valueOf(vm: Vm, value: ApexValue): ApexDate {
  const known = givenToConvert(vm, value);
  if (known instanceof ApexDate) return known;
  if (known instanceof ApexDatetime) return dateOfClock(clockAt(known.ms, vm.user.timeZone));
  return typeof known === 'string' ? readDate(vm, known) : invalid(vm, String(known));
}

function startOfWeek(vm: Vm, date: ApexDate): ApexDate {
  const { firstDay } = weekRules(intlLocale(vm.user.locale));
  const weekday = (((date.days + 3) % 7) + 7) % 7; // 0 Monday; 1970-01-01 was a Thursday
  return new ApexDate(date.days - ((weekday - (firstDay - 1) + 7) % 7));
}

function parse(vm: Vm, text: string): ApexDate {
  const clock = readLocaleText(text, vm.user.locale, 'none');
  return clock === undefined ? invalid(vm, text) : dateOfClock(clock);
}

export const DATE: NativeClass = nativeClass({
  name: 'Date',
  js: ApexDate,
  statics: {
    'Date newInstance(Integer year, Integer month, Integer day)': (vm, year: number, month: number, day: number) =>
      newDate(given(vm, year), given(vm, month, 2), given(vm, day, 3)),
    'Date today()': (vm) => dateOfClock(clockAt(vm.org.clock(), vm.user.timeZone)),
    'Date parse(String text)': (vm, text: string | null) => parse(vm, given(vm, text)),
    'Date valueOf(String text)': (vm, text: string | null) => valueOf(vm, text),
    'Date valueOf(Object value)': valueOf,
    'Integer daysInMonth(Integer year, Integer month)': (vm, year: number, month: number) =>
      daysInMonth(given(vm, year), given(vm, month, 2)),
    'Boolean isLeapYear(Integer year)': (vm, year: number) => isLeapYear(given(vm, year)),
  },
  methods: {
    'Date addDays(Integer days)': (vm, self: ApexDate, days: number) => new ApexDate(self.days + given(vm, days)),
    'Date addMonths(Integer months)': (vm, self: ApexDate, months: number) => plusMonths(self, given(vm, months)),
    'Date addYears(Integer years)': (vm, self: ApexDate, years: number) => plusMonths(self, 12 * given(vm, years)),
    'Integer day()': (_vm, self: ApexDate) => civilOf(self).day,
    'Integer month()': (_vm, self: ApexDate) => civilOf(self).month,
    'Integer year()': (_vm, self: ApexDate) => civilOf(self).year,
    'Integer dayOfYear()': (_vm, self: ApexDate) => self.days - newDate(civilOf(self).year, 1, 1).days + 1,
    'Integer daysBetween(Date other)': (vm, self: ApexDate, other: ApexDate) => given(vm, other).days - self.days,
    'Integer monthsBetween(Date other)'(vm, self: ApexDate, other: ApexDate) {
      const [from, to] = [civilOf(self), civilOf(given(vm, other))];
      return 12 * (to.year - from.year) + to.month - from.month;
    },
    'Boolean isSameDay(Date other)': (vm, self: ApexDate, other: ApexDate) => given(vm, other).days === self.days,
    'String format()': (vm, self: ApexDate) => localeText(self.days * DAY_MS, vm.user.locale, 'none'),
    'Date toStartOfMonth()': (_vm, self: ApexDate) => new ApexDate(self.days - civilOf(self).day + 1),
    'Date toStartOfWeek()': startOfWeek,
    'Date toStartOfYear()': (_vm, self: ApexDate) => newDate(civilOf(self).year, 1, 1),
    'Integer hashCode()': (_vm, self: ApexDate) => self.days,
    'String toString()': (_vm, self: ApexDate) => `${dateText(self)} 00:00:00`,
  },
});
