// Time as the subscriber uses it, so that tests need not wait.
import { setTimeout as delay } from 'node:timers/promises';

export interface Clock {
  now(): Date;
  /** Resolves after `ms`, or as soon as the signal is aborted; never rejects. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** 0 ≤ n < 1 */
  random(): number;
}

export const SYSTEM_CLOCK: Clock = {
  now: () => new Date(),
  sleep: (ms, signal) => delay(ms, undefined, { signal }).catch(() => undefined),
  random: Math.random,
};

const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/** Exponential with jitter: between half and all of 0.5 s, 1 s, 2 s, … 30 s. @param failures in a row, from 0 */
export function backOffMs(failures: number, clock: Clock): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures, 16));
  return Math.round(full * (0.5 + clock.random() / 2));
}
