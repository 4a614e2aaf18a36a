// Iterable and Iterator, and the three collections. Source: Apex Reference Guide, System namespace.
import { nativeClass, type NativeClass } from '../native.ts';
import { LIST } from './list.ts';
import { LibraryIterator } from './iterators.ts';
import { MAP } from './map.ts';
import { SET } from './set.ts';

export const COLLECTIONS: readonly NativeClass[] = [
  LIST,
  SET,
  MAP,
  nativeClass({ name: 'Iterable<T>', kind: 'interface', abstract: ['Iterator<T> iterator()'] }),
  nativeClass({
    name: 'Iterator<T>',
    kind: 'interface',
    js: LibraryIterator,
    methods: {
      'Boolean hasNext()': (_vm, self: LibraryIterator) => self.hasNext(),
      'T next()': (vm, self: LibraryIterator) => self.next(vm),
    },
  }),
  nativeClass({ name: 'Comparable', kind: 'interface', abstract: ['Integer compareTo(Object other)'] }),
  nativeClass({ name: 'Comparator<T>', kind: 'interface', abstract: ['Integer compare(T one, T other)'] }),
];
