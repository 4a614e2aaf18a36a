// How eagerly Salesforce is called, by the share of its daily limit in use: near the limit calls wait until they are full.
import type { ApiUsage } from '../salesforce/api.ts';

export interface Pace {
  readonly mode: 'free' | 'slow' | 'brake';
  /** Least milliseconds between two reads of orders while others are under way. */
  readonly readGapMs: number;
  /** How long the first result of a write-back may wait for others. */
  readonly flushMaxWaitMs: number;
  /** Whether results are written at once when no other order is under way. */
  readonly flushesWhenIdle: boolean;
  /** Whether work that can wait until tomorrow is done: the sweep. */
  readonly doesUnhurried: boolean;
}

export interface PaceSettings {
  readonly slowPercent: number;
  readonly brakePercent: number;
  readonly flushMaxWaitMs: number;
}

const READ_GAP_MS = 100;
const SLOW_MS = 10_000;
const BRAKE_MS = 60_000;

export function paceFor(usage: ApiUsage | null, settings: PaceSettings): Pace {
  const percent = usage && usage.limit > 0 ? (usage.used / usage.limit) * 100 : 0;
  if (percent >= settings.brakePercent) {
    return {
      mode: 'brake',
      readGapMs: BRAKE_MS,
      flushMaxWaitMs: BRAKE_MS,
      flushesWhenIdle: false,
      doesUnhurried: false,
    };
  }
  if (percent >= settings.slowPercent) {
    return { mode: 'slow', readGapMs: SLOW_MS, flushMaxWaitMs: SLOW_MS, flushesWhenIdle: false, doesUnhurried: true };
  }
  const { flushMaxWaitMs } = settings;
  return { mode: 'free', readGapMs: READ_GAP_MS, flushMaxWaitMs, flushesWhenIdle: true, doesUnhurried: true };
}
