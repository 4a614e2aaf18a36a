// Emptying the recycle bin. Source: Apex Reference Guide, "Database Class", emptyRecycleBin.
import { ERRORS } from '../../dml/errors.ts';
import type { SaveResult } from '../../dml/save.ts';
import type { Vm } from '../vm.ts';
import type { SObjectValue } from './sobject-value.ts';

/** Removes deleted records for good. @returns one result per record */
export function emptyRecycleBin(vm: Vm, records: readonly SObjectValue[]): SaveResult[] {
  return records.map(({ type, id }) => {
    const row = id === null ? undefined : vm.org.store.get(type.name, id);
    if (row?.['IsDeleted'] !== true) return { id, success: false, created: false, errors: [ERRORS.notInRecycleBin()] };
    vm.org.store.remove(type.name, id!);
    return { id, success: true, created: false, errors: [] };
  });
}
