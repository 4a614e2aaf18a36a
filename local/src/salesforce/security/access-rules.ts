// Reads from a project everything that decides access, and refuses what would decide it without being understood.
import { UnsupportedMetadata } from '../metadata/source-error.ts';
import type { Project } from '../metadata/project.ts';
import { childrenOf } from '../metadata/xml.ts';
import type { Schema } from '../schema/schema.ts';
import { readGrants } from './grants.ts';
import { STANDARD_PROFILES } from './licences.ts';
import { readPermissionSetGroups } from './permission-set-groups.ts';
import { profileNameOf } from './setup-records.ts';
import type { AccessRules } from './user-access.ts';

/**
 * @throws SourceError a grant names what does not exist
 * @throws UnsupportedMetadata sharing rules
 */
export function readAccessRules(project: Project, schema: Schema): AccessRules {
  refuseUnsupported(project);
  const permissionSets = new Map(
    project.ofType('PermissionSet').map((component) => [component.fullName, readGrants(component, schema, project)]),
  );
  return {
    standardProfiles: new Map(STANDARD_PROFILES.map((profile) => [profile.name, profile])),
    profileGrants: new Map(
      project.ofType('Profile').map((component) => [profileNameOf(component), readGrants(component, schema, project)]),
    ),
    permissionSetGrants: new Map([...permissionSets, ...readPermissionSetGroups(project, schema, permissionSets)]),
    groupMembers: new Map(
      project
        .ofType('PermissionSetGroup')
        .map(({ fullName, xml }) => [fullName, new Set(childrenOf(xml!, 'permissionSets').map(({ text }) => text))]),
    ),
  };
}

const SHARING_RULES = ['sharingCriteriaRules', 'sharingOwnerRules', 'sharingGuestRules', 'sharingTerritoryRules'];

function refuseUnsupported(project: Project): void {
  for (const { xml } of project.ofType('SharingRules'))
    for (const kind of SHARING_RULES)
      for (const rule of childrenOf(xml!, kind))
        throw new UnsupportedMetadata(rule.position, 'sharing rules are not evaluated by the local org');
}
