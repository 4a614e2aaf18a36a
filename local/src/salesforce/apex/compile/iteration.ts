// Walking what is neither List nor Set: anything that implements Iterable, and iterators of the library.
import { invoke } from '../invoke.ts';
import type { ApexValue } from '../values/values.ts';
import type { Vm } from '../vm.ts';

/** Elements of an Iterable (`iterator()`, then `hasNext()` and `next()` until false). */
export function* iterateObject(value: ApexValue, vm: Vm): Generator<ApexValue> {
  const iterator = invoke(vm, value, 'iterator', []);
  while (invoke(vm, iterator, 'hasNext', [])) yield invoke(vm, iterator, 'next', []);
}
