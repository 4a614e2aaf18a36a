// One batch of billing work, decided: which records of Salesforce follow from what WHMCS says and Salesforce knows.
// Pure; reading and writing are the sync's affair.
import { createHash } from 'node:crypto';
import type { DueWork } from '../ledger/billing-work.ts';
import type { BilledItem, BillingFacts, OpportunityOrder } from '../salesforce/billing.ts';
import type { RecordWrite } from '../salesforce/upsert.ts';
import {
  CANCELLED_STAGE,
  ENDED_SERVICES,
  ENDING_STAGES,
  SERVICE_STATUSES,
  invoiceFields,
  lineFields,
  type InvoiceLinks,
  type InvoiceTruth,
} from './mapping.ts';
import { mostUrgent, paymentStatusOf, type InvoiceState, type PaymentStatus } from './payment-status.ts';
import { roundedAmount, sumOf } from './amounts.ts';
import { reason, type Reason } from './reasons.ts';

export interface InvoiceJob {
  readonly work: DueWork;
  readonly truth: InvoiceTruth;
}

export interface ServiceJob {
  readonly work: DueWork;
  /** Service status of WHMCS. */
  readonly status: string;
}

/** What one piece of work comes to. */
export interface Plan {
  readonly work: DueWork;
  /** What must be written for it to be done; records may serve several pieces. */
  readonly records: readonly RecordWrite[];
  readonly digest: string;
  /** Why it cannot be brought to Salesforce yet. */
  readonly reason: Reason | null;
  /** It names services that no order or opportunity in Salesforce has: an order under way may be about to say so. */
  readonly lacksLinks: boolean;
  readonly overdueAt: Date | null;
}

/** In the order in which they are to be written. */
export interface BatchPlan {
  readonly plans: readonly Plan[];
  readonly sections: readonly (readonly RecordWrite[])[];
}

export function digestOf(truth: unknown): string {
  return createHash('sha256').update(JSON.stringify(truth)).digest('base64url');
}

export function invoiceDigest({ invoice, currency, status }: InvoiceTruth): string {
  return digestOf({ invoice, currency, status });
}

export function planBatch(
  invoices: readonly InvoiceJob[],
  services: readonly ServiceJob[],
  facts: BillingFacts,
  { siblings, timeZone }: { readonly siblings: readonly OpportunityOrder[]; readonly timeZone: string },
): BatchPlan {
  const linked = linkedTo(invoices, facts);
  const payments = paymentWrites(paymentChanges(linked, facts), siblings);
  const plans: Plan[] = [];
  const upserts: RecordWrite[] = [];
  const lines: RecordWrite[] = [];
  const removals: RecordWrite[] = [];
  const staleLines = staleLinesOf(invoices, facts);
  for (const { job, links, reason: why, lacksLinks } of linked) {
    const { work, truth } = job;
    const common = { work, digest: invoiceDigest(truth), lacksLinks, overdueAt: truth.overdueAt };
    if (!links) {
      plans.push({ ...common, records: [], reason: why });
      continue;
    }
    const upsert = {
      type: 'Invoice__c',
      externalId: 'WHMCS_Invoice_Id__c',
      fields: invoiceFields(truth, links, timeZone),
    };
    const ownLines = lineFields(truth, links).map((fields) => ({
      type: 'Invoice_Line__c',
      externalId: 'WHMCS_Line_Id__c',
      fields,
    }));
    const stale = staleLines.get(truth.invoice.whmcsInvoiceId) ?? [];
    upserts.push(upsert);
    lines.push(...ownLines);
    removals.push(...stale);
    const status = links.orderId === null ? [] : (payments.get(links.orderId) ?? []);
    plans.push({ ...common, records: [upsert, ...ownLines, ...stale, ...status], reason: null });
  }
  const opportunities = new Map<string, RecordWrite>();
  for (const job of services) plans.push(planService(job, facts, opportunities));
  // Two orders of one opportunity share its update.
  const updates = [...new Set([...payments.values()].flat())];
  return {
    plans,
    sections: [
      upserts,
      lines,
      removals,
      updates.filter(({ type }) => type === 'Order'),
      merged([...updates.filter(({ type }) => type === 'Opportunity'), ...opportunities.values()]),
    ].filter((section) => section.length > 0),
  };

  /** A collection names a record once: payment and service status of one opportunity become one update. */
  function merged(writes: readonly RecordWrite[]): RecordWrite[] {
    const byId = new Map<string, RecordWrite[]>();
    for (const write of writes) byId.set(write.id!, [...(byId.get(write.id!) ?? []), write]);
    return [...byId.values()].map((same) => {
      if (same.length === 1) return same[0]!;
      const one: RecordWrite = {
        ...same[0]!,
        fields: Object.assign({}, ...same.map(({ fields }) => fields)) as RecordWrite['fields'],
      };
      for (const [index, plan] of plans.entries()) {
        if (plan.records.some((record) => same.includes(record)))
          plans[index] = { ...plan, records: [...plan.records.filter((record) => !same.includes(record)), one] };
      }
      return one;
    });
  }
}

/** Opportunities whose payment status may change: the states of all their orders are needed then. */
export function opportunitiesToWeigh(invoices: readonly InvoiceJob[], facts: BillingFacts): string[] {
  const changes = paymentChanges(linkedTo(invoices, facts), facts);
  return [...new Set(changes.flatMap(({ item, hasNews }) => (hasNews ? (item.opportunityId ?? []) : [])))];
}

/** By invoice: lines that Salesforce has and WHMCS no longer. One that has moved to another invoice is written with that. */
function staleLinesOf(invoices: readonly InvoiceJob[], { lines }: BillingFacts): Map<string, RecordWrite[]> {
  const present = new Set(invoices.flatMap(({ truth }) => truth.invoice.items.map(({ lineId }) => lineId)));
  const stale = new Map<string, RecordWrite[]>();
  for (const { recordId, whmcsLineId, whmcsInvoiceId } of lines) {
    if (present.has(whmcsLineId)) continue;
    const removal: RecordWrite = { type: 'Invoice_Line__c', id: recordId, removes: true, fields: {} };
    stale.set(whmcsInvoiceId, [...(stale.get(whmcsInvoiceId) ?? []), removal]);
  }
  return stale;
}

function linkedTo(invoices: readonly InvoiceJob[], facts: BillingFacts): (Linked & { readonly job: InvoiceJob })[] {
  const itemsByService = new Map(facts.items.map((item) => [item.serviceId, item]));
  return invoices.map((job) => ({ job, ...linksOf(job, facts, itemsByService) }));
}

interface Linked {
  readonly links: InvoiceLinks | null;
  readonly reason: Reason | null;
  readonly lacksLinks: boolean;
}

function linksOf(
  { truth: { invoice } }: InvoiceJob,
  facts: BillingFacts,
  itemsByService: ReadonlyMap<string, BilledItem>,
): Linked {
  const serviceIds = invoice.items.flatMap(({ serviceId }) => serviceId ?? []);
  const items = serviceIds.flatMap((serviceId) => itemsByService.get(serviceId) ?? []);
  const accounts = facts.accounts.filter(({ clientId }) => clientId === invoice.clientId);
  // An order of another account would show its customer someone else's invoice.
  const own = items.filter((item) => accounts.some(({ accountId }) => accountId === item.accountId));
  const accountIds = new Set(own.map((item) => item.accountId!));
  const lacksLinks = accounts.length === 0 || serviceIds.some((serviceId) => !itemsByService.has(serviceId));
  if (accounts.length === 0)
    return { links: null, reason: reason('CLIENT_UNKNOWN', clientName(invoice.clientId)), lacksLinks };
  const candidates = accountIds.size > 0 ? [...accountIds] : accounts.map(({ accountId }) => accountId);
  if (candidates.length > 1) {
    return { links: null, reason: reason('ACCOUNT_AMBIGUOUS', clientName(invoice.clientId)), lacksLinks: false };
  }
  const orderIds = [...new Set(own.map(({ orderId }) => orderId))];
  return {
    links: {
      accountId: candidates[0]!,
      orderId: orderIds.length === 1 ? orderIds[0]! : null,
      orderItemIds: new Map(own.map(({ serviceId, orderItemId }) => [serviceId, orderItemId])),
    },
    reason: null,
    lacksLinks,
  };
}

function clientName(clientId: string): string {
  return `WHMCS client ${clientId}`;
}

interface PaymentChange {
  /** Of the order. */
  readonly item: BilledItem;
  readonly status: PaymentStatus;
  /** The order, or its opportunity, says something else. */
  readonly hasNews: boolean;
}

/** One per order whose invoices are known. */
function paymentChanges(
  linked: readonly (Linked & { readonly job: InvoiceJob })[],
  facts: BillingFacts,
): PaymentChange[] {
  const states = new Map<string, Map<string, InvoiceState>>();
  const note = (orderId: string, whmcsInvoiceId: string, state: InvoiceState): void => {
    const known = states.get(orderId) ?? new Map<string, InvoiceState>();
    states.set(orderId, known.set(whmcsInvoiceId, state));
  };
  for (const known of facts.invoices) note(known.orderId, known.whmcsInvoiceId, known);
  for (const { job, links } of linked) {
    if (links?.orderId) note(links.orderId, job.truth.invoice.whmcsInvoiceId, stateOf(job.truth));
  }
  const items = new Map(facts.items.map((item) => [item.orderId, item]));
  return [...items.values()].flatMap((item) => {
    const invoices = states.get(item.orderId);
    if (!invoices) return [];
    const status = paymentStatusOf([...invoices.values()]);
    const isToldBySale = item.opportunityId === null || item.opportunityPaymentStatus === status;
    return [{ item, status, hasNews: item.paymentStatus !== status || !isToldBySale }];
  });
}

/**
 * Order id → the updates that bring its payment status, and its opportunity's, up to date; none when they are.
 * @param siblings all orders of the opportunities with news
 */
function paymentWrites(
  changes: readonly PaymentChange[],
  siblings: readonly OpportunityOrder[],
): Map<string, RecordWrite[]> {
  const statusByOrder = new Map<string, string | null>(
    siblings.map(({ orderId, paymentStatus }) => [orderId, paymentStatus]),
  );
  for (const { item, status } of changes) statusByOrder.set(item.orderId, status);
  const sales = new Map<string, RecordWrite[]>();
  for (const { item, hasNews } of changes) {
    if (item.opportunityId === null || !hasNews || sales.has(item.opportunityId)) continue;
    const orders = siblings.filter(({ opportunityId }) => opportunityId === item.opportunityId);
    const status = mostUrgent(orders.map(({ orderId }) => statusByOrder.get(orderId) ?? null));
    const write = { type: 'Opportunity', id: item.opportunityId, fields: { Payment_Status__c: status } };
    sales.set(item.opportunityId, item.opportunityPaymentStatus === status ? [] : [write]);
  }
  return new Map(
    changes.map(({ item, status }) => [
      item.orderId,
      [
        ...(item.paymentStatus === status
          ? []
          : [{ type: 'Order', id: item.orderId, fields: { Payment_Status__c: status } }]),
        ...(sales.get(item.opportunityId ?? '') ?? []),
      ],
    ]),
  );
}

function stateOf({ invoice, currency, status }: InvoiceTruth): InvoiceState {
  return {
    status,
    gross: roundedAmount(sumOf(invoice.subtotal, invoice.tax, invoice.tax2), currency),
    balance: roundedAmount(invoice.balance, currency),
    issued: invoice.date,
  };
}

function planService({ work, status }: ServiceJob, facts: BillingFacts, into: Map<string, RecordWrite>): Plan {
  const found = facts.opportunities.filter(({ serviceId }) => serviceId === work.recordId);
  const common = { work, digest: digestOf(status), overdueAt: null };
  const serviceStatus = SERVICE_STATUSES[status];
  if (serviceStatus === undefined) {
    const why = reason('STATUS_UNKNOWN', `WHMCS service ${work.recordId}, “${status}”`);
    return { ...common, records: [], reason: why, lacksLinks: false };
  }
  const records = found.flatMap(({ opportunityId, stage, serviceStatus: present }) => {
    const ends = ENDED_SERVICES.has(serviceStatus) && ENDING_STAGES.has(stage);
    if (present === serviceStatus && !ends) return [];
    const fields = { Service_Status__c: serviceStatus, ...(ends && { StageName: CANCELLED_STAGE }) };
    const write = { type: 'Opportunity', id: opportunityId, fields };
    into.set(opportunityId, write);
    return [write];
  });
  return { ...common, records, reason: null, lacksLinks: found.length === 0 };
}
