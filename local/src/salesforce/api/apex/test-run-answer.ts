// The answer of runTestsSynchronous. Source: Tooling API Developer Guide, "RunTestsResult".
import type { MethodOutcome, SuiteOutcome } from '../../apex/testing/outcome.ts';
import type { LocalOrg } from '../../org.ts';

export function synchronousAnswer(org: LocalOrg, { methods, coverage, timeMs }: SuiteOutcome): object {
  const told = (method: MethodOutcome) => ({
    id: apexIdOf(org, method.className),
    name: method.className,
    methodName: method.methodName,
    namespace: null,
    time: Math.round(method.timeMs),
    seeAllData: false,
  });
  const failures = methods.filter(({ verdict }) => verdict !== 'Pass');
  return {
    numTestsRun: methods.length,
    numFailures: failures.length,
    totalTime: Math.round(timeMs),
    successes: methods.filter(({ verdict }) => verdict === 'Pass').map(told),
    failures: failures.map((method) => ({
      ...told(method),
      type: 'Class',
      message: method.message,
      stackTrace: method.stackTrace,
      packageName: method.className,
    })),
    codeCoverage: coverage.map((part) => ({
      id: apexIdOf(org, part.name),
      name: part.name,
      namespace: null,
      type: part.isTrigger ? 'Trigger' : 'Class',
      numLocations: part.covered.length + part.uncovered.length,
      numLocationsNotCovered: part.uncovered.length,
      locationsNotCovered: part.uncovered.map((line) => ({ line, column: 1, numExecutions: 0, time: -1 })),
    })),
    codeCoverageWarnings: [],
    apexLogId: null,
  };
}

/** Id of a class or trigger. */
export function apexIdOf({ store }: LocalOrg, name: string): string | null {
  for (const type of ['ApexClass', 'ApexTrigger']) {
    const [row] = store.find(type, 'Name', name);
    if (row) return String(row['Id']);
  }
  return null;
}
