// `/services/data`: versions in the open; below a version, every request is authenticated, counted and dispatched.
import express, { type Request, type RequestHandler, type Response, type Router } from 'express';
import { SalesforceError } from '../dml/save.ts';
import type { RunningUser } from '../security/running-user.ts';
import type { ApiContext } from './context.ts';
import { bearerToken } from './oauth-router.ts';
import { parseJsonBody } from './json-body.ts';
import { answerOf, notFound, type RestAnswer, type RestRoutes } from './rest.ts';
import { isSupportedVersion, versionList } from './versions.ts';

/** Largest request body of the REST API. Source: REST API guide, "Insert or Update Blob Data" (50 MB for text). */
const MAX_BODY_BYTES = 50 * 1024 * 1024;

/** Refuses by the announced length: the body reader would read all of it before it complains. */
const refuseLongBody: RequestHandler = (request, response, next) => {
  if (Number(request.get('content-length') ?? 0) <= MAX_BODY_BYTES) return next();
  response.set('connection', 'close');
  next(Object.assign(new Error('body too large'), { type: 'entity.too.large' }));
};

export function dataRouter(context: ApiContext, routes: RestRoutes): Router {
  const router = express.Router();
  router.get('/services/data', (_request, response) => void response.json(versionList(context.org.project.apiVersion)));
  router.use(
    '/services/data/:version',
    refuseLongBody,
    express.raw({ type: () => true, limit: MAX_BODY_BYTES }),
    (request, response) => {
      send(response, answer(context, routes, request, response));
    },
  );
  return router;
}

function answer(context: ApiContext, routes: RestRoutes, request: Request, response: Response): RestAnswer {
  try {
    const version = versionOf(context, String(request.params.version));
    const user = authenticate(context, request);
    count(context, request, response);
    requireJsonAnswer(request);
    const url = new URL(request.url, 'http://org');
    const { method, query } = effectiveMethod(request, url.searchParams);
    return routes.dispatch({
      context,
      user,
      version,
      method,
      path: url.pathname,
      query,
      header: (name) => request.get(name),
      body: parseJsonBody(request),
      transact: (work) => context.org.transact(user, work),
    });
  } catch (error) {
    if (error instanceof SalesforceError) return answerOf(error);
    throw error;
  }
}

/** @throws SalesforceError NOT_FOUND */
export function versionOf(context: ApiContext, segment: string): number {
  const version = /^v(\d+)\.0$/.exec(segment)?.[1];
  if (!version || !isSupportedVersion(Number(version), context.org.project.apiVersion)) throw notFound();
  return Number(version);
}

/** @throws SalesforceError INVALID_SESSION_ID, API_DISABLED_FOR_ORG */
export function authenticate(context: ApiContext, request: Request): RunningUser {
  const token = bearerToken(request);
  const session = token === undefined ? undefined : context.sessions.find(token);
  if (!session) throw new SalesforceError('INVALID_SESSION_ID', 'Session expired or invalid', { httpStatus: 401 });
  const user = context.org.userById(session.userId);
  if (!user.has('ApiEnabled')) {
    throw new SalesforceError('API_DISABLED_FOR_ORG', 'API is not enabled for this Organization or Partner', {
      httpStatus: 403,
    });
  }
  return user;
}

/** @throws SalesforceError REQUEST_LIMIT_EXCEEDED */
export function count(context: ApiContext, request: Request, response: Response): void {
  const { usage } = context;
  const counted = usage.count(resourceOf(request));
  response.set('Sforce-Limit-Info', `api-usage=${usage.used()}/${usage.dailyLimit}`);
  if (!counted) {
    throw new SalesforceError('REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.', { httpStatus: 403 });
  }
}

/** `query`, `composite/sobjects`, `sobjects`, …: what the counters tell apart. */
function resourceOf(request: Request): string {
  const below = request.path.replace(/^\/services\/data\/v\d+\.\d+/, ''); // routers of their own see the whole path
  const [first = '', second] = below.split('/').filter(Boolean);
  return ['composite', 'tooling'].includes(first) && second ? `${first}/${second}` : first || 'resources';
}

/** Clients that cannot send PATCH send POST with `?_HttpMethod=PATCH`. */
function effectiveMethod(request: Request, query: URLSearchParams): { method: string; query: URLSearchParams } {
  const override = query.get('_HttpMethod')?.toUpperCase();
  query.delete('_HttpMethod');
  return { method: request.method === 'POST' && override ? override : request.method, query };
}

/** XML is not spoken here. */
function requireJsonAnswer(request: Request): void {
  if (request.accepts(['json', '*/*'])) return;
  throw new SalesforceError('NOT_ACCEPTABLE', `Accept header ${request.get('accept')} is not supported: JSON only`, {
    httpStatus: 406,
  });
}

function send(response: Response, { status, body, headers }: RestAnswer): void {
  response.status(status).set({ ...headers });
  if (body === undefined) response.end();
  else if (Buffer.isBuffer(body)) response.type(response.get('content-type') ?? 'application/octet-stream').send(body);
  else response.json(body);
}
