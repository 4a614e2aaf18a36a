// One record under way, from the request to the store.
import type { Row, SObjectType, Value } from '../schema/schema.ts';
import { to18 } from '../store/ids.ts';
import { ERRORS } from './errors.ts';
import type { RecordInput, SaveError, SavingRecord } from './save.ts';
import type { DmlServices } from './services.ts';

/** What is to be done with one record of the request. */
export interface Intent {
  readonly index: number;
  readonly type: SObjectType;
  readonly operation: 'insert' | 'update' | 'delete' | 'undelete';
  readonly id: string | null;
  readonly input: RecordInput;
}

export class Saving implements SavingRecord {
  readonly index: number;
  readonly type: SObjectType;
  id: string | null;
  values: Record<string, Value>;
  readonly prior: Row | null;
  readonly sent: Set<string> = new Set();
  readonly errors: SaveError[] = [];
  /** Automation has run for the record, or it was written: a failure from now on makes a partial save try again without it. */
  isPastChecks = false;
  /** The record was being saved already when this save began: a recursive save. */
  isRecursive = false;

  constructor(intent: Intent, prior: Row | null, values: Record<string, Value>) {
    this.index = intent.index;
    this.type = intent.type;
    this.id = intent.id;
    this.prior = prior;
    this.values = values;
  }

  get failed(): boolean {
    return this.errors.length > 0;
  }
}

export function alive(records: readonly Saving[]): Saving[] {
  return records.filter((record) => !record.failed);
}

/** An intent for a record named by id; the id must be well formed and of the type. */
export function intentById(
  services: DmlServices,
  intent: Omit<Intent, 'id'>,
  id: string,
): Intent | { index: number; error: SaveError } {
  const full = to18(id);
  if (services.schema.typeOfId(full) !== intent.type) {
    const idField = intent.type.fields.get('Id')!;
    return { index: intent.index, error: ERRORS.malformedId(idField, id) };
  }
  return { ...intent, id: full };
}
