// Sharing sets: users of a site get records whose account or contact is their own. Evaluated live; no share rows are written.
// Source: Metadata API Developer Guide, "SharingSet"; reference/platform-behaviour.md §7.
import { SourceError, UnsupportedMetadata } from '../metadata/source-error.ts';
import type { Component, Project } from '../metadata/project.ts';
import { childrenOf, requiredText, type XmlElement } from '../metadata/xml.ts';
import type { Row, Schema, SObjectType, Value } from '../schema/schema.ts';
import type { Store } from '../store/store.ts';
import type { AccessLevel } from './sharing.ts';
import type { UserAccess } from './user-access.ts';

export interface SharingSetRule {
  readonly typeName: string;
  readonly profiles: ReadonlySet<string>;
  readonly level: AccessLevel;
  matches(user: UserAccess, row: Row): boolean;
}

const LEVELS: Readonly<Record<string, AccessLevel>> = { Read: 1, Edit: 2 };

/** What of the user is compared. `Contact.RelatedAccount` and `Manager.*` would need objects that the local org does not keep. */
const USER_VALUES: Readonly<Record<string, (user: UserAccess) => Value>> = {
  Account: (user) => user.accountId,
  Contact: (user) => user.contactId,
};

/**
 * @param profileNames names that exist in the org
 * @throws SourceError a mapping names a profile, object or field that does not exist
 * @throws UnsupportedMetadata a mapping that the local org cannot evaluate
 */
export function readSharingSets(
  project: Project,
  schema: Schema,
  store: Store,
  profileNames: ReadonlySet<string>,
): SharingSetRule[] {
  return project.ofType('SharingSet').flatMap((component) => readSharingSet(component, schema, store, profileNames));
}

function readSharingSet(
  { xml, file }: Component,
  schema: Schema,
  store: Store,
  profileNames: ReadonlySet<string>,
): SharingSetRule[] {
  if (!xml) throw new SourceError({ file, line: 1 }, 'a sharing set needs XML');
  const profiles = new Set<string>();
  for (const element of childrenOf(xml, 'profiles')) {
    const name = [...profileNames].find((known) => known.toLowerCase() === element.text.toLowerCase());
    if (!name) throw new SourceError(element.position, `there is no profile ${element.text}`);
    profiles.add(name);
  }
  return childrenOf(xml, 'accessMappings').map((mapping) => readMapping(mapping, profiles, schema, store));
}

function readMapping(mapping: XmlElement, profiles: ReadonlySet<string>, schema: Schema, store: Store): SharingSetRule {
  const type = schema.type(requiredText(mapping, 'object'));
  if (!type) throw new SourceError(mapping.position, `there is no object ${requiredText(mapping, 'object')}`);
  const level = LEVELS[requiredText(mapping, 'accessLevel')];
  if (level === undefined) throw new SourceError(mapping.position, `the access level is Read or Edit`);
  const userValue = USER_VALUES[requiredText(mapping, 'userField')];
  if (!userValue)
    throw new UnsupportedMetadata(
      mapping.position,
      `the local org does not evaluate the user field ${requiredText(mapping, 'userField')}`,
    );
  const read = pathReader(requiredText(mapping, 'objectField'), type, mapping, schema, store);
  return {
    typeName: type.name,
    profiles,
    level,
    matches: (user, row) => {
      const own = userValue(user);
      return own !== null && read(row) === own;
    },
  };
}

/** `Account`, `AccountId`, `Account__c`, `Parent__r.Account`, or `Id` for the record itself. */
function pathReader(
  path: string,
  type: SObjectType,
  mapping: XmlElement,
  schema: Schema,
  store: Store,
): (row: Row) => Value {
  const [first, ...rest] = path.split('.') as [string, ...string[]];
  const field = schema.field(type, first) ?? schema.parentRelationship(type, first) ?? schema.field(type, `${first}Id`);
  if (!field) throw new SourceError(mapping.position, `${type.name} has no field ${first}`);
  if (!rest.length) return (row) => row[field.name] ?? null;
  const parent = field.referenceTo[0] ? schema.type(field.referenceTo[0]) : undefined;
  if (!parent) throw new SourceError(mapping.position, `${type.name}.${field.name} leads to no object`);
  const readParent = pathReader(rest.join('.'), parent, mapping, schema, store);
  return (row) => {
    const id = row[field.name];
    const found = typeof id === 'string' ? store.get(parent.name, id) : undefined;
    return found ? readParent(found) : null;
  };
}
