// From a place in the org's source back to the package: which component of the zip it is, and on which line of which file.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SourceComponent } from '@salesforce/source-deploy-retrieve';
import type { SourceError } from '../metadata/source-error.ts';
import { childrenOf, parseXml, textOf } from '../metadata/xml.ts';
import { keyOf } from './manifest.ts';
import { withoutPlace, type PackageComponent } from './package-files.ts';
import type { Problem } from './problem.ts';
import { isDecomposed, nameOf, type SourceTree } from './source-tree.ts';

export class Places {
  readonly #tree: SourceTree;
  readonly #components: ReadonlyMap<string, PackageComponent>;
  readonly #files: ReadonlyMap<string, Buffer>;
  readonly #byFile = new Map<string, SourceComponent[]>();

  /** @param tree with the package in it, as it is before anything is put back @param files of the zip */
  constructor(tree: SourceTree, components: ReadonlyMap<string, PackageComponent>, files: ReadonlyMap<string, Buffer>) {
    this.#tree = tree;
    this.#components = components;
    this.#files = files;
    for (const component of tree.all)
      for (const file of filesOf(component)) {
        const path = tree.pathOf(file);
        this.#byFile.set(path, [...(this.#byFile.get(path) ?? []), component]);
      }
  }

  /** What the loader found, as a problem of the package, or of the org where the package does not have the component. */
  problemOf(error: SourceError): Problem {
    const { file, line } = error.position;
    const what = withoutPlace(error);
    const component = this.#componentAt(file, line);
    if (!component) return { type: '', fullName: file, fileName: '', line, what };
    const part = this.#components.get(keyOf(nameOf(component)));
    if (!part) return { ...nameOf(component), fileName: '', what: `${what} (${file}, which is in the org already)` };
    return { ...nameOf(component), fileName: part.fileName, line: this.#lineOf(component, part, line), what };
  }

  /** Parts of an object that goes back as a whole. */
  partsOf({ type, fullName }: Problem): PackageComponent[] {
    return type === 'CustomObject'
      ? [...this.#components.values()].filter((part) => part.fullName.startsWith(`${fullName}.`))
      : [];
  }

  /** Of entries that share a file the last that begins at or before the line. */
  #componentAt(file: string, line: number): SourceComponent | undefined {
    const here = this.#byFile.get(file) ?? [];
    const entries = here.filter(({ parent, xml }) => parent !== undefined && xml === parent.xml);
    const [first] = here.filter((component) => !entries.includes(component));
    return entries.length ? (entryAt(entries, this.#tree, file, line) ?? first) : (first ?? here[0]);
  }

  /** A part of an object has a file of its own in source format and is an element of the object's file in the package. */
  #lineOf(component: SourceComponent, { fileName }: PackageComponent, line: number): number {
    const { parent } = component;
    const content = this.#files.get(fileName);
    if (!parent || !isDecomposed(parent) || !content) return line;
    const element = parseXml(content.toString('utf8'), fileName).children.find(
      (one) => textOf(one, 'fullName') === component.name || textOf(one, 'name') === component.name,
    );
    // Line 1 is the XML declaration, line 2 the element that the part is here.
    return element ? element.position.line + Math.max(0, line - 2) : line;
  }
}

function filesOf(component: SourceComponent): string[] {
  if (isDecomposed(component) || component.parent) return component.xml ? [component.xml] : [];
  return [...(component.xml ? [component.xml] : []), ...component.walkContent()];
}

function entryAt(
  entries: readonly SourceComponent[],
  tree: SourceTree,
  file: string,
  line: number,
): SourceComponent | undefined {
  const root = parseXml(readText(tree, file), file);
  const at = root.children.findLast((element) => element.position.line <= line);
  return (
    at &&
    entries.find(({ name }) =>
      [...childrenOf(at, 'fullName'), ...childrenOf(at, 'name')].some((one) => one.text === name),
    )
  );
}

const readText = (tree: SourceTree, file: string): string => readFileSync(join(tree.root, file), 'utf8');
