// What tests do to the org's records.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runApexTests } from '../../../../src/salesforce/apex/testing/run-tests.ts';
import type { SuiteOutcome } from '../../../../src/salesforce/apex/testing/outcome.ts';
import { apexClass, customObject, testOrg, type Files } from '../../dml/test-org.ts';

const verdicts = ({ methods }: SuiteOutcome) =>
  methods.map(({ className, methodName, verdict }) => `${className}.${methodName} ${verdict}`);

const testClass = (name: string, body: string): Files =>
  apexClass(name, `@IsTest\nprivate class ${name} {\n${body}\n}`);

test('records of a setup method are there at the start of each method, as they were', async () => {
  const body = `
    @TestSetup static void make() { insert new Box__c(Name = 'one'); Seen.count = 7; }
    @IsTest static void changes() {
      System.assertEquals(0, Seen.count);
      Box__c box = [SELECT Name FROM Box__c];
      System.assertEquals('one', box.Name);
      box.Name = 'two';
      update box;
      insert new Box__c(Name = 'three');
    }
    @IsTest static void seesNothingOfIt() { System.assertEquals('one', [SELECT Name FROM Box__c].Name); }`;
  const files = {
    ...apexClass('Seen', 'public class Seen { public static Integer count = 0; }'),
    ...testClass('BoxTest', body),
  };
  const outcome = runApexTests(await testOrg({ ...customObject('Box__c'), ...files }));
  assert.deepEqual(
    verdicts(outcome),
    ['BoxTest.changes Pass', 'BoxTest.seesNothingOfIt Pass'],
    JSON.stringify(outcome),
  );
});

test('the org is as it was after the run', async () => {
  const org = await testOrg({
    ...customObject('Box__c'),
    ...testClass('BoxTest', "@IsTest static void makes() { insert new Box__c(Name = 'x'); }"),
  });
  assert.deepEqual(verdicts(runApexTests(org)), ['BoxTest.makes Pass']);
  assert.deepEqual([...org.store.all('Box__c')], []);
});
