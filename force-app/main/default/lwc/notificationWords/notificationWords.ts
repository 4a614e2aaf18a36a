// What happened to the customer's account, in words, and where to see it. A kind or state that Apex adds is a type error here
// until it has some.
import caseOther from '@salesforce/label/c.Notification_Case';
import caseAnswered from '@salesforce/label/c.Notification_Case_Answered';
import caseAwaitingYou from '@salesforce/label/c.Notification_Case_Awaiting_You';
import caseClosed from '@salesforce/label/c.Notification_Case_Closed';
import caseInProgress from '@salesforce/label/c.Notification_Case_In_Progress';
import eligibilityOther from '@salesforce/label/c.Notification_Eligibility';
import eligible from '@salesforce/label/c.Notification_Eligible';
import identityOther from '@salesforce/label/c.Notification_Identity';
import notEligible from '@salesforce/label/c.Notification_Not_Eligible';
import orderOther from '@salesforce/label/c.Notification_Order';
import orderActive from '@salesforce/label/c.Notification_Order_Active';
import orderCancelled from '@salesforce/label/c.Notification_Order_Cancelled';
import orderDelayed from '@salesforce/label/c.Notification_Order_Delayed';
import orderSettingUp from '@salesforce/label/c.Notification_Order_Setting_Up';
import rejected from '@salesforce/label/c.Notification_Rejected';
import verified from '@salesforce/label/c.Notification_Verified';
import { caseTitle } from 'c/caseWords';
import { filled } from 'c/formats';
import type { PageName } from 'c/pages';

interface KindWords {
  readonly page: PageName;
  readonly icon: string;
  /** Of the thing's own states. */
  readonly texts: Readonly<Record<string, string>>;
  /** For a state that nobody is told of, or that these pages do not know yet. */
  readonly other: string;
}

const CASES: Readonly<Record<Apex.CaseWordsWord, string>> = {
  Received: caseOther,
  InProgress: caseInProgress,
  AwaitingYou: caseAwaitingYou,
  Closed: caseClosed,
};
const ORDERS: Readonly<Record<Apex.CustomerOrdersWord, string>> = {
  InReview: orderOther,
  SettingUp: orderSettingUp,
  Delayed: orderDelayed,
  Active: orderActive,
  Cancelled: orderCancelled,
};
const CHECKS: Readonly<Record<Apex.EligibilityStateWord, string>> = {
  NotRequested: eligibilityOther,
  Pending: eligibilityOther,
  Available: eligible,
  NotAvailable: notEligible,
};
const IDENTITY: Readonly<Record<Apex.IdentityStateWord, string>> = {
  NotSubmitted: identityOther,
  Pending: identityOther,
  Verified: verified,
  Rejected: rejected,
};

const KINDS: Readonly<Record<Apex.NotificationWord, KindWords>> = {
  CaseAnswered: { page: 'case', icon: 'utility:comments', texts: {}, other: caseAnswered },
  CaseStatus: { page: 'case', icon: 'utility:case', texts: CASES, other: caseOther },
  Order: { page: 'order', icon: 'utility:cart', texts: ORDERS, other: orderOther },
  Eligibility: { page: 'eligibility', icon: 'utility:location', texts: CHECKS, other: eligibilityOther },
  Identity: { page: 'identity', icon: 'utility:identity', texts: IDENTITY, other: identityOther },
};

export interface News {
  readonly text: string;
  readonly icon: string;
  readonly page: PageName;
}

/** @returns undefined for a kind that these pages do not know yet */
export function newsOf({ kind, status, title }: Apex.Notification): News | undefined {
  const words = KINDS[kind as Apex.NotificationWord];
  if (!words) return undefined;
  const { page, icon, texts, other } = words;
  const text = texts[status ?? ''] ?? other;
  return { text: filled(text, page === 'case' ? caseTitle(title) : (title ?? '')), icon, page };
}
