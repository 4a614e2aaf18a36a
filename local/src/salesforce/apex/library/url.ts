// Url. Source: Apex Reference Guide, "URL Class", which gives what java.net.URL gives.
import { nativeClass, type NativeClass } from '../native.ts';
import type { ApexValue } from '../values/values.ts';
import type { Vm } from '../vm.ts';
import { hashOf } from './characters.ts';
import { given } from './given.ts';

/** Where the org would be reached; local code only compares it and builds links of it. */
const ORG_DOMAIN = 'https://local.my.salesforce.com';

const DEFAULT_PORTS: Readonly<Record<string, number>> = { http: 80, https: 443, ftp: 21 };

/** Parts of an address as java.net.URL names them; null where it has none. */
export class ApexUrl {
  readonly protocol: string;
  readonly authority: string;
  readonly userInfo: string | null;
  readonly host: string;
  /** -1: none was written */
  readonly port: number;
  readonly path: string;
  readonly query: string | null;
  readonly ref: string | null;
  readonly valueKey: string;

  constructor(protocol: string, authority: string, file: string) {
    const [, userInfo = null, host = '', port] = /^(?:([^@]*)@)?(\[[^\]]*\]|[^:]*)(?::(\d*))?$/.exec(authority) ?? [];
    const [, path = '', query = null, ref = null] = /^([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s.exec(file) ?? [];
    this.protocol = protocol.toLowerCase();
    this.authority = authority;
    this.userInfo = userInfo;
    this.host = host;
    this.port = port ? Number(port) : -1;
    this.path = path;
    this.query = query;
    this.ref = ref;
    this.valueKey = `url ${this.text}`;
  }

  get file(): string {
    return this.path + (this.query === null ? '' : `?${this.query}`);
  }

  get text(): string {
    const authority = this.authority === '' ? '' : `//${this.authority}`;
    return `${this.protocol}:${authority}${this.file}${this.ref === null ? '' : `#${this.ref}`}`;
  }
}

/** (wording after Java's MalformedURLException; the exception's type is unconfirmed) */
const malformed = (vm: Vm, what: string): never => vm.raise('System.StringException', what);

function read(vm: Vm, text: string): ApexUrl {
  const trimmed = text.trim();
  const [, protocol, , authority = '', file = ''] =
    /^([a-zA-Z][a-zA-Z0-9+.-]*):(\/\/([^/?#]*))?(.*)$/s.exec(trimmed) ?? [];
  if (protocol === undefined) return malformed(vm, `no protocol: ${text}`);
  if (!['http', 'https', 'ftp', 'file', 'mailto', 'jar'].includes(protocol.toLowerCase()))
    return malformed(vm, `unknown protocol: ${protocol.toLowerCase()}`);
  return new ApexUrl(protocol, authority, file);
}

/** A relative address seen from another. */
function resolve(vm: Vm, context: ApexUrl, spec: string): ApexUrl {
  if (/^[a-zA-Z][a-zA-Z0-9+.-]*:/.test(spec)) return read(vm, spec);
  return read(vm, new URL(spec, context.text).href);
}

const authority = (host: string, port: number): string => (port === -1 ? host : `${host}:${port}`);

const isSame = (one: ApexUrl, other: ApexUrl): boolean => {
  const key = (url: ApexUrl) =>
    [url.protocol, url.host.toLowerCase(), url.port < 0 ? DEFAULT_PORTS[url.protocol] : url.port, url.file].join(' ');
  return key(one) === key(other);
};

export const URL_CLASS: NativeClass = nativeClass({
  name: 'URL',
  js: ApexUrl,
  constructors: {
    'URL(String spec)': (vm, _type, spec: string | null) => read(vm, given(vm, spec)),
    'URL(URL context, String spec)': (vm, _type, context: ApexUrl | null, spec: string | null) =>
      context ? resolve(vm, context, given(vm, spec, 2)) : read(vm, given(vm, spec, 2)),
    'URL(String protocol, String host, String file)': (vm, _type, protocol: string, host: string, file: string) =>
      new ApexUrl(given(vm, protocol), given(vm, host, 2), given(vm, file, 3)),
    'URL(String protocol, String host, Integer port, String file)': (
      vm,
      _type,
      protocol: string,
      host: string,
      port: number,
      file: string,
    ) => new ApexUrl(given(vm, protocol), authority(given(vm, host, 2), given(vm, port, 3)), given(vm, file, 4)),
  },
  statics: {
    'URL getOrgDomainUrl()': (vm) => read(vm, ORG_DOMAIN),
    'URL getSalesforceBaseUrl()': (vm) => read(vm, ORG_DOMAIN),
    'URL getCurrentRequestUrl()': (vm) => read(vm, ORG_DOMAIN),
    'String getFileFieldURL(String entityId, String fieldName)': (vm, id: string | null, field: string | null) =>
      `/servlet/servlet.FileDownload?file=${given(vm, id)}&field=${given(vm, field, 2)}`,
  },
  methods: {
    'String getAuthority()': (_vm, self: ApexUrl) => self.authority,
    'Integer getDefaultPort()': (_vm, self: ApexUrl) => DEFAULT_PORTS[self.protocol] ?? -1,
    'String getFile()': (_vm, self: ApexUrl) => self.file,
    'String getHost()': (_vm, self: ApexUrl) => self.host,
    'String getPath()': (_vm, self: ApexUrl) => self.path,
    'Integer getPort()': (_vm, self: ApexUrl) => self.port,
    'String getProtocol()': (_vm, self: ApexUrl) => self.protocol,
    'String getQuery()': (_vm, self: ApexUrl) => self.query,
    'String getRef()': (_vm, self: ApexUrl) => self.ref,
    'String getUserInfo()': (_vm, self: ApexUrl) => self.userInfo,
    'Boolean sameFile(URL other)': (vm, self: ApexUrl, other: ApexUrl | null) => isSame(self, given(vm, other)),
    'Boolean equals(Object other)': (_vm, self: ApexUrl, other: ApexValue) =>
      other instanceof ApexUrl && other.valueKey === self.valueKey,
    'Integer hashCode()': (_vm, self: ApexUrl) => hashOf(self.text),
    'String toExternalForm()': (_vm, self: ApexUrl) => self.text,
    'String toString()': (_vm, self: ApexUrl) => self.text,
  },
});
