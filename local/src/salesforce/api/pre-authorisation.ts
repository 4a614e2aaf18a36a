// Whether an admin has let this user use this client, by permission set.
import type { LocalOrg } from '../org.ts';
import type { OAuthClient } from './oauth-clients.ts';

/** True when the client asks for no permission set, or the user holds one of those it asks for. */
export function isPreAuthorised(org: LocalOrg, userId: string, client: OAuthClient): boolean {
  const { permissionSets } = client;
  if (!permissionSets) return true;
  return org.store.find('PermissionSetAssignment', 'AssigneeId', userId).some((assignment) => {
    const held = org.store.get('PermissionSet', String(assignment.PermissionSetId));
    return assignment.IsDeleted !== true && permissionSets.includes(String(held?.Name));
  });
}
