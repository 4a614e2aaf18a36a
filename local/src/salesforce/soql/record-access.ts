// UserRecordAccess: rows that no store holds, worked out for the user and the records that the statement names.
// Source: Object Reference, "UserRecordAccess": WHERE must name one UserId and up to 200 RecordIds.
import type { Row, Schema, SObjectType } from '../schema/schema.ts';
import { malformed } from './errors.ts';
import type { Execution } from './execution.ts';
import { readValues } from './literals.ts';
import { resolvePath, type Scope } from './scope.ts';
import type { Condition, Query } from './syntax.ts';

const MAX_RECORDS = 200;
const LEVELS = ['None', 'Read', 'Edit', 'Delete', 'Transfer', 'All'] as const;

/** @throws QueryFault the statement does not say whose access to what is asked for; wording unconfirmed */
export function accessRows(schema: Schema, type: SObjectType, query: Query): (execution: Execution) => Row[] {
  const scope: Scope = { schema, type, aliases: query.aliases, uses: [] };
  const valuesOf = (name: string) => {
    const comparison = query.where && findComparison(query.where, name);
    if (!comparison || comparison.left.kind !== 'path')
      throw malformed(query.at, 'UserRecordAccess needs a filter on UserId and on RecordId');
    const operand = resolvePath(scope, comparison.left, 'filter');
    return (execution: Execution): string[] =>
      readValues(operand, comparison.right, execution).singles.filter((value) => typeof value === 'string');
  };
  const [userIds, recordIds] = [valuesOf('UserId'), valuesOf('RecordId')];
  return (execution) => {
    const ids = recordIds(execution);
    if (ids.length > MAX_RECORDS) throw malformed(query.at, `at most ${MAX_RECORDS} RecordIds can be asked for`);
    return userIds(execution).flatMap((userId) => ids.flatMap((id) => rowOf(execution, type, userId, id)));
  };
}

function findComparison(condition: Condition, name: string): Extract<Condition, { kind: 'compare' }> | undefined {
  if (condition.kind === 'and')
    return condition.terms.map((term) => findComparison(term, name)).find((found) => found !== undefined);
  if (condition.kind !== 'compare' || condition.left.kind !== 'path') return undefined;
  const isMeant = condition.left.names.at(-1)!.toLowerCase() === name.toLowerCase();
  return isMeant && (condition.operator === '=' || condition.operator === 'IN') ? condition : undefined;
}

function rowOf({ schema, store, userById }: Execution, type: SObjectType, userId: string, recordId: string): Row[] {
  const of = schema.typeOfId(recordId);
  const record = of && store.get(of.name, recordId);
  const user = userById?.(userId);
  if (!of || !record || !user) return [];
  const reads = user.can('read', of) && user.canSee(of, record);
  const edits = reads && user.can('edit', of) && user.canChange(of, record);
  const deletes = reads && user.can('delete', of) && user.canDelete(of, record);
  const all = edits && deletes;
  const level = LEVELS[all ? 5 : deletes ? 3 : edits ? 2 : reads ? 1 : 0];
  const known: Record<string, Row[string]> = {
    UserId: userId,
    RecordId: recordId,
    HasReadAccess: reads,
    HasEditAccess: edits,
    HasDeleteAccess: deletes,
    HasTransferAccess: all,
    HasAllAccess: all,
    MaxAccessLevel: level,
  };
  return [Object.fromEntries([...type.fields.keys()].map((name) => [name, known[name] ?? null]))];
}
