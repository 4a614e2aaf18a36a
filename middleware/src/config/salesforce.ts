// Where Salesforce is, who signs in, and its event stream.
import { createPrivateKey } from 'node:crypto';
import { z } from 'zod';
import { httpUrl, integer, readableFile, text } from './values.ts';

export interface SalesforceConfig {
  readonly loginUrl: string;
  readonly audience: string;
  readonly clientId: string;
  readonly username: string;
  /** PEM. */
  readonly privateKey: string;
  /** `65.0` */
  readonly apiVersion: string;
  readonly timeoutMs: number;
  /** Percent of the daily API limit from which the write-back waits longer to fill its calls. */
  readonly apiSlowPercent: number;
  /** Percent from which everything that can wait does. */
  readonly apiBrakePercent: number;
}

export interface PubSubConfig {
  /** host:port */
  readonly endpoint: string;
  readonly caPem: string | undefined;
  readonly watchdogMs: number;
}

export const SALESFORCE_VARIABLES = {
  SF_LOGIN_URL: httpUrl().transform(withoutSlash),
  SF_AUDIENCE: z.string().optional(),
  SF_CLIENT_ID: text(),
  SF_USERNAME: text(),
  SF_PRIVATE_KEY_PATH: readableFile().optional(),
  SF_PRIVATE_KEY_BASE64: z
    .string()
    .transform((value) => Buffer.from(value, 'base64').toString('utf8'))
    .optional(),
  SF_API_VERSION: z
    .string()
    .regex(/^\d\d\.0$/, { error: 'must look like 65.0' })
    .default('65.0'),
  SF_TIMEOUT_MS: integer(1000, 600_000, 60_000),
  SF_API_SLOW_PERCENT: integer(1, 100, 80),
  SF_API_BRAKE_PERCENT: integer(1, 100, 95),
  SF_PUBSUB_ENDPOINT: z
    .string()
    .regex(/^[^\s/:]+:\d+$/, { error: 'must be host:port' })
    .default('api.pubsub.salesforce.com:7443'),
  SF_PUBSUB_CA_PATH: readableFile().optional(),
  SF_PUBSUB_WATCHDOG_MS: integer(1000, 3_600_000, 300_000),
};

type Given = z.infer<z.ZodObject<typeof SALESFORCE_VARIABLES>>;

export function salesforceConfig(variables: Given): SalesforceConfig {
  return {
    loginUrl: variables.SF_LOGIN_URL,
    audience: variables.SF_AUDIENCE ?? variables.SF_LOGIN_URL,
    clientId: variables.SF_CLIENT_ID,
    username: variables.SF_USERNAME,
    privateKey: keyOf(variables),
    apiVersion: variables.SF_API_VERSION,
    timeoutMs: variables.SF_TIMEOUT_MS,
    apiSlowPercent: variables.SF_API_SLOW_PERCENT,
    apiBrakePercent: variables.SF_API_BRAKE_PERCENT,
  };
}

export function pubsubConfig(variables: Given): PubSubConfig {
  return {
    endpoint: variables.SF_PUBSUB_ENDPOINT,
    caPem: variables.SF_PUBSUB_CA_PATH,
    watchdogMs: variables.SF_PUBSUB_WATCHDOG_MS,
  };
}

/** What is wrong with the key and the percentages, which no single variable shows. */
export function salesforceProblems(variables: Given): string[] {
  const keyVariable = variables.SF_PRIVATE_KEY_PATH === undefined ? 'SF_PRIVATE_KEY_BASE64' : 'SF_PRIVATE_KEY_PATH';
  const problems: string[] = [];
  if (!isRsaKey(keyOf(variables))) problems.push(`${keyVariable} does not hold an RSA private key in PEM form`);
  if (variables.SF_API_SLOW_PERCENT > variables.SF_API_BRAKE_PERCENT) {
    problems.push('SF_API_SLOW_PERCENT must not exceed SF_API_BRAKE_PERCENT');
  }
  return problems;
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}

function isRsaKey(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyType === 'rsa';
  } catch {
    return false;
  }
}

function keyOf(variables: Given): string {
  return variables.SF_PRIVATE_KEY_PATH ?? variables.SF_PRIVATE_KEY_BASE64 ?? '';
}
