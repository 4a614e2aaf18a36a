// HTTP: requests, responses and mocks as Apex names them. What a callout does: ../callouts/send.ts.
// Source: Apex Reference Guide, "Http Class", "HttpRequest Class", "HttpResponse Class"; Apex Developer Guide, "Testing HTTP Callouts".
import { spendCounter } from '../async/execution.ts';
import { requireCalloutsAllowed } from '../callouts/allowed.ts';
import { mockOf, send } from '../callouts/send.ts';
import { invoke } from '../invoke.ts';
import { nativeClass, type NativeClass } from '../native.ts';
import { ApexList } from '../values/collections.ts';
import { ApexBlob, type ApexValue } from '../values/values.ts';
import type { Vm } from '../vm.ts';
import { readXml } from './xml-events.ts';
import { XmlReader } from './xml-stream.ts';
import { given, refuse } from './given.ts';
import { HttpRequest, HttpResponse, Message, utf8 } from './http-messages.ts';
import { staticResource } from './static-resources.ts';

export class Http {}

const MESSAGE_METHODS = {
  'String getHeader(String key)': (vm: Vm, self: Message, key: string | null) => self.header(given(vm, key)),
  'void setHeader(String key, String value)': (vm: Vm, self: Message, key: string | null, value: string | null) =>
    void self.setHeader(given(vm, key), value ?? ''),
  'String getBody()': (_vm: Vm, self: Message) => self.text,
  'void setBody(String body)': (vm: Vm, self: Message, body: string | null) => void (self.body = utf8(given(vm, body))),
  'Blob getBodyAsBlob()': (_vm: Vm, self: Message) => new ApexBlob(self.body ?? new Uint8Array()),
  'void setBodyAsBlob(Blob body)': (vm: Vm, self: Message, body: ApexBlob | null) =>
    void (self.body = given(vm, body).bytes),
};

function parsedBody(vm: Vm, self: Message): ApexValue {
  const [make] = vm.types.find('Dom.Document')?.native?.constructors ?? [];
  const type = vm.types.find('Dom.Document');
  if (!make || !type) return refuse(vm, 'getBodyDocument');
  const document = (make.call as (...all: unknown[]) => ApexValue)(vm, type);
  invoke(vm, document, 'load', [self.text]);
  return document;
}

const REQUEST = nativeClass({
  name: 'HttpRequest',
  js: HttpRequest,
  constructors: { 'HttpRequest()': () => new HttpRequest() },
  methods: {
    ...MESSAGE_METHODS,
    'String getEndpoint()': (_vm, self: HttpRequest) => self.endpoint,
    'void setEndpoint(String endpoint)': (_vm, self: HttpRequest, endpoint: string | null) =>
      void (self.endpoint = endpoint),
    'String getMethod()': (_vm, self: HttpRequest) => self.method,
    'void setMethod(String method)': (_vm, self: HttpRequest, method: string | null) => void (self.method = method),
    'void setTimeout(Integer timeout)'(vm, self: HttpRequest, timeout: number | null) {
      const ms = given(vm, timeout);
      if (ms < 1 || ms > 120_000) vm.raise('System.CalloutException', 'Timeout must be between 1 and 120000'); // (unconfirmed)
      self.timeoutMs = ms;
      return null;
    },
    'Boolean getCompressed()': (_vm, self: HttpRequest) => self.isCompressed,
    'void setCompressed(Boolean flag)': (_vm, self: HttpRequest, flag: boolean | null) =>
      void (self.isCompressed = flag === true),
    'void setClientCertificate(String certificate, String password)': (_vm, self: HttpRequest) =>
      void (self.certificate = 'of setClientCertificate'),
    'void setClientCertificateName(String name)': (_vm, self: HttpRequest, name: string | null) =>
      void (self.certificate = name),
    'Dom.Document getBodyDocument()': parsedBody,
    'void setBodyDocument(Dom.Document document)': (vm, self: HttpRequest, document: ApexValue) =>
      void (self.body = utf8(invoke(vm, vm.notNull(document), 'toXmlString', []) as string)),
    'String toString()': (_vm, { endpoint, method }: HttpRequest) =>
      `System.HttpRequest[Endpoint=${endpoint ?? 'null'}, Method=${method ?? 'null'}]`,
  },
});

const RESPONSE = nativeClass({
  name: 'HttpResponse',
  js: HttpResponse,
  constructors: { 'HttpResponse()': () => new HttpResponse() },
  methods: {
    ...MESSAGE_METHODS,
    /** In the order of the alphabet (unconfirmed; tests of public projects hold with it). */
    'List<String> getHeaderKeys()': (vm, self: HttpResponse) =>
      new ApexList(
        vm.types.list(vm.types.string),
        [...self.headers.values()].map(({ name }) => name).sort((a, b) => a.localeCompare(b, 'en')),
      ),
    'String getStatus()': (_vm, self: HttpResponse) => self.status,
    'void setStatus(String status)': (_vm, self: HttpResponse, status: string | null) => void (self.status = status),
    'Integer getStatusCode()': (_vm, self: HttpResponse) => self.statusCode,
    'void setStatusCode(Integer statusCode)': (vm, self: HttpResponse, code: number | null) =>
      void (self.statusCode = given(vm, code)),
    'Dom.Document getBodyDocument()': parsedBody,
    'XmlStreamReader getXmlStreamReader()': (vm, self: HttpResponse) => new XmlReader(readXml(vm, self.text)),
    'String toString()': (_vm, { status, statusCode }: HttpResponse) =>
      `System.HttpResponse[Status=${status ?? 'null'}, StatusCode=${statusCode}]`,
  },
});

/**
 * What code generated from a WSDL calls.
 * @param info endpoint, SOAP action, then namespace and name of request and response, and the response's type
 */
function invokeWebService(
  vm: Vm,
  stub: ApexValue,
  request: ApexValue,
  response: ApexValue,
  info: ApexList | null,
): ApexValue {
  spendCounter(vm, 'callouts');
  requireCalloutsAllowed(vm);
  const [endpoint = null, action = null, , name = null, ...answer] = given(vm, info, 4).items;
  if (!vm.test) return refuse(vm, `a SOAP callout to ${String(endpoint)} outside tests`);
  const [namespace = null, responseName = null, responseType = null] = answer;
  invoke(vm, mockOf(vm, 'WebServiceMock'), 'doInvoke', [
    stub,
    request,
    response,
    endpoint,
    action,
    name,
    namespace,
    responseName,
    responseType,
  ]);
  return null;
}

const HTTP = nativeClass({
  name: 'Http',
  js: Http,
  constructors: { 'Http()': () => new Http() },
  methods: {
    'HttpResponse send(HttpRequest request)': (vm, _self: Http, request: HttpRequest | null) =>
      send(vm, given(vm, request)),
    'String toString()': () => 'System.Http[]',
  },
});

/** StaticResourceCalloutMock: always the same response, from one resource or one per address. */
class ResourceMock {
  readonly answer = new HttpResponse();
  /** '' stands for every address. */
  readonly resources = new Map<string, string>();
}

class MultiResourceMock extends ResourceMock {}

function respond(vm: Vm, self: ResourceMock, request: HttpRequest | null): HttpResponse {
  const name = self.resources.get('') ?? self.resources.get(request?.endpoint ?? '');
  const bytes = name === undefined ? undefined : staticResource(vm, name);
  if (!bytes) return vm.raise('System.CalloutException', `There is no static resource for ${request?.endpoint ?? ''}`); // (unconfirmed)
  const response = new HttpResponse();
  Object.assign(response, { status: self.answer.status, statusCode: self.answer.statusCode, body: bytes });
  for (const { name: header, value } of self.answer.headers.values()) response.setHeader(header, value);
  return response;
}

const RESOURCE_METHODS = {
  'void setStatus(String status)': (_vm: Vm, self: ResourceMock, status: string | null) =>
    void (self.answer.status = status),
  'void setStatusCode(Integer statusCode)': (_vm: Vm, self: ResourceMock, code: number) =>
    void (self.answer.statusCode = code),
  'void setHeader(String key, String value)': (_vm: Vm, self: ResourceMock, key: string, value: string) =>
    void self.answer.setHeader(key, value),
  'HttpResponse respond(HttpRequest request)': respond,
};

const MOCKS: readonly NativeClass[] = [
  nativeClass({
    name: 'HttpCalloutMock',
    kind: 'interface',
    abstract: ['HttpResponse respond(HttpRequest request)'],
  }),
  nativeClass({
    name: 'StaticResourceCalloutMock',
    implements: ['HttpCalloutMock'],
    js: ResourceMock,
    constructors: { 'StaticResourceCalloutMock()': () => new ResourceMock() },
    methods: {
      ...RESOURCE_METHODS,
      'void setStaticResource(String name)': (_vm, self: ResourceMock, name: string) =>
        void self.resources.set('', name),
    },
  }),
  nativeClass({
    name: 'MultiStaticResourceCalloutMock',
    implements: ['HttpCalloutMock'],
    js: MultiResourceMock,
    constructors: { 'MultiStaticResourceCalloutMock()': () => new MultiResourceMock() },
    methods: {
      ...RESOURCE_METHODS,
      'void setStaticResource(String endpoint, String name)': (_vm, self: ResourceMock, at: string, name: string) =>
        void self.resources.set(at, name),
    },
  }),
  nativeClass({
    name: 'WebServiceMock',
    kind: 'interface',
    abstract: [
      'void doInvoke(Object stub, Object request, Map<String, Object> response, String endpoint, String soapAction, String requestName, String responseNS, String responseName, String responseType)',
    ],
  }),
  nativeClass({
    name: 'WebServiceCallout',
    statics: {
      'void invoke(Object stub, Object request, Map<String, Object> response, List<String> info)': invokeWebService,
    },
  }),
  nativeClass({ name: 'Continuation', unsupported: 'pages here do not wait for long callouts' }),
];

export const HTTP_CLASSES: readonly NativeClass[] = [REQUEST, RESPONSE, HTTP, ...MOCKS];
