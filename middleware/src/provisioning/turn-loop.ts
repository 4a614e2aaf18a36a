// Work that one instance does at a time: it takes the turn, goes round and round while it has it, and takes it again.
// Promise: no round begins once the turn is lost or the service stops; a round that fails is followed by another.
import type { Log } from '../log.ts';
import type { Ledger } from '../ledger/open-ledger.ts';
import { TermLost } from '../ledger/refusals.ts';
import { takeTurn, type SubscriberTerm } from '../ledger/subscriber-term.ts';
import { createWakeable } from './wakeable.ts';

export interface TurnLoopOptions {
  readonly ledger: Ledger;
  /** Of which there is one turn, whatever the number of instances. */
  readonly work: string;
  /** @returns how many milliseconds to wait before the next round unless somebody wakes it. @throws TermLost the turn is over */
  readonly round: (term: SubscriberTerm) => Promise<number>;
  /** @returns whether it has seen to what a round threw; else that is logged */
  readonly takesFault?: (error: unknown) => boolean;
  readonly log: Pick<Log, 'warn'>;
  readonly pollMs: number;
}

export interface TurnLoop {
  readonly start: () => void;
  readonly wake: () => void;
  readonly isStopping: () => boolean;
  /** Resolves when the round under way has ended and the turn is given up. */
  readonly stop: () => Promise<void>;
}

export function createTurnLoop({ ledger, work, round, takesFault, log, pollMs }: TurnLoopOptions): TurnLoop {
  const wakeable = createWakeable();
  let isStopping = false;
  let loop: Promise<void> = Promise.resolve();

  const takeTurns = async (): Promise<void> => {
    while (!isStopping) {
      const term = await takeTurn(ledger, work).catch((error: unknown) => {
        log.warn({ work, err: error }, 'the ledger does not answer: nobody’s turn');
        return null;
      });
      if (term) await goRounds(term).finally(() => term.release());
      else await wakeable.wait(Math.max(pollMs, 1000));
    }
  };

  const goRounds = async (term: SubscriberTerm): Promise<void> => {
    while (!isStopping && !term.lost.aborted) {
      try {
        const waitMs = await round(term);
        if (waitMs > 0) await wakeable.wait(waitMs);
      } catch (error) {
        if (error instanceof TermLost) return;
        if (takesFault?.(error)) continue;
        log.warn({ work, err: error }, 'interrupted, will be tried again');
        await wakeable.wait(pollMs);
      }
    }
  };

  return {
    start: () => {
      loop = takeTurns();
    },
    wake: wakeable.wake,
    isStopping: () => isStopping,
    stop: async () => {
      isStopping = true;
      wakeable.wake();
      await loop;
    },
  };
}
