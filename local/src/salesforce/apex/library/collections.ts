// List, Set, Map, Iterable, Iterator. Source: Apex Reference Guide, System namespace.
import { keyOf } from '../equality.ts';
import { nativeClass, type NativeClass } from '../native.ts';
import { ApexList, ApexMap, ApexSet } from '../values/collections.ts';
import type { ApexValue } from '../values/values.ts';

const LIST = nativeClass({
  name: 'List<T>',
  implements: ['Iterable<T>'],
  constructors: { 'List()': (_vm, type) => new ApexList(type, []) },
  methods: {
    'void add(T item)': (_vm, self: ApexList, item: ApexValue) => void self.items.push(item),
    'Integer size()': (_vm, self: ApexList) => self.items.length,
  },
});

const SET = nativeClass({
  name: 'Set<T>',
  implements: ['Iterable<T>'],
  constructors: { 'Set()': (_vm, type) => new ApexSet(type) },
  methods: {
    'Boolean add(T item)'(vm, self: ApexSet, item: ApexValue) {
      const key = keyOf(item, vm);
      const isNew = !self.entries.has(key);
      if (isNew) self.entries.set(key, item);
      return isNew;
    },
    'Integer size()': (_vm, self: ApexSet) => self.entries.size,
  },
});

const MAP = nativeClass({
  name: 'Map<K, V>',
  constructors: { 'Map()': (_vm, type) => new ApexMap(type) },
  methods: {
    'V get(K key)': (vm, self: ApexMap, key: ApexValue) => self.entries.get(keyOf(key, vm))?.value ?? null,
    'V put(K key, V value)'(vm, self: ApexMap, key: ApexValue, value: ApexValue) {
      const at = keyOf(key, vm);
      const old = self.entries.get(at)?.value ?? null;
      self.entries.set(at, { key, value });
      return old;
    },
    'Integer size()': (_vm, self: ApexMap) => self.entries.size,
  },
});

export const COLLECTIONS: readonly NativeClass[] = [
  LIST,
  SET,
  MAP,
  nativeClass({ name: 'Iterable<T>', kind: 'interface', abstract: ['Iterator<T> iterator()'] }),
  nativeClass({ name: 'Iterator<T>', kind: 'interface', abstract: ['Boolean hasNext()', 'T next()'] }),
];
