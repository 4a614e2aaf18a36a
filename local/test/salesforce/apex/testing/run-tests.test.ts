// The runner: which methods run, what each begins with, and what is told of those that fail.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MethodOutcome, SuiteOutcome } from '../../../../src/salesforce/apex/testing/outcome.ts';
import { testFilter } from '../../../../src/salesforce/apex/testing/filter.ts';
import { runApexTests } from '../../../../src/salesforce/apex/testing/run-tests.ts';
import { apexClass, customObject, testOrg, xml, type Files } from '../../dml/test-org.ts';

async function run(files: Files, ...filter: string[]): Promise<SuiteOutcome> {
  const org = await testOrg({ ...customObject('Box__c'), ...files });
  return runApexTests(org, { filter: testFilter(filter) });
}

const verdicts = ({ methods }: SuiteOutcome) =>
  methods.map(({ className, methodName, verdict }) => `${className}.${methodName} ${verdict}`);

async function only(files: Files, ...filter: string[]): Promise<MethodOutcome> {
  const { methods } = await run(files, ...filter);
  assert.equal(methods.length, 1, JSON.stringify(methods));
  return methods[0]!;
}

const trigger = (name: string, source: string): Files => ({
  [`triggers/${name}.trigger`]: source,
  [`triggers/${name}.trigger-meta.xml`]: xml('ApexTrigger', '<apiVersion>65.0</apiVersion><status>Active</status>'),
});

const testClass = (name: string, body: string): Files =>
  apexClass(name, `@IsTest\nprivate class ${name} {\n${body}\n}`);

test('methods marked @IsTest run, and those with the older keyword, in the order of the source; others do not', async () => {
  const files = {
    ...testClass(
      'BoxTest',
      `@IsTest static void second() {}
       @isTest(isParallel=true) private static void first() {}
       static void helper() { System.assert(false); }
       @IsTest void notStatic() { System.assert(false); }`,
    ),
    ...apexClass('Old', 'public class Old { static testMethod void runs() {} public static void no() {} }'),
    ...apexClass('Plain', 'public class Plain { public static void run() { System.assert(false); } }'),
  };
  assert.deepEqual(verdicts(await run(files)), ['BoxTest.second Pass', 'BoxTest.first Pass', 'Old.runs Pass']);
  assert.deepEqual(verdicts(await run(files, 'boxtest.FIRST')), ['BoxTest.first Pass']);
});

test('each method begins with fresh statics', async () => {
  const body = ['one', 'two']
    .map((name) => `@IsTest static void ${name}() { System.assertEquals(0, Counter.count); Counter.count++; }`)
    .join('\n');
  const files = {
    ...apexClass('Counter', 'public class Counter { public static Integer count = 0; }'),
    ...testClass('CounterTest', body),
  };
  assert.deepEqual(verdicts(await run(files)), ['CounterTest.one Pass', 'CounterTest.two Pass']);
});

test('a failure carries its message and the stack in Apex lines', async () => {
  const { verdict, message, stackTrace } = await only({
    ...apexClass(
      'Divider',
      'public class Divider {\n  public static Integer half(Integer n) {\n    return 1 / n;\n  }\n}',
    ),
    ...testClass('DividerTest', '  @IsTest static void byZero() {\n    Divider.half(0);\n  }'),
  });
  assert.deepEqual([verdict, message], ['Fail', 'System.MathException: Divide by 0']);
  assert.match(
    stackTrace!,
    /^Class\.Divider\.half: line 3, column \d+\nClass\.DividerTest\.byZero: line 4, column \d+$/,
  );
});

test('a class that does not parse is a failure of its own and stops no other', async () => {
  const files = {
    ...apexClass('Broken', 'public class Broken {\n  void run() { Integer x = ; }\n}'),
    ...testClass('FineTest', '@IsTest static void runs() {}'),
  };
  const { methods } = await run(files);
  assert.deepEqual(verdicts(await run(files)), ['Broken.<load> CompileFail', 'FineTest.runs Pass']);
  assert.match(methods[0]!.message!, /^Broken: line 2, column \d+: /);
});

test('what is not supported fails the test that reaches it, with class, line and construct', async () => {
  const files = testClass(
    'FutureTest',
    '  @IsTest static void reaches() {\n    NoSuchThing.run();\n  }\n  @IsTest static void runs() {}',
  );
  const { methods } = await run(files);
  assert.deepEqual(
    methods.map(({ verdict }) => verdict),
    ['CompileFail', 'Pass'],
  );
  assert.match(methods[0]!.message!, /^FutureTest: line 4, column 5: .*NoSuchThing/);
});

test('a setup method that fails fails every test of its class', async () => {
  const { methods } = await run(
    testClass(
      'SetTest',
      `@TestSetup static void make() { Integer x = 1 / 0; }
       @IsTest static void one() {}
       @IsTest static void two() {}`,
    ),
  );
  assert.deepEqual(
    methods.map(({ verdict, message }) => [verdict, message]),
    Array(2).fill(['Fail', 'System.MathException: Divide by 0']),
  );
});

test('a class with a setup method may not ask for all data', async () => {
  const { verdict, message } = await only(
    testClass('AllTest', '@TestSetup static void make() {}\n@IsTest(SeeAllData=true) static void one() {}'),
  );
  assert.equal(verdict, 'CompileFail');
  assert.match(message!, /SeeAllData/);
});

test('a trigger counts too, and one that does not parse is a failure of its own', async () => {
  const { methods, coverage } = await run({
    ...trigger(
      'OnBox',
      "trigger OnBox on Box__c (before insert) {\n  for (Box__c box : Trigger.new) {\n    box.Name = 'x';\n  }\n}",
    ),
    ...trigger('Torn', 'trigger Torn on Box__c (after insert) {\n  Integer x = ;\n}'),
    ...testClass('BoxTest', '@IsTest static void runs() {}'),
  });
  assert.deepEqual(
    methods.map(({ className, verdict }) => [className, verdict]),
    [
      ['Torn', 'CompileFail'],
      ['BoxTest', 'Pass'],
    ],
  );
  assert.partialDeepStrictEqual(coverage, [{ name: 'OnBox', isTrigger: true, covered: [], uncovered: [2, 3] }]);
});

test('coverage counts the lines that hold statements, of methods never called too, and of no test', async () => {
  const { coverage } = await run({
    ...apexClass(
      'Sign',
      `public class Sign {
  public static String of(Integer n) {
    if (n < 0) {
      return 'minus';
    }
    return 'plus';
  }
  public static void never() {
    Integer x = 1;
  }
}`,
    ),
    ...testClass('SignTest', "@IsTest static void plus() { System.assertEquals('plus', Sign.of(1)); }"),
  });
  assert.deepEqual(coverage, [
    {
      name: 'Sign',
      file: 'force-app/main/default/classes/Sign.cls',
      isTrigger: false,
      covered: [3, 6],
      uncovered: [4, 9],
    },
  ]);
});
