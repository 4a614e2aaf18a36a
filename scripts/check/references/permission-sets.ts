// Permission sets name objects, fields, tabs, apps, classes, flows and custom permissions.
import { child, childrenOf, type XmlElement } from '../../../local/src/salesforce/metadata/xml.ts';
import { customFieldOf, type MetadataFile } from '../source-tree.ts';
import { checkPrincipal } from './credentials.ts';
import type { ReferenceBook } from './reference-book.ts';
import { OTHER_TABS, PERMISSIONABLE } from './standard-names.ts';

type Check = (at: XmlElement, book: ReferenceBook) => void;

/** Parts that name something, and the element that does. */
const PARTS: readonly (readonly [part: string, name: string, check: Check])[] = [
  ['objectPermissions', 'object', (at, book) => void book.object(at, at.text)],
  ['fieldPermissions', 'field', checkField],
  ['tabSettings', 'tab', checkTab],
  ['applicationVisibilities', 'application', checkApp],
  ['classAccesses', 'apexClass', checkClass],
  ['flowAccesses', 'flow', (at, book) => book.component(at, 'Flow', at.text)],
  ['customPermissions', 'name', (at, book) => book.component(at, 'CustomPermission', at.text)],
  ['externalCredentialPrincipalAccesses', 'externalCredentialPrincipal', checkPrincipal],
  ['pageAccesses', 'apexPage', (at, book) => book.component(at, 'ApexPage', at.text)],
  ['customSettingAccesses', 'name', (at, book) => void book.object(at, at.text)],
  ['customMetadataTypeAccesses', 'name', (at, book) => void book.object(at, at.text)],
  ['recordTypeVisibilities', 'recordType', (at, book) => book.component(at, 'RecordType', at.text)],
];

export function checkPermissionSet({ xml }: MetadataFile, book: ReferenceBook): void {
  for (const [part, name, check] of PARTS) {
    for (const at of childrenOf(xml, part).flatMap((each) => child(each, name) ?? [])) check(at, book);
  }
}

const OF_CUSTOM: ReadonlySet<string> = new Set(['Name']);

function checkField(at: XmlElement, book: ReferenceBook): void {
  const [object, field] = at.text.split('.') as [string, string?];
  const type = book.object(at, object);
  if (!type || !field || !book.field(at, type, field) || customFieldOf(book.tree, object, field)) return;
  // Owner and dates of an object of our own go with the record; published permission sets do name its name.
  const permissionable = type.name.endsWith('__c') ? OF_CUSTOM : PERMISSIONABLE[type.name];
  if (permissionable && !permissionable.has(field)) {
    book.report(at, `rights on ${object}.${field} cannot be set: it is as readable as its record`);
  }
}

function checkClass(at: XmlElement, book: ReferenceBook): void {
  book.file(at, new RegExp(`/classes/(.*/)?${at.text}\\.cls$`, 'i'), `Apex class ${at.text}`);
}

/** Also for the tabs of apps. */
export function checkTab(at: XmlElement, book: ReferenceBook): void {
  const tab = at.text;
  if (OTHER_TABS.has(tab)) book.resolved += 1;
  else if (tab.startsWith('standard-')) book.object(at, tab.slice('standard-'.length));
  else book.component(at, 'CustomTab', tab);
}

function checkApp(at: XmlElement, book: ReferenceBook): void {
  if (at.text.startsWith('standard__')) book.resolved += 1;
  else book.component(at, 'CustomApplication', at.text);
}
