// What the console's pages read: one record, the rows of a list view. All in user mode.
import { SalesforceError } from '../dml/save.ts';
import type { LocalOrg } from '../org.ts';
import type { Field, Row, SObjectType, Value } from '../schema/schema.ts';
import type { RunningUser } from '../security/running-user.ts';
import type { QueryRecord } from '../soql/result.ts';
import { isShown } from './field-display.ts';
import type { ListView } from './list-views.ts';

const LIST_ROWS = 200;

export interface ShownRecord {
  readonly type: SObjectType;
  readonly id: string;
  readonly title: string;
  /** Readable fields by API name. */
  readonly values: ReadonlyMap<string, Value>;
  /** Titles of the records that reference fields point to, by id. */
  readonly names: ReadonlyMap<string, string>;
}
export interface RecordList {
  readonly type: SObjectType;
  readonly columns: readonly Field[];
  readonly rows: readonly ShownRecord[];
  /** True when there are more records than are shown. */
  readonly hasMore: boolean;
}
/** @throws SalesforceError NOT_FOUND the id is unknown, or the user may not see the record */
export function readRecord(org: LocalOrg, user: RunningUser, id: string): ShownRecord {
  const type = /^\w{15}(\w{3})?$/.test(id) ? org.schema.typeOfId(id) : undefined;
  const [record] =
    type && user.can('read', type) ? select(org, user, type, [...type.fields.values()], `Id = '${id}'`, 1).rows : [];
  if (!record)
    throw new SalesforceError('NOT_FOUND', `No record ${id}, or ${user.username} may not see it.`, { httpStatus: 404 });
  return record;
}

export function rowsOf(org: LocalOrg, user: RunningUser, type: SObjectType, view: ListView): RecordList {
  return select(org, user, type, view.columns, view.where, LIST_ROWS);
}

/**
 * Records a lookup of `type` may point to, newest first, as [id, title]; undefined when there are too many to choose
 * from in a list. An owner is a person, or a queue of that type.
 */
export function lookupChoices(
  org: LocalOrg,
  user: RunningUser,
  field: Field,
  type: SObjectType,
): [string, string][] | undefined {
  if (field.name === 'OwnerId') return owners(org, type);
  const target = field.referenceTo.length === 1 ? org.schema.type(field.referenceTo[0]!) : undefined;
  if (!target?.nameField || !target.queryable || !user.can('read', target)) return undefined;
  const { rows, hasMore } = select(org, user, target, [target.nameField], '', LIST_ROWS);
  return hasMore ? undefined : rows.map((row) => [row.id, row.title]);
}

function owners(org: LocalOrg, type: SObjectType): [string, string][] {
  const people = [...org.store.all('User')].filter((row) => row.IsActive !== false && !row.ContactId);
  const queueIds = new Set(
    [...org.store.all('QueueSobject')].filter((row) => row.SobjectType === type.name).map((row) => row.QueueId),
  );
  const queues = [...org.store.all('Group')].filter((row) => queueIds.has(row.Id ?? null));
  return [...people, ...queues].map((row) => [String(row.Id), ownerName(row)]);
}

/** Rows in user mode, newest first. @param where SOQL condition, or '' for all */
export function select(
  org: LocalOrg,
  user: RunningUser,
  type: SObjectType,
  fields: readonly Field[],
  where: string,
  limit: number,
): RecordList {
  const columns = fields.filter((field) => isShown(field) && user.canReadField(type, field));
  const parents = columns
    .filter((field) => field.type === 'reference')
    .flatMap((field) => parentName(org, user, field));
  const names = new Set([
    'Id',
    ...(type.nameField ? [type.nameField.name] : []),
    ...columns.map((field) => field.name),
    ...parents,
  ]);
  const soql = `SELECT ${[...names].join(', ')} FROM ${type.name}${where ? ` WHERE ${where}` : ''} ORDER BY Id DESC LIMIT ${limit + 1}`;
  const { records } = org.transact(user, (tx) => org.query(tx, soql, { access: 'user' }));
  return {
    type,
    columns,
    rows: records.slice(0, limit).map((record) => shown(org, type, record)),
    hasMore: records.length > limit,
  };
}

/** SOQL path to the title of a single-target parent the user may read: `Account.Name`. */
function parentName(org: LocalOrg, user: RunningUser, field: Field): string[] {
  const target = field.referenceTo.length === 1 ? org.schema.type(field.referenceTo[0]!) : undefined;
  const isReadable =
    target?.nameField &&
    field.relationshipName &&
    user.can('read', target) &&
    user.canReadField(target, target.nameField);
  return isReadable ? [`${field.relationshipName}.${target.nameField.name}`] : [];
}

function shown(org: LocalOrg, type: SObjectType, record: QueryRecord): ShownRecord {
  const values = new Map<string, Value>();
  const names = new Map<string, string>();
  for (const [name, value] of record.fields) {
    if (value === null || typeof value !== 'object') values.set(name, value);
    else if ('fields' in value && value.id) names.set(value.id, titleIn(value) ?? value.id);
  }
  for (const value of values.values()) {
    if (typeof value === 'string' && /^\w{18}$/.test(value) && !names.has(value)) addPolymorphicName(org, value, names);
  }
  return { type, id: record.id!, title: String(values.get(type.nameField?.name ?? 'Id') ?? record.id), values, names };
}

/** A parent was asked for its name field alone. */
function titleIn(parent: QueryRecord): string | undefined {
  const [title] = parent.fields.values();
  return typeof title === 'string' ? title : undefined;
}

/** Owners are users or queues: every internal user sees their names. */
function addPolymorphicName(org: LocalOrg, id: string, names: Map<string, string>): void {
  const type = org.schema.typeOfId(id);
  const row = type && ['User', 'Group'].includes(type.name) ? org.store.get(type.name, id) : undefined;
  if (row) names.set(id, ownerName(row));
}

function ownerName(row: Row): string {
  return String(row.Name ?? row.DeveloperName ?? row.Username);
}
