// BatchApexErrorEvent: what a failed chunk of a batch publishes when its class implements Database.RaisesPlatformEvents.
// Source: Platform Events Developer Guide, "Firing Platform Events from Batch Apex".
import type { ApexThrow } from '../errors.ts';
import { isInstance } from '../runtime-type.ts';
import { refuse } from '../library/given.ts';
import { SObjectValue } from '../sobject/sobject-value.ts';
import type { ApexObject, ApexValue } from '../values/values.ts';
import type { Vm } from '../vm.ts';

export function publishBatchError(
  vm: Vm,
  batch: ApexObject,
  jobId: string,
  failed: ApexThrow,
  scope: readonly ApexValue[],
): void {
  if (!isInstance(batch, vm.types.native('Database.RaisesPlatformEvents'), vm.types)) return;
  if (!vm.org.schema.type('BatchApexErrorEvent')) refuse(vm, 'Database.RaisesPlatformEvents (BatchApexErrorEvent)');
  const { exception } = failed;
  vm.org.save(vm.tx, {
    operation: 'insert',
    allOrNone: true,
    access: 'system',
    records: [
      {
        type: 'BatchApexErrorEvent',
        values: {
          AsyncApexJobId: jobId,
          ExceptionType: exception.type.name,
          Message: exception.facts?.message ?? null,
          Phase: 'EXECUTE',
          StackTrace: exception.facts?.trace.join('\n') ?? null,
          JobScope: scope.map((one) => (one instanceof SObjectValue ? one.fields.get('Id') : one)).join(','),
          DoesExceedJobScopeMaxLength: false,
        },
      },
    ],
  });
}
