// What a query answers, independent of who asked: REST turns it into JSON, flows and Apex into their own values.
import type { Value } from '../schema/schema.ts';

/** One record of a result. `fields` holds the selected fields in order: plain values, parent records, or child results. */
export interface QueryRecord {
  /**
   * sObject type; `AggregateResult`; or `Address` and `Location` for a compound field, whose parts (`city`, `latitude` …) are
   * the fields and which has neither id nor attributes.
   */
  readonly type: string;
  /** The record's id also when Id was not selected; undefined for aggregates. */
  readonly id: string | undefined;
  readonly fields: ReadonlyMap<string, Value | QueryRecord | QueryResult>;
}

export interface QueryResult {
  /** Rows before paging; for `SELECT COUNT()` the count, with no records. */
  readonly totalSize: number;
  readonly records: readonly QueryRecord[];
  /** Rows that count against the limit where they are not the records: those that a sum was made of. */
  readonly rowsCounted?: number;
}
