// Time zones by the names that Java takes, and moments on the clock of a zone.
import { zoneOffset as computeOffset } from '../../soql/zone.ts';

/** Abbreviations that java.util.TimeZone knows. */
const ABBREVIATIONS: Readonly<Record<string, string>> = {
  ACT: 'Australia/Darwin',
  AET: 'Australia/Sydney',
  AST: 'America/Anchorage',
  BST: 'Asia/Dhaka',
  CST: 'America/Chicago',
  CTT: 'Asia/Shanghai',
  EAT: 'Africa/Addis_Ababa',
  ECT: 'Europe/Paris',
  EST: '-05:00',
  HST: '-10:00',
  IST: 'Asia/Kolkata',
  JST: 'Asia/Tokyo',
  MST: '-07:00',
  NST: 'Pacific/Auckland',
  PST: 'America/Los_Angeles',
};

const known = new Map<string, string | undefined>();

/** The zone by its name, as Intl takes it; undefined when there is none of that name. */
export function zoneNamed(name: string): string | undefined {
  if (!known.has(name)) known.set(name, findZone(name));
  return known.get(name);
}

function findZone(name: string): string | undefined {
  if (/^(?:GMT|UTC|UT|Z)$/.test(name)) return 'UTC';
  const [, sign, hours, minutes = '00'] = /^(?:GMT|UTC)?([+-])(\d{1,2}):?(\d{2})?$/.exec(name) ?? [];
  const zone = sign ? `${sign}${hours!.padStart(2, '0')}:${minutes}` : (ABBREVIATIONS[name] ?? name);
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: zone });
    return zone;
  } catch {
    return undefined;
  }
}

const DAY_MS = 86_400_000;
const MAX_DAYS_KEPT = 20_000;

/** By zone and day (UTC): the offset of the whole day; null: clocks are changed in it. */
const dayOffsets = new Map<string, Map<number, number | null>>();

/** Milliseconds that the zone's clock is ahead of UTC at that moment. */
export function zoneOffset(name: string, ms: number): number {
  const zone = name || 'UTC';
  let days = dayOffsets.get(zone);
  if (!days || days.size > MAX_DAYS_KEPT) dayOffsets.set(zone, (days = new Map<number, number | null>()));
  const day = Math.floor(ms / DAY_MS);
  let offset = days.get(day);
  if (offset === undefined) {
    const [first, last] = [computeOffset(zone, day * DAY_MS), computeOffset(zone, (day + 1) * DAY_MS - 1)];
    days.set(day, (offset = first === last ? first : null));
  }
  return offset ?? computeOffset(zone, ms);
}

/** What a clock in the zone shows at that moment, as if it were UTC. */
export const clockAt = (ms: number, zone: string): number => ms + zoneOffset(zone, ms);

/** The moment at which a clock in the zone shows that; of two the earlier, and a time that was skipped moves on. */
export function momentOf(clock: number, zone: string): number {
  const guess = clock - zoneOffset(zone, clock);
  const before = clock - zoneOffset(zone, guess - DAY_MS / 8);
  if (before + zoneOffset(zone, before) === clock) return before;
  const after = clock - zoneOffset(zone, guess);
  return after + zoneOffset(zone, after) === clock ? after : before;
}

/** Short names that Java has and JavaScript does not: standard time, summer time. */
const SHORT_NAMES: Readonly<Record<string, readonly [string, string]>> = {
  'Asia/Tokyo': ['JST', 'JDT'],
  'Asia/Kolkata': ['IST', 'IST'],
  'Asia/Shanghai': ['CST', 'CDT'],
  'Asia/Singapore': ['SGT', 'SGT'],
  'Asia/Hong_Kong': ['HKT', 'HKST'],
  'Asia/Seoul': ['KST', 'KDT'],
  'Australia/Sydney': ['AEST', 'AEDT'],
  'Australia/Melbourne': ['AEST', 'AEDT'],
  'Australia/Brisbane': ['AEST', 'AEDT'],
  'Europe/London': ['GMT', 'BST'],
  'Europe/Paris': ['CET', 'CEST'],
  'Europe/Berlin': ['CET', 'CEST'],
  'Europe/Madrid': ['CET', 'CEST'],
  'Europe/Rome': ['CET', 'CEST'],
  'Europe/Amsterdam': ['CET', 'CEST'],
  'Pacific/Auckland': ['NZST', 'NZDT'],
};

/** The smaller of the offsets of January and July is that of standard time, on either half of the globe. */
function isSummer(ms: number, zone: string): boolean {
  const year = new Date(ms).getUTCFullYear();
  const offsets = [0, 6].map((month) => zoneOffset(zone, Date.UTC(year, month, 1)));
  return zoneOffset(zone, ms) > Math.min(...offsets);
}

/** `PST`, `Pacific Standard Time` */
export function zoneName(zone: string, ms: number, style: 'short' | 'long', locale: string): string {
  if (zone === 'UTC') return style === 'short' ? 'GMT' : 'Greenwich Mean Time';
  const names = style === 'short' ? SHORT_NAMES[zone] : undefined;
  if (names) return names[isSummer(ms, zone) ? 1 : 0];
  const parts = new Intl.DateTimeFormat(locale, { timeZone: zone, timeZoneName: style }).formatToParts(ms);
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? zone;
}
