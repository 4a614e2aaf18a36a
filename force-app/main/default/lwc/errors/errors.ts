// Whatever failed, read once: what kind of failure it is decides what a page offers, and the text is for people.
import lostConnection from '@salesforce/label/c.Error_Lost_Connection';
import sessionExpired from '@salesforce/label/c.Error_Session_Expired';
import somethingWrong from '@salesforce/label/c.Error_Something_Wrong';

/**
 * refused: Apex says why, in words for the visitor, and trying again changes nothing.
 * offline: no answer came. expired: nobody is signed in any more. fault: something broke that the visitor cannot mend.
 */
export type ProblemKind = 'refused' | 'offline' | 'expired' | 'fault';

export interface Problem {
  readonly kind: ProblemKind;
  readonly text: string;
  /** Name of the field of the request that is at fault, when the refusal is about one. */
  readonly field?: string;
}

const REFUSAL = 'System.AuraHandledException';

/** @param error what a wire holds as `error`, or what a call of Apex was rejected with */
export function problemOf(error: unknown): Problem {
  if (isRecord(error)) {
    const body = isRecord(error.body) ? error.body : {};
    if (error.status === 401 || body.errorCode === 'INVALID_SESSION_ID')
      return { kind: 'expired', text: sessionExpired };
    if (body.exceptionType === REFUSAL && typeof body.message === 'string') return refusal(body.message);
  }
  // fetch rejects with a TypeError when no answer came.
  if (error instanceof TypeError || !navigator.onLine) return { kind: 'offline', text: lostConnection };
  return { kind: 'fault', text: somethingWrong };
}

/** A refusal about one field says so as JSON `{field, text}`; see PortalError.shown. */
function refusal(message: string): Problem {
  if (message.startsWith('{')) {
    try {
      const { field, text } = JSON.parse(message) as { field?: unknown; text?: unknown };
      if (typeof field === 'string' && typeof text === 'string') return { kind: 'refused', text, field };
    } catch {
      // A text that happens to begin with a brace.
    }
  }
  return { kind: 'refused', text: message };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
