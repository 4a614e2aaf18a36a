// Time and TimeZone. Source: Apex Reference Guide, "Time Class" and "TimeZone Class".
import { nativeClass, type NativeClass } from '../native.ts';
import { timeText } from '../values/scalar-text.ts';
import { ApexTime, type ApexDatetime } from '../values/values.ts';
import type { Vm } from '../vm.ts';
import { given } from './given.ts';
import { intlLocale } from './locale.ts';
import { zoneName, zoneNamed, zoneOffset } from './zones.ts';

const DAY_MS = 86_400_000;
const UNITS_MS = { hour: 3_600_000, minute: 60_000, second: 1000, millisecond: 1 } as const;

/** A time runs over into the next day and begins again. */
const timeOf = (ms: number): ApexTime => new ApexTime(((ms % DAY_MS) + DAY_MS) % DAY_MS);

const adder =
  (unit: keyof typeof UNITS_MS) =>
  (vm: Vm, { ms }: ApexTime, count: number | null): ApexTime =>
    timeOf(ms + given(vm, count) * UNITS_MS[unit]);

const reader =
  (unit: keyof typeof UNITS_MS, count: number) =>
  (_vm: Vm, { ms }: ApexTime): number =>
    Math.floor(ms / UNITS_MS[unit]) % count;

export const TIME: NativeClass = nativeClass({
  name: 'Time',
  js: ApexTime,
  statics: {
    'Time newInstance(Integer hour, Integer minute, Integer second, Integer millisecond)'(
      vm,
      hour: number,
      minute: number,
      second: number,
      millisecond: number,
    ) {
      const minutes = given(vm, hour) * 60 + given(vm, minute, 2);
      return timeOf((minutes * 60 + given(vm, second, 3)) * 1000 + given(vm, millisecond, 4));
    },
  },
  methods: {
    'Time addHours(Integer hours)': adder('hour'),
    'Time addMinutes(Integer minutes)': adder('minute'),
    'Time addSeconds(Integer seconds)': adder('second'),
    'Time addMilliseconds(Integer milliseconds)': adder('millisecond'),
    'Integer hour()': reader('hour', 24),
    'Integer minute()': reader('minute', 60),
    'Integer second()': reader('second', 60),
    'Integer millisecond()': reader('millisecond', 1000),
    'Integer hashCode()': (_vm, { ms }: ApexTime) => ms,
    'String toString()': (_vm, self: ApexTime) => timeText(self),
  },
});

/** A time zone as a value. */
export class ApexTimeZone {
  /** As given: `America/Los_Angeles` */
  readonly id: string;
  constructor(id: string) {
    this.id = id;
  }

  /** As Intl takes it. */
  get zone(): string {
    return zoneNamed(this.id) ?? 'UTC';
  }
}

export const TIME_ZONE: NativeClass = nativeClass({
  name: 'TimeZone',
  js: ApexTimeZone,
  statics: {
    // A name that is not known gives GMT, as in Java.
    'TimeZone getTimeZone(String id)': (vm, id: string | null) =>
      new ApexTimeZone(zoneNamed(given(vm, id)) === undefined ? 'GMT' : id!),
  },
  methods: {
    'String getID()': (_vm, self: ApexTimeZone) => self.id,
    'String getDisplayName()': (vm, self: ApexTimeZone) =>
      zoneName(self.zone, vm.org.clock(), 'long', intlLocale(vm.user.locale)),
    'Integer getOffset(Datetime at)': (vm, self: ApexTimeZone, at: ApexDatetime | null) =>
      zoneOffset(self.zone, given(vm, at).ms),
    'String toString()': (_vm, self: ApexTimeZone) => self.id,
  },
});
