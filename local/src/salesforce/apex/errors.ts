// How Apex code fails, and how the runtime says that it cannot run it.
import type { ApexObject } from './values/values.ts';

/** Where a piece of Apex stands: class (or trigger) name, line and column from 1. */
export interface ApexPosition {
  readonly unit: string;
  readonly line: number;
  readonly column: number;
}

/** An Apex exception on its way up. `catch` in Apex takes it; at the top it ends the transaction. */
export class ApexThrow extends Error {
  readonly exception: ApexObject;
  /** A governor limit: no `catch` takes it. Source: Apex Developer Guide, "Exceptions that Can't be Caught". */
  readonly isFinal: boolean;
  constructor(exception: ApexObject, isFinal = false) {
    super(`${exception.type.name}: ${exception.facts?.message ?? ''}`);
    this.name = 'ApexThrow';
    this.exception = exception;
    this.isFinal = isFinal;
  }
}

/** The code is wrong: Salesforce would not have compiled it either. */
export class ApexCompileError extends Error {
  readonly position: ApexPosition;
  constructor(position: ApexPosition, what: string) {
    super(`${position.unit}: line ${position.line}, column ${position.column}: ${what}`);
    this.name = new.target.name;
    this.position = position;
  }
}

/** The code may be right for Salesforce, but this runtime cannot execute it and will not pretend to. */
export class UnsupportedApex extends ApexCompileError {}
