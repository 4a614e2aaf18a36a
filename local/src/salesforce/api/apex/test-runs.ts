// Apex test runs as clients order and follow them. Tests see no records of the org, so each run has an org of its own, built
// from the same project. Source: Tooling API, "REST Resources" (runTestsSynchronous, runTestsAsynchronous) and its objects.
import { testFilter, type TestFilter } from '../../apex/testing/filter.ts';
import { percentCovered, type Coverage, type MethodOutcome, type SuiteOutcome } from '../../apex/testing/outcome.ts';
import { openTestOrg } from '../../apex/testing/open-org.ts';
import { runApexTests } from '../../apex/testing/run-tests.ts';
import { SalesforceError } from '../../dml/save.ts';
import { childrenOf } from '../../metadata/xml.ts';
import type { LocalOrg } from '../../org.ts';
import { makeId } from '../../store/ids.ts';
import { isObject } from '../json-body.ts';

type Json = Readonly<Record<string, unknown>>;

interface TestRun {
  /** Counts up; ids that belong to the run are made from it. */
  readonly serial: number;
  readonly jobId: string;
  readonly userId: string;
  readonly startedAt: string;
  outcome: SuiteOutcome | undefined;
  /** What kept the run from happening. */
  fault: string | undefined;
}

/** Runs that clients ordered since the org was started, and what can be asked about them. */
export class TestRuns {
  readonly #org: LocalOrg;
  readonly #runs: TestRun[] = [];
  #serial = 0;

  constructor(org: LocalOrg) {
    this.#org = org;
  }

  /** @throws SalesforceError the body names no tests; SourceError, UnsupportedMetadata the project cannot be loaded */
  async runNow(body: unknown): Promise<Json> {
    const filter = this.#filterOf(body);
    const outcome = runApexTests(await openTestOrg(this.#org.project.root), { filter, withReached: true });
    this.#runs.push({ ...this.#newRun(''), outcome });
    return this.#synchronousResult(outcome);
  }

  /** Begins a run. @returns its job id @throws SalesforceError the body names no tests */
  begin(body: unknown, userId: string): string {
    const filter = this.#filterOf(body);
    const run = this.#newRun(userId);
    this.#runs.push(run);
    openTestOrg(this.#org.project.root)
      .then((org) => void (run.outcome = runApexTests(org, { filter, withReached: true })))
      .catch((error: unknown) => void (run.fault = error instanceof Error ? error.message : String(error)));
    return run.jobId;
  }

  #newRun(userId: string): TestRun {
    const serial = ++this.#serial;
    const startedAt = new Date(this.#org.clock()).toISOString();
    return { serial, jobId: makeId('707', serial), userId, startedAt, outcome: undefined, fault: undefined };
  }

  #filterOf(body: unknown): TestFilter {
    const patterns = patternsOf(body, this.#org);
    if (patterns.length === 0) throw new SalesforceError('INVALID_INPUT', 'The request names no tests');
    return testFilter(patterns);
  }

  /** Records of a Tooling object that only test runs have; undefined for all others. Ids in the statement choose. */
  query(soql: string): readonly Json[] | undefined {
    const from = /\bFROM\s+(\w+)/i.exec(soql)?.[1]?.toLowerCase() ?? '';
    const answer = Object.hasOwn(this.#tables, from) ? this.#tables[from]! : undefined;
    const ids = new Set([...soql.matchAll(/'(\w{15,18})'/g)].map(([, id]) => id!.slice(0, 15)));
    return answer?.(ids);
  }

  readonly #tables: Readonly<Record<string, (ids: ReadonlySet<string>) => readonly Json[]>> = {
    apextestrunresult: (ids) => this.#named(ids).map((run) => this.#runResult(run)),
    apextestqueueitem: (ids) => this.#named(ids).flatMap((run) => this.#queueItems(run)),
    apextestresult: (ids) =>
      this.#runs
        .flatMap((run) => this.#results(run))
        .filter(({ QueueItemId }) => ids.has(String(QueueItemId).slice(0, 15))),
    apexcodecoverage: (ids) => this.#methodCoverage(ids),
    apexcodecoverageaggregate: (ids) => this.#coverage(ids),
    apexorgwidecoverage: () => [{ PercentCovered: Math.floor(percentCovered(this.#lastCoverage())) }],
  };

  #named(ids: ReadonlySet<string>): TestRun[] {
    return this.#runs.filter(({ jobId }) => ids.has(jobId.slice(0, 15)));
  }

  #runResult(run: TestRun): Json {
    const methods = run.outcome?.methods ?? [];
    const failed = methods.filter(({ verdict }) => verdict !== 'Pass').length;
    const classes = new Set(methods.map(({ className }) => className)).size;
    return {
      attributes: attributes('ApexTestRunResult'),
      AsyncApexJobId: run.jobId,
      Status: run.fault !== undefined ? 'Aborted' : !run.outcome ? 'Processing' : failed ? 'Failed' : 'Completed',
      ClassesEnqueued: classes,
      ClassesCompleted: classes,
      MethodsEnqueued: methods.length,
      MethodsCompleted: methods.length - failed,
      MethodsFailed: failed,
      StartTime: run.startedAt,
      EndTime: run.outcome ? new Date(Date.parse(run.startedAt) + run.outcome.timeMs).toISOString() : null,
      TestTime: Math.round(run.outcome?.timeMs ?? 0),
      TestSetupTime: 0,
      UserId: run.userId,
    };
  }

  /** One per class; while the run goes on, one for the run. */
  #queueItems(run: TestRun): readonly Json[] {
    const base = { attributes: attributes('ApexTestQueueItem'), ParentJobId: run.jobId, TestRunResultId: null };
    const { outcome } = run;
    if (!outcome) {
      const Status = run.fault === undefined ? 'Processing' : 'Aborted';
      return [{ ...base, Id: itemId(run, 0), Status, ApexClassId: null, ExtendedStatus: run.fault ?? null }];
    }
    return classesIn(outcome).map(([className, methods], index) => ({
      ...base,
      Id: itemId(run, index),
      Status: methods.every(({ verdict }) => verdict === 'Pass') ? 'Completed' : 'Failed',
      ApexClassId: this.#classId(className),
    }));
  }

  #results(run: TestRun): readonly Json[] {
    if (!run.outcome) return [];
    return classesIn(run.outcome).flatMap(([className, methods], index) =>
      methods.map((method, at) => ({
        attributes: attributes('ApexTestResult'),
        Id: makeId('07M', run.serial * 100_000 + index * 1_000 + at),
        QueueItemId: itemId(run, index),
        AsyncApexJobId: run.jobId,
        MethodName: method.methodName,
        Outcome: method.verdict,
        Message: method.message,
        StackTrace: method.stackTrace,
        RunTime: Math.round(method.timeMs),
        TestTimestamp: run.startedAt,
        ApexLogId: null,
        IsTestSetup: false,
        ApexClass: {
          attributes: attributes('ApexClass'),
          Id: this.#classId(className),
          Name: className,
          NamespacePrefix: null,
        },
      })),
    );
  }

  #coverage(ids: ReadonlySet<string>): readonly Json[] {
    return this.#lastCoverage()
      .map((part) => ({ part, id: this.#classId(part.name) }))
      .filter(({ id }) => ids.size === 0 || (id !== null && ids.has(id.slice(0, 15))))
      .map(({ part, id }) => ({
        attributes: attributes('ApexCodeCoverageAggregate'),
        ...coverageRow(part.name, id, part.covered, part.uncovered),
      }));
  }

  /** One per method and class that it reached; `ids` are of test classes. */
  #methodCoverage(ids: ReadonlySet<string>): readonly Json[] {
    const { coverage = [], methods = [] } = this.#lastOutcome() ?? {};
    return methods.flatMap(({ className, methodName, reached }) => {
      const testClassId = this.#classId(className);
      if (!testClassId || !ids.has(testClassId.slice(0, 15))) return [];
      return coverage.flatMap((part) => {
        const covered = reached?.get(part.name) ?? [];
        const all = [...part.covered, ...part.uncovered].sort((a, b) => a - b);
        const uncovered = all.filter((line) => !covered.includes(line));
        return covered.length === 0
          ? []
          : [
              {
                attributes: attributes('ApexCodeCoverage'),
                ApexTestClassId: testClassId,
                TestMethodName: methodName,
                ...coverageRow(part.name, this.#classId(part.name), covered, uncovered),
              },
            ];
      });
    });
  }

  #lastOutcome(): SuiteOutcome | undefined {
    return this.#runs.findLast(({ outcome }) => outcome)?.outcome;
  }

  #lastCoverage(): readonly Coverage[] {
    return this.#lastOutcome()?.coverage ?? [];
  }

  #classId(name: string): string | null {
    for (const type of ['ApexClass', 'ApexTrigger']) {
      const [row] = this.#org.store.find(type, 'Name', name);
      if (row) return String(row['Id']);
    }
    return null;
  }

  #synchronousResult({ methods, coverage, timeMs }: SuiteOutcome): Json {
    const told = (method: MethodOutcome): Json => ({
      id: this.#classId(method.className),
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
      })),
      codeCoverage: coverage.map((part) => ({
        id: this.#classId(part.name),
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
}

const attributes = (type: string): Json => ({ type });

function coverageRow(name: string, id: string | null, covered: readonly number[], uncovered: readonly number[]): Json {
  return {
    ApexClassOrTrigger: { attributes: attributes('Name'), Id: id, Name: name },
    NumLinesCovered: covered.length,
    NumLinesUncovered: uncovered.length,
    Coverage: { coveredLines: covered, uncoveredLines: uncovered },
  };
}

function classesIn({ methods }: SuiteOutcome): [string, MethodOutcome[]][] {
  return [...Map.groupBy(methods, ({ className }) => className)];
}

const itemId = (run: TestRun, index: number): string => makeId('709', run.serial * 1_000 + index);

/** Which tests a request names: by class, method, suite, or all. */
function patternsOf(body: unknown, org: LocalOrg): string[] {
  if (!isObject(body)) return [];
  const { tests, classNames, classids, suiteNames, testLevel } = body;
  if (Array.isArray(tests)) return tests.filter(isObject).flatMap((test) => patternsOfClass(test, org));
  const names = [
    ...listed(classNames),
    ...listed(classids).flatMap((id) => className(org, id) ?? []),
    ...listed(suiteNames).flatMap((name) => classesOfSuite(org, name)),
  ];
  return names.length > 0 ? names : testLevel === 'RunLocalTests' || testLevel === 'RunAllTestsInOrg' ? ['*'] : [];
}

const listed = (value: unknown): string[] => (typeof value === 'string' ? value.split(',').filter(Boolean) : []);

function patternsOfClass({ className: name, classId, testMethods }: Record<string, unknown>, org: LocalOrg): string[] {
  const cls = typeof name === 'string' ? name : typeof classId === 'string' ? className(org, classId) : undefined;
  if (!cls) return [];
  const methods = Array.isArray(testMethods) ? testMethods.filter((one) => typeof one === 'string') : [];
  return methods.length > 0 ? methods.map((method) => `${cls}.${method}`) : [cls];
}

function className(org: LocalOrg, id: string): string | undefined {
  const name = org.store.get('ApexClass', id)?.['Name'];
  return typeof name === 'string' ? name : undefined;
}

function classesOfSuite(org: LocalOrg, name: string): string[] {
  const suite = org.project.find('ApexTestSuite', name);
  if (!suite?.xml) throw new SalesforceError('INVALID_INPUT', `There is no test suite ${name}`);
  return childrenOf(suite.xml, 'testClassName').map(({ text }) => text);
}
