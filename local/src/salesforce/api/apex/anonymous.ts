// Anonymous Apex as clients ask for it: `GET /tooling/executeAnonymous?anonymousBody=…`, and for the SOAP router.
// Source: Tooling API, "REST Resources", ExecuteAnonymousResult.
import { ApexCompileError, ApexThrow } from '../../apex/errors.ts';
import { SalesforceError } from '../../dml/save.ts';
import type { LocalOrg } from '../../org.ts';
import type { RunningUser } from '../../security/running-user.ts';
import type { RestAnswer, RestCall, RestRoute } from '../rest.ts';

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

export const anonymousRoutes: readonly RestRoute[] = [
  { method: 'GET', path: '/tooling/executeAnonymous', handle: handleAnonymous },
];

function handleAnonymous({ context, user, query }: RestCall): RestAnswer {
  const source = query.get('anonymousBody');
  if (source === null) throw new SalesforceError('MISSING_ARGUMENT', 'anonymousBody is missing');
  return { status: 200, body: executeAnonymous(context.org, user, source).result };
}

/**
 * Runs a block as one transaction; whatever fails in it takes back all it did.
 * @returns the outcome, and what System.debug wrote
 * @throws SalesforceError INSUFFICIENT_ACCESS the user may not write Apex
 */
export function executeAnonymous(
  org: LocalOrg,
  user: RunningUser,
  source: string,
): { readonly result: AnonymousResult; readonly debugLog: readonly string[] } {
  if (!user.has('AuthorApex')) {
    const message = 'Executing anonymous Apex needs the permission Author Apex';
    throw new SalesforceError('INSUFFICIENT_ACCESS', message, { httpStatus: 403 });
  }
  let debugLog: readonly string[] = [];
  try {
    org.transact(user, (tx) => {
      const vm = org.apex.machine(tx);
      // Source: Apex Developer Guide, "Using the with sharing … Keywords": anonymous blocks follow the user's sharing.
      vm.entrySharing = 'with';
      debugLog = vm.debugLog;
      org.apex.runAnonymous(tx, source);
    });
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
