// The service itself: its ledger, its port, its rhythm.
import { z } from 'zod';
import { integer, text } from './values.ts';

export interface HttpConfig {
  readonly host: string;
  readonly port: number;
  readonly operatorToken: string;
  /** How many proxies stand before the service, each adding one address to X-Forwarded-For. */
  readonly trustedProxies: number;
}

export interface ProvisioningConfig {
  readonly sweepIntervalMs: number;
  /** After an unknown outcome: how far apart the look-ups lie that must both find nothing before AddOrder is sent again. */
  readonly lookUpWaitMs: number;
  readonly flushMaxWaitMs: number;
  readonly leaseMs: number;
  readonly pollMs: number;
  /** How long a service may stay Pending before the order fails. */
  readonly serviceWaitMs: number;
  readonly probeMs: number;
}

export type LedgerConfig = { readonly databaseUrl: string } | { readonly databaseFile: string };

export const SERVICE_VARIABLES = {
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
  LOOKUP_WAIT_MS: integer(0, 3_600_000, 150_000),
  FLUSH_MAX_WAIT_MS: integer(0, 60_000, 2000),
  LEASE_MS: integer(1000, 600_000, 15_000),
  POLL_MS: integer(50, 60_000, 1000),
  SERVICE_WAIT_MS: integer(0, 86_400_000, 600_000),
  PROBE_MS: integer(100, 600_000, 15_000),
  SHUTDOWN_GRACE_MS: integer(0, 600_000, 20_000),
};

type Given = z.infer<z.ZodObject<typeof SERVICE_VARIABLES>>;

export function ledgerConfig({ DATABASE_URL: databaseUrl, DATABASE_FILE: databaseFile }: Given): LedgerConfig {
  return databaseUrl === undefined ? { databaseFile: databaseFile ?? 'var/middleware/ledger.sqlite' } : { databaseUrl };
}

export function httpConfig(variables: Given): HttpConfig {
  return {
    host: variables.HOST,
    port: variables.PORT,
    operatorToken: variables.OPERATOR_TOKEN,
    trustedProxies: variables.TRUSTED_PROXIES,
  };
}

export function provisioningConfig(variables: Given): ProvisioningConfig {
  return {
    sweepIntervalMs: variables.SWEEP_INTERVAL_MS,
    lookUpWaitMs: variables.LOOKUP_WAIT_MS,
    flushMaxWaitMs: variables.FLUSH_MAX_WAIT_MS,
    leaseMs: variables.LEASE_MS,
    pollMs: variables.POLL_MS,
    serviceWaitMs: variables.SERVICE_WAIT_MS,
    probeMs: variables.PROBE_MS,
  };
}
