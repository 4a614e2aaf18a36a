// The records that an org has before anybody saves one: organisation, licences, profiles, permission sets, roles, groups and
// queues, record types and the status objects. Written straight to the store: making an org is no save.
import { SourceError } from '../metadata/source-error.ts';
import type { Component, Project } from '../metadata/project.ts';
import { childrenOf, requiredText, textOf } from '../metadata/xml.ts';
import type { PicklistValue, Row, Schema, SObjectType, Value } from '../schema/schema.ts';
import type { Store } from '../store/store.ts';
import type { KeptIds } from './kept-ids.ts';
import { licenceByName, LICENCES, STANDARD_PROFILES } from './licences.ts';

/** Names by which the Metadata API calls standard profiles. */
const PROFILE_NAMES: Readonly<Record<string, string>> = { Admin: 'System Administrator', Standard: 'Standard User' };

export function profileNameOf(component: Component): string {
  return PROFILE_NAMES[component.fullName] ?? component.fullName;
}

const PERMISSION = /^Permissions[A-Z]/;

/** What a standard profile may, as fields of a record; permissions that the record has no field for are left out. */
function userPermissions(profile: string, type: SObjectType): Record<string, boolean> {
  const standard = STANDARD_PROFILES.find(({ name }) => name === profile);
  const permissions =
    standard?.grants === 'all'
      ? [...type.fields.keys()].filter((name) => PERMISSION.test(name))
      : (standard?.userPermissions ?? []).map((permission) => `Permissions${permission}`);
  return Object.fromEntries(permissions.map((name) => [name, true]));
}

export class SetupRecords {
  readonly #schema: Schema;
  readonly #store: Store;
  readonly #now: string;
  readonly #adminId: string;
  readonly #kept: KeptIds | undefined;
  /** Ids of all that was added. */
  readonly made = new Set<string>();

  /**
   * @param adminId the user who counts as the creator of everything
   * @param kept ids of the org's records before a deployment
   */
  constructor(schema: Schema, store: Store, now: string, adminId: string, kept?: KeptIds) {
    this.#schema = schema;
    this.#store = store;
    this.#now = now;
    this.#adminId = adminId;
    this.#kept = kept;
  }

  /** Adds one record with system fields; fields that the type lacks are left out. @returns its id */
  add(typeName: string, values: Readonly<Record<string, Value>>): string {
    const type = this.#schema.type(typeName);
    if (!type) throw new Error(`set-up: no type ${typeName}`);
    const id = typeof values['Id'] === 'string' ? values['Id'] : this.idFor(typeName, values);
    const system = {
      CreatedDate: this.#now,
      CreatedById: this.#adminId,
      LastModifiedDate: this.#now,
      LastModifiedById: this.#adminId,
      SystemModstamp: this.#now,
    };
    const row: Record<string, Value> = { ...system, ...values, Id: id };
    for (const name of Object.keys(row)) if (!type.fields.has(name)) delete row[name];
    this.#store.insert(typeName, row);
    this.made.add(id);
    return id;
  }

  /** Id of the record whose field has that value. */
  idOf(typeName: string, field: string, value: string): string | undefined {
    return this.#store.find(typeName, field, value)[0]?.['Id'] as string | undefined;
  }

  /** The id of a record that others may point at before it is added. @param values what names it, see kept-ids.ts */
  idFor(typeName: string, values: Readonly<Record<string, Value>>): string {
    const kept = this.#kept?.idOf(typeName, values);
    return kept !== undefined && !this.made.has(kept) ? kept : this.#store.nextId(typeName);
  }

  /** @returns the organisation's id */
  addOrganization(timeZone: string): string {
    return this.add('Organization', {
      Name: 'Local Org',
      OrganizationType: 'Developer Edition',
      IsSandbox: false,
      InstanceName: 'LOCAL',
      LanguageLocaleKey: 'en_US',
      DefaultLocaleSidKey: 'en_US',
      TimeZoneSidKey: timeZone,
      FiscalYearStartMonth: 1,
    });
  }

  /** @throws SourceError a profile names a licence that the local org does not know */
  addProfiles(project: Project): void {
    const licenceIds = new Map(
      LICENCES.map(({ name }) => [
        name,
        this.add('UserLicense', {
          Name: name,
          MasterLabel: name,
          LicenseDefinitionKey: name.replaceAll(' ', '_'),
          Status: 'Active',
          TotalLicenses: 100,
        }),
      ]),
    );
    const profiles = new Map(STANDARD_PROFILES.map(({ name, licence }) => [name, licence]));
    for (const component of project.ofType('Profile')) {
      const name = profileNameOf(component);
      const licence = textOf(component.xml!, 'userLicense');
      if (profiles.has(name)) continue;
      if (!licence || !licenceByName(licence))
        throw new SourceError(
          component.xml!.position,
          `profile ${name} needs a <userLicense> that the local org knows`,
        );
      profiles.set(name, licence);
    }
    for (const [name, licence] of profiles) {
      const profileId = this.add('Profile', {
        Name: name,
        UserLicenseId: licenceIds.get(licence)!,
        UserType: licenceByName(licence)!.userType,
        ...userPermissions(name, this.#schema.type('Profile')!),
      });
      this.add('PermissionSet', {
        Name: `X${profileId}`,
        Label: profileId,
        IsOwnedByProfile: true,
        ProfileId: profileId,
        Type: 'Profile',
        ...userPermissions(name, this.#schema.type('PermissionSet')!),
      });
    }
  }

  /** Permission sets, and for each permission set group the one that stands for it. */
  addPermissionSets(project: Project): void {
    for (const { fullName, xml } of project.ofType('PermissionSet'))
      this.add('PermissionSet', {
        Name: fullName,
        Label: textOf(xml!, 'label') ?? fullName,
        Description: textOf(xml!, 'description') ?? null,
        IsCustom: true,
        IsOwnedByProfile: false,
        Type: 'Regular',
      });
    for (const { fullName, xml } of project.ofType('PermissionSetGroup'))
      this.add('PermissionSet', {
        Name: fullName,
        Label: textOf(xml!, 'label') ?? fullName,
        Description: textOf(xml!, 'description') ?? null,
        IsCustom: true,
        IsOwnedByProfile: false,
        Type: 'Group',
      });
  }

  /** Roles, with the groups that stand for them. @throws SourceError a parent role does not exist */
  addRoles(project: Project): void {
    const ids = new Map(
      project
        .ofType('Role')
        .map((component) => [component.fullName, this.idFor('UserRole', { DeveloperName: component.fullName })]),
    );
    for (const { fullName, xml } of project.ofType('Role')) {
      const parent = textOf(xml!, 'parentRole');
      if (parent && !ids.has(parent)) throw new SourceError(xml!.position, `there is no role ${parent}`);
      const id = ids.get(fullName)!;
      this.add('UserRole', {
        Id: id,
        Name: requiredText(xml!, 'name'),
        DeveloperName: fullName,
        ParentRoleId: parent ? ids.get(parent)! : null,
      });
      for (const type of ['Role', 'RoleAndSubordinates', 'RoleAndSubordinatesInternal'])
        this.add('Group', { Name: fullName, DeveloperName: fullName, Type: type, RelatedId: id });
    }
    this.add('Group', { Name: 'All Internal Users', DeveloperName: 'AllInternalUsers', Type: 'Organization' });
  }

  /** Queues and public groups without their members: those need users. */
  addGroups(project: Project): void {
    for (const { fullName, xml } of project.ofType('Group'))
      this.add('Group', {
        Name: requiredText(xml!, 'name'),
        DeveloperName: fullName,
        Type: 'Regular',
        DoesIncludeBosses: textOf(xml!, 'doesIncludeBosses') === 'true',
      });
    for (const { fullName, xml } of project.ofType('Queue')) {
      const queueId = this.add('Group', {
        Name: requiredText(xml!, 'name'),
        DeveloperName: fullName,
        Type: 'Queue',
        Email: textOf(xml!, 'email') ?? null,
      });
      for (const element of childrenOf(xml!, 'queueSobject')) {
        const type = this.#schema.type(requiredText(element, 'sobjectType'));
        const name = requiredText(element, 'sobjectType');
        if (!type && /__[a-z]+$/.test(name)) throw new SourceError(element.position, `there is no object ${name}`);
        // A standard object of a feature that the local org lacks has no records to queue.
        if (type) this.add('QueueSobject', { QueueId: queueId, SobjectType: type.name });
      }
    }
  }

  /** @throws SourceError a queue names a user, role or group that does not exist */
  addQueueMembers(project: Project): void {
    for (const { fullName, xml } of project.ofType('Queue')) {
      const queue = this.#group(fullName, 'Queue')!;
      for (const members of childrenOf(xml!, 'queueMembers'))
        for (const kind of members.children)
          for (const member of kind.children) {
            const id = this.#memberId(member.name, member.text);
            if (!id)
              throw new SourceError(member.position, `queue ${fullName}: there is no ${member.name} ${member.text}`);
            this.add('GroupMember', { GroupId: String(queue['Id']), UserOrGroupId: id });
          }
    }
  }

  #memberId(kind: string, name: string): string | undefined {
    const row: Record<string, () => Row | undefined> = {
      user: () => this.#store.find('User', 'Username', name)[0],
      publicGroup: () => this.#group(name, 'Regular'),
      role: () => this.#group(name, 'Role'),
      roleAndSubordinates: () => this.#group(name, 'RoleAndSubordinates'),
      roleAndSubordinatesInternal: () => this.#group(name, 'RoleAndSubordinatesInternal'),
    };
    return row[kind]?.()?.['Id'] as string | undefined;
  }

  #group(developerName: string, type: string): Row | undefined {
    return this.#store.find('Group', 'DeveloperName', developerName).find((row) => row['Type'] === type);
  }

  addRecordTypes(): void {
    for (const type of this.#schema.types.values())
      for (const { id, developerName, label, active } of type.recordTypes)
        this.add('RecordType', {
          Id: id,
          DeveloperName: developerName,
          Name: label,
          SobjectType: type.name,
          IsActive: active,
        });
  }

  addCustomPermissions(project: Project): void {
    for (const { fullName, xml } of project.ofType('CustomPermission'))
      this.add('CustomPermission', {
        DeveloperName: fullName,
        MasterLabel: textOf(xml!, 'label') ?? fullName,
        Description: textOf(xml!, 'description') ?? null,
        Language: 'en_US',
        IsProtected: false,
      });
  }

  addStandardPricebook(): string {
    return this.add('Pricebook2', { Name: 'Standard Price Book', IsActive: true, IsStandard: true });
  }

  /** OrderStatus, CaseStatus, LeadStatus: the value sets as records. */
  addStatuses(): void {
    const facts: Readonly<Record<string, (value: PicklistValue) => Record<string, Value>>> = {
      OrderStatus: ({ facts: { groupingString } }) => ({ StatusCode: groupingString ?? null }),
      CaseStatus: ({ facts: { closed } }) => ({ IsClosed: closed === 'true' }),
      LeadStatus: ({ facts: { converted } }) => ({ IsConverted: converted === 'true' }),
    };
    for (const [typeName, factsOf] of Object.entries(facts))
      this.#schema.valueSet(typeName)?.forEach((value, index) => {
        if (value.active)
          this.add(typeName, {
            ApiName: value.value,
            MasterLabel: value.label,
            IsDefault: value.isDefault,
            SortOrder: index + 1,
            ...factsOf(value),
          });
      });
  }
}
