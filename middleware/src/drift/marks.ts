// WHMCS_Drift__c: what differs, in short words, on the records themselves; blank again when nothing does. Only changes are
// written.
import { driftFindings } from '../ledger/drift-findings.ts';
import type { Ledger } from '../ledger/open-ledger.ts';
import type { SalesforceApi } from '../salesforce/api.ts';
import { updateRecords, type RecordUpdate } from '../salesforce/update.ts';
import { RULE_CODES } from './rules.ts';
import type { Scratch } from './scratch.ts';

const MARK_MAX_CHARS = 255;

const RECORDS = [
  { type: 'Order', table: 's_order', id: 'order_id' },
  { type: 'Opportunity', table: 's_opportunity', id: 'opportunity_id' },
  { type: 'Invoice__c', table: 's_invoice', id: 'invoice_record_id' },
] as const;

export interface Marked {
  readonly written: number;
  /** Records that Salesforce did not take, and why; the next comparison tries again. */
  readonly refused: readonly string[];
}

/** @param scratch the first look: which records there are, and what they carry now */
export async function writeMarks(ledger: Ledger, api: SalesforceApi, scratch: Scratch): Promise<Marked> {
  const wanted = await wantedMarks(ledger);
  const sections = RECORDS.map(({ type, table, id }) => [
    ...changed(scratch, wanted, { type, table, id }),
    ...cleared(scratch, wanted, { type, table, id }),
  ]);
  const outcomes = await updateRecords(
    api,
    sections.filter((section) => section.length > 0),
  );
  const refused = [...outcomes].flatMap(([record, fault]) =>
    fault ? [`${record.type} ${record.id}: ${fault.code}: ${fault.message.slice(0, 200)}`] : [],
  );
  return { written: outcomes.size - refused.length, refused };
}

/** Record id → what it should carry. As many as there are findings, and those are limited. */
async function wantedMarks(ledger: Ledger): Promise<Map<string, { type: string; text: string }>> {
  const wanted = new Map<string, { type: string; text: string }>();
  for await (const page of driftFindings(ledger, RULE_CODES, { confirmedOnly: true })) {
    for (const { code, what, mark } of page) {
      if (!mark) continue;
      const before = wanted.get(mark.id);
      const text = `${before ? `${before.text}; ` : ''}${code}: ${what}`;
      wanted.set(mark.id, { type: mark.type, text });
    }
  }
  return wanted;
}

type Records = { readonly type: string; readonly table: string; readonly id: string };
type Wanted = ReadonlyMap<string, { readonly type: string; readonly text: string }>;

function changed(scratch: Scratch, wanted: Wanted, { type, table, id }: Records): RecordUpdate[] {
  return [...wanted].flatMap(([recordId, mark]) => {
    if (mark.type !== type) return [];
    const text = cut(mark.text);
    const present = [...scratch.rows(`select drift from ${table} where ${id} = ?`, recordId)][0];
    return !present || present.drift === text ? [] : [update(type, recordId, text)];
  });
}

function cleared(scratch: Scratch, wanted: Wanted, { type, table, id }: Records): RecordUpdate[] {
  const carrying = [...scratch.rows(`select ${id} as id from ${table} where drift is not null`)];
  return carrying.flatMap((row) => (wanted.has(String(row.id)) ? [] : [update(type, String(row.id), null)]));
}

function update(type: string, id: string, text: string | null): RecordUpdate {
  return { type, id, fields: { WHMCS_Drift__c: text } };
}

function cut(text: string): string {
  return text.length <= MARK_MAX_CHARS ? text : `${text.slice(0, MARK_MAX_CHARS - 1)}…`;
}
