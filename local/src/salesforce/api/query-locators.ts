// Query results that wait for their next page. A locator belongs to the user who ran the query and lives two days.
import type { Clock } from '../org.ts';
import type { QueryResult } from '../soql/result.ts';
import { SalesforceError } from '../dml/save.ts';

const LOCATOR_LIFE_MS = 48 * 60 * 60 * 1000;
/** Open cursors per user: opening one more closes the oldest. Source: Apex guide, "SOQL For Loops", query cursors. */
const OPEN_PER_USER = 10;

interface Locator {
  readonly id: string;
  readonly userId: string;
  readonly result: QueryResult;
  readonly openedAt: number;
}

export class QueryLocators {
  readonly #clock: Clock;
  readonly #open = new Map<string, Locator>();
  #count = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @returns the locator id, `01g` and 15 more characters */
  open(userId: string, result: QueryResult): string {
    const ofUser = [...this.#open.values()].filter((locator) => locator.userId === userId);
    if (ofUser.length >= OPEN_PER_USER) this.#open.delete(ofUser[0]!.id);
    this.#count += 1;
    const id = `01g${this.#count.toString(36).toUpperCase().padStart(12, '0')}AAA`;
    this.#open.set(id, { id, userId, result, openedAt: this.#clock() });
    return id;
  }

  /** @throws SalesforceError INVALID_QUERY_LOCATOR: unknown, of another user, or older than two days */
  find(userId: string, id: string): QueryResult {
    const locator = this.#open.get(id);
    if (locator && locator.userId === userId && this.#clock() - locator.openedAt < LOCATOR_LIFE_MS) {
      return locator.result;
    }
    throw new SalesforceError('INVALID_QUERY_LOCATOR', 'invalid query locator');
  }

  close(id: string): void {
    this.#open.delete(id);
  }
}
