// Anonymous Apex, Apex tests and debug logs.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CliCase } from '../case.ts';
import { ALIAS, type CliLab } from '../lab.ts';

interface TestRun {
  readonly summary: Readonly<Record<string, string | number>>;
  readonly tests: readonly { readonly MethodName: string; readonly Outcome: string }[];
  readonly coverage?: { readonly coverage: readonly { readonly name: string; readonly coveredPercent: number }[] };
}

const runTests = (...more: string[]): string[] => ['apex', 'run', 'test', '-o', ALIAS, ...more];

async function runApex(lab: CliLab, source: string) {
  await writeFile(join(lab.project, 'run.apex'), source);
  return lab.sf(['apex', 'run', '-o', ALIAS, '-f', 'run.apex']);
}

export const APEX_CASES: readonly CliCase[] = [
  {
    name: 'apex run shows the debug log of a block, and keeps what it saved',
    isShort: true,
    run: async (lab) => {
      const reply = await runApex(lab, "insert new Account(Name = 'By Apex'); System.debug('done & <dusted>');");
      assert.equal(reply.exitCode, 0, reply.text);
      assert.match(reply.stdout, /\|USER_DEBUG\|.*\|DEBUG\|done & <dusted>/);
    },
  },
  {
    name: 'apex run says line and column of a compile error, and the words of an exception',
    run: async (lab) => {
      const compile = await runApex(lab, 'Integer i = 1;\nInteger j = nothing;');
      assert.equal(compile.exitCode, 1);
      assert.match(compile.text, /Line 2 column \d+[^]*nothing/);
      const runtime = await runApex(lab, 'Integer i = 1 / 0;');
      assert.equal(runtime.exitCode, 1);
      assert.match(runtime.text, /System\.MathException: Divide by 0/);
    },
  },
  {
    name: 'apex run test --synchronous runs one class with its coverage',
    run: async (lab) => {
      const args = runTests('--synchronous', '--class-names', 'HomeServiceTest', '--code-coverage');
      const { summary, coverage } = await lab.result<TestRun>(args);
      assert.equal(summary.outcome, 'Passed');
      assert.ok(coverage!.coverage.some(({ name, coveredPercent }) => name === 'HomeService' && coveredPercent > 50));
    },
  },
  {
    name: 'apex run test --wait follows a run of several classes, and of one method',
    isShort: true,
    run: async (lab) => {
      const classes = ['HomeServiceTest', 'OwnServicesTest'].flatMap((name) => ['--class-names', name]);
      const { tests } = await lab.result<TestRun>(runTests(...classes, '--wait', '5'));
      assert.ok(tests.length > 2 && tests.every(({ Outcome }) => Outcome === 'Pass'));
      const [{ MethodName } = { MethodName: '' }] = tests;
      const cls = (tests[0] as unknown as { ApexClass: { Name: string } }).ApexClass.Name;
      const one = await lab.result<TestRun>(runTests('--tests', `${cls}.${MethodName}`, '--wait', '5'));
      assert.equal(one.tests.length, 1);
    },
  },
  {
    name: 'apex run test --test-level RunLocalTests runs all tests of the project, as JUnit and as TAP',
    run: async (lab) => {
      const all = await lab.ok(
        runTests('--test-level', 'RunLocalTests', '--wait', '10', '-r', 'junit', '-d', 'results'),
        {
          timeoutMs: 600_000,
        },
      );
      assert.match(all.stdout, /<testsuite[^>]+failures="0"/);
      assert.match(await readFile(join(lab.project, 'results/test-run-id.txt'), 'utf8'), /^707/);
      const tap = await lab.ok(runTests('--class-names', 'HomeServiceTest', '--wait', '5', '-r', 'tap'));
      assert.match(tap.stdout, /^ok 1 HomeServiceTest\./m);
    },
  },
  {
    name: 'apex get test waits for a run that goes on, and shows it',
    run: async (lab) => {
      const { testRunId } = await lab.result<{ testRunId: string }>(runTests('--class-names', 'OwnServicesTest'));
      const { summary } = await lab.result<TestRun>(['apex', 'get', 'test', '-o', ALIAS, '-i', testRunId]);
      assert.equal(summary.outcome, 'Passed');
    },
  },
  {
    name: 'apex run test names a class that is not there, and a suite that is not there',
    run: async (lab) => {
      const cls = await lab.sf(runTests('--class-names', 'Nonsense', '--wait', '5'));
      assert.equal(cls.exitCode, 1);
      assert.match(cls.text, /class name's value is invalid: Nonsense/);
      const suite = await lab.sf(runTests('--suite-names', 'Nonsense', '--wait', '5'));
      assert.match(suite.text, /no test suite Nonsense/);
    },
  },
  {
    name: 'apex list log and get log show what a traced user ran; apex tail log sets the trace',
    run: async (lab) => {
      let isRunning = false;
      const tail = await lab.sf(['apex', 'tail', 'log', '-o', ALIAS], {
        timeoutMs: 60_000,
        onOutput: (text, stop) => {
          if (/streamed while it ran/.test(text)) stop();
        },
        onStart: async () => {
          for (let tries = 0; !isRunning && tries < 10; tries += 1) {
            await runApex(lab, "System.debug('streamed while it ran');");
            isRunning = (await lab.ok(['apex', 'list', 'log', '-o', ALIAS, '--json'])).stdout.includes('07L');
          }
        },
      });
      assert.match(tail.stdout, /streamed while it ran/);
      assert.match((await lab.ok(['apex', 'get', 'log', '-n', '1', '-o', ALIAS])).stdout, /streamed while it ran/);
    },
  },
];
