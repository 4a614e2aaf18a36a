// Leads of the website, from the moment the visitor is answered until Salesforce has them. What a visitor typed stays here
// only while it waits or a person has to look at it; after that the row is an id and hashes, kept to know a repetition.
import { randomBytes } from 'node:crypto';
import { sql, type Kysely, type Transaction } from 'kysely';
import type { Ledger } from './open-ledger.ts';
import { isUniqueViolation } from './outage.ts';
import { chunksOf } from './requests.ts';
import { createSharedCommits } from './shared-commits.ts';
import type { LedgerTables } from './tables.ts';

/** What decides, besides the submission itself, whether it is stored. All hashes are keyed: they tell nothing by themselves. */
export interface LeadSubmission {
  /** The visitor's own id of the submission, or a hash of it: the same in every repetition. */
  readonly requestId: string;
  /** Of sender, message and day: the same text sent again under another id is the same lead. */
  readonly contentHash: string;
  readonly addressHash: string;
  readonly emailHash: string;
  /** Of the form that it came from: good for one submission. */
  readonly formNonce: string;
  /** The lead as JSON; null for one that is only to look stored. */
  readonly body: string | null;
}

/**
 * stored: on disk (or, with no body, taken for a program's: to be answered alike). duplicate: was stored before.
 * form-used: another submission came from that form. limited: too many from this address or e-mail. full: too many wait.
 */
export type LeadAcceptance = 'stored' | 'duplicate' | 'form-used' | 'limited' | 'full';

export interface LeadLimits {
  readonly perAddressAndHour: number;
  readonly perEmailAndDay: number;
  /** How many may wait, whoever sent them. Over all instances, give or take what they commit at the same moment. */
  readonly waiting: number;
}

/** A function that resolves once the submission is on disk or known not to be. @throws what the database says */
export function createLeadInbox(
  ledger: Ledger,
  limits: LeadLimits,
  now: () => Date,
): (submission: LeadSubmission) => Promise<LeadAcceptance> {
  const commits = createSharedCommits((submissions: readonly LeadSubmission[]) =>
    storeOrRepeat(ledger, submissions, limits, now()),
  );
  return (submission) => (commits.waiting() >= MOST_IN_HAND ? Promise.resolve('full') : commits.store(submission));
}

/** What may wait in memory for a database that is slow to answer. */
const MOST_IN_HAND = 2000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Another instance may store the same submission at the same moment; a second look finds it. */
async function storeOrRepeat(
  ledger: Ledger,
  batch: readonly LeadSubmission[],
  limits: LeadLimits,
  now: Date,
): Promise<LeadAcceptance[]> {
  try {
    return await store(ledger, batch, limits, now);
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    return store(ledger, batch, limits, now);
  }
}

async function store(
  ledger: Ledger,
  batch: readonly LeadSubmission[],
  limits: LeadLimits,
  now: Date,
): Promise<LeadAcceptance[]> {
  const acceptances = await ledger.db.transaction().execute(async (tx) => {
    const known = await knownOf(tx, batch);
    const perAddress = await countsOf(tx, 'address_hash', batch, new Date(now.getTime() - HOUR_MS));
    const perEmail = await countsOf(tx, 'email_hash', batch, new Date(now.getTime() - DAY_MS));
    let room = limits.waiting - (await countIn(tx, 'waiting'));
    let droppedRoom = limits.waiting - (await countIn(tx, 'dropped'));
    const rows: LeadRow[] = [];
    const decided = batch.map((submission): LeadAcceptance => {
      const earlier = known.find(submission);
      if (earlier) return earlier;
      const { addressHash, emailHash } = submission;
      const ofAddress = perAddress.get(addressHash) ?? 0;
      const ofEmail = perEmail.get(emailHash) ?? 0;
      if (ofAddress >= limits.perAddressAndHour || ofEmail >= limits.perEmailAndDay) return 'limited';
      if (room <= 0) return 'full';
      if (submission.body === null && droppedRoom <= 0) return 'stored'; // nobody misses it
      const row = rowOf(submission, ofAddress, now);
      rows.push(row);
      known.add(row);
      perAddress.set(addressHash, ofAddress + 1);
      if (submission.body !== null) {
        perEmail.set(emailHash, ofEmail + 1);
        room -= 1;
      } else {
        droppedRoom -= 1;
      }
      return 'stored';
    });
    // Sorted, so that two instances that store the same leads lock them in the same order.
    rows.sort((a, b) => (a.request_id < b.request_id ? -1 : 1));
    for (const some of chunksOf(rows)) await tx.insertInto('lead').values(some).execute();
    return decided;
  });
  if (acceptances.some((acceptance, index) => acceptance === 'stored' && batch[index]!.body !== null))
    ledger.announceWork();
  return acceptances;
}

type LeadRow = LedgerTables['lead'];

/** One that is only to look stored counts for its address and uses up its form, and hides no later one. */
function rowOf(submission: LeadSubmission, ofAddress: number, now: Date): LeadRow {
  const { requestId, contentHash, addressHash, emailHash, formNonce, body } = submission;
  const isDropped = body === null;
  return {
    request_id: isDropped ? droppedId(requestId) : requestId,
    content_hash: isDropped ? null : contentHash,
    address_hash: addressHash,
    email_hash: isDropped ? null : emailHash,
    form_nonce: formNonce,
    state: isDropped ? 'dropped' : 'waiting',
    turn: ofAddress,
    body,
    attempts: 0,
    next_attempt_at: null,
    reason: null,
    received_at: now.toISOString(),
    updated_at: now.toISOString(),
  };
}

const droppedId = (requestId: string): string => `dropped ${requestId}`;

interface Known {
  find(submission: LeadSubmission): LeadAcceptance | undefined;
  add(row: Pick<LeadRow, 'request_id' | 'content_hash' | 'form_nonce'>): void;
}

/** What of the batch was here before. */
async function knownOf(tx: Transaction<LedgerTables>, batch: readonly LeadSubmission[]): Promise<Known> {
  const requestIds = new Set<string>();
  const contentHashes = new Set<string>();
  const requestIdByForm = new Map<string, string>();
  const known: Known = {
    find: ({ requestId, contentHash, formNonce, body }) => {
      const usedBy = requestIdByForm.get(formNonce);
      const ownId = body === null ? droppedId(requestId) : requestId;
      if (requestIds.has(ownId)) return 'duplicate';
      if (usedBy !== undefined)
        return usedBy === droppedId(requestId) || usedBy === requestId ? 'duplicate' : 'form-used';
      return body !== null && contentHashes.has(contentHash) ? 'duplicate' : undefined;
    },
    add: ({ request_id, content_hash, form_nonce }) => {
      requestIds.add(request_id);
      if (content_hash !== null) contentHashes.add(content_hash);
      if (form_nonce !== null) requestIdByForm.set(form_nonce, request_id);
    },
  };
  for (const some of chunksOf(batch)) {
    const ids = some.flatMap(({ requestId }) => [requestId, droppedId(requestId)]);
    const rows = await tx
      .selectFrom('lead')
      .select(['request_id', 'content_hash', 'form_nonce'])
      .where((eb) =>
        eb.or([
          eb('request_id', 'in', ids),
          eb(
            'content_hash',
            'in',
            some.map(({ contentHash }) => contentHash),
          ),
          eb(
            'form_nonce',
            'in',
            some.map(({ formNonce }) => formNonce),
          ),
        ]),
      )
      .execute();
    for (const row of rows) known.add(row);
  }
  return known;
}

async function countsOf(
  tx: Transaction<LedgerTables>,
  column: 'address_hash' | 'email_hash',
  batch: readonly LeadSubmission[],
  since: Date,
): Promise<Map<string, number>> {
  const hashes = [...new Set(batch.map((each) => (column === 'address_hash' ? each.addressHash : each.emailHash)))];
  const counts = new Map<string, number>();
  for (const some of chunksOf(hashes)) {
    const rows = await tx
      .selectFrom('lead')
      .select([column, (eb) => eb.fn.countAll().as('leads')])
      .where(column, 'in', some)
      .where('received_at', '>', since.toISOString())
      .groupBy(column)
      .execute();
    for (const row of rows) counts.set((row as Record<typeof column, string>)[column], Number(row.leads));
  }
  return counts;
}

async function countIn(db: Kysely<LedgerTables>, state: LeadRow['state']): Promise<number> {
  const { leads } = await db
    .selectFrom('lead')
    .select((eb) => eb.fn.countAll().as('leads'))
    .where('state', '=', sql.lit(state)) // literally: only then a partial index serves
    .executeTakeFirstOrThrow();
  return Number(leads);
}

const KEY = 'lead_key';

/**
 * The key of the forms and of the hashes: made once, shared by all instances, and living as long as what it has hashed.
 * @returns 32 bytes
 */
export async function leadKey(ledger: Ledger): Promise<Buffer> {
  await ledger.db
    .insertInto('ledger_meta')
    .values({ key: KEY, value: randomBytes(32).toString('base64') })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .execute();
  const { value } = await ledger.db
    .selectFrom('ledger_meta')
    .select('value')
    .where('key', '=', KEY)
    .executeTakeFirstOrThrow();
  return Buffer.from(value, 'base64');
}

export interface LeadCounts {
  readonly waiting: number;
  /** Set aside for a person. */
  readonly refused: number;
}

export async function leadCounts(ledger: Ledger): Promise<LeadCounts> {
  const rows = await ledger.db
    .selectFrom('lead')
    .select(['state', (eb) => eb.fn.countAll().as('leads')])
    .where('state', 'in', ['waiting', 'refused'])
    .groupBy('state')
    .execute();
  const of = (state: string): number => Number(rows.find((row) => row.state === state)?.leads ?? 0);
  return { waiting: of('waiting'), refused: of('refused') };
}

const ROWS_AT_ONCE = 5_000;

/**
 * Forgets up to 5,000 submissions in this state that were received before the given time.
 * @param before for `written` well past the time for which a repetition is to be known, for `dropped` past that of a form
 */
export async function pruneLeads(ledger: Ledger, state: 'written' | 'dropped', before: Date): Promise<number> {
  const { numDeletedRows } = await ledger.db
    .deleteFrom('lead')
    .where('request_id', 'in', (eb) =>
      eb
        .selectFrom('lead')
        .select('request_id')
        .where('received_at', '<', before.toISOString())
        .where('state', '=', state)
        .orderBy('received_at')
        .limit(ROWS_AT_ONCE),
    )
    .executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}
