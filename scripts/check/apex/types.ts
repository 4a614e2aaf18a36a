// Types of our Apex, by apex-ls: an open-source checker that knows the platform's types, the project's objects and labels.
// Not Salesforce's compiler: what it passes may still not deploy (docs/deploy.md); names in queries it does not judge (soql.ts).
import { relative, sep } from 'node:path';
import { counted, type CheckResult, type Finding } from '../finding.ts';
import type { SourceTree } from '../source-tree.ts';
import { apexPaths } from './sources.ts';
import { findJava, NO_JAVA, runJava } from './java.ts';

/** The shape of `CheckForIssues --format json`; lines count from 1, offsets from 0. */
interface Report {
  readonly files: readonly {
    readonly path: string;
    readonly messages: readonly {
      readonly start: { readonly line: number; readonly offset: number };
      readonly category: string;
      readonly message: string;
    }[];
  }[];
}

/** @param java the program to run, or undefined where there is none */
export async function checkApexTypes(tree: SourceTree, java = findJava()): Promise<CheckResult> {
  const paths = apexPaths(tree);
  if (paths.length === 0) return { summary: 'no Apex', findings: [] };
  const summary = `apex-ls over ${counted(paths.length, 'Apex file')}`;
  if (!java) return { summary: `${summary} ${NO_JAVA}`, findings: [], notRun: true };
  const mainClass = 'io.github.apexdevtools.apexls.CheckForIssues';
  const args = ['--workspace', tree.root, '--nocache', '--detail', 'warnings', '--format', 'json'];
  const { code, stdout, stderr } = await runJava(java, mainClass, args, tree.root);
  let report: Report;
  try {
    report = JSON.parse(stdout) as Report;
  } catch {
    const said = (stderr || stdout).trim().split('\n').slice(0, 5).join(' ');
    return { summary, findings: [{ file: '.', line: 1, what: `apex-ls ended with ${code}: ${said}` }] };
  }
  return { summary, findings: report.files.flatMap((file) => findingsOf(file, tree.root)) };
}

function findingsOf({ path, messages }: Report['files'][number], root: string): Finding[] {
  const file = relative(root, path).split(sep).join('/');
  return messages.map(({ start, category, message }) => ({
    file,
    line: start.line,
    column: start.offset + 1,
    what: `${cleared(message.replaceAll(`${root}${sep}`, ''))} [apex-ls ${category}]`,
  }));
}

/** It gives up on a class below itself, which declarations.ts names. */
const cleared = (message: string): string =>
  message.startsWith('Validation failed') ? 'apex-ls could not judge it' : message;
