// `/jobs/ingest` and `/jobs/query`: the Bulk API 2.0. Bodies are JSON or CSV, answers too. The first Bulk API (`/services/async`) is
// not spoken. Source: Bulk API 2.0 Developer Guide.
import express, { type Request, type Response, type Router } from 'express';
import { SalesforceError } from '../../dml/save.ts';
import type { RunningUser } from '../../security/running-user.ts';
import type { ApiContext } from '../context.ts';
import { authenticate, count, versionOf } from '../data-router.ts';
import { objectBody, parseJsonBody } from '../json-body.ts';
import { answerOf } from '../rest.ts';
import {
  abort,
  complete,
  ingestInfo,
  ingestResults,
  MAX_UPLOAD_BYTES,
  openIngestJob,
  upload,
  type IngestJob,
} from './ingest.ts';
import { Jobs } from './job.ts';
import { openQueryJob, queryInfo, queryResults, type QueryJob } from './query-job.ts';

const MOST_ROWS = 100_000;

interface Call {
  readonly request: Request;
  readonly response: Response;
  readonly user: RunningUser;
  readonly version: number;
  readonly id: string;
  readonly body: () => Record<string, unknown>;
}

export function bulkRouter(context: ApiContext): Router {
  const router = express.Router();
  const ingests = new Jobs<IngestJob>();
  const queries = new Jobs<QueryJob>();
  const raw = express.raw({ type: () => true, limit: MAX_UPLOAD_BYTES });

  const on = (method: 'get' | 'post' | 'put' | 'patch' | 'delete', path: string, work: (call: Call) => void): void => {
    router[method](`/services/data/:version/jobs${path}`, raw, (request: Request, response: Response) => {
      try {
        const version = versionOf(context, String(request.params['version']));
        const user = authenticate(context, request);
        count(context, request, response);
        const body = (): Record<string, unknown> => objectBody(parseJsonBody(request));
        work({ request, response, user, version, id: String(request.params['id'] ?? ''), body });
      } catch (error) {
        if (!(error instanceof SalesforceError)) throw error;
        const { status, body } = answerOf(error);
        response.status(status).json(body);
      }
    });
  };
  const sendCsv = (response: Response, csv: string): void => void response.type('text/csv; charset=UTF-8').send(csv);

  on('post', '/ingest', ({ response, user, version, body }) => {
    response.json(ingestInfo(ingests.add(openIngestJob(context, user, version, body()))));
  });
  on('get', '/ingest', ({ response, user }) => {
    response.json({ done: true, nextRecordsUrl: null, records: ingests.of(user).map(ingestInfo) });
  });
  on('get', '/ingest/:id', ({ response, user, id }) => void response.json(ingestInfo(ingests.find(id, user))));
  on('put', '/ingest/:id/batches', ({ request, response, user, id }) => {
    const type = request.get('content-type') ?? 'text/csv';
    if (!/^text\/csv\b/i.test(type))
      throw new SalesforceError('UNSUPPORTED_MEDIA_TYPE', `Content-Type ${type} is not supported: text/csv only`, {
        httpStatus: 415,
      });
    upload(ingests.find(id, user), Buffer.isBuffer(request.body) ? request.body.toString('utf8') : '');
    response.status(201).end();
  });
  on('patch', '/ingest/:id', ({ response, user, id, body }) => {
    const job = ingests.find(id, user);
    const { state } = body();
    if (state === 'UploadComplete') complete(job, context);
    else if (state === 'Aborted') abort(job);
    else throw new SalesforceError('INVALIDJOB', 'state must be UploadComplete or Aborted');
    response.json(ingestInfo(job));
  });
  on('delete', '/ingest/:id', ({ response, user, id }) => {
    ingests.remove(ended(ingests.find(id, user)));
    response.status(204).end();
  });
  for (const kind of ['successfulResults', 'failedResults', 'unprocessedrecords'] as const)
    on('get', `/ingest/:id/${kind}`, ({ response, user, id }) => {
      sendCsv(response, ingestResults(ended(ingests.find(id, user)), kind));
    });

  on('post', '/query', ({ response, user, version, body }) => {
    const job = queries.add(openQueryJob(context, user, version, body()));
    response.json(queryInfo(job));
    job.state = 'JobComplete';
  });
  on('get', '/query', ({ response, user }) => {
    response.json({ done: true, nextRecordsUrl: null, records: queries.of(user).map(queryInfo) });
  });
  on('get', '/query/:id', ({ response, user, id }) => void response.json(queryInfo(queries.find(id, user))));
  on('patch', '/query/:id', ({ user, id }) => {
    queries.find(id, user);
    throw new SalesforceError('INVALIDJOBSTATE', 'Job is in state JobComplete'); // it was done when it was asked for
  });
  on('delete', '/query/:id', ({ response, user, id }) => {
    queries.remove(queries.find(id, user));
    response.status(204).end();
  });
  on('get', '/query/:id/results', ({ request, response, user, id }) => {
    const { locator, maxRecords } = request.query;
    const most = Math.max(1, Math.min(MOST_ROWS, Number(maxRecords) || MOST_ROWS));
    const isFirst = typeof locator !== 'string' || locator === '';
    const part = queryResults(queries.find(id, user), isFirst ? undefined : locator, most);
    response.set({ 'Sforce-Locator': part.next, 'Sforce-NumberOfRecords': String(part.count) });
    sendCsv(response, part.csv);
  });
  return router;
}

/** @throws SalesforceError INVALIDJOBSTATE the job still goes on */
function ended(job: IngestJob): IngestJob {
  if (['JobComplete', 'Aborted', 'Failed'].includes(job.state)) return job;
  throw new SalesforceError('INVALIDJOBSTATE', `Job is in state ${job.state}`);
}
