// The LWC compiler, which the platform runs on every component that is deployed, run here on the same files.
// Its version is that of our dependencies; a component keeps the behaviour of its own apiVersion.
import { join, sep } from 'node:path';
import { textOf } from '../../../local/src/salesforce/metadata/xml.ts';
import { CompileRefusal, compileModule } from '../../../local/src/salesforce/site/build/compile-module.ts';
import type { SourceTree } from '../source-tree.ts';
import type { BundleProblem, ComponentBundle, ComponentFile } from './component-bundle.ts';

/** One text compiles as it did before: several checks of one process, as the tests run them, need not wait for each again. */
const compiled = new Map<string, BundleProblem | undefined>();

export function* checkCompiles(bundle: ComponentBundle, { root, apiVersion }: SourceTree): Iterable<BundleProblem> {
  const version = parseInt((bundle.meta && textOf(bundle.meta.xml, 'apiVersion')) ?? apiVersion, 10);
  for (const file of bundle.files) {
    if (file.name.includes('/') || file.name.endsWith('.d.ts') || !/\.(ts|js|html|css)$/.test(file.name)) continue;
    const key = `${version} ${file.path} ${file.text}`;
    if (!compiled.has(key)) compiled.set(key, problemOf(bundle, file, root, version));
    const problem = compiled.get(key);
    if (problem) yield problem;
  }
}

function problemOf(
  { name }: ComponentBundle,
  { path, text }: ComponentFile,
  root: string,
  version: number,
): BundleProblem | undefined {
  try {
    const { warnings } = compileModule(text, join(root, path), { namespace: 'c', name }, version);
    const [first] = warnings;
    return first && { at: { file: path, line: first.line }, what: `${first.message} [LWC compiler]` };
  } catch (error) {
    if (!(error instanceof CompileRefusal)) throw error;
    return {
      at: { file: path, line: lineOf(error, text) },
      what: `${error.message.replaceAll(`${root}${sep}`, '')} [LWC compiler]`,
    };
  }
}

/** Refusals of whole files that the compiler gives no line for, and what in the file they are about. */
const PLACES: readonly (readonly [refusal: RegExp, place: RegExp])[] = [
  [/private methods are not enabled/, /^[^\S\n]*((async|static|get|set)\s+)*#\w+\s*\(/m],
];

function lineOf({ message, line }: CompileRefusal, text: string): number {
  const place = PLACES.find(([refusal]) => refusal.test(message))?.[1].exec(text);
  return place ? text.slice(0, place.index).split('\n').length : line;
}
