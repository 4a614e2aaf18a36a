// Trigger: what fired it. Source: Apex Developer Guide, "Trigger Context Variables"; Apex Reference Guide, "TriggerOperation Enum".
import { nativeClass, type NativeClass } from '../native.ts';
import { triggerContext, type TriggerContext } from '../sobject/trigger-context.ts';
import type { Vm } from '../vm.ts';

const is =
  (test: (context: TriggerContext) => boolean) =>
  (vm: Vm): boolean => {
    const context = triggerContext(vm);
    return context !== null && test(context);
  };

export const TRIGGER: readonly NativeClass[] = [
  nativeClass({
    name: 'Trigger',
    staticFields: {
      'Boolean isExecuting': is(() => true),
      'Boolean isBefore': is(({ isBefore }) => isBefore),
      'Boolean isAfter': is(({ isBefore }) => !isBefore),
      'Boolean isInsert': is(({ operation }) => operation === 'insert'),
      'Boolean isUpdate': is(({ operation }) => operation === 'update'),
      'Boolean isDelete': is(({ operation }) => operation === 'delete'),
      'Boolean isUndelete': is(({ operation }) => operation === 'undelete'),
      'Integer size': (vm) => triggerContext(vm)?.size ?? null,
      'System.TriggerOperation operationType'(vm) {
        const context = triggerContext(vm);
        const name = context && `${context.isBefore ? 'BEFORE' : 'AFTER'}_${context.operation.toUpperCase()}`;
        return name && vm.types.enumValue(vm.types.native('System.TriggerOperation'), name);
      },
    },
  }),
  nativeClass({
    name: 'System.TriggerOperation',
    kind: 'enum',
    values: [
      'BEFORE_INSERT',
      'BEFORE_UPDATE',
      'BEFORE_DELETE',
      'AFTER_INSERT',
      'AFTER_UPDATE',
      'AFTER_DELETE',
      'AFTER_UNDELETE',
    ],
  }),
];
