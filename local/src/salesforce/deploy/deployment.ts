// One deployment as clients can ask about it. Source: Metadata API Developer Guide, "DeployResult".
import type { DeployOptions } from './deploy-options.ts';
import type { DeployOutcome } from './outcome.ts';

export type DeployStatus =
  'Pending' | 'InProgress' | 'Succeeded' | 'SucceededPartial' | 'Failed' | 'Canceling' | 'Canceled';

export interface Person {
  readonly id: string;
  readonly name: string;
}

export interface Counts {
  readonly total: number;
  readonly done: number;
  readonly failed: number;
}

const NOTHING: Counts = { total: 0, done: 0, failed: 0 };

export class Deployment {
  readonly id: string;
  readonly options: DeployOptions;
  readonly createdBy: Person;
  /** Epoch milliseconds, as all times here. */
  readonly createdAt: number;
  status: DeployStatus = 'Pending';
  stateDetail: string | undefined;
  startedAt: number | undefined;
  changedAt: number;
  completedAt: number | undefined;
  canceledBy: Person | undefined;
  components: Counts = NOTHING;
  tests: Counts = NOTHING;
  outcome: DeployOutcome | undefined;
  /** Why it could not be worked on at all. */
  errorMessage: string | undefined;
  /** How often the org had been deployed to when this one was validated: a later deployment makes the validation void. */
  generation = 0;

  constructor(id: string, options: DeployOptions, createdBy: Person, now: number) {
    this.id = id;
    this.options = options;
    this.createdBy = createdBy;
    this.createdAt = this.changedAt = now;
  }

  get isDone(): boolean {
    return this.completedAt !== undefined;
  }

  get isSuccess(): boolean {
    return this.status === 'Succeeded' || this.status === 'SucceededPartial';
  }

  end(status: DeployStatus, now: number): void {
    this.status = status;
    this.stateDetail = undefined;
    this.completedAt = this.changedAt = now;
  }
}
