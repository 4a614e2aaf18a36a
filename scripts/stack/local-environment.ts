// The middleware's environment against the local stand-ins: what an admin would put into config/middleware.env, for this machine.
import { readFileSync } from 'node:fs';
import type { Ports } from './ports.ts';

interface WhmcsSample {
  readonly credentials: readonly { readonly identifier: string; readonly secret: string }[];
}

export interface LocalFiles {
  /** Private key of the middleware's sign-in. */
  readonly keyPath: string;
  /** Certificate that the local Pub/Sub service presents. */
  readonly pubsubCaPath: string;
  readonly databaseFile: string;
}

export const LOCAL_CLIENT_ID = 'portway-local-client';
export const LOCAL_INTEGRATION_USER = 'integration.user@portway.example.test';
/** Protects nothing but this machine's demo; a real installation sets its own. */
export const LOCAL_OPERATOR_TOKEN = 'local-operator-token';
/** Signs what the local WHMCS announces; like the token above, for this machine's demo only. */
export const LOCAL_WEBHOOK_SECRET = `whsec_${Buffer.from('portway-local-webhook-secret').toString('base64')}`;
/** Signs what Apex asks of the middleware; likewise. */
export const LOCAL_SIGNING_SECRET = `whsec_${Buffer.from('portway-local-signing-secret').toString('base64')}`;
/** The web shop's, for the curl example of docs/shop-orders.md. */
export const LOCAL_SHOP_SECRET = `whsec_${Buffer.from('portway-local-shop-secret').toString('base64')}`;
export const WHMCS_SAMPLE = 'config/whmcs-sample.json';

/** The sample's credential for CreateSsoToken alone. */
const SIGN_ON = 'local-sign-on';

export function localEnvironment(ports: Ports, files: LocalFiles): Record<string, string> {
  const { credentials } = JSON.parse(readFileSync(WHMCS_SAMPLE, 'utf8')) as WhmcsSample;
  const signOn = credentials.find(({ identifier }) => identifier === SIGN_ON)!;
  return {
    SF_LOGIN_URL: `http://127.0.0.1:${ports.org}`,
    SF_CLIENT_ID: LOCAL_CLIENT_ID,
    SF_USERNAME: LOCAL_INTEGRATION_USER,
    SF_PRIVATE_KEY_PATH: files.keyPath,
    SF_PUBSUB_ENDPOINT: `localhost:${ports.pubsub}`,
    SF_PUBSUB_CA_PATH: files.pubsubCaPath,
    WHMCS_API_URL: `http://127.0.0.1:${ports.whmcs}/includes/api.php`,
    WHMCS_API_IDENTIFIER: credentials[0]!.identifier,
    WHMCS_API_SECRET: credentials[0]!.secret,
    WHMCS_PAYMENT_METHOD: 'banktransfer',
    WHMCS_CLIENT_NUMBER_FIELD_ID: '4',
    WHMCS_WEBHOOK_SECRETS: LOCAL_WEBHOOK_SECRET,
    WHMCS_SSO_IDENTIFIER: signOn.identifier,
    WHMCS_SSO_SECRET: signOn.secret,
    SALESFORCE_SIGNING_SECRETS: LOCAL_SIGNING_SECRET,
    SHOP_SIGNING_SECRETS: LOCAL_SHOP_SECRET,
    // So that a person who turns the hook off need not wait five minutes to see the sweep find what it would have told.
    BILLING_SWEEP_INTERVAL_MS: '30000',
    // Where a copy of the form in docs/leads.md may be served to try it.
    LEAD_ALLOWED_ORIGINS: 'http://localhost:8080',
    DATABASE_FILE: files.databaseFile,
    PORT: String(ports.middleware),
    OPERATOR_TOKEN: LOCAL_OPERATOR_TOKEN,
  };
}

/** The local org's: where its Apex finds the other two, and by what they know it. */
export function orgEnvironment(ports: Pick<Ports, 'whmcs' | 'middleware'>): Record<string, string> {
  return {
    PORTWAY_MIDDLEWARE_URL: `http://127.0.0.1:${ports.middleware}`,
    PORTWAY_WHMCS_ORIGIN: `http://127.0.0.1:${ports.whmcs}`,
    PORTWAY_SIGNING_SECRET: LOCAL_SIGNING_SECRET,
  };
}
