// Approval: record locks. Approval processes are refused. Source: Apex Reference Guide, "Approval Class".
import { ERRORS } from '../../dml/errors.ts';
import type { SaveError } from '../../dml/save.ts';
import { spend } from '../../dml/transactions.ts';
import { nativeClass, type NativeClass, type NativeTable } from '../native.ts';
import { throwDml } from '../sobject/dml.ts';
import { DatabaseError } from '../sobject/results.ts';
import { SObjectValue } from '../sobject/sobject-value.ts';
import { ApexList, ApexMap } from '../values/collections.ts';
import type { Vm } from '../vm.ts';
import { given, refuse } from './given.ts';
import { LockResult, UnlockResult } from './made-results.ts';

type Named = string | SObjectValue | null;

/** Whether the record is there. */
function exists(vm: Vm, id: string | null): id is string {
  const type = id === null ? undefined : vm.program.schema.typeOfId(id);
  const row = type && vm.org.store.get(type.name, id!);
  return row !== undefined && row['IsDeleted'] !== true;
}

const idOf = (vm: Vm, named: Named): string | null => {
  const one = given(vm, named);
  return one instanceof SObjectValue ? one.id : one;
};

interface Way {
  readonly operation: 'lock' | 'unlock';
  readonly result: string;
  readonly js: new () => LockResult | UnlockResult;
}

const WAYS: readonly Way[] = [
  { operation: 'lock', result: 'Approval.LockResult', js: LockResult },
  { operation: 'unlock', result: 'Approval.UnlockResult', js: UnlockResult },
];

/** All or none unless the caller says otherwise; counts as one DML statement. */
function change(vm: Vm, { operation, result, js }: Way, named: readonly Named[], allOrNone: boolean): ApexList {
  const ids = named.map((one) => idOf(vm, one));
  spend(vm.tx, 'dmlStatements', 1);
  spend(vm.tx, 'dmlRows', ids.length);
  const missing = ids.findIndex((id) => !exists(vm, id));
  if (allOrNone && missing >= 0)
    throwDml(vm, operation, [{ row: missing, id: ids[missing]!, ...ERRORS.unknownReference() }]);
  const results = ids.map((id) => {
    if (!exists(vm, id)) return answer(vm, new js(), id, [ERRORS.unknownReference()]);
    vm.org.store.setLocked(id, operation === 'lock');
    return answer(vm, new js(), id, []);
  });
  return new ApexList(vm.types.list(vm.types.native(result)), results);
}

function answer<T extends LockResult | UnlockResult>(
  vm: Vm,
  made: T,
  id: string | null,
  errors: readonly SaveError[],
): T {
  const list = errors.map((error) => new DatabaseError(error.statusCode, error.message, error.fields));
  return Object.assign(made, {
    values: {
      id,
      success: !errors.length,
      errors: new ApexList(vm.types.list(vm.types.native('Database.Error')), list),
    },
  });
}

function locked(vm: Vm, named: Named): boolean {
  const id = idOf(vm, named);
  return id !== null && vm.org.store.isLocked(id);
}

function lockedById(vm: Vm, list: ApexList | null): ApexMap {
  const map = new ApexMap(vm.types.map(vm.types.id, vm.types.boolean));
  for (const named of given(vm, list).items as Named[]) {
    const id = idOf(vm, named);
    map.entries.set(id, { key: id, value: locked(vm, named) });
  }
  return map;
}

const processes = (vm: Vm) => refuse(vm, 'Approval.process (approval processes)');

/** Everything is there for records and for ids, one or many, with and without `allOrNone`. */
function statics(): NativeTable {
  const table: Record<string, (vm: Vm, ...given: never[]) => unknown> = {};
  for (const way of WAYS)
    for (const one of ['Id', 'SObject'])
      for (const more of ['', ', Boolean allOrNone']) {
        table[`${way.result} ${way.operation}(${one} record${more})`] = (vm: Vm, named: Named, all?: boolean | null) =>
          change(vm, way, [named], all ?? true).items[0];
        table[`List<${way.result}> ${way.operation}(List<${one}> records${more})`] = (
          vm: Vm,
          list: ApexList | null,
          all?: boolean | null,
        ) => change(vm, way, given(vm, list).items as Named[], all ?? true);
      }
  for (const one of ['Id', 'SObject']) {
    table[`Boolean isLocked(${one} record)`] = locked;
    table[`Map<Id, Boolean> isLocked(List<${one}> records)`] = lockedById;
  }
  for (const more of ['', ', Boolean allOrNone'])
    table[`Approval.ProcessResult process(Object request${more})`] = processes;
  return table;
}

export const APPROVAL: readonly NativeClass[] = [nativeClass({ name: 'Approval', statics: statics() })];
