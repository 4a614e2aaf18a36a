// What something costs, and how often. Cycles are values of Product2.Billing_Cycle__c.
import annually from '@salesforce/label/c.Price_Annually';
import monthly from '@salesforce/label/c.Price_Monthly';
import once from '@salesforce/label/c.Price_Once';
import { filled, money } from 'c/formats';

export const MONTHLY = 'Monthly';

const WORDS: Readonly<Record<string, string>> = { [MONTHLY]: monthly, Annually: annually, 'One-time': once };

/** `¥5,500 a month`; the amount alone for what has no cycle, or one that these pages do not know. */
export function price(amount: number, currencyCode: string, cycle: string | undefined): string {
  const words = cycle && WORDS[cycle];
  const text = money(amount, currencyCode);
  return words ? filled(words, text) : text;
}
