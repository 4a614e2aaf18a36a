// The comparison of Salesforce with WHMCS as a part of the service: does what is asked for, and one every night. One instance at a
// time; what was interrupted begins anew, and reading twice harms nobody.
import { CONCERNS_WHOLE_SYSTEM, isPortwayError, textOf } from '../errors.ts';
import { noteFindings, noteMended } from '../ledger/drift-findings.ts';
import {
  askForDriftRun,
  beginDriftRun,
  endDriftRun,
  failDriftRun,
  nextDriftRun,
  pruneDriftRuns,
  type DriftRun,
} from '../ledger/drift-runs.ts';
import type { Ledger } from '../ledger/open-ledger.ts';
import { TermLost } from '../ledger/refusals.ts';
import type { SubscriberTerm } from '../ledger/subscriber-term.ts';
import { oldestOpen } from '../ledger/views.ts';
import type { Log } from '../log.ts';
import type { Pace } from '../provisioning/pace.ts';
import type { System } from '../provisioning/system.ts';
import { createTurnLoop } from '../provisioning/turn-loop.ts';
import type { Catalogue } from '../provisioning/whmcs/catalogue.ts';
import type { SalesforceApi } from '../salesforce/api.ts';
import type { WhmcsCall } from '../whmcs/call.ts';
import { compare, type Comparison } from './compare.ts';
import { writeMarks } from './marks.ts';
import { mend, mendable } from './mend.ts';
import { nightOf } from './night.ts';
import type { Outcome } from './report.ts';
import type { Scratch } from './scratch.ts';
import { TOPICS } from './scope.ts';

export interface DriftOptions {
  readonly ledger: Ledger;
  readonly api: SalesforceApi;
  readonly salesforce: System;
  readonly whmcs: WhmcsCall;
  readonly whmcsSystem: System;
  readonly catalogue: Catalogue;
  readonly pace: () => Pace;
  readonly now: () => Date;
  readonly log: Log;
  readonly pollMs: number;
  /** Of WHMCS's server; the night is one of it too. */
  readonly timeZone: string;
  /** As whom we write to Salesforce. */
  readonly username: string;
  /** `03:30`; null: not by night. */
  readonly nightlyAt: string | null;
  /** Whether the nightly one mends what is safe. */
  readonly nightlyMends: boolean;
  readonly settleMs: number;
  /** Calls to both systems together, in one comparison. */
  readonly maxCalls: number;
  /** Told of each comparison that has ended. */
  readonly onEnded?: (outcome: 'same' | 'differs' | 'failed') => void;
}

export interface Drift {
  start(): void;
  readonly wake: () => void;
  stop(): Promise<void>;
}

const WORK = 'drift';
/** How long a comparison waits for orders under way to end; what is still under way then is left out. */
const QUIET_WAITS = 5;
const BRAKED_MAX_MS = 600_000;
const UNUSABLE_MAX_MS = 60_000;
const NIGHTLY_ATTEMPTS = 4;
const NIGHTLY_RETRY_MS = 600_000;
/** One that takes the process with it is not begun for ever. */
const BEGUN_AT_MOST = 5;
const RUNS_KEPT_MS = 90 * 86_400_000;

/** The comparison ends early, and nothing is known of what it did not get to. */
class CannotCompare extends Error {}
/** The service stops, or another instance took over: it begins anew elsewhere. */
class Interrupted extends Error {}

export function createDrift(options: DriftOptions): Drift {
  const { ledger, api, salesforce, whmcsSystem, now, log, pollMs, settleMs } = options;

  const round = async (term: SubscriberTerm): Promise<number> => {
    await askForTonight();
    const next = await nextDriftRun(ledger, now());
    if (next) await doRun(term, next);
    return next ? 0 : pollMs;
  };

  const askForTonight = async (): Promise<void> => {
    const night = options.nightlyAt === null ? null : nightOf(now(), options.nightlyAt, options.timeZone);
    if (night === null) return;
    const { isNew } = await askForDriftRun(
      ledger,
      { runId: `nightly ${night}`, topics: TOPICS, mends: options.nightlyMends },
      now(),
    );
    if (isNew) await pruneDriftRuns(ledger, new Date(now().getTime() - RUNS_KEPT_MS));
  };

  const doRun = async (term: SubscriberTerm, next: DriftRun): Promise<void> => {
    if (next.attempts >= BEGUN_AT_MOST) {
      const reason = `it was begun ${next.attempts} times and did not come to an end`;
      return failDriftRun(ledger, term, next.runId, { reason, again: null }, now());
    }
    await beginDriftRun(ledger, term, next, now());
    try {
      const outcome = await compareAndTell(term, next);
      await endDriftRun(ledger, term, next.runId, outcome as never, now());
      options.onEnded?.(outcome.differences === 0 ? 'same' : 'differs');
      log.info({ runId: next.runId, ...outcome }, 'Salesforce and WHMCS compared');
    } catch (error) {
      if (error instanceof TermLost || error instanceof Interrupted) return;
      await noteFailure(term, next, error);
    }
  };

  const noteFailure = async (term: SubscriberTerm, next: DriftRun, error: unknown): Promise<void> => {
    if (isPortwayError(error) && CONCERNS_WHOLE_SYSTEM.has(error.code)) {
      (error.code.startsWith('WHMCS') ? whmcsSystem : salesforce).pause(error);
    }
    const mayTryAgain = next.runId.startsWith('nightly') && next.attempts + 1 < NIGHTLY_ATTEMPTS;
    const again = mayTryAgain ? new Date(now().getTime() + NIGHTLY_RETRY_MS) : null;
    log.error({ runId: next.runId, err: error, again }, 'Salesforce and WHMCS could not be compared');
    options.onEnded?.('failed');
    await failDriftRun(ledger, term, next.runId, { reason: textOf(error), again }, now());
  };

  const compareAndTell = async (term: SubscriberTerm, { topics, mends }: DriftRun): Promise<Outcome> => {
    const calls = { salesforce: 0, whmcs: 0 };
    const checkStop = (): void => {
      if (loop.isStopping() || term.lost.aborted) throw new Interrupted();
    };
    const count = (system: keyof typeof calls): void => {
      checkStop();
      calls[system]++;
      if (calls.salesforce + calls.whmcs > options.maxCalls)
        throw new CannotCompare(`it would take more than ${options.maxCalls} calls (DRIFT_MAX_CALLS)`);
    };
    const counted: SalesforceApi = {
      ...api,
      request: (...request) => {
        count('salesforce');
        return salesforce.run(() => api.request(...request)) as never;
      },
    };
    const whmcs: WhmcsCall = (...call) => {
      count('whmcs');
      return options.whmcs(...call);
    };
    const wait = async (ms: number): Promise<void> => {
      for (const until = now().getTime() + ms; now().getTime() < until;) {
        checkStop();
        await pause(Math.min(1000, until - now().getTime()));
      }
    };
    await untilUsable(wait);
    await untilQuiet(wait);
    const sources = {
      api: counted,
      whmcs,
      catalogue: options.catalogue,
      timeZone: options.timeZone,
      username: options.username,
      now,
      breathe: () => breathe(wait),
    };
    const chosen = new Set(TOPICS.filter((topic) => topics.includes(topic)));
    return compare({ ledger, sources, topics: chosen, settleMs, wait }, async (scratch, comparison) => {
      const outcome = await settle(term, comparison, mends, { ...sources, scratch });
      return { ...outcome, calls };
    });
  };

  type Settling = { api: SalesforceApi; whmcs: WhmcsCall; scratch: Scratch };

  const settle = async (
    term: SubscriberTerm,
    comparison: Comparison,
    mends: boolean,
    { api: counted, whmcs, scratch }: Settling,
  ): Promise<Omit<Outcome, 'calls'>> => {
    const { seen, kept, compared, leftOut, more } = comparison;
    await noteFindings(ledger, term, comparison, now());
    const { mended, left } = mends
      ? await mend({ ledger, api: counted, whmcs, catalogue: options.catalogue, now }, seen)
      : { mended: [], left: [] };
    await noteMended(ledger, mended, now());
    const marks = await writeMarks(ledger, counted, scratch);
    for (const refusal of marks.refused) log.warn({ refusal }, 'drift: Salesforce did not take a record');
    const confirmed = [...seen, ...kept].filter(({ isConfirmed }) => isConfirmed);
    return {
      compared,
      differences: confirmed.length + Object.values(more).reduce((sum, n) => sum + n, 0),
      seenOnce: seen.filter(({ isConfirmed }) => !isConfirmed).length,
      leftOut,
      more,
      mendable: mendable(seen).length,
      mended: mended.length,
      notMended: left,
      marksWritten: marks.written,
      marksRefused: marks.refused,
    };
  };

  const untilUsable = async (wait: (ms: number) => Promise<void>): Promise<void> => {
    const until = now().getTime() + UNUSABLE_MAX_MS;
    while (![salesforce, whmcsSystem].every((system) => system.isUsable())) {
      if (now().getTime() >= until) {
        const trouble = [salesforce, whmcsSystem].flatMap((system) => system.trouble()?.message ?? []);
        throw new CannotCompare(trouble.join('; ') || 'a system is not usable');
      }
      await wait(Math.min(200, pollMs));
    }
  };

  const untilQuiet = async (wait: (ms: number) => Promise<void>): Promise<void> => {
    const until = now().getTime() + QUIET_WAITS * settleMs;
    while (now().getTime() < until && (await oldestOpen(ledger)) !== null) await wait(Math.min(1000, settleMs));
  };

  /** Between pages: others have their turn, and nothing is asked while calls are scarce. */
  const breathe = async (wait: (ms: number) => Promise<void>): Promise<void> => {
    await new Promise((resolve) => setImmediate(resolve));
    const until = now().getTime() + BRAKED_MAX_MS;
    while (!options.pace().doesUnhurried) {
      if (now().getTime() >= until) throw new CannotCompare('Salesforce’s API limit is near');
      await wait(pollMs);
    }
  };

  const loop = createTurnLoop({ ledger, work: WORK, round, log, pollMs });
  return loop;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));
}
