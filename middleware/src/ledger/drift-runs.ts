// Comparisons of the two systems: which are asked for, which one is under way, and what came of each. One instance at a time works on
// them (its term); one that was under way when its instance died begins anew.
import { randomUUID } from 'node:crypto';
import type { Ledger } from './open-ledger.ts';
import { holdTerm, type SubscriberTerm } from './subscriber-term.ts';
import type { DriftRunState, Json, LedgerTables } from './tables.ts';
import type { Selectable } from 'kysely';

export interface DriftRun {
  readonly runId: string;
  readonly topics: readonly string[];
  readonly mends: boolean;
  readonly state: DriftRunState;
  /** How often it has been begun. */
  readonly attempts: number;
  readonly askedAt: string;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  /** Why it could not be done, the last time. */
  readonly reason: string | null;
  readonly outcome: Json;
}

export interface NewDriftRun {
  /** Two of one id are one run. */
  readonly runId?: string;
  readonly topics: readonly string[];
  readonly mends: boolean;
}

/** Asks for a comparison. @returns its id, and whether it is new */
export async function askForDriftRun(
  ledger: Ledger,
  { runId = randomUUID(), topics, mends }: NewDriftRun,
  now: Date,
): Promise<{ runId: string; isNew: boolean }> {
  const at = now.toISOString();
  const added = await ledger.db
    .insertInto('drift_run')
    .values({
      run_id: runId,
      topics: JSON.stringify(topics),
      mends: mends ? 1 : 0,
      state: 'asked',
      attempts: 0,
      due_at: at,
      asked_at: at,
    })
    .onConflict((conflict) => conflict.column('run_id').doNothing())
    .returning('run_id')
    .execute();
  if (added.length > 0) ledger.announceWork();
  return { runId, isNew: added.length > 0 };
}

/** The run to do now: one that was interrupted, or the one asked for first. */
export async function nextDriftRun(ledger: Ledger, now: Date): Promise<DriftRun | null> {
  const row = await ledger.db
    .selectFrom('drift_run')
    .selectAll()
    .where('state', 'in', ['asked', 'running'])
    .where('due_at', '<=', now.toISOString())
    .orderBy('state', 'desc')
    .orderBy('asked_at')
    .limit(1)
    .executeTakeFirst();
  return row ? toRun(row) : null;
}

/** @throws TermLost */
export async function beginDriftRun(ledger: Ledger, term: SubscriberTerm, run: DriftRun, now: Date): Promise<void> {
  await change(ledger, term, run.runId, {
    state: 'running',
    attempts: run.attempts + 1,
    started_at: now.toISOString(),
    reason: null,
  });
}

/** Ends it for good, or until `again`. @throws TermLost */
export async function failDriftRun(
  ledger: Ledger,
  term: SubscriberTerm,
  runId: string,
  { reason, again }: { readonly reason: string; readonly again: Date | null },
  now: Date,
): Promise<void> {
  await change(ledger, term, runId, {
    reason,
    ...(again ? { state: 'asked' as const, due_at: again.toISOString() } : { state: 'failed' as const }),
    ended_at: now.toISOString(),
  });
}

/** @throws TermLost */
export async function endDriftRun(
  ledger: Ledger,
  term: SubscriberTerm,
  runId: string,
  outcome: Json,
  now: Date,
): Promise<void> {
  await change(ledger, term, runId, {
    state: 'done',
    ended_at: now.toISOString(),
    outcome: JSON.stringify(outcome),
  });
}

async function change(
  ledger: Ledger,
  term: SubscriberTerm,
  runId: string,
  values: Partial<LedgerTables['drift_run']>,
): Promise<void> {
  await ledger.db.transaction().execute(async (tx) => {
    await holdTerm(tx, term);
    await tx.updateTable('drift_run').set(values).where('run_id', '=', runId).execute();
  });
}

export async function findDriftRun(ledger: Ledger, runId: string): Promise<DriftRun | null> {
  const row = await ledger.db.selectFrom('drift_run').selectAll().where('run_id', '=', runId).executeTakeFirst();
  return row ? toRun(row) : null;
}

/** The latest ones, newest first. */
export async function latestDriftRuns(ledger: Ledger, limit: number): Promise<DriftRun[]> {
  const rows = await ledger.db
    .selectFrom('drift_run')
    .selectAll()
    .orderBy('asked_at', 'desc')
    .orderBy('run_id')
    .limit(limit)
    .execute();
  return rows.map(toRun);
}

/** Forgets runs that ended before the given time. */
export async function pruneDriftRuns(ledger: Ledger, before: Date): Promise<void> {
  await ledger.db
    .deleteFrom('drift_run')
    .where('state', 'in', ['done', 'failed'])
    .where('ended_at', '<', before.toISOString())
    .execute();
}

function toRun(row: Selectable<LedgerTables['drift_run']>): DriftRun {
  return {
    runId: row.run_id,
    topics: JSON.parse(row.topics) as string[],
    mends: row.mends === 1,
    state: row.state,
    attempts: row.attempts,
    askedAt: row.asked_at,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    reason: row.reason,
    outcome: row.outcome === null ? null : (JSON.parse(row.outcome) as Json),
  };
}
