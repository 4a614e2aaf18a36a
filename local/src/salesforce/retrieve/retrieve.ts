// Components of the org as a zip in metadata format, made from its project by Salesforce's own library.
// Source: Metadata API Developer Guide, "retrieve()", RetrieveRequest, RetrieveResult.
import { mkdtemp, readdir, readFile, rm, writeFile, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative, sep } from 'node:path';
import { ComponentSet, MetadataConverter, MetadataResolver, SourceComponent } from '@salesforce/source-deploy-retrieve';
import type { ComponentName } from '../deploy/manifest.ts';
import { isDecomposed, nameOf } from '../deploy/source-tree.ts';
import type { Project } from '../metadata/project.ts';
import { currentTree } from './current-tree.ts';
import { settingsFile } from './org-settings.ts';
import { findWanted } from './wanted.ts';
import { writeZip } from './zip-writer.ts';

export interface RetrieveRequest {
  readonly members: readonly ComponentName[];
  /** `67.0`, for package.xml. */
  readonly apiVersion: string;
  /** Files lie at the top of the zip; else below `unpackaged/`. */
  readonly isSinglePackage: boolean;
}

/** A component that came back, with the file in the zip that holds it. */
export interface RetrievedFile extends ComponentName {
  readonly fileName: string;
}

export interface Retrieved {
  readonly zip: Buffer;
  readonly files: readonly RetrievedFile[];
  /** What there is not; the rest came back. */
  readonly problems: readonly string[];
}

export async function retrieve(project: Project, request: RetrieveRequest): Promise<Retrieved> {
  const { components, settings, problems } = findWanted(currentTree(project), request.members);
  const { contents, names } = await inMetadataFormat(components, settings, request.apiVersion);
  const prefix = request.isSinglePackage ? '' : 'unpackaged/';
  const zip = writeZip(new Map([...contents].map(([path, content]) => [prefix + path, content])));
  const files = names.map((name) => ({ ...name, fileName: prefix + name.fileName }));
  const manifest = `${prefix}package.xml`;
  return { zip, files: [...files, { type: 'Package', fullName: manifest, fileName: manifest }], problems };
}

interface Converted {
  /** By path below the package. */
  readonly contents: ReadonlyMap<string, Buffer>;
  readonly names: readonly RetrievedFile[];
}

/** @param settings members of Settings that are written as the org has them by itself */
export async function inMetadataFormat(
  components: readonly SourceComponent[],
  settings: readonly string[],
  apiVersion: string,
): Promise<Converted> {
  const folder = await mkdtemp(join(tmpdir(), 'portway-retrieve-'));
  try {
    for (const member of settings) await write(join(folder, `settings/${member}.settings`), settingsFile(member));
    const set = new ComponentSet(components.map((component) => alone(component, components)));
    // Without versions the library asks the network for one.
    set.apiVersion = apiVersion;
    set.sourceApiVersion = apiVersion;
    const output = { type: 'directory', outputDirectory: folder, genUniqueDir: false } as const;
    await new MetadataConverter().convert(set, 'metadata', output);
    for (const member of settings) set.add({ type: 'Settings', fullName: member });
    await write(join(folder, 'package.xml'), await set.getPackageXml());
    const paths = (await readdir(folder, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .toSorted();
    const contents = await Promise.all(
      paths.map(async (path): Promise<[string, Buffer]> => [pathIn(folder, path), await readFile(path)]),
    );
    return { contents: new Map(contents), names: namesIn(folder, components) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A part of an object that is not asked for itself: its object says nothing but the part. */
function alone(component: SourceComponent, all: readonly SourceComponent[]): SourceComponent {
  const { parent, name, type, xml } = component;
  if (!parent || !xml || !isDecomposed(parent) || all.includes(parent)) return component;
  const bare = new SourceComponent({ name: parent.name, type: parent.type });
  return new SourceComponent({ name, type, xml, parent: bare });
}

async function write(path: string, content: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
}

const pathIn = (folder: string, path: string): string => relative(folder, path).split(sep).join('/');

/** Each component with its file; of a folder of files each file; parts of an object share the object's. */
function namesIn(folder: string, asked: readonly SourceComponent[]): RetrievedFile[] {
  const parts = asked.flatMap((component) => (component.parent ? [component] : component.getChildren()));
  return new MetadataResolver().getComponentsFromPath(folder).flatMap((component) => {
    const own = filesOf(component).map((path) => ({ ...nameOf(component), fileName: pathIn(folder, path) }));
    const fileName = component.xml ? pathIn(folder, component.xml) : (own[0]?.fileName ?? '');
    const ofThis = parts.filter(
      ({ parent }) => parent?.fullName === component.fullName && parent.type === component.type,
    );
    const isAsked = asked.some(({ type, fullName: name }) => type === component.type && name === component.fullName);
    // An object that only holds the parts that were asked for is not told, or clients take it for one that says nothing.
    const told = isAsked || ofThis.length === 0 ? own : [];
    return [...told, ...ofThis.map((part) => ({ ...nameOf(part), fileName }))];
  });
}

function filesOf(component: SourceComponent): string[] {
  const content = component.walkContent();
  return content.length > 0 ? content : component.xml ? [component.xml] : [];
}
