// Walking collections, from Apex and from the library.
import { invoke } from '../invoke.ts';
import { ApexList, ApexSet } from '../values/collections.ts';
import type { ApexValue } from '../values/values.ts';
import type { Vm } from '../vm.ts';

/** What `iterator()` of a List or Set gives. The collection is as it was when the iterator was made. */
export class LibraryIterator {
  readonly #items: readonly ApexValue[];
  #next = 0;

  constructor(items: readonly ApexValue[]) {
    this.#items = items;
  }

  hasNext(): boolean {
    return this.#next < this.#items.length;
  }

  /** @throws ApexThrow System.NoSuchElementException past the end */
  next(vm: Vm): ApexValue {
    if (!this.hasNext()) return vm.raise('System.NoSuchElementException', 'Iterator has no more elements.');
    return this.#items[this.#next++];
  }
}

/** Elements of anything that implements Iterable, in order. */
export function elementsOf(value: ApexValue, vm: Vm): ApexValue[] {
  if (value instanceof ApexList) return value.items;
  if (value instanceof ApexSet) return [...value.entries.values()];
  const iterator = invoke(vm, value, 'iterator', []);
  const elements: ApexValue[] = [];
  while (invoke(vm, iterator, 'hasNext', []) === true) {
    vm.step();
    elements.push(invoke(vm, iterator, 'next', []));
  }
  return elements;
}
