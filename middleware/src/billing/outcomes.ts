// How a piece of billing work ended, and when it is looked at again.
import type { DueWork, WorkOutcome } from '../ledger/billing-work.ts';
import type { Log } from '../log.ts';
import { backoffMs } from '../provisioning/backoff.ts';
import type { Reason, ReasonCode } from './reasons.ts';

/** After so many attempts only a person can help: from then on it is looked at seldom. */
const QUICK_ATTEMPTS = 8;
const SELDOM_MS = 6 * 3_600_000;
/** A lock or a hiccup ends by itself; nobody but a person ends an unknown client. */
const PASSING: ReadonlySet<ReasonCode> = new Set(['SALESFORCE_REFUSED', 'WHMCS_FAILED']);

export interface Outcomes {
  /** Done. @param dueAt when it is to be looked at again all the same */
  readonly done: (work: DueWork, dueAt: Date | null) => WorkOutcome;
  /** An order under way may be about to tell Salesforce what is missing: looked at again soon, and when it has. */
  readonly waiting: (work: DueWork) => WorkOutcome;
  /** Not done: kept, shown to the operator with the reason, and tried again by itself. */
  readonly failed: (work: DueWork, why: Reason) => WorkOutcome;
}

export function createOutcomes({ now, log }: { readonly now: () => Date; readonly log: Log }): Outcomes {
  return {
    done: (work, dueAt) => ({ work, dueAt, reason: null, isFailure: false }),
    waiting: (work) => {
      const dueAt = new Date(now().getTime() + backoffMs(work.attempts, Math.random()));
      return { work, dueAt, reason: null, isFailure: true };
    },
    failed: (work, why) => {
      const { kind, recordId, attempts } = work;
      log.warn({ kind, recordId, code: why.code, reason: why.text }, 'billing: not in Salesforce');
      const isQuick = PASSING.has(why.code) && attempts < QUICK_ATTEMPTS;
      const waitMs = isQuick ? backoffMs(attempts, Math.random()) : SELDOM_MS;
      return { work, dueAt: new Date(now().getTime() + waitMs), reason: why, isFailure: true };
    },
  };
}
