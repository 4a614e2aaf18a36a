// Where Apex calls out to.
import type { Topic } from './mistake.ts';

const NAMED = 'namedCredentials/Portway_Middleware.namedCredential-meta.xml';
const EXTERNAL = 'externalCredentials/Portway_Middleware.externalCredential-meta.xml';
const NAMED_GUIDE = 'Metadata API guide, “NamedCredential”';
const EXTERNAL_GUIDE = 'Metadata API guide, “ExternalCredential”';

const CUSTOMER = 'permissionsets/Customer_Portal_User.permissionset-meta.xml';

export const CALLOUTS: Topic = {
  title: 'Callouts and credentials',
  mistakes: [
    {
      title: 'a right on a principal that does not exist',
      source: 'Metadata API guide, PermissionSet',
      caughtBy: 'refs',
      file: CUSTOMER,
      from: 'Portway_Middleware-Customer<',
      to: 'Portway_Middleware-Guest<',
      says: /Portway_Middleware has no principal Guest/,
      also: /no permission set gives the principal Customer/,
    },
    {
      title: 'a named credential that authenticates by none',
      source: 'Metadata API guide, NamedCredential',
      caughtBy: 'refs',
      file: 'namedCredentials/Portway_Middleware.namedCredential-meta.xml',
      from: '<externalCredential>Portway_',
      to: '<externalCredential>Portways_',
      says: /there is no ExternalCredential Portways_Middleware/,
    },
    {
      title: 'a callout to an address of no name',
      source: 'Apex Developer Guide, Named Credentials as Callout Endpoints',
      caughtBy: 'refs',
      file: 'classes/middleware/MiddlewareRequest.cls',
      from: "'callout:Portway_",
      to: "'callout:Portways_",
      says: /there is no NamedCredential Portways_Middleware/,
    },
    {
      title: 'a named credential without encryption',
      source: 'Portway',
      caughtBy: 'rules',
      file: NAMED,
      from: '<parameterValue>https://',
      to: '<parameterValue>http://',
      says: /is not called by https:/,
    },
    {
      title: 'a named credential to no address',
      source: NAMED_GUIDE,
      caughtBy: 'rules',
      file: NAMED,
      from: '<parameterValue>https://middleware.example.com',
      to: '<parameterValue>middleware.example.com',
      says: /‘middleware\.example\.com’ is no address/,
    },
    {
      title: 'a named credential without an address',
      source: NAMED_GUIDE,
      caughtBy: 'rules',
      file: NAMED,
      from: '<parameterType>Url<',
      to: '<parameterType>HttpHeader<',
      at: '<NamedCredential',
      says: /needs a parameter of the type Url/,
    },
    {
      title: 'a named credential without an external one',
      source: NAMED_GUIDE,
      caughtBy: 'rules',
      file: NAMED,
      from: '<parameterType>Authentication<',
      to: '<parameterType>HttpHeader<',
      at: '<NamedCredential',
      says: /needs one parameter of the type Authentication/,
    },
    {
      title: 'a sign-in by a protocol that is none',
      source: EXTERNAL_GUIDE,
      caughtBy: 'schema',
      file: EXTERNAL,
      from: '<authenticationProtocol>Custom',
      to: '<authenticationProtocol>None',
      says: /‘None’, not one of/,
    },
    {
      title: 'an external credential without a principal',
      source: EXTERNAL_GUIDE,
      caughtBy: 'rules',
      file: EXTERNAL,
      from: '<parameterType>NamedPrincipal',
      to: '<parameterType>AuthParameter',
      at: '<ExternalCredential',
      says: /has no principal/,
      also: /has no principal Customer/,
    },
    {
      title: 'a principal that nobody is given',
      source: 'forcedotcom/cli#1781',
      caughtBy: 'rules',
      file: CUSTOMER,
      from: /<externalCredentialPrincipalAccesses>\s+<enabled>true/,
      to: '<externalCredentialPrincipalAccesses>\n        <enabled>false',
      named: EXTERNAL,
      at: '<externalCredentialParameters>\n        <parameterGroup>Customer',
      says: /no permission set gives the principal Customer/,
    },
    {
      title: 'a remote site without encryption',
      source: 'Metadata API guide, “RemoteSiteSetting”: disableProtocolSecurity',
      caughtBy: 'rules',
      file: 'remoteSiteSettings/Billing.remoteSite-meta.xml',
      add: `<?xml version="1.0" encoding="UTF-8"?>
<RemoteSiteSetting xmlns="http://soap.sforce.com/2006/04/metadata">
    <disableProtocolSecurity>false</disableProtocolSecurity>
    <isActive>true</isActive>
    <url>http://billing.example.com</url>
</RemoteSiteSetting>
`,
      at: '    <url>',
      says: /is not called by https:/,
    },
    {
      title: 'a trusted site that is no address',
      source: 'Metadata API guide, “CspTrustedSite”',
      caughtBy: 'rules',
      file: 'cspTrustedSites/Billing.cspTrustedSite-meta.xml',
      add: `<?xml version="1.0" encoding="UTF-8"?>
<CspTrustedSite xmlns="http://soap.sforce.com/2006/04/metadata">
    <context>All</context>
    <endpointUrl>billing.example.com</endpointUrl>
    <isActive>true</isActive>
</CspTrustedSite>
`,
      at: '    <endpointUrl>',
      says: /is no address/,
    },
  ],
};
