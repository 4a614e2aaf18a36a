// When the next call to Salesforce may be made, so that a flood costs no more calls than was allowed, and a lone visitor does
// not wait for it. Pure: the ledger tells the calls of the last hour.

export const LEADS_PER_CALL = 200;
const HOUR_MS = 3_600_000;
/** How long the first of a quiet time waits for others. */
export const LINGER_MS = 1000;

export interface CallSituation {
  readonly now: Date;
  /** How many are due, at most LEADS_PER_CALL. */
  readonly due: number;
  readonly oldestAt: Date;
  /** Of the last hour, oldest first. */
  readonly calls: readonly Date[];
  readonly callsPerHour: number;
  /** At least this long a lead waits for others. */
  readonly lingerMs: number;
}

/**
 * Milliseconds until a call may be made; 0: now. A full call goes at once while the hour has any left. One that is not full
 * takes from the first half of the hour's calls freely, and from the second half evenly spread, so that there is always one
 * to come within minutes.
 */
export function msUntilCall({ now, due, oldestAt, calls, callsPerHour, lingerMs }: CallSituation): number {
  const since = (at: Date): number => now.getTime() - at.getTime();
  const blocking = calls[calls.length - callsPerHour];
  if (blocking) return Math.max(0, HOUR_MS - since(blocking));
  if (due >= LEADS_PER_CALL) return 0;
  const last = calls.at(-1);
  const isThrifty = calls.length >= Math.floor(callsPerHour / 2);
  const gapMs = isThrifty ? Math.max(lingerMs, HOUR_MS / Math.ceil(callsPerHour / 2)) : lingerMs;
  return Math.max(0, lingerMs - since(oldestAt), last ? gapMs - since(last) : 0);
}
