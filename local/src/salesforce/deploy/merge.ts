// What a deployment does to the org's metadata: a component replaces the one of its type and name; objects are merged part by
// part, labels, rules and profiles entry by entry; destructive changes remove.
// Source: Metadata API Developer Guide, "deploy()", "CustomObject", "CustomLabels", "Profile".
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import type { SourceComponent } from '@salesforce/source-deploy-retrieve';
import { parseXml, textOf, type XmlElement } from '../metadata/xml.ts';
import { xmlText } from '../metadata/xml-text.ts';
import type { ComponentName } from './manifest.ts';
import { dropMentions } from './mentions.ts';
import { isDecomposed, isFolder, nameOf, type SourceTree } from './source-tree.ts';

/**
 * Types whose file holds entries that are deployed one by one, and which child names an entry. An element that is not here is
 * replaced as a whole.
 */
const ENTRIES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  CustomLabels: { labels: 'fullName' },
  AssignmentRules: { assignmentRule: 'fullName' },
  AutoResponseRules: { autoResponseRule: 'fullName' },
  EscalationRules: { escalationRule: 'fullName' },
  MatchingRules: { matchingRules: 'fullName' },
  SharingRules: {
    sharingCriteriaRules: 'fullName',
    sharingGuestRules: 'fullName',
    sharingOwnerRules: 'fullName',
    sharingTerritoryRules: 'fullName',
  },
  Workflow: {
    alerts: 'fullName',
    fieldUpdates: 'fullName',
    flowActions: 'fullName',
    outboundMessages: 'fullName',
    rules: 'fullName',
    tasks: 'fullName',
  },
  Profile: {
    applicationVisibilities: 'application',
    classAccesses: 'apexClass',
    customMetadataTypeAccesses: 'name',
    customPermissions: 'name',
    customSettingAccesses: 'name',
    externalDataSourceAccesses: 'externalDataSource',
    fieldPermissions: 'field',
    flowAccesses: 'flow',
    objectPermissions: 'object',
    pageAccesses: 'apexPage',
    recordTypeVisibilities: 'recordType',
    tabVisibilities: 'tab',
    userPermissions: 'name',
  },
  Translations: {
    customApplications: 'name',
    customLabels: 'name',
    customTabs: 'name',
    flowDefinitions: 'fullName',
    globalPicklists: 'name',
    quickActions: 'name',
    reportTypes: 'name',
  },
};

/** Puts a component of the package into the tree. @param replacesFolder false: files of a folder that it does not bring stay */
export function putComponent(into: SourceTree, from: SourceTree, part: SourceComponent, replacesFolder: boolean): void {
  const old = into.find(nameOf(part));
  if (isDecomposed(part)) putDecomposed(into, from, part, old);
  else if (old?.xml && part.xml && ENTRIES[part.type.name]) mergeEntries(old.xml, part.xml, ENTRIES[part.type.name]!);
  else if (old && isFolder(old) && isFolder(part)) putFolder(old, part, replacesFolder);
  else putFiles(into, from, part, old);
}

function putDecomposed(
  into: SourceTree,
  from: SourceTree,
  part: SourceComponent,
  old: SourceComponent | undefined,
): void {
  const place = (file: string): string =>
    old ? join(folderOf(old), relative(folderOf(part), file)) : newPlace(into, from, file);
  if (part.xml) copy(part.xml, old?.xml ?? place(part.xml));
  for (const child of part.getChildren())
    if (child.xml) copy(child.xml, into.find(nameOf(child))?.xml ?? place(child.xml));
}

/** Of an object: where its parts lie. */
const folderOf = ({ xml, content }: SourceComponent): string => content ?? dirname(xml!);

function putFolder(old: SourceComponent, part: SourceComponent, replaces: boolean): void {
  if (replaces) remove(old);
  cpSync(part.content!, old.content!, { recursive: true });
  if (part.xml && part.xml !== old.xml && !part.xml.startsWith(part.content!))
    copy(part.xml, old.xml ?? join(dirname(old.content!), basename(part.xml)));
}

function putFiles(into: SourceTree, from: SourceTree, part: SourceComponent, old: SourceComponent | undefined): void {
  if (old) remove(old);
  const oldFile = old?.xml ?? old?.content;
  const files = new Set([...(part.xml ? [part.xml] : []), ...part.walkContent()]);
  const base = dirname(part.xml ?? part.content!);
  for (const file of files)
    copy(file, oldFile ? join(dirname(oldFile), relative(base, file)) : newPlace(into, from, file));
}

/** What is new lies in the default package directory, where the library put it. */
function newPlace(into: SourceTree, from: SourceTree, file: string): string {
  const inPackage = relative(join(from.root, from.directories[0]!), file);
  return join(into.root, into.directories[0]!, inPackage);
}

function copy(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  cpSync(from, to);
}

/** Deletes all files of a component. */
function remove(component: SourceComponent): void {
  if (component.xml) rmSync(component.xml, { force: true });
  if (component.content) rmSync(component.content, { force: true, recursive: true });
}

function mergeEntries(oldFile: string, newFile: string, entries: Readonly<Record<string, string>>): void {
  const [old, fresh] = [oldFile, newFile].map((file) => parseXml(readFileSync(file, 'utf8'), file)) as [
    XmlElement,
    XmlElement,
  ];
  const entryKey = (element: XmlElement): string => {
    const named = entries[element.name];
    return named ? `${element.name} ${textOf(element, named) ?? ''}`.toLowerCase() : element.name;
  };
  const brought = Map.groupBy(fresh.children, entryKey);
  const placed = new Set<string>();
  const merged = old.children.flatMap((element) => {
    const key = entryKey(element);
    const replacement = brought.get(key);
    if (!replacement) return [element];
    if (placed.has(key)) return [];
    placed.add(key);
    return replacement;
  });
  const added = [...brought].filter(([key]) => !placed.has(key)).flatMap(([, elements]) => elements);
  const children = [...merged, ...added].toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  writeFileSync(oldFile, xmlText({ ...old, children }));
}

/** Deletes a component. @returns false when there is none of that name */
export function removeComponent(tree: SourceTree, name: ComponentName): boolean {
  const component = tree.find(name);
  if (!component) return false;
  const { parent } = component;
  if (parent?.xml && component.xml === parent.xml) removeEntry(component, parent.xml);
  else if (isDecomposed(component) && component.content) rmSync(component.content, { recursive: true, force: true });
  else remove(component);
  dropMentions(tree, name);
  return true;
}

function removeEntry({ name, type }: SourceComponent, file: string): void {
  if (!existsSync(file)) return;
  const root = parseXml(readFileSync(file, 'utf8'), file);
  const named = type.uniqueIdElement ?? 'fullName';
  const children = root.children.filter((element) => textOf(element, named) !== name);
  writeFileSync(file, xmlText({ ...root, children }));
}
