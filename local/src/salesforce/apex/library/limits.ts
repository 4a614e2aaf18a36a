// Limits: what has been used up and what may be. Source: Apex Reference Guide, "Limits Class".
// Heap is not measured: getHeapSize always answers NOMINAL_HEAP.
import { nativeClass, type NativeTable } from '../native.ts';
import type { LimitUsage } from '../../dml/transaction.ts';
import type { Counter } from '../async/execution.ts';
import type { Vm } from '../vm.ts';

/** Bytes; stands for a heap that nobody measures. */
const NOMINAL_HEAP = 1_024;

const TRANSACTION: Readonly<Record<string, keyof LimitUsage>> = {
  Queries: 'queries',
  QueryRows: 'queryRows',
  DmlStatements: 'dmlStatements',
  DmlRows: 'dmlRows',
};

const COUNTERS: Readonly<Record<string, Counter>> = {
  Callouts: 'callouts',
  FutureCalls: 'futureCalls',
  QueueableJobs: 'queueableJobs',
  EmailInvocations: 'emailInvocations',
  SoslQueries: 'soslQueries',
  PublishImmediateDML: 'publishImmediateDml',
  QueryLocatorRows: 'queryLocatorRows',
  AggregateQueries: 'aggregateQueries',
  MobilePushApexCalls: 'mobilePushCalls',
};

/** What nobody limits any more, or what this runtime never uses up. */
const UNUSED: Readonly<Record<string, number>> = {
  AsyncCalls: 200,
  ChildRelationshipsDescribes: 100,
  FieldsDescribes: 100,
  FieldSetsDescribes: 100,
  FindSimilarCalls: 100,
  PicklistDescribes: 100,
  RecordTypesDescribes: 100,
  SavepointRollbacks: 150,
  Savepoints: 150,
  ScriptStatements: 200_000,
  ApexCursorRows: 50_000_000,
  ApexCursors: 10_000,
  FetchCallsOnApexCursor: 10,
};

function both(name: string, used: (vm: Vm) => number, limit: (vm: Vm) => number): NativeTable {
  return { [`Integer get${name}()`]: used, [`Integer getLimit${name}()`]: limit };
}

const statics: NativeTable = {
  ...both(
    'CpuTime',
    (vm) => vm.cpuMs,
    (vm) => vm.execution.cpuLimitMs,
  ),
  ...both(
    'HeapSize',
    () => NOMINAL_HEAP,
    (vm) => vm.execution.heapLimit,
  ),
  ...both(
    'RunAs',
    (vm) => vm.execution.used.runAs,
    () => 20,
  ),
};
for (const [name, key] of Object.entries(TRANSACTION))
  Object.assign(
    statics,
    both(
      name,
      (vm) => vm.tx.usage[key],
      (vm) => vm.tx.limits[key],
    ),
  );
for (const [name, key] of Object.entries(COUNTERS))
  Object.assign(
    statics,
    both(
      name,
      (vm) => vm.execution.used[key],
      (vm) => vm.execution.limitOf(key),
    ),
  );
for (const [name, limit] of Object.entries(UNUSED))
  Object.assign(
    statics,
    both(
      name,
      () => 0,
      () => limit,
    ),
  );

export const LIMITS = nativeClass({ name: 'Limits', statics });
