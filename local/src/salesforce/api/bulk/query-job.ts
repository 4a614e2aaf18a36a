// Query jobs of the Bulk API 2.0: the answer of a statement as CSV, in parts of a size that the client chooses.
// Source: Bulk API 2.0 Developer Guide, "Bulk API 2.0 Query"; child queries and grouping are not for this API.
import { SalesforceError } from '../../dml/save.ts';
import type { RunningUser } from '../../security/running-user.ts';
import type { Value } from '../../schema/schema.ts';
import { columnsOf } from '../../soql/columns.ts';
import type { QueryRecord } from '../../soql/result.ts';
import { compileQuery } from '../../soql/run-query.ts';
import { makeId } from '../../store/ids.ts';
import type { ApiContext } from '../context.ts';
import { csvLine } from './csv.ts';
import { choiceOf, DELIMITERS, invalidJob, jobInfo, LINE_ENDS, type Job } from './job.ts';

export interface QueryJob extends Job {
  readonly query: string;
  /** `Id`, `Account.Name`. */
  columns: readonly string[];
  records: readonly QueryRecord[];
}

let serial = 0;

/** @throws SalesforceError INVALIDJOB, and whatever the statement is refused with */
export function openQueryJob(
  { org }: ApiContext,
  user: RunningUser,
  apiVersion: number,
  body: Readonly<Record<string, unknown>>,
): QueryJob {
  const { operation, query } = body;
  if (operation !== 'query' && operation !== 'queryAll') throw invalidJob('operation must be query or queryAll');
  if (typeof query !== 'string' || query.trim() === '') throw invalidJob('query must be a SOQL statement');
  const columns = columnNames(compileQuery(org.schema, query));
  const includeDeleted = operation === 'queryAll';
  const { records } = org.transact(user, (tx) => org.query(tx, query, { access: 'user', includeDeleted }));
  return {
    id: makeId('750', ++serial, QUERY_POD),
    userId: user.userId,
    apiVersion,
    createdAt: org.clock(),
    columnDelimiter: choiceOf(body, 'columnDelimiter', DELIMITERS),
    lineEnding: choiceOf(body, 'lineEnding', LINE_ENDS),
    operation,
    object: records[0]?.type ?? '',
    query,
    columns,
    records,
    state: 'UploadComplete',
    errorMessage: undefined,
  };
}

/** Ids of query jobs and ingest jobs never meet. */
const QUERY_POD = 'Qu';

function columnNames(compiled: ReturnType<typeof compileQuery>): string[] {
  const names = (columns: ReturnType<typeof columnsOf>, before: string): string[] =>
    columns.flatMap(({ columnName, joinColumns, aggregate }) => {
      if (aggregate)
        throw new SalesforceError(
          'API_ERROR',
          'Aggregates and child queries are not supported in Bulk API 2.0 queries',
        );
      return joinColumns.length > 0 ? names(joinColumns, `${before}${columnName}.`) : [before + columnName];
    });
  return names(columnsOf(compiled), '');
}

export function queryInfo(job: QueryJob): Record<string, unknown> {
  const info = jobInfo(job, 'query');
  if (job.state === 'UploadComplete') return info;
  return { ...info, numberRecordsProcessed: job.records.length, retries: 0, totalProcessingTime: 0 };
}

/** @param locator of the part, from the answer before; undefined: the first part */
export function queryResults(job: QueryJob, locator: string | undefined, most: number) {
  const start = locator === undefined ? 0 : startOf(locator);
  const part = job.records.slice(start, start + most);
  const end = start + part.length;
  const line = (cells: readonly string[]): string =>
    csvLine(cells, DELIMITERS[job.columnDelimiter], LINE_ENDS[job.lineEnding]);
  const lines = part.map((record) => line(job.columns.map((column) => cellOf(record, column.split('.')))));
  return {
    csv: line(job.columns) + lines.join(''),
    count: part.length,
    next: end < job.records.length ? Buffer.from(String(end)).toString('base64url') : 'null',
  };
}

function startOf(locator: string): number {
  const start = Number(Buffer.from(locator, 'base64url').toString());
  if (Number.isInteger(start) && start > 0) return start;
  throw new SalesforceError('INVALID_QUERY_LOCATOR', 'invalid query locator');
}

/** Values as they rest are values as this API writes them: `2026-01-02T03:04:05.000Z`; blank is empty. */
function cellOf({ fields }: QueryRecord, [name = '', ...rest]: readonly string[]): string {
  const key = [...fields.keys()].find((one) => one.toLowerCase() === name.toLowerCase());
  const value: Value | QueryRecord | object | undefined = key === undefined ? undefined : fields.get(key);
  if (value === null || value === undefined) return '';
  if (typeof value !== 'object') return String(value);
  return 'fields' in value ? cellOf(value, rest) : '';
}
