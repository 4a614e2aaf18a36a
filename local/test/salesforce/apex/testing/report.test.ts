// What is printed and written about a run of tests.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testFilter } from '../../../../src/salesforce/apex/testing/filter.ts';
import { junitXml } from '../../../../src/salesforce/apex/testing/junit.ts';
import { shortfalls, type SuiteOutcome } from '../../../../src/salesforce/apex/testing/outcome.ts';
import { coverageReport, testJson, testReport } from '../../../../src/salesforce/apex/testing/report.ts';

const OUTCOME: SuiteOutcome = {
  timeMs: 1234,
  methods: [
    { className: 'BoxTest', methodName: 'opens', verdict: 'Pass', timeMs: 12.4, message: null, stackTrace: null },
    {
      className: 'BoxTest',
      methodName: 'closes',
      verdict: 'Fail',
      timeMs: 3,
      message: 'System.AssertException: Assertion Failed: Expected: <1>, Actual: 2',
      stackTrace: 'Class.Box.close: line 4, column 9\nClass.BoxTest.closes: line 12, column 1',
    },
  ],
  coverage: [
    { name: 'Box', file: 'classes/Box.cls', isTrigger: false, covered: [3, 4, 9], uncovered: [5, 6, 7, 12] },
    { name: 'Lid', file: 'classes/Lid.cls', isTrigger: false, covered: [2], uncovered: [] },
  ],
};

test('the report names each method with its time, and a failure with its Apex stack', () => {
  assert.equal(
    testReport(OUTCOME),
    `BoxTest
  ✓ opens  12 ms
  ✗ closes  3 ms
      System.AssertException: Assertion Failed: Expected: <1>, Actual: 2
      Class.Box.close: line 4, column 9
      Class.BoxTest.closes: line 12, column 1

2 tests, 1 passed, 1 failed, 1.2 s`,
  );
});

test('coverage is told per class, with the lines that are missing, and overall', () => {
  const [, box, lid, all] = coverageReport(OUTCOME.coverage).split('\n');
  assert.match(box!, /Box +42\.9 % +3\/7 {2}not: 5–7, 12/);
  assert.match(lid!, /Lid +100\.0 % +1\/1$/);
  assert.match(all!, /All +50\.0 % +4\/8$/);
});

test('JUnit XML groups by class and escapes what XML reserves', () => {
  const xml = junitXml(OUTCOME);
  assert.match(xml, /<testsuites name="Apex" tests="2" failures="1"/);
  assert.match(xml, /<testcase classname="BoxTest" name="opens" time="0.012"\/>/);
  assert.match(xml, /<failure type="System.AssertException" message="[^"]*Expected: &lt;1&gt;, Actual: 2">/);
  assert.match(xml, /Class\.Box\.close: line 4, column 9&#10;Class\.BoxTest/);
});

test('JSON carries coverage only when it is asked for', () => {
  assert.deepEqual((JSON.parse(testJson(OUTCOME, false)) as { summary: unknown }).summary, {
    tests: 2,
    passed: 1,
    failed: 1,
    timeMs: 1234,
  });
  assert.ok(!('coverage' in (JSON.parse(testJson(OUTCOME, false)) as object)));
  const { coverage } = JSON.parse(testJson(OUTCOME, true)) as { coverage: { percent: number } };
  assert.equal(coverage.percent, 50);
});

test('a goal names every class that falls short, and the whole', () => {
  assert.deepEqual(shortfalls(OUTCOME.coverage, { overall: 40, eachClass: 40 }), []);
  assert.deepEqual(shortfalls(OUTCOME.coverage, { overall: 60, eachClass: 85 }), [
    '50.0 % of all lines are covered, 60 % are asked for',
    'Box has 42.9 % of its lines covered, 85 % are asked for: lines 5, 6, 7, 12',
  ]);
});

for (const [patterns, className, methodName, expected] of [
  [[], 'BoxTest', 'opens', true],
  [['boxtest'], 'BoxTest', 'opens', true],
  [['Box'], 'BoxTest', 'opens', false],
  [['Box*'], 'BoxTest', 'opens', true],
  [['BoxTest.opens'], 'BoxTest', 'opens', true],
  [['BoxTest.opens'], 'BoxTest', 'opensTwice', false],
  [['*.open*'], 'BoxTest', 'opensTwice', true],
  [['LidTest', 'BoxTest.closes'], 'BoxTest', 'closes', true],
  [['LidTest', 'BoxTest.closes'], 'BoxTest', 'opens', false],
] as const)
  test(`the filter ${JSON.stringify(patterns)} ${expected ? 'takes' : 'leaves'} ${className}.${methodName}`, () => {
    assert.equal(testFilter(patterns).takes(className, methodName), expected);
  });
