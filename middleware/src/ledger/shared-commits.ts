// What many callers bring at about the same time, stored in few commits: those that come while a commit is under way share
// the next one.
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';

const ITEMS_PER_COMMIT = 200;
/** After a commit, so many times as long as it took is left to everything else: a commit on SQLite holds the whole process up. */
const PAUSE_PER_COMMIT = 4;
const LONGEST_PAUSE_MS = 20;

export interface SharedCommits<Item, Outcome> {
  /** Resolves once the item's commit has ended; at most 20 ms pass before that begins. @throws what the database says; nothing of that commit was stored then */
  readonly store: (item: Item) => Promise<Outcome>;
  /** Items that no commit has taken yet. */
  readonly waiting: () => number;
}

/** @param commit stores up to 200 items in one commit, and answers one outcome per item */
export function createSharedCommits<Item, Outcome>(
  commit: (items: readonly Item[]) => Promise<readonly Outcome[]>,
): SharedCommits<Item, Outcome> {
  const waiting: Waiting<Item, Outcome>[] = [];
  let isCommitting = false;
  let nextAt = 0;

  const pause = async (): Promise<void> => {
    const waitMs = nextAt - performance.now();
    if (waitMs >= 1) await sleep(waitMs);
    // What arrived meanwhile is read first, to go into this commit.
    await nextTurn();
  };

  const commitAll = async (): Promise<void> => {
    isCommitting = true;
    while (waiting.length > 0) {
      await pause();
      const startedAt = performance.now();
      const batch = waiting.splice(0, ITEMS_PER_COMMIT);
      try {
        const outcomes = await commit(batch.map(({ item }) => item));
        batch.forEach(({ resolve }, index) => resolve(outcomes[index]!));
      } catch (error) {
        batch.forEach(({ reject }) => reject(error));
      }
      const endedAt = performance.now();
      nextAt = endedAt + Math.min(LONGEST_PAUSE_MS, PAUSE_PER_COMMIT * (endedAt - startedAt));
    }
    isCommitting = false;
  };

  return {
    store: (item) =>
      new Promise((resolve, reject) => {
        waiting.push({ item, resolve, reject });
        if (!isCommitting) void commitAll();
      }),
    waiting: () => waiting.length,
  };
}

interface Waiting<Item, Outcome> {
  readonly item: Item;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: unknown) => void;
}
