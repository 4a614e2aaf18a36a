// Queueable jobs, chains of them, and their finalizers. Source: Apex Developer Guide, "Queueable Apex", "Transaction Finalizers".
import type { Steps } from '../../dml/steps.ts';
import { typeOf } from '../runtime-type.ts';
import { invoke } from '../invoke.ts';
import type { ApexThrow } from '../errors.ts';
import { given } from '../library/given.ts';
import type { ApexObject, ApexValue } from '../values/values.ts';
import type { Vm } from '../vm.ts';
import { AsyncOptions, FinalizerContext, QueueableContext } from './contexts.ts';
import { deepCopy } from './copy.ts';
import { allowsCallouts } from '../callouts/allowed.ts';
import { spendCounter } from './execution.ts';
import { enqueue, type JobParts } from './jobs.ts';

const MAX_DELAY_MINUTES = 10;

/** In a test a queueable job cannot start another. */
const MAX_DEPTH_IN_TESTS = 1;

/** @returns the id of the job's AsyncApexJob */
export function enqueueJob(vm: Vm, queueable: ApexObject | null, options: AsyncOptions | null = null): string {
  const job = given(vm, queueable);
  const minutes = options?.minimumQueueableDelayInMinutes ?? 0;
  if (minutes < 0 || minutes > MAX_DELAY_MINUTES)
    vm.raise(
      'System.IllegalArgumentException',
      `The delay must be between 0 and ${MAX_DELAY_MINUTES} minutes`, // (unconfirmed)
    );
  spendCounter(vm, 'queueableJobs');
  const depth = vm.execution.queueableDepth + 1;
  const maxDepth = options?.maximumQueueableStackDepth ?? vm.execution.maxQueueableDepth;
  const most = vm.test ? Math.min(MAX_DEPTH_IN_TESTS, maxDepth ?? MAX_DEPTH_IN_TESTS) : maxDepth;
  if (most !== null && depth > most) vm.raise('System.AsyncException', 'Maximum stack depth has been reached.');
  if (options?.duplicateSignature != null) refuseDuplicate(vm, options.duplicateSignature);
  const kept = deepCopy(job, vm);
  let finalizer: ApexValue = null;
  return enqueue(vm, {
    type: 'Queueable',
    cls: typeOf(job, vm.types).user,
    depth,
    maxDepth,
    allowsCallouts: allowsCallouts(vm, job),
    run: (parts) =>
      parts.inTransaction((own) => {
        try {
          invoke(own, deepCopy(kept, own), 'execute', [new QueueableContext(parts.jobId)]);
        } finally {
          finalizer = own.execution.finalizer;
        }
      }),
    *afterwards(parts, failed) {
      if (finalizer !== null) yield* runFinalizer(parts, finalizer, failed);
    },
  });
}

function runFinalizer(parts: JobParts, finalizer: ApexValue, failed: ApexThrow | undefined): Steps<void> {
  return parts.inTransaction(
    (vm) => void invoke(vm, deepCopy(finalizer, vm), 'execute', [new FinalizerContext(parts.jobId, failed)]),
    'finalizer',
  );
}

/** @throws ApexThrow the code is not a queueable job, or has attached one already */
export function attachFinalizer(vm: Vm, finalizer: ApexObject | null): void {
  const { execution } = vm;
  if (execution.kind !== 'queueable')
    vm.raise('System.HandledException', 'System.attachFinalizer(Finalizer) is not allowed in this context'); // (unconfirmed)
  if (execution.finalizer !== null)
    vm.raise('System.HandledException', 'System.attachFinalizer(Finalizer) can be called only once per job'); // (unconfirmed)
  execution.finalizer = given(vm, finalizer);
}

const signatures = () => new Set<string>();

function refuseDuplicate(vm: Vm, signature: unknown): void {
  const known = vm.keep(signatures, signatures);
  const text = String(signature);
  if (known.has(text))
    vm.raise('System.DuplicateMessageException', 'Attempt to enqueue job with duplicate queueable signature');
  known.add(text);
}
