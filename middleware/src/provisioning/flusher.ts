// The flusher: takes results from the outbox and writes them to Salesforce, many orders to a call. A lone result goes at
// once; under load results wait for company, at most FLUSH_MAX_WAIT_MS. Every update is by id and safe to repeat.
import { isPortwayError, PortwayError, textOf, type ErrorCode } from '../errors.ts';
import type { Ledger } from '../ledger/open-ledger.ts';
import { isDatabaseOutage } from '../ledger/outage.ts';
import { abandonOutbox, claimOutbox, completeOutbox, retryOutbox, type OutboxItem } from '../ledger/outbox.ts';
import type { Log } from '../log.ts';
import type { RecordFault, RecordUpdate } from '../salesforce/update.ts';
import { backoffMs } from './backoff.ts';
import type { Pace } from './pace.ts';
import type { System } from './system.ts';
import { createWakeable } from './wakeable.ts';
import { ACTIVATION, fitInOneCall, isPassing, keyOf, readResult, sectionsOf, type OrderResult } from './write-back.ts';

export interface FlusherOptions {
  readonly ledger: Ledger;
  readonly salesforce: System;
  /** updateRecords of the Salesforce API. */
  readonly update: (sections: RecordUpdate[][]) => Promise<Map<RecordUpdate, RecordFault>>;
  /** Whether no order is on its way to a result. */
  readonly isIdle: () => boolean;
  readonly pace: () => Pace;
  readonly now: () => Date;
  readonly log: Log;
  readonly leaseMs: number;
  readonly pollMs: number;
  readonly onFlushed?: (orders: number) => void;
}

export interface Flusher {
  start(): void;
  /** A result was committed to the outbox. */
  readonly noteResult: () => void;
  /** Something changed that may make a write-back due, e.g. the last order under way has ended. */
  readonly wake: () => void;
  /** Writes what is there, then ends; until `deadline` (epoch ms). */
  stop(deadline: number): Promise<void>;
}

const RESULTS_PER_FLUSH = 200;
/** How often a permanent refusal is tried again before a person is asked: somebody may just be correcting the cause. */
const REFUSALS_BEFORE_GIVING_UP = 3;

export function createFlusher(options: FlusherOptions): Flusher {
  const { ledger, salesforce, log, now, pollMs } = options;
  const wakeable = createWakeable();
  let waiting = 0;
  let oldestAt = Infinity;
  let lastLookAt = 0;
  let isStopping = false;
  let loop: Promise<void> = Promise.resolve();
  /** Of results that were written in part: the keys that are done. Losing it costs repeated updates, no more. */
  const written = new Map<string, Set<string>>();

  const isDue = (): boolean => {
    if (!salesforce.isUsable()) return false;
    const pace = options.pace();
    const at = Date.now();
    if (isStopping) return waiting > 0;
    if (waiting >= RESULTS_PER_FLUSH) return true;
    if (waiting > 0 && pace.flushesWhenIdle && options.isIdle()) return true;
    if (waiting > 0) return at - oldestAt >= pace.flushMaxWaitMs;
    return at - lastLookAt >= pollMs; // retries, and results of other processes
  };

  const msUntilDue = (): number => {
    const at = Date.now();
    const next = waiting > 0 ? oldestAt + options.pace().flushMaxWaitMs : lastLookAt + pollMs;
    return Math.min(pollMs, Math.max(5, next - at));
  };

  const run = async (): Promise<void> => {
    while (!isStopping) {
      if (isDue()) await flushAll();
      else await wakeable.wait(msUntilDue());
    }
  };

  /** Flushes until fewer results are left than make a full call. */
  const flushAll = async (): Promise<void> => {
    try {
      for (;;) {
        lastLookAt = Date.now();
        const seen = waiting; // results noted from here on may or may not be among those claimed
        const items = await claimOutbox(ledger, { limit: RESULTS_PER_FLUSH, leaseMs: options.leaseMs, now: now() });
        const left = items.length < RESULTS_PER_FLUSH ? 0 : Math.max(0, seen - items.length);
        waiting = waiting - seen + left;
        oldestAt = waiting > 0 ? Date.now() : Infinity;
        if (items.length === 0) return;
        await flush(items);
        if (items.length < RESULTS_PER_FLUSH || !salesforce.isUsable()) return;
      }
    } catch (error) {
      // Leases run out and the results are claimed again.
      const level = isDatabaseOutage(error) ? 'warn' : 'error';
      log[level]({ err: error }, 'write-back interrupted');
      await wakeable.wait(pollMs);
    }
  };

  const flush = async (items: readonly OutboxItem[]): Promise<void> => {
    const results = items.map((item) => ({ item, result: readResult(item.body) }));
    for (let from = 0; from < results.length;) {
      const rest = results.slice(from);
      const batch = rest.slice(0, fitInOneCall(rest.map(({ result }) => result)));
      await writeBatch(batch);
      from += batch.length;
    }
  };

  const writeBatch = async (batch: readonly Entry[]): Promise<void> => {
    const sections = sectionsOf(
      batch.map(({ result }) => result),
      (result, key) => written.get(result.resultId)?.has(key) ?? false,
    );
    let outcomes: Map<RecordUpdate, RecordFault>;
    try {
      outcomes = await salesforce.run(() => options.update(sections));
    } catch (error) {
      await retryAll(batch, error);
      return;
    }
    options.onFlushed?.(batch.length);
    await settle(batch, faultsByKey(sections, outcomes));
  };

  const retryAll = async (batch: readonly Entry[], error: unknown): Promise<void> => {
    if (isPortwayError(error) && error.handling === 'pause') salesforce.pause(error);
    log.warn({ err: error, orders: batch.length }, 'write-back failed, will be tried again');
    const at = now();
    await retryOutbox(
      ledger,
      batch.map(({ item }) => ({
        item,
        nextAttemptAt: new Date(at.getTime() + backoffMs(Math.min(item.attempts, 5), Math.random())),
        reason: textOf(error),
      })),
      at,
    );
  };

  const settle = async (batch: readonly Entry[], faults: ReadonlyMap<string, RecordFault>): Promise<void> => {
    const at = now();
    const verdicts = batch.map((entry) => ({ entry, ...judge(entry, faults) }));
    const done = verdicts.filter(({ fault }) => fault === null);
    const refused = verdicts.filter(({ entry, fault }) => fault && isGivenUp(entry.item, fault));
    const again = verdicts.filter((verdict) => verdict.fault && !refused.includes(verdict));
    for (const { entry } of [...done, ...refused]) written.delete(entry.result.resultId);
    for (const { entry, writtenKeys } of again) written.set(entry.result.resultId, writtenKeys);
    await completeOutbox(
      ledger,
      done.map(({ entry }) => entry.item),
      at,
    );
    await retryOutbox(
      ledger,
      again.map(({ entry: { item }, fault }) => ({
        item,
        nextAttemptAt: new Date(at.getTime() + backoffMs(item.attempts, Math.random()) / 2),
        reason: describe(fault!),
      })),
      at,
    );
    if (refused.length > 0) {
      await abandonOutbox(
        ledger,
        refused.map(({ entry, fault }) => ({ item: entry.item, reason: refusalOf(fault!) })),
        at,
      );
    }
    for (const { entry, fault } of [...again, ...refused]) {
      log.warn({ orderId: entry.item.orderId, fault: describe(fault!) }, 'Salesforce did not take a record');
    }
  };

  const judge = (
    { item, result }: Entry,
    faults: ReadonlyMap<string, RecordFault>,
  ): { fault: NamedFault | null; writtenKeys: Set<string> } => {
    const writtenKeys = new Set(written.get(result.resultId));
    let worst: NamedFault | null = null;
    for (const key of [...result.records.map(keyOf), ...(result.activates ? [activationKey(item.orderId)] : [])]) {
      const fault = faults.get(key) ?? null;
      if (!fault) writtenKeys.add(key.startsWith(ACTIVATION) ? ACTIVATION : key);
      else if (!worst || isPassing(worst)) worst = { key, ...fault };
    }
    return { fault: worst, writtenKeys };
  };

  return {
    start: () => {
      loop = run();
    },
    noteResult: () => {
      if (waiting++ === 0) oldestAt = Date.now();
      wakeable.wake();
    },
    wake: wakeable.wake,
    stop: async (deadline) => {
      isStopping = true;
      wakeable.wake();
      await loop;
      while (waiting > 0 && Date.now() < deadline && salesforce.isUsable()) await flushAll();
    },
  };
}

interface Entry {
  readonly item: OutboxItem;
  readonly result: OrderResult;
}

type NamedFault = NonNullable<RecordFault> & { readonly key: string };

function activationKey(orderId: string): string {
  return `${ACTIVATION}/${orderId}`;
}

/** An order's fields and its activation are two updates of one record: they get two keys. */
function faultsByKey(
  sections: readonly (readonly RecordUpdate[])[],
  outcomes: ReadonlyMap<RecordUpdate, RecordFault>,
): Map<string, RecordFault> {
  const faults = new Map<string, RecordFault>();
  for (const record of sections.flat()) {
    const isActivation = record.type === 'Order' && 'Status' in record.fields;
    faults.set(isActivation ? activationKey(record.id) : keyOf(record), outcomes.get(record) ?? null);
  }
  return faults;
}

function isGivenUp(item: OutboxItem, fault: NamedFault): boolean {
  return !isPassing(fault) && item.attempts + 1 >= REFUSALS_BEFORE_GIVING_UP;
}

function describe(fault: NamedFault): string {
  return `${fault.key}: ${fault.code}: ${fault.message}`;
}

/**
 * A refusal for good. Records are written independently, so the order's own fields are in Salesforce even when, say, its
 * opportunity is refused; the order then waits for a person, and a re-drive writes everything again.
 */
function refusalOf(fault: NamedFault): { code: ErrorCode; text: string } {
  const error = new PortwayError('SALESFORCE_REFUSED', describe(fault));
  return { code: error.code, text: error.message };
}
