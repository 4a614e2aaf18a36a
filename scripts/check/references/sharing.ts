// Sharing sets name profiles, objects, and ways from a record to the user; roles and queues name roles and groups.
import { child, childrenOf, type XmlElement } from '../../../local/src/salesforce/metadata/xml.ts';
import type { SObjectType } from '../../../local/src/salesforce/schema/schema.ts';
import type { MetadataFile } from '../source-tree.ts';
import type { ReferenceBook } from './reference-book.ts';

/** Standard profiles of the licences that sharing sets serve; they come with the licence. Source: Help, "Set Up Sharing Sets". */
const SITE_PROFILES: ReadonlySet<string> = new Set([
  'Authenticated Website',
  'Customer Community Login User',
  'Customer Community Plus Login User',
  'Customer Community Plus User',
  'Customer Community User',
  'External Apps Login User',
  'External Apps Member User',
  'External Identity User',
  'High Volume Customer Portal',
  'Partner Community Login User',
  'Partner Community User',
]);

const INTERNAL_PROFILES: ReadonlySet<string> = new Set([
  'Admin',
  'Contract Manager',
  'Marketing User',
  'Minimum Access - Salesforce',
  'Read Only',
  'Solution Manager',
  'Standard',
  'Standard User',
  'System Administrator',
]);

/** Source: Metadata API guide, "SharingSet". */
const USER_FIELD = /^(Account|Contact|Manager)(\.\w+)?$/;

export function checkSharingSet({ xml }: MetadataFile, book: ReferenceBook): void {
  for (const profile of childrenOf(xml, 'profiles')) checkProfile(profile, book);
  for (const mapping of childrenOf(xml, 'accessMappings')) checkMapping(mapping, book);
}

function checkProfile(at: XmlElement, book: ReferenceBook): void {
  if (SITE_PROFILES.has(at.text) || book.tree.find('Profile', at.text)) book.resolved += 1;
  else if (INTERNAL_PROFILES.has(at.text))
    book.report(at, `people of the profile ${at.text} are no site users: a sharing set does nothing for them`);
  else book.report(at, `there is no profile ${at.text}, neither in the project nor with the licences of sites`);
}

function checkMapping(mapping: XmlElement, book: ReferenceBook): void {
  const object = child(mapping, 'object')!;
  const way = child(mapping, 'objectField');
  const user = child(mapping, 'userField');
  const type = book.object(object, object.text);
  if (type && way) checkWay(way, type, book);
  if (user && !USER_FIELD.test(user.text))
    book.report(
      user,
      `<userField> is Account or Contact of the user or of their manager, or a field of these, not ${user.text}`,
    );
}

/** `Id`, `Account`, `Contact.Account`, `Own_Lookup__c`: lookups from the record, one after the other. */
function checkWay(at: XmlElement, type: SObjectType, book: ReferenceBook): void {
  let from: SObjectType | undefined = type;
  for (const name of at.text === 'Id' ? [] : at.text.split('.')) {
    if (!from) return;
    const field =
      book.schema.parentRelationship(from, name) ??
      book.schema.field(from, name) ??
      book.schema.field(from, `${name}Id`);
    if (!field || field.referenceTo.length === 0) return book.report(at, `${from.name} has no lookup ${name}`);
    from = book.schema.type(field.referenceTo[0]!);
  }
  book.resolved += 1;
}

export function checkRole({ xml }: MetadataFile, book: ReferenceBook): void {
  const parent = child(xml, 'parentRole');
  if (parent) book.component(parent, 'Role', parent.text);
}

/** Kinds of members, the element that names one, and the type that it is. */
const MEMBERS: readonly (readonly [kind: string, element: string, type: string])[] = [
  ['publicGroups', 'publicGroup', 'Group'],
  ['roles', 'role', 'Role'],
  ['roleAndSubordinates', 'roleAndSubordinate', 'Role'],
  ['roleAndSubordinatesInternal', 'roleAndSubordinateInternal', 'Role'],
];

export function checkQueue({ xml }: MetadataFile, book: ReferenceBook): void {
  for (const entry of childrenOf(xml, 'queueSobject')) {
    const at = child(entry, 'sobjectType');
    if (at) book.object(at, at.text);
  }
  for (const members of childrenOf(xml, 'queueMembers')) {
    for (const [kind, element, type] of MEMBERS)
      for (const at of childrenOf(members, kind).flatMap((each) => childrenOf(each, element)))
        book.component(at, type, at.text);
    for (const at of childrenOf(members, 'users').flatMap((each) => childrenOf(each, 'user')))
      book.report(at, `${at.text} is a user of one org; name a role or a group, which deploys with the queue`);
  }
}

export function checkPermissionSetGroup({ xml }: MetadataFile, book: ReferenceBook): void {
  for (const at of childrenOf(xml, 'permissionSets')) book.component(at, 'PermissionSet', at.text);
  for (const at of childrenOf(xml, 'mutingPermissionSets')) book.component(at, 'MutingPermissionSet', at.text);
}
