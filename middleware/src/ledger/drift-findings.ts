// What differs between the two systems, one row for as long as it does. A difference counts once it has been seen twice.
import type { Selectable } from 'kysely';
import type { Ledger } from './open-ledger.ts';
import { chunksOf } from './requests.ts';
import { holdTerm, type SubscriberTerm } from './subscriber-term.ts';
import type { LedgerTables } from './tables.ts';

export interface SeenFinding {
  readonly code: string;
  readonly key: string;
  readonly isConfirmed: boolean;
  readonly what: string;
  /** Ids of what it is about, by name. */
  readonly about: Readonly<Record<string, string>>;
  readonly mark: { readonly type: string; readonly id: string } | null;
}

export interface DriftFinding extends SeenFinding {
  readonly firstSeenAt: string;
  readonly lastSeenAt: string;
  readonly mendedAt: string | null;
}

const PAGE = 500;

/** All findings of these codes, a page at a time, by code and key. */
export async function* driftFindings(
  ledger: Ledger,
  codes: readonly string[],
  { confirmedOnly = false }: { readonly confirmedOnly?: boolean } = {},
): AsyncGenerator<DriftFinding[]> {
  for (const code of codes) {
    for (let after = ''; ;) {
      const rows = await ledger.db
        .selectFrom('drift_finding')
        .selectAll()
        .where('code', '=', code)
        .where('finding_key', '>', after)
        .$if(confirmedOnly, (query) => query.where('is_confirmed', '=', 1))
        .orderBy('finding_key')
        .limit(PAGE)
        .execute();
      if (rows.length > 0) yield rows.map(toFinding);
      if (rows.length < PAGE) break;
      after = rows.at(-1)!.finding_key;
    }
  }
}

/**
 * Puts down what a run has seen, in one commit, and forgets what is no more.
 * @param kept findings that could not be looked at this time
 * @param endedOf codes of which everything was seen: what is neither seen nor kept has ended
 * @throws TermLost
 */
export async function noteFindings(
  ledger: Ledger,
  term: SubscriberTerm,
  {
    seen,
    kept,
    endedOf,
  }: {
    readonly seen: readonly SeenFinding[];
    readonly kept: readonly { readonly code: string; readonly key: string }[];
    readonly endedOf: readonly string[];
  },
  now: Date,
): Promise<void> {
  const at = now.toISOString();
  await ledger.db.transaction().execute(async (tx) => {
    await holdTerm(tx, term);
    for (const some of chunksOf(seen))
      await tx
        .insertInto('drift_finding')
        .values(
          some.map((each) => ({
            code: each.code,
            finding_key: each.key,
            is_confirmed: each.isConfirmed ? 1 : 0,
            what: each.what,
            about: JSON.stringify(each.about),
            mark_type: each.mark?.type ?? null,
            mark_id: each.mark?.id ?? null,
            first_seen_at: at,
            last_seen_at: at,
          })),
        )
        .onConflict((conflict) =>
          conflict.columns(['code', 'finding_key']).doUpdateSet((row) => ({
            is_confirmed: row.ref('excluded.is_confirmed'),
            what: row.ref('excluded.what'),
            about: row.ref('excluded.about'),
            mark_type: row.ref('excluded.mark_type'),
            mark_id: row.ref('excluded.mark_id'),
            last_seen_at: at,
          })),
        )
        .execute();
    for (const { code, key } of kept)
      await tx
        .updateTable('drift_finding')
        .set({ last_seen_at: at })
        .where('code', '=', code)
        .where('finding_key', '=', key)
        .execute();
    if (endedOf.length > 0)
      await tx.deleteFrom('drift_finding').where('code', 'in', endedOf).where('last_seen_at', '<', at).execute();
  });
}

export async function noteMended(
  ledger: Ledger,
  findings: readonly { readonly code: string; readonly key: string }[],
  now: Date,
): Promise<void> {
  await ledger.db.transaction().execute(async (tx) => {
    for (const { code, key } of findings)
      await tx
        .updateTable('drift_finding')
        .set({ mended_at: now.toISOString() })
        .where('code', '=', code)
        .where('finding_key', '=', key)
        .execute();
  });
}

/** Confirmed findings by code. */
export async function driftCounts(ledger: Ledger): Promise<Readonly<Record<string, number>>> {
  const rows = await ledger.db
    .selectFrom('drift_finding')
    .select(['code', (eb) => eb.fn.countAll().as('findings')])
    .where('is_confirmed', '=', 1)
    .groupBy('code')
    .execute();
  return Object.fromEntries(rows.map(({ code, findings }) => [code, Number(findings)]));
}

function toFinding(row: Selectable<LedgerTables['drift_finding']>): DriftFinding {
  return {
    code: row.code,
    key: row.finding_key,
    isConfirmed: row.is_confirmed === 1,
    what: row.what,
    about: JSON.parse(row.about) as Record<string, string>,
    mark: row.mark_type === null || row.mark_id === null ? null : { type: row.mark_type, id: row.mark_id },
    firstSeenAt: row.first_seen_at,
    lastSeenAt: row.last_seen_at,
    mendedAt: row.mended_at,
  };
}
