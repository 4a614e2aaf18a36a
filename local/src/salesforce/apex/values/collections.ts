// List, Set and Map. Order of iteration is order of insertion.
// Keys: strings are case-sensitive; numbers compare by value; instances by their own equals and hashCode if they have them.
import type { ApexType } from '../types.ts';
import type { ApexValue } from './values.ts';

export class ApexList {
  /** `List<T>` */
  readonly type: ApexType;
  items: ApexValue[];
  /** Loops that walk it now; meanwhile it cannot grow or shrink. */
  walkers = 0;
  constructor(type: ApexType, items: ApexValue[]) {
    this.type = type;
    this.items = items;
  }
}

export class ApexSet {
  readonly type: ApexType;
  readonly entries: Map<unknown, ApexValue>;
  /** Loops that walk it now; meanwhile it cannot grow or shrink. */
  walkers = 0;
  constructor(type: ApexType, entries = new Map<unknown, ApexValue>()) {
    this.type = type;
    this.entries = entries;
  }
}

export interface MapEntry {
  readonly key: ApexValue;
  value: ApexValue;
}

export class ApexMap {
  readonly type: ApexType;
  readonly entries: Map<unknown, MapEntry>;
  constructor(type: ApexType, entries = new Map<unknown, MapEntry>()) {
    this.type = type;
    this.entries = entries;
  }
}

/** Entries whose text keys ignore case: the maps that describes give. */
export class FoldedEntries extends Map<unknown, MapEntry> {
  override get(key: unknown): MapEntry | undefined {
    return super.get(folded(key));
  }
  override has(key: unknown): boolean {
    return super.has(folded(key));
  }
  override set(key: unknown, entry: MapEntry): this {
    return super.set(folded(key), entry);
  }
  override delete(key: unknown): boolean {
    return super.delete(folded(key));
  }
}

const folded = (key: unknown): unknown => (typeof key === 'string' ? key.toLowerCase() : key);

/** The keys of a map as a Set that shares the map's entries: removing a key removes it from the map. */
export class KeyView extends Map<unknown, ApexValue> {
  readonly #entries: Map<unknown, MapEntry>;

  constructor(map: ApexMap) {
    super();
    this.#entries = map.entries;
  }

  override get size(): number {
    // The constructor of Map asks before there are entries.
    return this.#entries.size;
  }

  override has(key: unknown): boolean {
    return this.#entries.has(key);
  }

  override get(key: unknown): ApexValue {
    return this.#entries.get(key)?.key;
  }

  override set(key: unknown, value: ApexValue): this {
    if (!this.#entries.has(key)) this.#entries.set(key, { key: value, value: null });
    return this;
  }

  override delete(key: unknown): boolean {
    return this.#entries.delete(key);
  }

  override clear(): void {
    this.#entries.clear();
  }

  override keys(): MapIterator<unknown> {
    return this.#entries.keys();
  }

  override values(): MapIterator<ApexValue> {
    return this.#entries.values().map(({ key }) => key);
  }

  override entries(): MapIterator<[unknown, ApexValue]> {
    return this.#entries.entries().map(([id, { key }]) => [id, key]);
  }

  override [Symbol.iterator](): MapIterator<[unknown, ApexValue]> {
    return this.entries();
  }
}
