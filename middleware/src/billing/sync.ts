// The billing sync: takes what is due, reads the truth from WHMCS, and brings Salesforce up to it, up to 200 records at a
// time. Promise: nothing that WHMCS announced or a sweep found is dropped before it is in Salesforce; of two states of
// one record the later is written last, because one instance works at a time.
// Killed anywhere, it does the batch again: docs/crash-safety.md.
import { bulkhead } from 'cockatiel';
import { PortwayError, isPortwayError, textOf } from '../errors.ts';
import { askAgain, dueWork, hurryWork, settleWork, type DueWork, type WorkOutcome } from '../ledger/billing-work.ts';
import type { Ledger } from '../ledger/open-ledger.ts';
import { TermLost } from '../ledger/refusals.ts';
import { takeTurn, type SubscriberTerm } from '../ledger/subscriber-term.ts';
import { pruneWebhooks } from '../ledger/webhooks.ts';
import { oldestOpen } from '../ledger/views.ts';
import type { Log } from '../log.ts';
import { backoffMs } from '../provisioning/backoff.ts';
import type { Pace } from '../provisioning/pace.ts';
import type { System } from '../provisioning/system.ts';
import { createWakeable } from '../provisioning/wakeable.ts';
import type { SalesforceApi } from '../salesforce/api.ts';
import { readBillingFacts } from '../salesforce/billing.ts';
import type { RecordFault } from '../salesforce/update.ts';
import { writeRecords, type RecordWrite } from '../salesforce/upsert.ts';
import type { WhmcsCall } from '../whmcs/call.ts';
import { readCurrency, readInvoice } from '../whmcs/invoices.ts';
import { findServices } from '../whmcs/services.ts';
import { digestOf, invoiceDigest, planBatch, type InvoiceJob, type Plan, type ServiceJob } from './batch.ts';
import { truthOf } from './mapping.ts';
import { createBillingSweep } from './sweep.ts';
import { reason, type Reason } from './reasons.ts';

export interface BillingSyncOptions {
  readonly ledger: Ledger;
  readonly whmcs: WhmcsCall;
  readonly whmcsSystem: System;
  readonly salesforce: System;
  readonly api: SalesforceApi;
  /** Of WHMCS's server. */
  readonly timeZone: string;
  /** Reads of WHMCS at the same time; fewer than provisioning may have, or orders would wait behind invoices. */
  readonly parallel: number;
  readonly pace: () => Pace;
  readonly now: () => Date;
  readonly log: Log;
  readonly pollMs: number;
  /** Milliseconds between two sweeps; the first comes after a fifth of it. */
  readonly sweepIntervalMs: number;
  /** Told of records that a sweep found. */
  readonly onSwept?: (records: number) => void;
  /** Told of records written, by type. */
  readonly onWritten?: (type: string) => void;
}

export interface BillingSync {
  start(): void;
  readonly wake: () => void;
  /** Orders have told Salesforce their services: invoices may have been waiting for that. */
  readonly noteOrders: () => void;
  /** What its set-up lacks, in words; null when nothing. It stops billing only. */
  trouble(): string | null;
  stop(): Promise<void>;
}

const WORK = 'billing';
const BATCH = 200;
/** Faults that concern everything we do with the system, not billing alone. */
const PAUSES_SYSTEM = new Set([
  'SALESFORCE_AUTH',
  'SALESFORCE_LIMIT',
  'WHMCS_AUTH',
  'WHMCS_IP_NOT_ALLOWED',
  'WHMCS_FORBIDDEN',
]);
const HURRY_GAP_MS = 1000;
const TROUBLED_MS = 60_000;
/** After so many attempts only a person can help: from then on it is looked at seldom. */
const QUICK_ATTEMPTS = 8;
/** The hook file repeats an event for three days. */
const WEBHOOKS_KEPT_MS = 7 * 86_400_000;
const PRUNE_MS = 3_600_000;
const SELDOM_MS = 6 * 3_600_000;

export function createBillingSync(options: BillingSyncOptions): BillingSync {
  const { ledger, whmcsSystem, salesforce, api, timeZone, now, log, pollMs } = options;
  const slots = bulkhead(options.parallel, Infinity);
  const whmcs: WhmcsCall = (action, fields, callOptions) =>
    slots.execute(() => options.whmcs(action, fields, callOptions));
  const wakeable = createWakeable();
  const currencies = new Map<string, Promise<string>>();
  let trouble: PortwayError | null = null;
  const sweep = createBillingSweep({ ledger, whmcs, now });
  let sweepsAt = now().getTime() + options.sweepIntervalMs / 5;
  let prunesAt = 0;
  let hasNewOrders = false;
  let hurriesAt = 0;
  let isStopping = false;
  let loop: Promise<void> = Promise.resolve();

  const run = async (): Promise<void> => {
    while (!isStopping) {
      const term = await takeTurn(ledger, WORK).catch((error: unknown) => {
        log.warn({ err: error }, 'billing: the ledger does not answer');
        return null;
      });
      if (term) await work(term).finally(() => term.release());
      else await wakeable.wait(Math.max(pollMs, 1000));
    }
  };

  const isFree = (): boolean => whmcsSystem.isUsable() && salesforce.isUsable() && options.pace().doesUnhurried;

  const work = async (term: SubscriberTerm): Promise<void> => {
    while (!isStopping && !term.lost.aborted) {
      try {
        await prune();
        await hurryIfDue();
        await sweepIfDue();
        const due = isFree() ? await dueWork(ledger, BATCH, now()) : [];
        if (due.length === 0) await wakeable.wait(pollMs);
        else await workOn(term, due);
      } catch (error) {
        if (error instanceof TermLost) return;
        await noteFault(error);
      }
    }
  };

  const prune = async (): Promise<void> => {
    if (now().getTime() < prunesAt) return;
    const forgotten = await pruneWebhooks(ledger, new Date(now().getTime() - WEBHOOKS_KEPT_MS));
    prunesAt = now().getTime() + (forgotten === 0 ? PRUNE_MS : pollMs);
  };

  const hurryIfDue = async (): Promise<void> => {
    if (!hasNewOrders || now().getTime() < hurriesAt) return;
    hasNewOrders = false;
    // Under load orders end all the time: not each of them is worth a read of all that waits.
    hurriesAt = now().getTime() + HURRY_GAP_MS;
    await hurryWork(ledger, now());
  };

  const sweepIfDue = async (): Promise<void> => {
    if (!isFree() || now().getTime() < sweepsAt) return;
    // First, so that one that fails is not repeated at once.
    sweepsAt = now().getTime() + options.sweepIntervalMs;
    const found = await sweep();
    options.onSwept?.(found);
    log.debug({ found }, 'billing swept');
  };

  /** Nothing has been settled: all of the batch is still due. */
  const noteFault = async (error: unknown): Promise<void> => {
    if (!isPortwayError(error) || error.handling !== 'pause') {
      log.warn({ err: error }, 'billing interrupted, will be tried again');
      await wakeable.wait(pollMs);
    } else if (PAUSES_SYSTEM.has(error.code)) {
      (error.code.startsWith('WHMCS') ? whmcsSystem : salesforce).pause(error);
    } else {
      if (trouble?.message !== error.message) log.error({ code: error.code, err: error }, 'billing paused');
      trouble = error;
      await wakeable.wait(TROUBLED_MS);
    }
  };

  const workOn = async (term: SubscriberTerm, due: readonly DueWork[]): Promise<void> => {
    // Asked first: an order that ends after this has told Salesforce its services before we look.
    const hasOpenOrders = (await oldestOpen(ledger)) !== null;
    const read = await Promise.all(due.map((each) => readTruth(each)));
    const settled: WorkOutcome[] = [];
    const invoices: InvoiceJob[] = [];
    const services: ServiceJob[] = [];
    for (const each of read) {
      if ('outcome' in each) settled.push(each.outcome);
      else if ('truth' in each) invoices.push(each);
      else services.push(each);
    }
    // An outage is no fault of the records: they stay due.
    if (!whmcsSystem.isUsable()) return;
    if (invoices.length + services.length > 0) {
      settled.push(...(await bringToSalesforce(term, invoices, services, hasOpenOrders)));
    }
    trouble = null;
    try {
      await settleWork(ledger, term, settled, now());
    } catch (error) {
      // What was written may have overtaken the new holder's later state.
      if (error instanceof TermLost) await askAgain(ledger, due, now());
      throw error;
    }
  };

  const bringToSalesforce = async (
    term: SubscriberTerm,
    invoices: readonly InvoiceJob[],
    services: readonly ServiceJob[],
    hasOpenOrders: boolean,
  ): Promise<WorkOutcome[]> => {
    const billed = invoices.flatMap(({ truth }) => truth.invoice.items.flatMap(({ serviceId }) => serviceId ?? []));
    const facts = await salesforce.run(() =>
      readBillingFacts(api, {
        clientIds: unique(invoices.map(({ truth }) => truth.invoice.clientId)),
        billedServiceIds: unique(billed),
        serviceIds: unique(services.map(({ work: { recordId } }) => recordId)),
      }),
    );
    const { plans, sections } = planBatch(invoices, services, facts, timeZone);
    if (term.lost.aborted) throw new TermLost(WORK);
    const outcomes =
      sections.length === 0
        ? new Map<RecordWrite, RecordFault>()
        : await salesforce.run(() => writeRecords(api, 'billing-write', sections));
    for (const [record, fault] of outcomes) if (!fault) options.onWritten?.(record.type);
    return plans.map((plan) => outcomeOf(plan, outcomes, hasOpenOrders));
  };

  const outcomeOf = (
    plan: Plan,
    outcomes: ReadonlyMap<RecordWrite, RecordFault>,
    hasOpenOrders: boolean,
  ): WorkOutcome => {
    const { work: each, overdueAt } = plan;
    const faults = plan.records.flatMap((record) => {
      const fault = outcomes.get(record);
      return fault ? [{ record, fault }] : [];
    });
    if (faults.length > 0) return failed(each, refusalOf(faults[0]!));
    if (plan.lacksLinks && hasOpenOrders) {
      const dueAt = new Date(now().getTime() + backoffMs(each.attempts, Math.random()));
      return { work: each, dueAt, reason: null, isFailure: true };
    }
    if (plan.reason) return failed(each, plan.reason);
    return { work: each, truth: plan.digest, dueAt: overdueAt, reason: null, isFailure: false };
  };

  const failed = (each: DueWork, why: Reason): WorkOutcome => {
    log.warn(
      { kind: each.kind, recordId: each.recordId, code: why.code, reason: why.text },
      'billing: not in Salesforce',
    );
    // Nobody but a person ends an unknown client; a lock or a hiccup ends by itself.
    const isPassing = why.code === 'SALESFORCE_REFUSED' || why.code === 'WHMCS_FAILED';
    const waitMs = isPassing && each.attempts < QUICK_ATTEMPTS ? backoffMs(each.attempts, Math.random()) : SELDOM_MS;
    return { work: each, dueAt: new Date(now().getTime() + waitMs), reason: why, isFailure: true };
  };

  type Read = { readonly outcome: WorkOutcome } | InvoiceJob | ServiceJob;

  /** @throws PortwayError of a pause code: it concerns everything, not this record */
  const readTruth = async (each: DueWork): Promise<Read> => {
    try {
      return await (each.kind === 'invoice' ? readInvoiceTruth(each) : readServiceTruth(each));
    } catch (error) {
      if (isPortwayError(error) && error.handling === 'pause') throw error;
      return { outcome: failed(each, reason('WHMCS_FAILED', textOf(error).slice(0, 300))) };
    }
  };

  const readInvoiceTruth = async (each: DueWork): Promise<Read> => {
    const invoice = await readInvoice(whmcs, each.recordId);
    if (!invoice) return { outcome: gone(each, `WHMCS invoice ${each.recordId}`) };
    const truth = truthOf(invoice, await currencyOf(invoice.clientId), { timeZone, now: now() });
    if (!truth)
      return { outcome: failed(each, reason('STATUS_UNKNOWN', `invoice ${each.recordId}, “${invoice.status}”`)) };
    if (each.truth === invoiceDigest(truth)) return { outcome: done(each, truth.overdueAt) };
    return { work: each, truth };
  };

  const readServiceTruth = async (each: DueWork): Promise<Read> => {
    const services = await findServices(whmcs, { serviceid: each.recordId });
    // An ignored filter would answer with other people's services.
    const service = services.find(({ serviceId }) => serviceId === each.recordId);
    if (!service) return { outcome: gone(each, `WHMCS service ${each.recordId}`) };
    if (each.truth === digestOf(service.status)) return { outcome: done(each, null) };
    return { work: each, status: service.status };
  };

  const done = (each: DueWork, dueAt: Date | null): WorkOutcome => ({
    work: each,
    dueAt,
    reason: null,
    isFailure: false,
  });

  /** Never written: a forged or mistaken id, and nothing is missing. Written before: a person should know. */
  const gone = (each: DueWork, what: string): WorkOutcome => ({
    ...done(each, null),
    reason: each.truth === null ? null : reason('GONE', what),
  });

  /** WHMCS does not let a client with invoices change it, so it is asked for once. */
  const currencyOf = (clientId: string): Promise<string> => {
    const known = currencies.get(clientId);
    if (known) return known;
    const asked = readCurrency(whmcs, clientId);
    currencies.set(clientId, asked);
    asked.catch(() => currencies.delete(clientId));
    return asked;
  };

  return {
    start: () => {
      loop = run();
    },
    wake: wakeable.wake,
    noteOrders: () => {
      hasNewOrders = true;
      wakeable.wake();
    },
    trouble: () => trouble?.message ?? null,
    stop: async () => {
      isStopping = true;
      wakeable.wake();
      await loop;
    },
  };
}

function refusalOf({ record, fault }: { record: RecordWrite; fault: NonNullable<RecordFault> }): Reason {
  return reason('SALESFORCE_REFUSED', `${record.type}: ${fault.code}: ${fault.message.slice(0, 300)}`);
}

function unique(ids: readonly string[]): string[] {
  return [...new Set(ids)];
}
