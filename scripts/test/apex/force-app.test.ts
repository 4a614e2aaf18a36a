// All Apex tests of this project, in one org, each told by its own name; and how much of the classes they reach.
import { test } from 'node:test';
import { join } from 'node:path';
import { shortfalls } from '../../../local/src/salesforce/apex/testing/outcome.ts';
import { openTestOrg } from '../../../local/src/salesforce/apex/testing/open-org.ts';
import { runApexTests } from '../../../local/src/salesforce/apex/testing/run-tests.ts';

const ROOT = join(import.meta.dirname, '../../..');

/** In per cent of lines. */
const GOAL = { overall: 90, eachClass: 85 };

test('the Apex of force-app', async (suite) => {
  const { methods, coverage } = runApexTests(await openTestOrg(ROOT));
  for (const { className, methodName, message, stackTrace } of methods) {
    await suite.test(`${className}.${methodName}`, () => {
      if (message !== null) throw new ApexTestFailed(message, stackTrace);
    });
  }
  await suite.test(`covers ${GOAL.overall} % of all lines and ${GOAL.eachClass} % of each class`, () => {
    const short = shortfalls(coverage, GOAL);
    if (short.length > 0) throw new Error(short.join('\n'));
  });
});

/** Its stack is Apex's, not this file's. */
class ApexTestFailed extends Error {
  constructor(message: string, stackTrace: string | null) {
    super(message);
    this.stack = `${message}\n${stackTrace ?? ''}`;
  }
}
