// Formulas over records: what `Amount`, `Account.Owner.Name` and `$User.Email` mean, for validation rules, formula fields,
// default values and the flows' `$Record`. Reads what it is given: rows come through `find`, no query runs.
import { SourceError, type SourcePosition } from '../metadata/source-error.ts';
import type { Field, Row, Schema, SObjectType, ValidationRule, Value } from '../schema/schema.ts';
import type { RunningUser } from '../security/running-user.ts';
import { compileFormula, type Formula } from './compile.ts';
import { divide, multiply, round } from './decimal.ts';
import { formulaTypeOf, type FormulaScope, type Reference, type UnsupportedReference } from './types.ts';

/** What the org offers to formulas. */
export interface FormulaWorld {
  readonly schema: Schema;
  /** A stored record, deleted ones too; `Store.get` fits. */
  find(type: string, id: string): Row | undefined;
  /** All records of a type, for hierarchy settings and custom metadata; `Store.all` fits. */
  all?(type: string): Iterable<Row>;
  /** Base address of the org, without a slash at its end; undefined: nobody serves it. */
  origin?(): string | undefined;
  /** Text of a custom label in the running user's language; undefined: no such label. */
  label(name: string): string | undefined;
}

/** One record in one save or read. */
export interface RecordScope extends FormulaScope {
  readonly world: FormulaWorld;
  readonly user: RunningUser;
  /** The record as it is now, by declared field name. */
  readonly values: Readonly<Record<string, Value>>;
  /** As it was before the save; null on insert. */
  readonly prior: Readonly<Record<string, Value>> | null;
}

/** Reads one field of some row, formula fields included. */
export type FieldReader = (row: Readonly<Record<string, Value>>, scope: RecordScope) => Value;

/**
 * The scope of one record.
 * @param now epoch milliseconds; NOW() and TODAY() come from it
 * @param prior null when the record is being inserted
 */
export function recordScope(
  world: FormulaWorld,
  user: RunningUser,
  now: number,
  values: Readonly<Record<string, Value>>,
  prior: Readonly<Record<string, Value>> | null,
): RecordScope {
  return { world, user, now, values, prior, isNew: prior === null, isClone: false, timeZone: user.timeZone };
}

/** @throws SourceError the rule's formula is wrong, or is not a condition */
export function compileValidationRule(
  schema: Schema,
  labels: Pick<FormulaWorld, 'label'>,
  type: SObjectType,
  rule: Pick<ValidationRule, 'formula' | 'position'>,
): Formula<RecordScope> {
  return compileFormula(rule.formula, {
    allow: 'validation',
    position: rule.position,
    resolve: recordResolver(schema, labels, type),
  });
}

/** @throws SourceError the field's formula is wrong */
export function compileFormulaField(
  schema: Schema,
  labels: Pick<FormulaWorld, 'label'>,
  type: SObjectType,
  field: Field,
): Formula<RecordScope> {
  const known = compiledFields.get(field);
  if (known) return known;
  const formula = compileFormula<RecordScope>(field.formula ?? '', {
    allow: 'field',
    blankAsZero: field.formulaBlankAsZero === true,
    resolve: recordResolver(schema, labels, type),
    ...positionOf(field.position),
  });
  compiledFields.set(field, formula);
  return formula;
}

/** @throws SourceError the field's default is wrong */
export function compileDefault(
  schema: Schema,
  labels: Pick<FormulaWorld, 'label'>,
  type: SObjectType,
  field: Field,
): Formula<RecordScope> {
  return compileFormula<RecordScope>(field.defaultFormula ?? 'NULL', {
    allow: 'default',
    resolve: recordResolver(schema, labels, type),
    ...positionOf(field.position),
  });
}

/**
 * Compiles every formula field of an org, so that a wrong one is refused before any record is read.
 * @throws SourceError a formula is wrong, or comes back to its own field
 */
export function checkFormulaFields(schema: Schema, labels: Pick<FormulaWorld, 'label'>): void {
  const checked = new Set<Field>();
  const underWay = new Set<Field>();
  const check = (type: SObjectType, field: Field): void => {
    if (checked.has(field)) return;
    if (underWay.has(field)) throw ownFormula(type, field);
    underWay.add(field);
    const { references } = compileFormulaField(schema, labels, type, field);
    for (const path of references) {
      const found = path.startsWith('$') ? undefined : fieldPath(schema, type, path.split('.'));
      if (found && found.field.formula !== undefined) check(found.type, found.field);
    }
    checked.add(field);
  };
  for (const type of schema.types.values())
    for (const field of type.fields.values()) if (field.formula !== undefined) check(type, field);
}

function ownFormula(type: SObjectType, field: Field): SourceError {
  const position = field.position ?? { file: type.name, line: 1 };
  return new SourceError(position, `the formula of ${type.name}.${field.name} comes back to itself`);
}

const positionOf = (position: SourcePosition | undefined) => (position ? { position } : {});

/** Formulas belong to the schema that their field belongs to, so the field itself is the key. */
const compiledFields = new WeakMap<Field, Formula<RecordScope>>();

/** Value of a formula field as records show it: percent times 100, numbers rounded to the field's scale. */
export function formulaFieldValue(
  type: SObjectType,
  field: Field,
  row: Readonly<Record<string, Value>>,
  scope: RecordScope,
): Value {
  const { evaluate } = compileFormulaField(scope.world.schema, scope.world, type, field);
  let value: Value;
  try {
    value = evaluate({ ...scope, values: row, prior: null, isNew: false });
  } catch (error) {
    if ((error as Error).name === 'FormulaError') return null; // #Error! reads as null through the API
    throw error;
  }
  if (typeof value !== 'number') return value;
  const shown = field.type === 'percent' ? multiply(value, 100) : value;
  return field.scale === undefined ? shown : round(shown, field.scale, 'half-up');
}

/** Reads a field of a type, evaluating it when it is a formula. Percent comes as in records: 50 for 50%. */
export function fieldReader(type: SObjectType, field: Field): FieldReader {
  if (field.formula === undefined) return (row) => row[field.name] ?? null;
  return (row, scope) => formulaFieldValue(type, field, row, scope);
}

/** A field at the end of a path from a type: `Amount`, `Account.Owner.Name`, `Owner:User.Email`. */
export interface FieldPath {
  readonly field: Field;
  /** The type that has the field; of several targets of a relationship, the first. */
  readonly type: SObjectType;
  readonly read: FieldReader;
}

/** @returns undefined when the type has no such field or relationship */
export function fieldPath(schema: Schema, type: SObjectType, names: readonly string[]): FieldPath | undefined {
  const [name, ...rest] = names as [string, ...string[]];
  if (rest.length === 0) {
    const field = schema.field(type, name);
    return field && { field, type, read: fieldReader(type, field) };
  }
  const [relationship, only] = name.split(':') as [string, string?];
  const link = schema.parentRelationship(type, relationship);
  if (!link) return undefined;
  const targets = link.referenceTo
    .filter((target) => only === undefined || target.toLowerCase() === only.toLowerCase())
    .flatMap((target) => schema.type(target) ?? []);
  const paths = new Map<string, FieldPath>();
  for (const target of targets) {
    const path = fieldPath(schema, target, rest);
    if (path) paths.set(target.name, path);
  }
  const [first] = paths.values();
  return first && { ...first, read: throughParent(link, targets, paths) };
}

function throughParent(
  link: Field,
  targets: readonly SObjectType[],
  paths: ReadonlyMap<string, FieldPath>,
): FieldReader {
  return (row, scope) => {
    const id = row[link.name];
    if (typeof id !== 'string') return null;
    const target = targets.length === 1 ? targets[0] : scope.world.schema.typeOfId(id);
    const parent = target && scope.world.find(target.name, id);
    return (parent && paths.get(target.name)?.read(parent, scope)) ?? null;
  };
}

/** Names of a record's formulas: its fields, parents' fields and globals. */
export function recordResolver(
  schema: Schema,
  labels: Pick<FormulaWorld, 'label'>,
  type: SObjectType,
): (path: string) => Reference<RecordScope> | UnsupportedReference | undefined {
  return (path) => {
    if (path.startsWith('$')) return withShortIds(path, globalReference(schema, labels, path));
    const names = path.split('.');
    const found = fieldPath(schema, type, names);
    if (!found) return undefined;
    const reference = referenceOf(found);
    if (!reference) return { unsupported: `a ${found.field.type} field cannot be used in a formula` };
    const isId = ID_TYPES.has(found.field.type);
    const convert = isId ? (value: Value) => shortId(reference.convert(value)) : reference.convert;
    const read = (scope: RecordScope) => convert(found.read(scope.values, scope));
    if (names.length > 1) return { type: reference.type, read };
    return {
      type: reference.type,
      read,
      readPrior: (scope) => (scope.prior ? convert(found.read(scope.prior, scope)) : null),
    };
  };
}

const ID_TYPES: ReadonlySet<string> = new Set(['id', 'reference']);

/** Formulas of records see ids of 15 characters; flows those of 18. Source: Salesforce Help, "Formula Operators and Functions", CASESAFEID. */
const shortId = (value: Value): Value =>
  typeof value === 'string' && value.length === 18 ? value.slice(0, 15) : value;

function withShortIds(
  path: string,
  found: Reference<RecordScope> | UnsupportedReference | undefined,
): Reference<RecordScope> | UnsupportedReference | undefined {
  if (!found || !('read' in found) || !/^\$(?:user|profile|userrole|organization)\..*id$/i.test(path)) return found;
  return { ...found, read: (scope) => shortId(found.read(scope)) };
}

/**
 * How formulas see a field's value: its type, and percent fields divided by 100.
 * @see Salesforce, "Trust Percent Values in Flow sObject Variables Again" (Summer '16), for flows
 */
export function referenceOf({ field }: Pick<FieldPath, 'field'>) {
  const type = formulaTypeOf(field.type);
  if (!type) return undefined;
  const convert = (value: Value): Value =>
    field.type === 'percent' && typeof value === 'number' ? divide(value, 100) : value;
  return { type, convert };
}

type GlobalResolver = (
  names: readonly string[],
  schema: Schema,
  labels: Pick<FormulaWorld, 'label'>,
) => Reference<RecordScope> | UnsupportedReference | undefined;

const GLOBALS: Readonly<Record<string, GlobalResolver>> = {
  $user: (names, schema) => ofRecord(schema, 'User', names, (scope) => scope.user.userId, userFact),
  $profile: (names, schema) => ofRecord(schema, 'Profile', names, userField('ProfileId'), profileFact),
  $userrole: (names, schema) => ofRecord(schema, 'UserRole', names, userField('UserRoleId')),
  $organization: (names, schema) => ofRecord(schema, 'Organization', names, organizationId),
  $permission: ([name]) => (name !== undefined ? { type: 'boolean', read: ({ user }) => user.has(name) } : undefined),
  $label: ([name], _, labels) => {
    if (name === undefined || labels.label(name) === undefined) return undefined;
    return { type: 'text', read: ({ world }) => world.label(name) ?? null };
  },
  $system: ([name]) =>
    name?.toLowerCase() === 'origindatetime' ? { type: 'datetime', read: () => '1900-01-01T00:00:00.000Z' } : undefined,
  $setup: settingReference,
  $custommetadata: metadataReference,
  $api: apiReference,
  $objecttype: () => ({ unsupported: 'VLOOKUP and its $ObjectType names are not executed by the local org' }),
};

/** `$User.Email`, `$Label.Greeting`, `$Setup.Limits__c.Max__c`… @returns undefined: no such global or field */
export function globalReference(
  schema: Schema,
  labels: Pick<FormulaWorld, 'label'>,
  path: string,
): Reference<RecordScope> | UnsupportedReference | undefined {
  const [global, ...names] = path.split('.') as [string, ...string[]];
  const known = Object.hasOwn(GLOBALS, global.toLowerCase()) ? GLOBALS[global.toLowerCase()] : undefined;
  return names.length === 0 ? undefined : known?.(names, schema, labels);
}

/** `$Api.Partner_Server_URL_260` names version 26.0 of the SOAP API. Source: Salesforce Help, "Merge Fields: Global Variables". */
function apiReference([name = '']: readonly string[]): Reference<RecordScope> | UnsupportedReference | undefined {
  if (/^session_id$/i.test(name)) return { unsupported: 'sessions are not offered to formulas by the local org' };
  const [, kind, version] = /^(enterprise|partner)_server_url_(\d{2,3})$/i.exec(name) ?? [];
  if (!kind || !version) return undefined;
  const path = `/services/Soap/${kind.toLowerCase() === 'partner' ? 'u' : 'c'}/${version.slice(0, -1)}.${version.at(-1)}/`;
  return {
    type: 'text',
    read: (scope) => {
      const origin = scope.world.origin?.();
      return origin === undefined ? null : `${origin}${path}${String(organizationId(scope)).slice(0, 15)}`;
    },
  };
}

const userRow = (scope: RecordScope): Row | undefined => scope.world.find('User', scope.user.userId);
const userField = (field: string) => (scope: RecordScope) => userRow(scope)?.[field] ?? null;

function organizationId({ world }: RecordScope): Value {
  for (const row of world.all?.('Organization') ?? []) return row['Id'] ?? null;
  return null;
}

/** What the session knows about its user even where no User record is stored. */
const USER_FACTS: Readonly<Record<string, (user: RunningUser) => Value>> = {
  Id: (user) => user.userId,
  Username: (user) => user.username,
  Name: (user) => user.name,
  Email: (user) => user.email,
  ContactId: (user) => user.contactId,
  AccountId: (user) => user.accountId,
  TimeZoneSidKey: (user) => user.timeZone,
  LocaleSidKey: (user) => user.locale,
  LanguageLocaleKey: (user) => user.language,
};
const userFact = (field: string, scope: RecordScope): Value => USER_FACTS[field]?.(scope.user) ?? null;
const profileFact = (field: string, scope: RecordScope): Value => (field === 'Name' ? scope.user.profileName : null);

function ofRecord(
  schema: Schema,
  typeName: string,
  names: readonly string[],
  idOf: (scope: RecordScope) => Value,
  factOf: (field: string, scope: RecordScope) => Value = () => null,
): Reference<RecordScope> | undefined {
  const type = schema.type(typeName);
  const path = type && fieldPath(schema, type, names);
  const reference = path && referenceOf(path);
  if (!reference) return undefined;
  return {
    type: reference.type,
    read: (scope) => {
      const id = idOf(scope);
      const row = typeof id === 'string' ? scope.world.find(typeName, id) : undefined;
      return row ? reference.convert(path.read(row, scope)) : factOf(path.field.name, scope);
    },
  };
}

/** Hierarchy custom setting: the user's own record, else the profile's, else the organisation's. */
function settingReference([typeName, ...names]: readonly string[], schema: Schema): Reference<RecordScope> | undefined {
  const type = typeName === undefined ? undefined : schema.type(typeName);
  const path = type?.kind === 'customSetting' && names.length === 1 ? fieldPath(schema, type, names) : undefined;
  const reference = path && referenceOf(path);
  if (!reference) return undefined;
  return {
    type: reference.type,
    read: (scope) => {
      const rows = [...(scope.world.all?.(type!.name) ?? [])].filter((row) => row['IsDeleted'] !== true);
      const owners = [scope.user.userId, userField('ProfileId')(scope), organizationId(scope)];
      const row = owners.map((owner) => rows.find((each) => each['SetupOwnerId'] === owner)).find(Boolean);
      return row ? reference.convert(path.read(row, scope)) : null;
    },
  };
}

/** `$CustomMetadata.Type__mdt.Record.Field__c`. */
function metadataReference(
  [typeName, record, ...names]: readonly string[],
  schema: Schema,
): Reference<RecordScope> | undefined {
  const type = typeName === undefined ? undefined : schema.type(typeName);
  const path = type?.kind === 'customMetadata' && names.length === 1 ? fieldPath(schema, type, names) : undefined;
  const reference = path && referenceOf(path);
  if (!reference) return undefined;
  return {
    type: reference.type,
    read: (scope) => {
      for (const row of scope.world.all?.(type!.name) ?? [])
        if (row['DeveloperName'] === record) return reference.convert(path.read(row, scope));
      return null;
    },
  };
}
