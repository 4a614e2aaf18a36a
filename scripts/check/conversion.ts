// Source format → Metadata API format with Salesforce's own library, and nothing lost on the way: every file belongs to a
// component, every component and every value of the source arrives. The library checks no contents: the schema check does.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import {
  ComponentSet,
  MetadataConverter,
  MetadataResolver,
  type SourceComponent,
} from '@salesforce/source-deploy-retrieve';
import { childrenOf, parseXml, type XmlElement } from '../../local/src/salesforce/metadata/xml.ts';
import { counted, findingAt, type CheckResult, type Finding } from './finding.ts';
import { everyElement } from './rule.ts';
import type { SourceTree } from './source-tree.ts';

export async function checkConversion(tree: SourceTree): Promise<CheckResult> {
  const resolved = resolveAll(tree);
  if ('findings' in resolved) return { summary: 'not converted', findings: resolved.findings };
  const expected = expectedComponents(tree);
  const converted = await convert(tree);
  const found = resolved.components.length;
  return {
    summary: `${counted(expected, 'component')} expected, ${found} found, ${counted(converted.values.length, 'value')} converted`,
    findings: [
      ...unmapped(tree, resolved.components),
      ...misplaced(tree, resolved.components),
      ...(found === expected ? [] : [lost(tree, `${expected} components expected, ${found} found`)]),
      ...missingValues(tree, converted.values),
    ],
  };
}

const lost = (tree: SourceTree, what: string): Finding => ({ file: tree.directories[0] ?? '.', line: 1, what });

/** Components of all package directories, their parts (fields, labels, …) as components of their own. */
function resolveAll(tree: SourceTree): { components: SourceComponent[] } | { findings: Finding[] } {
  const resolver = new MetadataResolver();
  try {
    const top = tree.directories.flatMap((directory) => resolver.getComponentsFromPath(join(tree.root, directory)));
    const whole = top.flatMap((component) => [...(component.xml ? [component] : []), ...component.getChildren()]);
    return { components: unique(whole) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const path = tree.paths.find((candidate) => message.includes(join(tree.root, candidate)));
    return { findings: [{ file: path ?? '.', line: 1, what: message.replaceAll(`${tree.root}${sep}`, '') }] };
  }
}

function unique(components: readonly SourceComponent[]): SourceComponent[] {
  return [
    ...new Map(components.map((component) => [`${component.type.name} ${component.fullName}`, component])).values(),
  ];
}

/** Files that are a component themselves and hold others, and the element that is one of those. */
const HOLDERS = { CustomLabels: 'labels', AssignmentRules: 'assignmentRule' } as const;

function expectedComponents(tree: SourceTree): number {
  const held = Object.entries(HOLDERS).flatMap(([type, part]) =>
    tree.ofType(type).flatMap(({ xml }) => childrenOf(xml, part)),
  );
  // Each piece of content of a site is a component of its own.
  const contents = tree.paths.filter((path) => path.endsWith('/_meta.json'));
  return tree.files.length + tree.malformed.length + held.length + contents.length;
}

function unmapped(tree: SourceTree, components: readonly SourceComponent[]): Finding[] {
  const mapped = new Set(
    components
      .flatMap((component) => [component.xml, ...component.walkContent()])
      .map((path) => path && relative(tree.root, path).split(sep).join('/')),
  );
  return tree.paths
    .filter((path) => !mapped.has(path))
    .map((file) => ({
      file,
      line: 1,
      what: 'belongs to no component, so it would not be deployed (does its -meta.xml lack?)',
    }));
}

/** Folder and suffix decide the type for the library; the root element must say the same. */
function misplaced(tree: SourceTree, components: readonly SourceComponent[]): Finding[] {
  const types = new Map(
    components
      .filter(({ xml, parent }) => xml && xml !== parent?.xml)
      .map((component) => [relative(tree.root, component.xml!).split(sep).join('/'), component.type.name]),
  );
  return tree.files.flatMap(({ path, type, xml }) => {
    const byPlace = types.get(path);
    const isSettings = byPlace === 'Settings' && type.endsWith('Settings'); // each kind of settings has a root of its own
    return byPlace && byPlace !== type && !isSettings
      ? [findingAt(xml.position, `is a ${byPlace} by folder and suffix, and a <${type}> inside`)]
      : [];
  });
}

async function convert(tree: SourceTree): Promise<{ values: string[] }> {
  const directory = await mkdtemp(join(tmpdir(), 'portway-convert-'));
  try {
    const set = ComponentSet.fromSource(tree.directories.map((path) => join(tree.root, path)));
    set.apiVersion = tree.apiVersion; // without both versions the library asks the network
    set.sourceApiVersion = tree.apiVersion;
    await new MetadataConverter().convert(set, 'metadata', {
      type: 'directory',
      outputDirectory: directory,
      genUniqueDir: false,
    });
    const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter(
      (entry) => entry.isFile() && entry.name !== 'package.xml',
    );
    const values = await Promise.all(files.map((entry) => valuesOfFile(join(entry.parentPath, entry.name))));
    return { values: values.flat() };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function valuesOfFile(path: string): Promise<string[]> {
  const text = await readFile(path, 'utf8');
  return text.startsWith('<?xml') ? leavesOf(parseXml(text, path)).map(keyOf) : [];
}

const leavesOf = (root: XmlElement): XmlElement[] =>
  [...everyElement(root)].filter((element) => element.children.length === 0);
const keyOf = (leaf: XmlElement): string => `${leaf.name}=${leaf.text.replaceAll('\r\n', '\n')}`;

/** Values of the source that the converted files do not have, or not as often. */
function missingValues(tree: SourceTree, converted: readonly string[]): Finding[] {
  const left = new Map<string, number>();
  for (const value of converted) left.set(value, (left.get(value) ?? 0) + 1);
  const missing: Finding[] = [];
  for (const { xml, path } of tree.files) {
    for (const leaf of leavesOf(xml)) {
      const count = left.get(keyOf(leaf)) ?? 0;
      if (leaf !== xml && count === 0)
        missing.push({ file: path, line: leaf.position.line, what: `<${leaf.name}> is lost in conversion` });
      left.set(keyOf(leaf), count - 1);
    }
  }
  return missing;
}
