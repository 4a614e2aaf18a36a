// When to try again. Pure but for the random number that comes in.

const FIRST_MS = 1000;
const LONGEST_MS = 5 * 60_000;

/**
 * Doubling from one second to five minutes, then spread over half to one and a half times that, so that what failed
 * together does not come back together.
 * @param attempts how often it has been tried before
 * @param random 0 to 1
 */
export function backoffMs(attempts: number, random: number): number {
  return Math.round(Math.min(FIRST_MS * 2 ** Math.min(attempts, 20), LONGEST_MS) * (0.5 + random));
}
