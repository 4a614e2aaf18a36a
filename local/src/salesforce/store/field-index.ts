// One index: which records of a type have a value in a field. Kept by the store; keys as `indexKey` makes them.
import type { Field, Value } from '../schema/schema.ts';
import { to18 } from './ids.ts';

/** What compares equal on the platform has one key: text without case unless case sensitive, ids in 18 characters. */
export function indexKey(field: Field, value: Value): string | number | null {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return value === null ? null : String(value);
  if (field.type === 'reference' || field.type === 'id') return to18(value);
  return field.caseSensitive ? value : value.toLowerCase();
}

/** Ids by key. Most keys of unique fields have one id, so a lone id is kept without a set around it. */
export class FieldIndex {
  readonly #idsByKey = new Map<string | number, string | Set<string>>();
  readonly field: Field;

  constructor(field: Field) {
    this.field = field;
  }

  add(value: Value, id: string): void {
    const key = indexKey(this.field, value);
    if (key === null) return;
    const ids = this.#idsByKey.get(key);
    if (ids === undefined) this.#idsByKey.set(key, id);
    else if (typeof ids === 'string') this.#idsByKey.set(key, new Set([ids, id]));
    else ids.add(id);
  }

  remove(value: Value, id: string): void {
    const key = indexKey(this.field, value);
    if (key === null) return;
    const ids = this.#idsByKey.get(key);
    if (ids === undefined || ids === id) this.#idsByKey.delete(key);
    else if (typeof ids !== 'string' && ids.delete(id) && ids.size === 0) this.#idsByKey.delete(key);
  }

  ids(value: string | number): Iterable<string> {
    const ids = this.#idsByKey.get(indexKey(this.field, value)!);
    return ids === undefined ? [] : typeof ids === 'string' ? [ids] : ids;
  }
}
