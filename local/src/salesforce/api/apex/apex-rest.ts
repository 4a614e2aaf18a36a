// Apex REST: `/services/apexrest/*` leads to the class whose @RestResource mapping fits best.
// Source: Apex Developer Guide, "Exposing Apex Classes as REST Web Services" and the pages of its annotations.
import express, { type Request, type Response, type Router } from 'express';
import { ApexCompileError, ApexThrow } from '../../apex/errors.ts';
import { RestRequest, RestResponse, restContext } from '../../apex/library/rest.ts';
import { VOID } from '../../apex/types.ts';
import { annotation, type Method, type UserClass } from '../../apex/user-class.ts';
import { ApexBlob } from '../../apex/values/values.ts';
import type { Vm } from '../../apex/vm.ts';
import { SalesforceError } from '../../dml/save.ts';
import { follow } from '../../dml/steps.ts';
import type { ApiContext } from '../context.ts';
import { authenticate, count } from '../data-router.ts';
import { isObject } from '../json-body.ts';
import { classesWith, requireAccess } from './callable.ts';
import { fromJson, UnfitValue } from './json-values.ts';
import { callLibrary } from './library-call.ts';

/** Source: Apex Developer Guide, "Apex REST Limits": requests and answers hold at most 6 MB. */
const MAX_BODY_BYTES = 6 * 1024 * 1024;
const BASE = '/services/apexrest';
const METHODS = ['Get', 'Post', 'Put', 'Patch', 'Delete'];

export function apexRestRouter(context: ApiContext): Router {
  const router = express.Router();
  router.use(BASE, express.raw({ type: () => true, limit: MAX_BODY_BYTES }), async (request, response) => {
    try {
      const user = authenticate(context, request);
      count(context, request, response);
      const resource = findResource(context, decodeURI(request.path));
      requireAccess(user, resource.cls);
      const method = methodFor(resource.cls, verbOf(request));
      const answer = await follow(
        context.org.inSteps(user, (tx) => run(context.org.apex.machine(tx), { ...resource, method }, request)),
      );
      response.status(answer.status).set(answer.headers).send(answer.body);
    } catch (error) {
      refuse(response, error);
    }
  });
  return router;
}

function refuse(response: Response, error: unknown): void {
  const { status, errorCode, message } = refusalOf(error);
  response.status(status).json([{ errorCode, message }]);
}

function refusalOf(error: unknown): { status: number; errorCode: string; message: string } {
  if (error instanceof SalesforceError)
    return { status: error.httpStatus, errorCode: error.errorCode, message: error.message };
  if (error instanceof ApexThrow) {
    const trace = error.exception.facts?.trace ?? [];
    return { status: 500, errorCode: 'APEX_ERROR', message: `${error.message}\n\n${trace.join('\n')}` };
  }
  if (error instanceof ApexCompileError) return { status: 500, errorCode: 'APEX_ERROR', message: error.message };
  throw error;
}

interface Resource {
  readonly cls: UserClass;
  /** As the class has it: `/orders/*`. */
  readonly mapping: string;
}

/** An exact match wins, then the longest that ends in a wildcard. Mappings tell upper from lower case. */
function findResource({ org }: ApiContext, path: string): Resource {
  const fitting = classesWith(org.apex, 'restresource')
    .map((cls) => ({ cls, mapping: annotation(cls.modifiers, 'restresource')!.values.get('urlmapping') ?? '' }))
    .filter(({ mapping }) => matches(mapping, path))
    .sort(
      (a, b) =>
        Number(a.mapping.endsWith('*')) - Number(b.mapping.endsWith('*')) || b.mapping.length - a.mapping.length,
    );
  const [best] = fitting;
  if (!best) throw new SalesforceError('NOT_FOUND', 'Could not find a match for URL', { httpStatus: 404 });
  return best;
}

function matches(mapping: string, path: string): boolean {
  if (!mapping.endsWith('/*')) return path === mapping || path === `${mapping}/`;
  const prefix = mapping.slice(0, -1);
  return path.startsWith(prefix) || `${path}/` === prefix;
}

/** Clients that cannot send PATCH send POST with `?_HttpMethod=PATCH`. */
function verbOf(request: Request): string {
  const override = request.query['_HttpMethod'];
  return request.method === 'POST' && typeof override === 'string' ? override.toUpperCase() : request.method;
}

function methodFor(cls: UserClass, verb: string): Method {
  const methods = [...cls.members.methods.values()].flat().filter(({ isStatic }) => isStatic);
  const marked = (name: string) => methods.find(({ modifiers }) => annotation(modifiers, `http${name.toLowerCase()}`));
  const method = marked(verb);
  if (method) return method;
  const allowed = METHODS.filter(marked).map((name) => name.toUpperCase());
  const message = `HTTP Method '${verb}' not allowed. Allowed are ${allowed.join(',')}`;
  throw new SalesforceError('METHOD_NOT_ALLOWED', message, { httpStatus: 405 });
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

function run(vm: Vm, { cls, mapping, method }: Resource & { method: Method }, http: Request): Answer {
  const bytes = Buffer.isBuffer(http.body) ? http.body : Buffer.alloc(0);
  const context = restContext(vm);
  context.request = toRestRequest(vm, http, mapping, method.parameters.length === 0 ? bytes : undefined);
  context.response = new RestResponse(vm);
  const args = argumentsOf(vm, method, bytes);
  vm.initialise(cls);
  const returned = vm.call(method, null, args);
  if (method.returns !== VOID) {
    const json = callLibrary(vm, 'JSON', 'serialize', [returned]) as string;
    return toAnswer(context.response, Buffer.from(json));
  }
  return toAnswer(context.response, Buffer.from(context.response?.responseBody?.bytes ?? []));
}

/** The body goes to the parameters when the method has some, else to requestBody. */
function toRestRequest(vm: Vm, http: Request, mapping: string, body: Buffer | undefined): RestRequest {
  const request = new RestRequest(vm);
  request.httpMethod = verbOf(http);
  request.requestURI = decodeURI(http.path);
  request.resourcePath = `${BASE}${mapping}`;
  request.remoteAddress = http.socket.remoteAddress ?? null;
  request.requestBody = body ? new ApexBlob(body) : null;
  for (const [name, value] of new URL(http.url, 'http://org').searchParams) request.addParameter(vm, name, value);
  for (let at = 0; at < http.rawHeaders.length; at += 2) {
    const [name = '', value = ''] = http.rawHeaders.slice(at, at + 2);
    // The session is not for Apex to see.
    if (!/^(?:authorization|cookie)$/i.test(name)) request.addHeader(vm, name, value);
  }
  return request;
}

function argumentsOf(vm: Vm, { parameters, owner, name }: Method, bytes: Buffer): unknown[] {
  if (parameters.length === 0) return [];
  const body = bytes.length === 0 ? {} : parse(bytes);
  const known = new Set(parameters.map((parameter) => parameter.name));
  const unknown = Object.keys(body).find((key) => !known.has(key));
  if (unknown !== undefined)
    throw new SalesforceError(
      'JSON_PARSER_ERROR',
      `Unexpected parameter encountered during deserialization: ${unknown}`,
    );
  return parameters.map((parameter) => {
    try {
      return fromJson(vm, body[parameter.name], parameter.type, () => true);
    } catch (error) {
      if (!(error instanceof UnfitValue)) throw error;
      const what = `${owner.name}.${name}: the value of '${parameter.name}' is no ${parameter.type.name}`;
      throw new SalesforceError('JSON_PARSER_ERROR', what, { cause: error });
    }
  });
}

function parse(bytes: Buffer): Record<string, unknown> {
  let body: unknown;
  try {
    body = JSON.parse(bytes.toString('utf8')) as unknown;
  } catch (cause) {
    throw new SalesforceError('JSON_PARSER_ERROR', `The body is not JSON: ${(cause as Error).message}`, { cause });
  }
  if (!isObject(body)) throw new SalesforceError('JSON_PARSER_ERROR', 'The body is not a JSON object');
  return body;
}

function toAnswer(response: RestResponse | null, body: Buffer): Answer {
  const headers: Record<string, string> = { 'content-type': 'application/json;charset=UTF-8' };
  for (const { key, value } of response?.headers.entries.values() ?? [])
    headers[String(key).toLowerCase()] = String(value);
  return { status: response?.statusCode ?? 200, headers, body };
}
