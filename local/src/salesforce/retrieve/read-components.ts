// Components as the records of readMetadata. Source: Metadata API Developer Guide, "readMetadata()": what is not there is an
// empty record. Components whose content is not XML (classes, pages, Lightning components) cannot be read so.
import { SalesforceError } from '../dml/save.ts';
import type { SourceTree } from '../deploy/source-tree.ts';
import type { Project } from '../metadata/project.ts';
import { parseXml } from '../metadata/xml.ts';
import { currentTree } from './current-tree.ts';
import { settingsFile, UNDEPLOYED_SETTINGS } from './org-settings.ts';
import { inMetadataFormat } from './retrieve.ts';
import { isKnownType } from './wanted.ts';

/** @returns `<records xsi:type="…">…</records>` per name @throws SalesforceError INVALID_TYPE */
export async function readComponents(project: Project, type: string, names: readonly string[]): Promise<string> {
  if (!isKnownType(type)) throw new SalesforceError('INVALID_TYPE', `This type of metadata is not available: ${type}`);
  const tree = currentTree(project);
  const records = await Promise.all(
    names.map(async (fullName) => {
      const text = await xmlOf(tree, type, fullName, project.apiVersion);
      return text === undefined ? '<records xsi:nil="true"/>' : recordOf(text, fullName);
    }),
  );
  return records.join('');
}

async function xmlOf(
  tree: SourceTree,
  type: string,
  fullName: string,
  apiVersion: string,
): Promise<string | undefined> {
  const component = tree.find({ type, fullName });
  if (!component) return settingsOf(type, fullName);
  const { contents } = await inMetadataFormat([component], [], apiVersion);
  const files = [...contents].filter(([path]) => path !== 'package.xml');
  const [file, ...more] = files;
  if (!file || more.length > 0)
    throw new SalesforceError('INVALID_TYPE', `${type} ${fullName} is more than one file: retrieve it`);
  const text = file[1].toString('utf8');
  if (!component.parent) return text;
  throw new SalesforceError('INVALID_TYPE', `${type} is a part of ${component.parent.type.name}: read that`);
}

function settingsOf(type: string, fullName: string): string | undefined {
  const member = type === 'Settings' ? fullName : type.replace(/Settings$/, '');
  return member in UNDEPLOYED_SETTINGS ? settingsFile(member) : undefined;
}

/** The root element becomes the record; its full name stands first, as the schema has it. */
function recordOf(text: string, fullName: string): string {
  const { name, children } = parseXml(text, fullName);
  const inside = text.slice(text.indexOf('>', text.indexOf(`<${name}`)) + 1, text.lastIndexOf(`</${name}`));
  const head = children.some((child) => child.name === 'fullName')
    ? ''
    : `<fullName>${escapedName(fullName)}</fullName>`;
  return `<records xsi:type="${name}">${head}${inside.trim()}</records>`;
}

const escapedName = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
