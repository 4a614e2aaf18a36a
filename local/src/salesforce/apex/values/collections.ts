// List, Set and Map. Order of iteration is order of insertion.
// Keys: strings are case-sensitive; numbers compare by value; instances by their own equals and hashCode if they have them.
import type { ApexType } from '../types.ts';
import type { ApexValue } from './values.ts';

/** What a value counts as inside a Set or as a key of a Map: values with the same key are the same element. */
export type KeyOf = (value: ApexValue) => unknown;

export class ApexList {
  /** `List<T>` */
  readonly type: ApexType;
  items: ApexValue[];
  constructor(type: ApexType, items: ApexValue[]) {
    this.type = type;
    this.items = items;
  }
}

export class ApexSet {
  readonly type: ApexType;
  readonly entries = new Map<unknown, ApexValue>();
  constructor(type: ApexType) {
    this.type = type;
  }
}

export class ApexMap {
  readonly type: ApexType;
  readonly entries = new Map<unknown, { readonly key: ApexValue; value: ApexValue }>();
  constructor(type: ApexType) {
    this.type = type;
  }
}
