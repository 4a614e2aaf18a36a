// The states of the address check in the customer's words. A state that Apex adds is a type error here until it has some.
import available from '@salesforce/label/c.Eligibility_Status_Available';
import notAvailable from '@salesforce/label/c.Eligibility_Status_Not_Available';
import notRequested from '@salesforce/label/c.Eligibility_Status_Not_Requested';
import pending from '@salesforce/label/c.Eligibility_Status_Pending';
import type { Tone } from 'c/statusBadge';

interface StatusWords {
  readonly label: string;
  readonly tone: Tone;
}

const ELIGIBILITY_STATUS: Readonly<Record<Apex.EligibilityStateWord, StatusWords>> = {
  NotRequested: { label: notRequested, tone: 'neutral' },
  Pending: { label: pending, tone: 'busy' },
  Available: { label: available, tone: 'good' },
  NotAvailable: { label: notAvailable, tone: 'neutral' },
};

/** A word that these pages do not know yet is shown as it is. */
export function eligibilityStatus(word: string): StatusWords {
  return ELIGIBILITY_STATUS[word as Apex.EligibilityStateWord] ?? { label: word, tone: 'neutral' };
}
