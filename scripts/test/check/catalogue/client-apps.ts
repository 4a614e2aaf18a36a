// The external client app that the middleware signs in through.
import type { Topic } from './mistake.ts';

const POLICY = 'extlClntAppOauthPolicies/Customer_Portal_Integration_oauthPlcy.ecaOauthPlcy-meta.xml';

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
  ],
};
