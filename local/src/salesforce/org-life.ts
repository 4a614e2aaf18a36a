// What stays with an org through all deployments, beside its records: its passwords and locks, where it is served, what it has
// sent. An org that is built again takes the life of the one before it.
import { RowLocks } from './dml/locks.ts';
import type { Steps } from './dml/steps.ts';
import type { Clock } from './org.ts';
import { Passwords } from './security/passwords.ts';

export class OrgLife {
  readonly locks: RowLocks;
  readonly passwords: Passwords;
  /** Base address, once the org is served. */
  origin: string | undefined;
  /** Opens a session for a user who signs in on a site. */
  openSession: ((userId: string) => string) | undefined;
  #waiting = 0;

  constructor(clock: Clock) {
    this.locks = new RowLocks(clock);
    this.passwords = new Passwords(clock);
  }

  /** Transactions that wait for an answer from outside: they belong to the org as it was when they began. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Steps that count as waiting from their beginning to their end. */
  *counted<T>(steps: Steps<T>): Steps<T> {
    this.#waiting += 1;
    try {
      return yield* steps;
    } finally {
      this.#waiting -= 1;
    }
  }
}
