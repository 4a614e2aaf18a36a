// The states of cases in the customer's words. A state that Apex adds is a type error here until it has some.
import awaitingYou from '@salesforce/label/c.Case_Status_Awaiting_You';
import closed from '@salesforce/label/c.Case_Status_Closed';
import inProgress from '@salesforce/label/c.Case_Status_In_Progress';
import received from '@salesforce/label/c.Case_Status_Received';
import untitled from '@salesforce/label/c.Case_Untitled';
import type { Tone } from 'c/statusBadge';

interface StatusWords {
  readonly label: string;
  readonly tone: Tone;
}

const CASE_STATUS: Readonly<Record<Apex.CaseWordsWord, StatusWords>> = {
  Received: { label: received, tone: 'busy' },
  InProgress: { label: inProgress, tone: 'busy' },
  AwaitingYou: { label: awaitingYou, tone: 'attention' },
  Closed: { label: closed, tone: 'neutral' },
};

/** In the order of a case's life. */
export const CASE_STATUSES = Object.keys(CASE_STATUS) as readonly Apex.CaseWordsWord[];

/** A word that these pages do not know yet is shown as it is. */
export function caseStatus(word: string): StatusWords {
  return CASE_STATUS[word as Apex.CaseWordsWord] ?? { label: word, tone: 'neutral' };
}

/** The subject, or words in its place: a case that an agent opened may have none. */
export function caseTitle(subject: string | undefined): string {
  return subject?.trim() ? subject : untitled;
}
