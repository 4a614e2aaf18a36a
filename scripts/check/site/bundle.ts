// The site bundles of a project as they lie in source format, read without judging: every item with the lines of its content.
// Source: Metadata API Developer Guide, "DigitalExperienceBundle".
import { findingAt, type Finding } from '../finding.ts';
import { remembered } from '../remembered.ts';
import type { SourceTree } from '../source-tree.ts';
import { parseJson, type JsonNode } from './json.ts';

/** One content item: a route, a view, a theme layout, … */
export interface Item {
  /** `sfdc_cms__route` */
  readonly type: string;
  /** Name of its folder: what other items refer to it by. */
  readonly name: string;
  readonly content: JsonNode;
  readonly body: JsonNode;
  /** Of `_meta.json`; undefined when there is none. */
  readonly meta: JsonNode | undefined;
}

export interface Bundle {
  /** `Customer_Portal1` */
  readonly name: string;
  /** Relative to the project root. */
  readonly folder: string;
  readonly items: readonly Item[];
  ofType(type: string): readonly Item[];
  find(type: string, name: string): Item | undefined;
}

export interface Bundles {
  readonly bundles: readonly Bundle[];
  /** Files that could not be read. */
  readonly findings: readonly Finding[];
}

const CONTENT =
  /^(?<folder>.*\/digitalExperiences\/site\/(?<bundle>[^/]+))\/(?<type>sfdc_cms__[^/]+)\/(?<item>[^/]+)\//;

const parsed = remembered((file, text) => parseJson(text, file));

export function readBundles(tree: SourceTree): Bundles {
  const findings: Finding[] = [];
  const items = new Map<string, Item[]>();
  const read = (file: string): JsonNode | undefined => {
    if (!tree.paths.includes(file)) return undefined;
    try {
      return parsed(file, tree.text(file));
    } catch (error) {
      findings.push({ file, line: 1, what: `is no JSON: ${(error as Error).message}` });
      return undefined;
    }
  };
  for (const file of tree.paths) {
    const { folder, type, item: name } = CONTENT.exec(file)?.groups ?? {};
    if (!folder || !type || !name || !file.endsWith('/content.json')) continue;
    const content = read(file);
    if (!content) continue;
    const body = content.get('contentBody');
    if (!body) findings.push(findingAt(content.at, 'has no contentBody'));
    const meta = read(file.replace(/content\.json$/, '_meta.json'));
    items.set(folder, [...(items.get(folder) ?? []), { type, name, content, body: body ?? content, meta }]);
  }
  const bundles = [...items].map(([folder, all]) => ({
    name: folder.split('/').at(-1)!,
    folder,
    items: all,
    ofType: (type: string) => all.filter((item) => item.type === type),
    find: (type: string, name: string) => all.find((item) => item.type === type && item.name === name),
  }));
  return { bundles, findings };
}

/** A node of a component tree and everything below it. */
export function* everyPart(part: JsonNode): Generator<JsonNode> {
  yield part;
  for (const child of part.get('children')?.items ?? []) yield* everyPart(child);
}

/** The tree of what stands on a view or a theme layout. */
export const treeOf = ({ body }: Item): JsonNode | undefined => body.get('component');

/** Components of ours on an item: name and where it is placed. */
export function ownComponents(item: Item): { name: string; part: JsonNode }[] {
  const tree = treeOf(item);
  if (!tree) return [];
  return [...everyPart(tree)]
    .filter((part) => part.textAt('definition').startsWith('c:'))
    .map((part) => ({ name: part.textAt('definition').slice('c:'.length), part }));
}
