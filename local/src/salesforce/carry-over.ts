// The records of an org before a deployment, taken into the org after it: every record keeps its id. What set-up makes from
// metadata comes from the new metadata; all else is the org's own. Fields and objects that are gone take their data with them.
import type { Field, Row, Schema, SObjectType, Value } from './schema/schema.ts';
import { categoryOf } from './soql/operand.ts';
import type { Store } from './store/store.ts';

/** Records stand in the way of a deployment: data would be lost, or what they point at would be gone. */
export class RecordsInTheWay extends Error {
  /** Metadata API type of the component at fault, and its name. */
  readonly type: string;
  readonly fullName: string;
  constructor(type: string, fullName: string, what: string) {
    super(what);
    this.type = type;
    this.fullName = fullName;
  }
}

export interface OrgBefore {
  readonly schema: Schema;
  readonly store: Store;
  /** Ids of the records that its set-up made. */
  readonly setupIds: ReadonlySet<string>;
}

/** Made by set-up when an org is new, and the org's own from then on. */
const OWN_ONCE_MADE = new Set(['Organization', 'UserLicense', 'BusinessHours', 'Pricebook2']);
/** Made by set-up for the users of a new org only. */
const OF_USERS = new Set(['User', 'PermissionSetAssignment']);

/** @throws RecordsInTheWay the deployment is to be refused; nothing of the org before has been changed */
export function carryRecords(before: OrgBefore, schema: Schema, store: Store): void {
  const moves = [...before.schema.types.values()].flatMap((old) => {
    const type = schema.type(old.name);
    return type && type.kind === old.kind ? [{ old, type }] : [];
  });
  for (const { old, type } of moves) refuseLoss(before.store, old, type);
  for (const type of IN_USE.keys()) refuseUsed(before, store, type);
  for (const { old, type } of moves)
    for (const row of before.store.all(old.name)) carryRow(before, row, store, type, adapted(row, old, type));
}

function carryRow(before: OrgBefore, row: Row, store: Store, type: SObjectType, carried: Row): void {
  const id = String(row['Id']);
  const made = store.get(type.name, id);
  if (made) store.update(type.name, OWN_ONCE_MADE.has(type.name) ? carried : withHistory(made, carried));
  else if (!before.setupIds.has(id) || OF_USERS.has(type.name)) store.insert(type.name, carried);
  else return; // its component is gone
  if (before.store.isLocked(id)) store.setLocked(id, true);
}

const CREATED = ['CreatedDate', 'CreatedById'];
const CHANGED = ['LastModifiedDate', 'LastModifiedById', 'SystemModstamp'];

/** What set-up made again was created when it was made first, and has changed only if it says something else now. */
function withHistory(made: Row, before: Row): Row {
  const audit = new Set([...CREATED, ...CHANGED]);
  const isSame = Object.keys(made).every((name) => audit.has(name) || made[name] === before[name]);
  const kept = [...CREATED, ...(isSame ? CHANGED : [])].filter((name) => name in made);
  return { ...made, ...Object.fromEntries(kept.map((name) => [name, before[name] ?? null])) };
}

function adapted(row: Row, old: SObjectType, type: SObjectType): Row {
  const values: Record<string, Value> = {};
  for (const field of type.fields.values()) {
    const oldField = old.fields.get(field.name);
    if (oldField) values[field.name] = valueIn(field, oldField, row[field.name] ?? null);
    // Source: Salesforce Help, "Custom Field Attributes": a new checkbox has its default in existing records too.
    else if (field.type === 'boolean') values[field.name] = field.defaultValue === true;
  }
  return values;
}

function valueIn(field: Field, old: Field, value: Value): Value {
  if (value === null || groupOf(field) === groupOf(old)) return value;
  return groupOf(field) === 'text' ? String(value) : null; // refuseLoss has seen that there is nothing to lose
}

/** Values of one group stay what they are: texts, numbers, and each other type by itself. */
function groupOf({ type }: Field): string {
  const category = categoryOf(type);
  return category === 'text' || category === 'number' ? category : type;
}

const isStored = ({ formula, rollUp }: Field): boolean => formula === undefined && rollUp === undefined;

function refuseLoss(store: Store, old: SObjectType, type: SObjectType): void {
  for (const field of type.fields.values()) {
    const oldField = old.fields.get(field.name);
    if (!oldField || !isStored(field) || !isStored(oldField)) continue;
    const [from, to] = [groupOf(oldField), groupOf(field)];
    if (from === to || to === 'text') continue;
    const holding = [...store.all(old.name)].filter((row) => !isEmpty(row[field.name] ?? null)).length;
    if (holding > 0)
      throw new RecordsInTheWay(
        'CustomField',
        `${type.name}.${field.name}`,
        `Cannot change the field's type from ${oldField.type} to ${field.type}: ${holding} record(s) hold a value that would be lost`,
      );
  }
}

/** Records of set-up that others cannot be without, with the field that names them and what the Metadata API calls them. */
type InUse = readonly [nameField: string, componentType: (row: Row) => string];
const IN_USE: ReadonlyMap<string, InUse> = new Map<string, InUse>([
  ['PermissionSet', ['Name', () => 'PermissionSet']],
  ['Profile', ['Name', () => 'Profile']],
  ['UserRole', ['DeveloperName', () => 'Role']],
  ['Group', ['DeveloperName', (row) => String(row['Type'] === 'Regular' ? 'Group' : row['Type'])]],
  ['RecordType', ['DeveloperName', () => 'RecordType']],
]);

/** A component that is gone and whose record others still point at. Records that set-up makes itself do not count. */
function refuseUsed({ schema, store: old, setupIds }: OrgBefore, store: Store, typeName: string): void {
  const [nameField, componentType] = IN_USE.get(typeName)!;
  for (const row of old.all(typeName)) {
    const id = String(row['Id']);
    if (!setupIds.has(id) || store.get(typeName, id)) continue;
    for (const user of schema.types.values())
      for (const field of user.fields.values()) {
        if (field.type !== 'reference' || !field.referenceTo.includes(typeName)) continue;
        const isOwn = (one: Row) => setupIds.has(String(one['Id'])) && !OF_USERS.has(user.name);
        const count = old.find(user.name, field.name, id).filter((one) => !isOwn(one)).length;
        if (count === 0) continue;
        const name =
          typeName === 'RecordType'
            ? `${String(row['SobjectType'])}.${String(row[nameField])}`
            : String(row[nameField]);
        const what = `It cannot be deleted: ${count} ${user.label} record(s) refer to it in ${field.name}`;
        throw new RecordsInTheWay(componentType(row), name, what);
      }
  }
}

const isEmpty = (value: Value): boolean => value === null || value === false || value === '';
