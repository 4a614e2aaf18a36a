// Environment → typed configuration. All problems are reported together, by variable, before anything starts; values of
// secrets are never repeated. Each variable is explained in config/middleware.env.example; each section has a file in config/.
import { z } from 'zod';
import {
  BILLING_VARIABLES,
  billingConfig,
  driftConfig,
  paymentsConfig,
  type BillingConfig,
  type DriftConfig,
  type PaymentsConfig,
} from './config/billing.ts';
import {
  FRONT_DOOR_VARIABLES,
  leadsConfig,
  shopConfig,
  type LeadsConfig,
  type ShopConfig,
} from './config/front-doors.ts';
import {
  SALESFORCE_VARIABLES,
  pubsubConfig,
  salesforceConfig,
  salesforceProblems,
  type PubSubConfig,
  type SalesforceConfig,
} from './config/salesforce.ts';
import {
  SERVICE_VARIABLES,
  httpConfig,
  ledgerConfig,
  provisioningConfig,
  type HttpConfig,
  type LedgerConfig,
  type ProvisioningConfig,
} from './config/service.ts';
import { WHMCS_VARIABLES, whmcsConfig, type WhmcsConfig } from './config/whmcs.ts';

export interface Config {
  readonly salesforce: SalesforceConfig;
  readonly pubsub: PubSubConfig;
  readonly whmcs: WhmcsConfig;
  readonly billing: BillingConfig;
  readonly drift: DriftConfig;
  readonly payments: PaymentsConfig;
  readonly shop: ShopConfig;
  readonly leads: LeadsConfig;
  readonly ledger: LedgerConfig;
  readonly http: HttpConfig;
  readonly logLevel: string;
  readonly provisioning: ProvisioningConfig;
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

const VARIABLES = z.object({
  ...SALESFORCE_VARIABLES,
  ...WHMCS_VARIABLES,
  ...BILLING_VARIABLES,
  ...FRONT_DOOR_VARIABLES,
  ...SERVICE_VARIABLES,
});

type Variables = z.infer<typeof VARIABLES>;

/** All that is read of the environment. */
export const VARIABLE_NAMES: readonly string[] = Object.keys(VARIABLES.shape);

/**
 * @param env e.g. process.env; an empty value counts as not set
 * @throws ConfigError with every problem found
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(
    VARIABLE_NAMES.map((name) => [name, env[name]?.trim() === '' ? undefined : env[name]?.trim()]),
  );
  const parsed = VARIABLES.safeParse(given);
  const problems = [
    ...(parsed.success ? [] : parsed.error.issues.map((issue) => `${String(issue.path[0])} ${issue.message}`)),
    ...choiceProblems(given),
    ...(parsed.success ? salesforceProblems(parsed.data) : []),
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

function toConfig(variables: Variables): Config {
  return {
    salesforce: salesforceConfig(variables),
    pubsub: pubsubConfig(variables),
    whmcs: whmcsConfig(variables),
    billing: billingConfig(variables),
    drift: driftConfig(variables),
    payments: paymentsConfig(variables),
    shop: shopConfig(variables),
    leads: leadsConfig(variables),
    ledger: ledgerConfig(variables),
    http: httpConfig(variables),
    logLevel: variables.LOG_LEVEL,
    provisioning: provisioningConfig(variables),
    shutdownGraceMs: variables.SHUTDOWN_GRACE_MS,
  };
}
