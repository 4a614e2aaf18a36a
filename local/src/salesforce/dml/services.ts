// What a save leans on, and the form in which rules of standard objects take part in it.
import type { EventLog } from '../events/event-log.ts';
import type { AccessMode } from '../org.ts';
import type { Schema } from '../schema/schema.ts';
import type { Store } from '../store/store.ts';
import type { AssignmentRules } from './assignment-rules.ts';
import type { LookupFilters } from './lookup-filters.ts';
import type { RowLocks } from './locks.ts';
import type { RecordFormulas } from './record-formulas.ts';
import type { RollUps } from './roll-ups.ts';
import type { Automation, SaveRequest, SaveResult, SavingRecord } from './save.ts';
import type { OrgTransaction } from './transactions.ts';

export interface DmlServices {
  readonly schema: Schema;
  readonly store: Store;
  readonly events: EventLog;
  readonly locks: RowLocks;
  readonly formulas: RecordFormulas;
  readonly rollUps: RollUps;
  readonly lookupFilters: LookupFilters;
  readonly assignmentRules: AssignmentRules;
  /** In the order in which they were added to the org. */
  readonly automations: readonly Automation[];
  /** A record of this type changed: whoever caches access by it looks again. */
  changed(typeName: string): void;
  /** A save by the platform itself, e.g. a parent's total: may set fields that no client may. */
  saveDerived(tx: OrgTransaction, request: SaveRequest): SaveResult[];
}

export interface RuleContext {
  readonly services: DmlServices;
  readonly tx: OrgTransaction;
  readonly access: AccessMode;
  /** The platform itself saves: client rules (locks after activation, create-only fields) do not apply. */
  readonly derived: boolean;
}

/** What happened to a record since a moment that `derive` must tell apart: before the save, or before the automation. */
export interface Changes {
  /** The value differs from what it was; all fields of a new record do. */
  readonly changed: (field: string) => boolean;
  /** Somebody set the field on purpose: the request, or automation after it. */
  readonly explicit: (field: string) => boolean;
}

/** The rules of one standard object. Every step may push onto `record.errors`. */
export interface StandardRules {
  /** Deleted for good at once: no recycle bin. */
  readonly skipsRecycleBin?: boolean;
  /** Sets fields that follow from others; runs before the automation and again after it. */
  readonly derive?: (record: SavingRecord, changes: Changes, context: RuleContext) => void;
  /** Refuses what the object does not allow; runs with the validation rules. */
  readonly check?: (record: SavingRecord, context: RuleContext) => void;
  /** Makes what must exist before the record itself is written. */
  readonly beforeWrite?: (record: SavingRecord, context: RuleContext) => void;
  /** Right after writing, before any after-save automation: other records that are part of this one. */
  readonly afterWrite?: (records: readonly SavingRecord[], context: RuleContext) => void;
  /** Parents' totals; skipped in a recursive save. Also after deletes. */
  readonly rollUp?: (records: readonly SavingRecord[], context: RuleContext) => void;
  readonly checkDelete?: (record: SavingRecord, context: RuleContext) => void;
}
