// npm run check: everything about the project that can be proved without an org. Prints what was looked at and, with file and
// line, what is wrong; ends with 1 if anything is. What only an org can tell stands in docs/deploy.md.
import { parseArgs } from 'node:util';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { checkGrants } from './check/apex/grants.ts';
import { checkApexQueries } from './check/apex/soql.ts';
import { checkApexStyle } from './check/apex/style.ts';
import { checkApexTypes } from './check/apex/types.ts';
import { checkConversion } from './check/conversion.ts';
import { counted, type CheckResult, type Finding } from './check/finding.ts';
import { checkWithFlowScanner } from './check/flow-scanner.ts';
import { checkPlatformRules } from './check/platform-rules.ts';
import { checkComponentTypes } from './check/components.ts';
import { checkFormat, checkLint, checkSiteTypes, checkTypes } from './check/programs.ts';
import { checkReferences } from './check/references.ts';
import { checkSchema } from './check/schema.ts';
import { checkSites } from './check/site.ts';
import { readSourceTree, type SourceTree } from './check/source-tree.ts';
import { checkTexts } from './check/texts.ts';
import { writeGeneratedTypes } from './lwc/build.ts';

type Check = (this: void, tree: SourceTree) => CheckResult | Promise<CheckResult>;

const CHECKS: Readonly<Record<string, Check>> = {
  schema: checkSchema,
  rules: checkPlatformRules,
  refs: checkReferences,
  conversion: checkConversion,
  site: checkSites,
  texts: checkTexts,
  flows: checkWithFlowScanner,
  soql: checkApexQueries,
  grants: checkGrants,
  apex: checkApexTypes,
  pmd: checkApexStyle,
  format: ({ root }) => checkFormat(root),
  lint: ({ root }) => checkLint(root),
  types: ({ root }) => checkTypes(root),
  'site-types': ({ root }) => checkSiteTypes(root),
  lwc: checkComponentTypes,
};

const USAGE = `usage: npm run check -- [--only ${Object.keys(CHECKS).join(',')}] [--root <project>]`;

function chosenChecks(only: string | undefined): [string, Check][] {
  const names = only?.split(',') ?? Object.keys(CHECKS);
  const unknown = names.filter((name) => !Object.hasOwn(CHECKS, name));
  if (unknown.length > 0) throw new Error(`no check named ${unknown.join(', ')}\n${USAGE}`);
  return names.map((name) => [name, CHECKS[name]!]);
}

const inOrder = (a: Finding, b: Finding): number =>
  a.file.localeCompare(b.file) || a.line - b.line || (a.column ?? 0) - (b.column ?? 0);

function print(name: string, { summary, findings, notRun }: CheckResult): void {
  const verdict = notRun ? 'NOT RUN' : findings.length === 0 ? 'ok' : counted(findings.length, 'finding');
  console.log(`${name.padEnd(11)} ${verdict.padEnd(12)} ${summary}`);
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
