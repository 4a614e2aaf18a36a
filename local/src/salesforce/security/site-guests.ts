// A site's guest user: on the platform it comes into being with the site. Source: Salesforce Help, "Configure the Guest User
// Profile". What guests may do is given to it by permission sets, after the deployment.
import type { Project } from '../metadata/project.ts';
import { textOf } from '../metadata/xml.ts';
import type { Row } from '../schema/schema.ts';
import type { Store } from '../store/store.ts';
import { GUEST_LICENCE, STANDARD_PROFILES } from './licences.ts';
import type { SetupRecords } from './setup-records.ts';
import { addUser, DEFAULT_ADMIN } from './user-seeds.ts';

const GUEST_PROFILE = STANDARD_PROFILES.find(({ licence }) => licence === GUEST_LICENCE)!.name;

/** Adds a guest user for the sites of a project, unless there is one: all sites of the local org share theirs. */
export function addSiteGuest(project: Project, store: Store, setup: SetupRecords): void {
  const [site] = project.ofType('CustomSite');
  if (!site || guestsOf(store).length > 0) return;
  const username = `${site.fullName.toLowerCase()}@site.local-org.test`;
  const label = (site.xml && textOf(site.xml, 'masterLabel')) ?? site.fullName;
  const user = {
    ...DEFAULT_ADMIN,
    username,
    email: username,
    name: `${label} Site Guest User`,
    profile: GUEST_PROFILE,
  };
  addUser(user, setup, store);
}

/** Says of every site who its guest is and, where the project does, who owns what guests make. Once all users are there. */
export function linkSites(project: Project, store: Store): void {
  const [guest] = guestsOf(store);
  for (const site of [...store.all('Site')]) {
    const xml = project.find('CustomSite', String(site['Name']))?.xml;
    const ownerName = xml && textOf(xml, 'siteGuestRecordDefaultOwner');
    const [owner] = ownerName ? store.find('User', 'Username', ownerName) : [];
    store.update('Site', {
      ...site,
      GuestUserId: guest?.['Id'] ?? null,
      GuestRecordDefaultOwnerId: owner?.['Id'] ?? null,
    });
  }
}

function guestsOf(store: Store): readonly Row[] {
  const [profile] = store.find('Profile', 'Name', GUEST_PROFILE);
  return profile ? store.find('User', 'ProfileId', String(profile['Id'])) : [];
}
