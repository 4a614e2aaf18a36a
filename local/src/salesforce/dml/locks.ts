// Row locks held by somebody else, as far as anyone here can tell: the org runs one transaction at a time, so real
// contention never arises and tests ask for it. DML asks before it writes a record or a parent that the write would lock.
import type { Clock } from '../org.ts';

export interface LockRequest {
  /** Record ids, 15 or 18 characters. */
  readonly ids?: readonly string[];
  /** Or every record of a type, by API name. */
  readonly type?: string;
  /** How many saves meet the lock before it is gone; unlimited when absent. */
  readonly times?: number;
  /** Epoch milliseconds when it is gone; never when absent. */
  readonly until?: number;
}

interface Lock {
  readonly ids: ReadonlySet<string> | undefined;
  readonly type: string | undefined;
  readonly until: number;
  times: number;
}

export class RowLocks {
  readonly #clock: Clock;
  #locks: Lock[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @throws Error the request names neither ids nor a type */
  lock(request: LockRequest): void {
    if (!request.ids && !request.type) throw new Error('locks: name the record ids or the type to lock');
    this.#locks.push({
      ids: request.ids && new Set(request.ids.map((id) => id.slice(0, 15))),
      type: request.type?.toLowerCase(),
      until: request.until ?? Number.POSITIVE_INFINITY,
      times: request.times ?? Number.POSITIVE_INFINITY,
    });
  }

  release(): void {
    this.#locks = [];
  }

  /** True when somebody holds the record; each call uses up one of a lock's `times`. */
  isHeld(typeName: string, id: string): boolean {
    if (!this.#locks.length) return false;
    const now = this.#clock();
    this.#locks = this.#locks.filter((lock) => lock.times > 0 && lock.until > now);
    const lock = this.#locks.find(
      (candidate) => candidate.type === typeName.toLowerCase() || candidate.ids?.has(id.slice(0, 15)),
    );
    if (!lock) return false;
    lock.times -= 1;
    return true;
  }
}
