// A user's rights as they stand now: licence, profile, assigned permission sets, role, groups. Worked out from the org's own
// records when first asked for, and again after any record that decides them has changed.
import type { Field, Row, Schema, SObjectType } from '../schema/schema.ts';
import type { Store } from '../store/store.ts';
import type { Grants } from './grants.ts';
import { licenceAllows, licenceByName, type Licence, type StandardProfile } from './licences.ts';
import {
  COMPANY_DATA,
  followedObject,
  FOLLOWED_RIGHT,
  NOT_OF_STANDARD_PROFILES,
  permissionField,
  platformPermission,
} from './object-access.ts';
import { grantsOfRecords } from './record-grants.ts';
import type { ObjectRight } from './running-user.ts';

/** What the metadata says, by name: read once when the org is built. */
export interface AccessRules {
  readonly standardProfiles: ReadonlyMap<string, StandardProfile>;
  /** By profile name; what the project's source adds to a profile. */
  readonly profileGrants: ReadonlyMap<string, Grants>;
  /** By PermissionSet.Name. */
  readonly permissionSetGrants: ReadonlyMap<string, Grants>;
  /** Names of the permission sets that the metadata puts into a group, by the group's name. */
  readonly groupMembers: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Objects whose records decide what users may do or see. */
const DECIDING_TYPES =
  /^(?:User|Profile|UserRole|Group|GroupMember|PermissionSet|PermissionSetAssignment|PermissionSetGroupComponent|ObjectPermissions|FieldPermissions|SetupEntityAccess|Contact)$/;

export function decidesAccess(typeName: string): boolean {
  return DECIDING_TYPES.test(typeName);
}

/** One user's rights at one moment. */
export class UserAccess {
  readonly row: Row;
  readonly profileName: string;
  readonly licence: Licence;
  readonly roleId: string | null;
  /** Roles below the user's own. */
  readonly subordinateRoleIds: ReadonlySet<string>;
  /** Groups and queues that the user belongs to, directly, through other groups or by role. */
  readonly groupIds: ReadonlySet<string>;
  readonly accountId: string | null;
  readonly contactId: string | null;
  readonly #schema: Schema;
  readonly #isAdmin: boolean;
  readonly #isStandard: boolean;
  /** A profile that reads all standard objects and changes none. */
  readonly #isReader: boolean;
  readonly #grants: readonly Grants[];
  readonly #permissions = new Set<string>();
  readonly #rights = new Map<SObjectType, ReadonlySet<ObjectRight>>();

  constructor(row: Row, schema: Schema, store: Store, rules: AccessRules) {
    this.row = row;
    this.#schema = schema;
    const userId = String(row['Id']);
    const profile = store.get('Profile', String(row['ProfileId']));
    if (!profile) throw new Error(`security: user ${userId} has no profile`);
    this.profileName = String(profile['Name']);
    const licenceName = String(store.get('UserLicense', String(profile['UserLicenseId']))?.['Name']);
    const licence = licenceByName(licenceName);
    if (!licence) throw new Error(`security: profile ${this.profileName} has an unknown licence ${licenceName}`);
    this.licence = licence;
    this.contactId = (row['ContactId'] as string | null) ?? null;
    const contact = this.contactId ? store.get('Contact', this.contactId) : undefined;
    this.accountId = (contact?.['AccountId'] as string | null | undefined) ?? null;
    this.roleId = (row['UserRoleId'] as string | null) ?? null;
    this.subordinateRoleIds = this.roleId ? rolesBelow(this.roleId, store) : new Set();
    this.groupIds = groupsOf(userId, this.roleId, !licence.external, store);

    const standard = rules.standardProfiles.get(this.profileName);
    this.#isAdmin = standard?.grants === 'all';
    this.#isStandard = standard?.grants === 'standard';
    this.#isReader = standard?.grants === 'read';
    for (const permission of standard?.userPermissions ?? []) this.#permissions.add(permission);
    this.#grants = [
      rules.profileGrants.get(this.profileName),
      ...assignedPermissionSets(userId, store, rules).flatMap((set) => [
        rules.permissionSetGrants.get(String(set['Name'])),
        grantsOfRecords(set, schema, store),
      ]),
    ].filter((grants) => grants !== undefined);
    for (const { permissions } of this.#grants) for (const permission of permissions) this.#permissions.add(permission);
  }

  has(permission: string): boolean {
    if (this.#isAdmin) return permission !== 'ApiUserOnly';
    return this.#permissions.has(permission);
  }

  isGranted(permission: string): boolean {
    return this.#permissions.has(permission);
  }

  /** Source: Apex Developer Guide, "Class Security": Author Apex opens all classes. */
  canCall(className: string): boolean {
    return this.has('AuthorApex') || this.#grants.some(({ classes }) => classes.has(className.toLowerCase()));
  }

  canUsePrincipal(credential: string, principal: string): boolean {
    return this.#grants.some(({ principals }) => principals.has(`${credential}-${principal}`.toLowerCase()));
  }

  can(right: ObjectRight, type: SObjectType): boolean {
    let rights = this.#rights.get(type);
    if (!rights) this.#rights.set(type, (rights = this.#rightsOn(type)));
    return rights.has(right);
  }

  canReadField(type: SObjectType, field: Field): boolean {
    return this.#fieldAllowed(type, field, 'read');
  }

  canEditField(type: SObjectType, field: Field): boolean {
    return this.#fieldAllowed(type, field, 'edit');
  }

  #fieldAllowed(type: SObjectType, field: Field, right: 'read' | 'edit'): boolean {
    if (this.#isAdmin || type.kind === 'platformEvent' || type.kind === 'customMetadata') return true;
    const deciding = permissionField(type, field);
    if (!deciding) return true;
    const path = `${type.name}.${deciding.name}`;
    const isOpen = !deciding.custom && !COMPANY_DATA.has(path);
    if (isOpen && (this.#isStandard || (this.#isReader && right === 'read'))) return true;
    return this.#grants.some((grants) =>
      right === 'edit'
        ? grants.editableFields.has(path)
        : grants.readableFields.has(path) || grants.allFieldsOf.has(type.name),
    );
  }

  #rightsOn(type: SObjectType): ReadonlySet<ObjectRight> {
    const all: readonly ObjectRight[] = ['create', 'read', 'edit', 'delete', 'viewAll', 'modifyAll'];
    return new Set(all.filter((right) => this.#decide(right, type)));
  }

  #decide(right: ObjectRight, type: SObjectType): boolean {
    if (this.#isAdmin) return true;
    if (type.kind === 'customMetadata' || type.kind === 'customSetting')
      return right === 'read' || right === 'viewAll' || this.has('CustomizeApplication');
    const permission = platformPermission(type.name);
    if (permission !== undefined) return this.#decidePlatformObject(right, permission);
    const followed = followedObject(type.name);
    const parent = followed ? this.#schema.type(followed) : undefined;
    if (parent && this.can(FOLLOWED_RIGHT[right], parent)) return true;
    return licenceAllows(this.licence, right, type) && this.#isGrantedRight(right, type);
  }

  #decidePlatformObject(right: ObjectRight, permission: string): boolean {
    if (right === 'read') return true;
    if (right === 'viewAll') return this.has('ViewAllData') || this.has('ModifyAllData');
    if (right === 'modifyAll') return this.has('ModifyAllData');
    return permission === '' || this.has(permission);
  }

  #isGrantedRight(right: ObjectRight, type: SObjectType): boolean {
    const isEvent = type.kind === 'platformEvent';
    if (!isEvent && this.has('ModifyAllData')) return true;
    if (!isEvent && (right === 'viewAll' || right === 'read') && this.has('ViewAllData')) return true;
    if (this.#isReader && type.kind === 'standard' && right === 'read') return true;
    if (this.#isStandard && type.kind === 'standard' && right !== 'viewAll' && right !== 'modifyAll')
      if (!NOT_OF_STANDARD_PROFILES[type.name]?.includes(right)) return true;
    return this.#grants.some(({ objects }) => objects.get(type.name)?.has(right));
  }
}

function assignedPermissionSets(userId: string, store: Store, rules: AccessRules): Row[] {
  const assigned = store
    .find('PermissionSetAssignment', 'AssigneeId', userId)
    .map((row) => store.get('PermissionSet', String(row['PermissionSetId'])))
    .filter((row) => row !== undefined);
  return assigned.flatMap((set) => (set['Type'] === 'Group' ? [set, ...addedTo(set, store, rules)] : [set]));
}

/** Permission sets that somebody has put into a group beside those of its metadata. */
function addedTo({ Name: name }: Row, store: Store, rules: AccessRules): Row[] {
  const [group] = store.find('PermissionSetGroup', 'DeveloperName', String(name));
  if (!group) return [];
  return store
    .find('PermissionSetGroupComponent', 'PermissionSetGroupId', String(group['Id']))
    .map((component) => store.get('PermissionSet', String(component['PermissionSetId'])))
    .filter((set) => set !== undefined && !rules.groupMembers.get(String(name))?.has(String(set['Name'])))
    .filter((set) => set !== undefined);
}

function rolesBelow(roleId: string, store: Store): Set<string> {
  const below = new Set<string>();
  const open = [roleId];
  for (let next = open.pop(); next; next = open.pop()) {
    for (const { Id: id } of store.find('UserRole', 'ParentRoleId', next)) {
      if (below.has(String(id))) continue;
      below.add(String(id));
      open.push(String(id));
    }
  }
  return below;
}

function groupsOf(userId: string, roleId: string | null, internal: boolean, store: Store): Set<string> {
  const found = new Set<string>();
  const open = [userId, ...groupsByRole(roleId, internal, store)];
  for (let next = open.pop(); next; next = open.pop()) {
    if (next !== userId) {
      if (found.has(next)) continue;
      found.add(next);
    }
    for (const { GroupId: groupId } of store.find('GroupMember', 'UserOrGroupId', next)) open.push(String(groupId));
  }
  return found;
}

/** Groups that stand for roles, and for everybody inside the company. */
function groupsByRole(roleId: string | null, internal: boolean, store: Store): string[] {
  const ids: string[] = [];
  if (internal) for (const group of store.find('Group', 'Type', 'Organization')) ids.push(String(group['Id']));
  for (let role = roleId, isOwn = true; role; isOwn = false) {
    for (const group of store.find('Group', 'RelatedId', role)) {
      const type = group['Type'];
      if (
        type === 'RoleAndSubordinates' ||
        (type === 'Role' && isOwn) ||
        (type === 'RoleAndSubordinatesInternal' && internal)
      )
        ids.push(String(group['Id']));
    }
    role = (store.get('UserRole', role)?.['ParentRoleId'] as string | null) ?? null;
  }
  return ids;
}
