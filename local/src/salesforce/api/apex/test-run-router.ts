// Where clients order Apex test runs; what became of them is asked by Tooling queries (tooling.ts).
import express, { type Request, type RequestHandler, type Router } from 'express';
import { SourceError } from '../../metadata/source-error.ts';
import { SalesforceError } from '../../dml/save.ts';
import type { RunningUser } from '../../security/running-user.ts';
import type { ApiContext } from '../context.ts';
import { authenticate, count } from '../data-router.ts';
import { TestRuns } from './test-runs.ts';

const runsByContext = new WeakMap<ApiContext, TestRuns>();

/** The runs of one served org. */
export function testRunsOf(context: ApiContext): TestRuns {
  let runs = runsByContext.get(context);
  if (!runs) runsByContext.set(context, (runs = new TestRuns(context.org)));
  return runs;
}

export function testRunRouter(context: ApiContext): Router {
  const router = express.Router();
  const json = express.json({ type: () => true, limit: '1mb' });
  const path = '/services/data/:version/tooling';
  const answer = (work: (user: RunningUser, request: Request) => unknown): RequestHandler => {
    return async (request, response) => {
      try {
        const user = authenticate(context, request);
        count(context, request, response);
        if (!user.has('AuthorApex'))
          throw new SalesforceError('INSUFFICIENT_ACCESS', 'Running tests needs Author Apex', { httpStatus: 403 });
        response.json(await work(user, request));
      } catch (error) {
        if (error instanceof SalesforceError)
          response.status(error.httpStatus).json([{ message: error.message, errorCode: error.errorCode }]);
        else if (error instanceof SourceError)
          response.status(400).json([{ message: error.message, errorCode: 'INVALID_METADATA' }]);
        else throw error;
      }
    };
  };
  router.post(
    `${path}/runTestsSynchronous`,
    json,
    answer((_user, { body }) => testRunsOf(context).runNow(body)),
  );
  router.post(
    `${path}/runTestsAsynchronous`,
    json,
    answer((user, { body }) => testRunsOf(context).begin(body, user.userId)),
  );
  return router;
}
