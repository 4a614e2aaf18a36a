// Who belongs to which site: members of its network, by profile or permission set.
// Source: Metadata API Developer Guide, "Network", networkMemberGroups.
import { child, childrenOf, textOf } from '../../metadata/xml.ts';
import type { LocalOrg } from '../../org.ts';
import { sitePlaces } from './site.ts';

/** Path of the site's home that this user is a member of, e.g. `/customer/`; undefined for everybody else. */
export function homeOfMember(
  { project, store }: Pick<LocalOrg, 'project' | 'store'>,
  userId: string,
): string | undefined {
  const profile = store.get('Profile', String(store.get('User', userId)?.['ProfileId']));
  const assigned = store.find('PermissionSetAssignment', 'AssigneeId', userId);
  const sets = assigned.map((row) => store.get('PermissionSet', String(row['PermissionSetId'])));
  const groups = {
    profile: [String(profile?.['Name'])],
    permissionSet: sets.map((set) => String(set?.['Name'])),
  };
  const places = sitePlaces(project);
  for (const { xml } of project.ofType('Network')) {
    const members = xml && child(xml, 'networkMemberGroups');
    const place = xml && places.find(({ name }) => name === textOf(xml, 'picassoSite'));
    if (!members || !place) continue;
    const isMember = (['profile', 'permissionSet'] as const).some((kind) =>
      childrenOf(members, kind).some(({ text }) => groups[kind].includes(text)),
    );
    if (isMember) return place.urlPathPrefix === '' ? '/' : `/${place.urlPathPrefix}/`;
  }
  return undefined;
}
