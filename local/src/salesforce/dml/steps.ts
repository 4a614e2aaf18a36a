// Work in steps: it runs without a break until it waits for an answer from outside, and goes on when the answer is there.
// What never waits is done when `follow` returns, so that code without callouts runs as synchronously as it always did.
import { AwaitsAnswer, Journal } from './journal.ts';
import type { Transaction } from './transaction.ts';
import { orgTransaction } from './transactions.ts';

/** Yields what it waits for. */
export type Steps<T> = Generator<Promise<void>, T, void>;

/** One transaction, begun again after each answer: nothing of the runs before the last one stays. @throws what `work` throws */
export function* repeatedly<T>(transact: (work: (tx: Transaction) => T) => T, work: (tx: Transaction) => T): Steps<T> {
  const journal = new Journal();
  for (;;) {
    try {
      return transact((tx) => {
        orgTransaction(tx).journal = journal;
        return work(tx);
      });
    } catch (error) {
      if (!(error instanceof AwaitsAnswer) || error.journal !== journal) throw error;
      journal.undo();
      yield error.ask();
      journal.rewind();
    }
  }
}

/** Runs steps to their first wait now and the rest as answers come. */
export function follow<T>(steps: Steps<T>): T | Promise<T> {
  const { done, value } = steps.next();
  return done ? value : finish(steps, value);
}

async function finish<T>(steps: Steps<T>, first: Promise<void>): Promise<T> {
  for (let waits = first; ;) {
    const { done, value } = await waits.then(
      () => steps.next(),
      (fault: unknown) => steps.throw(fault),
    );
    if (done) return value;
    waits = value;
  }
}

/** Runs steps that have nothing to wait for. @throws Error they wait: a mistake of ours */
export function withoutWaiting<T>(steps: Steps<T>): T {
  const { done, value } = steps.next();
  if (!done) throw new Error('dml: this work cannot wait for an answer from outside');
  return value;
}
