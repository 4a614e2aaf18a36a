// Asynchronous Apex as code names it: the interfaces, their contexts, what System and Database offer of it.
// Source: Apex Reference Guide, System and Database namespaces.
import { nativeClass, type NativeClass, type NativeTable } from '../native.ts';
import type { ApexObject, ApexValue } from '../values/values.ts';
import type { Vm } from '../vm.ts';
import { executeBatch } from './batch.ts';
import { AsyncOptions, BatchableContext, FinalizerContext, QueueableContext, SchedulableContext } from './contexts.ts';
import { attachFinalizer, enqueueJob } from './queueable.ts';
import { schedule, scheduleBatch } from './schedule.ts';

export const SYSTEM_ASYNC: NativeTable = {
  'Id enqueueJob(Object queueable)': (vm: Vm, job: ApexObject | null) => enqueueJob(vm, job),
  'Id enqueueJob(Object queueable, Integer delay)': (vm: Vm, job: ApexObject | null, delay: number | null) =>
    enqueueJob(vm, job, Object.assign(new AsyncOptions(), { minimumQueueableDelayInMinutes: delay })),
  'Id enqueueJob(Object queueable, AsyncOptions options)': (
    vm: Vm,
    job: ApexObject | null,
    options: AsyncOptions | null,
  ) => enqueueJob(vm, job, options),
  'void attachFinalizer(Finalizer finalizer)': (vm: Vm, finalizer: ApexObject | null) =>
    void attachFinalizer(vm, finalizer),
  'String schedule(String jobName, String cronExpression, Schedulable schedulable)': schedule,
  'String scheduleBatch(Object batchable, String jobName, Integer minutesFromNow)': scheduleBatch,
  'String scheduleBatch(Object batchable, String jobName, Integer minutesFromNow, Integer scopeSize)': scheduleBatch,
  'Boolean isBatch()': (vm: Vm) => vm.execution.kind === 'batch',
  'Boolean isFuture()': (vm: Vm) => vm.execution.kind === 'future',
  'Boolean isQueueable()': (vm: Vm) => vm.execution.kind === 'queueable',
  'Boolean isScheduled()': (vm: Vm) => vm.execution.kind === 'scheduled',
  'Integer purgeOldAsyncJobs(Date before)': () => 0,
};

/** Members of the class Database. */
export const DATABASE_BATCH: NativeTable = {
  'Id executeBatch(Object batchable)': (vm: Vm, batch: ApexObject | null) => executeBatch(vm, batch),
  'Id executeBatch(Object batchable, Integer scope)': executeBatch,
};

const QUEUEABLE_CONTEXT = nativeClass({
  name: 'QueueableContext',
  kind: 'interface',
  abstract: ['Id getJobId()'],
});

/** Code may implement the context interfaces for its own tests; these are the platform's own. */
const CONTEXTS: readonly NativeClass[] = [
  QUEUEABLE_CONTEXT,
  nativeClass({
    name: 'QueueableContextImpl',
    implements: ['QueueableContext'],
    js: QueueableContext,
    methods: { 'Id getJobId()': (_vm, self: QueueableContext) => self.jobId },
  }),
  nativeClass({
    name: 'Database.BatchableContext',
    kind: 'interface',
    abstract: ['Id getJobId()', 'Id getChildJobId()'],
  }),
  nativeClass({
    name: 'Database.BatchableContextImpl',
    implements: ['Database.BatchableContext'],
    js: BatchableContext,
    methods: {
      'Id getJobId()': (_vm, self: BatchableContext) => self.jobId,
      'Id getChildJobId()': (_vm, self: BatchableContext) => self.childJobId,
    },
  }),
  nativeClass({ name: 'SchedulableContext', kind: 'interface', abstract: ['Id getTriggerId()'] }),
  nativeClass({
    name: 'SchedulableContextImpl',
    implements: ['SchedulableContext'],
    js: SchedulableContext,
    methods: { 'Id getTriggerId()': (_vm, self: SchedulableContext) => self.triggerId },
  }),
  nativeClass({
    name: 'FinalizerContext',
    kind: 'interface',
    abstract: [
      'Id getAsyncApexJobId()',
      'Exception getException()',
      'ParentJobResult getResult()',
      'Id getRequestId()',
    ],
  }),
  nativeClass({
    name: 'FinalizerContextImpl',
    implements: ['FinalizerContext'],
    js: FinalizerContext,
    methods: {
      'Id getAsyncApexJobId()': (_vm, self: FinalizerContext) => self.jobId,
      'Exception getException()': (_vm, self: FinalizerContext) => self.failed?.exception ?? null,
      'ParentJobResult getResult()': (vm, self: FinalizerContext) =>
        vm.types.enumValue(vm.types.native('ParentJobResult'), self.failed ? 'UNHANDLED_EXCEPTION' : 'SUCCESS'),
      'String getRequestId()': (_vm, self: FinalizerContext) => self.jobId,
    },
  }),
  nativeClass({ name: 'ParentJobResult', kind: 'enum', values: ['SUCCESS', 'UNHANDLED_EXCEPTION'] }),
];

const property = <K extends keyof AsyncOptions>(key: K) => ({
  get: (_vm: Vm, self: AsyncOptions): ApexValue => self[key],
  set: (_vm: Vm, self: AsyncOptions, value: AsyncOptions[K]): ApexValue => void (self[key] = value),
});

const INTERFACES: readonly NativeClass[] = [
  nativeClass({ name: 'Queueable', kind: 'interface', abstract: ['void execute(QueueableContext context)'] }),
  nativeClass({ name: 'Finalizer', kind: 'interface', abstract: ['void execute(FinalizerContext context)'] }),
  nativeClass({ name: 'Schedulable', kind: 'interface', abstract: ['void execute(SchedulableContext context)'] }),
  nativeClass({
    name: 'Database.Batchable<T>',
    kind: 'interface',
    abstract: ['void finish(Database.BatchableContext context)'],
  }),
  nativeClass({ name: 'Database.Stateful', kind: 'interface' }),
  nativeClass({ name: 'Database.AllowsCallouts', kind: 'interface' }),
  nativeClass({ name: 'Database.RaisesPlatformEvents', kind: 'interface' }),
  nativeClass({
    name: 'AsyncOptions',
    js: AsyncOptions,
    constructors: { 'AsyncOptions()': () => new AsyncOptions() },
    fields: {
      'QueueableDuplicateSignature DuplicateSignature': property('duplicateSignature'),
      'Integer MaximumQueueableStackDepth': property('maximumQueueableStackDepth'),
      'Integer MinimumQueueableDelayInMinutes': property('minimumQueueableDelayInMinutes'),
    },
  }),
];

class DuplicateSignature {
  readonly parts: string[] = [];
  toString(): string {
    return this.parts.join('|');
  }
}

class SignatureBuilder {
  readonly made = new DuplicateSignature();
}

const add = (_vm: Vm, self: SignatureBuilder, value: ApexValue) => {
  self.made.parts.push(String(value));
  return self;
};

const SIGNATURES: readonly NativeClass[] = [
  nativeClass({ name: 'QueueableDuplicateSignature', js: DuplicateSignature }),
  nativeClass({
    name: 'QueueableDuplicateSignature.Builder',
    js: SignatureBuilder,
    constructors: { 'Builder()': () => new SignatureBuilder() },
    methods: {
      'QueueableDuplicateSignature.Builder addString(String value)': add,
      'QueueableDuplicateSignature.Builder addInteger(Integer value)': add,
      'QueueableDuplicateSignature.Builder addId(Id value)': add,
      'QueueableDuplicateSignature build()': (_vm, self: SignatureBuilder) => self.made,
    },
  }),
];

const ASYNC_INFO = nativeClass({
  name: 'AsyncInfo',
  statics: {
    'Boolean hasMaxStackDepth()': (vm) => vm.execution.maxQueueableDepth !== null,
    'Integer getCurrentQueueableStackDepth()': (vm) => vm.execution.queueableDepth,
    'Integer getMaximumQueueableStackDepth()': (vm) => vm.execution.maxQueueableDepth,
    'Integer getMinimumQueueableDelayInMinutes()': () => 0,
  },
});

export const ASYNC: readonly NativeClass[] = [...INTERFACES, ...CONTEXTS, ...SIGNATURES, ASYNC_INFO];
