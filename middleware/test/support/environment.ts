// The least environment with which the service would start.
import { generateKeyPairSync } from 'node:crypto';

const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' });

export const LEAST_ENVIRONMENT: Readonly<Record<string, string>> = {
  SF_LOGIN_URL: 'https://login.salesforce.com/',
  SF_CLIENT_ID: 'client',
  SF_USERNAME: 'user@example.test',
  SF_PRIVATE_KEY_BASE64: Buffer.from(key).toString('base64'),
  WHMCS_API_URL: 'https://billing.example.test/includes/api.php',
  WHMCS_API_IDENTIFIER: 'identifier',
  WHMCS_API_SECRET: 'secret-value',
  WHMCS_PAYMENT_METHOD: 'banktransfer',
  OPERATOR_TOKEN: 'operator-token-value',
};
