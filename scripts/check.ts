// npm run check: everything about the project that can be proved without an org. Prints what was looked at and, with file and
// line, what is wrong; ends with 1 if anything is. What only an org can tell stands in docs/deploy.md.
import { parseArgs } from 'node:util';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CHECKS, type Check, type CheckName } from './check/checks.ts';
import { counted, type CheckResult, type Finding } from './check/finding.ts';
import { readSourceTree } from './check/source-tree.ts';
import { writeGeneratedTypes } from './lwc/build.ts';

const USAGE = `usage: npm run check -- [--only ${Object.keys(CHECKS).join(',')}] [--root <project>]`;

function chosenChecks(only: string | undefined): [string, Check][] {
  const names = only?.split(',') ?? Object.keys(CHECKS);
  const unknown = names.filter((name) => !Object.hasOwn(CHECKS, name));
  if (unknown.length > 0) throw new Error(`no check named ${unknown.join(', ')}\n${USAGE}`);
  return names.map((name) => [name, CHECKS[name as CheckName]]);
}

const inOrder = (a: Finding, b: Finding): number =>
  a.file.localeCompare(b.file) || a.line - b.line || (a.column ?? 0) - (b.column ?? 0);

function print(name: string, { summary, findings, notRun }: CheckResult): void {
  const verdict = notRun ? 'NOT RUN' : findings.length === 0 ? 'ok' : counted(findings.length, 'finding');
  console.log(`${name.padEnd(12)} ${verdict.padEnd(12)} ${summary}`);
  for (const { file, line, column, what } of [...findings].sort(inOrder))
    console.log(`  ${file}:${line}${column ? `:${column}` : ''}: ${what}`);
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { only: { type: 'string' }, root: { type: 'string', default: '.' } } });
  const tree = readSourceTree(resolve(values.root));
  // Lint and types of components need what is generated for them.
  if (existsSync(join(tree.root, 'tsconfig.lwc.json'))) writeGeneratedTypes(tree);
  const running = chosenChecks(values.only).map(async ([name, check]) => [name, await check(tree)] as const);
  let wrong = 0;
  const notRun: string[] = [];
  for (const each of running) {
    const [name, result] = await each;
    print(name, result);
    wrong += result.findings.length;
    if (result.notRun) notRun.push(name);
  }
  console.log(wrong === 0 ? '\nNothing wrong found.' : `\n${counted(wrong, 'finding')}.`);
  if (notRun.length > 0)
    console.log(`NOT RUN on this machine: ${notRun.join(', ')}. What they look for was not looked for.`);
  process.exitCode = wrong === 0 ? 0 : 1;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
});
