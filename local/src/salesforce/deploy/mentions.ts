// What the platform takes out of permission sets, profiles and layouts by itself when a component is deleted. All other uses
// of a deleted component are for the deployment to take out, and are refused where they stay.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseXml, textOf, type XmlElement } from '../metadata/xml.ts';
import { xmlText } from '../metadata/xml-text.ts';
import type { ComponentName } from './manifest.ts';
import type { SourceTree } from './source-tree.ts';

interface Mention {
  /** Of the entry in a permission set or profile. */
  readonly element: string;
  /** Its child that names the component. */
  readonly child: string;
}

const MENTIONS: Readonly<Record<string, readonly Mention[]>> = {
  ApexClass: [{ element: 'classAccesses', child: 'apexClass' }],
  ApexPage: [{ element: 'pageAccesses', child: 'apexPage' }],
  CustomApplication: [{ element: 'applicationVisibilities', child: 'application' }],
  CustomField: [{ element: 'fieldPermissions', child: 'field' }],
  CustomObject: [{ element: 'objectPermissions', child: 'object' }],
  CustomPermission: [{ element: 'customPermissions', child: 'name' }],
  CustomTab: [
    { element: 'tabSettings', child: 'tab' },
    { element: 'tabVisibilities', child: 'tab' },
  ],
  RecordType: [{ element: 'recordTypeVisibilities', child: 'recordType' }],
};

const HOLDERS = new Set(['PermissionSet', 'Profile', 'MutingPermissionSet']);

export function dropMentions(tree: SourceTree, { type, fullName }: ComponentName): void {
  const mentions = MENTIONS[type] ?? [];
  const isMention = (element: XmlElement): boolean =>
    mentions.some(({ element: name, child }) => element.name === name && textOf(element, child) === fullName);
  for (const { type: holder, xml } of tree.components) {
    if (!xml || !existsSync(xml)) continue;
    if (HOLDERS.has(holder.name)) rewrite(xml, fullName, isMention);
    if (type === 'CustomField' && holder.name === 'Layout') {
      const [object, field] = fullName.split('.') as [string, string];
      const isOfObject = tree.pathOf(xml).split('/').at(-1)!.startsWith(`${object}-`);
      if (isOfObject) rewrite(xml, field, (one) => one.name === 'layoutItems' && textOf(one, 'field') === field);
    }
  }
}

/** Only files that name the component at all are read as XML. */
function rewrite(file: string, name: string, isDropped: (element: XmlElement) => boolean): void {
  const text = readFileSync(file, 'utf8');
  if (!text.includes(name)) return;
  const root = parseXml(text, file);
  const pruned = without(root, isDropped);
  if (pruned !== root) writeFileSync(file, xmlText(pruned));
}

function without(element: XmlElement, isDropped: (element: XmlElement) => boolean): XmlElement {
  const children = element.children.filter((child) => !isDropped(child)).map((child) => without(child, isDropped));
  const isSame =
    children.length === element.children.length && children.every((child, index) => child === element.children[index]);
  return isSame ? element : { ...element, children };
}
