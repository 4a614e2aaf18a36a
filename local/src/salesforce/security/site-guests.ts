// A site's guest user: on the platform it comes into being with the site. Source: Salesforce Help, "Configure the Guest User
// Profile". What guests may do is given to it by permission sets, after the deployment.
import type { Project } from '../metadata/project.ts';
import { textOf } from '../metadata/xml.ts';
import type { Store } from '../store/store.ts';
import { GUEST_LICENCE, STANDARD_PROFILES } from './licences.ts';
import type { SetupRecords } from './setup-records.ts';
import { addUser, DEFAULT_ADMIN } from './user-seeds.ts';

/** Adds a guest user for the sites of a project, unless there is one: all sites of the local org share theirs. */
export function addSiteGuest(project: Project, store: Store, setup: SetupRecords): void {
  const [site] = project.ofType('CustomSite');
  const profile = STANDARD_PROFILES.find(({ licence }) => licence === GUEST_LICENCE);
  const profileId = profile && setup.idOf('Profile', 'Name', profile.name);
  if (!site || !profileId || store.find('User', 'ProfileId', profileId).length > 0) return;
  const username = `${site.fullName.toLowerCase()}@site.local-org.test`;
  const label = (site.xml && textOf(site.xml, 'masterLabel')) ?? site.fullName;
  const user = { ...DEFAULT_ADMIN, username, email: username, name: `${label} Site Guest User`, profile: profile.name };
  addUser(user, setup, store);
}
