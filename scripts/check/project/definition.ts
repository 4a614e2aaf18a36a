// sfdx-project.json: package directories, the API version, and what is replaced on the way to an org.
// Source: Salesforce DX Developer Guide, "Salesforce DX Project Configuration", "Replace Strings in Code Before Deploying or
// Packaging". A replacement that finds nothing is silently none, and the org gets the placeholder.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProjectProblem } from '../project.ts';
import { parseJson, type JsonNode } from '../site/json.ts';
import type { SourceTree } from '../source-tree.ts';

export const DEFINITION = 'sfdx-project.json';

/** @throws SyntaxError it is no JSON */
export const definitionOf = ({ root }: SourceTree): JsonNode =>
  parseJson(readFileSync(join(root, DEFINITION), 'utf8'), DEFINITION);

export function* definitionProblems(tree: SourceTree): Iterable<ProjectProblem> {
  const definition = definitionOf(tree);
  yield* directoryProblems(definition.get('packageDirectories'), tree);
  const version = definition.get('sourceApiVersion');
  if (!version) yield { at: definition.at, what: 'has no sourceApiVersion: each machine would deploy by its own' };
  else if (!/^\d{2}\.0$/.test(version.text))
    yield { at: version.at, what: `sourceApiVersion ${version.written} is no API version` };
  for (const replacement of definition.get('replacements')?.items ?? []) yield* replacementProblems(replacement, tree);
}

function* directoryProblems(list: JsonNode | undefined, { root, paths }: SourceTree): Iterable<ProjectProblem> {
  const directories = list?.items ?? [];
  const defaults = directories.filter((each) => each.get('default')?.written === 'true');
  if (directories.length > 1 && defaults.length !== 1)
    yield { at: list!.at, what: `${defaults.length} of the package directories are the default one, not 1` };
  for (const directory of directories) {
    const path = directory.textAt('path').replace(/^\.\/|\/$/g, '');
    const at = (directory.get('path') ?? directory).at;
    if (!existsSync(join(root, path))) yield { at, what: `there is no folder ${path}` };
    else if (!paths.some((each) => each.startsWith(`${path}/`))) yield { at, what: `${path} holds nothing to deploy` };
  }
}

/** Of each pair one must be there. */
const PAIRS = [
  ['filename', 'glob'],
  ['stringToReplace', 'regexToReplace'],
  ['replaceWithEnv', 'replaceWithFile'],
] as const;

function* replacementProblems(replacement: JsonNode, { root, paths }: SourceTree): Iterable<ProjectProblem> {
  for (const pair of PAIRS)
    if (pair.filter((key) => replacement.get(key)).length !== 1)
      yield { at: replacement.at, what: `a replacement says one of ${pair.join(' and ')}` };
  const [filename, text, file, variable] = ['filename', 'stringToReplace', 'replaceWithFile', 'replaceWithEnv'].map(
    (key) => replacement.get(key),
  );
  if (file && !existsSync(join(root, file.text))) yield { at: file.at, what: `there is no file ${file.text}` };
  if (variable && !/^[A-Za-z_]\w*$/.test(variable.text))
    yield { at: variable.at, what: `${variable.text} is no name of an environment variable` };
  if (!filename) return;
  if (!paths.includes(filename.text)) yield { at: filename.at, what: `nothing that deploys is ${filename.text}` };
  else if (text && !readFileSync(join(root, filename.text), 'utf8').includes(text.text))
    yield { at: text.at, what: `‘${text.text}’ does not stand in ${filename.text}` };
}
