// What becomes of an order whose work ended in an error: the table of errors.ts, put into ledger moves. The decision is
// pure; the worker carries it out.
import { PortwayError, isPortwayError, textOf } from '../errors.ts';
import { GroupBusy, LeaseLost } from '../ledger/refusals.ts';
import { isDatabaseOutage } from '../ledger/outage.ts';
import { backoffMs } from './backoff.ts';
import { ComeBack } from './target.ts';

export type Settlement =
  /** Not ours any more, or the ledger is away: nothing to write; the lease runs out. */
  | { readonly kind: 'drop' }
  /** Back to the ledger in the state it is in. */
  | { readonly kind: 'release'; readonly at: Date; readonly error: PortwayError | null; readonly attempts: number }
  /** Known to be clean: again later. */
  | { readonly kind: 'retry'; readonly at: Date; readonly error: PortwayError; readonly attempts: number }
  | { readonly kind: 'fail'; readonly error: PortwayError }
  | { readonly kind: 'ask-human'; readonly error: PortwayError }
  /** The set-up of a system is wrong: pause it, and come back to the order after that. */
  | { readonly kind: 'pause'; readonly at: Date; readonly error: PortwayError };

export interface Situation {
  readonly attempts: number;
  readonly now: Date;
  /** 0 to 1. */
  readonly random: number;
  /** How soon a paused system is probed. */
  readonly probeMs: number;
}

const LOOK_MS = 2000;

export function settlementOf(error: unknown, { attempts, now, random, probeMs }: Situation): Settlement {
  const after = (ms: number): Date => new Date(now.getTime() + ms);
  if (error instanceof LeaseLost) return { kind: 'drop' };
  if (error instanceof GroupBusy) return { kind: 'release', at: now, error: null, attempts };
  if (error instanceof ComeBack) return { kind: 'release', at: error.at, error: error.reason, attempts };
  if (isDatabaseOutage(error)) return { kind: 'drop' };
  // A bug of our own, or an answer nobody foresaw: nothing is guessed from it.
  const named = isPortwayError(error) ? error : new PortwayError('INTERNAL', textOf(error), { cause: error });
  switch (named.handling) {
    case 'fail-order':
      return { kind: 'fail', error: named };
    case 'ask-human':
      return { kind: 'ask-human', error: named };
    case 'pause':
      return { kind: 'pause', at: after(probeMs), error: named };
    case 'look-up':
      return { kind: 'release', at: after(LOOK_MS), error: named, attempts };
    case 'retry': {
      const at = after(backoffMs(attempts, random));
      // After a bug the row stays where it is: in `submitting` that means a look before anything is sent.
      const kind = named.code === 'INTERNAL' ? 'release' : 'retry';
      return { kind, at, error: named, attempts: attempts + 1 };
    }
  }
}
