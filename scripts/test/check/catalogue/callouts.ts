// Where Apex calls out to.
import type { Topic } from './mistake.ts';

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
  ],
};
