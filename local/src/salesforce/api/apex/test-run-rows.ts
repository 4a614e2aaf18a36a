// Test runs as records of the Tooling objects. Source: Tooling API Developer Guide, ApexTestRunResult, ApexTestQueueItem,
// ApexTestResult, ApexCodeCoverage, ApexCodeCoverageAggregate, ApexOrgWideCoverage.
import { percentCovered, type MethodOutcome } from '../../apex/testing/outcome.ts';
import type { LocalOrg } from '../../org.ts';
import type { Row } from '../../schema/schema.ts';
import { makeId } from '../../store/ids.ts';
import type { RowSource } from '../tooling/store.ts';
import { apexIdOf } from './test-run-answer.ts';
import type { TestRun, TestRuns } from './test-runs.ts';

/** Most that one run may have; they leave room in its ids. */
const MOST_CLASSES = 10_000;
const MOST_METHODS = 1_000;

export function testRunRows(org: LocalOrg, runs: TestRuns): Readonly<Record<string, RowSource>> {
  return {
    ApexTestRunResult: () => runs.all.map(runResult),
    ApexTestQueueItem: () => runs.all.flatMap((run) => queueItems(org, run)),
    ApexTestResult: () => runs.all.flatMap((run) => results(org, run)),
    ApexCodeCoverage: () => methodCoverage(org, runs),
    ApexCodeCoverageAggregate: () =>
      (runs.lastOutcome?.coverage ?? []).map(({ name, covered, uncovered }, index) => ({
        Id: makeId('715', index + 1),
        ...coverageRow(apexIdOf(org, name), covered, uncovered),
      })),
    ApexOrgWideCoverage: () => [
      { Id: makeId('716', 1), PercentCovered: Math.floor(percentCovered(runs.lastOutcome?.coverage ?? [])) },
    ],
  };
}

const runResultId = (run: TestRun): string => makeId('05m', run.serial);

function runResult(run: TestRun): Row {
  const methods = methodsOf(run);
  const failed = methods.filter(({ verdict }) => verdict !== 'Pass').length;
  const classes = classesIn(methods).length;
  const { outcome } = run;
  return {
    Id: runResultId(run),
    AsyncApexJobId: run.jobId,
    UserId: run.userId || null,
    IsAllTests: run.isAllTests,
    JobName: null,
    Source: null,
    Status: statusOf(run, failed > 0),
    ClassesEnqueued: classes,
    ClassesCompleted: classes,
    MethodsEnqueued: methods.length,
    MethodsCompleted: methods.length - failed,
    MethodsFailed: failed,
    StartTime: run.startedAt,
    EndTime: outcome ? atRest(Date.parse(run.startedAt) + outcome.timeMs) : null,
    TestTime: Math.round(outcome?.timeMs ?? 0),
    TestSetupTime: 0,
  };
}

const atRest = (epochMs: number): string => `${new Date(epochMs).toISOString().slice(0, 19)}.000Z`;

function statusOf(run: TestRun, hasFailed: boolean): string {
  if (run.fault !== undefined) return 'Aborted';
  if (!run.outcome) return 'Processing';
  return hasFailed ? 'Failed' : 'Completed';
}

/** One per class; while the run goes on, one more that is not done. */
function queueItems(org: LocalOrg, run: TestRun): Row[] {
  const base = { ParentJobId: run.jobId, TestRunResultId: runResultId(run), ShouldSkipCodeCoverage: false };
  const done = classesIn(methodsOf(run)).map(([className, methods], index) => ({
    ...base,
    Id: itemId(run, index),
    Status: methods.every(({ verdict }) => verdict === 'Pass') ? 'Completed' : 'Failed',
    ExtendedStatus: `(${methods.filter(({ verdict }) => verdict === 'Pass').length}/${methods.length})`,
    ApexClassId: apexIdOf(org, className),
    CreatedDate: run.startedAt,
  }));
  // A run that is over without a class still has an item: clients take none for an error.
  if (run.outcome && done.length > 0) return done;
  const waiting = {
    ...base,
    Id: itemId(run, done.length),
    Status: run.fault !== undefined ? 'Aborted' : run.outcome ? 'Completed' : 'Processing',
    ExtendedStatus: run.fault ?? null,
    ApexClassId: null,
    CreatedDate: run.startedAt,
  };
  return [...done, waiting];
}

function results(org: LocalOrg, run: TestRun): Row[] {
  return classesIn(methodsOf(run)).flatMap(([className, methods], index) =>
    methods.map((method, at) => ({
      Id: makeId('07M', (run.serial * MOST_CLASSES + index) * MOST_METHODS + at),
      QueueItemId: itemId(run, index),
      ApexTestRunResultId: runResultId(run),
      AsyncApexJobId: run.jobId,
      ApexClassId: apexIdOf(org, className),
      MethodName: method.methodName,
      Outcome: method.verdict,
      Message: method.message,
      StackTrace: method.stackTrace,
      RunTime: Math.round(method.timeMs),
      TestTimestamp: run.startedAt,
      ApexLogId: null,
      IsTestSetup: false,
    })),
  );
}

/** One per method and class that it reached. */
function methodCoverage(org: LocalOrg, runs: TestRuns): Row[] {
  const { coverage = [], methods = [] } = runs.lastOutcome ?? {};
  const lines = new Map(
    coverage.map((part) => [part.name, [...part.covered, ...part.uncovered].sort((a, b) => a - b)]),
  );
  const rows = methods.flatMap(({ className, methodName, reached }) =>
    [...(reached ?? [])].flatMap(([name, covered]) => {
      const all = lines.get(name);
      if (!all || covered.length === 0) return [];
      const uncovered = all.filter((line) => !covered.includes(line));
      const ids = { ApexTestClassId: apexIdOf(org, className), TestMethodName: methodName };
      return [{ ...ids, ...coverageRow(apexIdOf(org, name), covered, uncovered) }];
    }),
  );
  return rows.map((row, index) => ({ Id: makeId('714', index + 1), ...row }));
}

function coverageRow(id: string | null, coveredLines: readonly number[], uncoveredLines: readonly number[]): Row {
  return {
    ApexClassOrTriggerId: id,
    NumLinesCovered: coveredLines.length,
    NumLinesUncovered: uncoveredLines.length,
    Coverage: JSON.stringify({ coveredLines, uncoveredLines }),
  };
}

const methodsOf = (run: TestRun): readonly MethodOutcome[] => run.outcome?.methods ?? run.soFar;

const classesIn = (methods: readonly MethodOutcome[]): [string, MethodOutcome[]][] => [
  ...Map.groupBy(methods, ({ className }) => className),
];

const itemId = (run: TestRun, index: number): string => makeId('709', run.serial * MOST_CLASSES + index);
