// Cursors over the rows of a query. Source: Apex Reference Guide, "Cursor Class" and "PaginationCursor Class".
// The rows are read when the cursor is made; the platform reads them when they are fetched.
import { spend } from '../../dml/transactions.ts';
import { nativeClass, type NativeClass, type NativeTable } from '../native.ts';
import { AccessLevel, accessOf } from '../sobject/access-level.ts';
import { currentAccess } from '../sobject/access.ts';
import { bindsByName, bindsInSight } from '../sobject/dynamic-binds.ts';
import { compileDynamic, queryList, type Binds } from '../sobject/queries.ts';
import { ApexList, type ApexMap } from '../values/collections.ts';
import type { Vm } from '../vm.ts';

class RowCursor {
  readonly rows: ApexList;
  constructor(rows: ApexList) {
    this.rows = rows;
  }
}
class PageCursor extends RowCursor {}

class FetchedPage {
  readonly records: ApexList;
  readonly nextIndex: number;
  readonly isDone: boolean;
  constructor(records: ApexList, nextIndex: number, isDone: boolean) {
    this.records = records;
    this.nextIndex = nextIndex;
    this.isDone = isDone;
  }
}

type MakeCursor = new (rows: ApexList) => RowCursor;

function open(vm: Vm, make: MakeCursor, text: string | null, binds: Binds, level: AccessLevel | null): RowCursor {
  const access = level ? accessOf(vm, level) : currentAccess(vm);
  return new make(queryList(vm, compileDynamic(vm, vm.notNull(text)), binds, access));
}

function methods(name: string, type: string, make: MakeCursor): NativeTable {
  return {
    [`${type} ${name}(String query)`]: (vm: Vm, text: string | null) => open(vm, make, text, bindsInSight(vm), null),
    [`${type} ${name}(String query, System.AccessLevel level)`]: (
      vm: Vm,
      text: string | null,
      level: AccessLevel | null,
    ) => open(vm, make, text, bindsInSight(vm), level),
    [`${type} ${name}WithBinds(String query, Map<String, Object> binds, System.AccessLevel level)`]: (
      vm: Vm,
      text: string | null,
      binds: ApexMap | null,
      level: AccessLevel | null,
    ) => open(vm, make, text, bindsByName(vm, binds), level),
  };
}

/** Members of the class Database. */
export const DATABASE_CURSORS: NativeTable = {
  ...methods('getCursor', 'Database.Cursor', RowCursor),
  ...methods('getPaginationCursor', 'Database.PaginationCursor', PageCursor),
};

/** @throws ApexThrow System.InvalidParameterValueException the window lies outside the rows; wording unconfirmed */
function fetch(vm: Vm, { rows }: RowCursor, position: number | null, count: number | null): ApexList {
  const [from, length] = [vm.notNull(position), vm.notNull(count)];
  if (from < 0 || length < 0 || from > rows.items.length)
    vm.raise('System.InvalidParameterValueException', 'Invalid position or count');
  // Source: Apex Developer Guide, "Apex Cursors": each fetch counts as a query.
  spend(vm.tx, 'queries', 1);
  return new ApexList(rows.type, rows.items.slice(from, from + length));
}

function fetchPage(vm: Vm, cursor: PageCursor, start: number | null, size: number | null): FetchedPage {
  const records = fetch(vm, cursor, start, size);
  const next = vm.notNull(start) + records.items.length;
  return new FetchedPage(records, next, next >= cursor.rows.items.length);
}

const numRecords = (_vm: Vm, { rows }: RowCursor): number => rows.items.length;

export const CURSORS: readonly NativeClass[] = [
  nativeClass({
    name: 'Database.Cursor',
    js: RowCursor,
    methods: {
      'List<SObject> fetch(Integer position, Integer count)': fetch,
      'Integer getNumRecords()': numRecords,
    },
  }),
  nativeClass({
    name: 'Database.PaginationCursor',
    js: PageCursor,
    methods: {
      'Database.CursorFetchResult fetchPage(Integer start, Integer pageSize)': fetchPage,
      'Integer getNumRecords()': numRecords,
    },
  }),
  nativeClass({
    name: 'Database.CursorFetchResult',
    js: FetchedPage,
    methods: {
      'List<SObject> getRecords()': (_vm, self: FetchedPage) => self.records,
      'Integer getNextIndex()': (_vm, self: FetchedPage) => self.nextIndex,
      'Integer getNumDeletedRecords()': () => 0,
      'Boolean isDone()': (_vm, self: FetchedPage) => self.isDone,
    },
  }),
];
