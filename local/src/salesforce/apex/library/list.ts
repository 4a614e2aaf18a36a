// List. Source: Apex Reference Guide, "List Class".
import { areEqual, hashOf, keyOf } from '../equality.ts';
import { nativeClass } from '../native.ts';
import { SObjectValue } from '../sobject/sobject-value.ts';
import { ApexList } from '../values/collections.ts';
import { ApexObject, type ApexValue } from '../values/values.ts';
import type { Vm } from '../vm.ts';
import { invoke } from '../invoke.ts';
import { displayList } from '../display.ts';
import { elementsOf, LibraryIterator } from './iterators.ts';
import { changing as unlocked, sobjectTypeOf, storable } from './storing.ts';
import { inNaturalOrder, ordered } from './sorting.ts';

const changing = (vm: Vm, list: ApexList): ApexValue[] => unlocked(vm, list).items;

function checked(vm: Vm, { items }: ApexList, index: number | null, end = items.length): number {
  const at = vm.notNull(index);
  if (at < 0 || at >= end) vm.raise('System.ListException', `List index out of bounds: ${at}`);
  return at;
}

function addAll(vm: Vm, self: ApexList, from: ApexValue): void {
  const items = changing(vm, self);
  const added = elementsOf(vm.notNull(from), vm);
  for (const item of added === items ? [...added] : added) items.push(storable(vm, item, self));
}

/** Unlike `==`, text counts with its case, and numbers with their type: a Long is not in a list of Integers. */
function isSame(one: ApexValue, other: ApexValue, vm: Vm): boolean {
  if (one === other) return true;
  if (one == null || other == null || one.constructor !== other.constructor) return false;
  return one instanceof ApexObject ? areEqual(one, other, vm) : keyOf(one, vm) === keyOf(other, vm);
}

export const LIST = nativeClass({
  name: 'List<T>',
  implements: ['Iterable<T>'],
  constructors: {
    'List()': (_vm, type) => new ApexList(type, []),
    /** Not in the reference, but public code relies on it: so many nulls, as `new T[size]`. */
    'List(Integer size)': (vm, type, size: number | null) =>
      new ApexList(type, new Array<ApexValue>(vm.notNull(size)).fill(null)),
    'List(List<T> from)': copy,
    'List(Set<T> from)': copy,
    'List(Iterable<T> from)': copy,
  },
  methods: {
    'void add(T item)': (vm, self: ApexList, item: ApexValue) => void changing(vm, self).push(storable(vm, item, self)),
    'void add(Integer index, T item)'(vm, self: ApexList, index: number, item: ApexValue) {
      // A loop that walks the list does not keep it from this, as public code that runs on the platform shows (unconfirmed).
      const { items } = self;
      items.splice(checked(vm, self, index, items.length + 1), 0, storable(vm, item, self));
    },
    'void addAll(List<T> from)': addAll,
    'void addAll(Set<T> from)': addAll,
    'void addAll(Iterable<T> from)': addAll,
    'void clear()': (vm, self: ApexList) => void (changing(vm, self).length = 0),
    'List<T> clone()': (_vm, self: ApexList) => new ApexList(self.type, [...self.items]),
    'Boolean contains(Object item)': (vm, self: ApexList, item: ApexValue) =>
      self.items.some((one) => isSame(one, item, vm)),
    'List<T> deepClone()': deepClone,
    'List<T> deepClone(Boolean keepsId)': deepClone,
    'List<T> deepClone(Boolean keepsId, Boolean keepsTimes)': deepClone,
    'List<T> deepClone(Boolean keepsId, Boolean keepsTimes, Boolean keepsNumbers)': deepClone,
    'Boolean equals(Object other)': (vm, self: ApexList, other: ApexValue) => areEqual(self, other, vm),
    'T get(Integer index)': (vm, self: ApexList, index: number) => self.items[checked(vm, self, index)],
    'Schema.SObjectType getSObjectType()': (_vm, self: ApexList) => sobjectTypeOf(self.type.args[0]!),
    'Integer hashCode()': (vm, self: ApexList) => hashOf(self, vm),
    'Integer indexOf(Object item)': (vm, self: ApexList, item: ApexValue) =>
      self.items.findIndex((one) => isSame(one, item, vm)),
    'Boolean isEmpty()': (_vm, self: ApexList) => self.items.length === 0,
    'Iterator<T> iterator()': (_vm, self: ApexList) => new LibraryIterator(self.items),
    'T remove(Integer index)': (vm, self: ApexList, index: number) => {
      const items = changing(vm, self);
      return items.splice(checked(vm, self, index), 1)[0];
    },
    'void set(Integer index, T item)'(vm, self: ApexList, index: number, item: ApexValue) {
      self.items[checked(vm, self, index)] = storable(vm, item, self);
    },
    'Integer size()': (_vm, self: ApexList) => self.items.length,
    'void sort()': (vm, self: ApexList) => void (self.items = inNaturalOrder(changing(vm, self), vm)),
    'void sort(Comparator<T> comparator)': (vm, self: ApexList, comparator: ApexValue) =>
      void (self.items = ordered(changing(vm, self), vm.notNull(comparator), vm)),
    'String toString()': (vm, self: ApexList) => displayList(self, vm),
  },
});

function copy(vm: Vm, type: ApexList['type'], from: ApexValue): ApexList {
  const list = new ApexList(type, []);
  for (const item of elementsOf(vm.notNull(from), vm)) list.items.push(storable(vm, item, list));
  return list;
}

function deepClone(
  vm: Vm,
  list: ApexList,
  keepsId: boolean | null = false,
  keepsTimes: boolean | null = false,
  keepsNumbers: boolean | null = false,
): ApexList {
  const cloned = list.items.map((item) =>
    item instanceof SObjectValue ? invoke(vm, item, 'clone', [keepsId, true, keepsTimes, keepsNumbers]) : item,
  );
  return new ApexList(list.type, cloned);
}
