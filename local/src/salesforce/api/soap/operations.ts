// Every SOAP operation that the local org speaks, by API letter and name.
import { apexOperations } from './apex-operations.ts';
import type { OpenSoapCall, SoapOperations } from './operation.ts';

export const OPERATIONS: SoapOperations = {
  ...apexOperations,
};

/** Those that need no session. */
export const OPEN_OPERATIONS: SoapOperations<OpenSoapCall> = {};
