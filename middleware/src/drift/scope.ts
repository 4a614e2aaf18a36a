// What a look takes in: everything, or the clients, accounts and records of what the first look found.
import type { Narrowing } from '../salesforce/drift.ts';

/** What the rules can be asked for by itself. */
export const TOPICS = ['orders', 'services', 'invoices', 'clients'] as const;
export type Topic = (typeof TOPICS)[number];

export type Scope = {
  readonly salesforce: NonNullable<Narrowing>;
  readonly clientIds: readonly string[];
  /** Invoices that are read whole, with their balance. */
  readonly invoiceIds: readonly string[];
  readonly wantsCancellations: boolean;
} | null;
