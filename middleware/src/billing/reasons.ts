// Why something of WHMCS is not in Salesforce as it should be, in words for the operator. It is kept, looked at again
// with growing pauses, and at once when WHMCS announces it anew.

export const REASONS = {
  CLIENT_UNKNOWN: 'No account has this WHMCS client. Set WHMCS Account ID on the account it belongs to.',
  ACCOUNT_AMBIGUOUS: 'Several accounts have this WHMCS client. Leave WHMCS Account ID on one of them.',
  CLIENT_MISSING:
    'The account has no WHMCS client yet, so no invoices. Its first order sets WHMCS Account ID; or set it by hand.',
  RECORD_UNKNOWN: 'Salesforce shows no such record. It was deleted, or the integration user may not read it.',
  TOO_MANY_INVOICES: 'Only the newest were asked for here. The sweep goes through the rest in turn.',
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
