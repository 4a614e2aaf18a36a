// The sweep: asks Salesforce which orders wait to be activated and shows them to the ledger. An event alone proves
// nothing; published ones can be lost, and after three days they are gone.
import type { Ledger } from '../ledger/open-ledger.ts';
import { sweepOrders, type FoundOrder } from '../ledger/sweep-orders.ts';
import type { Log } from '../log.ts';
import type { Pace } from './pace.ts';
import type { System } from './system.ts';
import { createWakeable } from './wakeable.ts';

export interface SweepOptions {
  readonly ledger: Ledger;
  readonly salesforce: System;
  /** activatingOrders of the Salesforce API. */
  readonly activating: () => AsyncIterable<WaitingOrder[]>;
  readonly now: () => Date;
  readonly pace: () => Pace;
  /** Events that were missed are still coming in: the sweep waits until they have. */
  readonly isCatchingUp: () => boolean;
  /** Salesforce's clock. */
  readonly salesforceNow: () => Date;
  readonly intervalMs: number;
  readonly log: Log;
  readonly onSwept?: (added: number) => void;
}

export type WaitingOrder = Pick<FoundOrder, 'orderId' | 'modifiedAt'>;

export interface Sweep {
  start(): void;
  /** Sweeps soon, and everything: events may have been missed. */
  readonly hurry: () => void;
  stop(): Promise<void>;
}

/**
 * The event of an order changed less than this ago is most likely on its way, perhaps to another instance; taken from the
 * sweep it would cost a look-up in WHMCS. The next sweep takes it if it still waits.
 */
const ON_ITS_WAY_MS = 10_000;

/** How soon a sweep that could not run yet is tried again. */
const HURRIED_MS = 1000;

export function createSweep(options: SweepOptions): Sweep {
  const { salesforce, log } = options;
  const wakeable = createWakeable();
  let isStopping = false;
  let isHurried = true; // the first one: whatever happened while we were away
  let loop: Promise<void> = Promise.resolve();
  /** What waited at the last sweep, by its last change, and when that sweep began. */
  let waiting = new Map<string, number>();
  let waitingSeenAt = options.now();

  /** @param takesAll also what no earlier sweep has seen waiting */
  const sweep = async (takesAll: boolean): Promise<void> => {
    const counts = { added: 0, restarted: 0, untouched: 0 };
    const waitingNow = new Map<string, number>();
    const beganAt = options.now();
    const settledBefore = new Date(options.salesforceNow().getTime() - ON_ITS_WAY_MS);
    const waitedBefore = ({ orderId, modifiedAt }: WaitingOrder): boolean =>
      waiting.get(orderId) === modifiedAt.getTime();
    await salesforce.run(async () => {
      for await (const page of options.activating()) {
        const due = page
          .filter((order) => waitedBefore(order) || (takesAll && order.modifiedAt < settledBefore))
          .map((order): FoundOrder => ({ ...order, ...(waitedBefore(order) && { waitingSince: waitingSeenAt }) }));
        for (const { orderId, modifiedAt } of page) waitingNow.set(orderId, modifiedAt.getTime());
        const some = await sweepOrders(options.ledger, due, options.now());
        counts.added += some.added;
        counts.restarted += some.restarted;
        counts.untouched += some.untouched;
        if (isStopping) return;
      }
    });
    waiting = waitingNow;
    waitingSeenAt = beganAt;
    options.onSwept?.(counts.added + counts.restarted);
    log[counts.added + counts.restarted > 0 ? 'warn' : 'debug'](counts, 'swept');
  };

  const run = async (): Promise<void> => {
    while (!isStopping) {
      if (salesforce.isUsable() && !options.isCatchingUp() && (isHurried || options.pace().doesUnhurried)) {
        const takesAll = isHurried;
        isHurried = false;
        await sweep(takesAll).catch((error: unknown) => {
          isHurried = takesAll;
          log.warn({ err: error }, 'the sweep failed, will be tried again');
        });
      }
      await wakeable.wait(isHurried ? Math.min(HURRIED_MS, options.intervalMs) : options.intervalMs);
    }
  };

  return {
    start: () => {
      loop = run();
    },
    hurry: () => {
      isHurried = true;
      wakeable.wake();
    },
    stop: async () => {
      isStopping = true;
      wakeable.wake();
      await loop;
    },
  };
}
