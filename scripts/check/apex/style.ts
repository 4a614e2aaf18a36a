// Style and known traps of Apex, by PMD with the rules of pmd-rules.xml.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { counted, type CheckResult, type Finding } from '../finding.ts';
import type { SourceTree } from '../source-tree.ts';
import { apexPaths } from './sources.ts';
import { findJava, NO_JAVA, runJava } from './java.ts';

export const RULES_FILE = join(import.meta.dirname, 'pmd-rules.xml');

/** What the wrapper around PMD writes. */
interface Report {
  readonly violations: readonly {
    readonly rule: string;
    readonly message: string;
    readonly codeLocation: { readonly file: string; readonly startLine: number; readonly startCol: number };
  }[];
  readonly processingErrors: readonly { readonly file: string; readonly message: string }[];
}

/** @param java the program to run, or undefined where there is none */
export async function checkApexStyle(tree: SourceTree, java = findJava()): Promise<CheckResult> {
  const paths = apexPaths(tree);
  if (paths.length === 0) return { summary: 'no Apex', findings: [] };
  const summary = `PMD over ${counted(paths.length, 'Apex file')}`;
  if (!java) return { summary: `${summary} ${NO_JAVA}`, findings: [], notRun: true };
  const folder = await mkdtemp(join(tmpdir(), 'portway-pmd-'));
  try {
    const report = await runPmd(java, tree, paths, folder);
    if (typeof report === 'string') return { summary, findings: [{ file: '.', line: 1, what: report }] };
    return { summary, findings: findingsOf(report, tree.root) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function runPmd(
  java: string,
  tree: SourceTree,
  paths: readonly string[],
  folder: string,
): Promise<Report | string> {
  const [input, output] = [join(folder, 'input.json'), join(folder, 'output.json')];
  const filesToScan = paths.map((path) => join(tree.root, path));
  await writeFile(
    input,
    JSON.stringify({ ruleSetInputFile: RULES_FILE, runDataPerLanguage: { apex: { filesToScan } } }),
  );
  const run = await runJava(java, 'com.salesforce.sfca.pmdwrapper.PmdWrapper', ['run', input, output], tree.root);
  try {
    return JSON.parse(await readFile(output, 'utf8')) as Report;
  } catch {
    const said = (run.stderr || run.stdout).trim().split('\n').slice(0, 5).join(' ');
    return `PMD ended with ${run.code}: ${said}`;
  }
}

function findingsOf({ violations, processingErrors }: Report, root: string): Finding[] {
  const inProject = (path: string) => relative(root, path).split(sep).join('/');
  return [
    ...violations.map(({ rule, message, codeLocation: { file, startLine, startCol } }) => ({
      file: inProject(file),
      line: startLine,
      column: startCol,
      what: `${message} [PMD ${rule}]`,
    })),
    ...processingErrors.map(({ file, message }) => ({
      file: inProject(file),
      line: 1,
      what: `PMD could not read it: ${message.split('\n', 1)[0]}`,
    })),
  ];
}
