// The files of a deployment, put into source format by Salesforce's own library, in a project of their own. Whatever cannot be
// put there is told with its file; the rest goes on, so that one deployment tells all that is wrong.
import { readFileSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import {
  ComponentSet,
  MetadataConverter,
  MetadataResolver,
  type SourceComponent,
} from '@salesforce/source-deploy-retrieve';
import { SourceError } from '../metadata/source-error.ts';
import { parseXml } from '../metadata/xml.ts';
import { DIRECTORY, makeProject } from './make-project.ts';
import { keyOf, type ComponentName } from './manifest.ts';
import type { Problem } from './problem.ts';
import { isDecomposed, nameOf, SourceTree } from './source-tree.ts';

/** A component of the package. */
export interface PackageComponent extends ComponentName {
  /** In the zip: `objects/Account.object`. */
  readonly fileName: string;
}

export interface ConvertedPackage {
  /** In source format. */
  readonly tree: SourceTree;
  /** By key; parts of objects and the like too. */
  readonly components: ReadonlyMap<string, PackageComponent>;
  readonly problems: readonly Problem[];
}

const MANIFESTS = new Set([
  'package.xml',
  'destructiveChanges.xml',
  'destructiveChangesPre.xml',
  'destructiveChangesPost.xml',
]);

/** @param files of the zip, by path @param work an empty folder */
export async function convertPackage(
  files: ReadonlyMap<string, Buffer>,
  work: string,
  apiVersion: string,
): Promise<ConvertedPackage> {
  const folder = join(work, 'package');
  const staging = join(work, 'source');
  await writeFiles(folder, files);
  await makeProject(staging, apiVersion);
  const { components, problems } = resolveAll(
    folder,
    [...files.keys()].filter((path) => !MANIFESTS.has(path)),
  );
  const readable = components.filter((component) => {
    const problem = malformed(component, folder, files);
    if (problem) problems.push(problem);
    return !problem;
  });
  await convert(readable, staging, apiVersion);
  const tree = withoutHollow(new SourceTree(staging));
  return { tree, components: namesIn(tree, readable, folder), problems };
}

async function writeFiles(folder: string, files: ReadonlyMap<string, Buffer>): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [path, content] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}

/** One file that the library does not understand must not hide the others: they are then looked at one by one. */
function resolveAll(folder: string, paths: readonly string[]): { components: SourceComponent[]; problems: Problem[] } {
  const resolver = new MetadataResolver();
  const problems: Problem[] = [];
  let found: SourceComponent[];
  try {
    found = resolver.getComponentsFromPath(folder);
  } catch {
    found = paths.flatMap((path) => {
      try {
        return resolver.getComponentsFromPath(join(folder, path));
      } catch {
        problems.push(unplaced(path));
        return [];
      }
    });
  }
  const components = [...new Map(found.map((component) => [keyOf(nameOf(component)), component])).values()];
  const placed = new Set(components.flatMap((component) => filesOf(component).map((file) => zipPath(folder, file))));
  const told = new Set(problems.map(({ fileName }) => fileName));
  for (const path of paths) if (!placed.has(path) && !told.has(path)) problems.push(unplaced(path));
  return { components, problems };
}

const filesOf = (component: SourceComponent): string[] => [
  ...(component.xml ? [component.xml] : []),
  ...component.walkContent(),
];

const zipPath = (folder: string, file: string): string => relative(folder, file).split(sep).join('/');

const unplaced = (fileName: string): Problem => ({
  type: '',
  fullName: fileName,
  fileName,
  what: `${fileName} belongs to no component: its folder or its kind of file is not known, or its -meta.xml is missing`,
});

function malformed(
  component: SourceComponent,
  folder: string,
  files: ReadonlyMap<string, Buffer>,
): Problem | undefined {
  if (!component.xml || component.xml.endsWith('.json')) return undefined;
  const fileName = zipPath(folder, component.xml);
  try {
    parseXml(files.get(fileName)!.toString('utf8'), fileName);
    return undefined;
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    return { ...nameOf(component), fileName, line: error.position.line, what: withoutPlace(error) };
  }
}

export const withoutPlace = ({ message, position: { file, line } }: SourceError): string =>
  message.startsWith(`${file}:${line}: `) ? message.slice(`${file}:${line}: `.length) : message;

async function convert(components: readonly SourceComponent[], staging: string, apiVersion: string): Promise<void> {
  if (components.length === 0) return;
  const set = new ComponentSet(components);
  // Without versions the library asks the network for one.
  set.apiVersion = apiVersion;
  set.sourceApiVersion = apiVersion;
  const outputDirectory = join(staging, DIRECTORY);
  await new MetadataConverter().convert(set, 'source', { type: 'directory', outputDirectory, genUniqueDir: false });
}

/** Where a package brings parts of an object only, the library writes an object that says nothing. */
function withoutHollow(tree: SourceTree): SourceTree {
  const hollow = tree.components.filter(
    (component) =>
      component.type.name === 'CustomObject' &&
      component.xml &&
      parseXml(readFileSync(component.xml, 'utf8'), '').children.length === 0,
  );
  for (const { xml } of hollow) rmSync(xml!);
  return hollow.length > 0 ? new SourceTree(tree.root) : tree;
}

/** An object is a component of the package only when the package says something about the object itself. */
function namesIn(
  tree: SourceTree,
  components: readonly SourceComponent[],
  folder: string,
): ReadonlyMap<string, PackageComponent> {
  const fileNames = new Map(components.map((component) => [keyOf(nameOf(component)), fileNameOf(component, folder)]));
  const names = [...tree.all].flatMap((component): [string, PackageComponent][] => {
    if (isDecomposed(component) && !component.xml) return [];
    const top = component.parent ?? component;
    const fileName = fileNames.get(keyOf(nameOf(top))) ?? '';
    return [[keyOf(nameOf(component)), { ...nameOf(component), fileName }]];
  });
  return new Map(names);
}

/** Of code the file that holds it, of everything else its metadata. */
function fileNameOf(component: SourceComponent, folder: string): string {
  const isCode = component.type.strategies?.adapter === 'matchingContentFile';
  return zipPath(folder, (isCode ? component.content : component.xml) ?? component.content ?? '');
}
