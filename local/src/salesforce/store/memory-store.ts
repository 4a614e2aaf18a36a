// The store in memory: one ordered map per type, indexes built when first asked for, and an undo log for savepoints.
// A removed record leaves its place empty until commit, so that a rollback puts it back where it was.
import type { Field, Row, Schema, SObjectType, Value } from '../schema/schema.ts';
import { FieldIndex, indexKey } from './field-index.ts';
import { makeId, to18 } from './ids.ts';
import type { Savepoint, Store, StoreCounts } from './store.ts';

interface Table {
  readonly type: SObjectType;
  /** Every field with its empty value; copying it gives all rows of the type one shape, which keeps them small and quick. */
  readonly emptyRow: Row;
  readonly rows: Map<string, Row | undefined>;
  readonly indexes: Map<string, FieldIndex>;
  readonly counters: Map<string, number>;
  lastSerial: number;
}

interface Change {
  readonly table: Table;
  readonly id: string;
  readonly before: Row | undefined;
  readonly after: Row | undefined;
}

interface LockChange {
  readonly lockOf: string;
  readonly wasLocked: boolean;
}

/**
 * An empty store for the types of the schema. Unknown types and fields are faults of the caller: plain errors.
 * @param from where to go on counting
 */
export function createStore(schema: Schema, from: StoreCounts = new Map()): Store {
  const tables = new Map<string, Table>();
  const changes: (Change | LockChange)[] = [];
  const locks = new Set<string>();
  const savepoints: Savepoint[] = [];

  const table = (name: string): Table => tables.get(name) ?? openTable(name);

  function openTable(name: string): Table {
    const type = schema.type(name);
    if (!type) throw new Error(`store: no type ${name}`);
    const opened = tables.get(type.name) ?? newTable(type, from);
    tables.set(type.name, opened).set(name, opened);
    return opened;
  }

  function change(target: Table, id: string, after: Row | undefined): void {
    const before = target.rows.get(id);
    changes.push({ table: target, id, before, after });
    put(target, id, before, after);
  }

  function putLock(id: string, isLocked: boolean): void {
    if (isLocked) locks.add(id);
    else locks.delete(id);
  }

  function fieldOf(target: Table, name: string): Field {
    const field = target.type.fields.get(name) ?? schema.field(target.type, name);
    if (!field) throw new Error(`store: no field ${target.type.name}.${name}`);
    return field;
  }

  return {
    get: (type, id) => table(type).rows.get(to18(id)),

    all: (type) => existing(table(type).rows),

    find(type, fieldName, value) {
      const target = table(type);
      const field = fieldOf(target, fieldName);
      if (field.type === 'id') {
        const row = target.rows.get(to18(String(value)));
        return row ? [row] : [];
      }
      return isIndexed(field) ? findByIndex(target, field, value) : findByScan(target, field, value);
    },

    insert(type, row) {
      const target = table(type);
      const id = idOf(target, row);
      if (target.rows.get(id)) throw new Error(`store: ${target.type.name} ${id} exists`);
      change(target, id, completeRow(target, row));
    },

    update(type, row) {
      const target = table(type);
      const id = idOf(target, row);
      if (!target.rows.get(id)) throw new Error(`store: no ${target.type.name} ${id}`);
      change(target, id, completeRow(target, row));
    },

    remove(type, id) {
      const target = table(type);
      if (!target.rows.get(to18(id))) throw new Error(`store: no ${target.type.name} ${id}`);
      change(target, to18(id), undefined);
    },

    isLocked: (id) => locks.has(to18(id)),

    setLocked(id, isLocked) {
      const lockOf = to18(id);
      changes.push({ lockOf, wasLocked: locks.has(lockOf) });
      putLock(lockOf, isLocked);
    },

    nextId(type) {
      const target = table(type);
      return makeId(target.type.keyPrefix, ++target.lastSerial);
    },

    nextNumber(type, fieldName) {
      const target = table(type);
      const { name, autoNumberStart = 1 } = fieldOf(target, fieldName);
      const next = (target.counters.get(name) ?? autoNumberStart - 1) + 1;
      target.counters.set(name, next);
      return next;
    },

    counts: () =>
      new Map([
        ...from,
        ...[...tables.values()].map(
          ({ type, lastSerial, counters }): [string, { serial: number; numbers: Map<string, number> }] => [
            type.name,
            { serial: lastSerial, numbers: new Map(counters) },
          ],
        ),
      ]),

    savepoint() {
      const savepoint = { mark: changes.length };
      savepoints.push(savepoint);
      return savepoint;
    },

    rollback(to) {
      const place = savepoints.lastIndexOf(to);
      if (place < 0) throw new Error('store: the savepoint is no longer valid');
      savepoints.length = place + 1;
      for (let i = changes.length - 1; i >= to.mark; i--) {
        const undone = changes[i]!;
        if ('lockOf' in undone) putLock(undone.lockOf, undone.wasLocked);
        else put(undone.table, undone.id, undone.after, undone.before);
      }
      changes.length = to.mark;
    },

    commit() {
      for (const done of changes) {
        if ('lockOf' in done) continue;
        const { table: changed, id, after } = done;
        if (after === undefined && changed.rows.get(id) === undefined) changed.rows.delete(id);
      }
      changes.length = 0;
      savepoints.length = 0;
    },
  };
}

function newTable(type: SObjectType, from: StoreCounts): Table {
  const values = [...type.fields.values()].map((field): [string, Value] => [
    field.name,
    field.type === 'boolean' ? false : null,
  ]);
  // Objects from JSON.parse keep many fields in place; the same object built field by field becomes a slow dictionary.
  const emptyRow = JSON.parse(JSON.stringify(Object.fromEntries(values))) as Row;
  const { serial = 0, numbers } = from.get(type.name) ?? {};
  return { type, emptyRow, rows: new Map(), indexes: new Map(), counters: new Map(numbers), lastSerial: serial };
}

function* existing(rows: ReadonlyMap<string, Row | undefined>): Generator<Row> {
  for (const row of rows.values()) if (row) yield row;
}

function completeRow(target: Table, row: Row): Row {
  const complete: Record<string, Value> = { ...target.emptyRow };
  for (const name in row) {
    if (!(name in complete)) throw new Error(`store: no field ${target.type.name}.${name}`);
    const value = row[name];
    if (value != null) complete[name] = value === '' ? null : value;
  }
  return complete;
}

function idOf(target: Table, row: Row): string {
  const { Id: id } = row;
  if (typeof id !== 'string' || id.length !== 18)
    throw new Error(`store: ${target.type.name} row without an 18-character Id`);
  return id;
}

function put(target: Table, id: string, before: Row | undefined, after: Row | undefined): void {
  target.rows.set(id, after);
  for (const [name, index] of target.indexes) {
    const old = before?.[name] ?? null;
    const now = after?.[name] ?? null;
    if (old === now && before && after) continue;
    if (before) index.remove(old, id);
    if (after) index.add(now, id);
  }
}

function isIndexed(field: Field): boolean {
  return field.type === 'reference' || field.unique || field.externalId || field.nameField;
}

function findByIndex(target: Table, field: Field, value: string | number): Row[] {
  let index = target.indexes.get(field.name);
  if (!index) {
    index = new FieldIndex(field);
    for (const row of existing(target.rows)) index.add(row[field.name] ?? null, row['Id'] as string);
    target.indexes.set(field.name, index);
  }
  return Array.from(index.ids(value), (id) => target.rows.get(id)!);
}

function findByScan(target: Table, field: Field, value: string | number): Row[] {
  const key = indexKey(field, value);
  return [...existing(target.rows)].filter((row) => indexKey(field, row[field.name] ?? null) === key);
}
