// Search: SOSL that is put together at run time. Source: Apex Reference Guide, "Search Class"; Apex Developer Guide, "Dynamic SOSL".
import { entriesOf, accessOf as accessInText, FILTERS } from '../compile/sosl.ts';
import { ApexCompileError } from '../errors.ts';
import { nativeClass, type NativeClass } from '../native.ts';
import { accessOf, type AccessLevel } from '../sobject/access-level.ts';
import { bindsInSight } from '../sobject/dynamic-binds.ts';
import { compileDynamic } from '../sobject/queries.ts';
import { MAX_SEARCH_ROWS, queryOfEntry, runSearch } from '../sobject/search.ts';
import { parseSearch, sourceOf, type Optional } from '../syntax.ts';
import type { ApexList } from '../values/collections.ts';
import type { Vm } from '../vm.ts';
import { refuse } from './given.ts';

function query(vm: Vm, text: string | null, level?: AccessLevel | null): ApexList {
  const source = `[${vm.notNull(text)}]`;
  const clauses = parsed(vm, source);
  const entries = entriesOf(clauses).map((entry) => ({
    compiled: compileDynamic(vm, queryOfEntry(sourceOf({ source }, entry))),
    binds: bindsInSight(vm),
  }));
  if (!entries.length) refuse(vm, 'SOSL without RETURNING');
  const filter = clauses.soslWithClause_list().find((one) => FILTERS.test(one.getText()));
  if (filter) refuse(vm, `SOSL ${filter.getText()}`);
  const limit = clauses.limitClause() as Optional<ReturnType<typeof clauses.limitClause>>;
  const rows = limit ? Number(limit.IntegerLiteral().getText()) : MAX_SEARCH_ROWS;
  return runSearch(vm, entries, level ? accessOf(vm, level) : accessInText(clauses)(vm), rows);
}

/** @throws ApexThrow System.SearchException; its wording is the grammar's (unconfirmed) */
function parsed(vm: Vm, source: string) {
  try {
    return parseSearch(source).soslClauses();
  } catch (error) {
    if (error instanceof ApexCompileError) return vm.raise('System.SearchException', error.message);
    throw error;
  }
}

export const SEARCH: readonly NativeClass[] = [
  nativeClass({
    name: 'Search',
    statics: {
      'List<List<SObject>> query(String query)': (vm: Vm, text: string | null) => query(vm, text),
      'List<List<SObject>> query(String query, System.AccessLevel accessLevel)': query,
      'Object find(String searchQuery)': (vm: Vm) => refuse(vm, 'Search.find'),
      'Object suggest(String searchQuery, String sObjectType, Object suggestions)': (vm: Vm) =>
        refuse(vm, 'Search.suggest'),
    },
  }),
];
