// The Apex tests of a deployment. Source: Metadata API Developer Guide, "Running Tests in a Deployment".
import type { BuiltOrg } from '../build-org.ts';
import { discoverTests } from '../apex/testing/discover.ts';
import { testFilter } from '../apex/testing/filter.ts';
import type { SuiteOutcome } from '../apex/testing/outcome.ts';
import { runApexTests } from '../apex/testing/run-tests.ts';
import type { DeployOptions } from './deploy-options.ts';
import type { Problem } from './problem.ts';

/** Tests that were asked for and are not there. */
export function unknownTests({ apex }: BuiltOrg, { testLevel, runTests }: DeployOptions): Problem[] {
  if (testLevel !== 'RunSpecifiedTests') return [];
  return runTests
    .filter((name) => discoverTests(apex.program, testFilter([name])).classes.length === 0)
    .map((name) => ({ type: '', fullName: name, fileName: '', what: `There is no Apex test ${name} to run` }));
}

/** @param tell after each class: methods in all, those that have run, those that failed */
export function runDeployTests(
  org: BuiltOrg,
  { testLevel, runTests }: DeployOptions,
  tell: (total: number, done: number, failed: number) => void,
): SuiteOutcome {
  const filter = testFilter(testLevel === 'RunSpecifiedTests' ? runTests : []);
  const { classes } = discoverTests(org.apex.program, filter);
  const total = classes.reduce((sum, { tests }) => sum + tests.length, 0);
  let done = 0;
  let failed = 0;
  tell(total, done, failed);
  return runApexTests(org, {
    filter,
    onClass: (methods) => {
      done += methods.length;
      failed += methods.filter(({ verdict }) => verdict !== 'Pass').length;
      tell(total, done, failed);
    },
  });
}
