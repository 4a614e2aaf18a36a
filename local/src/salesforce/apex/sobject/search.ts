// Searches (SOSL). In tests a search finds what Test.setFixedSearchResults names, and of that what WHERE and LIMIT let through;
// outside tests there is no search index, so searches are refused.
// Sources: SOQL and SOSL Reference, "SOSL Syntax"; Apex Developer Guide, "Adding SOSL Queries to Unit Tests".
import type { AccessMode } from '../../org.ts';
import type { SObjectType } from '../../schema/schema.ts';
import type { CompiledQuery } from '../../soql/run-query.ts';
import { spendCounter } from '../async/execution.ts';
import { refuse } from '../library/given.ts';
import { ApexList } from '../values/collections.ts';
import type { Vm } from '../vm.ts';
import { bindsBy } from './dynamic-binds.ts';
import { recordsOf } from './from-query.ts';
import { asQueryException, type Binds } from './queries.ts';

/** Name of the bind that carries the ids found; binds of the statement have other names. */
const FOUND = 'foundBySearch';

/** Source: Apex Developer Guide, "Execution Governors and Limits": records that one search retrieves. */
export const MAX_SEARCH_ROWS = 2_000;

const KEYWORDS =
  /^([\s\S]*?)(?:\bWHERE\b([\s\S]*?))?((?:\bUSING\s+LISTVIEW\b|\bORDER\s+BY\b|\bLIMIT\b|\bOFFSET\b)[\s\S]*)?$/i;

/**
 * One entry of RETURNING as the query that reads its records: `Contact(Id, Name WHERE … LIMIT 5)` →
 * `SELECT Id, Name FROM Contact WHERE Id IN :foundBySearch AND (…) LIMIT 5`.
 */
export function queryOfEntry(entry: string): string {
  const [, type = entry, inside = 'Id'] = /^\s*(\w+)\s*(?:\(([\s\S]*)\))?\s*$/.exec(entry) ?? [];
  // Text literals may hold keywords: they are covered while the parts are told apart.
  const covered = inside.replace(/'(?:[^'\\]|\\.)*'/g, (text) => '_'.repeat(text.length));
  const [, fields = covered, where = '', rest = ''] = KEYWORDS.exec(covered) ?? [];
  const from = inside.length - rest.length;
  const condition = where && inside.slice(from - where.length, from);
  const filter = `WHERE Id IN :${FOUND}${condition && ` AND (${condition})`}`;
  return `SELECT ${inside.slice(0, fields.length)} FROM ${type} ${filter} ${inside.slice(from)}`;
}

export interface SearchedEntry {
  readonly compiled: CompiledQuery;
  readonly binds: Binds;
}

/**
 * Runs a search. @returns a list of records per entry of RETURNING, in order
 * @throws ApexThrow limits, or System.QueryException for what the user may not see
 */
export function runSearch(vm: Vm, entries: readonly SearchedEntry[], access: AccessMode, limit: number): ApexList {
  if (!vm.test) refuse(vm, 'SOSL outside tests');
  spendCounter(vm, 'soslQueries');
  let left = limit;
  const lists = entries.map(({ compiled, binds }) => {
    const found = idsOf(vm.test!.fixedSearchResults, compiled.plan.type);
    const records = read(
      vm,
      compiled,
      bindsBy((name) => (name === FOUND ? found : binds[name])),
      access,
    ).slice(0, left);
    left -= records.length;
    return new ApexList(vm.types.list(vm.types.sobject(compiled.plan.type.name)!), records);
  });
  return new ApexList(vm.types.list(vm.types.list(vm.types.sobjectBase)), lists);
}

const idsOf = (ids: readonly string[], { keyPrefix }: SObjectType): string[] =>
  ids.filter((id) => id.slice(0, 3) === keyPrefix);

/** The rows of a search count as none of the queries. */
function read(vm: Vm, compiled: CompiledQuery, binds: Binds, access: AccessMode) {
  try {
    return recordsOf(vm.org.runCompiled(vm.tx, compiled, { access, binds, counted: false }), compiled.plan.columns, vm);
  } catch (error) {
    throw asQueryException(vm, error);
  }
}
