// In what way the running Apex was started, what it may use up, and what it has used beside queries and DML (which the
// transaction counts). Source: Apex Developer Guide, "Execution Governors and Limits", per-transaction Apex limits.
import { TRANSACTION_LIMITS } from '../../dml/transaction.ts';
import type { TransactionLimits } from '../../dml/transactions.ts';
import type { Vm } from '../vm.ts';

export type ExecutionKind = 'synchronous' | 'future' | 'queueable' | 'finalizer' | 'batch' | 'scheduled' | 'event';

/** What code can use up, by the limit's own counter; `name` as the platform's message has it. */
export const COUNTED = {
  callouts: { limit: 100, name: 'callouts' },
  futureCalls: { limit: 50, name: 'future calls' },
  queueableJobs: { limit: 50, name: 'queueable jobs added to the queue' },
  emailInvocations: { limit: 10, name: 'Email Invocations' },
  soslQueries: { limit: 20, name: 'SOSL queries' },
  publishImmediateDml: { limit: 150, name: 'DML statements' },
  queryLocatorRows: { limit: 10_000, name: 'query locator rows' },
  aggregateQueries: { limit: 300, name: 'aggregate queries' },
  mobilePushCalls: { limit: 10, name: 'mobile push apex calls' },
  runAs: { limit: Infinity, name: 'runAs' },
  batchJobs: { limit: Infinity, name: 'batch jobs' },
  savepointStatements: { limit: Infinity, name: 'savepoints, rollbacks and releases' },
} as const satisfies Record<string, { limit: number; name: string }>;

export type Counter = keyof typeof COUNTED;

/** What asynchronous Apex may use up where that differs. */
const ASYNC_LIMITS: TransactionLimits = { ...TRANSACTION_LIMITS, queries: 200 };
const SYNC_CPU_MS = 10_000;
const ASYNC_CPU_MS = 60_000;
/** Bytes. */
const SYNC_HEAP = 6_000_000;
const ASYNC_HEAP = 12_000_000;

/** Limits that differ from COUNTED in asynchronous Apex, by what started it. */
const ASYNC_COUNTED: Readonly<Partial<Record<ExecutionKind, Partial<Record<Counter, number>>>>> = {
  future: { futureCalls: 0, queueableJobs: 1 },
  queueable: { futureCalls: 50, queueableJobs: 1 },
  finalizer: { queueableJobs: 1 },
  batch: { futureCalls: 0, queueableJobs: 1 },
  scheduled: { queueableJobs: 50 },
};

export class Execution {
  readonly kind: ExecutionKind;
  /** Of the AsyncApexJob; null in synchronous code. */
  readonly jobId: string | null;
  /** How many queueable jobs led here, one after the other; this one included. */
  readonly queueableDepth: number;
  /** The largest depth that the chain was given, if it was. */
  readonly maxQueueableDepth: number | null;
  /** Future methods say so by their annotation, the classes of other jobs by an interface. */
  readonly allowsCallouts: boolean;
  readonly used: Record<Counter, number> = emptyCounters();
  /** Of `workDone`, what rollbacks have taken back. */
  workUndone = 0;
  /** Class of the finalizer that a queueable job attached, as the instance itself. */
  finalizer: unknown = null;

  constructor(
    kind: ExecutionKind,
    jobId: string | null = null,
    queueableDepth = 0,
    maxQueueableDepth: number | null = null,
    allowsCallouts = true,
  ) {
    this.kind = kind;
    this.jobId = jobId;
    this.queueableDepth = queueableDepth;
    this.maxQueueableDepth = maxQueueableDepth;
    this.allowsCallouts = allowsCallouts;
  }

  get isAsync(): boolean {
    return this.kind !== 'synchronous' && this.kind !== 'event';
  }
  get transactionLimits(): TransactionLimits {
    return this.isAsync ? ASYNC_LIMITS : TRANSACTION_LIMITS;
  }
  get cpuLimitMs(): number {
    return this.isAsync ? ASYNC_CPU_MS : SYNC_CPU_MS;
  }
  get heapLimit(): number {
    return this.isAsync ? ASYNC_HEAP : SYNC_HEAP;
  }
  limitOf(counter: Counter): number {
    return ASYNC_COUNTED[this.kind]?.[counter] ?? COUNTED[counter].limit;
  }
}

function emptyCounters(): Record<Counter, number> {
  return Object.fromEntries(Object.keys(COUNTED).map((key) => [key, 0])) as Record<Counter, number>;
}

/**
 * How much this transaction has begun that its commit completes, rolled back or not: DML statements, asynchronous jobs, mails.
 * Source: Apex Developer Guide, "Callout Limits and Limitations", pending operations.
 */
export function workDone({ tx, execution: { used } }: Vm): number {
  const dml = tx.usage.dmlStatements - used.runAs - used.savepointStatements;
  return dml + used.futureCalls + used.queueableJobs + used.batchJobs + used.emailInvocations;
}

/** Counts one use. @throws ApexThrow System.LimitException, which no Apex catches */
export function spendCounter(vm: Vm, counter: Counter, amount = 1): void {
  const { execution } = vm;
  const used = (execution.used[counter] += amount);
  if (used > execution.limitOf(counter))
    vm.raiseFinal('System.LimitException', `Too many ${COUNTED[counter].name}: ${used}`);
}

/**
 * Runs `work` with limits of its own in the same transaction and machine: what a test starts by startTest, an asynchronous
 * job at stopTest. What was used before is used again afterwards, no more and no less.
 */
export function withFreshLimits<T>(vm: Vm, execution: Execution, work: () => T): T {
  const restore = freshLimits(vm, execution);
  try {
    return work();
  } finally {
    restore();
  }
}

/** @returns what puts back the limits as they were */
export function freshLimits(vm: Vm, execution: Execution): () => void {
  const { tx } = vm;
  const before = { execution: vm.execution, usage: { ...tx.usage }, limits: tx.limits, steps: vm.steps };
  const { triggerDepth } = tx.usage;
  begin(vm, execution);
  tx.usage.triggerDepth = triggerDepth;
  return () => {
    vm.execution = before.execution;
    Object.assign(tx.usage, before.usage);
    tx.limits = before.limits;
    vm.steps = before.steps;
    vm.cpuLimitMs = before.execution.cpuLimitMs;
  };
}

/** Makes `execution` what the machine runs, with nothing used up. */
export function begin(vm: Vm, execution: Execution): void {
  vm.execution = execution;
  Object.assign(vm.tx.usage, { queries: 0, queryRows: 0, dmlStatements: 0, dmlRows: 0, triggerDepth: 0 });
  vm.tx.limits = execution.transactionLimits;
  vm.steps = 0;
  vm.cpuLimitMs = execution.cpuLimitMs;
}
