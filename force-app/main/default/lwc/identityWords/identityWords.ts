// The identity check in the customer's words. A state that Apex adds is a type error here until it has some.
import documentImage from '@salesforce/label/c.Identity_Method_Document_Image';
import icChip from '@salesforce/label/c.Identity_Method_Ic_Chip';
import inPerson from '@salesforce/label/c.Identity_Method_In_Person';
import jpki from '@salesforce/label/c.Identity_Method_Jpki';
import notSubmitted from '@salesforce/label/c.Identity_Status_Not_Submitted';
import pending from '@salesforce/label/c.Identity_Status_Pending';
import rejected from '@salesforce/label/c.Identity_Status_Rejected';
import verified from '@salesforce/label/c.Identity_Status_Verified';
import type { Tone } from 'c/statusBadge';

interface StatusWords {
  readonly label: string;
  readonly tone: Tone;
}

const IDENTITY_STATUS: Readonly<Record<Apex.IdentityStateWord, StatusWords>> = {
  NotSubmitted: { label: notSubmitted, tone: 'neutral' },
  Pending: { label: pending, tone: 'busy' },
  Verified: { label: verified, tone: 'good' },
  Rejected: { label: rejected, tone: 'attention' },
};

/** Values of Account.Id_Verification_Method__c. */
const METHODS: Readonly<Record<string, string>> = {
  'Document Image': documentImage,
  'IC Chip': icChip,
  'In Person': inPerson,
  JPKI: jpki,
};

/** A word that these pages do not know yet is shown as it is. */
export function identityStatus(word: string): StatusWords {
  return IDENTITY_STATUS[word as Apex.IdentityStateWord] ?? { label: word, tone: 'neutral' };
}

/** How somebody proved who they are; undefined = not yet. */
export function identityMethod(method: string | undefined): string | undefined {
  return method && (METHODS[method] ?? method);
}
