// What Database.getQueryLocator gives: the rows of a query, read at once, for batches and iterators.
import type { SObjectValue } from './sobject-value.ts';

export class QueryLocator {
  /** The statement as it ran; null where a query literal was passed. */
  readonly query: string | null;
  readonly rows: readonly SObjectValue[];
  constructor(query: string | null, rows: readonly SObjectValue[]) {
    this.query = query;
    this.rows = rows;
  }
}

export class QueryLocatorIterator {
  readonly #rows: readonly SObjectValue[];
  #next = 0;
  constructor(rows: readonly SObjectValue[]) {
    this.#rows = rows;
  }
  hasNext(): boolean {
    return this.#next < this.#rows.length;
  }
  next(): SObjectValue | undefined {
    return this.#rows[this.#next++];
  }
}
