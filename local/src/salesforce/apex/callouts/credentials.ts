// Named and external credentials of the project: where a `callout:` address leads, and by what a caller shows who it is.
// Source: Metadata API Developer Guide, "NamedCredential" and "ExternalCredential"; Salesforce Help, "Named Credentials".
import type { Component, Project } from '../../metadata/project.ts';
import { childrenOf, textOf, type XmlElement } from '../../metadata/xml.ts';

export interface NamedCredential {
  readonly name: string;
  /** As deployed. */
  readonly url: string;
  readonly external: ExternalCredential | undefined;
  /** Of the older kind that keeps its own user name and password. */
  readonly hasPassword: boolean;
  /** Headers of its own, values with merge fields. */
  readonly headers: readonly Header[];
  readonly makesAuthorization: boolean;
  readonly mergesHeaders: boolean;
  readonly mergesBody: boolean;
}

export interface ExternalCredential {
  readonly name: string;
  readonly protocol: 'NoAuthentication' | 'Custom' | 'Basic';
  /** In the order in which they are tried. */
  readonly principals: readonly string[];
  readonly headers: readonly Header[];
}

export interface Header {
  readonly name: string;
  readonly value: string;
}

/** A credential that the platform may know how to use and the local org does not: `what` says which and where. */
export class UnusableCredential extends Error {}

/** @throws UnusableCredential */
export function readNamedCredential(project: Project, name: string): NamedCredential | undefined {
  const component = find(project, 'NamedCredential', name);
  if (!component) return undefined;
  const { xml } = component;
  const kind = textOf(xml, 'namedCredentialType') ?? 'Legacy';
  if (textOf(xml, 'calloutStatus') === 'Disabled') throw unusable(component, 'its callouts are disabled');
  const flags = {
    makesAuthorization: textOf(xml, 'generateAuthorizationHeader') !== 'false',
    mergesHeaders: textOf(xml, 'allowMergeFieldsInHeader') === 'true',
    mergesBody: textOf(xml, 'allowMergeFieldsInBody') === 'true',
  };
  if (kind === 'Legacy') return { ...legacy(component), ...flags };
  if (kind !== 'SecuredEndpoint') throw unusable(component, `its type is ${kind}`);
  return { ...secured(project, component), ...flags };
}

const KNOWN_PARAMETERS = new Set(['Url', 'Authentication', 'HttpHeader', 'AllowedManagedPackageNamespaces']);

type Own = Omit<NamedCredential, 'makesAuthorization' | 'mergesHeaders' | 'mergesBody'>;

function secured(project: Project, component: Parsed): Own {
  const parameters = childrenOf(component.xml, 'namedCredentialParameters');
  const unknown = parameters.find((one) => !KNOWN_PARAMETERS.has(textOf(one, 'parameterType') ?? ''));
  if (unknown) throw unusable(component, `its parameter type ${textOf(unknown, 'parameterType')}`, unknown);
  const ofType = (type: string) => parameters.filter((one) => textOf(one, 'parameterType') === type);
  const url = ofType('Url')[0];
  if (!url) throw unusable(component, 'it has no Url');
  const authentication = ofType('Authentication')[0];
  const externalName = authentication && textOf(authentication, 'externalCredential');
  return {
    name: component.fullName,
    url: textOf(url, 'parameterValue') ?? '',
    external: externalName === undefined ? undefined : readExternalCredential(project, externalName, component),
    hasPassword: false,
    headers: ofType('HttpHeader').map(headerOf),
  };
}

function legacy(component: Parsed): Own {
  const protocol = textOf(component.xml, 'protocol') ?? 'NoAuthentication';
  const principal = textOf(component.xml, 'principalType') ?? 'Anonymous';
  if (protocol !== 'NoAuthentication' && protocol !== 'Password')
    throw unusable(component, `its protocol is ${protocol}`);
  if (principal === 'PerUser') throw unusable(component, 'each user has credentials of their own');
  const url = textOf(component.xml, 'endpoint');
  if (!url) throw unusable(component, 'it has no endpoint');
  return { name: component.fullName, url, external: undefined, hasPassword: protocol === 'Password', headers: [] };
}

const PROTOCOLS = ['NoAuthentication', 'Custom', 'Basic'] as const;
const KNOWN_EXTERNAL_PARAMETERS = new Set(['NamedPrincipal', 'AuthHeader', 'AuthParameter', 'AuthProtocolVariant']);

function readExternalCredential(project: Project, name: string, from: Parsed): ExternalCredential {
  const component = find(project, 'ExternalCredential', name);
  if (!component) throw unusable(from, `the project has no external credential ${name}`);
  const protocol = PROTOCOLS.find((one) => one === textOf(component.xml, 'authenticationProtocol'));
  if (!protocol)
    throw unusable(
      component,
      `its authentication is ${textOf(component.xml, 'authenticationProtocol') ?? 'not given'}`,
    );
  const parameters = childrenOf(component.xml, 'externalCredentialParameters');
  const unknown = parameters.find((one) => !KNOWN_EXTERNAL_PARAMETERS.has(textOf(one, 'parameterType') ?? ''));
  if (unknown) throw unusable(component, `its parameter type ${textOf(unknown, 'parameterType')}`, unknown);
  const inOrder = (type: string) =>
    parameters
      .filter((one) => textOf(one, 'parameterType') === type)
      .sort((a, b) => Number(textOf(a, 'sequenceNumber') ?? 0) - Number(textOf(b, 'sequenceNumber') ?? 0));
  return {
    name: component.fullName,
    protocol,
    principals: inOrder('NamedPrincipal').map((one) => textOf(one, 'parameterName') ?? ''),
    headers: inOrder('AuthHeader').map(headerOf),
  };
}

const headerOf = (parameter: XmlElement): Header => ({
  name: textOf(parameter, 'parameterName') ?? '',
  value: textOf(parameter, 'parameterValue') ?? '',
});

type Parsed = Component & { readonly xml: XmlElement };

function find(project: Project, type: string, name: string): Parsed | undefined {
  const key = name.toLowerCase();
  const found = project.ofType(type).find(({ fullName }) => fullName.toLowerCase() === key);
  return found?.xml ? (found as Parsed) : undefined;
}

function unusable({ type, fullName, xml }: Parsed, why: string, at: XmlElement = xml): UnusableCredential {
  const { file, line } = at.position;
  return new UnusableCredential(`the ${type} ${fullName} (${file}:${line}): ${why}; a callout through it`);
}
