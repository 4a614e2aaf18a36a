// One order in the worker's hands: the ledger row it holds, and the job that a target sees of it.
import type { HeldOrder } from '../ledger/claim-orders.ts';
import { moveOrder, releaseOrder, type Change } from '../ledger/move-order.ts';
import type { Ledger } from '../ledger/open-ledger.ts';
import { NEXT, type State } from '../ledger/states.ts';
import type { Facts, Json } from '../ledger/tables.ts';
import type { Log } from '../log.ts';
import type { SalesforceOrder } from '../salesforce/orders.ts';
import type { Job, Stage } from './target.ts';

/** A claimed order with its record, on its way. `held` follows each commit. */
export interface Task {
  held: HeldOrder;
  readonly order: SalesforceOrder;
  /** Orders of one group are submitted one at a time. */
  readonly groupKey: string;
  readonly log: Log;
  /** Facts that wait for the next commit. */
  unsaved: Facts;
  /** Whether the lane of its group is still this task's. */
  hasLane: boolean;
}

export interface TaskLedger {
  readonly ledger: Ledger;
  readonly now: () => Date;
}

/** Moves the task's row and keeps the task in step; facts remembered so far go along. */
export async function move({ ledger, now }: TaskLedger, task: Task, to: State, change: Change): Promise<void> {
  const facts = { ...task.unsaved, ...change.facts };
  const { held } = task;
  // A second target starts where the first one ended; `retrying` is the state that leads back.
  if (to !== held.state && !NEXT[held.state].includes(to) && NEXT[held.state].includes('retrying')) {
    task.held = await moveOrder(ledger, held, 'retrying', { facts }, now());
  }
  task.held = await moveOrder(ledger, task.held, to, { ...change, facts, groupKey: task.groupKey }, now());
  task.unsaved = {};
}

/** Gives the row back in the state it is in, with the facts remembered so far. */
export async function release(
  { ledger, now }: TaskLedger,
  task: Task,
  change: { nextAttemptAt?: Date; reason?: { code: string; text: string }; attempts?: number },
): Promise<void> {
  await releaseOrder(ledger, task.held, { ...change, facts: task.unsaved, groupKey: task.groupKey }, now());
}

/** @param onLeftSubmitting the group is free for its next order */
export function createJob(at: TaskLedger, task: Task, targetName: string, onLeftSubmitting: () => void): Job {
  const factsNow = (): Json => task.unsaved[targetName] ?? task.held.facts[targetName] ?? null;
  return {
    order: task.order,
    log: task.log,
    mustLookUp: task.held.lookUpFirst,
    get facts() {
      return factsNow();
    },
    now: at.now,
    remember: (facts) => {
      task.unsaved = { ...task.unsaved, [targetName]: facts };
    },
    commit: async (stage: Stage, facts, note) => {
      const wasSubmitting = task.held.state === 'submitting';
      await move(at, task, stage, {
        facts: { [targetName]: facts },
        ...(note === undefined ? {} : { note }),
        // Getting further earns patience anew, and makes an earlier doubt about the order obsolete.
        ...(stage === 'created' ? { attempts: 0, lookUpFirst: false } : {}),
      });
      if (wasSubmitting && stage !== 'submitting') onLeftSubmitting();
    },
  };
}
