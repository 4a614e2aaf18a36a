// Users that an org starts with, from configuration: name, profile, permission sets.
import type { Row, Value } from '../schema/schema.ts';
import type { Store } from '../store/store.ts';
import { licenceByName } from './licences.ts';
import type { SetupRecords } from './setup-records.ts';

export interface UserSeed {
  readonly username: string;
  /** Full name; its last word is the last name. */
  readonly name: string;
  readonly email: string;
  /** Profile name, e.g. `Standard User`. */
  readonly profile: string;
  /** API names. */
  readonly permissionSets: readonly string[];
  readonly roleDeveloperName?: string;
  /** Id of the contact of an external user. */
  readonly contact?: string;
  /** IANA zone. */
  readonly timeZone: string;
  readonly locale: string;
  readonly language: string;
}

/** Exists in every org, so that there is somebody to begin with. */
export const DEFAULT_ADMIN: UserSeed = {
  username: 'admin@local-org.test',
  name: 'Local Admin',
  email: 'admin@local-org.test',
  profile: 'System Administrator',
  permissionSets: [],
  timeZone: 'Asia/Tokyo',
  locale: 'en_US',
  language: 'en_US',
};

/**
 * Adds one user with assignments. @returns the user's id
 * @throws Error the seed names a profile, permission set or role that the org does not have: its configuration is wrong
 */
export function addUser(seed: UserSeed, setup: SetupRecords, store: Store, id?: string): string {
  const profile = only(store, 'Profile', 'Name', seed.profile, seed);
  const role = seed.roleDeveloperName
    ? only(store, 'UserRole', 'DeveloperName', seed.roleDeveloperName, seed)
    : undefined;
  const licence = licenceByName(String(store.get('UserLicense', String(profile['UserLicenseId']))!['Name']))!;
  const contact = seed.contact ? store.get('Contact', seed.contact) : undefined;
  const words = seed.name.trim().split(/\s+/);
  const values: Record<string, Value> = {
    ...(id ? { Id: id } : {}),
    Username: seed.username,
    Name: seed.name,
    FirstName: words.slice(0, -1).join(' ') || null,
    LastName: words.at(-1)!,
    Email: seed.email,
    Alias: seed.username.slice(0, 8),
    CommunityNickname: seed.username.slice(0, 40),
    ProfileId: String(profile['Id']),
    UserRoleId: role ? String(role['Id']) : null,
    UserType: licence.userType,
    ContactId: contact ? String(contact['Id']) : null,
    AccountId: (contact?.['AccountId'] as string | undefined) ?? null,
    IsActive: true,
    IsPortalEnabled: licence.external,
    TimeZoneSidKey: seed.timeZone,
    LocaleSidKey: seed.locale,
    LanguageLocaleKey: seed.language,
    EmailEncodingKey: 'UTF-8',
  };
  const userId = setup.add('User', values);
  // Every user is assigned the permission set that stands for the profile. Source: Object Reference, "PermissionSetAssignment".
  for (const { Id: permissionSetId } of store.find('PermissionSet', 'ProfileId', String(profile['Id'])))
    setup.add('PermissionSetAssignment', {
      AssigneeId: userId,
      PermissionSetId: String(permissionSetId),
      IsActive: true,
    });
  for (const name of new Set(seed.permissionSets)) {
    const permissionSet = only(store, 'PermissionSet', 'Name', name, seed);
    setup.add('PermissionSetAssignment', {
      AssigneeId: userId,
      PermissionSetId: String(permissionSet['Id']),
      IsActive: true,
    });
  }
  return userId;
}

function only(store: Store, type: string, field: string, value: string, seed: UserSeed): Row {
  const [row] = store.find(type, field, value);
  if (!row) throw new Error(`users: ${seed.username} names ${type} ${value}, which this org does not have`);
  return row;
}
