// An sObject in memory: the fields that code set or a query selected, nothing else.
import type { SObjectType } from '../../schema/schema.ts';
import type { ApexType } from '../types.ts';
import type { ApexValue } from '../values/values.ts';

/** What `addError` left on a record. */
export interface RecordError {
  readonly message: string;
  /** Declared name; undefined: the record as a whole. */
  readonly field: string | undefined;
}

export class SObjectValue {
  /** `Account`, … or AggregateResult */
  readonly type: ApexType;
  /** By declared field or relationship name. A field that is not here was neither set nor queried. */
  readonly fields = new Map<string, ApexValue>();
  /** Came from a query: reading a field that is not here is an error, except for Id. */
  isQueried = false;
  /** Fields that code set on a record that came from the org; undefined: whatever is here was set by code. */
  assigned: Set<string> | undefined;
  /** Records of after triggers, and the old ones of all, cannot be changed. */
  isReadOnly = false;
  /** One of Trigger.new or Trigger.old, which take no DML. */
  isOfTrigger = false;
  errors: RecordError[] | undefined;
  isClone = false;
  /** The record this one is a clone of, if that had an id. */
  cloneSourceId: string | null = null;
  /** What setOptions gave: Database.DMLOptions. */
  options: ApexValue = null;

  constructor(type: ApexType) {
    this.type = type;
  }

  /** @throws Error for AggregateResult, which is no sObject of the schema */
  get sobject(): SObjectType {
    return this.type.sobject!;
  }

  get id(): string | null {
    return (this.fields.get('Id') as string | null | undefined) ?? null;
  }

  /** Whether code set the field since the record came from the org. */
  isAssigned(field: string): boolean {
    return this.assigned ? this.assigned.has(field) : this.fields.has(field);
  }
}
