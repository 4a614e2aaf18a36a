// The external client app that the middleware signs in through.
import type { Topic } from './mistake.ts';

const APP = 'externalClientApps/Customer_Portal_Integration.eca-meta.xml';
const OAUTH = 'extlClntAppOauthSettings/Customer_Portal_Integration_oauth.ecaOauth-meta.xml';
const PLUGIN = 'extlClntAppPolicies/Customer_Portal_Integration_plcy.ecaPlcy-meta.xml';
const RENDERED = 'extlClntAppGlobalOauthSets/Customer_Portal_Integration_glbloauth.ecaGlblOauth-meta.xml';
const POLICY = 'extlClntAppOauthPolicies/Customer_Portal_Integration_oauthPlcy.ecaOauthPlcy-meta.xml';

const rendered = (certificate: string, more = ''): string => `<?xml version="1.0" encoding="UTF-8"?>
<ExtlClntAppGlobalOauthSettings xmlns="http://soap.sforce.com/2006/04/metadata">
    <callbackUrl>http://localhost:1717/OauthRedirect</callbackUrl>${certificate}
    <consumerKey>planted</consumerKey>${more}
    <externalClientApplication>Customer_Portal_Integration</externalClientApplication>
    <label>Planted</label>
</ExtlClntAppGlobalOauthSettings>
`;
const CERTIFICATE = '\n    <certificate>-----BEGIN CERTIFICATE-----planted-----END CERTIFICATE-----</certificate>';

export const CLIENT_APPS: Topic = {
  title: 'External client app',
  mistakes: [
    {
      title: 'sign-in without the refresh scope',
      source: 'observed: user hasn’t approved this consumer',
      caughtBy: 'rules',
      file: 'extlClntAppOauthSettings/Customer_Portal_Integration_oauth.ecaOauth-meta.xml',
      from: 'Api, RefreshToken',
      to: 'Api',
      at: '<commaSeparatedOauthScopes>',
      says: /RefreshToken/,
    },
    {
      title: 'a policy for an unknown permission set',
      source: 'Metadata API guide, ExtlClntAppOauthConfigurablePolicies',
      caughtBy: 'refs',
      file: POLICY,
      from: '<commaSeparatedPermissionSet>Customer_Portal_Integration',
      to: '<commaSeparatedPermissionSet>Customer_Integration',
      says: /no PermissionSet Customer_Integration/,
    },
    {
      title: 'a scope that is none',
      source: 'Metadata API WSDL, ConnectedAppOauthAccessScope',
      caughtBy: 'rules',
      file: OAUTH,
      from: 'Api, RefreshToken',
      to: 'Api, RefreshToken, Everything',
      at: '<commaSeparatedOauthScopes>',
      says: /there is no scope Everything/,
    },
    {
      title: 'a client app in a state that blogs name',
      source: 'Metadata API WSDL, ExternalClientAppDistState',
      caughtBy: 'schema',
      file: APP,
      from: '<distributionState>Local',
      to: '<distributionState>Packageable',
      says: /‘Packageable’, not one of/,
    },
    {
      title: 'settings of a client app that is not there',
      source: 'Metadata API guide, “ExtlClntAppOauthSettings”',
      caughtBy: 'refs',
      file: OAUTH,
      from: '<externalClientApplication>Customer_Portal_Integration',
      to: '<externalClientApplication>Portal_Integration',
      says: /no ExternalClientApplication Portal_Integration/,
    },
    {
      title: 'settings of a client app that name none',
      source: 'Metadata API guide, “ExtlClntAppConfigurablePolicies”',
      caughtBy: 'schema',
      file: PLUGIN,
      from: /\s+<externalClientApplication>.*<\/externalClientApplication>/,
      to: '',
      at: '<ExtlClntAppConfigurablePolicies',
      says: /needs <externalClientApplication>/,
    },
    {
      title: 'a link to the settings of one org',
      source: 'Metadata API guide, “ExtlClntAppOauthSettings”: oauthLink',
      caughtBy: 'rules',
      file: OAUTH,
      from: '    <label>',
      to: '    <oauthLink>planted</oauthLink>\n    <label>',
      at: '<oauthLink>',
      says: /<oauthLink> belongs to one org/,
    },
    {
      title: 'a policy by another name than the org gives it',
      source: 'observed: DUPLICATE_VALUE',
      caughtBy: 'rules',
      file: POLICY,
      rename: POLICY.replace('_oauthPlcy.', '_policy.'),
      at: '<ExtlClntAppOauthConfigurablePolicies',
      says: /the policy of Customer_Portal_Integration is named/,
    },
    {
      title: 'a policy that admits nobody',
      source: 'Salesforce Help, “Manage OAuth Access Policies”',
      caughtBy: 'rules',
      file: POLICY,
      from: /\s+<commaSeparatedPermissionSet>.*<\/commaSeparatedPermissionSet>/,
      to: '',
      at: '<ExtlClntAppOauthConfigurablePolicies',
      says: /nobody is pre-authorised/,
    },
    {
      title: 'a policy for a permission set by its id',
      source: 'hardisgroupcom/sfdx-hardis#1663',
      caughtBy: 'refs',
      file: POLICY,
      from: '<commaSeparatedPermissionSet>Customer_Portal_Integration',
      to: '<commaSeparatedPermissionSet>0PS000000000001AAA',
      says: /no PermissionSet 0PS000000000001AAA/,
    },
    {
      title: 'a client app that cannot sign in by JWT',
      source: 'Metadata API guide, “ExtlClntAppGlobalOauthSettings”: certificate',
      caughtBy: 'rules',
      file: RENDERED,
      add: rendered(''),
      at: '<ExtlClntAppGlobalOauthSettings',
      says: /without the text of a certificate/,
    },
    {
      title: 'a consumer secret among the sources',
      source: 'Metadata API guide, “ExtlClntAppGlobalOauthSettings”: not for source control',
      caughtBy: 'rules',
      file: RENDERED,
      add: rendered(CERTIFICATE, '\n    <consumerSecret>planted</consumerSecret>'),
      at: '    <consumerSecret>',
      says: /<consumerSecret> belongs to one org/,
    },
    {
      title: 'a connected app without the refresh scope',
      source: 'observed: user hasn’t approved this consumer',
      caughtBy: 'rules',
      file: 'connectedApps/Planted.connectedApp-meta.xml',
      add: `<?xml version="1.0" encoding="UTF-8"?>
<ConnectedApp xmlns="http://soap.sforce.com/2006/04/metadata">
    <contactEmail>integration@portway.example.test</contactEmail>
    <label>Planted</label>
    <oauthConfig>
        <callbackUrl>http://localhost:1717/OauthRedirect</callbackUrl>
        <certificate>planted</certificate>
        <consumerKey>planted</consumerKey>
        <scopes>Api</scopes>
    </oauthConfig>
</ConnectedApp>
`,
      at: '    <oauthConfig>',
      says: /without the scope RefreshToken/,
    },
    {
      title: 'what is rendered for one org, in the repository',
      source: 'Metadata API guide, “ExtlClntAppGlobalOauthSettings”: not for source control',
      caughtBy: 'project',
      file: RENDERED,
      add: rendered(CERTIFICATE),
      and: [{ file: './.gitignore', from: /.*extlClntAppGlobalOauthSets.*/, to: '' }],
      says: /is rendered for one org: \.gitignore must name/,
    },
  ],
};
