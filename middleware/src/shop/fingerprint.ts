// By what an order is known again when its customer's data is no longer kept: a digest of the whole, and sixteen bits of each
// field. Sixteen bits say whether a field changed and far too little to tell what it was; the salt is the row's own.
import { createHash } from 'node:crypto';
import type { ShopOrder } from './schema.ts';

export interface Fingerprint {
  readonly digest: string;
  /** Path → four hex digits. */
  readonly fields: Readonly<Record<string, string>>;
}

export function fingerprintOf(order: ShopOrder, salt: string): Fingerprint {
  const fields = flat('', order).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    digest: hash(salt, JSON.stringify(fields)),
    fields: Object.fromEntries(fields.map(([path, value]) => [path, hash(salt, `${path}\n${value}`).slice(0, 4)])),
  };
}

/** Paths at which two orders differ, lines included that only one has; none when they are the same. */
export function differences(known: Fingerprint, other: Fingerprint): string[] {
  if (known.digest === other.digest) return [];
  const paths = [...new Set([...Object.keys(known.fields), ...Object.keys(other.fields)])].sort();
  const differing = paths.filter((path) => known.fields[path] !== other.fields[path]);
  return differing.length > 0 ? differing : ['(one field; sent values are not kept, so it cannot be named)'];
}

function flat(path: string, value: unknown): [path: string, value: string][] {
  if (typeof value !== 'object' || value === null) return value === undefined ? [] : [[path, JSON.stringify(value)]];
  return Object.entries(value).flatMap(([key, item]) => flat(path === '' ? key : `${path}.${key}`, item));
}

function hash(salt: string, text: string): string {
  return createHash('sha256').update(`${salt}\n${text}`).digest('hex');
}
