// Ingest jobs of the Bulk API 2.0: records as CSV, saved 200 at a time, each with an outcome of its own.
// Source: Bulk API 2.0 Developer Guide, "Bulk API 2.0 Ingest".
import { setImmediate } from 'node:timers/promises';
import { SalesforceError, type Operation, type RecordInput, type SaveResult } from '../../dml/save.ts';
import type { Field, Schema, SObjectType } from '../../schema/schema.ts';
import type { RunningUser } from '../../security/running-user.ts';
import { categoryOf } from '../../soql/operand.ts';
import { makeId } from '../../store/ids.ts';
import type { ApiContext } from '../context.ts';
import { isVisible } from '../record-input.ts';
import { csvLine, readCsv } from './csv.ts';
import { choiceOf, DELIMITERS, invalidJob, invalidState, jobInfo, LINE_ENDS, type Job } from './job.ts';

/** Records that triggers and flows see at once. */
const CHUNK = 200;
/** Source: as above, "Limits and Allocations": 150 MB of base64, of which 100 MB should be used. */
export const MAX_UPLOAD_BYTES = 150 * 1024 * 1024;
/** Sent for a field that is to be blank: an empty cell leaves it as it is. */
const BLANK = '#N/A';

const OPERATIONS: readonly string[] = ['insert', 'update', 'upsert', 'delete'] satisfies Operation[];

export interface IngestJob extends Job {
  readonly type: SObjectType;
  readonly externalIdField: string | undefined;
  readonly assignmentRuleId: string | undefined;
  csv: string | undefined;
  header: readonly string[];
  rows: readonly (readonly string[])[];
  /** By row, as far as it has got. */
  results: SaveResult[];
  startedAt: number;
  endedAt: number;
}

let serial = 0;

/** @throws SalesforceError INVALIDJOB, INVALIDENTITY */
export function openIngestJob(
  { org }: ApiContext,
  user: RunningUser,
  apiVersion: number,
  body: Readonly<Record<string, unknown>>,
): IngestJob {
  const operation = textIn(body, 'operation');
  if (operation === 'hardDelete')
    throw invalidJob('hardDelete is not supported by the local org: records go to the recycle bin (delete)');
  if (!OPERATIONS.includes(operation)) throw invalidJob(`operation must be one of ${OPERATIONS.join(', ')}`);
  if ((body['contentType'] ?? 'CSV') !== 'CSV') throw invalidJob('contentType must be CSV');
  const name = textIn(body, 'object');
  const type = org.schema.type(name);
  if (!type || !isVisible(user, type))
    throw new SalesforceError('INVALIDENTITY', `InvalidEntity : Unable to find object: ${name}`);
  return {
    id: makeId('750', ++serial),
    userId: user.userId,
    apiVersion,
    createdAt: org.clock(),
    columnDelimiter: choiceOf(body, 'columnDelimiter', DELIMITERS),
    lineEnding: choiceOf(body, 'lineEnding', LINE_ENDS),
    operation,
    object: type.name,
    type,
    externalIdField: operation === 'upsert' ? keyField(org.schema, type, body['externalIdFieldName']) : undefined,
    assignmentRuleId: typeof body['assignmentRuleId'] === 'string' ? body['assignmentRuleId'] : undefined,
    state: 'Open',
    errorMessage: undefined,
    ...{ csv: undefined, header: [], rows: [], results: [], startedAt: 0, endedAt: 0 },
  };
}

function textIn(body: Readonly<Record<string, unknown>>, name: string): string {
  const value = body[name];
  return typeof value === 'string' ? value : '';
}

function keyField(schema: Schema, type: SObjectType, name: unknown): string {
  const field = typeof name === 'string' ? schema.field(type, name) : undefined;
  if (field && (field.externalId || field.type === 'id')) return field.name;
  throw invalidJob(`externalIdFieldName must name an external id field of ${type.name}`);
}

/** @throws SalesforceError INVALIDJOBSTATE data has been sent before, or the job is closed */
export function upload(job: IngestJob, csv: string): void {
  if (job.state !== 'Open' || job.csv !== undefined)
    throw invalidState(job.csv === undefined ? `Job is in state ${job.state}` : 'Data has already been uploaded');
  job.csv = csv;
}

/** Ends the upload and begins the work, which goes on after this returns. @throws SalesforceError INVALIDJOBSTATE */
export function complete(job: IngestJob, context: ApiContext): void {
  if (job.state !== 'Open') throw invalidState(`Job is in state ${job.state}`);
  const [header = [], ...rows] = readCsv(job.csv ?? '', DELIMITERS[job.columnDelimiter]!);
  Object.assign(job, { header, rows, state: 'UploadComplete' });
  void work(job, context).catch((error: unknown) => {
    job.state = 'Failed';
    job.errorMessage = error instanceof Error ? error.message : String(error);
  });
}

/** @throws SalesforceError INVALIDJOBSTATE it is done already */
export function abort(job: IngestJob): void {
  if (!['Open', 'UploadComplete', 'InProgress'].includes(job.state)) throw invalidState(`Job is in state ${job.state}`);
  job.state = 'Aborted';
}

async function work(job: IngestJob, context: ApiContext): Promise<void> {
  const { org } = context;
  job.startedAt = org.clock();
  const problem = headerProblem(job, org.schema);
  if (problem !== undefined) {
    job.errorMessage = problem;
    job.state = 'Failed';
    return;
  }
  await setImmediate();
  if (job.state === 'UploadComplete') job.state = 'InProgress';
  for (let at = 0; at < job.rows.length && job.state === 'InProgress'; at += CHUNK) {
    job.results.push(...saveChunk(job, context, job.rows.slice(at, at + CHUNK)));
    await setImmediate(); // others' requests come between
  }
  job.endedAt = org.clock();
  if (job.state === 'InProgress') job.state = 'JobComplete';
}

/** A column that is no field makes the whole job fail. Source: as above, "Job fails: InvalidBatch : Field name not found". */
function headerProblem({ header, type, operation }: IngestJob, schema: Schema): string | undefined {
  if (header.length === 0) return 'InvalidBatch : The CSV has no header row';
  const unknown = header.find((column) => !fieldOf(schema, type, column));
  if (unknown !== undefined) return `InvalidBatch : Field name not found : ${unknown}`;
  const needsId = operation === 'update' || operation === 'delete';
  if (needsId && !header.some((column) => column.toLowerCase() === 'id'))
    return `InvalidBatch : ${operation} needs the column Id`;
  return undefined;
}

/** Of `Parent__r.Ext__c` the reference, which is then found by that external id. */
function fieldOf(schema: Schema, type: SObjectType, column: string): Field | undefined {
  const [first = '', ...rest] = column.split('.');
  return rest.length === 0 ? schema.field(type, first) : schema.parentRelationship(type, first);
}

function saveChunk(job: IngestJob, { org }: ApiContext, rows: readonly (readonly string[])[]): SaveResult[] {
  const records = rows.map((row) => recordOf(job, org.schema, row));
  try {
    const { operation, externalIdField } = job;
    return org.transact(org.userById(job.userId), (tx) =>
      org.save(tx, {
        operation: operation as Operation,
        records,
        allOrNone: false,
        access: 'user',
        ...(externalIdField !== undefined && externalIdField !== 'Id' && { externalIdField }),
      }),
    );
  } catch (error) {
    if (!(error instanceof SalesforceError)) throw error;
    const errors = [{ statusCode: error.errorCode, message: error.message, fields: error.fields }];
    return rows.map(() => ({ id: null, success: false, created: false, errors }));
  }
}

function recordOf(job: IngestJob, schema: Schema, row: readonly string[]): RecordInput {
  const values: Record<string, unknown> = {};
  let id: string | undefined;
  for (const [index, column] of job.header.entries()) {
    const text = row[index] ?? '';
    if (column.toLowerCase() === 'id') id = text === '' ? undefined : text;
    else if (text !== '') setValue(values, schema, job.type, column, text);
  }
  const rule = job.assignmentRuleId;
  return { type: job.type.name, values, ...(id !== undefined && { id }), ...(rule && { assignmentRule: rule }) };
}

function setValue(
  values: Record<string, unknown>,
  schema: Schema,
  type: SObjectType,
  column: string,
  text: string,
): void {
  const field = fieldOf(schema, type, column)!;
  const [relationship, key] = column.split('.');
  if (key === undefined) values[field.name] = valueOf(field, text);
  else if (text === BLANK) values[field.name] = null;
  else values[relationship!] = { [key]: text };
}

/** What is no value of the field's type stays text: the save refuses it in its words. */
function valueOf({ type }: Field, text: string): unknown {
  if (text === BLANK) return null;
  if (type === 'boolean' && /^(?:true|false|1|0)$/i.test(text)) return /^(?:true|1)$/i.test(text);
  if (categoryOf(type) === 'number' && text.trim() !== '' && Number.isFinite(Number(text))) return Number(text);
  return text;
}

export function ingestInfo(job: IngestJob): Record<string, unknown> {
  const info = {
    ...jobInfo(job, 'ingest'),
    ...(job.externalIdField !== undefined && { externalIdFieldName: job.externalIdField }),
    ...(job.state === 'Open' && { contentUrl: `services/data/v${job.apiVersion}.0/jobs/ingest/${job.id}/batches` }),
  };
  if (job.state === 'Open') return info;
  const workMs = Math.max(0, (job.endedAt || job.startedAt) - job.startedAt);
  return {
    ...info,
    numberRecordsProcessed: job.results.length,
    numberRecordsFailed: job.results.filter(({ success }) => !success).length,
    retries: 0,
    totalProcessingTime: workMs,
    apiActiveProcessingTime: workMs,
    apexProcessingTime: 0,
  };
}

type ResultKind = 'successfulResults' | 'failedResults' | 'unprocessedrecords';

/** A job's records by their outcome, as CSV. */
export function ingestResults(job: IngestJob, kind: ResultKind): string {
  const delimiter = DELIMITERS[job.columnDelimiter]!;
  const line = (cells: readonly string[]): string => csvLine(cells, delimiter, LINE_ENDS[job.lineEnding]);
  const { header, rows, results } = job;
  if (kind === 'unprocessedrecords') return [header, ...rows.slice(results.length)].map(line).join('');
  const isWanted = kind === 'successfulResults';
  const head = line(['sf__Id', isWanted ? 'sf__Created' : 'sf__Error', ...header]);
  const lines = results.flatMap(({ id, success, created, errors }, index) => {
    if (success !== isWanted) return [];
    const what = isWanted ? String(created) : errors.map(errorText).join(';');
    return [line([id ?? '', what, ...header.map((_, column) => rows[index]![column] ?? '')])];
  });
  return [head, ...lines].join('');
}

/** `REQUIRED_FIELD_MISSING:Required fields are missing: [Name]:Name --` */
const errorText = ({ statusCode, message, fields }: SaveResult['errors'][number]): string =>
  `${statusCode}:${message}:${fields.join(',')} --`;
