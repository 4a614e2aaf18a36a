// A project in source format on disk, by component: where each lies, and what it says. Salesforce's own library decides which
// file belongs to which component.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { MetadataResolver, type SourceComponent } from '@salesforce/source-deploy-retrieve';
import { parseXml, textOf, type XmlElement } from '../metadata/xml.ts';
import { keyOf, type ComponentName } from './manifest.ts';

export class SourceTree {
  /** Folder that holds sfdx-project.json. */
  readonly root: string;
  /** Package directories, the default one first. */
  readonly directories: readonly string[];
  /** Without the parts of objects, labels and the like. */
  readonly components: readonly SourceComponent[];
  readonly #byKey: ReadonlyMap<string, SourceComponent>;

  /** Reads the tree as it is now. */
  constructor(root: string) {
    this.root = root;
    this.directories = packageDirectories(root);
    const resolver = new MetadataResolver();
    this.components = this.directories
      .map((directory) => join(root, directory))
      .filter((directory) => existsSync(directory))
      .flatMap((directory) => resolver.getComponentsFromPath(directory));
    this.#byKey = new Map(
      this.components
        .flatMap((component) => [component, ...component.getChildren()])
        .map((component) => [keyOf(nameOf(component)), component]),
    );
  }

  find(name: ComponentName): SourceComponent | undefined {
    return this.#byKey.get(keyOf(name));
  }

  /** Components and their parts. */
  get all(): Iterable<SourceComponent> {
    return this.#byKey.values();
  }

  /** Relative to the root, with `/`. */
  pathOf(file: string): string {
    return relative(this.root, file).split(sep).join('/');
  }
}

export const nameOf = (component: SourceComponent): ComponentName => ({
  type: component.type.name,
  fullName: component.fullName,
});

/** Objects, their translations and bots lie in a file per part. */
export const isDecomposed = ({ type }: SourceComponent): boolean => type.strategies?.transformer === 'decomposed';

/** A folder of files of any name: a Lightning component, a site, a static resource that is unpacked. */
export const isFolder = (component: SourceComponent): boolean =>
  !isDecomposed(component) && component.content !== undefined && statSync(component.content).isDirectory();

/** What a component says, so that two states of it can be compared; layout and order of attributes do not count. */
export function digestOf(component: SourceComponent): string {
  const hash = createHash('sha1');
  const isPart = isEntry(component);
  if (isPart) hash.update(entryDigest(component));
  else if (component.xml && existsSync(component.xml)) hash.update(fileDigest(component.xml));
  if (isPart || isDecomposed(component)) return hash.digest('hex');
  const base = component.content && dirname(component.content);
  for (const file of component.walkContent().toSorted())
    if (file !== component.xml) hash.update(relative(base ?? '', file)).update(readFileSync(file));
  return hash.digest('hex');
}

/** An entry of its parent's file: a label, a rule. */
const isEntry = ({ xml, parent }: SourceComponent): boolean => parent !== undefined && xml === parent.xml;

/** Entries of the file read last, by name: a file of a thousand labels is read once. */
let lastFile:
  { readonly file: string; readonly text: string; readonly byName: ReadonlyMap<string, XmlElement> } | undefined;

function entryDigest({ xml, name, type }: SourceComponent): string {
  const file = xml!;
  const text = readFileSync(file, 'utf8');
  if (lastFile?.file !== file || lastFile.text !== text) {
    const named = type.uniqueIdElement ?? 'fullName';
    const entries = parseXml(text, file).children.map((one): [string, XmlElement] => [textOf(one, named) ?? '', one]);
    lastFile = { file, text, byName: new Map(entries) };
  }
  const entry = lastFile.byName.get(name);
  return entry ? JSON.stringify(plain(entry)) : '';
}

function fileDigest(file: string): string {
  const text = readFileSync(file, 'utf8');
  return file.endsWith('.json') ? text : JSON.stringify(plain(parseXml(text, file)));
}

const plain = ({ name, text, children }: XmlElement): unknown => [name, text, ...children.map(plain)];

interface ProjectFile {
  readonly packageDirectories: readonly { readonly path: string; readonly default?: boolean }[];
}

function packageDirectories(root: string): string[] {
  const { packageDirectories: all } = JSON.parse(readFileSync(join(root, 'sfdx-project.json'), 'utf8')) as ProjectFile;
  return all.toSorted((a, b) => Number(b.default ?? false) - Number(a.default ?? false)).map(({ path }) => path);
}
