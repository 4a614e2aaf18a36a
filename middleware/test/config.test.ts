import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ConfigError, readConfig, VARIABLE_NAMES } from '../src/config.ts';
import { LEAST_ENVIRONMENT } from './support/environment.ts';

const GOOD = LEAST_ENVIRONMENT;

const problemsOf = (env: Record<string, string | undefined>): readonly string[] => {
  try {
    readConfig(env);
    return [];
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.problems;
  }
};

test('the least that is needed gives a whole configuration', () => {
  const config = readConfig(GOOD);
  assert.equal(config.salesforce.audience, 'https://login.salesforce.com');
  assert.equal(config.pubsub.endpoint, 'api.pubsub.salesforce.com:7443');
  assert.deepEqual(config.ledger, { databaseFile: 'var/middleware/ledger.sqlite' });
  assert.deepEqual(config.http, {
    host: '127.0.0.1',
    port: 4803,
    operatorToken: 'operator-token-value',
    trustedProxies: 0,
  });
  assert.equal(config.whmcs.maxParallel, 4);
});

test('an empty environment names everything that is missing, at once', () => {
  assert.deepEqual(problemsOf({}), [
    'SF_LOGIN_URL is missing',
    'SF_CLIENT_ID is missing',
    'SF_USERNAME is missing',
    'WHMCS_API_URL is missing',
    'WHMCS_API_IDENTIFIER is missing',
    'WHMCS_API_SECRET is missing',
    'WHMCS_PAYMENT_METHOD is missing',
    'OPERATOR_TOKEN is missing',
    'SF_PRIVATE_KEY_PATH or SF_PRIVATE_KEY_BASE64 is missing',
  ]);
});

const ORIGINS = 'must be origins by comma, as browsers send them: https://www.example.com (http only for this machine)';
const BAD: readonly [name: string, value: string, says: string][] = [
  ['SF_LOGIN_URL', 'login.salesforce.com', 'must be an http(s) URL'],
  ['WHMCS_TIME_ZONE', 'Tokyo', 'must be a time zone, e.g. Asia/Tokyo'],
  ['WHMCS_ORIGIN', 'https://billing.example.test/pay', 'must be an origin, e.g. https://billing.example.com'],
  [
    'SALESFORCE_SIGNING_SECRETS',
    'whsec_c2hvcnQ=',
    'must be one secret, or two by comma, each whsec_ and at least 24 bytes in base64',
  ],
  [
    'WHMCS_WEBHOOK_SECRETS',
    'letmein',
    'must be one secret, or two by comma, each whsec_ and at least 24 bytes in base64',
  ],
  [
    'WHMCS_WEBHOOK_SECRETS',
    `whsec_${'A'.repeat(32)},whsec_short`,
    'must be one secret, or two by comma, each whsec_ and at least 24 bytes in base64',
  ],
  ['WHMCS_API_URL', 'https://billing.example.test/', 'must end in /includes/api.php'],
  ['SF_API_VERSION', '65', 'must look like 65.0'],
  ['SF_PUBSUB_ENDPOINT', 'https://api.example.test', 'must be host:port'],
  ['SF_PRIVATE_KEY_PATH', '/nowhere/key.pem', 'names a file that cannot be read'],
  ['WHMCS_MARKER_FIELD_IDS', '12=31', 'must look like 12:31,15:40 (product id:field id)'],
  ['WHMCS_MAX_PARALLEL', '0', 'must lie between 1 and 64'],
  ['WHMCS_TIMEOUT_MS', '1s', 'must be a whole number'],
  ['WHMCS_ORDER_NOTES', 'yes', 'must be on or off'],
  ['LEAD_ALLOWED_ORIGINS', '*', ORIGINS],
  ['LEAD_ALLOWED_ORIGINS', 'https://www.example.test/', ORIGINS],
  ['LEAD_ALLOWED_ORIGINS', 'https://www.example.test,http://www.example.test', ORIGINS],
  ['LEAD_SALESFORCE_CALLS_PER_HOUR', '0', 'must lie between 1 and 3600'],
  ['LEAD_CAPTCHA', 'all', 'must be none or altcha'],
  ['TRUSTED_PROXIES', 'true', 'must be a whole number'],
  ['DATABASE_URL', 'mysql://db', 'must start with postgres://'],
  ['PORT', '70000', 'must lie between 0 and 65535'],
  ['OPERATOR_TOKEN', 'short', 'must have at least 16 characters'],
  ['LOG_LEVEL', 'loud', 'must be a level of pino'],
];
for (const [name, value, says] of BAD) {
  test(`${name}=${value}: ${says}`, () =>
    assert.deepEqual(problemsOf({ ...GOOD, [name]: value }), [`${name} ${says}`]));
}

test('a key that is no RSA key is refused by its variable', () => {
  const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
    type: 'pkcs8',
    format: 'pem',
  });
  for (const text of ['nonsense', elliptic]) {
    const SF_PRIVATE_KEY_BASE64 = Buffer.from(text).toString('base64');
    assert.deepEqual(problemsOf({ ...GOOD, SF_PRIVATE_KEY_BASE64 }), [
      'SF_PRIVATE_KEY_BASE64 does not hold an RSA private key in PEM form',
    ]);
  }
});

test('two ledgers are one too many', () => {
  assert.match(problemsOf({ ...GOOD, DATABASE_URL: 'postgres://db/x', DATABASE_FILE: 'x' }).join(), /only one ledger/);
});

test('an empty value counts as not set', () => {
  assert.equal(readConfig({ ...GOOD, PORT: '', SF_AUDIENCE: ' ' }).http.port, 4803);
});

test('problems never repeat a secret', () => {
  const problems = problemsOf({
    ...GOOD,
    OPERATOR_TOKEN: 'hunter2',
    SF_PRIVATE_KEY_BASE64: 'c2VjcmV0LWtleQ==',
    PORT: 'x',
  });
  assert.doesNotMatch(problems.join('\n'), /hunter2|secret-key|secret-value|c2Vj/);
});

test('the example file explains every variable, and no other', () => {
  const example = readFileSync(join(import.meta.dirname, '../../config/middleware.env.example'), 'utf8');
  const explained = [...example.matchAll(/^#?([A-Z][A-Z0-9_]+)=/gm)].map(([, name]) => name!);
  assert.deepEqual(explained.toSorted(), VARIABLE_NAMES.toSorted());
});

test('the defaults in the example file are the defaults', () => {
  const example = readFileSync(join(import.meta.dirname, '../../config/middleware.env.example'), 'utf8');
  const defaults = [...example.matchAll(/^#([A-Z][A-Z0-9_]+)=(.+)$/gm)]
    .filter(([, name]) => !/DATABASE_URL|MARKER_FIELD_IDS|STOCK_PRODUCT_IDS/.test(name!))
    .map(([, name, value]) => [name!, value!] as const);
  assert.deepEqual(readConfig({ ...Object.fromEntries(defaults), ...GOOD }), readConfig(GOOD));
});
