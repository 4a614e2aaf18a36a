// Where a callout leads: named credentials of each kind, remote sites, and what stands in the configuration of the local org.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type { CalloutTargets } from '../../../../src/salesforce/apex/callouts/targets.ts';
import { filledIn } from '../../../../src/salesforce/environment-values.ts';
import { xml, type Files } from '../../dml/test-org.ts';
import { callingOrg, type CallingOrg } from './calling-org.ts';
import { SHOP_CREDENTIALS, SHOP_SECRETS, startOtherSystem, type OtherSystem } from './other-system.ts';

const named = (name: string, parts: string): Files => ({
  [`namedCredentials/${name}.namedCredential-meta.xml`]: xml('NamedCredential', `<label>${name}</label>${parts}`),
});
const parameter = (name: string, type: string, more: string) =>
  `<namedCredentialParameters>${more}<parameterName>${name}</parameterName><parameterType>${type}</parameterType></namedCredentialParameters>`;
const secured = (name: string, external: string, more = ''): Files =>
  named(
    name,
    parameter('Url', 'Url', '<parameterValue>https://there.example.test</parameterValue>') +
      parameter('ExternalCredential', 'Authentication', `<externalCredential>${external}</externalCredential>`) +
      `${more}<namedCredentialType>SecuredEndpoint</namedCredentialType>`,
  );
const external = (name: string, protocol: string): Files => ({
  [`externalCredentials/${name}.externalCredential-meta.xml`]: xml(
    'ExternalCredential',
    `<authenticationProtocol>${protocol}</authenticationProtocol><label>${name}</label>
    <externalCredentialParameters><parameterGroup>Main</parameterGroup><parameterName>Main</parameterName><parameterType>NamedPrincipal</parameterType><sequenceNumber>1</sequenceNumber></externalCredentialParameters>`,
  ),
});
const access = (...principals: string[]): string =>
  principals
    .map(
      (principal) =>
        `<externalCredentialPrincipalAccesses><enabled>true</enabled><externalCredentialPrincipal>${principal}</externalCredentialPrincipal></externalCredentialPrincipalAccesses>`,
    )
    .join('');
const site = (name: string, url: string, isActive: boolean): Files => ({
  [`remoteSiteSettings/${name}.remoteSite-meta.xml`]: xml(
    'RemoteSiteSetting',
    `<disableProtocolSecurity>false</disableProtocolSecurity><isActive>${isActive}</isActive><url>${url}</url>`,
  ),
});

let other: OtherSystem;
let org: CallingOrg;
before(async () => {
  other = await startOtherSystem();
  const { url } = other;
  const callouts: CalloutTargets = {
    namedCredentials: {
      Shop: { url },
      Key: { url },
      Old: { url, username: 'otto', password: 'pass:word' },
      Merging: { url },
      Sold: { url },
      Unset: { url: '${SOMEWHERE_URL}' },
    },
    remoteSites: { Weather: { url: `${url}/weather` } },
    externalCredentials: {
      ...SHOP_SECRETS,
      Locksmith: { Main: { Username: 'jo', Password: 'open', Code: 'c-1' } },
    },
  };
  org = await callingOrg(
    {
      ...SHOP_CREDENTIALS,
      ...secured('Key', 'Locksmith', parameter('X-Own', 'HttpHeader', '<parameterValue>fixed</parameterValue>')),
      ...secured(
        'Merging',
        'Locksmith',
        '<allowMergeFieldsInBody>true</allowMergeFieldsInBody><allowMergeFieldsInHeader>true</allowMergeFieldsInHeader>',
      ),
      ...secured('Lost', 'Nobody'),
      ...secured('Sold', 'Vendor'),
      ...external('Locksmith', 'Basic'),
      ...external('Vendor', 'Oauth'),
      ...named(
        'Old',
        '<endpoint>https://old.example.test</endpoint><principalType>NamedUser</principalType><protocol>Password</protocol>',
      ),
      ...named(
        'Unset',
        '<endpoint>https://unset.example.test</endpoint><principalType>Anonymous</principalType><protocol>NoAuthentication</protocol>',
      ),
      ...named(
        'Unknown',
        '<endpoint>https://unknown.example.test</endpoint><principalType>Anonymous</principalType><protocol>NoAuthentication</protocol>',
      ),
      ...site('Weather', 'https://weather.example.test', true),
      ...site('Closed', 'https://closed.example.test', false),
      ...site('Unmapped', 'https://unmapped.example.test:8443', true),
      'permissionsets/Calling.permissionset-meta.xml': xml(
        'PermissionSet',
        `<label>Calling</label>${access('Shop_Keeper-Desk', 'Locksmith-Main', 'Vendor-Main')}`,
      ),
    },
    callouts,
  );
  const [set] = org.store.find('PermissionSet', 'Name', 'Calling');
  org.insert('PermissionSetAssignment', { AssigneeId: org.root.userId, PermissionSetId: set!['Id'] });
});
after(() => other.close());
beforeEach(() => {
  other.received.length = 0;
});

const failure = async (endpoint: string): Promise<string> =>
  (await org.says(`System.debug(Call.failure('${endpoint}'));`)).join('\n');

test('a password goes out as an Authorization header, of both kinds of named credentials', async () => {
  assert.equal(await failure('callout:Key/a'), 'answered 200');
  assert.equal(await failure('callout:Old/b'), 'answered 200');
  assert.deepEqual(
    other.received.map(({ headers }) => Buffer.from(headers.authorization!.replace('Basic ', ''), 'base64').toString()),
    ['jo:open', 'otto:pass:word'],
  );
  assert.equal(other.received[0]!.headers['x-own'], 'fixed');
});

test('names are found in any case, and a header that the code sets itself stays', async () => {
  const source = `HttpRequest request = Call.request('GET', '');
    request.setEndpoint('CALLOUT:shop/x');
    request.setHeader('authorization', 'mine');
    Call.to(request);`;
  assert.deepEqual(await org.says(source), []);
  assert.equal(other.received[0]!.headers.authorization, 'mine');
});

test('merge fields of the code are filled in where the credential says so', async () => {
  const source = (endpoint: string) => `HttpRequest request = Call.request('POST', '');
    request.setEndpoint('callout:${endpoint}/x');
    request.setHeader('X-Code', '{!$Credential.Locksmith.Code}');
    request.setBody('code={!$Credential.Locksmith.Code}');
    Call.to(request);`;
  assert.deepEqual(await org.says(source('Merging')), []);
  assert.deepEqual(await org.says(source('Key')), []);
  assert.deepEqual(
    other.received.map(({ headers, body }) => [headers['x-code'], body]),
    [
      ['c-1', 'code=c-1'],
      ['{!$Credential.Locksmith.Code}', 'code={!$Credential.Locksmith.Code}'],
    ],
  );
});

test('a remote site opens all paths of its host', async () => {
  assert.equal(await failure('https://weather.example.test/tokyo?unit=c'), 'answered 200');
  assert.equal(other.received[0]!.path, '/weather/tokyo?unit=c');
});

test('what the organisation does not allow is refused in the platform’s words', async () => {
  const unauthorized = (endpoint: string) =>
    `Unauthorized endpoint, please check Setup->Security->Remote site settings. endpoint = ${endpoint}`;
  for (const endpoint of [
    'https://elsewhere.example.test/',
    'http://weather.example.test/',
    'https://closed.example.test/',
  ])
    assert.equal(await failure(endpoint), unauthorized(endpoint));
  assert.equal(await failure('weather.example.test'), 'no protocol: weather.example.test');
  assert.match(await failure('callout:Nothing/x'), /the named credential "Nothing" might not exist\.$/);
  // Whatever is glued to the name cannot lead to another host.
  assert.match(
    await failure('callout:Key@elsewhere.example.test/x'),
    /the named credential "Key@elsewhere\.example\.test" might not exist\.$/,
  );
  assert.equal(other.received.length, 0);
});

test('a system that the configuration does not name is never called; the message says what to set', async () => {
  const unknown = (what: string, toSet: string) =>
    `The local org does not know where ${what} leads on this machine: set ${toSet}`;
  assert.equal(
    await failure('callout:Unknown/x'),
    unknown(
      'the named credential Unknown',
      'callouts.namedCredentials.Unknown.url in the configuration of the local org',
    ),
  );
  assert.equal(
    await failure('callout:Unset/x'),
    unknown('the named credential Unset', 'the environment variable SOMEWHERE_URL'),
  );
  assert.equal(
    await failure('https://unmapped.example.test:8443/x'),
    unknown('the remote site Unmapped', 'callouts.remoteSites.Unmapped.url in the configuration of the local org'),
  );
});

test('a secret that nobody has given is asked for by its place', async () => {
  const source = `HttpRequest request = Call.request('POST', '');
    request.setEndpoint('callout:Merging/x');
    request.setHeader('X-Code', '{!$Credential.Locksmith.Other}');
    System.debug(Call.failure(request));`;
  assert.deepEqual(await org.says(source), [
    'The local org has no Other for externalCredentials.Locksmith.Main: set callouts.externalCredentials.Locksmith.Main.Other in the configuration of the local org',
  ]);
});

test('a credential of a kind that is not supported is refused with its file', async () => {
  await assert.rejects(
    failure('callout:Sold/x'),
    /the ExternalCredential Vendor \(force-app.*Vendor\.externalCredential-meta\.xml:\d+\): its authentication is Oauth; .* is not supported/,
  );
  await assert.rejects(failure('callout:Lost/x'), /the project has no external credential Nobody/);
});

test('a configuration that names what the project lacks is refused when the org is built', async () => {
  await assert.rejects(
    callingOrg({}, { namedCredentials: { Opne: { url: other.url } } }),
    /callouts\.namedCredentials names Opne, but the project has no NamedCredential of that name/,
  );
});

test('a configuration takes values from the environment', () => {
  const env = { HOST: 'here', EMPTY: '' };
  assert.deepEqual(filledIn({ a: ['http://${HOST}:1', 2], b: { c: '${EMPTY}', d: '${MISSING}/x' } }, env), {
    a: ['http://here:1', 2],
    b: { c: '${EMPTY}', d: '${MISSING}/x' },
  });
});
