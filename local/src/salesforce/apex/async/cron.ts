// Cron expressions of System.schedule: seconds minutes hours day-of-month month day-of-week [year].
// Source: Apex Developer Guide, "Apex Scheduler". Not computed: `L`, `W` and `#` are accepted, but have no next time here.
import type { Vm } from '../vm.ts';

interface Part {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly names?: readonly string[];
}

const PARTS: readonly Part[] = [
  { name: 'Seconds', from: 0, to: 59 },
  { name: 'Minutes', from: 0, to: 59 },
  { name: 'Hours', from: 0, to: 23 },
  { name: 'Day-of-month', from: 1, to: 31 },
  {
    name: 'Month',
    from: 1,
    to: 12,
    names: ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'],
  },
  { name: 'Day-of-Week', from: 1, to: 7, names: ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'] },
  { name: 'Year', from: 1970, to: 9_999 },
];

export interface Cron {
  readonly text: string;
  /** Values that match, per part; undefined = any. */
  readonly allowed: readonly (ReadonlySet<number> | undefined)[];
  /** Uses L, W or #. */
  readonly isSpecial: boolean;
}

/** @throws ApexThrow System.StringException the text is no cron expression */
export function parseCron(vm: Vm, text: string): Cron {
  const words = text.trim().split(/\s+/);
  const wrong = (why: string): never => vm.raise('System.StringException', why);
  if (words.length < 6 || words.length > 7)
    return wrong(words.length < 6 ? 'Unexpected end of expression.' : `Illegal cron expression format (${text})`);
  if (!/^\d+$/.test(words[0]!) || !/^\d+$/.test(words[1]!))
    return wrong('Seconds and minutes must be specified as integers.');
  if ((words[3] === '?') === (words[5] === '?'))
    return wrong(
      words[3] === '?'
        ? "'?' can only be specified for Day-of-Month -OR- Day-of-Week."
        : 'Support for specifying both a day-of-week AND a day-of-month parameter is not implemented.',
    );
  const isSpecial = /[LW#]/i.test(words[3]!) || /(?:^L$|\dL|#)/i.test(words[5]!);
  const allowed = words.map((word, index) =>
    /[LW#]/.test(word) && isSpecial && (index === 3 || index === 5) ? undefined : valuesOf(word, PARTS[index]!, wrong),
  );
  return { text, allowed, isSpecial };
}

function valuesOf(word: string, part: Part, wrong: (why: string) => never): ReadonlySet<number> | undefined {
  if (word === '*' || word === '?') return undefined;
  const values = new Set<number>();
  for (const piece of word.toUpperCase().split(',')) {
    const [range = '', step] = piece.split('/');
    const [first = '', last] = range.split('-');
    const from = first === '*' ? part.from : numberOf(first, part, wrong);
    const to = last !== undefined ? numberOf(last, part, wrong) : step !== undefined ? part.to : from;
    const by = step === undefined ? 1 : Number(step);
    if (!(by > 0)) return wrong(`Illegal cron expression format (${word})`);
    if (to >= from) for (let value = from; value <= to; value += by) values.add(value);
    else {
      for (let value = from; value <= part.to; value += by) values.add(value);
      for (let value = part.from; value <= to; value += by) values.add(value);
    }
  }
  return values;
}

function numberOf(text: string, { name, from, to, names }: Part, wrong: (why: string) => never): number {
  const named = names?.indexOf(text) ?? -1;
  const value = named >= 0 ? named + from : /^\d+$/.test(text) ? Number(text) : NaN;
  if (Number.isNaN(value)) return wrong(`Illegal cron expression format (${text})`);
  return value >= from && value <= to ? value : wrong(`${name} values must be between ${from} and ${to}`);
}

/** Farthest that the next time is looked for, in days. */
const HORIZON_DAYS = 366 * 100;

/**
 * The first time after `after` that matches, in epoch milliseconds.
 * @param zone IANA zone in which the expression is meant
 * @returns undefined there is none; for expressions with L, W or # also
 */
export function nextTime({ allowed, isSpecial }: Cron, after: number, zone: string): number | undefined {
  if (isSpecial) return undefined;
  const [seconds, minutes, hours, days, months, weekdays, years] = allowed;
  const start = wallClock(after, zone);
  const second = [...(seconds ?? [0])][0]!;
  const minute = [...(minutes ?? [0])][0]!;
  for (let day = 0; day < HORIZON_DAYS; day++) {
    const date = new Date(Date.UTC(start.year, start.month - 1, start.day + day));
    if (years && !years.has(date.getUTCFullYear())) continue;
    if (months && !months.has(date.getUTCMonth() + 1)) continue;
    if (days && !days.has(date.getUTCDate())) continue;
    if (weekdays && !weekdays.has(date.getUTCDay() + 1)) continue;
    for (let hour = 0; hour < 24; hour++) {
      if (hours && !hours.has(hour)) continue;
      const wall = date.getTime() + ((hour * 60 + minute) * 60 + second) * 1_000;
      const time = wall - offsetOf(wall, zone);
      if (time > after) return time;
    }
  }
  return undefined;
}

function wallClock(ms: number, zone: string): { year: number; month: number; day: number } {
  const shifted = new Date(ms + offsetOf(ms, zone));
  return { year: shifted.getUTCFullYear(), month: shifted.getUTCMonth() + 1, day: shifted.getUTCDate() };
}

/** Milliseconds that the zone's clock is ahead of UTC. */
function offsetOf(ms: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone || 'UTC',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(ms);
  const get = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  const wall = Date.UTC(get('year'), get('month') - 1, get('day'), get('hour'), get('minute'), get('second'));
  return wall - Math.floor(ms / 1_000) * 1_000;
}
