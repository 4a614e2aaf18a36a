// What exceptions of DML and mail tell of the records that failed. Source: Apex Reference Guide, "DmlException and
// EmailException Methods".
import { ApexList } from '../values/collections.ts';
import type { ApexObject, DmlFailure } from '../values/values.ts';
import type { Vm } from '../vm.ts';
import { fieldToken } from '../sobject/tokens.ts';

function failure(vm: Vm, { facts }: ApexObject, index: number | null): DmlFailure {
  const at = vm.notNull(index);
  const found = facts!.dml?.[at];
  // Wording unconfirmed.
  return found ?? vm.raise('System.ListException', `List index out of bounds: ${at}`);
}

/** Methods of Exception: they answer for DmlException and EmailException, and count none elsewhere. */
export const DML_METHODS = {
  'Integer getNumDml()': (_vm: Vm, self: ApexObject) => self.facts!.dml?.length ?? 0,
  'List<String> getDmlFieldNames(Integer index)': (vm: Vm, self: ApexObject, index: number) =>
    new ApexList(vm.types.list(vm.types.string), [...failure(vm, self, index).fields]),
  'List<Schema.SObjectField> getDmlFields(Integer index)'(vm: Vm, self: ApexObject, index: number) {
    const { fields, object } = failure(vm, self, index);
    const type = object === undefined ? undefined : vm.types.sobject(object);
    const tokens = fields.flatMap((name) => {
      const field = type?.sobject && vm.program.schema.field(type.sobject, name);
      return type?.sobject && field ? [fieldToken(type.sobject, field)] : [];
    });
    return new ApexList(vm.types.list(vm.types.native('Schema.SObjectField')), tokens);
  },
  'String getDmlId(Integer index)': (vm: Vm, self: ApexObject, index: number) => failure(vm, self, index).id,
  'Integer getDmlIndex(Integer index)': (vm: Vm, self: ApexObject, index: number) => failure(vm, self, index).row,
  'String getDmlMessage(Integer index)': (vm: Vm, self: ApexObject, index: number) => failure(vm, self, index).message,
  'String getDmlStatusCode(Integer index)': (vm: Vm, self: ApexObject, index: number) =>
    failure(vm, self, index).statusCode,
  'System.StatusCode getDmlType(Integer index)': (vm: Vm, self: ApexObject, index: number) =>
    vm.types.enumValue(vm.types.native('System.StatusCode'), failure(vm, self, index).statusCode) ?? null,
};
