// An sObject in memory: the fields that code set or a query selected, nothing else.
import type { SObjectType } from '../../schema/schema.ts';
import type { ApexType } from '../types.ts';
import type { ApexValue } from '../values/values.ts';

export class SObjectValue {
  /** `Account`, … or AggregateResult */
  readonly type: ApexType;
  /** By declared field or relationship name. A field that is not here was neither set nor queried. */
  readonly fields = new Map<string, ApexValue>();
  /** Came from a query: reading a field that is not here is an error, except for Id. */
  isQueried = false;

  constructor(type: ApexType) {
    this.type = type;
  }

  /** @throws Error for AggregateResult, which is no sObject of the schema */
  get sobject(): SObjectType {
    return this.type.sobject!;
  }
}
