// Set. Source: Apex Reference Guide, "Set Class".
import { areEqual, hashOf, keyOf } from '../equality.ts';
import { displaySet } from '../display.ts';
import { nativeClass } from '../native.ts';
import { ApexSet } from '../values/collections.ts';
import type { ApexValue } from '../values/values.ts';
import type { Vm } from '../vm.ts';
import { elementsOf, LibraryIterator } from './iterators.ts';
import { changing, storable } from './storing.ts';

function add(vm: Vm, self: ApexSet, item: ApexValue): boolean {
  const { entries } = changing(vm, self);
  const kept = storable(vm, item, self);
  const key = keyOf(kept, vm);
  if (entries.has(key)) return false;
  entries.set(key, kept);
  return true;
}

/** Elements as they are when the call begins: `set.removeAll(set)` is allowed. */
const given = (vm: Vm, from: ApexValue): ApexValue[] => [...elementsOf(vm.notNull(from), vm)];

function addAll(vm: Vm, self: ApexSet, from: ApexValue): boolean {
  let changed = false;
  for (const item of given(vm, from)) if (add(vm, self, item)) changed = true;
  return changed;
}

function copy(vm: Vm, type: ApexSet['type'], from: ApexValue): ApexSet {
  const set = new ApexSet(type);
  addAll(vm, set, from);
  return set;
}

const remove = (vm: Vm, self: ApexSet, item: ApexValue): boolean =>
  changing(vm, self).entries.delete(keyOf(storable(vm, item, self), vm));

function removeAll(vm: Vm, self: ApexSet, from: ApexValue): boolean {
  let changed = false;
  for (const item of given(vm, from)) if (remove(vm, self, item)) changed = true;
  return changed;
}

function retainAll(vm: Vm, self: ApexSet, from: ApexValue): boolean {
  const { entries } = changing(vm, self);
  const kept = new Set(given(vm, from).map((item) => keyOf(storable(vm, item, self), vm)));
  const before = entries.size;
  for (const key of [...entries.keys()]) if (!kept.has(key)) entries.delete(key);
  return entries.size !== before;
}

const containsAll = (vm: Vm, self: ApexSet, from: ApexValue): boolean =>
  given(vm, from).every((item) => self.entries.has(keyOf(storable(vm, item, self), vm)));

export const SET = nativeClass({
  name: 'Set<T>',
  implements: ['Iterable<T>'],
  constructors: {
    'Set()': (_vm, type) => new ApexSet(type),
    'Set(Set<T> from)': copy,
    'Set(List<T> from)': copy,
    'Set(Iterable<T> from)': copy,
  },
  methods: {
    'Boolean add(T item)': add,
    'Boolean addAll(List<T> from)': addAll,
    'Boolean addAll(Set<T> from)': addAll,
    'Boolean addAll(Iterable<T> from)': addAll,
    'void clear()': (vm, self: ApexSet) => changing(vm, self).entries.clear(),
    'Set<T> clone()': (_vm, self: ApexSet) => new ApexSet(self.type, new Map(self.entries)),
    'Boolean contains(T item)': (vm, self: ApexSet, item: ApexValue) => self.entries.has(keyOf(item, vm)),
    'Boolean containsAll(List<T> items)': containsAll,
    'Boolean containsAll(Set<T> items)': containsAll,
    'Boolean containsAll(Iterable<T> items)': containsAll,
    'Boolean equals(Object other)': (vm, self: ApexSet, other: ApexValue) => areEqual(self, other, vm),
    'Integer hashCode()': (vm, self: ApexSet) => hashOf(self, vm),
    'Boolean isEmpty()': (_vm, self: ApexSet) => self.entries.size === 0,
    'Iterator<T> iterator()': (_vm, self: ApexSet) => new LibraryIterator([...self.entries.values()]),
    'Boolean remove(T item)': remove,
    'Boolean removeAll(List<T> items)': removeAll,
    'Boolean removeAll(Set<T> items)': removeAll,
    'Boolean removeAll(Iterable<T> items)': removeAll,
    'Boolean retainAll(List<T> items)': retainAll,
    'Boolean retainAll(Set<T> items)': retainAll,
    'Boolean retainAll(Iterable<T> items)': retainAll,
    'Integer size()': (_vm, self: ApexSet) => self.entries.size,
    'String toString()': (vm, self: ApexSet) => displaySet(self, vm),
  },
});
