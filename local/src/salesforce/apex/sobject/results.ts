// What Database methods answer: one object per record. Source: Apex Reference Guide, Database namespace.
import type { SaveError, SaveResult } from '../../dml/save.ts';

/** Database.Error */
export class DatabaseError {
  readonly statusCode: string;
  readonly message: string;
  readonly fields: readonly string[];
  constructor(statusCode: string, message: string, fields: readonly string[]) {
    this.statusCode = statusCode;
    this.message = message;
    this.fields = fields;
  }
}

abstract class Outcome {
  readonly id: string | null;
  readonly isSuccess: boolean;
  readonly errors: readonly DatabaseError[];
  constructor({ id, success, errors }: Pick<SaveResult, 'id' | 'success' | 'errors'>) {
    this.id = id;
    this.isSuccess = success;
    this.errors = success ? [] : errors.map(toError);
  }
}

const toError = ({ statusCode, message, fields }: SaveError): DatabaseError =>
  new DatabaseError(statusCode, message, fields);

export class ApexSaveResult extends Outcome {
  /** Of a published event: its uuid. */
  readonly operationId: string | null;
  constructor(result: SaveResult) {
    super(result);
    const [first] = result.errors;
    this.operationId = first?.statusCode === 'OPERATION_ENQUEUED' ? first.message : null;
  }
}

export class ApexUpsertResult extends Outcome {
  readonly isCreated: boolean;
  constructor(result: SaveResult) {
    super(result);
    this.isCreated = result.created;
  }
}

export class ApexDeleteResult extends Outcome {}
export class ApexUndeleteResult extends Outcome {}
export class ApexEmptyRecycleBinResult extends Outcome {}

export class ApexMergeResult extends Outcome {
  readonly mergedIds: readonly string[];
  readonly relatedIds: readonly string[];
  constructor(result: SaveResult, mergedIds: readonly string[], relatedIds: readonly string[]) {
    super(result);
    this.mergedIds = mergedIds;
    this.relatedIds = relatedIds;
  }
}
