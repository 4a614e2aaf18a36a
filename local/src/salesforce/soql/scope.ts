// Names to fields: what a path means within one query, and a note of every type and field used, for the check of rights.
import type { Field, Row, Schema, SObjectType, Value } from '../schema/schema.ts';
import { malformed, noSuchColumn, noSuchParent } from './errors.ts';
import type { Execution } from './execution.ts';
import { parentIdIn } from './field-definition.ts';
import type { Operand } from './operand.ts';
import type { Path } from './syntax.ts';

/** A field or type that the statement names; without the right to it the statement fails as if it did not exist. */
export interface Use {
  readonly type: SObjectType;
  /** Undefined for the type itself. */
  readonly field?: Field;
  /** The text as written, for the message. */
  readonly written: string;
  readonly offset: number;
  readonly where: 'select' | 'from' | 'path' | 'child' | 'filter';
}

export interface Scope {
  readonly schema: Schema;
  readonly type: SObjectType;
  readonly aliases: ReadonlyMap<string, readonly string[]>;
  readonly uses: Use[];
}

/** The way from a row to the row that holds the last field of a path. */
export interface Route {
  readonly steps: readonly Step[];
  /** The type that holds the field; undefined when a step may lead to several types. */
  readonly type: SObjectType | undefined;
  readonly last: string;
  readonly offset: number;
}

export interface Step {
  readonly owner: SObjectType;
  readonly field: Field;
  /** The parent's type; undefined when there are several. */
  readonly parent: SObjectType | undefined;
}

/** SOQL and SOSL Reference, "Relationship Query Limitations". */
export const MAX_LEVELS_UP = 5;

/** Fields of any parent of a polymorphic relationship. Source: Object Reference, "Name". */
const NAME_FIELDS: ReadonlyMap<string, { name: string; type: 'id' | 'string' | 'boolean' | 'reference' }> = new Map(
  (
    [
      ['Id', 'id'],
      ['Name', 'string'],
      ['FirstName', 'string'],
      ['LastName', 'string'],
      ['Email', 'string'],
      ['Phone', 'string'],
      ['Title', 'string'],
      ['Type', 'string'],
      ['Username', 'string'],
      ['Alias', 'string'],
      ['IsActive', 'boolean'],
      ['ProfileId', 'reference'],
      ['UserRoleId', 'reference'],
    ] as const
  ).map(([name, type]) => [name.toLowerCase(), { name, type }]),
);

/** Follows the relationships of a path. @throws QueryFault an unknown relationship, or more than five */
export function resolveRoute(scope: Scope, path: Path): Route {
  const names = withoutPrefix(scope, path.names);
  const steps: Step[] = [];
  let type: SObjectType | undefined = scope.type;
  for (const name of names.slice(0, -1)) {
    const field: Field | undefined = type && scope.schema.parentRelationship(type, name);
    if (!type || !field) throw noSuchParent(path.offset, name);
    const parent: SObjectType | undefined =
      field.referenceTo.length === 1 ? scope.schema.type(field.referenceTo[0]!) : undefined;
    if (!parent && field.referenceTo.length < 2) throw noSuchParent(path.offset, name);
    scope.uses.push({ type, field, written: name, offset: path.offset, where: 'path' });
    if (parent) scope.uses.push({ type: parent, written: name, offset: path.offset, where: 'path' });
    steps.push({ owner: type, field, parent });
    type = parent;
  }
  if (steps.length > MAX_LEVELS_UP)
    throw malformed(path.offset, `a field path can go up at most ${MAX_LEVELS_UP} relationships`);
  return { steps, type, last: names.at(-1)!, offset: path.offset };
}

/** `a.Name FROM Account a` and `Account.Name FROM Account` mean Name. */
function withoutPrefix(scope: Scope, names: readonly string[]): readonly string[] {
  if (names.length < 2) return names;
  const first = names[0]!.toLowerCase();
  const alias = scope.aliases.get(first);
  if (alias) return [...alias, ...names.slice(1)];
  const isOwnName = first === scope.type.name.toLowerCase() && !scope.schema.parentRelationship(scope.type, first);
  return isOwnName ? names.slice(1) : names;
}

/** The operand of a path. @throws QueryFault no such column or relationship */
export function resolvePath(scope: Scope, path: Path, where: 'select' | 'filter'): Operand<Row> {
  const route = resolveRoute(scope, path);
  const { steps, type } = route;
  if (!type) return polymorphicOperand(route, path);
  const field = scope.schema.field(type, route.last);
  if (!field) throw noSuchColumn(path.offset, route.last, type.name);
  scope.uses.push({ type, field, written: route.last, offset: path.offset, where });
  return {
    name: field.name,
    type: field.type,
    field,
    owner: type,
    isOwn: steps.length === 0,
    offset: path.offset,
    get: ownOrParentValue(steps, type, field),
  };
}

function ownOrParentValue(steps: readonly Step[], type: SObjectType, field: Field): Operand<Row>['get'] {
  const { name } = field;
  if (steps.length === 0 && field.formula === undefined) return (row) => row[name]!;
  if (steps.length === 0) return (row, execution) => execution.value(type, field, row);
  return (row, execution) => {
    const parent = followSteps(steps, row, execution);
    return parent ? execution.value(type, field, parent) : null;
  };
}

type Parents = Pick<Execution, 'parent' | 'schema'>;

function followSteps(steps: readonly Step[], row: Row, execution: Parents): Row | undefined {
  let current: Row | undefined = row;
  for (const { field, parent } of steps) {
    const id = parentIdIn(field, current);
    current = id === undefined ? undefined : parentRow(execution, parent, id)?.row;
    if (!current) return undefined;
  }
  return current;
}

/** The parent record of an id, of whichever type it is. */
export function parentRow(
  execution: Parents,
  known: SObjectType | undefined,
  id: string,
): { type: SObjectType; row: Row } | undefined {
  const type = known ?? execution.schema.typeOfId(id);
  const row = type && execution.parent(type, id);
  return type && row ? { type, row } : undefined;
}

function polymorphicOperand(route: Route, path: Path): Operand<Row> {
  const known = NAME_FIELDS.get(route.last.toLowerCase());
  if (!known) throw noSuchColumn(path.offset, route.last, 'Name');
  const before = route.steps.slice(0, -1);
  const reference = route.steps.at(-1)!.field;
  return {
    name: known.name,
    type: known.type,
    isOwn: false,
    offset: path.offset,
    get(row, execution) {
      const holder = followSteps(before, row, execution);
      const id = holder?.[reference.name];
      const parent = typeof id === 'string' ? parentRow(execution, undefined, id) : undefined;
      return parent ? nameValue(execution, parent, known.name) : null;
    },
  };
}

function nameValue(execution: Execution, parent: { type: SObjectType; row: Row }, name: string): Value {
  const { type, row } = parent;
  const field = execution.schema.field(type, name) ?? (name === 'Name' ? type.nameField : undefined);
  // Type is the kind of record here, also where the parent has a field of that name.
  if (name === 'Type') return type.name;
  return field ? execution.value(type, field, row) : null;
}
