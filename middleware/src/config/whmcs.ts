// Where WHMCS is, and how orders are put to it.
import { z } from 'zod';
import { digits, httpUrl, integer, onOff, text } from './values.ts';

export interface WhmcsConfig {
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
}

export const WHMCS_VARIABLES = {
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
};

type Given = z.infer<z.ZodObject<typeof WHMCS_VARIABLES>>;

export function whmcsConfig(variables: Given): WhmcsConfig {
  return {
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
  };
}
