// @future methods. Source: Apex Developer Guide, "Future Methods".
import { annotation, type Method } from '../user-class.ts';
import type { ApexValue } from '../values/values.ts';
import type { Vm } from '../vm.ts';
import { deepCopy } from './copy.ts';
import { spendCounter } from './execution.ts';
import { enqueue } from './jobs.ts';

/** Puts the call of a future method into the queue instead of making it. */
export function callLater(vm: Vm, method: Method, args: readonly ApexValue[]): null {
  const { kind } = vm.execution;
  if (kind === 'future' || kind === 'batch')
    vm.raise(
      'System.AsyncException',
      `Future method cannot be called from a future or batch method: ${method.owner.name}.${method.name}(${method.parameters
        .map(({ type }) => type.name)
        .join(', ')})`,
    );
  spendCounter(vm, 'futureCalls');
  const kept = args.map((one) => deepCopy(one, vm));
  enqueue(vm, {
    type: 'Future',
    cls: method.owner,
    methodName: method.name,
    allowsCallouts: annotation(method.modifiers, 'future')?.values.get('callout')?.toLowerCase() === 'true',
    run: (parts) =>
      parts.inTransaction((own) => {
        own.initialise(method.owner);
        own.call(
          method,
          null,
          kept.map((one) => deepCopy(one, own)),
        );
      }),
  });
  return null;
}
