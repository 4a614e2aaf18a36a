// Platform Cache: values kept in memory per org, in a test per test. Source: Apex Reference Guide, Cache namespace.
// Every partition is there, with room for all; nothing is evicted before its time.
import { deepCopy } from '../async/copy.ts';
import { instantiate } from '../compile/construction.ts';
import { invoke } from '../invoke.ts';
import { nativeClass, type NativeClass, type NativeTable } from '../native.ts';
import { ApexMap, ApexSet } from '../values/collections.ts';
import { ApexDouble, type ApexValue } from '../values/values.ts';
import type { Vm } from '../vm.ts';
import { builtInException } from './exceptions.ts';
import { given } from './given.ts';
import type { TypeToken } from './type-token.ts';

type Area = 'Org' | 'Session';

interface Entry {
  readonly value: ApexValue;
  /** Epoch milliseconds. */
  readonly until: number;
}

class Partition {
  readonly area: Area;
  readonly name: string;
  constructor(area: Area, name: string) {
    this.area = area;
    this.name = name;
  }
}
class OrgPartition extends Partition {}
class SessionPartition extends Partition {}

const DEFAULT_NAME = 'local.default';
/** Seconds. Source: "Org Class", "Session Class", put. */
const LIFE: Readonly<Record<Area, { readonly normal: number; readonly most: number }>> = {
  Org: { normal: 86_400, most: 172_800 },
  Session: { normal: 28_800, most: 28_800 },
};

const caches = new WeakMap<object, Map<string, Entry>>();
const ownCache = () => new Map<string, Entry>();

function entriesOf(vm: Vm): Map<string, Entry> {
  if (vm.test) return vm.keep(ownCache, ownCache);
  let cache = caches.get(vm.org.life);
  if (!cache) caches.set(vm.org.life, (cache = ownCache()));
  return cache;
}

/** Caches know no transactions, but what is run again after a callout has not changed them yet. @returns whether something was there */
function change(vm: Vm, full: string, entry: Entry | undefined): boolean {
  const entries = entriesOf(vm);
  const before = entries.get(full);
  const put = (one: Entry | undefined) => void (one ? entries.set(full, one) : entries.delete(full));
  put(entry);
  vm.tx.journal?.onUndo(() => put(before));
  return before !== undefined;
}

const KEY = /^[a-zA-Z0-9]{1,50}$/;

function checkKey(vm: Vm, key: string | null): string {
  const text = given(vm, key);
  if (!KEY.test(text))
    vm.raise('Cache.InvalidParamException', `Invalid key: ${text}. Keys are alphanumeric and up to 50 characters long`); // (unconfirmed)
  return text;
}

/** `key` or `namespace.partition.key` as the statics of Org and Session take it. */
function locate(vm: Vm, area: Area, written: string | null): { readonly at: Partition; readonly key: string } {
  const parts = given(vm, written).split('.');
  const key = checkKey(vm, parts.pop()!);
  return { at: partitionNamed(area, parts.length ? parts.join('.') : DEFAULT_NAME), key };
}

function partitionNamed(area: Area, name: string): Partition {
  const full = name.includes('.') ? name : `local.${name}`;
  return area === 'Org' ? new OrgPartition('Org', full) : new SessionPartition('Session', full);
}

/** A session's cache is its user's. */
function prefixOf(vm: Vm, { area, name }: Partition): string {
  return `${area === 'Session' ? `Session ${vm.user.userId}` : 'Org'} ${name.toLowerCase()} `;
}

function read(vm: Vm, at: Partition, key: string): Entry | undefined {
  const entries = entriesOf(vm);
  const full = prefixOf(vm, at) + key;
  const entry = entries.get(full);
  if (entry && entry.until <= vm.org.clock()) change(vm, full, undefined);
  return entries.get(full);
}

function put(vm: Vm, at: Partition, key: string, value: ApexValue, ttl: number | null = null): null {
  if (value === null) vm.raise('Cache.InvalidParamException', 'Cached value must not be null'); // (unconfirmed)
  const { normal, most } = LIFE[at.area];
  const seconds = ttl ?? normal;
  if (seconds < 300 || seconds > most)
    vm.raise('Cache.InvalidParamException', `The time to live must be between 300 and ${most} seconds`); // (unconfirmed)
  change(vm, prefixOf(vm, at) + key, { value: deepCopy(value, vm), until: vm.org.clock() + seconds * 1_000 });
  return null;
}

const get = (vm: Vm, at: Partition, key: string): ApexValue => {
  const entry = read(vm, at, key);
  return entry ? deepCopy(entry.value, vm) : null;
};

function getMany(vm: Vm, at: Partition, keys: ApexSet | null): ApexMap {
  const map = new ApexMap(vm.types.map(vm.types.string, vm.types.object));
  for (const key of given(vm, keys).entries.values())
    map.entries.set(key, { key, value: get(vm, at, checkKey(vm, key as string)) });
  return map;
}

function containsAll(vm: Vm, at: Partition, keys: ApexSet | null): ApexMap {
  const map = new ApexMap(vm.types.map(vm.types.string, vm.types.boolean));
  for (const key of given(vm, keys).entries.values())
    map.entries.set(key, { key, value: read(vm, at, checkKey(vm, key as string)) !== undefined });
  return map;
}

const remove = (vm: Vm, at: Partition, key: string): boolean => change(vm, prefixOf(vm, at) + key, undefined);

/** Builders keep their values under keys of their own. */
function buildersKey(token: TypeToken, key: string): string {
  return `${token.of.name.replaceAll('.', '')}${key}`;
}

/** What the builder loads when there is nothing yet. */
function build(vm: Vm, at: Partition, builder: TypeToken | null, key: string | null): ApexValue {
  const token = given(vm, builder);
  const written = checkKey(vm, given(vm, key, 2));
  const full = buildersKey(token, written);
  const known = read(vm, at, full);
  if (known) return deepCopy(known.value, vm);
  const cls = token.of.user;
  if (!cls) return vm.raise('Cache.InvalidParamException', `${token.of.name} is no Cache.CacheBuilder`);
  const plain = cls.members.constructors.find(({ parameters }) => parameters.length === 0);
  const value = invoke(vm, instantiate(vm, cls, plain, []), 'doLoad', [written]);
  if (value !== null) put(vm, at, full, value);
  return value;
}

function keysOf(vm: Vm, at: Partition): string[] {
  const prefix = prefixOf(vm, at);
  return [...entriesOf(vm).keys()]
    .filter((key) => key.startsWith(prefix))
    .map((key) => key.slice(prefix.length))
    .filter((key) => read(vm, at, key));
}

const keySet = (vm: Vm, at: Partition): ApexSet => {
  const set = new ApexSet(vm.types.set(vm.types.string));
  for (const key of keysOf(vm, at)) set.entries.set(key, key);
  return set;
};

const nothing = () => new ApexDouble(0);
/** How well the cache does is not measured. */
const MEASURES: readonly [string, () => ApexValue][] = [
  ['Long getAvgGetTime()', () => 0n],
  ['Long getMaxGetTime()', () => 0n],
  ['Long getAvgGetSize()', () => 0n],
  ['Long getMaxGetSize()', () => 0n],
  ['Double getCapacity()', nothing],
  ['Double getMissRate()', nothing],
];

type Key = string | null;

const PARTITION_METHODS: NativeTable = {
  'void put(String key, Object value)': (vm: Vm, self: Partition, key: Key, value: ApexValue) =>
    put(vm, self, checkKey(vm, key), value),
  'void put(String key, Object value, Integer ttlSecs)': (
    vm: Vm,
    self: Partition,
    key: Key,
    value: ApexValue,
    ttl: number | null,
  ) => put(vm, self, checkKey(vm, key), value, ttl),
  'void put(String key, Object value, Cache.Visibility visibility)': (
    vm: Vm,
    self: Partition,
    key: Key,
    value: ApexValue,
  ) => put(vm, self, checkKey(vm, key), value),
  'void put(String key, Object value, Integer ttlSecs, Cache.Visibility visibility, Boolean immutable)': (
    vm: Vm,
    self: Partition,
    key: Key,
    value: ApexValue,
    ttl: number | null,
  ) => put(vm, self, checkKey(vm, key), value, ttl),
  'Object get(String key)': (vm: Vm, self: Partition, key: Key) => get(vm, self, checkKey(vm, key)),
  'Object get(System.Type builder, String key)': build,
  'Map<String, Object> get(Set<String> keys)': getMany,
  'Boolean contains(String key)': (vm: Vm, self: Partition, key: Key) =>
    read(vm, self, checkKey(vm, key)) !== undefined,
  'Map<String, Boolean> contains(Set<String> keys)': containsAll,
  'Boolean remove(String key)': (vm: Vm, self: Partition, key: Key) => remove(vm, self, checkKey(vm, key)),
  'Boolean remove(System.Type builder, String key)': (vm: Vm, self: Partition, builder: TypeToken | null, key: Key) =>
    remove(vm, self, buildersKey(given(vm, builder), checkKey(vm, key))),
  'Set<String> getKeys()': keySet,
  'Long getNumKeys()': (vm: Vm, self: Partition) => BigInt(keysOf(vm, self).length),
  'String getName()': (_vm: Vm, self: Partition) => self.name,
  'Boolean isAvailable()': () => true,
  'void validateKey(Boolean isDefault, String key)': (vm: Vm, _self: Partition, _isDefault: boolean, key: Key) =>
    void checkKey(vm, key),
  'void validateKeys(Boolean isDefault, Set<String> keys)': (
    vm: Vm,
    _self: Partition,
    _d: boolean,
    keys: ApexSet | null,
  ) => {
    for (const key of given(vm, keys).entries.values()) checkKey(vm, key as string);
    return null;
  },
  'void validateKeyValue(Boolean isDefault, String key, Object value)': (
    vm: Vm,
    _self: Partition,
    _d: boolean,
    key: Key,
  ) => void checkKey(vm, key),
  ...Object.fromEntries(MEASURES),
};

const PARTITION_STATICS: NativeTable = {
  'String createFullyQualifiedKey(String namespace, String partition, String key)': (_vm: Vm, ...parts: string[]) =>
    parts.join('.'),
  'String createFullyQualifiedPartition(String namespace, String partition)': (_vm: Vm, ...parts: string[]) =>
    parts.join('.'),
  'void validatePartitionName(String name)': (vm: Vm, name: Key) => {
    if (!/^\w+(?:\.\w+)?$/.test(given(vm, name)))
      vm.raise('Cache.InvalidParamException', `Invalid partition name: ${name}`); // (unconfirmed)
    return null;
  },
};

/** Cache.Org and Cache.Session: the same with a partition in the key, or the default one. */
function areaStatics(area: Area): NativeTable {
  const base = partitionNamed(area, DEFAULT_NAME);
  const putAt = (vm: Vm, key: Key, value: ApexValue, ttl: number | null = null) => {
    const found = locate(vm, area, key);
    return put(vm, found.at, found.key, value, ttl);
  };
  return {
    'void put(String key, Object value)': (vm: Vm, key: Key, value: ApexValue) => putAt(vm, key, value),
    'void put(String key, Object value, Integer ttlSecs)': putAt,
    'void put(String key, Object value, Cache.Visibility visibility)': (vm: Vm, key: Key, value: ApexValue) =>
      putAt(vm, key, value),
    'void put(String key, Object value, Integer ttlSecs, Cache.Visibility visibility, Boolean immutable)': (
      vm: Vm,
      key: Key,
      value: ApexValue,
      ttl: number | null,
    ) => putAt(vm, key, value, ttl),
    'Object get(String key)': (vm: Vm, key: Key) => {
      const found = locate(vm, area, key);
      return get(vm, found.at, found.key);
    },
    'Object get(System.Type builder, String key)': (vm: Vm, builder: TypeToken | null, key: Key) =>
      build(vm, base, builder, key),
    'Map<String, Object> get(Set<String> keys)': (vm: Vm, keys: ApexSet | null) => getMany(vm, base, keys),
    'Boolean contains(String key)': (vm: Vm, key: Key) => {
      const found = locate(vm, area, key);
      return read(vm, found.at, found.key) !== undefined;
    },
    'Map<String, Boolean> contains(Set<String> keys)': (vm: Vm, keys: ApexSet | null) => containsAll(vm, base, keys),
    'Boolean remove(String key)': (vm: Vm, key: Key) => {
      const found = locate(vm, area, key);
      return remove(vm, found.at, found.key);
    },
    'Boolean remove(System.Type builder, String key)': (vm: Vm, builder: TypeToken | null, key: Key) =>
      remove(vm, base, buildersKey(given(vm, builder), checkKey(vm, key))),
    'Set<String> getKeys()': (vm: Vm) => keySet(vm, base),
    'Long getNumKeys()': (vm: Vm) => BigInt(keysOf(vm, base).length),
    'String getName()': () => base.name,
    'Boolean isAvailable()': () => true,
    [`Cache.${area}Partition getPartition(String name)`]: (vm: Vm, name: Key) => partitionNamed(area, given(vm, name)),
    ...Object.fromEntries(MEASURES),
  };
}

export const CACHE: readonly NativeClass[] = [
  nativeClass({
    name: 'Cache.Partition',
    kind: 'abstract',
    js: Partition,
    methods: PARTITION_METHODS,
    statics: PARTITION_STATICS,
  }),
  nativeClass({ name: 'Cache.OrgPartition', extends: 'Cache.Partition', js: OrgPartition }),
  nativeClass({ name: 'Cache.SessionPartition', extends: 'Cache.Partition', js: SessionPartition }),
  nativeClass({
    name: 'Cache.Org',
    statics: areaStatics('Org'),
    staticFields: { 'Integer MAX_TTL_SECS': () => LIFE.Org.most },
  }),
  nativeClass({
    name: 'Cache.Session',
    statics: areaStatics('Session'),
    staticFields: { 'Integer MAX_TTL_SECS': () => LIFE.Session.most },
  }),
  nativeClass({ name: 'Cache.CacheBuilder', kind: 'interface', abstract: ['Object doLoad(String key)'] }),
  nativeClass({ name: 'Cache.Visibility', kind: 'enum', values: ['ALL', 'NAMESPACE'] }),
  ...[
    'Cache.Org.OrgCacheException',
    'Cache.Session.SessionCacheException',
    'Cache.InvalidParamException',
    'Cache.ItemSizeLimitExceededException',
    'Cache.PlatformCacheInvalidOperationException',
    'Cache.PartitionException',
    'Cache.CacheBuilderExecutionException',
    'Cache.InvalidCacheBuilderException',
    'Cache.PlatformCacheDisabledException',
  ].map(builtInException),
];
