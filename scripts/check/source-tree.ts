// All metadata files of a Salesforce DX project, parsed one by one: unlike the loader of the local org it goes on after the
// first malformed file, so that one run names everything that is wrong.
import { readdirSync, readFileSync, existsSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { parseForceIgnore } from '../../local/src/salesforce/metadata/forceignore.ts';
import { SourceError } from '../../local/src/salesforce/metadata/source-error.ts';
import { child, parseXml, textOf, type XmlElement } from '../../local/src/salesforce/metadata/xml.ts';
import { findingAt, type Finding } from './finding.ts';

export interface MetadataFile {
  /** Relative to the project root, with `/`. */
  readonly path: string;
  /** Name of the root element, which is the Metadata API type. */
  readonly type: string;
  /** `Order.Activation_Status__c` for parts of an object, else the file's name. */
  readonly fullName: string;
  readonly xml: XmlElement;
}

export interface SourceTree {
  readonly root: string;
  readonly apiVersion: string;
  /** Package directories, relative to the root. */
  readonly directories: readonly string[];
  /** Every file that deploys, relative to the root. */
  readonly paths: readonly string[];
  /** Files that stay here (.forceignore): TypeScript sources, tests. */
  readonly ignored: readonly string[];
  readonly files: readonly MetadataFile[];
  readonly malformed: readonly Finding[];
  /** Of a file among `paths` and `ignored`; read when first asked for. */
  text(this: void, path: string): string;
  ofType(type: string): readonly MetadataFile[];
  /** Ignores case, as the platform does. */
  find(type: string, fullName: string): MetadataFile | undefined;
}

/**
 * @param before a tree of the same project, and `changed` the files that differ since: only these are read and parsed anew
 * @throws Error there is no sfdx-project.json
 */
export function readSourceTree(root: string, before?: SourceTree, changed: readonly string[] = []): SourceTree {
  const settings = JSON.parse(readFileSync(join(root, 'sfdx-project.json'), 'utf8')) as {
    packageDirectories: { path: string }[];
    sourceApiVersion: string;
  };
  const directories = settings.packageDirectories.map(({ path }) => path);
  const { paths, ignored } = sameFiles(root, before, changed) ?? listFiles(root, directories);
  const known = new Map(before?.files.map((file) => [file.path, file]));
  for (const path of changed) known.delete(path);
  const read = paths
    .filter((path) => path.endsWith('-meta.xml'))
    .map((path) => known.get(path) ?? readMetadataFile(root, path));
  const files = read.filter((file) => 'xml' in file);
  const texts = new Map<string, string>();
  const own = new Set(changed);
  const text = (path: string): string => {
    if (before && !own.has(path)) return before.text(path);
    if (!texts.has(path)) texts.set(path, readFileSync(join(root, path), 'utf8'));
    return texts.get(path)!;
  };
  const byType = Map.groupBy(files, (file) => file.type);
  const byName = new Map(files.map((file) => [keyOf(file.type, file.fullName), file]));
  return {
    root,
    apiVersion: settings.sourceApiVersion,
    directories,
    paths,
    ignored,
    files,
    malformed: read.filter((file) => 'what' in file),
    text,
    ofType: (type) => byType.get(type) ?? [],
    find: (type, fullName) => byName.get(keyOf(type, fullName)),
  };
}

/** The files of `before`, unless one came or went, or the project itself changed. */
function sameFiles(
  root: string,
  before: SourceTree | undefined,
  changed: readonly string[],
): Pick<SourceTree, 'paths' | 'ignored'> | undefined {
  const isKnown = (path: string): boolean =>
    before !== undefined &&
    (before.paths.includes(path) || before.ignored.includes(path)) &&
    existsSync(join(root, path));
  return changed.length > 0 && changed.every(isKnown) ? before : undefined;
}

const keyOf = (type: string, fullName: string): string => `${type} ${fullName.toLowerCase()}`;

/** A finding when the file is no XML. */
function readMetadataFile(root: string, path: string): MetadataFile | Finding {
  try {
    const xml = parseXml(readFileSync(join(root, path), 'utf8'), path);
    return { path, type: xml.name, fullName: fullNameOf(path), xml };
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    return findingAt(error.position, error.message.replace(/^\S+:\d+: /, ''));
  }
}

function listFiles(root: string, directories: readonly string[]): { paths: string[]; ignored: string[] } {
  const ignoreFile = join(root, '.forceignore');
  const isIgnored = parseForceIgnore(existsSync(ignoreFile) ? readFileSync(ignoreFile, 'utf8') : '');
  const all = directories
    .filter((directory) => existsSync(join(root, directory))) // project.ts names those that are not
    .flatMap((directory) => readdirSync(join(root, directory), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
  return { paths: all.filter((path) => !isIgnored(path)), ignored: all.filter(isIgnored) };
}

function fullNameOf(path: string): string {
  const name = decodeURIComponent(
    path
      .split('/')
      .at(-1)!
      .replace(/\.[^.]+-meta\.xml$/, ''),
  );
  const part = /\/objects\/([^/]+)\/[^/]+\/[^/]+$/.exec(path);
  return part ? `${part[1]}.${name}` : name;
}

/** The object that a part (`Order.Activation_Status__c`) or a layout (`Order-Order Layout`) belongs to. */
export function objectOf(file: MetadataFile): string {
  return file.fullName.split(file.type === 'Layout' ? '-' : '.')[0]!;
}

/** The custom field's own file, or undefined for a standard or unknown field. */
export function customFieldOf(tree: SourceTree, object: string, field: string): MetadataFile | undefined {
  return tree.find('CustomField', `${object}.${field}`);
}

/** True for fields that nobody may leave blank or that belong to their parent: the platform sets their rights by itself. */
export function hasFixedRights(field: MetadataFile): boolean {
  return textOf(field.xml, 'required') === 'true' || textOf(field.xml, 'type') === 'MasterDetail';
}

/** True for fields whose value nobody enters. */
export function isComputed(field: MetadataFile): boolean {
  return (
    child(field.xml, 'formula') !== undefined || ['AutoNumber', 'Summary'].includes(textOf(field.xml, 'type') ?? '')
  );
}
