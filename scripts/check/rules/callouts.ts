// Where the org calls out to, and by which right.
import { child, childrenOf, textOf, type XmlElement } from '../../../local/src/salesforce/metadata/xml.ts';
import { repeated, type Problem, type Rule } from '../rule.ts';
import type { MetadataFile, SourceTree } from '../source-tree.ts';

function* checkNamed({ xml }: MetadataFile): Iterable<Problem> {
  if (textOf(xml, 'namedCredentialType') !== 'SecuredEndpoint') return;
  const parameters = childrenOf(xml, 'namedCredentialParameters');
  const ofType = (type: string) => parameters.filter((each) => textOf(each, 'parameterType') === type);
  const [url] = ofType('Url');
  if (!url) yield { at: xml, what: 'needs a parameter of the type Url' };
  else yield* addressProblems(child(url, 'parameterValue') ?? url);
  if (ofType('Authentication').length !== 1)
    yield { at: xml, what: 'needs one parameter of the type Authentication, which names the external credential' };
}

/** What is signed or carries a key goes over HTTPS. */
function* addressProblems(at: XmlElement, schemes = ['https:']): Iterable<Problem> {
  const scheme = URL.canParse(at.text) ? new URL(at.text).protocol : undefined;
  if (!scheme) yield { at, what: `‘${at.text}’ is no address` };
  else if (!schemes.includes(scheme)) yield { at, what: `${at.text} is not called by ${schemes.join(' or ')}//` };
}

function* checkExternal({ fullName, xml }: MetadataFile, tree: SourceTree): Iterable<Problem> {
  const parameters = childrenOf(xml, 'externalCredentialParameters');
  const principals = parameters.filter((each) => (textOf(each, 'parameterType') ?? '').endsWith('Principal'));
  if (principals.length === 0) yield { at: xml, what: 'has no principal, so nobody can be given it' };
  for (const principal of repeated(principals, (each) => textOf(each, 'parameterName') ?? ''))
    yield { at: principal, what: `the principal ${textOf(principal, 'parameterName')} stands twice` };
  const granted = new Set(
    ['PermissionSet', 'Profile']
      .flatMap((type) => tree.ofType(type))
      .flatMap((holder) => childrenOf(holder.xml, 'externalCredentialPrincipalAccesses'))
      .filter((access) => textOf(access, 'enabled') === 'true')
      .map((access) => (textOf(access, 'externalCredentialPrincipal') ?? '').toLowerCase()),
  );
  for (const principal of principals) {
    const name = textOf(principal, 'parameterName') ?? '';
    if (!granted.has(`${fullName}-${name}`.toLowerCase()))
      yield { at: principal, what: `no permission set gives the principal ${name}, so every callout by it is refused` };
  }
}

function* checkRemoteSite({ xml }: MetadataFile): Iterable<Problem> {
  const url = child(xml, 'url');
  const isLax = textOf(xml, 'disableProtocolSecurity') === 'true';
  if (url) yield* addressProblems(url, isLax ? ['https:', 'http:'] : ['https:']);
}

function* checkTrustedSite({ xml }: MetadataFile): Iterable<Problem> {
  const url = child(xml, 'endpointUrl');
  if (url) yield* addressProblems(url, ['https:', 'http:', 'wss:', 'ws:']);
}

export const CALLOUT_RULES: readonly Rule[] = [
  { on: ['NamedCredential'], source: 'Metadata API guide, NamedCredential', check: checkNamed },
  { on: ['ExternalCredential'], source: 'Named Credentials guide, principals', check: checkExternal },
  { on: ['RemoteSiteSetting'], source: 'Metadata API guide, RemoteSiteSetting', check: checkRemoteSite },
  { on: ['CspTrustedSite'], source: 'Metadata API guide, CspTrustedSite', check: checkTrustedSite },
];
