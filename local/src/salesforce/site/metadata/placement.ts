// What stands on a view or a theme layout: a tree of components and regions, as Experience Builder writes it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SourceError } from '../../metadata/source-error.ts';

export interface Placement {
  readonly type: 'component' | 'region';
  readonly id: string;
  /** Of a component: `c:orderList`, `community_layout:section`. */
  readonly definition: string;
  /** Of a region: `content`, `col1`. */
  readonly name: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly children: readonly Placement[];
}

/** One item of a site bundle: its folder, and what content.json says in `contentBody`. */
export interface ContentItem {
  /** Folder name: what other items refer to it by. */
  readonly name: string;
  readonly title: string;
  /** Relative to the project root. */
  readonly file: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** @throws SourceError the file is missing or no JSON */
export function readContent(root: string, file: string, name: string): ContentItem {
  const content = readJson(root, file);
  const body = content['contentBody'];
  if (!isObject(body)) throw new SourceError({ file, line: 1 }, 'has no contentBody');
  return { name, title: textOf(content['title'], name), file, body };
}

export function readJson(root: string, file: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(join(root, file), 'utf8'));
  } catch (cause) {
    throw new SourceError({ file, line: 1 }, `cannot be read as JSON: ${(cause as Error).message}`, { cause });
  }
  if (!isObject(value)) throw new SourceError({ file, line: 1 }, 'is no JSON object');
  return value;
}

/** @throws SourceError the tree has nodes of no known type, or a component without a definition */
export function readPlacement({ file, body }: ContentItem): Placement {
  return toPlacement(body['component'], file);
}

function toPlacement(node: unknown, file: string): Placement {
  if (!isObject(node)) throw new SourceError({ file, line: 1 }, 'has no component tree');
  const { type, id = '', definition = '', name = '', attributes = {}, children = [] } = node;
  if (type !== 'component' && type !== 'region')
    throw new SourceError({ file, line: 1 }, `has a node of type ${String(type)}: component and region are known`);
  if (type === 'component' && definition === '')
    throw new SourceError({ file, line: 1 }, `component ${String(id)} has no definition`);
  if (!isObject(attributes) || !Array.isArray(children))
    throw new SourceError({ file, line: 1 }, `${String(id)}: attributes is an object, children an array`);
  return {
    type,
    id: String(id),
    definition: String(definition),
    name: String(name),
    attributes,
    children: children.map((child) => toPlacement(child, file)),
  };
}

/** The node and everything below it. */
export function* allPlacements(placement: Placement): Generator<Placement> {
  yield placement;
  for (const child of placement.children) yield* allPlacements(child);
}

export const regionOf = (placement: Placement, name: string): Placement | undefined =>
  placement.children.find((child) => child.type === 'region' && child.name === name);

/** A value that is text, or the fallback. */
export const textOf = (value: unknown, fallback = ''): string => (typeof value === 'string' ? value : fallback);

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
