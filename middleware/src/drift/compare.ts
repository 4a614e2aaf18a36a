// A comparison: one look at everything, and a second one, some minutes later, at whatever differs for the first time. What is
// no more by then was only on its way.
import { driftFindings, type DriftFinding, type SeenFinding } from '../ledger/drift-findings.ts';
import { busyOrders } from '../ledger/busy.ts';
import type { Ledger } from '../ledger/open-ledger.ts';
import { orderPages } from '../salesforce/drift.ts';
import { isBusy, noteBusy } from './busy.ts';
import { lookAt, rulesFor, type Difference } from './look.ts';
import { takePicture } from './picture.ts';
import type { PictureSources } from './sources.ts';
import { ruleOf, type RuleCode } from './rules.ts';
import { openScratch, type Scratch } from './scratch.ts';
import type { Scope, Topic } from './scope.ts';

export interface CompareOptions {
  readonly ledger: Ledger;
  readonly sources: Omit<PictureSources, 'settledBefore'>;
  readonly topics: ReadonlySet<Topic>;
  /** Milliseconds: what changed less than this ago is left out, and so far apart are the two looks. */
  readonly settleMs: number;
  /** @throws when the comparison is to end early */
  readonly wait: (ms: number) => Promise<void>;
}

export interface Comparison {
  /** All that differs; those that are not confirmed have been seen once. */
  readonly seen: readonly SeenFinding[];
  /** Findings of earlier that could not be looked at: somebody was at work. */
  readonly kept: readonly DriftFinding[];
  readonly endedOf: readonly RuleCode[];
  readonly compared: Readonly<Record<'orders' | 'services' | 'invoices' | 'accounts', number>>;
  readonly leftOut: number;
  readonly more: Readonly<Partial<Record<RuleCode, number>>>;
}

/** Accounts and clients looked at a second time in one comparison: about four calls each. The rest wait for the next one. */
const LOOKED_AT_AGAIN = 200;

/**
 * @param use gets the first picture, while it is there
 * @throws PortwayError when a system does not answer
 */
export async function compare<T>(
  options: CompareOptions,
  use: (scratch: Scratch, comparison: Comparison) => Promise<T>,
): Promise<T> {
  const scratch = openScratch();
  try {
    const first = await look(options, scratch, null);
    const { kept, known } = await earlier(options, scratch);
    const isNew = ({ code, key }: Difference): boolean => !known.has(keyOf(code, key));
    const fresh = first.differences.filter(isNew);
    const seenAgain = fresh.length === 0 ? new Set<string>() : await secondLook(options, fresh);
    const comparison: Comparison = {
      seen: first.differences.map((each) => ({
        ...each,
        isConfirmed: !isNew(each) || seenAgain.has(keyOf(each.code, each.key)),
        mark: markOf(each),
      })),
      kept,
      endedOf: rulesFor(options.topics).filter((code) => first.more[code] === undefined),
      compared: {
        orders: countOf(scratch, 's_order'),
        services: countOf(scratch, 'w_service'),
        invoices: countOf(scratch, 'w_invoice'),
        accounts: countOf(scratch, 's_account'),
      },
      leftOut: first.leftOut,
      more: first.more,
    };
    return await use(scratch, comparison);
  } finally {
    scratch.close();
  }
}

async function look(options: CompareOptions, scratch: Scratch, scope: Scope) {
  const { ledger, sources, topics } = options;
  const settledBefore = sources.now().getTime() - options.settleMs;
  await takePicture(scratch, { ...sources, settledBefore }, topics, scope);
  if (!topics.has('orders') && !topics.has('services')) await takeOrdersAtWork(scratch, options, settledBefore);
  await noteBusy(scratch, ledger, new Date(settledBefore), sources.now());
  return lookAt(scratch, topics, sources.breathe);
}

/** Whose orders are under way: their invoices and clients may be too, although orders are not compared. */
async function takeOrdersAtWork(scratch: Scratch, { ledger, sources }: CompareOptions, since: number): Promise<void> {
  const none = { accountIds: [], clientIds: [], itemIds: [], opportunityIds: [], invoiceRecordIds: [] };
  for await (const orderIds of busyOrders(ledger, new Date(since))) {
    for await (const page of orderPages(sources.api, { ...none, orderIds })) {
      scratch.add(
        's_order',
        page.map(({ Id, AccountId }) => ({ order_id: Id, account_id: AccountId })),
      );
    }
  }
}

/** What earlier comparisons found: what of it was seen then, and what nobody could look at now. */
async function earlier({ ledger, topics }: CompareOptions, scratch: Scratch) {
  const known = new Set<string>();
  const kept: DriftFinding[] = [];
  for await (const page of driftFindings(ledger, rulesFor(topics))) {
    for (const finding of page) {
      known.add(keyOf(finding.code, finding.key));
      if (isBusy(scratch, finding.about)) kept.push(finding);
    }
  }
  return { known, kept };
}

/** Those of `fresh` that still differ. */
async function secondLook(options: CompareOptions, fresh: readonly Difference[]): Promise<Set<string>> {
  const some = ofFewParties(fresh);
  await options.wait(options.settleMs);
  const again = openScratch();
  try {
    const { differences } = await look(options, again, scopeOf(some));
    const asked = new Set(some.map(({ code, key }) => keyOf(code, key)));
    return new Set(differences.map(({ code, key }) => keyOf(code, key)).filter((key) => asked.has(key)));
  } finally {
    again.close();
  }
}

const PARTIES = ['client_id', 'other_client_id', 'account_id', 'other_account_id'] as const;

/** As many as are about no more accounts and clients than are looked at again. */
function ofFewParties(fresh: readonly Difference[]): Difference[] {
  const parties = new Set<string>();
  return fresh.filter(({ about }) => {
    const own = PARTIES.flatMap((name) => about[name] ?? []);
    if (new Set([...parties, ...own]).size > LOOKED_AT_AGAIN) return false;
    own.forEach((party) => parties.add(party));
    return true;
  });
}

function scopeOf(some: readonly Difference[]): NonNullable<Scope> {
  const all = (...names: string[]): string[] => [
    ...new Set(some.flatMap(({ about }) => names.flatMap((name) => about[name] ?? []))),
  ];
  const clientIds = all('client_id', 'other_client_id');
  return {
    clientIds,
    invoiceIds: all('invoice_id'),
    wantsCancellations: some.some(({ code }) => code === 'CancellationNotRequested'),
    salesforce: {
      clientIds,
      accountIds: all('account_id', 'other_account_id'),
      orderIds: all('order_id'),
      itemIds: all('item_id'),
      opportunityIds: all('opportunity_id'),
      invoiceRecordIds: all('invoice_record_id'),
    },
  };
}

const MARK_IDS = { Order: 'order_id', Opportunity: 'opportunity_id', Invoice__c: 'invoice_record_id' } as const;

function markOf({ code, about }: Difference): SeenFinding['mark'] {
  const type = ruleOf(code)!.marks;
  const id = type && about[MARK_IDS[type]];
  return type && id ? { type, id } : null;
}

function countOf(scratch: Scratch, table: string): number {
  for (const { n } of scratch.rows(`select count(*) as n from ${table}`)) return Number(n);
  return 0;
}

export function keyOf(code: string, key: string): string {
  return `${code}/${key}`;
}
