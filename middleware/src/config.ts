// Environment → typed configuration. All problems are reported together, by variable, before anything starts; values of
// secrets are never repeated. Each variable is explained in config/middleware.env.example.
import { readFileSync } from 'node:fs';
import { createPrivateKey } from 'node:crypto';
import { z } from 'zod';
import { webhookKey } from './http/signed-request.ts';

export interface Config {
  readonly salesforce: {
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
  };
  readonly pubsub: {
    /** host:port */
    readonly endpoint: string;
    readonly caPem: string | undefined;
    readonly watchdogMs: number;
  };
  readonly whmcs: {
    readonly url: string;
    readonly identifier: string;
    readonly secret: string;
    readonly accessKey: string | undefined;
    readonly paymentMethod: string;
    readonly markerField: string;
    /** WHMCS product id → custom field id, for fields WHMCS does not list. */
    readonly markerFieldIds: ReadonlyMap<string, string>;
    /** Ids of the products whose stock WHMCS counts: its API does not say. */
    readonly countedProducts: ReadonlySet<string>;
    readonly clientNumberFieldId: string | undefined;
    readonly defaultCountry: string;
    readonly maxParallel: number;
    readonly timeoutMs: number;
    /** For AcceptOrder and ModuleCreate, which run server modules inside the request. */
    readonly moduleTimeoutMs: number;
    readonly writesOrderNotes: boolean;
  };
  readonly billing: {
    /** One, or two while a secret is replaced; none: webhooks are not taken. */
    readonly webhookKeys: readonly Buffer[];
    /** IANA name of the zone in which WHMCS writes its dates. */
    readonly timeZone: string;
    readonly sweepIntervalMs: number;
  };
  readonly drift: {
    /** `03:30` by WHMCS's clock; null: Salesforce and WHMCS are not compared by night. */
    readonly nightlyAt: string | null;
    readonly nightlyMends: boolean;
    /** What changed less than this ago is left out of a comparison, and its two looks lie so far apart. */
    readonly settleMs: number;
    readonly maxCalls: number;
  };
  readonly payments: {
    /** Apex signs with one of them; none: nobody can ask for a payment page. */
    readonly salesforceKeys: readonly Buffer[];
    /** API credential that may sign clients in and nothing else; null: payment pages are not given. */
    readonly signOn: { readonly identifier: string; readonly secret: string } | null;
    /** Where customers' browsers reach WHMCS, `https://billing.example.com`. */
    readonly whmcsOrigin: string;
  };
  readonly shop: {
    /** The web shop signs with one of them; none: orders are not taken. */
    readonly keys: readonly Buffer[];
    /** Of the price book Portal, e.g. `JPY`. */
    readonly currency: string;
    /** How long the shop waits for an answer before it is told that its order is queued. */
    readonly answerWaitMs: number;
    /** How long WHMCS is asked for a payment it does not know before a person is. */
    readonly paymentWaitMs: number;
  };
  readonly leads: {
    /** Exact origins of the website's pages; none: leads are not taken. */
    readonly allowedOrigins: readonly string[];
    readonly callsPerHour: number;
    /** How many may wait for Salesforce. */
    readonly queueLimit: number;
    readonly captcha: 'none' | 'altcha';
    /** A form that is sent sooner was filled in by a program. */
    readonly minFillMs: number;
  };
  readonly ledger: { readonly databaseUrl: string } | { readonly databaseFile: string };
  readonly http: {
    readonly host: string;
    readonly port: number;
    readonly operatorToken: string;
    /** How many proxies stand before the service, each adding one address to X-Forwarded-For. */
    readonly trustedProxies: number;
  };
  readonly logLevel: string;
  readonly provisioning: {
    readonly sweepIntervalMs: number;
    /** After an unknown outcome: how far apart the look-ups lie that must both find nothing before AddOrder is sent again. */
    readonly lookUpWaitMs: number;
    readonly flushMaxWaitMs: number;
    readonly leaseMs: number;
    readonly pollMs: number;
    /** How long a service may stay Pending before the order fails. */
    readonly serviceWaitMs: number;
    readonly probeMs: number;
  };
  readonly shutdownGraceMs: number;
}

/** The environment is not usable. `message` names every variable at fault, one per line. */
export class ConfigError extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(`The configuration is not usable:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

const MISSING = 'is missing';
const text = () => z.string({ error: MISSING });
const httpUrl = () =>
  text().refine((value) => /^https?:\/\/[^\s/]+/.test(value) && URL.canParse(value), {
    error: 'must be an http(s) URL',
  });
const integer = (least: number, most: number, standard: number) =>
  z
    .string()
    .regex(/^\d+$/, { error: 'must be a whole number' })
    .transform(Number)
    .refine((value) => value >= least && value <= most, { error: `must lie between ${least} and ${most}` })
    .default(standard);
const digits = () => z.string().regex(/^[1-9]\d*$/, { error: 'must be an id in digits' });
const onOff = (standard: boolean) =>
  z
    .enum(['on', 'off'], { error: 'must be on or off' })
    .transform((value) => value === 'on')
    .default(standard);
/** Keys of a sender: one, or two while a secret is replaced. */
const signingSecrets = () =>
  z.string().transform((value, context) => {
    const keys = value.split(',').map((secret) => webhookKey(secret.trim()));
    if (keys.length <= 2 && keys.every((key) => key !== null)) return keys;
    const message = 'must be one secret, or two by comma, each whsec_ and at least 24 bytes in base64';
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  });
const readableFile = () =>
  z.string().transform((path, context) => {
    try {
      return readFileSync(path, 'utf8');
    } catch {
      context.addIssue({ code: 'custom', message: 'names a file that cannot be read' });
      return z.NEVER;
    }
  });

const VARIABLES = z.object({
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
  WHMCS_API_URL: httpUrl().refine((url) => url.endsWith('/api.php'), { error: 'must end in /includes/api.php' }),
  WHMCS_API_IDENTIFIER: text(),
  WHMCS_API_SECRET: text(),
  WHMCS_API_ACCESS_KEY: z.string().optional(),
  WHMCS_PAYMENT_METHOD: text(),
  WHMCS_MARKER_FIELD: z.string().default('SF Reference'),
  WHMCS_MARKER_FIELD_IDS: z
    .string()
    .regex(/^\d+:\d+(,\d+:\d+)*$/, { error: 'must look like 12:31,15:40 (product id:field id)' })
    .transform((value) => new Map(value.split(',').map((pair) => pair.split(':') as [string, string])))
    .optional(),
  WHMCS_STOCK_PRODUCT_IDS: z
    .string()
    .regex(/^\d+(,\d+)*$/, { error: 'must look like 121,122 (product ids)' })
    .transform((value) => new Set(value.split(',')))
    .optional(),
  WHMCS_CLIENT_NUMBER_FIELD_ID: digits().optional(),
  WHMCS_DEFAULT_COUNTRY: z
    .string()
    .regex(/^[A-Z]{2}$/, { error: 'must be a two-letter country code' })
    .default('JP'),
  WHMCS_MAX_PARALLEL: integer(1, 64, 4),
  WHMCS_TIMEOUT_MS: integer(500, 600_000, 60_000),
  WHMCS_MODULE_TIMEOUT_MS: integer(500, 600_000, 120_000),
  WHMCS_ORDER_NOTES: onOff(true),
  WHMCS_TIME_ZONE: z
    .string()
    .refine(isTimeZone, { error: 'must be a time zone, e.g. Asia/Tokyo' })
    .default('Asia/Tokyo'),
  WHMCS_WEBHOOK_SECRETS: signingSecrets().optional(),
  WHMCS_SSO_IDENTIFIER: z.string().optional(),
  WHMCS_SSO_SECRET: z.string().optional(),
  WHMCS_ORIGIN: httpUrl()
    .refine((url) => /^[^/]+\/\/[^/]+\/?$/.test(url), { error: 'must be an origin, e.g. https://billing.example.com' })
    .optional(),
  SALESFORCE_SIGNING_SECRETS: signingSecrets().optional(),
  SHOP_SIGNING_SECRETS: signingSecrets().optional(),
  SHOP_CURRENCY: z
    .string()
    .regex(/^[A-Z]{3}$/, { error: 'must be a currency code, e.g. JPY' })
    .default('JPY'),
  SHOP_ANSWER_WAIT_MS: integer(0, 60_000, 10_000),
  SHOP_PAYMENT_WAIT_MS: integer(0, 30 * 86_400_000, 86_400_000),
  LEAD_ALLOWED_ORIGINS: z
    .string()
    .transform((value) => value.split(',').map((origin) => origin.trim()))
    .refine((origins) => origins.every(isWebOrigin), {
      error: 'must be origins by comma, as browsers send them: https://www.example.com (http only for this machine)',
    })
    .default([]),
  LEAD_SALESFORCE_CALLS_PER_HOUR: integer(1, 3600, 60),
  LEAD_QUEUE_LIMIT: integer(1, 1_000_000, 20_000),
  LEAD_CAPTCHA: z.enum(['none', 'altcha'], { error: 'must be none or altcha' }).default('none'),
  LEAD_MIN_FILL_MS: integer(0, 60_000, 3000),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, { error: 'must start with postgres://' })
    .optional(),
  DATABASE_FILE: z.string().optional(),
  HOST: z.string().default('127.0.0.1'),
  PORT: integer(0, 65_535, 4803),
  TRUSTED_PROXIES: integer(0, 10, 0),
  OPERATOR_TOKEN: text().refine((value) => value.length >= 16, { error: 'must have at least 16 characters' }),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], { error: 'must be a level of pino' })
    .default('info'),
  SWEEP_INTERVAL_MS: integer(1000, 86_400_000, 300_000),
  BILLING_SWEEP_INTERVAL_MS: integer(1000, 86_400_000, 300_000),
  DRIFT_TIME: z
    .string()
    .regex(/^(([01]\d|2[0-3]):[0-5]\d|off)$/, { error: 'must be a time of day, e.g. 03:30, or off' })
    .default('03:30'),
  DRIFT_MEND: onOff(true),
  DRIFT_SETTLE_MS: integer(0, 3_600_000, 120_000),
  DRIFT_MAX_CALLS: integer(10, 1_000_000, 10_000),
  LOOKUP_WAIT_MS: integer(0, 3_600_000, 150_000),
  FLUSH_MAX_WAIT_MS: integer(0, 60_000, 2000),
  LEASE_MS: integer(1000, 600_000, 15_000),
  POLL_MS: integer(50, 60_000, 1000),
  SERVICE_WAIT_MS: integer(0, 86_400_000, 600_000),
  PROBE_MS: integer(100, 600_000, 15_000),
  SHUTDOWN_GRACE_MS: integer(0, 600_000, 20_000),
});

type Variables = z.infer<typeof VARIABLES>;

/**
 * @param env e.g. process.env; an empty value counts as not set
 * @throws ConfigError with every problem found
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(
    Object.keys(VARIABLES.shape).map((name) => [name, env[name]?.trim() === '' ? undefined : env[name]?.trim()]),
  );
  const parsed = VARIABLES.safeParse(given);
  const problems = [
    ...(parsed.success ? [] : parsed.error.issues.map((issue) => `${String(issue.path[0])} ${issue.message}`)),
    ...choiceProblems(given),
    ...(parsed.success ? togetherProblems(parsed.data) : []),
  ];
  if (problems.length > 0 || !parsed.success) throw new ConfigError(problems);
  return toConfig(parsed.data);
}

function choiceProblems(given: Record<string, string | undefined>): string[] {
  const hasKey = given.SF_PRIVATE_KEY_PATH !== undefined || given.SF_PRIVATE_KEY_BASE64 !== undefined;
  const hasHalf = (given.WHMCS_SSO_IDENTIFIER === undefined) !== (given.WHMCS_SSO_SECRET === undefined);
  return [
    ...(hasHalf ? ['WHMCS_SSO_IDENTIFIER and WHMCS_SSO_SECRET belong together: one is missing'] : []),
    ...(hasKey ? [] : ['SF_PRIVATE_KEY_PATH or SF_PRIVATE_KEY_BASE64 is missing']),
    ...(given.DATABASE_URL !== undefined && given.DATABASE_FILE !== undefined
      ? ['DATABASE_URL and DATABASE_FILE are both set: only one ledger can be used']
      : []),
  ];
}

function togetherProblems(variables: Variables): string[] {
  const keyVariable = variables.SF_PRIVATE_KEY_PATH === undefined ? 'SF_PRIVATE_KEY_BASE64' : 'SF_PRIVATE_KEY_PATH';
  const problems: string[] = [];
  if (!isRsaKey(keyOf(variables))) problems.push(`${keyVariable} does not hold an RSA private key in PEM form`);
  if (variables.SF_API_SLOW_PERCENT > variables.SF_API_BRAKE_PERCENT) {
    problems.push('SF_API_SLOW_PERCENT must not exceed SF_API_BRAKE_PERCENT');
  }
  return problems;
}

function signOnOf({ WHMCS_SSO_IDENTIFIER: identifier, WHMCS_SSO_SECRET: secret }: Variables) {
  return identifier === undefined || secret === undefined ? null : { identifier, secret };
}

function isWebOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { origin, protocol, hostname } = new URL(text);
  const isOurs = hostname === 'localhost' || hostname === '127.0.0.1' || hostname === '[::1]';
  return origin === text && (protocol === 'https:' || (protocol === 'http:' && isOurs));
}

function isRsaKey(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyType === 'rsa';
  } catch {
    return false;
  }
}

function keyOf(variables: Variables): string {
  return variables.SF_PRIVATE_KEY_PATH ?? variables.SF_PRIVATE_KEY_BASE64 ?? '';
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}

function toConfig(variables: Variables): Config {
  return {
    salesforce: {
      loginUrl: variables.SF_LOGIN_URL,
      audience: variables.SF_AUDIENCE ?? variables.SF_LOGIN_URL,
      clientId: variables.SF_CLIENT_ID,
      username: variables.SF_USERNAME,
      privateKey: keyOf(variables),
      apiVersion: variables.SF_API_VERSION,
      timeoutMs: variables.SF_TIMEOUT_MS,
      apiSlowPercent: variables.SF_API_SLOW_PERCENT,
      apiBrakePercent: variables.SF_API_BRAKE_PERCENT,
    },
    pubsub: {
      endpoint: variables.SF_PUBSUB_ENDPOINT,
      caPem: variables.SF_PUBSUB_CA_PATH,
      watchdogMs: variables.SF_PUBSUB_WATCHDOG_MS,
    },
    whmcs: {
      url: variables.WHMCS_API_URL,
      identifier: variables.WHMCS_API_IDENTIFIER,
      secret: variables.WHMCS_API_SECRET,
      accessKey: variables.WHMCS_API_ACCESS_KEY,
      paymentMethod: variables.WHMCS_PAYMENT_METHOD,
      markerField: variables.WHMCS_MARKER_FIELD,
      markerFieldIds: variables.WHMCS_MARKER_FIELD_IDS ?? new Map(),
      countedProducts: variables.WHMCS_STOCK_PRODUCT_IDS ?? new Set(),
      clientNumberFieldId: variables.WHMCS_CLIENT_NUMBER_FIELD_ID,
      defaultCountry: variables.WHMCS_DEFAULT_COUNTRY,
      maxParallel: variables.WHMCS_MAX_PARALLEL,
      timeoutMs: variables.WHMCS_TIMEOUT_MS,
      moduleTimeoutMs: variables.WHMCS_MODULE_TIMEOUT_MS,
      writesOrderNotes: variables.WHMCS_ORDER_NOTES,
    },
    billing: {
      webhookKeys: variables.WHMCS_WEBHOOK_SECRETS ?? [],
      timeZone: variables.WHMCS_TIME_ZONE,
      sweepIntervalMs: variables.BILLING_SWEEP_INTERVAL_MS,
    },
    drift: {
      nightlyAt: variables.DRIFT_TIME === 'off' ? null : variables.DRIFT_TIME,
      nightlyMends: variables.DRIFT_MEND,
      settleMs: variables.DRIFT_SETTLE_MS,
      maxCalls: variables.DRIFT_MAX_CALLS,
    },
    payments: {
      salesforceKeys: variables.SALESFORCE_SIGNING_SECRETS ?? [],
      signOn: signOnOf(variables),
      whmcsOrigin: new URL(variables.WHMCS_ORIGIN ?? variables.WHMCS_API_URL).origin,
    },
    shop: {
      keys: variables.SHOP_SIGNING_SECRETS ?? [],
      currency: variables.SHOP_CURRENCY,
      answerWaitMs: variables.SHOP_ANSWER_WAIT_MS,
      paymentWaitMs: variables.SHOP_PAYMENT_WAIT_MS,
    },
    ledger:
      variables.DATABASE_URL === undefined
        ? { databaseFile: variables.DATABASE_FILE ?? 'var/middleware/ledger.sqlite' }
        : { databaseUrl: variables.DATABASE_URL },
    leads: {
      allowedOrigins: variables.LEAD_ALLOWED_ORIGINS,
      callsPerHour: variables.LEAD_SALESFORCE_CALLS_PER_HOUR,
      queueLimit: variables.LEAD_QUEUE_LIMIT,
      captcha: variables.LEAD_CAPTCHA,
      minFillMs: variables.LEAD_MIN_FILL_MS,
    },
    http: {
      host: variables.HOST,
      port: variables.PORT,
      operatorToken: variables.OPERATOR_TOKEN,
      trustedProxies: variables.TRUSTED_PROXIES,
    },
    logLevel: variables.LOG_LEVEL,
    provisioning: {
      sweepIntervalMs: variables.SWEEP_INTERVAL_MS,
      lookUpWaitMs: variables.LOOKUP_WAIT_MS,
      flushMaxWaitMs: variables.FLUSH_MAX_WAIT_MS,
      leaseMs: variables.LEASE_MS,
      pollMs: variables.POLL_MS,
      serviceWaitMs: variables.SERVICE_WAIT_MS,
      probeMs: variables.PROBE_MS,
    },
    shutdownGraceMs: variables.SHUTDOWN_GRACE_MS,
  };
}
