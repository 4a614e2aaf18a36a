// Layouts, list views, compact layouts, apps (and the pages they open) and queues name fields, values, related lists, tabs and objects.
import { child, childrenOf, textOf, type XmlElement } from '../../../local/src/salesforce/metadata/xml.ts';
import type { SObjectType } from '../../../local/src/salesforce/schema/schema.ts';
import { layoutFields } from '../rules/layouts.ts';
import { objectOf, type MetadataFile } from '../source-tree.ts';
import { columnField } from './list-views.ts';
import { checkTab } from './permission-sets.ts';
import type { ReferenceBook } from './reference-book.ts';
import { LAYOUT_FIELDS, RELATED_LISTS } from './standard-names.ts';

export function checkLayout(file: MetadataFile, book: ReferenceBook): void {
  const type = book.object(file.xml, objectOf(file));
  if (!type) return;
  for (const field of layoutFields(file)) {
    if (LAYOUT_FIELDS[type.name]?.includes(field.text)) book.resolved += 1;
    else checkLayoutField(field, type, book);
  }
  for (const button of childrenOf(file.xml, 'customButtons'))
    book.component(button, 'WebLink', `${type.name}.${button.text}`);
  for (const action of actionsOf(file.xml)) book.component(action, 'QuickAction', action.text);
  for (const list of childrenOf(file.xml, 'relatedLists')) checkRelatedList(list, type, book);
}

function checkLayoutField(at: XmlElement, type: SObjectType, book: ReferenceBook): void {
  const whole = book.field(at, type, at.text)?.compound;
  if (whole) book.report(at, `${at.text} is a part of ${whole}: a layout shows the whole`);
}

/** Actions of an object; global ones without an object may be the platform's. */
function actionsOf(layout: XmlElement): XmlElement[] {
  const listed = childrenOf(layout, 'quickActionList')
    .flatMap((list) => childrenOf(list, 'quickActionListItems'))
    .flatMap((item) => child(item, 'quickActionName') ?? []);
  const platform = childrenOf(layout, 'platformActionList')
    .flatMap((list) => childrenOf(list, 'platformActionListItems'))
    .filter((item) => textOf(item, 'actionType') === 'QuickAction')
    .flatMap((item) => child(item, 'actionName') ?? []);
  return [...listed, ...platform].filter(({ text }) => text.includes('.') && !text.startsWith('FeedItem.'));
}

function checkRelatedList(list: XmlElement, parent: SObjectType, book: ReferenceBook): void {
  const at = child(list, 'relatedList')!;
  const rows = at.text.includes('.') ? rowsOfLookup(at, parent, book) : standardRows(at, book);
  if (rows) for (const column of childrenOf(list, 'fields')) columnField(column, rows, book);
}

/** `Case.Opportunity__c`: the object whose lookup points here. */
function rowsOfLookup(at: XmlElement, parent: SObjectType, book: ReferenceBook): SObjectType | undefined {
  const [object, lookup] = at.text.split('.') as [string, string];
  const type = book.object(at, object);
  const field = type && book.field(at, type, lookup);
  if (field && !field.referenceTo.includes(parent.name)) book.report(at, `${at.text} does not point to ${parent.name}`);
  return type;
}

function standardRows(at: XmlElement, book: ReferenceBook): SObjectType | undefined {
  const object = RELATED_LISTS[at.text];
  if (object === undefined) book.report(at, `there is no related list ${at.text} that we know of`);
  return object ? book.object(at, object) : undefined;
}

export function checkCompactLayout(file: MetadataFile, book: ReferenceBook): void {
  const type = book.object(file.xml, objectOf(file));
  for (const at of type ? childrenOf(file.xml, 'fields') : []) {
    const field = book.field(at, type!, at.text);
    if (field && NOT_COMPACT.has(field.type))
      book.report(at, `${at.text} is a ${field.type}, which a compact layout cannot show`);
  }
}

/** Source: Help, "Compact Layouts": no text areas, long or rich, and no multi-select picklists. */
const NOT_COMPACT: ReadonlySet<string> = new Set(['textarea', 'multipicklist']);

export function checkObject({ fullName, xml }: MetadataFile, book: ReferenceBook): void {
  book.object(xml, fullName);
  const assigned = child(xml, 'compactLayoutAssignment');
  if (assigned && assigned.text !== 'SYSTEM') book.component(assigned, 'CompactLayout', `${fullName}.${assigned.text}`);
}

export function checkRecordType(file: MetadataFile, book: ReferenceBook): void {
  const object = objectOf(file);
  for (const [element, type] of [
    ['businessProcess', 'BusinessProcess'],
    ['compactLayoutAssignment', 'CompactLayout'],
  ] as const) {
    const at = child(file.xml, element);
    if (at && at.text !== 'SYSTEM') book.component(at, type, `${object}.${at.text}`);
  }
}

/** `Type.Record`: a record of custom metadata gives values to fields of its type. */
export function checkCustomMetadata({ fullName, xml }: MetadataFile, book: ReferenceBook): void {
  const type = book.object(xml, `${fullName.split('.')[0]}__mdt`);
  const fields = childrenOf(xml, 'values').flatMap((value) => child(value, 'field') ?? []);
  if (type) for (const at of fields) book.field(at, type, at.text);
}

export function checkApp({ xml }: MetadataFile, book: ReferenceBook): void {
  for (const tab of childrenOf(xml, 'tabs')) checkTab(tab, book);
  for (const override of childrenOf(xml, 'actionOverrides')) checkOverride(override, book);
  const utilityBar = child(xml, 'utilityBar');
  if (utilityBar) book.component(utilityBar, 'FlexiPage', utilityBar.text);
}

/** What a tab shows: the object of its name, a page, or a component. */
export function checkCustomTab({ fullName, xml }: MetadataFile, book: ReferenceBook): void {
  if (textOf(xml, 'customObject') === 'true') book.object(xml, fullName);
  const page = child(xml, 'flexiPage');
  if (page) book.component(page, 'FlexiPage', page.text);
  const visualforce = child(xml, 'page');
  if (visualforce) book.component(visualforce, 'ApexPage', visualforce.text);
  for (const [element, folder] of [
    ['lwcComponent', 'lwc'],
    ['auraComponent', 'aura'],
  ] as const) {
    const at = child(xml, element);
    if (at) book.file(at, new RegExp(`/${folder}/${at.text}/`), `component ${at.text}`);
  }
}

/** Which page of the app shows the records of an object. */
function checkOverride(override: XmlElement, book: ReferenceBook): void {
  const object = child(override, 'pageOrSobjectType');
  const page = child(override, 'content');
  if (object && !object.text.startsWith('standard-')) book.object(object, object.text);
  if (!page || textOf(override, 'type') !== 'Flexipage') return;
  book.component(page, 'FlexiPage', page.text);
  const shown = book.tree.find('FlexiPage', page.text);
  const of = shown && textOf(shown.xml, 'sobjectType');
  if (of && of !== object?.text) book.report(page, `${page.text} is a page of ${of}, not of ${object?.text}`);
}

export function checkValidationRule(file: MetadataFile, book: ReferenceBook): void {
  const type = book.object(file.xml, objectOf(file));
  const at = child(file.xml, 'errorDisplayField');
  if (type && at && textOf(file.xml, 'errorDisplayField')) book.field(at, type, at.text);
}

/** Settings and policies of an External Client App name the app; a policy names permission sets. */
export function checkClientAppPart({ xml }: MetadataFile, book: ReferenceBook): void {
  const app = child(xml, 'externalClientApplication');
  if (app) book.component(app, 'ExternalClientApplication', app.text);
  const sets = child(xml, 'commaSeparatedPermissionSet');
  for (const name of sets?.text.split(',') ?? []) book.component(sets!, 'PermissionSet', name.trim());
}
