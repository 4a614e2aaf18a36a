// What ingest and query jobs of the Bulk API 2.0 have in common. Source: Bulk API 2.0 Developer Guide, "Job info".
import { SalesforceError } from '../../dml/save.ts';
import type { RunningUser } from '../../security/running-user.ts';

/** Column delimiters and line ends by the names that jobs give them. */
export const DELIMITERS: Readonly<Record<string, string>> = {
  COMMA: ',',
  BACKQUOTE: '`',
  CARET: '^',
  PIPE: '|',
  SEMICOLON: ';',
  TAB: '\t',
};
export const LINE_ENDS: Readonly<Record<string, string>> = { LF: '\n', CRLF: '\r\n' };

export type JobState = 'Open' | 'UploadComplete' | 'InProgress' | 'JobComplete' | 'Aborted' | 'Failed';

export interface Job {
  readonly id: string;
  readonly userId: string;
  readonly apiVersion: number;
  /** Epoch milliseconds of the org. */
  readonly createdAt: number;
  readonly columnDelimiter: string;
  readonly lineEnding: string;
  readonly operation: string;
  object: string;
  state: JobState;
  errorMessage: string | undefined;
}

/** Jobs of one kind by id; the oldest of too many are forgotten, as an org forgets them after a week. */
export class Jobs<T extends Job> {
  readonly #jobs = new Map<string, T>();
  static readonly KEPT = 200;

  add(job: T): T {
    this.#jobs.set(job.id, job);
    const [oldest] = this.#jobs.keys();
    if (this.#jobs.size > Jobs.KEPT && oldest) this.#jobs.delete(oldest);
    return job;
  }

  /** @throws SalesforceError NOT_FOUND: also for a job of somebody else, unless one may see all data */
  find(id: string, user: RunningUser): T {
    const job = [...this.#jobs.values()].find((one) => one.id.slice(0, 15) === id.slice(0, 15));
    if (job && (job.userId === user.userId || user.has('ViewAllData'))) return job;
    throw new SalesforceError('NOT_FOUND', 'The requested resource does not exist', { httpStatus: 404 });
  }

  /** Newest first. */
  of(user: RunningUser): T[] {
    return [...this.#jobs.values()].filter((job) => job.userId === user.userId || user.has('ViewAllData')).toReversed();
  }

  remove(job: T): void {
    this.#jobs.delete(job.id);
  }
}

/** A choice of a job's body by its name. @throws SalesforceError INVALIDJOB */
export function choiceOf(
  body: Readonly<Record<string, unknown>>,
  name: string,
  allowed: Readonly<Record<string, string>>,
): string {
  const [fallback = ''] = Object.keys(allowed);
  const value = body[name] ?? fallback;
  if (typeof value === 'string' && Object.hasOwn(allowed, value)) return value;
  throw invalidJob(`${name} must be one of ${Object.keys(allowed).join(', ')}`);
}

export const invalidJob = (message: string): SalesforceError => new SalesforceError('INVALIDJOB', message);

export const invalidState = (message: string): SalesforceError => new SalesforceError('INVALIDJOBSTATE', message);

/** The head of a job's info, shared by both kinds. */
export function jobInfo(job: Job, kind: 'ingest' | 'query'): Record<string, unknown> {
  const createdDate = new Date(job.createdAt).toISOString().replace('Z', '+0000');
  return {
    id: job.id,
    operation: job.operation,
    object: job.object,
    createdById: job.userId,
    createdDate,
    systemModstamp: createdDate,
    state: job.state,
    concurrencyMode: 'Parallel',
    contentType: 'CSV',
    apiVersion: job.apiVersion,
    jobType: kind === 'ingest' ? 'V2Ingest' : 'V2Query',
    lineEnding: job.lineEnding,
    columnDelimiter: job.columnDelimiter,
    ...(job.errorMessage !== undefined && { errorMessage: job.errorMessage }),
  };
}
