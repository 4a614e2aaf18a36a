// What comes back from WHMCS: invoices and states, payment pages, the comparison.
import { z } from 'zod';
import { httpUrl, integer, onOff, signingSecrets } from './values.ts';

export interface BillingConfig {
  /** One, or two while a secret is replaced; none: webhooks are not taken. */
  readonly webhookKeys: readonly Buffer[];
  /** IANA name of the zone in which WHMCS writes its dates. */
  readonly timeZone: string;
  readonly sweepIntervalMs: number;
}

export interface DriftConfig {
  /** `03:30` by WHMCS's clock; null: Salesforce and WHMCS are not compared by night. */
  readonly nightlyAt: string | null;
  readonly nightlyMends: boolean;
  /** What changed less than this ago is left out of a comparison, and its two looks lie so far apart. */
  readonly settleMs: number;
  readonly maxCalls: number;
}

export interface PaymentsConfig {
  /** Apex signs with one of them; none: nobody can ask for a payment page. */
  readonly salesforceKeys: readonly Buffer[];
  /** API credential that may sign clients in and nothing else; null: payment pages are not given. */
  readonly signOn: { readonly identifier: string; readonly secret: string } | null;
  /** Where customers' browsers reach WHMCS, `https://billing.example.com`. */
  readonly whmcsOrigin: string;
}

export const BILLING_VARIABLES = {
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
  BILLING_SWEEP_INTERVAL_MS: integer(1000, 86_400_000, 300_000),
  DRIFT_TIME: z
    .string()
    .regex(/^(([01]\d|2[0-3]):[0-5]\d|off)$/, { error: 'must be a time of day, e.g. 03:30, or off' })
    .default('03:30'),
  DRIFT_MEND: onOff(true),
  DRIFT_SETTLE_MS: integer(0, 3_600_000, 120_000),
  DRIFT_MAX_CALLS: integer(10, 1_000_000, 10_000),
};

type Given = z.infer<z.ZodObject<typeof BILLING_VARIABLES>>;

export function billingConfig(variables: Given): BillingConfig {
  return {
    webhookKeys: variables.WHMCS_WEBHOOK_SECRETS ?? [],
    timeZone: variables.WHMCS_TIME_ZONE,
    sweepIntervalMs: variables.BILLING_SWEEP_INTERVAL_MS,
  };
}

export function driftConfig(variables: Given): DriftConfig {
  return {
    nightlyAt: variables.DRIFT_TIME === 'off' ? null : variables.DRIFT_TIME,
    nightlyMends: variables.DRIFT_MEND,
    settleMs: variables.DRIFT_SETTLE_MS,
    maxCalls: variables.DRIFT_MAX_CALLS,
  };
}

export function paymentsConfig(variables: Given & { readonly WHMCS_API_URL: string }): PaymentsConfig {
  return {
    salesforceKeys: variables.SALESFORCE_SIGNING_SECRETS ?? [],
    signOn: signOnOf(variables),
    whmcsOrigin: new URL(variables.WHMCS_ORIGIN ?? variables.WHMCS_API_URL).origin,
  };
}

function signOnOf({ WHMCS_SSO_IDENTIFIER: identifier, WHMCS_SSO_SECRET: secret }: Given) {
  return identifier === undefined || secret === undefined ? null : { identifier, secret };
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
