// The billing sync: takes what is due, reads the truth from WHMCS, and brings Salesforce up to it, up to 200 pieces of
// work at a time. Promise: nothing that WHMCS announced or a sweep found is dropped before it is in Salesforce; of two states of
// one record the later is written last, because one instance works at a time.
// Killed anywhere, it does the batch again: docs/crash-safety.md.
import { bulkhead } from 'cockatiel';
import { CONCERNS_WHOLE_SYSTEM, isPortwayError, textOf, type PortwayError } from '../errors.ts';
import {
  askAgain,
  dueWork,
  hurryWork,
  noteWriting,
  settleWork,
  type DueWork,
  type WorkOutcome,
} from '../ledger/billing-work.ts';
import type { Ledger } from '../ledger/open-ledger.ts';
import type { BillingKind } from '../ledger/tables.ts';
import { TermLost } from '../ledger/refusals.ts';
import type { SubscriberTerm } from '../ledger/subscriber-term.ts';
import { pruneWebhooks } from '../ledger/webhooks.ts';
import { oldestOpen } from '../ledger/views.ts';
import type { Log } from '../log.ts';
import type { Pace } from '../provisioning/pace.ts';
import type { System } from '../provisioning/system.ts';
import { createTurnLoop } from '../provisioning/turn-loop.ts';
import type { SalesforceApi } from '../salesforce/api.ts';
import { readBillingFacts, readOrdersOf } from '../salesforce/billing.ts';
import type { RecordWrite } from '../salesforce/upsert.ts';
import type { WhmcsCall } from '../whmcs/call.ts';
import { readCurrency, readInvoice } from '../whmcs/invoices.ts';
import { findServices } from '../whmcs/services.ts';
import {
  digestOf,
  invoiceDigest,
  opportunitiesToWeigh,
  planBatch,
  type InvoiceJob,
  type Plan,
  type ServiceJob,
} from './batch.ts';
import { askForInvoices } from './ask-invoices.ts';
import { checkAvailability } from './check-availability.ts';
import { createDesk } from './desk.ts';
import { truthOf } from './mapping.ts';
import { createOutcomes } from './outcomes.ts';
import { createRefreshSweep } from './refresh-sweep.ts';
import { createBillingSweep } from './sweep.ts';
import { reason } from './reasons.ts';

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
  readonly salesforceNow: () => Date;
  /** WHMCS products whose stock is counted, so that 0 means sold out. */
  readonly countedProducts: ReadonlySet<string>;
  readonly log: Log;
  readonly pollMs: number;
  /** Milliseconds between two sweeps; the first comes after a fifth of it. */
  readonly sweepIntervalMs: number;
  /** Told of opportunities that asked, with no event arriving. */
  readonly onRefreshesSwept?: (opportunities: number) => void;
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
  /** Events that ask for a refresh may have been lost: look for those that wait. */
  readonly noteGap: () => void;
  /** What its set-up lacks, in words; null when nothing. It stops billing only. */
  trouble(): string | null;
  stop(): Promise<void>;
}

const WORK = 'billing';
const BATCH = 200;
/**
 * Kinds that are done together; each group by itself, so that what stops one holds up no other. In this order: what an
 * account's invoices are is asked for before they are read.
 */
const GROUPS: readonly (readonly BillingKind[])[] = [['account-invoices'], ['availability'], ['invoice', 'service']];
const HURRY_GAP_MS = 1000;
const TROUBLED_MS = 60_000;
/** The hook file repeats an event for three days. */
const WEBHOOKS_KEPT_MS = 7 * 86_400_000;
const PRUNE_MS = 3_600_000;

export function createBillingSync(options: BillingSyncOptions): BillingSync {
  const { ledger, whmcsSystem, salesforce, api, timeZone, now, log, pollMs } = options;
  const slots = bulkhead(options.parallel, Infinity);
  const whmcs: WhmcsCall = (action, fields, callOptions) =>
    slots.execute(() => options.whmcs(action, fields, callOptions));
  const outcomes = createOutcomes({ now, log });
  const { done, failed, waiting } = outcomes;
  const desk = createDesk({ ...options, whmcs, outcomes });
  const currencies = new Map<string, Promise<string>>();
  /** What the set-up lacks for a group of kinds, or for the sweeps, and until when that is left alone. */
  const troubles = new Map<readonly BillingKind[] | 'sweeps', { error: PortwayError; until: number }>();
  const sweep = createBillingSweep({ ledger, whmcs, now });
  const refreshSweep = createRefreshSweep({ ledger, api, salesforceNow: options.salesforceNow, now });
  let sweepsAt = now().getTime() + options.sweepIntervalMs / 5;
  let refreshSweepsAt = sweepsAt;
  let prunesAt = 0;
  let hasNewOrders = false;
  let hurriesAt = 0;

  const isFree = (): boolean => whmcsSystem.isUsable() && salesforce.isUsable() && options.pace().doesUnhurried;

  /** @returns how long to wait for the next */
  const round = async (term: SubscriberTerm): Promise<number> => {
    await prune();
    await hurryIfDue();
    await sweepIfDue();
    await sweepRefreshesIfDue();
    return isFree() && (await workOnDue(term)) ? 0 : pollMs;
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
    troubles.delete('sweeps');
    log.debug({ found }, 'billing swept');
  };

  const sweepRefreshesIfDue = async (): Promise<void> => {
    if (!isFree() || now().getTime() < refreshSweepsAt) return;
    refreshSweepsAt = now().getTime() + options.sweepIntervalMs;
    const found = await salesforce.run(refreshSweep);
    options.onRefreshesSwept?.(found);
    log[found > 0 ? 'warn' : 'debug']({ found }, 'swept for refreshes that no event asked for');
  };

  /** Nothing has been settled: all of the batch is still due. @returns whether something keeps it from being tried again at once */
  const takesFault = (error: unknown): boolean => {
    if (isPortwayError(error) && CONCERNS_WHOLE_SYSTEM.has(error.code)) {
      (error.code.startsWith('WHMCS') ? whmcsSystem : salesforce).pause(error);
      return true;
    }
    if (!isOwnTrouble(error)) return false;
    noteTrouble('sweeps', error);
    return true;
  };

  const noteTrouble = (of: readonly BillingKind[] | 'sweeps', error: PortwayError): void => {
    if (troubles.get(of)?.error.message !== error.message)
      log.error({ of, code: error.code, err: error }, 'billing paused');
    troubles.set(of, { error, until: now().getTime() + TROUBLED_MS });
  };

  /** @returns whether anything was due. @throws the first fault, after what it does not concern has been done */
  const workOnDue = async (term: SubscriberTerm): Promise<boolean> => {
    const faults: unknown[] = [];
    let hasWorked = false;
    for (const kinds of GROUPS) {
      if ((troubles.get(kinds)?.until ?? 0) > now().getTime()) continue;
      const due = await dueWork(ledger, BATCH, now(), kinds);
      if (due.length === 0) continue;
      hasWorked = true;
      try {
        const settled = await doWork(term, due);
        // An outage is no fault of the records: they stay due.
        if (!whmcsSystem.isUsable()) break;
        await settle(term, due, settled);
        troubles.delete(kinds);
      } catch (error) {
        if (error instanceof TermLost) throw error;
        if (isOwnTrouble(error)) noteTrouble(kinds, error);
        else faults.push(error);
      }
    }
    if (faults.length > 0) throw faults[0];
    return hasWorked;
  };

  const settle = async (
    term: SubscriberTerm,
    due: readonly DueWork[],
    settled: readonly WorkOutcome[],
  ): Promise<void> => {
    try {
      await settleWork(ledger, term, settled, now());
    } catch (error) {
      // What was written may have overtaken the new holder's later state.
      if (error instanceof TermLost) await askAgain(ledger, due, now());
      throw error;
    }
  };

  /** @param due of kinds that are done together */
  const doWork = (term: SubscriberTerm, due: readonly DueWork[]): Promise<WorkOutcome[]> => {
    switch (due[0]!.kind) {
      case 'availability':
        return desk.together(due, (some) => checkAvailability(desk, term, some));
      case 'account-invoices':
        return desk.together(due, (some) => askForInvoices(desk, some));
      case 'invoice':
      case 'service':
        return bringTruth(term, due);
    }
  };

  const bringTruth = async (term: SubscriberTerm, due: readonly DueWork[]): Promise<WorkOutcome[]> => {
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
    if (whmcsSystem.isUsable() && invoices.length + services.length > 0) {
      settled.push(...(await bringToSalesforce(term, invoices, services, hasOpenOrders)));
    }
    return settled;
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
        invoiceIds: invoices.map(({ truth }) => truth.invoice.whmcsInvoiceId),
        clientIds: unique(invoices.map(({ truth }) => truth.invoice.clientId)),
        billedServiceIds: unique(billed),
        serviceIds: unique(services.map(({ work: { recordId } }) => recordId)),
      }),
    );
    const sales = opportunitiesToWeigh(invoices, facts);
    const siblings = sales.length === 0 ? [] : await salesforce.run(() => readOrdersOf(api, sales));
    const { plans, sections } = planBatch(invoices, services, facts, { siblings, timeZone });
    if (term.lost.aborted) throw new TermLost(WORK);
    await noteWriting(
      ledger,
      term,
      plans.filter(({ records }) => records.length > 0).map((plan) => plan.work),
    );
    const refused = await desk.write(sections);
    return plans.map((plan) => outcomeOf(plan, refused, hasOpenOrders));
  };

  const outcomeOf = (plan: Plan, refused: ReadonlyMap<RecordWrite, string>, hasOpenOrders: boolean): WorkOutcome => {
    const { work: each, overdueAt } = plan;
    const fault = plan.records.flatMap((record) => refused.get(record) ?? [])[0];
    if (fault) return failed(each, reason('SALESFORCE_REFUSED', fault));
    if (plan.lacksLinks && hasOpenOrders) return waiting(each);
    if (plan.reason) return failed(each, plan.reason);
    return { work: each, truth: plan.digest, dueAt: overdueAt, reason: null, isFailure: false };
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

  const { start, wake, stop } = createTurnLoop({ ledger, work: WORK, round, takesFault, log, pollMs });
  return {
    start,
    wake,
    stop,
    noteOrders: () => {
      hasNewOrders = true;
      wake();
    },
    noteGap: () => {
      refreshSweepsAt = now().getTime();
      wake();
    },
    trouble: () => [...new Set([...troubles.values()].map(({ error }) => error.message))].join('; ') || null,
  };
}

/** What is wrong in the set-up stops only what needs it. */
function isOwnTrouble(error: unknown): error is PortwayError {
  return isPortwayError(error) && error.handling === 'pause' && !CONCERNS_WHOLE_SYSTEM.has(error.code);
}

function unique(ids: readonly string[]): string[] {
  return [...new Set(ids)];
}
