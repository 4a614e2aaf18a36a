// Datetime. Source: Apex Reference Guide, "Datetime Class": methods without Gmt use the time zone of the running user.
import { nativeClass, type NativeClass, type NativeTable } from '../native.ts';
import { clockText } from '../values/scalar-text.ts';
import { ApexDate, ApexDatetime, ApexTime, type ApexValue } from '../values/values.ts';
import type { Vm } from '../vm.ts';
import { DAY_MS, dateOfClock, plusMonths } from './date.ts';
import { given, givenToConvert } from './given.ts';
import { checkedClock, clockOf, localeText, readLocaleText } from './locale-dates.ts';
import { formatByPattern } from './simple-date-format.ts';
import { clockAt, momentOf, zoneName, zoneNamed } from './zones.ts';

type Zone = (vm: Vm) => string;
const USER: Zone = (vm) => vm.user.timeZone;
const GMT: Zone = () => 'UTC';

const modulo = (value: number, by: number): number => ((value % by) + by) % by;
const timeOfClock = (clock: number): ApexTime => new ApexTime(modulo(clock, DAY_MS));

const invalid = (vm: Vm, text: string): never => vm.raise('System.TypeException', `Invalid date/time: ${text}`);

/** `yyyy-MM-dd HH:mm:ss`; what follows does not count. */
function read(vm: Vm, text: string, zone: string): ApexDatetime {
  const found = /^\s*(\d{4})-(\d{1,2})-(\d{1,2}) (\d{1,2}):(\d{1,2}):(\d{1,2})/.exec(text)?.slice(1).map(Number);
  const clock = found && checkedClock(...(found as [number, number, number, number, number, number]));
  return clock === undefined ? invalid(vm, text) : new ApexDatetime(momentOf(clock, zone));
}

function valueOf(vm: Vm, value: ApexValue): ApexDatetime {
  const known = givenToConvert(vm, value);
  if (known instanceof ApexDatetime) return known;
  if (known instanceof ApexDate) return new ApexDatetime(known.days * DAY_MS);
  if (typeof known === 'bigint' || typeof known === 'number') return new ApexDatetime(Number(known)); // milliseconds
  return typeof known === 'string' ? read(vm, known, vm.user.timeZone) : invalid(vm, String(known));
}

function parse(vm: Vm, text: string): ApexDatetime {
  const clock = readLocaleText(text, vm.user.locale, 'short');
  return clock === undefined ? invalid(vm, text) : new ApexDatetime(momentOf(clock, vm.user.timeZone));
}

/** `newInstance` in the user's zone, `newInstanceGmt` in UTC. */
function constructors(name: string, zone: Zone): NativeTable {
  const made = (vm: Vm, clock: number) => new ApexDatetime(momentOf(clock, zone(vm)));
  return {
    [`Datetime ${name}(Date date, Time time)`]: (vm: Vm, date: ApexDate, time: ApexTime) =>
      made(vm, given(vm, date).days * DAY_MS + given(vm, time, 2).ms),
    [`Datetime ${name}(Integer year, Integer month, Integer day)`]: (
      vm: Vm,
      year: number,
      month: number,
      day: number,
    ) => made(vm, clockOf(given(vm, year), given(vm, month, 2), given(vm, day, 3))),
    [`Datetime ${name}(Integer year, Integer month, Integer day, Integer hour, Integer minute, Integer second)`]: (
      vm: Vm,
      ...parts: (number | null)[]
    ) => {
      const [year, month, day, hour, minute, second] = parts.map((part, index) => given(vm, part, index + 1));
      return made(vm, clockOf(year!, month!, day!, hour, minute, second));
    },
  };
}

/** Reads what the clock shows; the second name is that of the method for UTC. */
function readers(type: string, name: string, gmtName: string, pick: (clock: number) => ApexValue): NativeTable {
  return {
    [`${type} ${name}()`]: (vm: Vm, { ms }: ApexDatetime) => pick(clockAt(ms, vm.user.timeZone)),
    [`${type} ${gmtName}()`]: (_vm: Vm, { ms }: ApexDatetime) => pick(ms),
  };
}

const part = (name: string, pick: (at: Date) => number): NativeTable =>
  readers('Integer', name, `${name}Gmt`, (clock) => pick(new Date(clock)));

function dayOfYear(at: Date): number {
  return Math.floor((at.getTime() - clockOf(at.getUTCFullYear(), 1, 1)) / DAY_MS) + 1;
}

/** Moves by whole units of milliseconds. */
const adder =
  (unitMs: number) =>
  (vm: Vm, { ms }: ApexDatetime, count: number | null): ApexDatetime =>
    new ApexDatetime(ms + given(vm, count) * unitMs);

/** Months are counted on the UTC calendar (unconfirmed for zones where the day differs). */
function addMonths(vm: Vm, { ms }: ApexDatetime, months: number): ApexDatetime {
  return new ApexDatetime(plusMonths(dateOfClock(ms), given(vm, months)).days * DAY_MS + modulo(ms, DAY_MS));
}

/** A zone that is not known is GMT, as java.util.TimeZone has it. */
const zoneOf = (name: string): string => zoneNamed(name) ?? 'UTC';

export const DATETIME: NativeClass = nativeClass({
  name: 'Datetime',
  js: ApexDatetime,
  statics: {
    'Datetime now()': (vm) => new ApexDatetime(vm.org.clock()),
    'Datetime newInstance(Long milliseconds)': (vm, ms: bigint | null) => new ApexDatetime(Number(given(vm, ms))),
    ...constructors('newInstance', USER),
    ...constructors('newInstanceGmt', GMT),
    'Datetime parse(String text)': (vm, text: string | null) => parse(vm, given(vm, text)),
    'Datetime valueOf(String text)': (vm, text: string | null) => valueOf(vm, text),
    'Datetime valueOf(Object value)': valueOf,
    'Datetime valueOfGmt(String text)': (vm, text: string | null) => read(vm, givenToConvert(vm, text), 'UTC'),
  },
  methods: {
    ...readers('Date', 'date', 'dateGmt', dateOfClock),
    ...readers('Time', 'time', 'timeGmt', timeOfClock),
    ...part('year', (at) => at.getUTCFullYear()),
    ...part('month', (at) => at.getUTCMonth() + 1),
    ...part('day', (at) => at.getUTCDate()),
    ...part('dayOfYear', dayOfYear),
    ...part('hour', (at) => at.getUTCHours()),
    ...part('minute', (at) => at.getUTCMinutes()),
    ...part('second', (at) => at.getUTCSeconds()),
    ...part('millisecond', (at) => at.getUTCMilliseconds()),
    'Datetime addDays(Integer days)': adder(DAY_MS),
    'Datetime addHours(Integer hours)': adder(3_600_000),
    'Datetime addMinutes(Integer minutes)': adder(60_000),
    'Datetime addSeconds(Integer seconds)': adder(1000),
    'Datetime addMonths(Integer months)': addMonths,
    'Datetime addYears(Integer years)': (vm, self: ApexDatetime, years: number) =>
      addMonths(vm, self, 12 * given(vm, years)),
    'Long getTime()': (_vm, { ms }: ApexDatetime) => BigInt(ms),
    'Boolean isSameDay(Datetime other)': (vm, { ms }: ApexDatetime, other: ApexDatetime) =>
      dateOfClock(clockAt(ms, vm.user.timeZone)).days ===
      dateOfClock(clockAt(given(vm, other).ms, vm.user.timeZone)).days,
    'String format()': (vm, { ms }: ApexDatetime) => localeText(clockAt(ms, vm.user.timeZone), vm.user.locale, 'short'),
    'String format(String pattern)': (vm, { ms }: ApexDatetime, pattern: string | null) =>
      formatByPattern(vm, ms, given(vm, pattern), vm.user.timeZone || 'UTC'),
    'String format(String pattern, String zone)': (vm, { ms }: ApexDatetime, pattern: string, zone: string) =>
      formatByPattern(vm, ms, given(vm, pattern), zoneOf(given(vm, zone, 2))),
    'String formatGmt(String pattern)': (vm, { ms }: ApexDatetime, pattern: string | null) =>
      formatByPattern(vm, ms, given(vm, pattern), 'UTC'),
    // (form unconfirmed)
    'String formatLong()'(vm, { ms }: ApexDatetime) {
      const { timeZone, locale } = vm.user;
      return `${localeText(clockAt(ms, timeZone), locale, 'medium')} ${zoneName(timeZone || 'UTC', ms, 'short', 'en-US')}`;
    },
    'Integer hashCode()': (_vm, { ms }: ApexDatetime) => Number(BigInt.asIntN(32, BigInt(ms) ^ (BigInt(ms) >> 32n))),
    'String toString()': (_vm, { ms }: ApexDatetime) => clockText(ms),
  },
});
