// Saves that the platform makes on behalf of a record: what goes wrong there is that record's error.
import type { RecordInput, SavingRecord } from '../save.ts';
import type { RuleContext } from '../services.ts';

/** One change that follows from some records. */
export interface DerivedChange {
  readonly input: RecordInput;
  readonly because: readonly SavingRecord[];
}

/** @returns ids of the saved records; a refusal lands in the errors of the records that caused it */
export function saveDerived(
  operation: 'insert' | 'update',
  changes: readonly DerivedChange[],
  { services, tx }: RuleContext,
): (string | null)[] {
  if (!changes.length) return [];
  const records = changes.map(({ input }) => input);
  const results = services.saveDerived(tx, { operation, records, allOrNone: false, access: 'system' });
  results.forEach(({ success, errors }, index) => {
    if (success) return;
    for (const record of changes[index]!.because) record.errors.push(...errors);
  });
  return results.map(({ id }) => id);
}

/** The records by the parent they point at. */
export function byParent(records: readonly SavingRecord[], field: string): Map<string, SavingRecord[]> {
  const groups = new Map<string, SavingRecord[]>();
  for (const record of records) {
    const parentId = record.values[field];
    if (typeof parentId !== 'string') continue;
    const group = groups.get(parentId);
    if (group) group.push(record);
    else groups.set(parentId, [record]);
  }
  return groups;
}
