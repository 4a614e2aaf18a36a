// What Lightning web components use of each other, of the site and of Apex: read from their sources, followed through imports and
// tags.
import type { SourcePosition } from '../../../local/src/salesforce/metadata/source-error.ts';
import { remembered } from '../remembered.ts';
import type { SourceTree } from '../source-tree.ts';

export interface ComponentSource {
  readonly name: string;
  /** Relative to the project root; TypeScript stands for the JavaScript made of it. */
  readonly file: string;
  readonly text: string;
}

export interface Link {
  /** Key of `PAGES` in `c/pages`. */
  readonly page: string;
  readonly at: SourcePosition;
}

export interface ApexUse {
  readonly className: string;
  readonly method: string;
  readonly at: SourcePosition;
}

/** Pages by their short names, as components link to them; `c/pages` is the one place that names routes. */
export const PAGES_MODULE = 'pages';

const SOURCE = /\/lwc\/(?<name>[^/]+)\/[^/]+\.(ts|js|html)$/;

/** Sources of components, by component. Tests and style sheets are none. */
export function componentSources(tree: SourceTree): ReadonlyMap<string, readonly ComponentSource[]> {
  const paths = [...tree.paths, ...tree.ignored].filter((path) => SOURCE.test(path) && !path.endsWith('.d.ts'));
  const known = new Set(paths);
  const sources = paths.filter((path) => !path.endsWith('.js') || !known.has(path.replace(/\.js$/, '.ts')));
  return Map.groupBy(
    sources.map((file) => ({
      name: SOURCE.exec(file)!.groups!.name!,
      file,
      text: tree.text(file),
    })),
    ({ name }) => name,
  );
}

export class ComponentGraph {
  readonly #sources: ReadonlyMap<string, readonly ComponentSource[]>;

  constructor(tree: SourceTree) {
    this.#sources = componentSources(tree);
  }

  /** Sources of these components and of all that they use. */
  sourcesBelow(names: Iterable<string>): ComponentSource[] {
    const seen = new Set<string>();
    const visit = (name: string): void => {
      if (seen.has(name)) return;
      seen.add(name);
      for (const source of this.#sources.get(name) ?? []) usedBy(source).forEach(visit);
    };
    for (const name of names) visit(name);
    return [...seen].flatMap((name) => this.#sources.get(name) ?? []);
  }

  sourcesOf(name: string): readonly ComponentSource[] {
    return this.#sources.get(name) ?? [];
  }
}

/** Components that a source names: tags of its template, imports of its module. */
const usedBy = ({ file, text }: ComponentSource): string[] => namesIn(file, text);

const namesIn = remembered((file, text): string[] => {
  if (file.endsWith('.html')) return [...text.matchAll(/<c-([a-z][\w-]*)/g)].map((match) => camelCase(match[1]!));
  return [...text.matchAll(/(?:from|import)\s*\(?\s*['"]c\/(\w+)['"]/g)].map((match) => match[1]!);
});

const camelCase = (tag: string): string => tag.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** Where a source leads: `page="orders"`, `pageReference('order', …)`, `page: isOne ? 'case' : 'cases'`. */
export const linksOf = ({ file, text }: ComponentSource): Link[] => linksIn(file, text);

const linksIn = remembered((file, text): Link[] => {
  const source = { file, text };
  if (file.endsWith('.html'))
    return [...text.matchAll(/\spage="(\w+)"/g)].map((match) => ({
      page: match[1]!,
      at: positionAt(source, match.index),
    }));
  return [...text.matchAll(/(?:\b\w*[pP]age(?:: PageName)?(?::| =)|\bpageReference\()([^\n,;{}]*)/g)].flatMap((place) =>
    [...place[1]!.matchAll(/'(\w+)'/g)].map((match) => ({ page: match[1]!, at: positionAt(source, place.index) })),
  );
});

export function apexUsesOf(source: ComponentSource): ApexUse[] {
  return [...source.text.matchAll(/['"]@salesforce\/apex\/([\w.]+)\.(\w+)['"]/g)].map((match) => ({
    className: match[1]!,
    method: match[2]!,
    at: positionAt(source, match.index),
  }));
}

export function positionAt({ file, text }: Pick<ComponentSource, 'file' | 'text'>, index: number): SourcePosition {
  return { file, line: text.slice(0, index).split('\n').length };
}
