// Map. Source: Apex Reference Guide, "Map Class".
import { displayMap } from '../display.ts';
import { areEqual, hashOf, keyOf } from '../equality.ts';
import { invoke } from '../invoke.ts';
import { nativeClass } from '../native.ts';
import { SObjectValue } from '../sobject/sobject-value.ts';
import { ApexList, ApexMap, ApexSet, KeyView } from '../values/collections.ts';
import type { ApexValue } from '../values/values.ts';
import type { Vm } from '../vm.ts';
import { sobjectTypeOf, storableAs } from './storing.ts';

/** Keeps the key that is there: only its value changes. */
function put(vm: Vm, self: ApexMap, key: ApexValue, value: ApexValue): ApexValue {
  const [keyType, valueType] = self.type.args;
  const keptKey = storableAs(vm, key, keyType!, self.type, 'putting');
  const kept = storableAs(vm, value, valueType!, self.type, 'putting');
  const at = keyOf(keptKey, vm);
  const entry = self.entries.get(at);
  if (!entry) {
    self.entries.set(at, { key: keptKey, value: kept });
    return null;
  }
  const old = entry.value;
  entry.value = kept;
  return old;
}

function putAll(vm: Vm, self: ApexMap, from: ApexMap | null): void {
  for (const { key, value } of [...vm.notNull(from).entries.values()]) put(vm, self, key, value);
}

const idOf = (vm: Vm, record: ApexValue): ApexValue => invoke(vm, vm.notNull(record), 'get', ['Id']);

/** Records by their Ids; the last of one Id stays, and records without Id share the key null. */
function putAllRecords(vm: Vm, self: ApexMap, from: ApexList | null): void {
  for (const record of vm.notNull(from).items) put(vm, self, idOf(vm, record), record);
}

/** Unlike putAll, the constructor wants an Id of each record, and each Id once. */
function ofRecords(vm: Vm, type: ApexMap['type'], from: ApexList | null): ApexMap {
  const map = new ApexMap(type);
  for (const [index, record] of vm.notNull(from).items.entries()) {
    const id = idOf(vm, record);
    if (id === null) vm.raise('System.ListException', `Row with null Id at index: ${index}`);
    if (map.entries.has(keyOf(id, vm))) vm.raise('System.ListException', `Row with duplicate Id at index: ${index}`);
    put(vm, map, id, record);
  }
  return map;
}

function copy(vm: Vm, type: ApexMap['type'], from: ApexMap): ApexMap {
  const map = new ApexMap(type);
  putAll(vm, map, from);
  return map;
}

/** Keys are searched as the map's own type writes them: a 15-character text finds the Id of 18. */
const find = (vm: Vm, self: ApexMap, key: ApexValue): unknown => {
  const wanted = self.type.args[0]!;
  return keyOf(
    wanted === vm.types.id && typeof key === 'string' && key.length === 15
      ? storableAs(vm, key, wanted, self.type, 'putting')
      : key,
    vm,
  );
};

export const MAP = nativeClass({
  name: 'Map<K, V>',
  constructors: {
    'Map()': (_vm, type) => new ApexMap(type),
    'Map(Map<K, V> from)': copy,
    'Map(List<SObject> records)': ofRecords,
  },
  methods: {
    'void clear()': (_vm, self: ApexMap) => self.entries.clear(),
    'Map<K, V> clone()': (vm, self: ApexMap) => copy(vm, self.type, self),
    'Boolean containsKey(Object key)': (vm, self: ApexMap, key: ApexValue) => self.entries.has(find(vm, self, key)),
    'Map<K, V> deepClone()'(vm, self: ApexMap) {
      const cloned = new ApexMap(self.type);
      for (const [at, { key, value }] of self.entries)
        cloned.entries.set(at, {
          key,
          value: value instanceof SObjectValue ? invoke(vm, value, 'clone', [true, true, true, true]) : value,
        });
      return cloned;
    },
    'Boolean equals(Object other)': (vm, self: ApexMap, other: ApexValue) => areEqual(self, other, vm),
    'V get(Object key)': (vm, self: ApexMap, key: ApexValue) => self.entries.get(find(vm, self, key))?.value ?? null,
    'Schema.SObjectType getSObjectType()': (_vm, self: ApexMap) => sobjectTypeOf(self.type.args[1]!),
    'Integer hashCode()': (vm, self: ApexMap) => hashOf(self, vm),
    'Boolean isEmpty()': (_vm, self: ApexMap) => self.entries.size === 0,
    'Set<K> keySet()': (vm, self: ApexMap) => new ApexSet(vm.types.set(self.type.args[0]!), new KeyView(self)),
    'V put(K key, V value)': put,
    'void putAll(Map<K, V> from)': putAll,
    'void putAll(List<SObject> records)': putAllRecords,
    'V remove(Object key)'(vm, self: ApexMap, key: ApexValue) {
      const at = find(vm, self, key);
      const old = self.entries.get(at)?.value ?? null;
      self.entries.delete(at);
      return old;
    },
    'Integer size()': (_vm, self: ApexMap) => self.entries.size,
    'String toString()': (vm, self: ApexMap) => displayMap(self, vm),
    'List<V> values()': (vm, self: ApexMap) =>
      new ApexList(
        vm.types.list(self.type.args[1]!),
        [...self.entries.values()].map(({ value }) => value),
      ),
  },
});
