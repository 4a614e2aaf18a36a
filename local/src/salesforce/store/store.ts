// Records in memory, with savepoints. Knows types and ids, no rules: `dml` is the only caller that changes records.
// Everything is synchronous: one transaction runs to its end before the next begins, so reads are serializable.
import type { Row } from '../schema/schema.ts';

/** A point to roll back to. Rolling back to an older one invalidates the later ones. */
export type Savepoint = { readonly mark: number };

/** How far a store has counted, so that a later one of the same org gives no id or number twice. */
export type StoreCounts = ReadonlyMap<
  string,
  { readonly serial: number; readonly numbers: ReadonlyMap<string, number> }
>;

export interface Store {
  /** The record, also one in the recycle bin (`IsDeleted` true), or undefined. Accepts 15- and 18-character ids. */
  get(type: string, id: string): Row | undefined;
  /** All records of a type in insertion order, the recycle bin among them. */
  all(type: string): Iterable<Row>;
  /** Records whose field has that value, by index (ids, references, unique and external id fields), else by scan. Text ignores case unless the field is case sensitive. */
  find(type: string, field: string, value: string | number): readonly Row[];
  /** Adds a record; `row.Id` comes from `nextId`. */
  insert(type: string, row: Row): void;
  /** Replaces the record of the same Id. */
  update(type: string, row: Row): void;
  /** Removes it for good (recycle bin is an update of IsDeleted). */
  remove(type: string, id: string): void;
  /** Whether Apex or an approval has locked the record for editing; whom that keeps out is for `dml` to say. */
  isLocked(id: string): boolean;
  setLocked(id: string, isLocked: boolean): void;
  /** A fresh 18-character id of the type. */
  nextId(type: string): string;
  /** Next value of an auto-number field; not given back on rollback, as on the platform. */
  nextNumber(type: string, field: string): number;
  /** By type name. */
  counts(): StoreCounts;
  savepoint(): Savepoint;
  rollback(to: Savepoint): void;
  /** Drops the undo log: what has been done so far stays. */
  commit(): void;
}
