// Bodies of Apex test methods, run in an org of their own.
import { runApexTests } from '../../../src/salesforce/apex/testing/run-tests.ts';
import { apexClass, testOrg, type Files } from '../dml/test-org.ts';

/** Runs the body as one test method; @returns what went wrong, nothing when it passed */
export async function failuresIn(body: string, files: Files = {}): Promise<(string | null)[]> {
  const org = await testOrg({
    ...apexClass('OneTest', `@IsTest private class OneTest { @IsTest static void runs() {\n${body}\n} }`),
    ...files,
  });
  const { methods } = runApexTests(org, { withCoverage: false });
  return methods.filter(({ verdict }) => verdict !== 'Pass').map(({ message }) => message);
}
