// The REST API as one Express app. Routers are mounted from lists, so that later engines (Apex REST, the console) add theirs.
import express, { type ErrorRequestHandler, type Express, type RequestHandler, type Router } from 'express';
import { anonymousRouter } from './apex/anonymous.ts';
import { apexRestRouter } from './apex/apex-rest.ts';
import { testRunRouter } from './apex/test-run-router.ts';
import { pageCallRouter } from './apex/page-calls.ts';
import { batchRoutes } from './batch.ts';
import { cometdRouter } from './cometd/cometd-router.ts';
import { bulkRouter } from './bulk/bulk-router.ts';
import { collectionRoutes } from './collections.ts';
import { compositeRoutes } from './composite.ts';
import { connectRoutes } from './connect.ts';
import type { ApiContext } from './context.ts';
import { dataRouter } from './data-router.ts';
import { describeRoutes } from './describe-routes.ts';
import { limitRoutes } from './limits.ts';
import { deployRouter } from './metadata/deploy-router.ts';
import { oauthRouter } from './oauth-router.ts';
import { passwordRoutes } from './passwords.ts';
import { queryRoutes } from './query.ts';
import { RestRoutes, type RestRoute } from './rest.ts';
import { singleAccessRouter } from './single-access.ts';
import { soapRouter } from './soap-router.ts';
import { sobjectRoutes } from './sobjects.ts';
import { toolingRoutes } from './tooling/routes.ts';
import { treeRoutes } from './tree.ts';
import { versionRoutes } from './versions.ts';

export interface ApiAppOptions {
  readonly context: ApiContext;
  /** Run before everything else: the admin router and the faults it sets. */
  readonly before?: readonly (Router | RequestHandler)[];
  /** Further REST resources below `/services/data/vXX.X`. */
  readonly resources?: readonly RestRoute[];
  /** Further routers, tried after the API's own: the console, Apex REST. */
  readonly mount?: readonly (Router | RequestHandler)[];
}

export function apiApp({ context, before = [], resources = [], mount = [] }: ApiAppOptions): Express {
  const routes: RestRoutes = restRoutes(resources, () => routes);
  const app = express();
  app.disable('x-powered-by').disable('etag');
  app.use(collapseSlashes);
  for (const handler of before) app.use(handler);
  app.use(oauthRouter(context));
  app.use(singleAccessRouter(context));
  app.use(cometdRouter(context));
  app.use(deployRouter(context));
  app.use(bulkRouter(context));
  app.use(testRunRouter(context));
  app.use(anonymousRouter(context));
  app.use(dataRouter(context, routes));
  app.use(soapRouter(context));
  app.use(pageCallRouter(context));
  app.use(apexRestRouter(context));
  for (const router of mount) app.use(router);
  app.use((_request, response) => {
    response.status(404).json([{ message: 'The requested resource does not exist', errorCode: 'NOT_FOUND' }]);
  });
  app.use(unexpected);
  return app;
}

function restRoutes(resources: readonly RestRoute[], all: () => RestRoutes): RestRoutes {
  return new RestRoutes([
    ...versionRoutes,
    ...describeRoutes,
    ...passwordRoutes,
    ...sobjectRoutes,
    ...queryRoutes,
    ...collectionRoutes,
    ...treeRoutes,
    ...compositeRoutes(all),
    ...batchRoutes(all),
    ...limitRoutes,
    ...toolingRoutes,
    ...connectRoutes,
    ...resources,
  ]);
}

/** Clients whose instance URL ends in a slash ask for `//services/…`. */
const collapseSlashes: RequestHandler = (request, _response, next) => {
  const [path = '', ...query] = request.url.split('?');
  request.url = [path.replace(/\/{2,}/g, '/'), ...query].join('?');
  next();
};

interface HttpError {
  readonly status?: number;
  readonly type?: string;
}

/** Errors of the body reader are the client's; anything else is a fault of ours: loud here, opaque there. */
const unexpected: ErrorRequestHandler = (error: HttpError, _request, response, next) => {
  if (response.headersSent) return next(error);
  if (error.type === 'entity.too.large') {
    response.status(413).json([{ message: 'The request body is too large', errorCode: 'REQUEST_ENTITY_TOO_LARGE' }]);
    return;
  }
  if (error.status !== undefined && error.status < 500) {
    response.status(error.status).json([{ message: 'The request could not be read', errorCode: 'BAD_REQUEST' }]);
    return;
  }
  console.error(error);
  response.status(500).json([{ message: 'An unexpected error occurred.', errorCode: 'UNKNOWN_EXCEPTION' }]);
};
