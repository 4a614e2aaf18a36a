// npm run test:apex as a person or CI runs it: what it prints and how it ends.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { join } from 'node:path';
import { apexClass, writeProject } from '../../../local/test/salesforce/dml/test-org.ts';

const SCRIPT = join(import.meta.dirname, '../../test-apex.ts');

let project: string;
before(async () => {
  project = await writeProject({
    ...apexClass('Half', 'public class Half {\n  public static Integer of(Integer n) {\n    return 1 / n;\n  }\n}'),
    ...apexClass(
      'HalfTest',
      `@IsTest
private class HalfTest {
  @IsTest static void ofOne() { System.assertEquals(1, Half.of(1)); }
  @IsTest static void ofZero() {
    Half.of(0);
  }
}`,
    ),
    ...apexClass('Never', 'public class Never {\n  public static Integer run() {\n    return 1;\n  }\n}'),
    ...apexClass('Torn', 'public class Torn {\n  Integer x = ;\n}'),
  });
});
after(() => rm(project, { recursive: true }));

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function run(...args: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, [SCRIPT, '--project', project, ...args], (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}

test('classes, methods, times and failures are printed; a failure ends with 1', async () => {
  const { code, stdout } = await run('--coverage');
  assert.equal(code, 1);
  assert.match(stdout, /^Torn\n {2}✗ <load> {2}0 ms\n {6}Torn: line 2, column \d+: /m);
  assert.match(
    stdout,
    /^HalfTest\n {2}✓ ofOne {2}\d+ ms\n {2}✗ ofZero {2}\d+ ms\n {6}System\.MathException: Divide by 0/m,
  );
  assert.match(stdout, /^ {6}Class\.Half\.of: line 3, column \d+\n {6}Class\.HalfTest\.ofZero: line 5, column \d+$/m);
  assert.match(stdout, /^ {2}Half +100\.0 % +1\/1$/m);
  assert.match(stdout, /^ {2}Never +0\.0 % +0\/1 {2}not: 3$/m);
  assert.match(stdout, /^3 tests, 1 passed, 2 failed, \d+\.\d s$/m);
});

test('a filter chooses; when all pass it ends with 0', async () => {
  const { code, stdout } = await run('--filter', 'HalfTest.ofOne');
  assert.equal(code, 0, stdout);
  assert.match(stdout, /^1 test, 1 passed, 0 failed/m);
});

test('a filter that takes nothing ends with 2', async () => {
  const { code, stderr } = await run('--filter', 'Nothing');
  assert.equal(code, 2);
  assert.match(stderr, /no Apex test in .* fits the filter/);
});

test('coverage below what is asked for ends with 1 and names the class', async () => {
  const { code, stdout } = await run('--filter', 'HalfTest.ofOne', '--min-class-coverage', '50');
  assert.equal(code, 1);
  assert.match(stdout, /^Never has 0\.0 % of its lines covered, 50 % are asked for: lines 3$/m);
});

test('JSON and JUnit hold the same outcome', async () => {
  const junit = join(project, 'reports/junit.xml');
  const { stdout } = await run('--filter', 'HalfTest', '--json', '--junit', junit);
  const { summary, tests } = JSON.parse(stdout) as {
    summary: object;
    tests: { methodName: string; verdict: string }[];
  };
  assert.partialDeepStrictEqual(summary, { tests: 2, passed: 1, failed: 1 });
  assert.deepEqual(
    tests.map(({ methodName, verdict }) => [methodName, verdict]),
    [
      ['ofOne', 'Pass'],
      ['ofZero', 'Fail'],
    ],
  );
  const xml = await readFile(junit, 'utf8');
  assert.match(xml, /<testsuite name="HalfTest" tests="2" failures="1"/);
});

test('a folder that is no project ends with 2 and says so', async () => {
  const { code, stderr } = await run('--project', join(project, 'nowhere'));
  assert.equal(code, 2);
  assert.match(stderr, /sfdx-project\.json/);
});
