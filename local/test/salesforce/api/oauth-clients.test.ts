import assert from 'node:assert/strict';
import test from 'node:test';
import { generate } from 'selfsigned';
import { OAuthClients, type ClientOptions } from '../../../src/salesforce/api/oauth-clients.ts';
import type { Project } from '../../../src/salesforce/metadata/project.ts';
import { parseXml } from '../../../src/salesforce/metadata/xml.ts';
import { keys } from './running-org.ts';

const publicKeyPem = keys.publicKey.export({ type: 'spki', format: 'pem' }).toString();
const CLIENT: ClientOptions = { clientId: 'c', publicKeyPem };

/** A project of an app and the given parts of it, each the inside of its root element. */
function projectOf(parts: Record<string, string>): Project {
  const app = '<externalClientApplication>App</externalClientApplication>';
  const components = [
    { type: 'ExternalClientApplication', fullName: 'App', file: 'App.eca-meta.xml' },
    ...Object.entries(parts).map(([type, inside]) => {
      const file = `${type}-meta.xml`;
      return { type, fullName: type, file, xml: parseXml(`<${type}>${app}${inside}</${type}>`, file) };
    }),
  ];
  return {
    root: '/',
    apiVersion: '67.0',
    components,
    ofType: (type) => components.filter((component) => component.type === type),
    find: (type, fullName) => components.find((one) => one.type === type && one.fullName === fullName),
  };
}

const find = (parts: Record<string, string>, options = CLIENT) =>
  new OAuthClients(projectOf(parts), [options]).find('c');
const POLICY = 'ExtlClntAppOauthConfigurablePolicies';

test('the only app of the project is the client’s: its policy says who may use it and for how long', () => {
  const admitted = '<permittedUsersPolicyType>AdminApprovedPreAuthorized</permittedUsersPolicyType>';
  const sets = '<commaSeparatedPermissionSet>One, Two</commaSeparatedPermissionSet>';
  const client = find({ [POLICY]: `${admitted}${sets}<sessionTimeoutInMinutes>30</sessionTimeoutInMinutes>` })!;
  assert.deepEqual([client.permissionSets, client.sessionTimeoutMs], [['One', 'Two'], 1_800_000]);
  assert.deepEqual(find({ [POLICY]: admitted })!.permissionSets, [], 'nobody is let in when no set is named');
  assert.equal(
    find({ [POLICY]: '<permittedUsersPolicyType>AllSelfAuthorized</permittedUsersPolicyType>' })!.permissionSets,
    undefined,
  );
});

test('scopes come from the app’s settings, by their OAuth names; an unknown one is refused with its place', () => {
  const settings = (scopes: string) => ({
    ExtlClntAppOauthSettings: `<commaSeparatedOauthScopes>${scopes}</commaSeparatedOauthScopes>`,
  });
  assert.deepEqual(find(settings('Api, RefreshToken'))!.scopes, ['api', 'refresh_token']);
  assert.throws(
    () => find(settings('Everything')),
    /ExtlClntAppOauthSettings-meta\.xml:1: unknown OAuth scope Everything/,
  );
});

test('a connected app with certificate and consumer key signs in those that its permission sets name', async () => {
  const { cert } = await generate([{ name: 'commonName', value: 'x' }], { algorithm: 'sha256', keySize: 2048 });
  const oauth = (inside: string) =>
    `<oauthConfig><certificate>${cert}</certificate><consumerKey>key</consumerKey>${inside}<scopes>Api</scopes></oauthConfig>`;
  const of = (inside: string) => new OAuthClients(projectOf({ ConnectedApp: inside }), []).find('key');
  const set = '<permissionSetName>One</permissionSetName>';
  const approved = of(`${oauth('<isAdminApproved>true</isAdminApproved>')}${set}`)!;
  assert.deepEqual([approved.permissionSets, approved.scopes], [['One'], ['api']]);
  assert.equal(of(`${oauth('')}${set}`)!.permissionSets, undefined, 'everybody may, without the admin’s approval');
  assert.equal(of('<label>without OAuth</label>'), undefined);
});

test('an app that is switched off has no client', () => {
  const plugin = '<isOauthPluginEnabled>true</isOauthPluginEnabled>';
  assert.equal(find({ ExtlClntAppConfigurablePolicies: `<isEnabled>false</isEnabled>${plugin}` }), undefined);
  assert.ok(find({ ExtlClntAppConfigurablePolicies: `<isEnabled>true</isEnabled>${plugin}` }));
});

test('a client without a key is refused at the start', () => {
  assert.throws(() => find({}, { clientId: 'c' }), /OAuth client c has neither certificate nor public key/);
});
