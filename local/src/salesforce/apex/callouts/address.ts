// Where a request goes and with what headers: `callout:` addresses by their named credential, others by the remote site
// settings. What the organisation does not allow is a CalloutException as on the platform; so is a system that the
// configuration of the local org does not name, with words on what to set.
import { unsetVariable } from '../../environment-values.ts';
import { textOf } from '../../metadata/xml.ts';
import { refuse } from '../library/given.ts';
import type { Vm } from '../vm.ts';
import {
  readNamedCredential,
  UnusableCredential,
  type ExternalCredential,
  type Header,
  type NamedCredential,
} from './credentials.ts';
import { merge, UnreadMergeField, type CredentialValue } from './merge-fields.ts';
import { locate, named, type Located } from './targets.ts';

export interface Address {
  readonly url: string;
  /** Added to those that the code set; a header that the code set itself stays. */
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  /** Header values and bodies of the code after their merge fields, where the credential merges them. */
  readonly mergeHeader: (value: string) => string;
  readonly mergeBody: ((body: string) => string) | undefined;
}

/** @throws ApexThrow System.CalloutException; UnsupportedApex a credential of a kind that is not supported */
export function addressOf(vm: Vm, endpoint: string): Address {
  const [, name, rest = ''] = /^callout:([^/?#]*)([^]*)$/i.exec(endpoint) ?? [];
  try {
    return name === undefined ? ofRemoteSite(vm, endpoint) : ofCredential(vm, name, rest);
  } catch (error) {
    if (error instanceof UnusableCredential || error instanceof UnreadMergeField) return refuse(vm, error.message);
    throw error;
  }
}

const fail = (vm: Vm, message: string): never => vm.raise('System.CalloutException', message);

const asIs = (text: string): string => text;

// --- remote sites

function ofRemoteSite(vm: Vm, endpoint: string): Address {
  if (!/^https?:\/\//i.test(endpoint)) return fail(vm, `no protocol: ${endpoint}`);
  const site = vm.program.project
    .ofType('RemoteSiteSetting')
    .find(({ xml }) => xml && textOf(xml, 'isActive') === 'true' && covers(textOf(xml, 'url') ?? '', endpoint));
  if (!site)
    return fail(
      vm,
      `Unauthorized endpoint, please check Setup->Security->Remote site settings. endpoint = ${endpoint}`,
    );
  const target = named(vm.org.callouts.remoteSites, site.fullName);
  const url = found(vm, locate(target, `remoteSites.${site.fullName}`), `the remote site ${site.fullName}`);
  const { pathname, search } = new URL(endpoint);
  return { url: joined(url, `${pathname}${search}`), headers: [], mergeHeader: asIs, mergeBody: undefined };
}

/** A remote site opens all paths of its host and port. */
function covers(site: string, endpoint: string): boolean {
  return URL.canParse(site) && URL.canParse(endpoint) && new URL(site).origin === new URL(endpoint).origin;
}

// --- named credentials

function ofCredential(vm: Vm, name: string, rest: string): Address {
  const credential = readNamedCredential(vm.program.project, name);
  if (!credential)
    return fail(
      vm,
      `The callout couldn't access the endpoint. You might not have the required permissions, or the named credential "${name}" might not exist.`,
    );
  const principal = credential.external && principalFor(vm, credential.external);
  const target = named(vm.org.callouts.namedCredentials, credential.name);
  const place = `namedCredentials.${credential.name}`;
  const url = found(vm, locate(target, place), `the named credential ${credential.name}`);
  const valueOf = valuesFor(vm, credential, principal);
  return {
    url: joined(url, rest),
    headers: headersOf(credential).map(({ name: header, value }) => ({ name: header, value: merge(value, valueOf) })),
    mergeHeader: credential.mergesHeaders ? (value) => merge(value, valueOf) : asIs,
    mergeBody: credential.mergesBody ? (body) => merge(body, valueOf) : undefined,
  };
}

/** The first principal that the running user was given; administrators are given none of themselves. */
function principalFor(vm: Vm, { name, principals }: ExternalCredential): string {
  const usable = principals.find((principal) => vm.user.canUsePrincipal(name, principal));
  return (
    usable ??
    fail(
      vm,
      `We couldn't access the credential(s). You might not have the required permissions, or the external credential "${name}" might not exist.`,
    )
  );
}

function valuesFor(vm: Vm, { name, external }: NamedCredential, principal: string | undefined): CredentialValue {
  const { callouts } = vm.org;
  const target = named(callouts.namedCredentials, name);
  const secrets = external && named(named(callouts.externalCredentials, external.name), principal ?? '');
  const place = external ? `externalCredentials.${external.name}.${principal}` : `namedCredentials.${name}`;
  return (path) => {
    const key = path.at(-1) ?? '';
    const own = external ? named(secrets, key) : named({ username: target?.username, password: target?.password }, key);
    if (own === undefined || unsetVariable(own) !== undefined)
      return fail(
        vm,
        `The local org has no ${key} for ${place}: set callouts.${place}.${key} in the configuration of the local org`,
      );
    return own;
  };
}

const BASIC = "Basic {!BASE64ENCODE(BLOB($Credential.Username & ':' & $Credential.Password))}";

function headersOf({ external, hasPassword, headers, makesAuthorization }: NamedCredential): Header[] {
  const isBasic = hasPassword || external?.protocol === 'Basic';
  return [
    ...headers,
    ...(external?.headers ?? []),
    ...(isBasic && makesAuthorization ? [{ name: 'Authorization', value: BASIC }] : []),
  ];
}

function found(vm: Vm, located: Located, what: string): string {
  if ('url' in located) return located.url;
  return fail(vm, `The local org does not know where ${what} leads on this machine: set ${located.toSet}`);
}

/** One slash between the two, whichever brings it. */
function joined(base: string, rest: string): string {
  return rest.startsWith('/') ? base.replace(/\/$/, '') + rest : base + rest;
}
