// Runs Apex tests in an org. Source: Apex Developer Guide, "Testing Apex", "Using Test Setup Methods": setup methods run once
// per class and their records are there, as they were, at the start of each method; each method begins with fresh statics and
// limits, and all that it changes is rolled back.
import type { BuiltOrg } from '../../build-org.ts';
import { datetimeAtRest, orgTransaction, type OrgTransaction } from '../../dml/transactions.ts';
import { beginTest, endTest } from '../async/test-context.ts';
import { ApexCompileError, ApexThrow } from '../errors.ts';
import type { Program } from '../program.ts';
import { parseTrigger } from '../syntax.ts';
import type { Method, UserClass } from '../user-class.ts';
import { coverageOf } from './coverage.ts';
import {
  asksForAllData,
  discoverTests,
  isTestClass,
  seesAllData,
  type TestClass,
  type Unloadable,
} from './discover.ts';
import { testFilter, type TestFilter } from './filter.ts';
import { Reach } from './reach.ts';
import { LOAD, type Coverage, type MethodOutcome, type SuiteOutcome, type Verdict } from './outcome.ts';

export interface TestRunOptions {
  /** All tests when left out. */
  readonly filter?: TestFilter;
  /** Work out the coverage, for which all classes are parsed; true when left out. */
  readonly withCoverage?: boolean;
  /** Keep which method reached which lines; false when left out. */
  readonly withReached?: boolean;
  /** Called with the outcomes of a class when its methods have run. */
  readonly onClass?: (methods: readonly MethodOutcome[]) => void;
}

/** Runs the tests of the org's project, one after the other, and leaves the org's records as they were. */
export function runApexTests(org: BuiltOrg, options: TestRunOptions = {}): SuiteOutcome {
  const { filter = testFilter([]), withCoverage = true, onClass = () => undefined } = options;
  const { program } = org.apex;
  const start = performance.now();
  const { classes, unloadable } = discoverTests(program, filter);
  const methods: MethodOutcome[] = [];
  const report = (some: readonly MethodOutcome[]) => {
    methods.push(...some);
    onClass(some);
  };
  for (const each of unloadable) report([unloadableOutcome(each)]);
  const reach = options.withReached ? new Reach(program) : undefined;
  for (const each of classes) report(runClass(org, each, reach));
  const coverage = withCoverage ? projectCoverage(program) : [];
  return { methods, coverage, timeMs: performance.now() - start };
}

function unloadableOutcome({ className, error }: Unloadable): MethodOutcome {
  return { className, methodName: LOAD, timeMs: 0, ...failure(error) };
}

/** Thrown to take back what a class's tests have done. */
class Undo extends Error {}

function runClass(org: BuiltOrg, test: TestClass, reach: Reach | undefined): MethodOutcome[] {
  if (test.setups.length > 0 && seesAllData(test)) return test.tests.map((method) => refusedSetup(method));
  const outcomes: MethodOutcome[] = [];
  try {
    org.transact(org.userByName(org.admin), (outer) => {
      const whole = orgTransaction(outer);
      outcomes.push(...runMethods(org, test, whole, reach));
      throw new Undo();
    });
  } catch (error) {
    if (!(error instanceof Undo)) throw error;
  }
  return outcomes;
}

function refusedSetup({ owner, name }: Method): MethodOutcome {
  const message = 'Test setup methods cannot be used with @IsTest(SeeAllData=true)';
  return { className: owner.name, methodName: name, timeMs: 0, verdict: 'CompileFail', message, stackTrace: null };
}

function runMethods(org: BuiltOrg, test: TestClass, whole: OrgTransaction, reach: Reach | undefined): MethodOutcome[] {
  const setup = runAll(org, test.setups, whole);
  if (setup) return test.tests.map((method) => outcomeOf(method, 0, setup));
  const ready = whole.savepoint();
  return test.tests.map((method) => {
    reach?.begin();
    const start = performance.now();
    const failed = runAll(org, [method], whole);
    const timeMs = performance.now() - start;
    whole.rollback(ready);
    return { ...outcomeOf(method, timeMs, failed), ...(reach && { reached: reach.end() }) };
  });
}

/** Runs methods one after the other, in one set of statics each; the first failure ends it. */
function runAll(org: BuiltOrg, methods: readonly Method[], whole: OrgTransaction): Failure | undefined {
  for (const method of methods) {
    try {
      const vm = org.apex.machine(whole.within(undefined, datetimeAtRest(org.clock())));
      beginTest(vm, asksForAllData(method));
      vm.initialise(method.owner);
      vm.call(method, null, []);
      endTest(vm);
    } catch (error) {
      return failure(error);
    }
  }
  return undefined;
}

type Failure = Pick<MethodOutcome, 'verdict' | 'message' | 'stackTrace'>;

const PASSED: Failure = { verdict: 'Pass', message: null, stackTrace: null };

function outcomeOf({ owner, name }: Method, timeMs: number, failed: Failure | undefined): MethodOutcome {
  return { className: owner.name, methodName: name, timeMs, ...(failed ?? PASSED) };
}

/** A fault of the local org itself is told as what it is, with its own stack, and the run goes on. */
function failure(error: unknown): Failure {
  const verdict: Verdict = error instanceof ApexCompileError ? 'CompileFail' : 'Fail';
  if (error instanceof ApexThrow) {
    const { trace = [] } = error.exception.facts ?? {};
    return { verdict, message: error.message, stackTrace: trace.join('\n') };
  }
  if (error instanceof ApexCompileError) return { verdict, message: error.message, stackTrace: null };
  const { message, stack = null } = error instanceof Error ? error : new Error(String(error));
  return { verdict, message: `fault of the local org: ${message}`, stackTrace: stack };
}

/** Of all classes and triggers but the tests; what cannot be parsed has been reported as such. */
function projectCoverage(program: Program): Coverage[] {
  const names = program.classNames.toSorted((a, b) => a.localeCompare(b, 'en'));
  const classes = names.flatMap((name) => ifLoadable(() => classCoverage(program.userClass(name)!)));
  const triggers = [...program.triggers.values()].flatMap((unit) =>
    ifLoadable(() => [coverageOf(unit, parseTrigger(unit.name, unit.source))]),
  );
  return [...classes, ...triggers].filter(({ covered, uncovered }) => covered.length + uncovered.length > 0);
}

function classCoverage(cls: UserClass): Coverage[] {
  return isTestClass(cls) || !cls.tree ? [] : [coverageOf(cls.unit, cls.tree)];
}

function ifLoadable(work: () => Coverage[]): Coverage[] {
  try {
    return work();
  } catch (error) {
    if (error instanceof ApexCompileError) return [];
    throw error;
  }
}
