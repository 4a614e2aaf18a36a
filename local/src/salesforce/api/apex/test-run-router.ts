// Where clients order Apex test runs; what became of them is asked by Tooling queries (tooling/routes.ts).
import express, { type Request, type RequestHandler, type Router } from 'express';
import { SalesforceError } from '../../dml/save.ts';
import type { RunningUser } from '../../security/running-user.ts';
import type { ApiContext } from '../context.ts';
import { authenticate, count } from '../data-router.ts';
import { toolingOf } from '../tooling/tooling-org.ts';
import { synchronousAnswer } from './test-run-answer.ts';

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
        else throw error;
      }
    };
  };
  router.post(
    `${path}/runTestsSynchronous`,
    json,
    answer(async ({ userId }, { body }) =>
      synchronousAnswer(context.org, await toolingOf(context).runs.runNow(body, userId)),
    ),
  );
  router.post(
    `${path}/runTestsAsynchronous`,
    json,
    answer(({ userId }, { body }) => toolingOf(context).runs.begin(body, userId)),
  );
  return router;
}
