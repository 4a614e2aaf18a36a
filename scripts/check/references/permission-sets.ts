// Permission sets name objects, fields, tabs, apps, classes, flows and custom permissions.
import { childrenOf, requiredText, textOf, type XmlElement } from '../../../local/src/salesforce/metadata/xml.ts';
import { customFieldOf, type MetadataFile } from '../source-tree.ts';
import type { ReferenceBook } from './reference-book.ts';
import { OTHER_TABS, PERMISSIONABLE } from './standard-names.ts';

type Check = (at: XmlElement, book: ReferenceBook) => void;

const PARTS: Readonly<Record<string, Check>> = {
  objectPermissions: (at, book) => void book.object(at, requiredText(at, 'object')),
  fieldPermissions: checkField,
  tabSettings: (at, book) => checkTab(at, requiredText(at, 'tab'), book),
  applicationVisibilities: (at, book) => checkApp(at, requiredText(at, 'application'), book),
  classAccesses: (at, book) => {
    const name = requiredText(at, 'apexClass');
    book.file(at, new RegExp(`/classes/(.*/)?${name}\\.cls$`, 'i'), `Apex class ${name}`);
  },
  flowAccesses: (at, book) => book.component(at, 'Flow', requiredText(at, 'flow')),
  customPermissions: (at, book) => book.component(at, 'CustomPermission', requiredText(at, 'name')),
  recordTypeVisibilities: (at, book) => book.component(at, 'RecordType', requiredText(at, 'recordType')),
};

export function checkPermissionSet({ xml }: MetadataFile, book: ReferenceBook): void {
  for (const [part, check] of Object.entries(PARTS)) for (const at of childrenOf(xml, part)) check(at, book);
}

function checkField(at: XmlElement, book: ReferenceBook): void {
  const [object, field] = requiredText(at, 'field').split('.') as [string, string?];
  const type = book.object(at, object);
  if (!type || !field || !book.field(at, type, field) || customFieldOf(book.tree, object, field)) return;
  const permissionable = PERMISSIONABLE[type.name];
  if (permissionable && !permissionable.has(field))
    book.report(at, `rights on ${object}.${field} cannot be set: it is as readable as its record`);
}

export function checkTab(at: XmlElement, tab: string, book: ReferenceBook): void {
  if (OTHER_TABS.has(tab)) book.resolved += 1;
  else if (tab.startsWith('standard-')) book.object(at, tab.slice('standard-'.length));
  else if (textOf(at, 'tab') !== undefined || at.name === 'tabs') book.component(at, 'CustomTab', tab);
}

function checkApp(at: XmlElement, app: string, book: ReferenceBook): void {
  if (app.startsWith('standard__')) book.resolved += 1;
  else book.component(at, 'CustomApplication', app);
}
