// The web shop's orders and the website's leads.
import { z } from 'zod';
import { integer, signingSecrets } from './values.ts';

export interface ShopConfig {
  /** The web shop signs with one of them; none: orders are not taken. */
  readonly keys: readonly Buffer[];
  /** Of the price book Portal, e.g. `JPY`. */
  readonly currency: string;
  /** How long the shop waits for an answer before it is told that its order is queued. */
  readonly answerWaitMs: number;
  /** How long WHMCS is asked for a payment it does not know before a person is. */
  readonly paymentWaitMs: number;
}

export interface LeadsConfig {
  /** Exact origins of the website's pages; none: leads are not taken. */
  readonly allowedOrigins: readonly string[];
  readonly callsPerHour: number;
  /** How many may wait for Salesforce. */
  readonly queueLimit: number;
  readonly captcha: 'none' | 'altcha';
  /** A form that is sent sooner was filled in by a program. */
  readonly minFillMs: number;
}

export const FRONT_DOOR_VARIABLES = {
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
};

type Given = z.infer<z.ZodObject<typeof FRONT_DOOR_VARIABLES>>;

export function shopConfig(variables: Given): ShopConfig {
  return {
    keys: variables.SHOP_SIGNING_SECRETS ?? [],
    currency: variables.SHOP_CURRENCY,
    answerWaitMs: variables.SHOP_ANSWER_WAIT_MS,
    paymentWaitMs: variables.SHOP_PAYMENT_WAIT_MS,
  };
}

export function leadsConfig(variables: Given): LeadsConfig {
  return {
    allowedOrigins: variables.LEAD_ALLOWED_ORIGINS,
    callsPerHour: variables.LEAD_SALESFORCE_CALLS_PER_HOUR,
    queueLimit: variables.LEAD_QUEUE_LIMIT,
    captcha: variables.LEAD_CAPTCHA,
    minFillMs: variables.LEAD_MIN_FILL_MS,
  };
}

function isWebOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { origin, protocol, hostname } = new URL(text);
  const isOurs = hostname === 'localhost' || hostname === '127.0.0.1' || hostname === '[::1]';
  return origin === text && (protocol === 'https:' || (protocol === 'http:' && isOurs));
}
