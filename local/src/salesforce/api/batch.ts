// `/composite/batch`: up to 25 independent subrequests, each counted against the API limit on its own.
// @see REST API guide, "Batch Requests"
import { SalesforceError } from '../dml/save.ts';
import { objectBody, objectList } from './json-body.ts';
import { answerOf, type RestAnswer, type RestCall, type RestRoute, type RestRoutes } from './rest.ts';

const MAX_SUBREQUESTS = 25;

export function batchRoutes(routes: () => RestRoutes): readonly RestRoute[] {
  return [{ method: 'POST', path: '/composite/batch', handle: (call) => batch(call, routes()) }];
}

function batch(call: RestCall, routes: RestRoutes): RestAnswer {
  const { batchRequests, haltOnError } = objectBody(call.body);
  const requests = objectList(batchRequests, 'batchRequests');
  if (requests.length > MAX_SUBREQUESTS) {
    throw new SalesforceError(
      'LIMIT_EXCEEDED',
      `Limit exceeded for number of operations: ${requests.length} of ${MAX_SUBREQUESTS} allowed`,
    );
  }
  let hasErrors = false;
  const results = requests.map((request) => {
    const { status, body } = hasErrors && haltOnError === true ? halted() : run(call, routes, request);
    hasErrors ||= status >= 400;
    return { statusCode: status, result: body ?? null };
  });
  return { status: 200, body: { hasErrors, results } };
}

function halted(): RestAnswer {
  const error = new SalesforceError('BATCH_PROCESSING_HALTED', 'Batch processing halted per request', {
    httpStatus: 412,
  });
  return answerOf(error);
}

function run(call: RestCall, routes: RestRoutes, request: Record<string, unknown>): RestAnswer {
  try {
    const { method, url, richInput } = request;
    if (typeof method !== 'string' || typeof url !== 'string') {
      throw new SalesforceError('INVALID_INPUT', 'A subrequest needs a method and a url');
    }
    const [, version, path = '/', search = ''] = /^(?:\/services\/data\/)?v(\d+)\.0(\/[^?]*)?(\?.*)?$/.exec(url) ?? [];
    if (version === undefined)
      throw new SalesforceError('INVALID_INPUT', `The url of a subrequest begins with vXX.X/: ${url}`);
    const target = { method: method.toUpperCase(), path, query: new URLSearchParams(search), version: Number(version) };
    if (/^\/composite(?:\/(?:batch|graph))?$/.test(path)) {
      throw new SalesforceError('INVALID_INPUT', `${path} cannot be part of a batch request`);
    }
    return routes.dispatch({ ...call, ...target, body: richInput });
  } catch (error) {
    if (error instanceof SalesforceError) return answerOf(error);
    throw error;
  }
}
