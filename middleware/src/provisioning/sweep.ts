// The sweep: asks Salesforce which orders wait to be activated and shows them to the ledger. An event alone proves
// nothing; published ones can be lost, and after three days they are gone.
import type { Ledger } from '../ledger/open-ledger.ts';
import { sweepOrders } from '../ledger/sweep-orders.ts';
import type { Log } from '../log.ts';
import type { Pace } from './pace.ts';
import type { System } from './system.ts';
import { createWakeable } from './wakeable.ts';

export interface SweepOptions {
  readonly ledger: Ledger;
  readonly salesforce: System;
  /** activatingOrders of the Salesforce API. */
  readonly activating: (changedBefore: Date) => AsyncIterable<{ orderId: string; modifiedAt: Date }[]>;
  /** Salesforce's clock. */
  readonly salesforceNow: () => Date;
  readonly now: () => Date;
  readonly pace: () => Pace;
  readonly intervalMs: number;
  readonly log: Log;
  readonly onSwept?: (added: number) => void;
}

export interface Sweep {
  start(): void;
  /** Sweeps soon: events may have been missed. */
  readonly hurry: () => void;
  stop(): Promise<void>;
}

/** Younger changes are left to their event, which is on its way. */
const EVENT_TRAVEL_MS = 60_000;

export function createSweep(options: SweepOptions): Sweep {
  const { salesforce, log } = options;
  const wakeable = createWakeable();
  let isStopping = false;
  let isHurried = true; // the first one: whatever happened while we were away
  let loop: Promise<void> = Promise.resolve();

  const sweep = async (): Promise<void> => {
    const counts = { added: 0, restarted: 0, untouched: 0 };
    const changedBefore = new Date(options.salesforceNow().getTime() - EVENT_TRAVEL_MS);
    await salesforce.run(async () => {
      for await (const found of options.activating(changedBefore)) {
        const some = await sweepOrders(options.ledger, found, options.now());
        counts.added += some.added;
        counts.restarted += some.restarted;
        counts.untouched += some.untouched;
        if (isStopping) return;
      }
    });
    options.onSwept?.(counts.added + counts.restarted);
    log[counts.added + counts.restarted > 0 ? 'warn' : 'debug'](counts, 'swept');
  };

  const run = async (): Promise<void> => {
    while (!isStopping) {
      if (salesforce.isUsable() && (isHurried || options.pace().doesUnhurried)) {
        isHurried = false;
        await sweep().catch((error: unknown) => {
          isHurried = true;
          log.warn({ err: error }, 'the sweep failed, will be tried again');
        });
      }
      await wakeable.wait(isHurried ? Math.min(5000, options.intervalMs) : options.intervalMs);
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
