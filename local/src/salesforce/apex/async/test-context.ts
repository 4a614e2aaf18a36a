// One run of a test method: what startTest and stopTest mean in it, and what Test.set… has put in place of the outside.
// Source: Apex Developer Guide, "Using Limits, startTest, and stopTest"; Apex Reference Guide, "Test Class".
import type { ApexType } from '../types.ts';
import type { ApexValue } from '../values/values.ts';
import type { Vm } from '../vm.ts';
import { Execution, freshLimits } from './execution.ts';
import type { PublishCallback, RetriedEvents } from './deliveries.ts';
import { runQueuedInTest, type Job } from './jobs.ts';

export class TestContext {
  phase: 'before' | 'between' | 'after' = 'before';
  /** Asynchronous work that waits for stopTest, in the order it was asked for. */
  readonly queue: Job[] = [];
  /** What Test.setMock was given, by interface. */
  readonly mocks = new Map<ApexType, ApexValue>();
  /** Ids that SOSL finds; undefined: Test.setFixedSearchResults was not called, so it finds nothing. */
  fixedSearchResults: readonly string[] = [];
  isReadOnlyApplication = false;
  /** The test asks for the org's own records: what is not possible in data siloed tests is possible in it. */
  seesAllData = false;
  /** Events whose trigger asked to be run again, with how often it has run before. */
  readonly retries: RetriedEvents[] = [];
  /** Who wants to hear what became of published events. */
  readonly publishCallbacks: PublishCallback[] = [];
  restoreLimits: (() => void) | undefined;
}

/** Makes a machine one that runs a test. Call it before the test method. */
export function beginTest(vm: Vm, seesAllData = false): void {
  vm.test = new TestContext();
  vm.test.seesAllData = seesAllData;
  vm.tx.heldEvents = [];
}

/** Runs what the test left in the queue without stopTest. Call it after a test method that ended well. */
export function endTest(vm: Vm): void {
  if (vm.test?.phase === 'between') vm.test.restoreLimits?.();
  if (vm.test) runQueuedInTest(vm, vm.test);
}

export function startTest(vm: Vm): void {
  const test = testOf(vm, 'startTest');
  if (test.phase !== 'before') vm.raiseFinal('System.FinalException', 'Testing already started');
  test.phase = 'between';
  test.restoreLimits = freshLimits(vm, new Execution('synchronous'));
}

/** Runs what waits, then gives the test its earlier limits back. @throws ApexThrow what a job did not catch */
export function stopTest(vm: Vm): void {
  const test = testOf(vm, 'stopTest');
  if (test.phase !== 'between') vm.raiseFinal('System.FinalException', 'Testing has not started');
  test.phase = 'after';
  try {
    runQueuedInTest(vm, test);
  } finally {
    test.restoreLimits?.();
  }
}

/** @throws ApexThrow the code runs outside a test */
export function testOf(vm: Vm, what: string): TestContext {
  return vm.test ?? vm.raise('System.TypeException', `Test.${what} can be called only by test code`);
}
