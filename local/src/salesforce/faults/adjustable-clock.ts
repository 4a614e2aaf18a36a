// The org's clock: real time (or a test's), plus what a test has moved it on by.
import type { Clock } from '../org.ts';

export class AdjustableClock {
  readonly #base: Clock;
  #offsetMs = 0;

  constructor(base: Clock = Date.now) {
    this.#base = base;
  }

  readonly now: Clock = () => this.#base() + this.#offsetMs;

  /** @throws RangeError time only moves forward */
  advance(ms: number): void {
    if (!(ms >= 0)) throw new RangeError('the clock only moves forward');
    this.#offsetMs += ms;
  }
}
