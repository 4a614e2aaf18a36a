// RestContext, RestRequest, RestResponse. Source: Apex Reference Guide, System namespace, the pages of these classes.
import { keyOf } from '../equality.ts';
import { nativeClass, type NativeClass } from '../native.ts';
import { ApexMap } from '../values/collections.ts';
import type { ApexBlob } from '../values/values.ts';
import type { Vm } from '../vm.ts';

const MAP = 'Map<String,String>';

function textMap(vm: Vm): ApexMap {
  return new ApexMap(vm.types.map(vm.types.string, vm.types.string));
}

function put(vm: Vm, map: ApexMap, name: string, value: string): void {
  map.entries.set(keyOf(name, vm), { key: name, value });
}

export class RestRequest {
  headers: ApexMap;
  params: ApexMap;
  httpMethod: string | null = null;
  remoteAddress: string | null = null;
  requestBody: ApexBlob | null = null;
  requestURI: string | null = null;
  resourcePath: string | null = null;

  constructor(vm: Vm) {
    this.headers = textMap(vm);
    this.params = textMap(vm);
  }

  addHeader(vm: Vm, name: string, value: string): void {
    put(vm, this.headers, name, value);
  }

  addParameter(vm: Vm, name: string, value: string): void {
    put(vm, this.params, name, value);
  }
}

export class RestResponse {
  headers: ApexMap;
  responseBody: ApexBlob | null = null;
  statusCode: number | null = null;

  constructor(vm: Vm) {
    this.headers = textMap(vm);
  }
}

/** What RestContext holds in a transaction; both are null outside of a REST call, until a test sets them. */
export interface RestContext {
  request: RestRequest | null;
  response: RestResponse | null;
}

const emptyContext = (): RestContext => ({ request: null, response: null });

export const restContext = (vm: Vm): RestContext => vm.keep(emptyContext, emptyContext);

/** Getter and setter of a field that the instance keeps under the same name. */
function plain<Owner, Name extends keyof Owner>(name: Name) {
  return {
    get: (_vm: Vm, self: Owner) => self[name],
    set: (_vm: Vm, self: Owner, value: Owner[Name]) => void (self[name] = value),
  };
}

export const REST: readonly NativeClass[] = [
  nativeClass({
    name: 'RestRequest',
    js: RestRequest,
    constructors: { 'RestRequest()': (vm: Vm) => new RestRequest(vm) },
    fields: {
      [`${MAP} headers`]: plain<RestRequest, 'headers'>('headers'),
      [`${MAP} params`]: plain<RestRequest, 'params'>('params'),
      'String httpMethod': plain<RestRequest, 'httpMethod'>('httpMethod'),
      'String remoteAddress': plain<RestRequest, 'remoteAddress'>('remoteAddress'),
      'Blob requestBody': plain<RestRequest, 'requestBody'>('requestBody'),
      'String requestURI': plain<RestRequest, 'requestURI'>('requestURI'),
      'String resourcePath': plain<RestRequest, 'resourcePath'>('resourcePath'),
    },
    methods: {
      'void addHeader(String name, String value)': (vm: Vm, self: RestRequest, name: string, value: string) =>
        self.addHeader(vm, name, value),
      'void addParameter(String name, String value)': (vm: Vm, self: RestRequest, name: string, value: string) =>
        self.addParameter(vm, name, value),
    },
  }),
  nativeClass({
    name: 'RestResponse',
    js: RestResponse,
    constructors: { 'RestResponse()': (vm: Vm) => new RestResponse(vm) },
    fields: {
      [`${MAP} headers`]: plain<RestResponse, 'headers'>('headers'),
      'Blob responseBody': plain<RestResponse, 'responseBody'>('responseBody'),
      'Integer statusCode': plain<RestResponse, 'statusCode'>('statusCode'),
    },
    methods: {
      'void addHeader(String name, String value)': (vm: Vm, self: RestResponse, name: string, value: string) =>
        put(vm, self.headers, name, value),
    },
  }),
  nativeClass({
    name: 'RestContext',
    staticFields: {
      'RestRequest request': {
        get: (vm: Vm) => restContext(vm).request,
        set: (vm: Vm, value: RestRequest | null) => void (restContext(vm).request = value),
      },
      'RestResponse response': {
        get: (vm: Vm) => restContext(vm).response,
        set: (vm: Vm, value: RestResponse | null) => void (restContext(vm).response = value),
      },
    },
  }),
];
