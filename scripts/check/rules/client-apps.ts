// External Client Apps: what belongs to one org, or is secret, stays out of the repository.
import { child, childrenOf, textOf } from '../../../local/src/salesforce/metadata/xml.ts';
import type { Problem, Rule } from '../rule.ts';
import type { MetadataFile } from '../source-tree.ts';

/** Elements that name one org or hold a secret; a retrieve brings them in. */
const ORG_BOUND: Readonly<Record<string, readonly string[]>> = {
  ExternalClientApplication: ['orgScopedExternalApp'],
  ExtlClntAppOauthSettings: ['oauthLink'],
  ExtlClntAppGlobalOauthSettings: ['consumerSecret'],
  ExtlClntAppOauthConfigurablePolicies: ['clientCredentialsFlowUser', 'executeHandlerAs'],
};

function* checkOrgBound({ type, xml }: MetadataFile): Iterable<Problem> {
  for (const name of ORG_BOUND[type] ?? []) {
    const found = child(xml, name);
    if (found) yield { at: found, what: `<${name}> belongs to one org: leave it out` };
  }
}

function* checkScopes({ xml }: MetadataFile): Iterable<Problem> {
  const scopes = child(xml, 'commaSeparatedOauthScopes');
  const names = (scopes?.text ?? '').split(',').map((scope) => scope.trim());
  if (!names.includes('RefreshToken')) {
    yield {
      at: scopes ?? xml,
      what: 'without the scope RefreshToken a JWT bearer sign-in answers “user hasn’t approved this consumer”',
    };
  }
}

/** Source: Metadata API WSDL, ConnectedAppOauthAccessScope. */
const SCOPES: ReadonlySet<string> = new Set(
  (
    'A2A Address Api Basic CDP CDPCalculatedInsight CDPIdentityResolution CDPIngest CDPProfile CDPQuery CDPSegment Chatbot ' +
    'Chatter CmdbDiscovery Content CustomApplications CustomPermissions DataCloudUserClaims Eclair EinsteinGPT Email ' +
    'ForgotPassword Full Interaction Lightning MCP OfflineAccess OpenID Pardot Phone Profile PwdlessLogin RefreshToken SCRT ' +
    'SFAP SemanticLayer UserRegistration Wave Web'
  ).split(' '),
);

function* checkScopeNames({ xml }: MetadataFile): Iterable<Problem> {
  const scopes = child(xml, 'commaSeparatedOauthScopes');
  for (const name of (scopes?.text ?? '').split(',').map((scope) => scope.trim()))
    if (scopes && !SCOPES.has(name)) yield { at: scopes, what: `there is no scope ${name}` };
}

/** The older kind of the same app, for orgs that still allow it. */
function* checkConnectedApp({ xml }: MetadataFile): Iterable<Problem> {
  const oauth = child(xml, 'oauthConfig');
  if (!oauth) return;
  const scopes = childrenOf(oauth, 'scopes').map(({ text }) => text);
  if (!scopes.includes('RefreshToken'))
    yield {
      at: oauth,
      what: 'without the scope RefreshToken a JWT bearer sign-in answers “user hasn’t approved this consumer”',
    };
  const secret = child(oauth, 'consumerSecret');
  if (secret) yield { at: secret, what: '<consumerSecret> belongs to one org: leave it out' };
}

/** The certificate is what allows JWT bearer at all. */
function* checkCertificate({ xml }: MetadataFile): Iterable<Problem> {
  const certificate = child(xml, 'certificate');
  if (!certificate?.text.includes('-----BEGIN CERTIFICATE-----'))
    yield { at: certificate ?? xml, what: 'without the text of a certificate nobody can sign in by JWT bearer' };
}

function* checkApproval({ xml }: MetadataFile): Iterable<Problem> {
  const isApproved = textOf(xml, 'permittedUsersPolicyType') === 'AdminApprovedPreAuthorized';
  if (isApproved && !textOf(xml, 'commaSeparatedPermissionSet') && !textOf(xml, 'commaSeparatedProfile')) {
    yield { at: xml, what: 'nobody is pre-authorised: name a permission set' };
  }
}

/** The org makes a policy of that name by itself; another name fails with DUPLICATE_VALUE. */
function* checkPolicyName({ fullName, xml }: MetadataFile): Iterable<Problem> {
  const app = textOf(xml, 'externalClientApplication') ?? '';
  const names = [`${app}_oauthPlcy`, `${app}_oauth_defaultPolicy`];
  if (!names.includes(fullName)) yield { at: xml, what: `the policy of ${app} is named ${names.join(' or ')}` };
}

export const CLIENT_APP_RULES: readonly Rule[] = [
  { on: Object.keys(ORG_BOUND), source: 'Metadata API guide, External Client Apps', check: checkOrgBound },
  {
    on: ['ExtlClntAppOauthSettings'],
    source: 'seen by others: JWT bearer with pre-authorised users',
    check: checkScopes,
  },
  { on: ['ExtlClntAppOauthSettings'], source: 'Metadata API guide, ExtlClntAppOauthSettings', check: checkScopeNames },
  {
    on: ['ExtlClntAppGlobalOauthSettings'],
    source: 'Metadata API guide, ExtlClntAppGlobalOauthSettings',
    check: checkCertificate,
  },
  { on: ['ConnectedApp'], source: 'Metadata API guide, ConnectedApp', check: checkConnectedApp },
  { on: ['ExtlClntAppOauthConfigurablePolicies'], source: 'Help, OAuth policies', check: checkApproval },
  {
    on: ['ExtlClntAppOauthConfigurablePolicies'],
    source: 'seen by others: DUPLICATE_VALUE on deploy',
    check: checkPolicyName,
  },
];
