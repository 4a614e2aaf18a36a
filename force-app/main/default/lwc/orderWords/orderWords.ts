// The states of orders in the customer's words. A state that Apex adds is a type error here until it has some.
import active from '@salesforce/label/c.Order_Status_Active';
import cancelled from '@salesforce/label/c.Order_Status_Cancelled';
import delayed from '@salesforce/label/c.Order_Status_Delayed';
import inReview from '@salesforce/label/c.Order_Status_In_Review';
import settingUp from '@salesforce/label/c.Order_Status_Setting_Up';
import type { Tone } from 'c/statusBadge';

interface StatusWords {
  readonly label: string;
  readonly tone: Tone;
  /** It will change by itself. */
  readonly isPending: boolean;
}

const ORDER_STATUS: Readonly<Record<Apex.CustomerOrdersWord, StatusWords>> = {
  InReview: { label: inReview, tone: 'busy', isPending: true },
  SettingUp: { label: settingUp, tone: 'busy', isPending: true },
  Delayed: { label: delayed, tone: 'attention', isPending: true },
  Active: { label: active, tone: 'good', isPending: false },
  Cancelled: { label: cancelled, tone: 'neutral', isPending: false },
};

/** A word that these pages do not know yet is shown as it is. */
export function orderStatus(word: string): StatusWords {
  return ORDER_STATUS[word as Apex.CustomerOrdersWord] ?? { label: word, tone: 'neutral', isPending: false };
}
