// The org's clock: real time (or a test's), plus what a test has moved it on by. Held at a time of the past while sample
// customers live through theirs.
import type { Clock } from '../org.ts';

export class AdjustableClock {
  readonly #base: Clock;
  #offsetMs = 0;

  constructor(base: Clock = Date.now) {
    this.#base = base;
  }

  #heldAt: number | undefined;

  readonly now: Clock = () => this.#heldAt ?? this.#base() + this.#offsetMs;

  /** Lets it be that time, in epoch milliseconds, while `work` runs. */
  at(time: number, work: () => void): void {
    this.#heldAt = time;
    try {
      work();
    } finally {
      this.#heldAt = undefined;
    }
  }

  /** @throws RangeError time only moves forward */
  advance(ms: number): void {
    if (!(ms >= 0)) throw new RangeError('the clock only moves forward');
    this.#offsetMs += ms;
  }
}
