// The call behind wired and imperative Apex of pages in LWR sites: `POST <site>/webruntime/api/apex/execute`, or GET for
// cacheable methods, answered `{returnValue, cacheable}`. Request, answer and the 400 of a malformed request as seen on the
// wire of public sites; the body of an error is the one that LWCs get from Apex. Status 500 for exceptions is unconfirmed.
import express, { type Request, type Response, type Router } from 'express';
import { ApexCompileError, ApexThrow } from '../../apex/errors.ts';
import { annotation, type Method, type UserClass } from '../../apex/user-class.ts';
import type { ApexObject, DmlFailure } from '../../apex/values/values.ts';
import type { Vm } from '../../apex/vm.ts';
import { SalesforceError } from '../../dml/save.ts';
import { follow } from '../../dml/steps.ts';
import { orgTransaction } from '../../dml/transactions.ts';
import type { LocalOrg } from '../../org.ts';
import { GUEST_LICENCE } from '../../security/licences.ts';
import type { RunningUser } from '../../security/running-user.ts';
import type { ApiContext } from '../context.ts';
import { isObject } from '../json-body.ts';
import { bearerToken } from '../oauth-router.ts';
import { sessionCookie } from '../site-sign-in.ts';
import { entryMethod, findClass, requireAccess } from './callable.ts';
import { fromJson, UnfitValue } from './json-values.ts';
import { toPage, UnsendableValue } from './page-results.ts';

/** Source: Apex Developer Guide, "Execution Governors and Limits": a page sends at most 4 MB at once. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;

interface PageCall {
  readonly classname: string;
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly cacheable: boolean;
}

interface Answer {
  readonly status: number;
  readonly body: object;
}

export function pageCallRouter(context: ApiContext): Router {
  const router = express.Router();
  const paths = ['/webruntime/api/apex/execute', '/:site/webruntime/api/apex/execute'];
  const text = express.text({ type: () => true, limit: MAX_BODY_BYTES });
  router.post(paths, text, (request, response) =>
    send(response, () => answer(context, request, callOf(parseBody(request)))),
  );
  router.get(paths, (request, response) =>
    send(response, () => {
      const call = callOf(queryFields(request));
      if (!call.cacheable) throw badRequest('GET calls cacheable methods only');
      return answer(context, request, call);
    }),
  );
  return router;
}

async function send(response: Response, work: () => Answer | Promise<Answer>): Promise<void> {
  let answer: Answer;
  try {
    answer = await work();
  } catch (error) {
    if (!(error instanceof SalesforceError)) throw error;
    const { message, errorCode, httpStatus } = error;
    // Refusals of any kind are 400 here; only a session that is none is 401, and says so by its code.
    answer = httpStatus === 401 ? { status: 401, body: { errorCode, message } } : { status: 400, body: { message } };
  }
  response.status(answer.status).json(answer.body);
}

const sessionEnded = (): SalesforceError =>
  new SalesforceError('INVALID_SESSION_ID', 'Session expired or invalid', { httpStatus: 401 });
const badRequest = (message: string): SalesforceError => new SalesforceError('BAD_REQUEST', message);

/** A form on another site can make a browser post with its cookie, but not JSON. */
function parseBody(request: Request): Record<string, unknown> {
  if (!request.is('application/json')) throw badRequest('The request must be application/json');
  let body: unknown;
  try {
    body = JSON.parse(String(request.body)) as unknown;
  } catch {
    throw badRequest('The request is not JSON');
  }
  if (!isObject(body)) throw badRequest('The request is not a JSON object');
  return body;
}

function queryFields(request: Request): Record<string, unknown> {
  const { params, ...rest } = request.query as Readonly<Record<string, unknown>>;
  const flags = { cacheable: rest['cacheable'] === 'true', isContinuation: rest['isContinuation'] === 'true' };
  let given: unknown = {};
  try {
    if (typeof params === 'string') given = JSON.parse(params) as unknown;
  } catch {
    throw badRequest('params is not JSON');
  }
  return { ...rest, ...flags, params: given };
}

function callOf(fields: Readonly<Record<string, unknown>>): PageCall {
  for (const name of ['classname', 'method', 'isContinuation'])
    if (!Object.hasOwn(fields, name)) throw badRequest(`JSONObject["${name}"] not found.`);
  const { classname, method, params = {}, cacheable = false, isContinuation } = fields;
  if (typeof classname !== 'string' || typeof method !== 'string') throw badRequest('classname and method are text');
  if (isContinuation === true) throw badRequest('Continuations are not supported by the local org');
  if (!isObject(params)) throw badRequest('params is not a JSON object');
  return { classname, method, params, cacheable: cacheable === true };
}

async function answer(context: ApiContext, request: Request, call: PageCall): Promise<Answer> {
  const { org } = context;
  const user = pageUser(context, request);
  try {
    const { cls, method } = findMethod(org, user, call);
    const isCacheable = annotation(method.modifiers, 'auraenabled')?.values.get('cacheable')?.toLowerCase() === 'true';
    if (call.cacheable && !isCacheable) throw badRequest(`${cls.name}.${method.name} is not cacheable`);
    const steps = org.inSteps(user, (tx) => {
      orgTransaction(tx).isReadOnly = isCacheable;
      return run(org.apex.machine(tx), cls, method, call.params);
    });
    const returnValue = await follow(steps);
    return { status: 200, body: { returnValue, cacheable: isCacheable } };
  } catch (error) {
    if (error instanceof ApexThrow) return { status: 500, body: exceptionBody(error.exception) };
    // The platform would not have deployed the class.
    if (error instanceof ApexCompileError || error instanceof UnsendableValue)
      return { status: 500, body: { message: error.message } };
    throw error;
  }
}

/** Whom the session stands for; without one, the site's guest. */
function pageUser({ org, sessions }: ApiContext, request: Request): RunningUser {
  const token = bearerToken(request) ?? sessionCookie(request);
  if (token !== undefined) {
    const session = sessions.find(token);
    if (!session) throw sessionEnded();
    return org.userById(session.userId, languageOf(request));
  }
  // A page that was made for somebody signed in says so, and its cookie goes when they sign out elsewhere. That the platform
  // answers it so is unconfirmed.
  if (request.query['asGuest'] === 'false') throw sessionEnded();
  const guest = guestOf(org, languageOf(request));
  if (!guest) throw new SalesforceError('INVALID_SESSION_ID', 'This org has no guest user', { httpStatus: 401 });
  return guest;
}

/**
 * The language of the page, which its calls name: labels in Apex follow it, so that a page does not speak two languages. For
 * guests that is how sites work; for users whose own language differs from the page's it is unconfirmed.
 */
function languageOf(request: Request): string | undefined {
  const { language } = request.query;
  return typeof language === 'string' && /^[a-z]{2}([-_][A-Za-z]{2})?$/.test(language)
    ? language.replace('-', '_')
    : undefined;
}

function guestOf(org: LocalOrg, language: string | undefined): RunningUser | undefined {
  for (const row of org.store.all('User')) {
    if (row['IsActive'] !== true) continue;
    const user = org.userById(String(row['Id']), language);
    if (user.licence === GUEST_LICENCE) return user;
  }
  return undefined;
}

/** What is not there and what is not for pages look alike to a page. */
function findMethod(org: LocalOrg, user: RunningUser, call: PageCall): { cls: UserClass; method: Method } {
  const cls = findClass(org, call.classname);
  if (!cls) throw badRequest(`Apex class ${call.classname} does not exist`);
  requireAccess(user, cls);
  const method = entryMethod(cls, call.method, 'auraenabled');
  if (!method) throw badRequest(`No apex action available for ${cls.name}.${call.method}`);
  return { cls, method };
}

function run(vm: Vm, cls: UserClass, method: Method, params: Readonly<Record<string, unknown>>): unknown {
  const args = method.parameters.map(({ name, type }) => {
    try {
      // A parameter that was not sent is null.
      return fromJson(vm, Object.hasOwn(params, name) ? params[name] : null, type);
    } catch (error) {
      if (!(error instanceof UnfitValue)) throw error;
      throw badRequest(`Value provided is invalid for action parameter '${name}' of type '${type.name}'`);
    }
  });
  // Source: Lightning Web Components Developer Guide, "Secure Apex Classes": without a keyword, sharing is enforced.
  vm.entrySharing = 'with';
  vm.initialise(cls);
  return toPage(vm.call(method, null, args), vm);
}

function exceptionBody(exception: ApexObject): object {
  const { message, trace, dml } = exception.facts!;
  return {
    exceptionType: exception.type.name,
    isUserDefinedException: exception.type.user !== undefined,
    message,
    stackTrace: trace.join('\n'),
    ...(dml && dmlErrors(dml)),
  };
}

/** A DmlException tells its errors by field, and those of no field apart. */
function dmlErrors(failures: readonly DmlFailure[]): object {
  const told = failures.map(({ statusCode, message, fields }) => ({ statusCode, message, fields }));
  const fieldErrors: Record<string, { statusCode: string; message: string }[]> = {};
  for (const { statusCode, message, fields } of told)
    for (const field of fields) (fieldErrors[field] ??= []).push({ statusCode, message });
  const pageErrors = told.filter(({ fields }) => fields.length === 0);
  return { fieldErrors, pageErrors: pageErrors.map(({ statusCode, message }) => ({ statusCode, message })) };
}
