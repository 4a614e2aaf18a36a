// A callout: in a test the mock answers, elsewhere the system that the configuration names. The code does not wait there: its
// run is undone, the request sent, and the code run again with the answer; see dml/journal.ts.
// Source: Apex Developer Guide, "Invoking HTTP Callouts", "Callout Limits and Limitations".
import { Diverged } from '../../dml/journal.ts';
import { spendCounter } from '../async/execution.ts';
import { invoke } from '../invoke.ts';
import { HttpRequest, HttpResponse } from '../library/http-messages.ts';
import { given, refuse } from '../library/given.ts';
import type { ApexValue } from '../values/values.ts';
import type { Vm } from '../vm.ts';
import { addressOf } from './address.ts';
import { requireCalloutsAllowed } from './allowed.ts';
import { exchange, type Incoming, type Outcome, type Outgoing } from './exchange.ts';

const DEFAULT_TIMEOUT_MS = 10_000;
/** All callouts of a transaction together. */
const MAX_TOTAL_MS = 120_000;
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'TRACE'];

/** @throws ApexThrow System.CalloutException; AwaitsAnswer the request has to be sent first */
export function send(vm: Vm, request: HttpRequest): ApexValue {
  spendCounter(vm, 'callouts');
  requireCalloutsAllowed(vm);
  // A mock gets whatever request there is, without an endpoint too.
  if (vm.test) return invoke(vm, mockOf(vm, 'HttpCalloutMock'), 'respond', [request]);
  return toResponse(ask(vm, outgoingOf(vm, request)));
}

/** @throws ApexThrow the test has set none */
export function mockOf(vm: Vm, interfaceName: string): ApexValue {
  const mock = vm.test?.mocks.get(vm.types.native(interfaceName));
  return mock ?? vm.raise('System.TypeException', 'Methods defined as TestMethod do not support Web service callouts');
}

const waited = (): { ms: number } => ({ ms: 0 });

function ask(vm: Vm, outgoing: Outgoing): Incoming {
  const { journal } = vm.tx;
  if (!journal) return refuse(vm, `a callout from where this code was started (to ${outgoing.url})`);
  const total = vm.keep(waited, waited);
  const timeoutMs = Math.min(outgoing.timeoutMs, MAX_TOTAL_MS - total.ms);
  if (timeoutMs <= 0)
    return vm.raise('System.CalloutException', `Exceeded maximum time allotted for callout (${MAX_TOTAL_MS} ms)`); // (unconfirmed)
  const outcome = answered(vm, () =>
    journal.answer('callout', () => exchange({ ...outgoing, timeoutMs }), `${outgoing.method} ${outgoing.url}`),
  );
  total.ms += outcome.elapsedMs;
  return 'answer' in outcome ? outcome.answer : vm.raise('System.CalloutException', outcome.failure);
}

/** Code that asks for something else when it is run again depends on what the journal does not hold. */
function answered(vm: Vm, recall: () => Outcome): Outcome {
  try {
    return recall();
  } catch (error) {
    if (!(error instanceof Diverged)) throw error;
    return vm.raiseFinal(
      'System.UnexpectedException',
      `${error.message}; the local org runs code again after a callout`,
    );
  }
}

function outgoingOf(vm: Vm, request: HttpRequest): Outgoing {
  if (!request.endpoint) return vm.raise('System.CalloutException', 'no endpoint specified'); // (unconfirmed)
  if (request.certificate !== null) return refuse(vm, `the client certificate ${request.certificate}`);
  const { url, headers, mergeHeader, mergeBody } = addressOf(vm, request.endpoint);
  const own = [...request.headers.values()].map(({ name, value }) => [name, mergeHeader(value)] as const);
  const added = headers
    .filter(({ name }) => request.header(name) === null)
    .map(({ name, value }) => [name, value] as const);
  const bytes = request.body?.byteLength ? request.body : null;
  const body = bytes && mergeBody ? Buffer.from(mergeBody(request.text)) : bytes;
  const { heapLimit } = vm.execution;
  if (body && body.byteLength > heapLimit)
    return vm.raise('System.CalloutException', `Exceeded max size limit of ${heapLimit}`);
  return {
    url,
    method: methodOf(vm, request, body !== null),
    headers: [['User-Agent', `SFDC-Callout/${vm.program.project.apiVersion}`], ...added, ...own],
    body,
    isCompressed: request.isCompressed,
    timeoutMs: request.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    maxBytes: heapLimit,
  };
}

/** A GET with a body goes out as a POST, as Java's own client sends it. (unconfirmed) */
function methodOf(vm: Vm, { method }: HttpRequest, hasBody: boolean): string {
  const name = given(vm, method).toUpperCase();
  if (!METHODS.includes(name)) vm.raise('System.CalloutException', `Invalid HTTP method: ${method}`);
  return name === 'GET' && hasBody ? 'POST' : name;
}

function toResponse({ status, statusCode, headers, body }: Incoming): HttpResponse {
  const response = new HttpResponse();
  Object.assign(response, { status, statusCode, body });
  for (const [name, value] of headers) {
    const before = response.header(name);
    response.setHeader(name, before === null ? value : `${before}, ${value}`);
  }
  return response;
}
