// What becomes of a lead that Salesforce did not take, by Salesforce's code for it.
import type { RecordFault } from '../salesforce/update.ts';

/**
 * done: it is there already. later: passes by itself. set-up: no lead would be taken, so none is blamed.
 * What is not listed is the lead's own fault: it is set aside, and a person sees Salesforce's words.
 */
export type FaultKind = 'done' | 'later' | 'set-up' | 'refused';

const KINDS: Readonly<Record<string, FaultKind>> = {
  UNABLE_TO_LOCK_ROW: 'later',
  SERVER_UNAVAILABLE: 'later',
  UNKNOWN_EXCEPTION: 'later',
  QUERY_TIMEOUT: 'later',
  PROCESSING_HALTED: 'later',
  NO_RESULT: 'later',
  CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY: 'later', // a flow or trigger failed: over this lead, or over any
  INSUFFICIENT_ACCESS_OR_READONLY: 'set-up',
  INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY: 'set-up',
  INVALID_FIELD: 'set-up',
  INVALID_FIELD_FOR_INSERT_UPDATE: 'set-up',
  INVALID_TYPE: 'set-up',
  STORAGE_LIMIT_EXCEEDED: 'set-up',
  INACTIVE_OWNER_OR_USER: 'set-up',
};

export function faultKind({ code, message }: NonNullable<RecordFault>): FaultKind {
  // Ours is the only id a second delivery can share; another unique field is somebody else's rule.
  if (code === 'DUPLICATE_VALUE') return message.includes('Request_Id__c') ? 'done' : 'refused';
  return KINDS[code] ?? 'refused';
}
