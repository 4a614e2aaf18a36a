// The records that a Tooling query sees: those of the org, and those of the Tooling objects, which are made when they are asked
// for. Nothing is written through it.
import type { Row, Value } from '../../schema/schema.ts';
import type { Store } from '../../store/store.ts';
import { TOOLING_TYPES } from './types.ts';

/** Rows of one Tooling object; what a row does not name is blank. */
export type RowSource = () => readonly Row[];

export function toolingStore(org: Store, sources: Readonly<Record<string, RowSource>>): Store {
  const made = new Map<string, readonly Row[]>();
  const rowsOf = (type: string): readonly Row[] => {
    let rows = made.get(type);
    if (!rows) made.set(type, (rows = sources[type]?.() ?? []));
    return rows;
  };
  const isOwn = (type: string): boolean => Object.hasOwn(TOOLING_TYPES, type);
  return {
    ...READ_ONLY,
    get: (type, id) => (isOwn(type) ? rowsOf(type).find((row) => isSameId(row['Id'], id)) : org.get(type, id)),
    all: (type) => (isOwn(type) ? rowsOf(type) : org.all(type)),
    find: (type, field, value) =>
      isOwn(type) ? rowsOf(type).filter((row) => isSame(row[field], value)) : org.find(type, field, value),
    isLocked: () => false,
  };
}

const isSameId = (a: Value | undefined, b: string): boolean =>
  typeof a === 'string' && a.slice(0, 15) === b.slice(0, 15);

function isSame(held: Value | undefined, value: string | number): boolean {
  if (typeof held !== 'string' || typeof value !== 'string') return held === value;
  return held.toLowerCase() === value.toLowerCase() || (ID.test(held) && ID.test(value) && isSameId(held, value));
}

const ID = /^(?:[a-zA-Z0-9]{15}|[a-zA-Z0-9]{18})$/;

const refuse = (): never => {
  throw new Error('tooling: records are read only here');
};
const READ_ONLY = {
  insert: refuse,
  update: refuse,
  remove: refuse,
  setLocked: refuse,
  nextId: refuse,
  nextNumber: refuse,
  counts: refuse,
  savepoint: refuse,
  rollback: refuse,
  commit: refuse,
};
