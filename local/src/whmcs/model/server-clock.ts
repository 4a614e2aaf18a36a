// The installation's clock. WHMCS writes dates in its server's timezone and leaves the offset out.

/** WHMCS for "no date". */
export const NO_DATE = '0000-00-00';
export const NO_DATE_TIME = '0000-00-00 00:00:00';

export class ServerClock {
  readonly timezone: string;
  readonly #now: () => number;
  readonly #format: Intl.DateTimeFormat;
  #offsetMs = 0;
  #heldDay: string | undefined;
  #cachedSecond = NaN;
  #cachedText = '';

  /** @throws RangeError for an unknown timezone */
  constructor(timezone: string, now: () => number = Date.now) {
    this.timezone = timezone;
    this.#now = now;
    // "sv-SE" prints ISO order: 2026-11-20 10:04:11.
    this.#format = new Intl.DateTimeFormat('sv-SE', { timeZone: timezone, dateStyle: 'short', timeStyle: 'medium' });
  }

  /** Milliseconds since the epoch. */
  now(): number {
    return this.#now() + this.#offsetMs;
  }

  advance(ms: number): void {
    this.#offsetMs += ms;
  }

  setNow(epochMs: number): void {
    this.#offsetMs = epochMs - this.#now();
  }

  /** Lets it be midnight of `day` (`YYYY-MM-DD`) while `run` runs: the daily run catches up day by day. */
  async on(day: string, run: () => Promise<void>): Promise<void> {
    this.#heldDay = day;
    try {
      await run();
    } finally {
      this.#heldDay = undefined;
    }
  }

  /** `YYYY-MM-DD HH:MM:SS` */
  dateTime(): string {
    if (this.#heldDay !== undefined) return `${this.#heldDay} 00:00:00`;
    const second = Math.floor(this.now() / 1000);
    if (second !== this.#cachedSecond) {
      this.#cachedSecond = second;
      this.#cachedText = this.#format.format(second * 1000);
    }
    return this.#cachedText;
  }

  /** `YYYY-MM-DD` */
  date(): string {
    return this.dateTime().slice(0, 10);
  }
}

/** Adds calendar months, keeping to the month's last day: 2026-01-31 + 1 is 2026-02-28. */
export function addMonths(date: string, months: number): string {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  const index = year * 12 + (month - 1) + months;
  const lastDay = new Date(Date.UTC(Math.floor(index / 12), (index % 12) + 1, 0)).getUTCDate();
  const pad = (n: number) => String(n).padStart(2, '0');
  return `${Math.floor(index / 12)}-${pad((index % 12) + 1)}-${pad(Math.min(day, lastDay))}`;
}

/** @example addDays('2026-12-31', 1) // '2027-01-01' */
export function addDays(date: string, days: number): string {
  const at = Date.parse(`${date}T00:00:00Z`) + days * 86_400_000;
  return new Date(at).toISOString().slice(0, 10);
}
