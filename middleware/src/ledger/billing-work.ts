// What of WHMCS has to be brought to Salesforce: one row per record it is about, worked by one instance at a time (its
// term), so that of two states of one record the later is written last.
import { sql } from 'kysely';
import type { Ledger } from './open-ledger.ts';
import { holdTerm, type SubscriberTerm } from './subscriber-term.ts';
import type { BillingKind } from './tables.ts';
import { askFor, keyOf, type WorkKey } from './webhooks.ts';

export interface DueWork extends WorkKey {
  readonly asked: number;
  readonly attempts: number;
  /** Digest of what WHMCS said when all of it had been written; null before. */
  readonly truth: string | null;
}

/** How the work on one row ended. */
export interface WorkOutcome {
  readonly work: DueWork;
  /** Digest of what has been written whole; left as it was when absent. */
  readonly truth?: string;
  /** When to look again unasked; null: when it is asked for. */
  readonly dueAt: Date | null;
  /** Why it is not done, or what a person should know of it. */
  readonly reason: { readonly code: string; readonly text: string } | null;
  /** Whether this counts as a failed attempt. */
  readonly isFailure: boolean;
}

/** What is due now, longest due first. @param kinds of these only; all when left out */
export async function dueWork(
  ledger: Ledger,
  limit: number,
  now: Date,
  kinds?: readonly BillingKind[],
): Promise<DueWork[]> {
  const rows = await ledger.db
    .selectFrom('billing_work')
    .select(['kind', 'record_id', 'asked', 'attempts', 'truth'])
    .where('due_at', 'is not', null)
    .where('due_at', '<=', now.toISOString())
    .$if(kinds !== undefined, (query) => query.where('kind', 'in', kinds!))
    .orderBy('due_at')
    .limit(limit)
    .execute();
  return rows.map(({ kind, record_id, asked, attempts, truth }) => ({
    kind,
    recordId: record_id,
    asked,
    attempts,
    truth,
  }));
}

/**
 * From here on it is not known what Salesforce has of these, until their outcome is recorded. Without this, one that is killed
 * after its write would take the state before it for written, and pass over a return to it.
 * @throws TermLost another instance works now
 */
export async function noteWriting(ledger: Ledger, term: SubscriberTerm, work: readonly DueWork[]): Promise<void> {
  const written = work.filter(({ truth }) => truth !== null);
  if (written.length === 0) return;
  await ledger.db.transaction().execute(async (tx) => {
    await holdTerm(tx, term);
    for (const { kind, recordId } of sortedByKey(written))
      await tx
        .updateTable('billing_work')
        .set({ truth: null })
        .where('kind', '=', kind)
        .where('record_id', '=', recordId)
        .execute();
  });
}

/** In the order in which askFor locks rows: two that lock crosswise would end one another. */
function sortedByKey(work: readonly DueWork[]): DueWork[] {
  return [...work].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

/**
 * Records outcomes, in one commit. What was asked for again meanwhile stays due.
 * @throws TermLost another instance works now. What was written may have overtaken it: ask for these again.
 */
export async function settleWork(
  ledger: Ledger,
  term: SubscriberTerm,
  outcomes: readonly WorkOutcome[],
  now: Date,
): Promise<void> {
  await ledger.db.transaction().execute(async (tx) => {
    await holdTerm(tx, term);
    // In the order in which askFor locks rows: two that lock crosswise would end one another.
    const sorted = [...outcomes].sort((a, b) => (keyOf(a.work) < keyOf(b.work) ? -1 : 1));
    for (const { work, truth, dueAt, reason, isFailure } of sorted) {
      const due = dueAt?.toISOString() ?? null;
      await tx
        .updateTable('billing_work')
        .set({
          due_at: sql`case when asked = ${work.asked} then ${due} else due_at end`,
          attempts: isFailure ? work.attempts + 1 : 0,
          reason_code: reason?.code ?? null,
          reason: reason?.text ?? null,
          updated_at: now.toISOString(),
          ...(truth !== undefined && { truth }),
        })
        .where('kind', '=', work.kind)
        .where('record_id', '=', work.recordId)
        .execute();
    }
  });
}

/** Makes due what was put off without anything being wrong with it. */
export async function hurryWork(ledger: Ledger, now: Date): Promise<void> {
  await ledger.db
    .updateTable('billing_work')
    .set({ due_at: now.toISOString() })
    .where('due_at', '>', now.toISOString())
    .where('attempts', '>', 0)
    .where('reason_code', 'is', null)
    .execute();
}

/** Has these read anew, by whoever works now. */
export async function askAgain(ledger: Ledger, work: readonly WorkKey[], now: Date): Promise<void> {
  await ledger.db.transaction().execute((tx) => askFor(tx, work, now));
  ledger.announceWork();
}

export interface BillingCounts {
  /** Due now. */
  readonly due: number;
  /** Not in Salesforce as it should be. */
  readonly unfinished: readonly { readonly kind: BillingKind; readonly reason: string; readonly rows: number }[];
}

export async function billingCounts(ledger: Ledger, now: Date): Promise<BillingCounts> {
  const { rows: due } = await countOf(ledger, now);
  const unfinished = await ledger.db
    .selectFrom('billing_work')
    .select(['kind', 'reason_code', (eb) => eb.fn.countAll().as('rows')])
    .where('reason_code', 'is not', null)
    .groupBy(['kind', 'reason_code'])
    .execute();
  return {
    due: Number(due),
    unfinished: unfinished.map(({ kind, reason_code, rows }) => ({ kind, reason: reason_code!, rows: Number(rows) })),
  };
}

function countOf(ledger: Ledger, now: Date): Promise<{ rows: string | number | bigint }> {
  return ledger.db
    .selectFrom('billing_work')
    .select((eb) => eb.fn.countAll().as('rows'))
    .where('due_at', 'is not', null)
    .where('due_at', '<=', now.toISOString())
    .executeTakeFirstOrThrow();
}

export interface UnfinishedWork extends WorkKey {
  readonly code: string;
  readonly reason: string;
  readonly attempts: number;
  readonly nextAttemptAt: string | null;
  readonly askedAt: string;
}

/** What is not in Salesforce as it should be, and why; newest first. */
export async function unfinishedWork(
  ledger: Ledger,
  page: { limit: number; offset: number },
): Promise<UnfinishedWork[]> {
  const rows = await ledger.db
    .selectFrom('billing_work')
    .selectAll()
    .where('reason_code', 'is not', null)
    .orderBy('updated_at', 'desc')
    .orderBy('record_id')
    .limit(Math.min(page.limit, 500))
    .offset(page.offset)
    .execute();
  return rows.map((row) => ({
    kind: row.kind,
    recordId: row.record_id,
    code: row.reason_code!,
    reason: row.reason ?? '',
    attempts: row.attempts,
    nextAttemptAt: row.due_at,
    askedAt: row.asked_at,
  }));
}

/** Has these read, and written whatever was written before: what Salesforce has of them may have been changed there. */
export async function readAnew(ledger: Ledger, work: readonly WorkKey[], now: Date): Promise<void> {
  await ledger.db.transaction().execute(async (tx) => {
    await askFor(tx, work, now);
    for (const { kind, recordId } of work)
      await tx
        .updateTable('billing_work')
        .set({ truth: null })
        .where('kind', '=', kind)
        .where('record_id', '=', recordId)
        .execute();
  });
  ledger.announceWork();
}

/** Makes a piece of work that is not finished due now. @returns false when there is none such */
export async function tryWork(ledger: Ledger, { kind, recordId }: WorkKey, now: Date): Promise<boolean> {
  const { numUpdatedRows } = await ledger.db
    .updateTable('billing_work')
    .set({ asked: sql`asked + 1`, due_at: now.toISOString(), attempts: 0, asked_at: now.toISOString() })
    .where('kind', '=', kind)
    .where('record_id', '=', recordId)
    .where('reason_code', 'is not', null)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows > 0n) ledger.announceWork();
  return numUpdatedRows > 0n;
}
