// The SELECT list of a query without groups: from a row to the record of the result.
import type { Field, Row, SObjectType, Value } from '../schema/schema.ts';
import { malformed, noSuchColumn, noSuchType } from './errors.ts';
import type { Execution } from './execution.ts';
import { resolveCall } from './functions.ts';
import type { Operand } from './operand.ts';
import type { QueryRecord, QueryResult } from './result.ts';
import { parentIdIn } from './field-definition.ts';
import { parentRow, resolvePath, resolveRoute, type Route, type Scope, type Step } from './scope.ts';
import type { Call, Path, Query, SelectItem } from './syntax.ts';

type FieldValue = Value | QueryRecord | QueryResult;

/** One key of a record. Left out of the record when it returns undefined. */
export interface Entry {
  readonly key: string;
  read(row: Row, execution: Execution): FieldValue | undefined;
  /** For column metadata. */
  readonly column: ColumnSource;
}

export interface ColumnSource {
  readonly name: string;
  readonly operand?: Operand<never>;
  readonly joins?: readonly ColumnSource[];
  /** Child subqueries and functions. */
  readonly aggregate?: boolean;
}

/** Compiles a child subquery of the FROM type. */
export type CompileChildren = (
  query: Query,
  offset: number,
) => {
  readonly name: string;
  readonly columns: readonly ColumnSource[];
  run(row: Row, execution: Execution): QueryResult;
};

/** Keys of one record level, with the levels above it through parent relationships. */
interface Level {
  readonly entries: Map<string, Entry>;
  readonly parents: Map<string, { readonly step: Step; readonly level: Level }>;
}

/** @throws QueryFault unknown columns, fields selected twice, aliases where none may be */
export function compileSelect(
  items: readonly SelectItem[],
  scope: Scope,
  compileChildren: CompileChildren,
  hasSmallLimit: boolean,
): readonly Entry[] {
  const top: Level = newLevel();
  let expressions = 0;
  for (const item of items) {
    switch (item.kind) {
      case 'field':
        if (item.alias) throw malformed(item.path.offset, 'only aggregate expressions use field aliasing');
        addField(top, scope, item.path);
        break;
      case 'function':
        if (item.call.fieldsOf) addAllFields(top, scope, item.call, hasSmallLimit);
        else
          addEntry(
            top,
            functionEntry(scope, item.call, item.alias ?? ownName(item.call) ?? `expr${expressions++}`),
            item.call.offset,
          );
        break;
      case 'children':
        addEntry(top, childrenEntry(compileChildren(item.query, item.offset)), item.offset);
        break;
      case 'typeof':
        addEntry(top, typeofEntry(scope, item), item.path.offset);
        break;
    }
  }
  return finish(top);
}

const newLevel = (): Level => ({ entries: new Map(), parents: new Map() });

/** toLabel(Status) keeps the field's name when the field itself is not selected; FORMAT likewise. */
function ownName(call: Call): string | undefined {
  const keepsName = call.name === 'TOLABEL' || call.name === 'FORMAT' || call.name === 'CONVERTCURRENCY';
  if (!keepsName || !call.argument) return undefined;
  return call.argument.kind === 'path' ? call.argument.names.at(-1) : ownName(call.argument);
}

function addEntry(level: Level, entry: Entry, offset: number): void {
  const key = entry.key.toLowerCase();
  if (level.entries.has(key)) throw malformed(offset, `duplicate field selected: ${entry.key}`);
  level.entries.set(key, entry);
}

function addField(top: Level, scope: Scope, path: Path): void {
  const operand = resolvePath(scope, path, 'select');
  const route = resolveRoute({ ...scope, uses: [] }, path);
  addEntry(levelOf(top, route), fieldEntry(operand), path.offset);
}

function levelOf(top: Level, route: Route): Level {
  let level = top;
  for (const step of route.steps) {
    const key = step.field.relationshipName!.toLowerCase();
    let parent = level.parents.get(key);
    if (!parent) {
      const name = step.field.relationshipName!;
      level.parents.set(key, (parent = { step, level: newLevel() }));
      // The parent's place among the keys is where it is first named; its content follows when the list is complete.
      if (level.entries.has(key)) throw malformed(route.offset, `duplicate field selected: ${name}`);
      level.entries.set(key, { key: name, read: () => null, column: { name } });
    }
    level = parent.level;
  }
  return level;
}

/** An entry reads from the row that its level belongs to. */
function fieldEntry(operand: Operand<Row>): Entry {
  const { field, owner } = operand;
  const column = { name: operand.name, operand };
  if (!field || !owner)
    return { key: operand.name, column, read: (row, execution) => polymorphicName(row, operand.name, execution) };
  if (field.type === 'address' || field.type === 'location')
    return { key: field.name, column, read: compoundReader(owner, field) };
  const { name } = field;
  if (field.formula !== undefined)
    return { key: name, column, read: (row, execution) => execution.value(owner, field, row) };
  return { key: name, column, read: (row) => row[name] ?? null };
}

/** A name field of a record that may be of several types. */
function polymorphicName(row: Row, name: string, { schema }: Execution): Value {
  const type = schema.typeOfId(String(row['Id']));
  if (!type) return null;
  if (name === 'Type') return type.name;
  const field = schema.field(type, name) ?? (name === 'Name' ? type.nameField : undefined);
  return field ? (row[field.name] ?? null) : null;
}

/** An address or location as its parts: `{ city, street, … }`, null when all are blank. */
function compoundReader(type: SObjectType, compound: Field): Entry['read'] {
  const prefix = compound.name.replace(/(Address|__c)$/, '');
  const parts = [...type.fields.values()].filter((field) => field.compound === compound.name);
  const keyOf = (field: Field) => {
    const bare = field.name.slice(prefix.length).replace(/^__/, '').replace(/__s$/, '');
    return bare.charAt(0).toLowerCase() + bare.slice(1);
  };
  const keys = parts.map((field): [string, string] => [keyOf(field), field.name]);
  return (row) => {
    if (keys.every(([, name]) => row[name] === null)) return null;
    return {
      type: compound.type === 'address' ? 'Address' : 'Location',
      id: undefined,
      fields: new Map(keys.map(([key, name]) => [key, row[name] ?? null])),
    };
  };
}

function functionEntry(scope: Scope, call: Call, key: string): Entry {
  const operand = resolveCall(scope, call, 'select');
  return {
    key,
    column: { name: key, operand, aggregate: true },
    read: (row, execution) => operand.get(row, execution),
  };
}

/** FIELDS(): of the type itself; in user mode those the user may read. */
function addAllFields(level: Level, scope: Scope, call: Call, hasSmallLimit: boolean): void {
  if (call.fieldsOf !== 'STANDARD' && !hasSmallLimit)
    throw malformed(call.offset, 'The SOQL FIELDS function must have a LIMIT of at most 200');
  const { type } = scope;
  for (const field of type.fields.values()) {
    if (call.fieldsOf === 'STANDARD' && field.custom) continue;
    if (call.fieldsOf === 'CUSTOM' && !field.custom) continue;
    const operand = resolvePath(
      { ...scope, uses: [] },
      { kind: 'path', names: [field.name], offset: call.offset },
      'select',
    );
    const entry = fieldEntry(operand);
    const isReadable = ({ checksRights, user }: Execution) =>
      !checksRights || field.type === 'id' || user.canReadField(type, field);
    addEntry(
      level,
      { ...entry, read: (row, execution) => (isReadable(execution) ? entry.read(row, execution) : undefined) },
      call.offset,
    );
  }
}

function childrenEntry(children: ReturnType<CompileChildren>): Entry {
  return {
    key: children.name,
    column: { name: children.name, joins: children.columns, aggregate: true },
    read(row, execution) {
      const result = children.run(row, execution);
      return result.records.length === 0 ? null : result;
    },
  };
}

function typeofEntry(scope: Scope, item: Extract<SelectItem, { kind: 'typeof' }>): Entry {
  const field = scope.schema.parentRelationship(scope.type, item.path.names[0]!);
  if (!field || item.path.names.length > 1 || field.referenceTo.length < 2) {
    throw malformed(item.path.offset, `TYPEOF needs a polymorphic relationship, ${item.path.names.join('.')} is none`);
  }
  scope.uses.push({ type: scope.type, field, written: item.path.names[0]!, offset: item.path.offset, where: 'path' });
  const shapes = new Map(item.whens.map((when) => branchOf(scope, field, when)));
  const otherwise = item.otherwise.map((path) => otherwiseEntry(path));
  const name = field.relationshipName!;
  return {
    key: name,
    column: { name, joins: [...shapes.values(), otherwise].flat().map((entry) => entry.column) },
    read(row, execution) {
      const id = row[field.name];
      const parent = typeof id === 'string' ? parentRow(execution, undefined, id) : undefined;
      return parent ? toRecord(parent.type, parent.row, shapes.get(parent.type.name) ?? otherwise, execution) : null;
    },
  };
}

function branchOf(
  scope: Scope,
  field: Field,
  when: { type: Path; fields: readonly Path[] },
): [string, readonly Entry[]] {
  const written = when.type.names.join('.');
  const type = scope.schema.type(written);
  if (!type) throw noSuchType(when.type.offset, written);
  if (!field.referenceTo.includes(type.name))
    throw malformed(when.type.offset, `${field.relationshipName} never leads to ${type.name}`);
  const level = newLevel();
  for (const path of when.fields) addField(level, { ...scope, type, aliases: new Map() }, path);
  return [type.name, finish(level)];
}

function otherwiseEntry(path: Path): Entry {
  const name = ['Id', 'Name', 'FirstName', 'LastName', 'Email', 'Phone', 'Title', 'Type', 'Username'].find(
    (known) => known.toLowerCase() === path.names[0]!.toLowerCase(),
  );
  if (!name || path.names.length > 1) throw noSuchColumn(path.offset, path.names.join('.'), 'Name');
  return { key: name, column: { name }, read: (row, execution) => polymorphicName(row, name, execution) };
}

function finish(level: Level): readonly Entry[] {
  return [...level.entries].map(([key, entry]) => {
    const parent = level.parents.get(key);
    return parent ? parentEntry(entry.key, parent.step, finish(parent.level)) : entry;
  });
}

function parentEntry(key: string, step: Step, entries: readonly Entry[]): Entry {
  return {
    key,
    column: { name: key, joins: entries.map((entry) => entry.column) },
    read(row, execution) {
      const id = parentIdIn(step.field, row);
      const parent = id === undefined ? undefined : parentRow(execution, step.parent, id);
      return parent ? toRecord(parent.type, parent.row, entries, execution) : null;
    },
  };
}

export function toRecord(type: SObjectType, row: Row, entries: readonly Entry[], execution: Execution): QueryRecord {
  const fields = new Map<string, FieldValue>();
  for (const entry of entries) {
    const value = entry.read(row, execution);
    if (value !== undefined) fields.set(entry.key, value);
  }
  return { type: type.name, id: row['Id'] as string, fields };
}
