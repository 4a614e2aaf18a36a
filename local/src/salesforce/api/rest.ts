// The REST API as a table of routes: what a call is, what an answer is, and how one finds the other.
// Routes are plain synchronous functions, so that composite requests run them inside one transaction without HTTP in between.
import { SalesforceError, type SaveError } from '../dml/save.ts';
import type { Transaction } from '../dml/transaction.ts';
import type { RunningUser } from '../security/running-user.ts';
import type { ApiContext } from './context.ts';

export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

/** A request below `/services/data/vNN.N`, from HTTP or from inside a composite request. */
export interface RestRequest {
  readonly context: ApiContext;
  readonly user: RunningUser;
  /** API version of the URL: 67 for v67.0. */
  readonly version: number;
  readonly method: string;
  /** Encoded path below the version, `/sobjects/Order/801…`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly header: (name: string) => string | undefined;
  /** Parsed JSON, or undefined when the request has no body. */
  readonly body: unknown;
  /** Runs work in a transaction of its own, or in that of the surrounding composite request. */
  readonly transact: <T>(work: (tx: Transaction) => T) => T;
}

/** A request whose path has been matched; `params` are decoded. */
export interface RestCall extends RestRequest {
  readonly params: Readonly<Record<string, string>>;
}

export interface RestAnswer {
  readonly status: number;
  /** JSON, a Buffer for binary content, or undefined for no body. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a route counts as inside a composite request; see the limits in `composite.ts`. */
export type CompositeKind = 'single' | 'query' | 'collection';

export interface RestRoute {
  readonly method: Method;
  /** `/sobjects/:type/:id`; a segment with a colon is a parameter. */
  readonly path: string;
  /** Left out: the resource cannot be part of a composite request. */
  readonly inComposite?: CompositeKind;
  readonly handle: (call: RestCall) => RestAnswer;
}

interface CompiledRoute {
  readonly route: RestRoute;
  readonly segments: readonly string[];
}

/** The routes of an API, indexed for look-up. Earlier routes win over later ones of the same shape. */
export class RestRoutes {
  readonly #routes: readonly CompiledRoute[];

  constructor(routes: readonly RestRoute[]) {
    this.#routes = routes.map((route) => ({ route, segments: segmentsOf(route.path) }));
  }

  /** @returns the route and its decoded parameters; throws NOT_FOUND or METHOD_NOT_ALLOWED */
  find(method: string, path: string): { route: RestRoute; params: Record<string, string> } {
    const wanted = segmentsOf(path);
    const sameShape = this.#routes.filter(({ segments }) => matches(segments, wanted));
    // A path matches its most literal shape only: `/sobjects/User/describe` is no record id.
    const best = sameShape[0];
    if (!best) throw notFound();
    const allowed = sameShape.filter(({ segments }) => literals(segments) === literals(best.segments));
    const found = allowed.find(({ route }) => route.method === (method === 'HEAD' ? 'GET' : method));
    if (!found) throw methodNotAllowed(method, allowed);
    return { route: found.route, params: paramsOf(found.segments, wanted) };
  }

  /** Answers one request; refusals of the platform become error bodies, our own faults are thrown. */
  dispatch(request: RestRequest): RestAnswer {
    try {
      const { route, params } = this.find(request.method, request.path);
      return route.handle({ ...request, params });
    } catch (error) {
      if (error instanceof SalesforceError) return answerOf(error);
      throw error;
    }
  }
}

function segmentsOf(path: string): string[] {
  return path.split('/').filter((segment) => segment !== '');
}

function matches(segments: readonly string[], wanted: readonly string[]): boolean {
  return (
    segments.length === wanted.length &&
    segments.every((segment, index) => segment.startsWith(':') || segment === wanted[index])
  );
}

function literals(segments: readonly string[]): string {
  return segments.map((segment) => (segment.startsWith(':') ? ':' : segment)).join('/');
}

function paramsOf(segments: readonly string[], wanted: readonly string[]): Record<string, string> {
  const params: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    if (segment.startsWith(':')) params[segment.slice(1)] = decoded(wanted[index]!);
  }
  return params;
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch (cause) {
    throw new SalesforceError('NOT_FOUND', 'The requested resource does not exist', { httpStatus: 404, cause });
  }
}

export function notFound(message = 'The requested resource does not exist'): SalesforceError {
  return new SalesforceError('NOT_FOUND', message, { httpStatus: 404 });
}

function methodNotAllowed(method: string, allowed: readonly CompiledRoute[]): SalesforceError {
  const methods = [
    ...new Set(allowed.flatMap(({ route }) => (route.method === 'GET' ? ['GET', 'HEAD'] : route.method))),
  ];
  const message = `HTTP Method '${method}' not allowed. Allowed are ${methods.join(',')}`;
  return new SalesforceError('METHOD_NOT_ALLOWED', message, { httpStatus: 405 });
}

/** The array that REST answers for a refused request; `fields` only where the refusal names some. */
export function answerOf(error: SalesforceError): RestAnswer {
  const { message, errorCode, fields } = error;
  const entry = fields.length > 0 ? { message, errorCode, fields } : { message, errorCode };
  return { status: error.httpStatus, body: [entry] };
}

/** HTTP status of a record's refusal where it is not 400. Source: REST API guide, "Status Codes and Error Responses". */
const STATUS_OF_SAVE_ERROR: Readonly<Record<string, number>> = {
  INSUFFICIENT_ACCESS_OR_READONLY: 403,
  ENTITY_IS_DELETED: 404,
  NOT_FOUND: 404,
  REQUEST_LIMIT_EXCEEDED: 403,
};

/** The answer to a failed save of a single record: `errorCode` here, where collections say `statusCode`. */
export function answerOfSaveErrors(errors: readonly SaveError[]): RestAnswer {
  const first = errors[0];
  return {
    status: (first && STATUS_OF_SAVE_ERROR[first.statusCode]) ?? 400,
    body: errors.map(({ message, statusCode, fields }) => ({ message, errorCode: statusCode, fields })),
  };
}
