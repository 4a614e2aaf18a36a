// Apex tests ordered by clients: at once, or as a job that is asked about.
import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import type { RunningLocalOrg } from '../../../../src/salesforce/serve.ts';
import { apexClass, writeProject, xml } from '../../dml/test-org.ts';
import { ADMIN, OPEN_CLIENT_ID, rest, signIn, startTestOrg, type Refusal } from '../running-org.ts';

let org: RunningLocalOrg;
let token: string;
let remove: () => Promise<void>;
before(async () => {
  const projectDir = await writeProject({
    ...apexClass('Adder', 'public class Adder {\n  public static Integer add(Integer a) {\n    return a + 1;\n  }\n}'),
    ...apexClass(
      'AdderTest',
      `@IsTest private class AdderTest {
  @IsTest static void adds() { System.assertEquals(2, Adder.add(1)); }
  @IsTest static void fails() { System.assertEquals(3, Adder.add(1)); }
}`,
    ),
    ...apexClass('OtherTest', '@IsTest private class OtherTest { @IsTest static void runs() {} }'),
    'testSuites/Few.testSuite-meta.xml': xml('ApexTestSuite', '<testClassName>OtherTest</testClassName>'),
  });
  remove = () => rm(projectDir, { recursive: true });
  org = await startTestOrg({ projectDir, users: [] });
  token = await signIn(org, { iss: OPEN_CLIENT_ID, sub: ADMIN });
});
after(async () => {
  await org.close();
  await remove();
});

const classId = (name: string) => String(org.org.store.find('ApexClass', 'Name', name)[0]!['Id']);

interface Records {
  readonly records: readonly Readonly<Record<string, unknown>>[];
}

async function query(soql: string): Promise<Records['records']> {
  const { body } = await rest<Records>(org, token, 'GET', `/tooling/query?q=${encodeURIComponent(soql)}`);
  return body.records;
}

test('a synchronous run answers successes, failures with their stack, and coverage', async () => {
  const { body } = await rest<{
    numTestsRun: number;
    successes: { methodName: string }[];
    failures: { id: string; methodName: string; message: string; stackTrace: string }[];
    codeCoverage: object[];
  }>(org, token, 'POST', '/tooling/runTestsSynchronous', {
    tests: [{ className: 'AdderTest' }],
    testLevel: 'RunSpecifiedTests',
    skipCodeCoverage: false,
  });
  assert.equal(body.numTestsRun, 2);
  assert.deepEqual(
    body.successes.map(({ methodName }) => methodName),
    ['adds'],
  );
  const [failure] = body.failures;
  assert.deepEqual([failure!.id, failure!.methodName], [classId('AdderTest'), 'fails']);
  assert.match(failure!.message, /^System\.AssertException: Assertion Failed: Expected: 3, Actual: 2$/);
  assert.match(failure!.stackTrace, /^Class\.AdderTest\.fails: line 3, column \d+$/);
  assert.partialDeepStrictEqual(body.codeCoverage, [{ name: 'Adder', numLocations: 1, numLocationsNotCovered: 0 }]);
});

test('an asynchronous run is followed by its job id to its results and coverage', async () => {
  const { body: jobId } = await rest<string>(org, token, 'POST', '/tooling/runTestsAsynchronous', {
    testLevel: 'RunLocalTests',
    category: ['Apex'],
  });
  assert.match(jobId, /^707\w{15}$/);
  const status = async () =>
    (await query(`SELECT AsyncApexJobId, Status FROM ApexTestRunResult WHERE AsyncApexJobId = '${jobId}'`))[0]![
      'Status'
    ];
  // Building an org takes the run some turns of the loop that also answers the questions.
  const deadline = Date.now() + 60_000;
  while ((await status()) === 'Processing' && Date.now() < deadline);
  assert.equal(await status(), 'Failed');
  const items = await query(`SELECT Id, Status, ApexClassId FROM ApexTestQueueItem WHERE ParentJobId = '${jobId}'`);
  assert.deepEqual(
    items.map(({ Status, ApexClassId }) => [Status, ApexClassId]),
    [
      ['Failed', classId('AdderTest')],
      ['Completed', classId('OtherTest')],
    ],
  );
  const ids = items.map(({ Id }) => `'${String(Id)}'`).join(',');
  const results = await query(
    `SELECT MethodName, Outcome, ApexClass.Name FROM ApexTestResult WHERE QueueItemId IN (${ids})`,
  );
  assert.deepEqual(
    results.map(({ MethodName, Outcome, ApexClass }) => [MethodName, Outcome, (ApexClass as { Name: string }).Name]),
    [
      ['adds', 'Pass', 'AdderTest'],
      ['fails', 'Fail', 'AdderTest'],
      ['runs', 'Pass', 'OtherTest'],
    ],
  );
  const reached = await query(
    `SELECT TestMethodName, Coverage FROM ApexCodeCoverage WHERE ApexTestClassId IN ('${classId('AdderTest')}')`,
  );
  assert.deepEqual(
    reached.map(({ TestMethodName, Coverage }) => [TestMethodName, Coverage]),
    ['adds', 'fails'].map((method) => [method, { coveredLines: [3], uncoveredLines: [] }]),
  );
  const [adder] = await query(
    `SELECT NumLinesCovered, Coverage FROM ApexCodeCoverageAggregate WHERE ApexClassorTriggerId IN ('${classId('Adder')}')`,
  );
  assert.partialDeepStrictEqual(adder, { NumLinesCovered: 1, Coverage: { coveredLines: [3], uncoveredLines: [] } });
});

for (const [title, body, expected] of [
  ['a method', { tests: [{ classId: () => classId('AdderTest'), testMethods: ['adds'] }] }, 1],
  ['a suite', { suiteNames: 'Few', testLevel: 'RunSpecifiedTests' }, 1],
  ['class names', { classNames: 'AdderTest,OtherTest' }, 3],
] as const)
  test(`a run takes ${title}`, async () => {
    const sent = JSON.stringify(body, (_key, value: unknown) =>
      value && typeof value === 'object' && 'classId' in value ? { ...value, classId: classId('AdderTest') } : value,
    );
    const reply = await rest<{ numTestsRun: number }>(org, token, 'POST', '/tooling/runTestsSynchronous', sent);
    assert.equal(reply.body.numTestsRun, expected);
  });

test('a run of a class that is not there is refused in the words of an org', async () => {
  const tests = [{ className: 'Nonsense' }];
  const { status, body } = await rest<Refusal[]>(org, token, 'POST', '/tooling/runTestsSynchronous', { tests });
  assert.deepEqual([status, body[0]!.errorCode], [400, 'INVALID_INPUT']);
  assert.match(body[0]!.message, /class name's value is invalid: Nonsense\./);
});

test('a run without coverage is told without it', async () => {
  const order = { tests: [{ className: 'OtherTest' }], skipCodeCoverage: true };
  const { body } = await rest<{ codeCoverage: unknown[] }>(org, token, 'POST', '/tooling/runTestsSynchronous', order);
  assert.deepEqual(body.codeCoverage, []);
});

test('a run that names no tests is refused', async () => {
  const { status, body } = await rest<Refusal[]>(org, token, 'POST', '/tooling/runTestsAsynchronous', { tests: [] });
  assert.deepEqual([status, body[0]!.errorCode], [400, 'INVALID_INPUT']);
});
