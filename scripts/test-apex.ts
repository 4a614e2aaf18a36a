// npm run test:apex: runs the Apex tests of a Salesforce DX project in a fresh local org and prints what happened.
// Ends with 0 when all passed, 1 when a test failed or coverage falls short, 2 when there was nothing to run or no org to run it in.
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { testFilter } from '../local/src/salesforce/apex/testing/filter.ts';
import { junitXml } from '../local/src/salesforce/apex/testing/junit.ts';
import { shortfalls, type SuiteOutcome } from '../local/src/salesforce/apex/testing/outcome.ts';
import { classReport, coverageReport, summaryLine, testJson } from '../local/src/salesforce/apex/testing/report.ts';
import { openTestOrg, openTestOrgLeniently } from '../local/src/salesforce/apex/testing/open-org.ts';
import { runApexTests } from '../local/src/salesforce/apex/testing/run-tests.ts';

const USAGE = `usage: npm run test:apex -- [options]
  --project DIR               folder with sfdx-project.json (default: this one)
  --filter CLASS[.METHOD]     only these; * stands for any text; may be given more than once
  --coverage                  lines covered per class and in all
  --min-coverage PERCENT      fail when fewer of all lines are covered
  --min-class-coverage PERCENT  fail when fewer lines of any class are covered
  --json                      the outcome as JSON instead of text
  --junit FILE                the outcome as JUnit XML too`;

const OPTIONS = {
  project: { type: 'string', default: '.' },
  filter: { type: 'string', multiple: true, default: [] as string[] },
  coverage: { type: 'boolean', default: false },
  'min-coverage': { type: 'string', default: '0' },
  'min-class-coverage': { type: 'string', default: '0' },
  json: { type: 'boolean', default: false },
  junit: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

async function main(): Promise<number> {
  const { values } = parseArgs({ options: OPTIONS });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const goal = { overall: percent(values['min-coverage']), eachClass: percent(values['min-class-coverage']) };
  const project = resolve(values.project);
  const org = await (project === resolve('.') ? openTestOrg(project) : openTestOrgLeniently(project, tellLeftOut));
  const outcome = runApexTests(org, {
    filter: testFilter(values.filter),
    withCoverage: values.coverage || goal.overall > 0 || goal.eachClass > 0,
    ...(!values.json && { onClass: (methods) => console.log(`${classReport(methods)}\n`) }),
  });
  const short = shortfalls(outcome.coverage, goal);
  if (values.json) console.log(testJson(outcome, values.coverage));
  else printEnd(outcome, values.coverage, short);
  if (values.junit) await writeReport(values.junit, junitXml(outcome));
  if (outcome.methods.length === 0) throw new Error(`no Apex test in ${values.project} fits the filter`);
  return outcome.methods.every(({ verdict }) => verdict === 'Pass') && short.length === 0 ? 0 : 1;
}

/** On stderr, so that --json stays JSON. */
function tellLeftOut(path: string, reason: Error): void {
  console.error(`Left out ${path}: ${reason.message}`);
}

function printEnd({ coverage, ...outcome }: SuiteOutcome, withCoverage: boolean, short: readonly string[]): void {
  if (withCoverage) console.log(`${coverageReport(coverage)}\n`);
  for (const what of short) console.log(what);
  console.log(summaryLine({ coverage, ...outcome }));
}

function percent(text: string): number {
  const value = Number(text);
  if (!(value >= 0 && value <= 100)) throw new Error(`${text} is no percentage\n${USAGE}`);
  return value;
}

async function writeReport(file: string, text: string): Promise<void> {
  await mkdir(dirname(resolve(file)), { recursive: true });
  await writeFile(file, text);
}

main().then(
  (code) => void (process.exitCode = code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 2;
  },
);
