// Calls of the platform's library from outside Apex.
import type { ApexValue } from '../../apex/values/values.ts';
import type { Vm } from '../../apex/vm.ts';

/** A static method by its name and the number of its arguments. @throws Error the library has none: a mistake of ours */
export function callLibrary(vm: Vm, className: string, name: string, args: readonly ApexValue[]): ApexValue {
  const candidates = vm.types.native(className).native!.statics.get(name.toLowerCase()) ?? [];
  const found = candidates.find(({ call, parameters }) => call && parameters.length === args.length);
  if (!found) throw new Error(`apex library: no ${className}.${name} with ${args.length} arguments`);
  return (found.call as (vm: Vm, ...values: readonly ApexValue[]) => ApexValue)(vm, ...args);
}
