// How Apex values live in JavaScript. One representation per Apex type, so that a value in an Object variable still knows its type.
//
//   null → null            String, Id → string (an Id always 18 characters)     Boolean → boolean
//   Integer → number       Long → bigint       Double → ApexDouble              Decimal → ApexDecimal
//   Date, Datetime, Time → ApexDate, ApexDatetime, ApexTime                     Blob → ApexBlob
//   List, Set, Map → ApexList, ApexSet, ApexMap                                 sObject → SObjectValue (sobject/sobject-value.ts)
//   instance of a class of the project, and every exception → ApexObject        enum constant → EnumValue
//   anything else of the library → an instance of the JavaScript class named in its table (`js` of native.ts)
import type { ApexType } from '../types.ts';
import type { Vm } from '../vm.ts';

/** Any Apex value. Static types, worked out when code is compiled, say which. */
export type ApexValue = unknown;

export class ApexDouble {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

/** Days since 1970-01-01. */
export class ApexDate {
  readonly days: number;
  constructor(days: number) {
    this.days = days;
  }
}

/** Milliseconds since 1970-01-01T00:00:00Z. */
export class ApexDatetime {
  readonly ms: number;
  constructor(ms: number) {
    this.ms = ms;
  }
}

/** Milliseconds since midnight. */
export class ApexTime {
  readonly ms: number;
  constructor(ms: number) {
    this.ms = ms;
  }
}

export class ApexBlob {
  readonly bytes: Uint8Array;
  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }
}

/** One constant of an enum; there is one object per constant, so identity is equality. */
export class EnumValue {
  readonly type: ApexType;
  readonly name: string;
  readonly ordinal: number;
  constructor(type: ApexType, name: string, ordinal: number) {
    this.type = type;
    this.name = name;
    this.ordinal = ordinal;
  }
}

/** An instance of a class of the project, or an exception of either kind. */
export class ApexObject {
  readonly type: ApexType;
  /** Instance fields by slot; superclass first. */
  readonly fields: ApexValue[];
  /** What the library keeps for a base class of its own (Exception). */
  facts: ExceptionFacts | undefined;
  constructor(type: ApexType, fields: ApexValue[]) {
    this.type = type;
    this.fields = fields;
    this.facts = undefined;
  }
}

/** One error of one record, for DmlException. */
export interface DmlFailure {
  /** Place of the record in the DML statement's list. */
  readonly row: number;
  readonly id: string | null;
  readonly statusCode: string;
  readonly message: string;
  readonly fields: readonly string[];
  /** Type of the record, where it is known. */
  readonly object?: string;
}

/** What every exception carries beside its own fields. */
export interface ExceptionFacts {
  message: string | null;
  cause: ApexObject | null;
  /** `Class.Name.method: line 3, column 1`, innermost first; where it was made. */
  readonly trace: readonly string[];
  readonly line: number;
  dml?: readonly DmlFailure[];
  /** setMessage was called. */
  isMessageSet?: boolean;
  /** Fields that the user may not use, by object; for exceptions of queries and DML in user mode. */
  inaccessible?: (vm: Vm) => ApexValue;
}
