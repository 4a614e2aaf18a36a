// Asynchronous Apex: what waits in the queue, its AsyncApexJob record, and how a job is run. In a test the queue is run by
// stopTest inside the test's own transaction and machine: statics are shared with the test, as on the platform, limits are
// the job's own. Outside tests each job runs after commit as a transaction of its own; one that calls another system goes on
// when the answer is there, and lets others go before it.
// Source: Apex Developer Guide, "Asynchronous Apex"; Object Reference, "AsyncApexJob".
import { follow, withoutWaiting, type Steps } from '../../dml/steps.ts';
import { datetimeAtRest } from '../../dml/transactions.ts';
import type { RunningUser } from '../../security/running-user.ts';
import type { Value } from '../../schema/schema.ts';
import { ApexThrow } from '../errors.ts';
import type { UserClass } from '../user-class.ts';
import type { Vm } from '../vm.ts';
import { begin, Execution, withFreshLimits, type ExecutionKind } from './execution.ts';
import { deliverEvents } from './deliveries.ts';
import type { TestContext } from './test-context.ts';

/** As AsyncApexJob.JobType says it. */
export type JobType = 'Future' | 'Queueable' | 'BatchApex' | 'ScheduledApex';

const KIND: Readonly<Record<JobType, ExecutionKind>> = {
  Future: 'future',
  Queueable: 'queueable',
  BatchApex: 'batch',
  ScheduledApex: 'scheduled',
};

export interface JobRequest {
  readonly type: JobType;
  readonly cls: UserClass | undefined;
  readonly methodName?: string;
  readonly cronTriggerId?: string;
  /** Of a chain of queueable jobs. */
  readonly depth?: number;
  readonly maxDepth?: number | null;
  readonly allowsCallouts: boolean;
  /** Runs all of the job; asks for a transaction per part. */
  readonly run: (parts: JobParts) => Steps<void>;
  /** Runs when the last part is over, with what ended it. */
  readonly afterwards?: (parts: JobParts, failed: ApexThrow | undefined) => Steps<void>;
}

/** What a running job asks for. */
export interface JobParts {
  readonly jobId: string;
  /**
   * One transaction of the job, under the user who asked for it, with limits of its own. Work that calls another system is
   * run again with the answer: it must not change what it was given. @throws what `work` throws
   */
  inTransaction<T>(work: (vm: Vm) => T, kind?: ExecutionKind): Steps<T>;
  /** Changes the AsyncApexJob record, whatever becomes of the job. @param id of a worker; the job's own when left out */
  note(values: Readonly<Record<string, Value>>, id?: string): void;
  /** Adds the record of one chunk of a batch. @returns its id */
  addWorker(): string;
}

export interface Job extends JobRequest {
  readonly id: string;
  readonly user: RunningUser;
  isAborted: boolean;
}

const JOB = 'AsyncApexJob';
/** A batch whose finish starts the next would go on for ever. */
const MAX_JOBS_IN_TESTS = 250;

/** Puts a job into the queue. @returns the id of its AsyncApexJob */
export function enqueue(vm: Vm, request: JobRequest): string {
  const { store } = vm.org;
  const id = store.nextId(JOB);
  const now = datetimeAtRest(vm.org.clock());
  store.insert(JOB, {
    ...blankRow(vm, JOB),
    Id: id,
    ApexClassId: request.cls ? apexClassId(vm, request.cls) : null,
    CreatedById: vm.user.userId,
    CreatedDate: now,
    JobType: request.type,
    JobItemsProcessed: 0,
    TotalJobItems: 0,
    NumberOfErrors: 0,
    MethodName: request.methodName ?? null,
    Status: request.type === 'BatchApex' ? 'Holding' : 'Queued',
    ...(request.cronTriggerId ? { CronTriggerId: request.cronTriggerId } : {}),
  });
  const job: Job = { ...request, id, user: vm.user, isAborted: false };
  if (vm.test) vm.test.queue.push(job);
  else vm.tx.afterCommit(() => runInOrg(vm, job));
  return id;
}

/** Every field of a type as null: what a row of the store holds. */
export function blankRow(vm: Vm, typeName: string): Record<string, Value> {
  return Object.fromEntries([...vm.org.schema.type(typeName)!.fields.keys()].map((name) => [name, null]));
}

export function apexClassId(vm: Vm, cls: UserClass): string | null {
  const [row] = vm.org.store.find('ApexClass', 'Name', cls.unit.name);
  return row ? String(row['Id']) : null;
}

/** A finalizer begins a chain of its own. */
function executionOf(job: Job, kind: ExecutionKind = KIND[job.type]): Execution {
  if (kind === 'finalizer') return new Execution(kind, job.id);
  return new Execution(kind, job.id, job.depth ?? 0, job.maxDepth ?? null, job.allowsCallouts);
}

/** Source: Object Reference, "AsyncApexJob": each chunk of a batch is a BatchApexWorker below its job. */
function addWorker(vm: Vm, job: Job): string {
  const { store } = vm.org;
  const parent = store.get(JOB, job.id)!;
  const id = store.nextId(JOB);
  store.insert(JOB, { ...parent, Id: id, JobType: 'BatchApexWorker', ParentJobId: job.id, Status: 'Processing' });
  return id;
}

function changeRow(vm: Vm, id: string, values: Readonly<Record<string, Value>>): void {
  const row = vm.org.store.get(JOB, id);
  if (row) vm.org.store.update(JOB, { ...row, ...values });
}

/** Runs all that waits, and what that adds, in order. @throws ApexThrow the first exception that a job did not catch */
export function runQueuedInTest(vm: Vm, test: TestContext): void {
  let run = 0;
  for (;;) {
    if (vm.tx.heldEvents?.length) deliverEvents(vm);
    const job = test.queue.shift();
    if (!job) return;
    if (++run > MAX_JOBS_IN_TESTS)
      vm.raiseFinal('System.LimitException', `More than ${MAX_JOBS_IN_TESTS} asynchronous jobs in one test`);
    if (!job.isAborted) runInTest(vm, job);
  }
}

function runInTest(vm: Vm, job: Job): void {
  const parts: JobParts = {
    jobId: job.id,
    note: (values, id = job.id) => changeRow(vm, id, values),
    addWorker: () => addWorker(vm, job),
    // eslint-disable-next-line require-yield -- in a test a mock answers at once
    inTransaction: function* (work, kind) {
      return asPart(vm, executionOf(job, kind), job.user, () => work(vm));
    },
  };
  withoutWaiting(complete(vm, job, parts));
}

/** Another user, fresh limits, an empty stack; all of it put back afterwards, records too when it fails. */
function asPart<T>(vm: Vm, execution: Execution, as: RunningUser, work: () => T): T {
  const { tx, user, frame } = vm;
  const { firstDml } = tx;
  const before = tx.savepoint();
  tx.firstDml = undefined;
  tx.user = vm.user = as;
  vm.frame = null;
  try {
    return withFreshLimits(vm, execution, work);
  } catch (error) {
    tx.rollback(before);
    throw error;
  } finally {
    tx.user = vm.user = user;
    vm.frame = frame;
    tx.firstDml = firstDml;
  }
}

function runInOrg(from: Vm, job: Job): void {
  const { org } = from;
  const inTransaction = <T>(work: (vm: Vm) => T, kind?: ExecutionKind): Steps<T> =>
    org.inSteps(job.user, (tx) => {
      const vm = from.machineOf(tx);
      begin(vm, executionOf(job, kind));
      return work(vm);
    });
  const parts: JobParts = {
    jobId: job.id,
    note: (values, id = job.id) => org.transact(job.user, () => changeRow(from, id, values)),
    addWorker: () => org.transact(job.user, () => addWorker(from, job)),
    inTransaction,
  };
  if (org.store.get(JOB, job.id)?.['Status'] === 'Aborted') return;
  const report = (error: unknown): void => {
    const told = error instanceof ApexThrow ? `${error.message}\n${traceOf(error)}` : String(error);
    org.reportFault(`${job.type} ${job.cls?.name ?? ''} ${job.id}: ${told}`);
  };
  try {
    const running = follow(complete(from, job, parts));
    if (running instanceof Promise) running.catch(report);
  } catch (error) {
    if (!(error instanceof ApexThrow)) throw error;
    report(error);
  }
}

function traceOf({ exception }: ApexThrow): string {
  return (exception.facts?.trace ?? []).join('\n');
}

function* complete(vm: Vm, job: Job, parts: JobParts): Steps<void> {
  const now = () => datetimeAtRest(vm.org.clock());
  parts.note({ Status: 'Processing' });
  let failed: ApexThrow | undefined;
  try {
    yield* job.run(parts);
    parts.note({ Status: 'Completed', CompletedDate: now() });
  } catch (error) {
    if (!(error instanceof ApexThrow)) throw error;
    failed = error;
    const text = error.exception.facts?.message ?? error.exception.type.name;
    parts.note({ Status: 'Failed', CompletedDate: now(), NumberOfErrors: 1, ExtendedStatus: text.slice(0, 255) });
  }
  if (job.afterwards) yield* job.afterwards(parts, failed);
  if (failed) throw failed;
}
