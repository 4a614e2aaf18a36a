// The leads that wait for Salesforce, in the order in which they are written: the first of every address before the second
// of any, so that whoever sends many waits behind those who send one.
// A call is counted before it is made, in the ledger: the limit holds over instances, restarts and crashes.
import { sql } from 'kysely';
import { holdTerm, type SubscriberTerm } from './subscriber-term.ts';
import type { Ledger } from './open-ledger.ts';
import { chunksOf } from './requests.ts';

export interface QueuedLead {
  readonly requestId: string;
  /** As it was stored. */
  readonly body: string;
  readonly attempts: number;
  readonly receivedAt: Date;
}

/** What is due now, in turn. */
export async function dueLeads(ledger: Ledger, limit: number, now: Date): Promise<QueuedLead[]> {
  const rows = await ledger.db
    .selectFrom('lead')
    .select(['request_id', 'body', 'attempts', 'received_at'])
    .where('state', '=', sql.lit('waiting')) // literally: only then the partial index serves
    .where((eb) => eb.or([eb('next_attempt_at', 'is', null), eb('next_attempt_at', '<=', now.toISOString())]))
    .orderBy('turn')
    .orderBy('received_at')
    .orderBy('request_id')
    .limit(limit)
    .execute();
  return rows.map(({ request_id, body, attempts, received_at }) => ({
    requestId: request_id,
    body: body ?? '{}',
    attempts,
    receivedAt: new Date(received_at),
  }));
}

const HOUR_MS = 3_600_000;

/** When the calls of the last hour were made, oldest first. */
export async function recentLeadCalls(ledger: Ledger, now: Date): Promise<Date[]> {
  const rows = await ledger.db
    .selectFrom('lead_call')
    .select('at')
    .where('at', '>', new Date(now.getTime() - HOUR_MS).toISOString())
    .orderBy('at')
    .execute();
  return rows.map(({ at }) => new Date(at));
}

/** Counts a call that is about to be made. @throws TermLost another instance writes now: do not make it */
export async function noteLeadCall(ledger: Ledger, term: SubscriberTerm, now: Date): Promise<void> {
  await ledger.db.transaction().execute(async (tx) => {
    await holdTerm(tx, term);
    await tx.insertInto('lead_call').values({ at: now.toISOString() }).execute();
    await tx
      .deleteFrom('lead_call')
      .where('at', '<', new Date(now.getTime() - 2 * HOUR_MS).toISOString())
      .execute();
  });
}

/** How an attempt ended for one lead. */
export type LeadOutcome =
  | { readonly kind: 'written' }
  /** Again later; `reason` as the operator reads it. */
  | { readonly kind: 'later'; readonly at: Date; readonly reason: string }
  /** Set aside for a person. */
  | { readonly kind: 'refused'; readonly reason: string };

/** Records outcomes, in one commit; what was written loses its personal data. @throws TermLost they will be sent again */
export async function settleLeads(
  ledger: Ledger,
  term: SubscriberTerm,
  outcomes: ReadonlyMap<QueuedLead, LeadOutcome>,
  now: Date,
): Promise<void> {
  await ledger.db.transaction().execute(async (tx) => {
    await holdTerm(tx, term);
    const written = [...outcomes].flatMap(([{ requestId }, { kind }]) => (kind === 'written' ? [requestId] : []));
    const at = now.toISOString();
    for (const some of chunksOf(written))
      await tx
        .updateTable('lead')
        .set({ state: 'written', body: null, reason: null, next_attempt_at: null, updated_at: at })
        .where('request_id', 'in', some)
        .where('state', '=', 'waiting')
        .execute();
    for (const [lead, outcome] of outcomes) {
      if (outcome.kind === 'written') continue;
      await tx
        .updateTable('lead')
        .set({ ...changeOf(outcome), attempts: lead.attempts + 1, reason: outcome.reason, updated_at: at })
        .where('request_id', '=', lead.requestId)
        .where('state', '=', 'waiting')
        .execute();
    }
  });
}

function changeOf(outcome: Exclude<LeadOutcome, { kind: 'written' }>) {
  return outcome.kind === 'later'
    ? { next_attempt_at: outcome.at.toISOString() }
    : { state: 'refused' as const, next_attempt_at: null };
}

export interface LeadView {
  readonly requestId: string;
  readonly reason: string;
  readonly attempts: number;
  readonly receivedAt: Date;
  /** What the visitor typed, so that a person can mend what is wrong or call back. */
  readonly lead: unknown;
}

/** What a person has to look at, oldest first. */
export async function refusedLeads(ledger: Ledger, page: { limit: number; offset: number }): Promise<LeadView[]> {
  const rows = await ledger.db
    .selectFrom('lead')
    .select(['request_id', 'reason', 'attempts', 'received_at', 'body'])
    .where('state', '=', 'refused')
    .orderBy('received_at')
    .orderBy('request_id')
    .limit(Math.min(page.limit, 500))
    .offset(page.offset)
    .execute();
  return rows.map((row) => ({
    requestId: row.request_id,
    reason: row.reason ?? '',
    attempts: row.attempts,
    receivedAt: new Date(row.received_at),
    lead: JSON.parse(row.body ?? 'null') as unknown,
  }));
}

/** Puts a lead that was set aside back into the queue. @returns whether there was one */
export async function redriveLead(ledger: Ledger, requestId: string, now: Date): Promise<boolean> {
  const { numUpdatedRows } = await ledger.db
    .updateTable('lead')
    .set({ state: 'waiting', attempts: 0, next_attempt_at: null, updated_at: now.toISOString() })
    .where('request_id', '=', requestId)
    .where('state', '=', 'refused')
    .executeTakeFirstOrThrow();
  if (numUpdatedRows === 0n) return false;
  ledger.announceWork();
  return true;
}

/** A person has dealt with it, or its sender wants it gone: what was typed is removed. @returns whether there was one */
export async function discardLead(ledger: Ledger, requestId: string, now: Date): Promise<boolean> {
  const { numUpdatedRows } = await ledger.db
    .updateTable('lead')
    .set({ state: 'written', body: null, reason: sql`'discarded: ' || reason`, updated_at: now.toISOString() })
    .where('request_id', '=', requestId)
    .where('state', '=', 'refused')
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n;
}
