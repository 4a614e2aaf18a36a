// One Salesforce transaction: who runs it, when it began, what it has used, and what happens when it commits.
import type { RunningUser } from '../security/running-user.ts';

/** Governor limits of one synchronous transaction. Source: Apex Developer Guide, "Execution Governors and Limits". */
export const TRANSACTION_LIMITS = {
  queries: 100,
  queryRows: 50_000,
  dmlStatements: 150,
  dmlRows: 10_000,
  triggerDepth: 16,
} as const;

export type LimitUsage = { -readonly [limit in keyof typeof TRANSACTION_LIMITS]: number };

export interface Transaction {
  readonly user: RunningUser;
  /** Datetime at rest; all records of one transaction carry it. */
  readonly now: string;
  readonly usage: LimitUsage;
  /** Nesting of saves within saves; the order of execution differs for recursive saves. */
  depth: number;
  /** Record ids this transaction is saving right now, outermost first: a recursive save skips some steps. */
  readonly saving: Set<string>;
  /** Runs once after commit, in order; never when the transaction rolls back. */
  afterCommit(action: () => void): void;
}
