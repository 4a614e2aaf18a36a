// When the nightly comparison is due.

/** After this long the night's comparison is not begun any more: a service started by day waits for the next night. */
const WINDOW_MINUTES = 180;

/**
 * @param at `03:30`, by the clock of the zone
 * @returns the date of the night, `YYYY-MM-DD`, while its comparison is due; else null
 */
export function nightOf(now: Date, at: string, timeZone: string): string | null {
  // "sv-SE" prints ISO order: 2026-11-20 10:04.
  const local = (when: Date): string =>
    new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(when);
  const minutes = minutesOf(local(now).slice(11)) - minutesOf(at);
  if (minutes >= 0 && minutes < WINDOW_MINUTES) return local(now).slice(0, 10);
  // Begun before midnight, it may be caught up after.
  if (minutes + 1440 >= 0 && minutes + 1440 < WINDOW_MINUTES)
    return local(new Date(now.getTime() - 86_400_000)).slice(0, 10);
  return null;
}

function minutesOf(text: string): number {
  const [hours, minutes] = text.split(':').map(Number);
  return hours! * 60 + minutes!;
}
