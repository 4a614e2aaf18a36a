// Civil time in an IANA zone: which day an instant falls on there, and when a day begins.

/** Year, month (1–12), day, as a zone's calendar shows them. */
export interface CivilDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (!format) {
    const numeric = 'numeric';
    format = new Intl.DateTimeFormat('en-US-u-hc-h23', {
      timeZone: zone,
      year: numeric,
      month: numeric,
      day: numeric,
      hour: numeric,
      minute: numeric,
      second: numeric,
    });
    formats.set(zone, format);
  }
  return format;
}

/** Milliseconds that the zone's clock is ahead of UTC at that instant. */
export function zoneOffset(zone: string, instant: number): number {
  if (zone === 'UTC' || zone === 'GMT') return 0;
  const parts: Record<string, number> = {};
  for (const { type, value } of formatOf(zone).formatToParts(instant)) parts[type] = Number(value);
  const clock = Date.UTC(
    parts['year']!,
    parts['month']! - 1,
    parts['day'],
    parts['hour'],
    parts['minute'],
    parts['second'],
  );
  return clock - Math.floor(instant / 1000) * 1000;
}

export function civilDate(zone: string, instant: number): CivilDate {
  const clock = new Date(instant + zoneOffset(zone, instant));
  return { year: clock.getUTCFullYear(), month: clock.getUTCMonth() + 1, day: clock.getUTCDate() };
}

/** `YYYY-MM-DD` of days that may run over: month 13 is January of the next year, day 0 the last of the month before. */
export function dateText(year: number, month: number, day: number): string {
  return new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10);
}

/** Instant at which that day begins in the zone, as a datetime at rest. */
export function startOfDay(zone: string, date: string): string {
  const midnight = Date.parse(`${date}T00:00:00Z`);
  // The offset at the guess may be that of the other side of a clock change; the second look settles it.
  const guess = midnight - zoneOffset(zone, midnight);
  return atRest(midnight - zoneOffset(zone, guess));
}

/** A datetime as the store holds it: whole seconds, UTC. */
export function atRest(instant: number): string {
  return `${new Date(instant).toISOString().slice(0, 19)}.000Z`;
}
