// Batch jobs. Source: Apex Developer Guide, "Using Batch Apex": start, one execute per chunk, finish, each with limits of its own.
import { datetimeAtRest } from '../../dml/transactions.ts';
import type { Steps } from '../../dml/steps.ts';
import { allowsCallouts } from '../callouts/allowed.ts';
import { invoke } from '../invoke.ts';
import { isInstance, typeOf } from '../runtime-type.ts';
import { ApexThrow } from '../errors.ts';
import { given } from '../library/given.ts';
import { SObjectValue } from '../sobject/sobject-value.ts';
import type { ApexType } from '../types.ts';
import { ApexList } from '../values/collections.ts';
import type { ApexObject, ApexValue } from '../values/values.ts';
import type { Vm } from '../vm.ts';
import { BatchableContext } from './contexts.ts';
import { deepCopy } from './copy.ts';
import { spendCounter } from './execution.ts';
import { enqueue, type JobParts } from './jobs.ts';
import { publishBatchError } from './batch-error.ts';

/** Source: Apex Reference Guide, "Database Class", executeBatch. */
const DEFAULT_SCOPE = 200;
const MAX_SCOPE = 2_000;
/** One test runs at most this many calls of execute. */
const MAX_CHUNKS_IN_TESTS = 1;

/** What a query locator hands over: its rows, already read. Database.getQueryLocator makes it. */
export interface RowSource {
  readonly rows: readonly ApexValue[];
}

/** @returns the id of the job's AsyncApexJob */
export function executeBatch(vm: Vm, batchable: ApexObject | null, scope: number | null = DEFAULT_SCOPE): string {
  const batch = given(vm, batchable);
  if (vm.execution.kind === 'future' || (vm.execution.kind === 'batch' && !isFinishing(vm)))
    vm.raise(
      'System.AsyncException',
      'Database.executeBatch cannot be called from a batch start, batch execute, or future method.',
    );
  const size = scope ?? DEFAULT_SCOPE;
  if (size <= 0) vm.raise('System.AsyncException', 'Scope size must be greater than 0'); // (unconfirmed)
  spendCounter(vm, 'batchJobs');
  const run = new BatchRun(deepCopy(batch, vm), Math.min(size, MAX_SCOPE));
  return enqueue(vm, {
    type: 'BatchApex',
    cls: typeOf(batch, vm.types).user,
    allowsCallouts: allowsCallouts(vm, batch),
    run: (parts) => run.all(parts),
  });
}

/** Whether a batch's finish method runs: it alone may start another. */
const finishing = () => ({ is: false });
const isFinishing = (vm: Vm): boolean => vm.keep(finishing, finishing).is;

class BatchRun {
  #batch: ApexObject;
  readonly #size: number;

  constructor(batch: ApexObject, size: number) {
    this.#batch = batch;
    this.#size = size;
  }

  *all(parts: JobParts): Steps<void> {
    const context = new BatchableContext(parts.jobId, parts.jobId);
    const now = () => parts.inTransaction((vm) => datetimeAtRest(vm.org.clock()));
    const { rows, listType, isStateful, isTest } = yield* this.#start(parts, context);
    const chunks = Math.ceil(rows.length / this.#size);
    parts.note({ TotalJobItems: chunks });
    if (isTest && chunks > MAX_CHUNKS_IN_TESTS)
      yield* parts.inTransaction((vm) =>
        vm.raise(
          'System.UnexpectedException',
          'No more than one executeBatch can be called from within a test method.  Please make sure the iterable returned from your start method matches the batch size, resulting in one executeBatch invocation.',
        ),
      );
    let errors = 0;
    let first: ApexThrow | undefined;
    for (let chunk = 0; chunk < chunks; chunk++) {
      const scope = rows.slice(chunk * this.#size, (chunk + 1) * this.#size);
      const workerId = parts.addWorker();
      const own = new BatchableContext(parts.jobId, workerId);
      try {
        const left = yield* parts.inTransaction((vm) => this.#execute(vm, own, new ApexList(listType, [...scope])));
        if (isStateful) this.#batch = left;
        parts.note({ Status: 'Completed', CompletedDate: yield* now() }, workerId);
      } catch (error) {
        if (!(error instanceof ApexThrow)) throw error;
        first ??= error;
        errors += 1;
        parts.note({ Status: 'Failed', CompletedDate: yield* now(), NumberOfErrors: 1 }, workerId);
        yield* parts.inTransaction((vm) => publishBatchError(vm, this.#batch, parts.jobId, error, scope));
      }
      parts.note({ JobItemsProcessed: chunk + 1, NumberOfErrors: errors });
    }
    yield* parts.inTransaction((vm) => this.#finish(vm, context));
    if (first && isTest) throw first;
    if (first) parts.note({ ExtendedStatus: `First error: ${first.exception.facts?.message ?? ''}`.slice(0, 255) });
  }

  /** What start sets in the instance, all chunks find there. */
  *#start(parts: JobParts, context: BatchableContext) {
    const { batch, ...started } = yield* parts.inTransaction((vm) => begin(vm, deepCopy(this.#batch, vm), context));
    this.#batch = batch;
    return started;
  }

  /** Each chunk begins with the instance as it was enqueued, unless the class is stateful. @returns the instance as it was left */
  #execute(vm: Vm, context: BatchableContext, scope: ApexList): ApexObject {
    const batch = deepCopy(this.#batch, vm);
    invoke(vm, batch, 'execute', [context, deepCopy(scope, vm)]);
    return batch;
  }

  #finish(vm: Vm, context: BatchableContext): void {
    const state = vm.keep(finishing, finishing);
    state.is = true;
    try {
      invoke(vm, deepCopy(this.#batch, vm), 'finish', [context]);
    } finally {
      state.is = false;
    }
  }
}

function begin(vm: Vm, batch: ApexObject, context: BatchableContext) {
  const found = invoke(vm, batch, 'start', [context]);
  const rows = rowsOf(vm, found);
  const isStateful = isInstance(batch, vm.types.native('Database.Stateful'), vm.types);
  const declared = batch.type.user!.implementations('execute', 2)[0]?.parameters[1]?.type;
  const listType = scopeType(vm, declared, isRowSource(found) ? (rows[0] ?? null) : null);
  return { batch, rows, listType, isStateful, isTest: vm.test !== undefined };
}

/** A query's rows come as a list of their own object, also where `execute` takes any records: its getSObjectType tells it. */
function scopeType(vm: Vm, declared: ApexType | undefined, queried: ApexValue): ApexType {
  if (!declared?.is('List')) return vm.types.list(vm.types.object);
  const isGeneral = declared.args[0] === vm.types.sobjectBase;
  return isGeneral && queried instanceof SObjectValue ? vm.types.list(queried.type) : declared;
}

function rowsOf(vm: Vm, found: ApexValue): readonly ApexValue[] {
  if (found === null) return vm.raise('System.UnexpectedException', 'Start did not return a valid iterable object.');
  if (found instanceof ApexList) return found.items;
  if (isRowSource(found)) return found.rows;
  const iterator = invoke(vm, found, 'iterator', []);
  const rows: ApexValue[] = [];
  while (invoke(vm, iterator, 'hasNext', []) === true) rows.push(invoke(vm, iterator, 'next', []));
  return rows;
}

const isRowSource = (value: ApexValue): value is RowSource =>
  typeof value === 'object' && value !== null && 'rows' in value && Array.isArray(value.rows);
