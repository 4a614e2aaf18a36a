// Reads a Salesforce DX project in source format from disk: every file is a component, part of one, no metadata, or refused.
import { existsSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { parseForceIgnore, type Ignores } from './forceignore.ts';
import {
  CONTENT_FOLDERS,
  KINDS,
  KINDS_IN_FOLDER,
  KINDS_IN_SUBFOLDERS,
  OBJECT_PARTS,
  SOURCE_FILES,
  STRICT_FOLDERS,
  type Kind,
} from './kinds.ts';
import type { Component, Project } from './project.ts';
import { SourceError, UnsupportedMetadata } from './source-error.ts';
import { childrenOf, parseXml, requiredText, type XmlElement } from './xml.ts';

/** Projects of ten thousand files would run out of file handles if all were read at once. */
const FILES_AT_ONCE = 256;

/** Of a project that names none: the newest that the local org knows. */
export const DEFAULT_API_VERSION = '67.0';

/**
 * Loads all package directories of the project.
 * @param root folder that holds sfdx-project.json
 * @param leftOut files, and folders with a slash at their end, to pass over as .forceignore would; relative to the root
 * @throws SourceError a file is malformed, or two files define one component
 * @throws UnsupportedMetadata a file of a kind that the local org does not know, or active automation it cannot execute
 */
export async function loadProject(root: string, leftOut: readonly string[] = []): Promise<Project> {
  const base = resolve(root);
  const settings = await readSettings(base);
  const ignored = parseForceIgnore(await readFile(join(base, '.forceignore'), 'utf8').catch(() => ''));
  const ignores = (file: string): boolean =>
    ignored(file) || leftOut.some((path) => (path.endsWith('/') ? file.startsWith(path) : file === path));
  const components = new Map<string, Component>();
  for (const directory of settings.directories) {
    const files = await listFiles(base, directory, ignores);
    const found: Component[] = [];
    for (let from = 0; from < files.length; from += FILES_AT_ONCE) {
      const some = files.slice(from, from + FILES_AT_ONCE);
      found.push(...(await Promise.all(some.map((file) => readComponents(base, file)))).flat());
    }
    // Package directories deploy one after the other: a later one replaces what an earlier one brought.
    for (const [key, component] of byKey(found)) components.set(key, component);
  }
  return toProject(base, settings.apiVersion, components);
}

/**
 * The project after some of its files changed, appeared or went: only these are read again. With several package directories
 * all are, for one may replace what another brought.
 * @param changed relative to the root; a file and its -meta.xml count as one
 * @throws as loadProject
 */
export async function reloadProject(project: Project, changed: readonly string[]): Promise<Project> {
  const { directories, apiVersion } = await readSettings(project.root);
  const [directory, ...others] = directories;
  if (!directory || others.length > 0) return loadProject(project.root);
  const ignores = parseForceIgnore(await readFile(join(project.root, '.forceignore'), 'utf8').catch(() => ''));
  const sources = new Set(changed.map((file) => sourceOf(file)));
  const kept = Map.groupBy(project.components, ({ file }) => file);
  const isSame = [...sources].every((file) => kept.has(file) && existsSync(join(project.root, file)));
  const files = isSame ? [...kept.keys()] : await listFiles(project.root, directory, ignores);
  const again = files.filter((file) => sources.has(file));
  const read = new Map(
    await Promise.all(again.map(async (file) => [file, await readComponents(project.root, file)] as const)),
  );
  const components = files.map((file) => read.get(file) ?? kept.get(file) ?? []);
  return toProject(project.root, apiVersion, byKey(components.flat()));
}

/** `Thing.cls` for its `Thing.cls-meta.xml`: the two are read together. */
function sourceOf(file: string): string {
  const source = file.replace(/-meta\.xml$/, '');
  return SOURCE_FILES.has(source.slice(source.lastIndexOf('.') + 1)) ? source : file;
}

interface Settings {
  readonly apiVersion: string;
  readonly directories: readonly string[];
}

async function readSettings(base: string): Promise<Settings> {
  const position = { file: 'sfdx-project.json', line: 1 };
  const text = await readFile(join(base, position.file), 'utf8').catch((cause: unknown) => {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause;
    throw new SourceError(position, `no Salesforce DX project in ${base}`, { cause });
  });
  let json: { packageDirectories?: { path?: string }[]; sourceApiVersion?: string };
  try {
    json = JSON.parse(text) as typeof json;
  } catch (cause) {
    throw new SourceError(position, 'malformed JSON', { cause });
  }
  const directories = (json.packageDirectories ?? []).map((directory) => directory.path);
  if (directories.length === 0) throw new SourceError(position, 'names no packageDirectories');
  return {
    apiVersion: json.sourceApiVersion ?? DEFAULT_API_VERSION,
    directories: directories.map((path) => {
      if (!path) throw new SourceError(position, 'a package directory has no path');
      return path.replaceAll('\\', '/'); // as projects made on Windows have it
    }),
  };
}

/** Files below a package directory, relative to the root with `/`, sorted so that loading is the same everywhere. */
async function listFiles(base: string, directory: string, ignores: Ignores): Promise<string[]> {
  const entries = await readdir(join(base, directory), { recursive: true, withFileTypes: true }).catch(
    (cause: unknown) => {
      throw new SourceError({ file: 'sfdx-project.json', line: 1 }, `package directory ${directory} does not exist`, {
        cause,
      });
    },
  );
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(base, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((file) => !ignores(file))
    .sort();
}

async function readComponents(base: string, file: string): Promise<Component[]> {
  const path = file.split('/');
  const name = path.at(-1)!;
  const meta = /^(.+)\.([^.]+)-meta\.xml$/.exec(name);
  if (meta) return readMetaFile(base, file, path, decodeURIComponent(meta[1]!), meta[2]!);
  const source = SOURCE_FILES.get(name.slice(name.lastIndexOf('.') + 1));
  if (source) return [await readSourceFile(base, file, name, source)];
  const isContent = path.some((folder) => CONTENT_FOLDERS.has(folder));
  if (isContent || !path.some((folder) => STRICT_FOLDERS.has(folder))) return [];
  throw new UnsupportedMetadata(
    { file, line: 1 },
    'not a kind of file that the local org knows; list it in .forceignore if it is not metadata',
  );
}

async function readSourceFile(base: string, file: string, name: string, kind: Kind): Promise<Component> {
  const content = await readFile(join(base, file), 'utf8');
  const metaFile = `${file}-meta.xml`;
  const metaText = await readFile(join(base, metaFile), 'utf8').catch((cause: unknown) => {
    throw new SourceError({ file, line: 1 }, `${metaFile} is missing`, { cause });
  });
  return {
    type: kind.type,
    fullName: name.slice(0, name.lastIndexOf('.')),
    file,
    xml: parseXml(metaText, metaFile),
    content,
  };
}

async function readMetaFile(
  base: string,
  file: string,
  path: readonly string[],
  name: string,
  suffix: string,
): Promise<Component[]> {
  if (SOURCE_FILES.has(suffix)) return []; // read together with the source beside it
  if (suffix === 'labels') return readLabels(base, file);
  const part = objectPart(path, suffix);
  const known = part?.kind ?? kindInFolder(path, suffix) ?? KINDS.get(suffix) ?? mixedContentKind(path);
  if (!known && path.some((folder) => STRICT_FOLDERS.has(folder)))
    throw new UnsupportedMetadata(
      { file, line: 1 },
      `metadata of kind ".${suffix}-meta.xml" is not known to the local org`,
    );
  const xml = parseXml(await readFile(join(base, file), 'utf8'), file);
  // Elsewhere the root element names the type: hundreds of features have metadata that no save or query looks at.
  const kind: Kind = known ?? { type: xml.name, support: 'carried' };
  refuseActive(kind, xml);
  return [{ type: kind.type, fullName: part ? `${part.object}.${name}` : fullName(kind, path, name), file, xml }];
}

function objectPart(path: readonly string[], suffix: string): { kind: Kind; object: string } | undefined {
  const kind = OBJECT_PARTS.get(suffix);
  const object = path.at(-3);
  return kind && object && path.at(-4) === 'objects' ? { kind, object } : undefined;
}

function kindInFolder(path: readonly string[], suffix: string): Kind | undefined {
  for (const folder of path.slice(0, -1).reverse()) {
    const kind = KINDS_IN_FOLDER.get(`${folder}/${suffix}`);
    if (kind) return kind;
  }
  return undefined;
}

/** Old style: `documents/Folder/logo.png-meta.xml`, where the suffix is the content's. */
function mixedContentKind(path: readonly string[]): Kind | undefined {
  return path.includes('documents') ? { type: 'Document', support: 'carried' } : undefined;
}

function fullName(kind: Kind, path: readonly string[], name: string): string {
  // `objectTranslations/Order-de/Size__c.fieldTranslation-meta.xml`: one field has a file per language.
  if (kind.type === 'CustomFieldTranslation') return `${path.at(-2)}.${name}`;
  if (!KINDS_IN_SUBFOLDERS.has(kind.type)) return name;
  const start = path.findIndex((folder) => ['reports', 'dashboards', 'documents', 'email'].includes(folder));
  return [...path.slice(start + 1, -1), name].join('/');
}

async function readLabels(base: string, file: string): Promise<Component[]> {
  const root = parseXml(await readFile(join(base, file), 'utf8'), file);
  return childrenOf(root, 'labels').map((label) => ({
    type: 'CustomLabel',
    fullName: requiredText(label, 'fullName'),
    file,
    xml: label,
  }));
}

function refuseActive(kind: Kind, root: XmlElement): void {
  if (!kind.activeFlag) return;
  const flags = kind.activeFlag.reduce<XmlElement[]>(
    (elements, name) => elements.flatMap((element) => childrenOf(element, name)),
    [root],
  );
  const active = flags.find((flag) => flag.text === 'true' || flag.text === 'Active');
  if (active)
    throw new UnsupportedMetadata(active.position, `an active ${kind.type} cannot be executed by the local org`);
}

const keyOf = (type: string, fullName: string): string => `${type} ${fullName}`.toLowerCase();

/** @throws SourceError two files of one package directory define the same component */
function byKey(components: readonly Component[]): Map<string, Component> {
  const found = new Map<string, Component>();
  for (const component of components) {
    const key = keyOf(component.type, component.fullName);
    const other = found.get(key);
    if (other && !mayComeInParts(component)) {
      const position = component.xml?.position ?? { file: component.file, line: 1 };
      const name = `${component.type} ${component.fullName}`;
      throw new SourceError(position, `${name} is defined twice, also in ${other.file}`);
    }
    found.set(key, component);
  }
  return found;
}

/** An Aura bundle may hold several -meta.xml files, and translations are merged from wherever they lie. */
const TYPES_IN_PARTS = new Set(['AuraDefinitionBundle', 'CustomObjectTranslation', 'CustomFieldTranslation']);
const mayComeInParts = ({ type }: Component): boolean => TYPES_IN_PARTS.has(type);

function toProject(root: string, apiVersion: string, byName: ReadonlyMap<string, Component>): Project {
  const components = [...byName.values()];
  const byType = Map.groupBy(components, (component) => component.type);
  return {
    root,
    apiVersion,
    components,
    ofType: (type) => byType.get(type) ?? [],
    find: (type, name) => byName.get(keyOf(type, name)),
  };
}
