// Which records of a `sf data import tree` plan an org lacks. What it has is left out, and references to it become its ids; so a load
// that stopped half way goes on where it stopped.
import type { Row } from '../org.ts';
import { NATURAL_KEYS } from './natural-keys.ts';

export interface PlanEntry {
  readonly sobject: string;
  readonly saveRefs?: boolean;
  readonly resolveRefs?: boolean;
  readonly files: readonly string[];
}

export interface TreeRecord {
  readonly attributes: { readonly type: string; readonly referenceId: string };
  readonly [field: string]: unknown;
}

export interface PlanPart {
  readonly entry: PlanEntry;
  readonly records: readonly TreeRecord[];
}

/** Asks for records of one object where `field` has one of `values`. */
export type FindRows = (
  object: string,
  fields: readonly string[],
  field: string,
  values: readonly string[],
) => Promise<Row[]>;

export interface Missing {
  /** As the plan, without what is there; empty parts are gone. */
  readonly parts: readonly PlanPart[];
  /** Object → how many are there, how many are missing. */
  readonly counts: ReadonlyMap<string, { readonly there: number; readonly missing: number }>;
}

/** @param ids of references that no plan makes (`@StandardPricebook`) */
export async function missingRecords(
  plan: readonly PlanPart[],
  find: FindRows,
  ids: ReadonlyMap<string, string>,
): Promise<Missing> {
  const known = new Map(ids);
  const parts: PlanPart[] = [];
  const counts = new Map<string, { there: number; missing: number }>();
  for (const { entry, records } of plan) {
    const resolved = records.map((record) => resolve(record, known));
    const rows = await rowsLike(entry.sobject, resolved, find);
    const missing = resolved.filter((record) => {
      const row = takeMatch(entry.sobject, record, rows);
      if (row) known.set(record.attributes.referenceId, String(row.Id));
      return row === undefined;
    });
    const { there, missing: before } = counts.get(entry.sobject) ?? { there: 0, missing: 0 };
    counts.set(entry.sobject, {
      there: there + records.length - missing.length,
      missing: before + missing.length,
    });
    if (missing.length > 0) parts.push({ entry, records: missing });
  }
  // A record may refer to one that was found only later in the plan's order; the importer knows only what it makes itself.
  return {
    parts: parts.map((part) => ({ ...part, records: part.records.map((record) => resolve(record, known)) })),
    counts,
  };
}

function resolve(record: TreeRecord, ids: ReadonlyMap<string, string>): TreeRecord {
  const entries = Object.entries(record).map(([field, value]) => {
    const id = typeof value === 'string' && value.startsWith('@') ? ids.get(value.slice(1)) : undefined;
    return [field, id ?? value] as const;
  });
  return Object.fromEntries(entries) as TreeRecord;
}

/** The org's records that could be one of these, asked by the first field of the key. */
async function rowsLike(object: string, records: readonly TreeRecord[], find: FindRows): Promise<Row[]> {
  const key = keyOf(object);
  const values = [...new Set(records.map((record) => String(record[key[0]!])))].filter(
    (value) => !value.startsWith('@'),
  );
  return values.length === 0 ? [] : find(object, ['Id', ...key], key[0]!, values);
}

/** Removes the match from `rows`: of two equal lines of an order each needs its own. */
function takeMatch(object: string, record: TreeRecord, rows: Row[]): Row | undefined {
  const index = rows.findIndex((row) => keyOf(object).every((field) => same(record[field], row[field])));
  return index === -1 ? undefined : rows.splice(index, 1)[0];
}

function same(planned: unknown, found: unknown): boolean {
  const [a, b] = [planned, found].map((value) => (typeof value === 'string' ? value : JSON.stringify(value ?? null)));
  // An id has 15 or 18 characters; the first 15 say which record it is.
  return a === b || (/^[a-zA-Z0-9]{15}([a-zA-Z0-9]{3})?$/.test(a!) && a!.slice(0, 15) === b!.slice(0, 15));
}

function keyOf(object: string): readonly string[] {
  const key = NATURAL_KEYS[object];
  if (!key) throw new Error(`sample data: nothing says by what a ${object} is recognised (data/natural-keys.ts)`);
  return key;
}
