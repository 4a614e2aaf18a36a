// The form of a rule. A rule is data: a query over the two pictures, the words for people, and whether it is safe to mend.
import type { ScratchRow } from './scratch.ts';
import type { Topic } from './scope.ts';

/**
 * write-back: ids that WHMCS gave and Salesforce lacks go to the ledger's outbox, and the flusher writes them.
 * read-again: billing reads the invoice or service anew, and writes it as it always does.
 */
export type Mend = 'write-back' | 'read-again';

/** Columns that say what a difference is about. Any may be absent. */
export const ABOUT = [
  'client_id',
  'other_client_id',
  'account_id',
  'other_account_id',
  'order_id',
  'item_id',
  'opportunity_id',
  'invoice_record_id',
  'invoice_id',
  'service_id',
  'whmcs_order_id',
] as const;
export type About = (typeof ABOUT)[number];

export interface Rule {
  readonly topic: Topic;
  /** What is held against what. */
  readonly compares: string;
  /** The difference in words; `{column}` takes the query's column. */
  readonly differs: string;
  /** What a person does about it. */
  readonly todo: string;
  /** Null: only a person can tell which side is right. */
  readonly mend: Mend | null;
  /** The record that carries it in WHMCS_Drift__c. */
  readonly marks: 'Order' | 'Opportunity' | 'Invoice__c' | null;
  /** One row per difference, with a `key` that stays the same as long as the difference does. */
  readonly sql: string;
}

/** @throws Error a column that the query does not give */
export function inWords(template: string, row: ScratchRow): string {
  return template.replace(/\{(\w+)\}/g, (_whole, column: string) => {
    if (!(column in row)) throw new Error(`drift: no column ${column} for “${template}”`);
    return row[column] === null ? 'blank' : String(row[column]);
  });
}
