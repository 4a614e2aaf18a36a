// What a save is: the request, its per-record outcome, and the places where automation takes part.
// The pipeline in `pipeline.ts` follows Salesforce, "Triggers and Order of Execution"; whoever changes records comes through it.
import type { AccessMode } from '../org.ts';
import type { Row, SObjectType, Value } from '../schema/schema.ts';
import type { AssignmentChoice } from './assignment-rules.ts';
import type { Transaction } from './transaction.ts';

export type Operation = 'insert' | 'update' | 'upsert' | 'delete' | 'undelete';

/** An error of one record, as REST words it. `statusCode` is Salesforce's, e.g. `REQUIRED_FIELD_MISSING`. */
export interface SaveError {
  readonly statusCode: string;
  readonly message: string;
  readonly fields: readonly string[];
}

export interface SaveResult {
  /** 18 characters; null when an insert failed. */
  readonly id: string | null;
  readonly success: boolean;
  /** True when an upsert (or insert) made the record. */
  readonly created: boolean;
  readonly errors: readonly SaveError[];
}

export interface RecordInput {
  readonly type: string;
  readonly id?: string;
  /** By API name, any case; values as at rest (see `Value`) or as JSON gives them: the pipeline checks and converts. */
  readonly values: Readonly<Record<string, unknown>>;
  /** The assignment rule that gives the record its owner after the triggers; left out: none runs. */
  readonly assignmentRule?: AssignmentChoice;
}

export interface SaveRequest {
  readonly operation: Operation;
  readonly records: readonly RecordInput[];
  /** Any error rolls back the whole request; all records are still tried so that all errors are listed. */
  readonly allOrNone: boolean;
  /** upsert: the external id field to match; `Id` when absent. */
  readonly externalIdField?: string;
  /** user = object, field and sharing rights are enforced (REST, user-mode Apex); sharing = only sharing; system = none (flows, Apex default). */
  readonly access: AccessMode;
}

/** One record on its way through a save. Automation reads `prior`, changes `values` before the save, and may refuse. */
export interface SavingRecord {
  readonly index: number;
  readonly type: SObjectType;
  /** null until an insert has written the record. */
  id: string | null;
  /** The whole record as it will be saved; writable only in before-save steps. */
  values: Record<string, Value>;
  /** As stored before this save; null on insert. */
  readonly prior: Row | null;
  /** Fields the request itself sent. */
  readonly sent: ReadonlySet<string>;
  readonly errors: SaveError[];
}

/** Up to 200 records of one type in one save step; `isInsert`, `isDelete`… tell which. */
export interface SaveChunk {
  readonly type: SObjectType;
  readonly operation: 'insert' | 'update' | 'delete' | 'undelete';
  readonly records: readonly SavingRecord[];
  readonly tx: Transaction;
}

/** Automation of the org: record-triggered flows; Apex triggers take their places here too. Steps that an engine lacks are left out. */
export interface Automation {
  beforeSaveFlows?(chunk: SaveChunk): void;
  beforeTriggers?(chunk: SaveChunk): void;
  afterTriggers?(chunk: SaveChunk): void;
  afterSaveFlows?(chunk: SaveChunk): void;
}

/** A refusal of a whole request with Salesforce's code, e.g. MALFORMED_QUERY or INVALID_TYPE. `httpStatus` as REST answers it. */
export class SalesforceError extends Error {
  readonly errorCode: string;
  readonly fields: readonly string[];
  readonly httpStatus: number;
  constructor(
    errorCode: string,
    message: string,
    options: { fields?: readonly string[]; httpStatus?: number; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'SalesforceError';
    this.errorCode = errorCode;
    this.fields = options.fields ?? [];
    this.httpStatus = options.httpStatus ?? 400;
  }
}
