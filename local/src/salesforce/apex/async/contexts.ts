// The context objects that jobs are handed: small facts, read by getters.
import type { ApexThrow } from '../errors.ts';

/** QueueableContext, Database.BatchableContext and SchedulableContext: the job's id is all they tell. */
export class QueueableContext {
  readonly jobId: string;
  constructor(jobId: string) {
    this.jobId = jobId;
  }
}

export class BatchableContext {
  readonly jobId: string;
  readonly childJobId: string;
  constructor(jobId: string, childJobId: string) {
    this.jobId = jobId;
    this.childJobId = childJobId;
  }
}

export class SchedulableContext {
  readonly triggerId: string;
  constructor(triggerId: string) {
    this.triggerId = triggerId;
  }
}

export class FinalizerContext {
  readonly jobId: string;
  readonly failed: ApexThrow | undefined;
  constructor(jobId: string, failed: ApexThrow | undefined) {
    this.jobId = jobId;
    this.failed = failed;
  }
}

/** AsyncOptions as code fills it in. */
export class AsyncOptions {
  duplicateSignature: unknown = null;
  maximumQueueableStackDepth: number | null = null;
  minimumQueueableDelayInMinutes: number | null = null;
}
