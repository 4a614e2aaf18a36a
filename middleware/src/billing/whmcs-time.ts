// WHMCS writes dates in its server's time zone and leaves the offset out.

/** `2026-11-20 10:04:11` in a zone → the instant; null for "no date" (zeroes) and what is no date. */
export function instantOf(text: string, timeZone: string): Date | null {
  const match = /^(\d{4})-(\d\d)-(\d\d)(?: (\d\d):(\d\d):(\d\d))?$/.exec(text);
  if (!match || match[1] === '0000') return null;
  const [year, month, day, hour = 0, minute = 0, second = 0] = match.slice(1).map((part) => Number(part ?? 0));
  const asUtc = Date.UTC(year!, month! - 1, day, hour, minute, second);
  // Twice: near a change of the clocks the first offset may be that of the other side.
  const first = asUtc - offsetMs(asUtc, timeZone);
  return new Date(asUtc - offsetMs(first, timeZone));
}

/** `YYYY-MM-DD` as it is; null for "no date". */
export function dateOf(text: string): string | null {
  return /^(?!0000)\d{4}-\d\d-\d\d$/.test(text.slice(0, 10)) ? text.slice(0, 10) : null;
}

/** The instant at which the day after this date begins there. */
export function endOf(date: string, timeZone: string): Date | null {
  const noon = instantOf(`${date} 12:00:00`, timeZone);
  if (!noon) return null;
  const next = new Date(Date.parse(`${date}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
  return instantOf(`${next} 00:00:00`, timeZone);
}

function offsetMs(epochMs: number, timeZone: string): number {
  const text = formatFor(timeZone).format(epochMs);
  const local = Date.parse(`${text.replace(' ', 'T')}Z`);
  return local - Math.floor(epochMs / 1000) * 1000;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatFor(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  // "sv-SE" prints ISO order: 2026-11-20 10:04:11.
  const made = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  formats.set(timeZone, made);
  return made;
}
