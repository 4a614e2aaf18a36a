// Security: records without what the user may not use. Source: Apex Reference Guide, "Security Class".
import { nativeClass, type NativeClass } from '../native.ts';
import { AccessDecision, stripInaccessible, type AccessType } from '../sobject/strip.ts';
import type { SObjectValue } from '../sobject/sobject-value.ts';
import { ApexList, ApexMap, ApexSet } from '../values/collections.ts';
import type { EnumValue } from '../values/values.ts';
import type { Vm } from '../vm.ts';

const lists = new WeakMap<AccessDecision, ApexList>();

function strip(vm: Vm, access: EnumValue | null, records: ApexList | null, enforcesRoot: boolean | null = true) {
  const list = vm.notNull(records);
  const decision = stripInaccessible(
    vm,
    vm.notNull(access).name as AccessType,
    list.items as SObjectValue[],
    enforcesRoot !== false,
  );
  lists.set(decision, new ApexList(list.type, [...decision.records]));
  return decision;
}

function setOf<T>(vm: Vm, type: Vm['types']['string'], values: Iterable<T>): ApexSet {
  const set = new ApexSet(vm.types.set(type));
  for (const value of values) set.entries.set(typeof value === 'number' ? `n${value}` : value, value);
  return set;
}

export const SECURITY: readonly NativeClass[] = [
  nativeClass({
    name: 'Security',
    statics: {
      'SObjectAccessDecision stripInaccessible(AccessType access, List<SObject> records)': strip,
      'SObjectAccessDecision stripInaccessible(AccessType access, List<SObject> records, Boolean enforceRootObjectCRUD)':
        strip,
    },
  }),
  nativeClass({ name: 'AccessType', kind: 'enum', values: ['CREATABLE', 'READABLE', 'UPDATABLE', 'UPSERTABLE'] }),
  nativeClass({
    name: 'SObjectAccessDecision',
    js: AccessDecision,
    methods: {
      'List<SObject> getRecords()': (_vm, self: AccessDecision) => lists.get(self)!,
      'Map<String, Set<String>> getRemovedFields()'(vm, self: AccessDecision) {
        const { string } = vm.types;
        const map = new ApexMap(vm.types.map(string, vm.types.set(string)));
        for (const [type, fields] of self.removedFields)
          map.entries.set(type, { key: type, value: setOf(vm, string, fields) });
        return map;
      },
      'Set<Integer> getModifiedIndexes()': (vm, self: AccessDecision) =>
        setOf(vm, vm.types.integer, self.modifiedIndexes),
    },
  }),
];
