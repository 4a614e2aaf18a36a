// Merging records of one object. Source: Apex Developer Guide, "Merging Records": accounts, contacts, leads and cases; at most two
// others; their children move to the master without triggers of their own, then they are deleted.
import type { AccessMode } from '../../org.ts';
import type { Vm } from '../vm.ts';
import { performDml, throwDml } from './dml.ts';
import { ApexMergeResult } from './results.ts';
import type { SObjectValue } from './sobject-value.ts';

const MERGED = new Set(['Account', 'Contact', 'Lead', 'Case']);
const MAX_OTHERS = 2;

export function mergeRecords(
  vm: Vm,
  master: SObjectValue,
  others: readonly SObjectValue[],
  options: { readonly allOrNone: boolean; readonly access: AccessMode },
): ApexMergeResult[] {
  const fail = (statusCode: string, message: string): never =>
    throwDml(vm, 'merge', [{ row: 0, id: master.id, statusCode, message, fields: [] }]);
  if (!MERGED.has(master.type.name) || others.some(({ type }) => type !== master.type))
    fail('INVALID_OPERATION', 'merge is not allowed for these records'); // wording unconfirmed
  if (others.length > MAX_OTHERS) fail('INVALID_OPERATION', 'at most two records can be merged into another'); // unconfirmed
  if (master.id === null) fail('MISSING_ARGUMENT', 'Id not specified in a merge call'); // unconfirmed
  const relatedIds = others.map((other) => moveChildren(vm, other, master.id!));
  performDml(vm, 'update', [master], options);
  const deleted = performDml(vm, 'delete', others, options);
  return deleted.map((result, index) => {
    const { id } = others[index]!;
    if (result.success) noteMaster(vm, others[index]!, master.id!);
    return new ApexMergeResult({ ...result, id: master.id }, result.success && id ? [id] : [], relatedIds[index]!);
  });
}

function moveChildren(vm: Vm, { type, id }: SObjectValue, masterId: string): string[] {
  const { store } = vm.org;
  const moved: string[] = [];
  for (const { childType, field } of vm.program.schema.childRelationships(type.sobject!)) {
    if (field.name === 'MasterRecordId' || vm.program.schema.type(childType)?.kind === 'platformEvent') continue;
    for (const row of store.find(childType, field.name, id!)) {
      if (row['IsDeleted'] === true) continue;
      store.update(childType, { ...row, [field.name]: masterId });
      moved.push(String(row['Id']));
    }
  }
  return moved;
}

function noteMaster(vm: Vm, { type, id }: SObjectValue, masterId: string): void {
  const row = vm.org.store.get(type.name, id!);
  if (row && type.sobject!.fields.has('MasterRecordId'))
    vm.org.store.update(type.name, { ...row, MasterRecordId: masterId });
}
