// The Lightning web components of a project as bundles of files: what deploys, and what stands for something that will.
import type { SourcePosition } from '../../../local/src/salesforce/metadata/source-error.ts';
import type { MetadataFile, SourceTree } from '../source-tree.ts';

export interface ComponentFile {
  /** Relative to the project root. */
  readonly path: string;
  /** Below the bundle's folder: `orderList.html`, `__tests__/orderList.test.ts`. */
  readonly name: string;
  /** False for what .forceignore keeps here. */
  readonly deploys: boolean;
  readonly text: string;
}

export interface ComponentBundle {
  readonly name: string;
  /** Relative to the project root. */
  readonly folder: string;
  readonly files: readonly ComponentFile[];
  /** TypeScript stands for the JavaScript that is made of it. */
  readonly script: ComponentFile | undefined;
  readonly meta: MetadataFile | undefined;
}

export interface BundleProblem {
  readonly at: SourcePosition;
  readonly what: string;
}

const IN_BUNDLE = /^(?<folder>.*\/lwc\/(?<bundle>[^/]+))\/(?<name>.+)$/;

/** All bundles below folders named `lwc`. Compiled JavaScript beside its TypeScript is left out. */
export function componentBundles(tree: SourceTree): ComponentBundle[] {
  const ignored = new Set(tree.ignored);
  const known = new Set([...tree.paths, ...ignored]);
  const files = [...known].flatMap((path) => {
    const { folder, bundle, name } = IN_BUNDLE.exec(path)?.groups ?? {};
    const isCompiled = path.endsWith('.js') && known.has(path.replace(/\.js$/, '.ts'));
    if (!folder || !bundle || !name || isCompiled) return [];
    return [{ folder, bundle, path, name, deploys: !ignored.has(path), text: tree.text(path) }];
  });
  return [...Map.groupBy(files, ({ folder }) => folder)].map(([folder, inFolder]) => {
    const name = inFolder[0]!.bundle;
    const script = inFolder.find((file) => file.name === `${name}.ts`) ?? find(inFolder, `${name}.js`);
    const meta = tree.files.find(({ path }) => path === `${folder}/${name}.js-meta.xml`);
    return { name, folder, files: inFolder, script, meta };
  });
}

const find = (files: readonly ComponentFile[], name: string): ComponentFile | undefined =>
  files.find((file) => file.name === name);

export function placeIn({ path, text }: ComponentFile, index: number): SourcePosition {
  return { file: path, line: text.slice(0, index).split('\n').length };
}
