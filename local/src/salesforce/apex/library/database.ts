// Database: queries and DML by method, savepoints. Source: Apex Reference Guide, "Database Class".
import { spend } from '../../dml/transactions.ts';
import type { SaveResult } from '../../dml/save.ts';
import type { AccessMode } from '../../org.ts';
import { DATABASE_BATCH } from '../async/library.ts';
import { nativeClass, type NativeClass, type NativeTable } from '../native.ts';
import { AccessLevel, accessOf } from '../sobject/access-level.ts';
import { currentAccess } from '../sobject/access.ts';
import { assignmentRuleIn, DmlOptions, EMAIL_HEADER } from '../sobject/dml-options.ts';
import { performDml, recordsIn, type DmlOperation } from '../sobject/dml.ts';
import { bindsByName, bindsInSight } from '../sobject/dynamic-binds.ts';
import { mergeRecords } from '../sobject/merge.ts';
import { compileDynamic, queryList, runQuery, type Binds } from '../sobject/queries.ts';
import { QueryLocator, QueryLocatorIterator } from '../sobject/query-locator.ts';
import { emptyRecycleBin } from '../sobject/recycle-bin.ts';
import {
  ApexDeleteResult,
  ApexEmptyRecycleBinResult,
  ApexSaveResult,
  ApexUndeleteResult,
  ApexUpsertResult,
} from '../sobject/results.ts';
import { DATABASE_CURSORS } from './cursors.ts';
import { DATABASE_LEADS } from './lead-convert.ts';
import { SavepointValue, rollback, setSavepoint, releaseSavepoint } from '../sobject/savepoints.ts';
import { SObjectValue } from '../sobject/sobject-value.ts';
import type { SObjectFieldToken } from '../sobject/tokens.ts';
import { ApexList, type ApexMap } from '../values/collections.ts';
import type { ApexValue } from '../values/values.ts';
import type { Vm } from '../vm.ts';

/** What a DML method is told beside its records. */
interface Given {
  allOrNone: boolean;
  access: AccessMode;
  field: SObjectFieldToken | undefined;
  options: DmlOptions | undefined;
}

/** Arguments after the records, each told by what it is: a boolean, an access level, DML options, a field. */
function readGiven(vm: Vm, args: readonly ApexValue[]): Given {
  const given: Given = { allOrNone: true, access: currentAccess(vm), field: undefined, options: undefined };
  for (const arg of args) {
    if (typeof arg === 'boolean') given.allOrNone = arg;
    else if (arg instanceof AccessLevel) given.access = accessOf(vm, arg);
    else if (arg instanceof DmlOptions) {
      given.options = arg;
      given.allOrNone = arg.optAllOrNone ?? false;
    } else if (arg !== null) given.field = arg as SObjectFieldToken;
  }
  return given;
}

type Wrap = new (result: SaveResult) => object;

/** What may come after the records, per operation. */
const ENDINGS = ['', 'Boolean', 'Boolean, System.AccessLevel', 'System.AccessLevel'] as const;
const SAVE_ENDINGS = [...ENDINGS, 'Database.DMLOptions', 'Database.DMLOptions, System.AccessLevel'] as const;
const UPSERT_ENDINGS = [...ENDINGS, ...ENDINGS.map((end) => `Schema.SObjectField${end && `, ${end}`}`)];

interface Family {
  readonly operation: DmlOperation;
  readonly result: string;
  readonly wrap: Wrap;
  readonly endings: readonly string[];
  /** Records may be named by their ids. */
  readonly takesIds: boolean;
}

const FAMILIES: readonly Family[] = [
  { operation: 'insert', result: 'SaveResult', wrap: ApexSaveResult, endings: SAVE_ENDINGS, takesIds: false },
  { operation: 'update', result: 'SaveResult', wrap: ApexSaveResult, endings: SAVE_ENDINGS, takesIds: false },
  { operation: 'upsert', result: 'UpsertResult', wrap: ApexUpsertResult, endings: UPSERT_ENDINGS, takesIds: false },
  { operation: 'delete', result: 'DeleteResult', wrap: ApexDeleteResult, endings: ENDINGS, takesIds: true },
  { operation: 'undelete', result: 'UndeleteResult', wrap: ApexUndeleteResult, endings: ENDINGS, takesIds: true },
];

function dmlMethods(family: Family): NativeTable {
  const result = `Database.${family.result}`;
  const singles = family.takesIds ? ['SObject', 'Id'] : ['SObject'];
  const table: Record<string, (vm: Vm, ...args: ApexValue[]) => ApexValue> = {};
  for (const ending of family.endings)
    for (const single of singles) {
      const more = ending && `, ${ending.replace(/([\w.]+)(?=,|$)/g, (type) => `${type} ${type.split('.').at(-1)!}`)}`;
      table[`${result} ${family.operation}(${single} record${more})`] = (vm, record, ...rest) =>
        dml(vm, family, new ApexList(vm.types.list(vm.types.sobjectBase), [vm.notNull(record)]), rest)[0]!;
      table[`List<${result}> ${family.operation}(List<${single}> records${more})`] = (vm, records, ...rest) =>
        new ApexList(vm.types.list(vm.types.native(result)), dml(vm, family, records, rest));
    }
  return table;
}

function dml(vm: Vm, { operation, wrap }: Family, given: ApexValue, rest: readonly ApexValue[]): ApexValue[] {
  const { allOrNone, access, field, options } = readGiven(vm, rest);
  const records = recordsIn(vm, withRecords(vm, vm.notNull(given as ApexList | null)));
  const externalIdField = field?.field.name;
  const truncate = options?.allowFieldTruncation === true;
  const assignmentRule = options && assignmentRuleIn(options);
  return performDml(vm, operation, records, { allOrNone, access, externalIdField, truncate, assignmentRule }).map(
    (one) => new wrap(one),
  );
}

/** Ids stand for records that carry nothing else. */
export function withRecords(vm: Vm, list: ApexList): ApexList {
  if (!list.items.some((item) => typeof item === 'string')) return list;
  const records = list.items.map((item) => (typeof item === 'string' ? recordOfId(vm, item) : item));
  return new ApexList(list.type, records);
}

/** @throws ApexThrow System.StringException the id's prefix belongs to no object */
export function recordOfId(vm: Vm, id: string): SObjectValue {
  const type = vm.program.schema.typeOfId(id);
  if (!type) return vm.raise('System.StringException', `Invalid id: ${id}`);
  const record = new SObjectValue(vm.types.sobject(type.name)!);
  record.fields.set('Id', id);
  return record;
}

const modeOf = (vm: Vm, level: AccessLevel | null | undefined): AccessMode =>
  level ? accessOf(vm, level) : currentAccess(vm);

function query(vm: Vm, text: string | null, binds: Binds, level?: AccessLevel | null): ApexList {
  return queryList(vm, compileDynamic(vm, vm.notNull(text)), binds, modeOf(vm, level));
}

function count(vm: Vm, text: string | null, binds: Binds, level?: AccessLevel | null): number {
  const compiled = compileDynamic(vm, vm.notNull(text));
  return runQuery(vm, compiled, binds, modeOf(vm, level)).totalSize;
}

function locator(vm: Vm, text: string | null, binds: Binds, level?: AccessLevel | null): QueryLocator {
  const { items } = query(vm, text, binds, level);
  return new QueryLocator(text, items as SObjectValue[]);
}

const DATABASE = nativeClass({
  name: 'Database',
  statics: {
    ...DATABASE_BATCH,
    ...(Object.assign({}, ...FAMILIES.map(dmlMethods)) as NativeTable),
    'List<SObject> query(String query)': (vm, text: string | null) => query(vm, text, bindsInSight(vm)),
    'List<SObject> query(String query, System.AccessLevel level)': (vm, text: string | null, level: AccessLevel) =>
      query(vm, text, bindsInSight(vm), level),
    'List<SObject> queryWithBinds(String query, Map<String, Object> binds, System.AccessLevel level)': (
      vm,
      text: string | null,
      binds: ApexMap | null,
      level: AccessLevel,
    ) => query(vm, text, bindsByName(vm, binds), level),
    'Integer countQuery(String query)': (vm, text: string | null) => count(vm, text, bindsInSight(vm)),
    'Integer countQuery(String query, System.AccessLevel level)': (vm, text: string | null, level: AccessLevel) =>
      count(vm, text, bindsInSight(vm), level),
    'Integer countQueryWithBinds(String query, Map<String, Object> binds, System.AccessLevel level)': (
      vm,
      text: string | null,
      binds: ApexMap | null,
      level: AccessLevel,
    ) => count(vm, text, bindsByName(vm, binds), level),
    'Database.QueryLocator getQueryLocator(String query)': (vm, text: string | null) =>
      locator(vm, text, bindsInSight(vm)),
    'Database.QueryLocator getQueryLocator(String query, System.AccessLevel level)': (
      vm,
      text: string | null,
      level: AccessLevel,
    ) => locator(vm, text, bindsInSight(vm), level),
    'Database.QueryLocator getQueryLocator(List<SObject> query)': (vm, rows: ApexList | null) =>
      new QueryLocator(null, vm.notNull(rows).items as SObjectValue[]),
    'Database.QueryLocator getQueryLocatorWithBinds(String query, Map<String, Object> binds, System.AccessLevel level)':
      (vm, text: string | null, binds: ApexMap | null, level: AccessLevel) =>
        locator(vm, text, bindsByName(vm, binds), level),
    'System.Savepoint setSavepoint()': setSavepoint,
    'void rollback(System.Savepoint savepoint)': rollback,
    'void releaseSavepoint(System.Savepoint savepoint)': releaseSavepoint,
    ...mergeMethods(),
    ...DATABASE_LEADS,
    ...DATABASE_CURSORS,
    'Database.EmptyRecycleBinResult emptyRecycleBin(SObject record)': (vm, record: SObjectValue | null) =>
      empty(vm, [vm.notNull(record)])[0]!,
    'List<Database.EmptyRecycleBinResult> emptyRecycleBin(List<SObject> records)': (vm, records: ApexList | null) =>
      emptyResults(vm, records),
    'List<Database.EmptyRecycleBinResult> emptyRecycleBin(List<Id> records)': (vm, records: ApexList | null) =>
      emptyResults(vm, records),
  },
});

function empty(vm: Vm, records: readonly SObjectValue[]): ApexValue[] {
  spend(vm.tx, 'dmlStatements', 1);
  return emptyRecycleBin(vm, records).map((one) => new ApexEmptyRecycleBinResult(one));
}

const emptyResults = (vm: Vm, records: ApexList | null): ApexList =>
  new ApexList(
    vm.types.list(vm.types.native('Database.EmptyRecycleBinResult')),
    empty(vm, recordsIn(vm, withRecords(vm, vm.notNull(records)))),
  );

function mergeMethods(): NativeTable {
  const table: Record<string, (vm: Vm, ...args: ApexValue[]) => ApexValue> = {};
  for (const ending of [
    '',
    ', Boolean allOrNone',
    ', System.AccessLevel level',
    ', Boolean allOrNone, System.AccessLevel level',
  ])
    for (const single of ['SObject', 'Id']) {
      const run = (vm: Vm, master: ApexValue, others: ApexList, rest: readonly ApexValue[]): ApexValue[] => {
        const { allOrNone, access } = readGiven(vm, rest);
        const records = recordsIn(vm, withRecords(vm, others));
        return mergeRecords(vm, vm.notNull(master as SObjectValue | null), records, { allOrNone, access });
      };
      table[`Database.MergeResult merge(SObject master, ${single} other${ending})`] = (vm, master, other, ...rest) =>
        run(vm, master, new ApexList(vm.types.list(vm.types.sobjectBase), [vm.notNull(other)]), rest)[0]!;
      table[`List<Database.MergeResult> merge(SObject master, List<${single}> others${ending})`] = (
        vm,
        master,
        others,
        ...rest
      ) =>
        new ApexList(
          vm.types.list(vm.types.native('Database.MergeResult')),
          run(vm, master, vm.notNull(others as ApexList | null), rest),
        );
    }
  return table;
}

const LOCATORS: readonly NativeClass[] = [
  nativeClass({
    name: 'Database.QueryLocator',
    js: QueryLocator,
    methods: {
      'String getQuery()': (_vm, self: QueryLocator) => self.query,
      'Database.QueryLocatorIterator iterator()': (_vm, self: QueryLocator) => new QueryLocatorIterator(self.rows),
    },
  }),
  nativeClass({
    name: 'Database.QueryLocatorIterator',
    implements: ['Iterator<SObject>'],
    js: QueryLocatorIterator,
    methods: {
      'Boolean hasNext()': (_vm, self: QueryLocatorIterator) => self.hasNext(),
      'SObject next()': (vm, self: QueryLocatorIterator) =>
        self.next() ?? vm.raise('System.NoSuchElementException', 'Iterator has no more elements'),
    },
  }),
];

const LEVELS = nativeClass({
  name: 'AccessLevel',
  js: AccessLevel,
  staticFields: {
    'System.AccessLevel USER_MODE': () => AccessLevel.USER,
    'System.AccessLevel SYSTEM_MODE': () => AccessLevel.SYSTEM,
  },
});

const SAVEPOINT = nativeClass({ name: 'Savepoint', js: SavepointValue });

/** Headers of a save. What the local org has no engine for (duplicates, mail) changes nothing here. */
const OPTIONS: readonly NativeClass[] = [
  nativeClass({
    name: 'Database.DMLOptions',
    js: DmlOptions,
    constructors: { 'DMLOptions()': () => new DmlOptions() },
    fields: {
      'Boolean optAllOrNone': {
        get: (_vm, self: DmlOptions) => self.optAllOrNone,
        set: (_vm, self: DmlOptions, value: boolean | null) => void (self.optAllOrNone = value),
      },
      'Boolean allowFieldTruncation': {
        get: (_vm, self: DmlOptions) => self.allowFieldTruncation,
        set: (_vm, self: DmlOptions, value: boolean | null) => void (self.allowFieldTruncation = value),
      },
      'Database.AssignmentRuleHeader assignmentRuleHeader': (_vm, self: DmlOptions) => self.assignment,
      'Database.DuplicateRuleHeader duplicateRuleHeader': (_vm, self: DmlOptions) => self.duplicates,
      'Database.EmailHeader emailHeader': (_vm, self: DmlOptions) => self.email,
    },
  }),
  ...EMAIL_HEADER,
];

export const DATABASE_CLASSES: readonly NativeClass[] = [DATABASE, LEVELS, SAVEPOINT, ...LOCATORS, ...OPTIONS];
