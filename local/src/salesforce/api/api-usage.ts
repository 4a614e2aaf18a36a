// How many API calls the org has answered: the rolling daily limit, and plain counts for tests and the console.
import type { Clock } from '../org.ts';

const HOUR_MS = 60 * 60 * 1000;
const WINDOW_HOURS = 24;

export class ApiUsage {
  /** Calls allowed in any 24 hours. */
  readonly dailyLimit: number;
  readonly #clock: Clock;
  readonly #callsByHour = new Map<number, number>();
  readonly #callsByResource = new Map<string, number>();
  #total = 0;

  constructor(clock: Clock, dailyLimit: number) {
    this.#clock = clock;
    this.dailyLimit = dailyLimit;
  }

  /** Counts one call. @returns false when the limit is used up: the call is to be refused */
  count(resource: string): boolean {
    if (this.used() >= this.dailyLimit) return false;
    this.spend(1);
    this.#callsByResource.set(resource, (this.#callsByResource.get(resource) ?? 0) + 1);
    this.#total += 1;
    return true;
  }

  /** Uses up calls without making them: what other clients of the org do. */
  spend(calls: number): void {
    const hour = Math.floor(this.#clock() / HOUR_MS);
    this.#callsByHour.set(hour, (this.#callsByHour.get(hour) ?? 0) + calls);
  }

  /** Calls within the last 24 hours, to the hour. */
  used(): number {
    const oldest = Math.floor(this.#clock() / HOUR_MS) - WINDOW_HOURS;
    let used = 0;
    for (const [hour, calls] of this.#callsByHour) {
      if (hour <= oldest) this.#callsByHour.delete(hour);
      else used += calls;
    }
    return used;
  }

  /** Counts since the last reset; these leave the daily limit alone. */
  counters(): { total: number; byResource: Record<string, number> } {
    return { total: this.#total, byResource: Object.fromEntries(this.#callsByResource) };
  }

  resetCounters(): void {
    this.#total = 0;
    this.#callsByResource.clear();
  }
}
