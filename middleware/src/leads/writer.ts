// The writer: takes leads from the ledger to Salesforce, up to 200 a call and never more calls an hour than allowed. One
// instance writes at a time. Promise: a lead leaves the queue only when Salesforce has it, or for a person's eyes.
// Killed anywhere, it sends the same leads again: their unique Request_Id__c makes that harmless.
import { CONCERNS_WHOLE_SYSTEM, PortwayError, isPortwayError, textOf } from '../errors.ts';
import {
  dueLeads,
  noteLeadCall,
  recentLeadCalls,
  settleLeads,
  type LeadOutcome,
  type QueuedLead,
} from '../ledger/lead-queue.ts';
import { pruneLeads } from '../ledger/leads.ts';
import type { Ledger } from '../ledger/open-ledger.ts';
import { TermLost } from '../ledger/refusals.ts';
import type { SubscriberTerm } from '../ledger/subscriber-term.ts';
import type { Log } from '../log.ts';
import { backoffMs } from '../provisioning/backoff.ts';
import type { Pace } from '../provisioning/pace.ts';
import type { System } from '../provisioning/system.ts';
import { createTurnLoop } from '../provisioning/turn-loop.ts';
import type { RecordFault } from '../salesforce/update.ts';
import type { RecordFields } from '../salesforce/upsert.ts';
import { LEADS_PER_CALL, LINGER_MS, msUntilCall } from './call-budget.ts';
import { fieldsToSend } from './lead-record.ts';
import { faultKind } from './write-faults.ts';

export interface LeadWriterOptions {
  readonly ledger: Ledger;
  readonly salesforce: Pick<System, 'run' | 'isUsable' | 'pause'>;
  /** One call, up to 200 leads, an outcome for each. */
  readonly insert: (leads: readonly RecordFields[]) => Promise<RecordFault[]>;
  readonly callsPerHour: number;
  readonly pace: () => Pace;
  readonly now: () => Date;
  readonly log: Log;
  readonly pollMs: number;
  /** Told of leads by how an attempt ended. */
  readonly onOutcome?: (kind: LeadOutcome['kind']) => void;
}

export interface LeadWriter {
  readonly start: () => void;
  readonly wake: () => void;
  /** What keeps all leads from being written, in words; null when nothing. */
  trouble(): string | null;
  readonly stop: () => Promise<void>;
}

const WORK = 'leads';
const TROUBLED_MS = 60_000;
const LONGEST_TROUBLED_MS = 15 * 60_000;
/** After so many attempts only a person can help. */
const MOST_ATTEMPTS = 8;
/** A call that failed as a whole may have one lead at fault: it is looked for in ever smaller calls. */
const CALL_SIZES = [LEADS_PER_CALL, 50, 10, 1] as const;
const PRUNE_MS = 3_600_000;
const WRITTEN_KEPT_MS = 7 * 86_400_000;
const DROPPED_KEPT_MS = 86_400_000;

export function createLeadWriter(options: LeadWriterOptions): LeadWriter {
  const { ledger, salesforce, insert, callsPerHour, pace, now, log, pollMs } = options;
  let trouble: { readonly error: PortwayError; readonly times: number } | null = null;
  let failures = 0;
  let notBefore = 0;
  let prunesAt = 0;

  const prune = async (): Promise<void> => {
    const at = now().getTime();
    if (at < prunesAt) return;
    const forgotten =
      (await pruneLeads(ledger, 'written', new Date(at - WRITTEN_KEPT_MS))) +
      (await pruneLeads(ledger, 'dropped', new Date(at - DROPPED_KEPT_MS)));
    prunesAt = at + (forgotten === 0 ? PRUNE_MS : pollMs);
  };

  /** Makes one call when one may be made. @returns how long to wait for the next look */
  const writeSome = async (term: SubscriberTerm): Promise<number> => {
    const { doesUnhurried, mode, flushMaxWaitMs } = pace();
    if (!salesforce.isUsable() || !doesUnhurried) return pollMs;
    if (now().getTime() < notBefore) return Math.min(pollMs, notBefore - now().getTime());
    const batch = batchOf(await dueLeads(ledger, LEADS_PER_CALL, now()));
    if (batch.length === 0) return pollMs;
    const untilCallMs = msUntilCall({
      now: now(),
      due: batch.length,
      oldestAt: new Date(Math.min(...batch.map(({ receivedAt }) => receivedAt.getTime()))),
      calls: await recentLeadCalls(ledger, now()),
      callsPerHour,
      lingerMs: mode === 'free' ? LINGER_MS : Math.max(LINGER_MS, flushMaxWaitMs),
    });
    if (untilCallMs > 0) return Math.min(untilCallMs, pollMs);
    await noteLeadCall(ledger, term, now());
    if (term.lost.aborted) throw new TermLost(WORK);
    const outcomes = await send(batch);
    if (outcomes.size > 0) await settleLeads(ledger, term, outcomes, now());
    for (const { kind } of outcomes.values()) options.onOutcome?.(kind);
    return 0;
  };

  /** @returns what is known of each lead now; those it says nothing of are due as they were */
  const send = async (batch: readonly QueuedLead[]): Promise<Map<QueuedLead, LeadOutcome>> => {
    try {
      const faults = await salesforce.run(() =>
        insert(batch.map(({ requestId, body }) => fieldsToSend(requestId, body))),
      );
      failures = 0;
      return outcomesOf(batch, faults);
    } catch (error) {
      if (isPortwayError(error)) {
        holdBack(error);
        return new Map();
      }
      return new Map(batch.map((lead) => [lead, afterWholeFault(lead, batch.length, textOf(error))]));
    }
  };

  /** Salesforce is away or not for us: no lead is blamed. */
  const holdBack = (error: PortwayError): void => {
    if (error.handling !== 'pause') {
      notBefore = now().getTime() + backoffMs(failures++, Math.random());
      log.warn({ code: error.code, err: error }, 'leads wait: Salesforce does not answer');
    } else if (CONCERNS_WHOLE_SYSTEM.has(error.code)) {
      salesforce.pause(error);
    } else {
      noteTrouble(error);
    }
  };

  const noteTrouble = (error: PortwayError): void => {
    const times = trouble?.error.message === error.message ? trouble.times + 1 : 0;
    if (times === 0) log.error({ code: error.code, err: error }, 'leads paused');
    trouble = { error, times };
    // Each look costs one of the hour's calls.
    notBefore = now().getTime() + Math.min(TROUBLED_MS * 2 ** times, LONGEST_TROUBLED_MS);
  };

  const outcomesOf = (batch: readonly QueuedLead[], faults: readonly RecordFault[]): Map<QueuedLead, LeadOutcome> => {
    const outcomes = new Map<QueuedLead, LeadOutcome>();
    let setUp: NonNullable<RecordFault> | null = null;
    batch.forEach((lead, index) => {
      const fault = faults[index] ?? null;
      const kind = fault ? faultKind(fault) : 'done';
      if (kind === 'set-up') setUp = fault;
      else outcomes.set(lead, fault && kind !== 'done' ? afterFault(lead, fault, kind) : { kind: 'written' });
    });
    if (setUp) noteTrouble(new PortwayError('SALESFORCE_ACCESS_DENIED', `Lead: ${wordsOf(setUp)}`));
    else trouble = null;
    return outcomes;
  };

  const afterFault = (lead: QueuedLead, fault: NonNullable<RecordFault>, kind: 'later' | 'refused'): LeadOutcome => {
    const reason = wordsOf(fault);
    return kind === 'later' ? again(lead, reason) : setAside(lead, reason);
  };

  const again = (lead: QueuedLead, reason: string): LeadOutcome => {
    if (lead.attempts + 1 >= MOST_ATTEMPTS) return setAside(lead, reason);
    return { kind: 'later', at: new Date(now().getTime() + backoffMs(lead.attempts, Math.random())), reason };
  };

  /** An answer that nobody foresaw, to the call as a whole: alone, the lead is at fault; among others, perhaps. */
  const afterWholeFault = (lead: QueuedLead, size: number, what: string): LeadOutcome => {
    log.warn({ requestId: lead.requestId, leads: size, reason: what.slice(0, 300) }, 'leads: a call was refused whole');
    return size === 1 ? setAside(lead, what.slice(0, 300)) : again(lead, what.slice(0, 300));
  };

  const setAside = (lead: QueuedLead, reason: string): LeadOutcome => {
    log.error({ requestId: lead.requestId, reason }, 'a lead was set aside for a person');
    return { kind: 'refused', reason };
  };

  const round = async (term: SubscriberTerm): Promise<number> => {
    await prune();
    return writeSome(term);
  };
  const { start, wake, stop } = createTurnLoop({ ledger, work: WORK, round, log, pollMs });
  return { start, wake, stop, trouble: () => trouble?.error.message ?? null };
}

/** Those that have failed as often as the first in turn, and no more than go into one call with them. */
function batchOf(due: readonly QueuedLead[]): readonly QueuedLead[] {
  const attempts = due[0]?.attempts ?? 0;
  const size = CALL_SIZES[Math.min(attempts, CALL_SIZES.length - 1)]!;
  return due.filter((lead) => lead.attempts === attempts).slice(0, size);
}

function wordsOf({ code, message }: NonNullable<RecordFault>): string {
  return `${code}: ${message.slice(0, 300)}`;
}
