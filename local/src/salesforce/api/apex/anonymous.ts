// Anonymous Apex as clients ask for it: `GET /tooling/executeAnonymous?anonymousBody=…`, and for the SOAP router.
// Source: Tooling API, "REST Resources", ExecuteAnonymousResult.
import express, { type Router } from 'express';
import { ApexCompileError, ApexThrow } from '../../apex/errors.ts';
import { SalesforceError } from '../../dml/save.ts';
import { follow } from '../../dml/steps.ts';
import type { LocalOrg } from '../../org.ts';
import type { RunningUser } from '../../security/running-user.ts';
import type { ApiContext } from '../context.ts';
import { authenticate, count, versionOf } from '../data-router.ts';
import { logText } from '../tooling/debug-logs.ts';
import { toolingOf } from '../tooling/tooling-org.ts';

export interface AnonymousResult {
  readonly compiled: boolean;
  readonly compileProblem: string | null;
  readonly success: boolean;
  readonly exceptionMessage: string | null;
  readonly exceptionStackTrace: string | null;
  /** Of the problem; -1 when there is none. */
  readonly line: number;
  readonly column: number;
}

/** What compile errors call the block itself. */
const ANONYMOUS = 'AnonymousBlock';

const SUCCESS: AnonymousResult = {
  compiled: true,
  compileProblem: null,
  success: true,
  exceptionMessage: null,
  exceptionStackTrace: null,
  line: -1,
  column: -1,
};

/** A router of its own: what it runs may call other systems, for which no route of the REST API waits. */
export function anonymousRouter(context: ApiContext): Router {
  const router = express.Router();
  router.get('/services/data/:version/tooling/executeAnonymous', async (request, response) => {
    try {
      const version = versionOf(context, String(request.params.version));
      const user = authenticate(context, request);
      count(context, request, response);
      const source = request.query['anonymousBody'];
      if (typeof source !== 'string') throw new SalesforceError('MISSING_ARGUMENT', 'anonymousBody is missing');
      response.json((await runAnonymous(context, user, source, version)).result);
    } catch (error) {
      if (!(error instanceof SalesforceError)) throw error;
      response.status(error.httpStatus).json([{ message: error.message, errorCode: error.errorCode }]);
    }
  });
  return router;
}

/** As executeAnonymous, for a client of the API: the debug log is in an org's shape, and kept when the user has a trace flag. */
export async function runAnonymous(
  context: ApiContext,
  user: RunningUser,
  source: string,
  apiVersion: number,
): Promise<{ readonly result: AnonymousResult; readonly log: string }> {
  const startedAt = context.org.clock();
  const { result, debugLog } = await executeAnonymous(context.org, user, source, apiVersion);
  const status = result.success ? 'Success' : (result.exceptionMessage ?? result.compileProblem ?? 'Failed');
  const request = {
    userId: user.userId,
    operation: 'executeAnonymous',
    lines: debugLog,
    status,
    startedAt,
    apiVersion,
  };
  toolingOf(context).logs.keep(request);
  return { result, log: logText(request) };
}

/**
 * Runs a block as one transaction; whatever fails in it takes back all it did.
 * @param apiVersion by whose rules the block is compiled: that of the request, `66.0`
 * @returns the outcome, and what System.debug wrote
 * @throws SalesforceError INSUFFICIENT_ACCESS the user may not write Apex
 */
export async function executeAnonymous(
  org: LocalOrg,
  user: RunningUser,
  source: string,
  apiVersion: number,
): Promise<{ readonly result: AnonymousResult; readonly debugLog: readonly string[] }> {
  if (!user.has('AuthorApex')) {
    const message = 'Executing anonymous Apex needs the permission Author Apex';
    throw new SalesforceError('INSUFFICIENT_ACCESS', message, { httpStatus: 403 });
  }
  let debugLog: readonly string[] = [];
  try {
    const steps = org.inSteps(user, (tx) => {
      const vm = org.apex.machine(tx);
      // Source: Apex Developer Guide, "Using the with sharing … Keywords": anonymous blocks follow the user's sharing.
      vm.entrySharing = 'with';
      debugLog = vm.debugLog;
      org.apex.runAnonymous(tx, source, apiVersion);
    });
    await follow(steps);
    return { result: SUCCESS, debugLog };
  } catch (error) {
    return { result: resultOf(error), debugLog };
  }
}

function resultOf(error: unknown): AnonymousResult {
  if (error instanceof ApexCompileError) {
    const { line, column } = error.position;
    return { ...SUCCESS, compiled: false, success: false, compileProblem: problemOf(error), line, column };
  }
  if (!(error instanceof ApexThrow)) throw error;
  const trace = error.exception.facts?.trace ?? [];
  const [, line = -1, column = -1] = /line (\d+), column (\d+)/.exec(trace[0] ?? '') ?? [];
  return {
    ...SUCCESS,
    success: false,
    exceptionMessage: error.message,
    exceptionStackTrace: trace.join('\n'),
    line: Number(line),
    column: Number(column),
  };
}

/** Without the place, which the result has fields for, unless it is in another class. */
function problemOf({ message, position: { unit } }: ApexCompileError): string {
  return unit === ANONYMOUS ? message.replace(/^.*?: line \d+, column \d+: /, '') : message;
}
