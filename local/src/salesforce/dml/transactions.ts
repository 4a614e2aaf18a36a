// Transactions of the org: one runs to its end before the next begins, and all of it stays or none of it.
// A savepoint covers the records, what waits for commit, and (for partial retries) the governor counters.
import type { Clock } from '../org.ts';
import type { Journal } from './journal.ts';
import type { Value } from '../schema/schema.ts';
import type { Savepoint, Store } from '../store/store.ts';
import type { RunningUser } from '../security/running-user.ts';
import { LimitExceeded } from './errors.ts';
import { TRANSACTION_LIMITS, type LimitUsage, type Transaction } from './transaction.ts';

/** A platform event that a test published: it is kept back until the test asks for its delivery. */
export interface HeldEvent {
  readonly type: string;
  readonly payload: Readonly<Record<string, Value>>;
  readonly uuid: string;
  /** It is gone when the transaction goes back to before it was published. */
  readonly isAfterCommit: boolean;
}

export interface TransactionSavepoint {
  readonly held: number;
  readonly records: Savepoint;
  readonly waiting: number;
  readonly usage: LimitUsage;
}

/** How a limit is worded when it is passed. Source: Apex Developer Guide, "Execution Governors and Limits". */
const LIMIT_NAMES: Record<keyof LimitUsage, string> = {
  queries: 'SOQL queries',
  queryRows: 'query rows',
  dmlStatements: 'DML statements',
  dmlRows: 'DML rows',
  triggerDepth: 'nested triggers',
};

/** What one transaction may use up, per limit. */
export type TransactionLimits = Readonly<Record<keyof LimitUsage, number>>;

export class OrgTransaction implements Transaction {
  /** Changes inside System.runAs. */
  user: RunningUser;
  readonly now: string;
  /** Asynchronous Apex may use more than the rest. */
  limits: TransactionLimits = TRANSACTION_LIMITS;
  readonly usage: LimitUsage = { queries: 0, queryRows: 0, dmlStatements: 0, dmlRows: 0, triggerDepth: 0 };
  depth = 0;
  /** No DML at all: cacheable Apex of pages. */
  isReadOnly = false;
  readonly saving = new Set<string>();
  /** The kind of object that DML touched first, for MIXED_DML_OPERATION; undefined before any. */
  firstDml: { readonly setup: boolean; readonly typeName: string } | undefined;
  /** Set in tests: takes published events in place of the event log. */
  heldEvents: HeldEvent[] | undefined;
  /** Of work that may be done again because it waits for answers; undefined where nothing may wait. */
  journal: Journal | undefined;
  readonly #store: Store;
  readonly #onRollback: () => void;
  #waiting: (() => void)[] = [];

  constructor(store: Store, user: RunningUser, now: string, onRollback: () => void) {
    this.#store = store;
    this.user = user;
    this.now = now;
    this.#onRollback = onRollback;
  }

  afterCommit(action: () => void): void {
    this.#waiting.push(action);
  }

  /** One with limits and waiting work of its own, over the same records: a test method among those of its class. */
  within(user: RunningUser = this.user, now: string = this.now): OrgTransaction {
    return new OrgTransaction(this.#store, user, now, this.#onRollback);
  }

  savepoint(): TransactionSavepoint {
    return {
      held: this.heldEvents?.length ?? 0,
      records: this.#store.savepoint(),
      waiting: this.#waiting.length,
      usage: { ...this.usage },
    };
  }

  /** Takes back records and what waited for commit since `to`. Limits stay used, as after Apex `Database.rollback`. */
  rollback(to: TransactionSavepoint): void {
    this.#store.rollback(to.records);
    this.#waiting.length = to.waiting;
    this.heldEvents = this.heldEvents?.filter((event, index) => index < to.held || !event.isAfterCommit);
    this.#onRollback();
  }

  /** For attempts 2 and 3 of a partial save: counters go back too. Source: Apex Developer Guide, "Bulk DML Exception Handling". */
  rollbackForRetry(to: TransactionSavepoint): void {
    this.rollback(to);
    Object.assign(this.usage, to.usage);
  }

  /** Hands out what waited for commit, once. */
  takeWaiting(): (() => void)[] {
    const waiting = this.#waiting;
    this.#waiting = [];
    return waiting;
  }
}

/** Counts against a governor limit. @throws LimitExceeded the limit is passed: the transaction is over */
export function spend(tx: Transaction, limit: keyof LimitUsage, amount: number): void {
  tx.usage[limit] += amount;
  if (limit === 'dmlStatements' && tx instanceof OrgTransaction && tx.isReadOnly)
    throw new LimitExceeded(`Too many ${LIMIT_NAMES[limit]}: ${amount}`);
  const { limits } = tx instanceof OrgTransaction ? tx : { limits: TRANSACTION_LIMITS };
  if (tx.usage[limit] > limits[limit]) throw new LimitExceeded(`Too many ${LIMIT_NAMES[limit]}: ${tx.usage[limit]}`);
}

/** The working form of a transaction that the org itself began. @throws Error it was made elsewhere */
export function orgTransaction(tx: Transaction): OrgTransaction {
  if (tx instanceof OrgTransaction) return tx;
  throw new Error('dml: this transaction was not begun by the org that is asked to save');
}

/** A value by chance: work that is done again gets the one that it had. */
export function recalled<T>(tx: Transaction, kind: string, make: () => T): T {
  const { journal } = orgTransaction(tx);
  return journal ? journal.recall(kind, make) : make();
}

/**
 * What was read from records: work that is done again is told the same, whatever others have changed since. After DML of its
 * own it reads what is there, which its own records are part of.
 */
export function recalledRecords<T>(tx: Transaction, about: string, read: () => T): T {
  const { journal, usage } = orgTransaction(tx);
  return journal && usage.dmlStatements === 0 ? journal.recall('records', read, about) : read();
}

/** Datetimes have a precision of seconds at rest. */
export function datetimeAtRest(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, 19)}.000Z`;
}

export class Transactions {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #onRollback: () => void;
  #running = false;

  /** @param onRollback called whenever records went back, so that caches over records are dropped */
  constructor(store: Store, clock: Clock, onRollback: () => void) {
    this.#store = store;
    this.#clock = clock;
    this.#onRollback = onRollback;
  }

  /** See `LocalOrg.transact`. Work begun after commit runs as transactions of its own. */
  run<T>(user: RunningUser, work: (tx: Transaction) => T): T {
    if (this.#running)
      throw new Error('dml: a transaction is already running; pass it on instead of beginning another');
    const tx = new OrgTransaction(this.#store, user, datetimeAtRest(this.#clock()), this.#onRollback);
    const start = this.#store.savepoint();
    this.#running = true;
    let result: T;
    try {
      result = work(tx);
      if (result instanceof Promise) throw new Error('dml: a transaction cannot wait for a promise');
      this.#store.commit();
    } catch (error) {
      this.#store.rollback(start);
      this.#store.commit();
      this.#onRollback();
      throw error;
    } finally {
      this.#running = false;
    }
    runAll(tx.takeWaiting());
    return result;
  }
}

/** One action's fault keeps none of the others from running; the first is thrown when all have. */
function runAll(actions: readonly (() => void)[]): void {
  const faults: unknown[] = [];
  for (const action of actions) {
    try {
      action();
    } catch (fault) {
      faults.push(fault);
    }
  }
  if (faults.length) throw faults[0];
}
