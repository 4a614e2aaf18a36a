// Whether events from the time we were away are still pouring in. The sweep waits for that: it would find the same orders
// one query page at a time, and every event of theirs would then cost more to tell from a retry.

/** A stream that says nothing for this long has nothing more to catch up with. */
const QUIET_MS = 3_000;
/** A backlog that takes longer than this is swept all the same: the sweep is the proof, the events are only the fast way. */
const PATIENCE_MS = 120_000;

export interface CatchUp {
  /** The subscription is about to be opened. */
  begin(): void;
  /** A response has been committed; a full one used up all that had been asked for, so more is waiting. */
  noteResponse(isFull: boolean): void;
  readonly isUnderWay: () => boolean;
}

/** @param now epoch milliseconds */
export function createCatchUp(now: () => number): CatchUp {
  let startedAt = now();
  let lastAt = startedAt;
  let isBehind = true; // until the first response, or a quiet stream, tells otherwise
  return {
    begin: () => {
      startedAt = lastAt = now();
      isBehind = true;
    },
    noteResponse: (isFull) => {
      lastAt = now();
      isBehind = isFull;
    },
    isUnderWay: () => isBehind && now() - lastAt < QUIET_MS && now() - startedAt < PATIENCE_MS,
  };
}
