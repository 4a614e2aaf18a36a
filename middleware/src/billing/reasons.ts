// Why something of WHMCS is not in Salesforce as it should be, in words for the operator. It is kept, looked at again
// with growing pauses, and at once when WHMCS announces it anew.

export const REASONS = {
  CLIENT_UNKNOWN: 'No account has this WHMCS client. Set WHMCS Account ID on the account it belongs to.',
  ACCOUNT_AMBIGUOUS: 'Several accounts have this WHMCS client. Leave WHMCS Account ID on one of them.',
  STATUS_UNKNOWN: 'WHMCS uses a status that is not known here. Report it.',
  GONE: 'WHMCS no longer has it. Salesforce keeps what it has; correct it there.',
  SALESFORCE_REFUSED: 'Correct what Salesforce names.',
  WHMCS_FAILED: 'WHMCS did not answer as it should. Look at its activity log if this lasts.',
} as const;

export type ReasonCode = keyof typeof REASONS;

export interface Reason {
  readonly code: ReasonCode;
  readonly text: string;
}

/** @param what the thing at fault, e.g. `client 318` */
export function reason(code: ReasonCode, what: string): Reason {
  return { code, text: `${what}: ${REASONS[code]}` };
}
