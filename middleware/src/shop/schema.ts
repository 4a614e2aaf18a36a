// What the web shop sends: one order, checked field by field. Everything not named here is refused, so that a field the
// shop believes in is never passed over. Contract: docs/shop-orders.md.
import { z } from 'zod';

const MOST_LINES = 100;
const MOST_PIECES = 1000;
/** A shop's clock, and a queue in front of it, may be off by so much. */
const DAY_MS = 86_400_000;

// Lengths are those of the fields in Salesforce. Control characters belong in no name; a street may have lines.
const text = (most: number) =>
  z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .max(most)
    .regex(/^[^\p{Cc}]*$/u, 'must not hold control characters');
const lines = (most: number) =>
  z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .max(most)
    .regex(/^(?:[^\p{Cc}]|\r?\n)*$/u, 'must not hold control characters');

/** Decimal text; zeroes at the end are dropped, so that 5500 and 5500.00 are the same. */
const amount = () =>
  z
    .string()
    .regex(/^\d{1,12}(\.\d{1,6})?$/, 'must be an amount as text, e.g. "5500" or "12.50"')
    .transform((given) =>
      given
        .replace(/^0+(?=\d)/, '')
        .replace(/(\.\d*?)0+$/, '$1')
        .replace(/\.$/, ''),
    );

const ADDRESS = z.strictObject({
  street: lines(255),
  city: text(40),
  state: text(80).optional(),
  postalCode: text(20),
  country: text(80),
});

const CUSTOMER = z.strictObject({
  email: z.email('must be an e-mail address').max(80),
  lastName: text(80),
  firstName: text(40).optional(),
  company: text(255).optional(),
  phone: text(40).optional(),
  address: ADDRESS,
  /** SF_Account_No__c, where the customer gave it. */
  number: text(30).optional(),
});

const LINE = z
  .strictObject({
    productCode: text(255).optional(),
    whmcsProductId: z
      .string()
      .regex(/^[1-9]\d{0,9}$/, 'must be an id in digits, as text')
      .optional(),
    quantity: z.int().min(1).max(MOST_PIECES),
    unitPrice: amount(),
  })
  .refine(({ productCode, whmcsProductId }) => (productCode === undefined) !== (whmcsProductId === undefined), {
    error: 'must name its product by either productCode or whmcsProductId',
  });

const SHOP_ORDER = z.strictObject({
  orderNumber: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'must be 1 to 64 letters, digits, dots, dashes or underscores'),
  placedAt: z.iso.datetime({
    offset: true,
    error: 'must be a date-time with an offset, e.g. 2026-11-20T10:15:00+09:00',
  }),
  currency: z.string().regex(/^[A-Z]{3}$/, 'must be a currency code, e.g. JPY'),
  customer: CUSTOMER,
  lines: z.array(LINE).min(1).max(MOST_LINES),
  totals: z.strictObject({ subtotal: amount(), tax: amount(), total: amount() }),
  payment: z.strictObject({ transactionId: text(100), method: text(80) }),
});

export type ShopOrder = z.infer<typeof SHOP_ORDER>;
export type ShopLine = ShopOrder['lines'][number];

/** What is wrong with one field; never its value. */
export interface FieldIssue {
  /** `lines.0.quantity`; empty: the body as a whole. */
  readonly path: string;
  readonly message: string;
}

export type ReadOrder =
  | { readonly order: ShopOrder; readonly issues?: undefined }
  | { readonly order?: undefined; readonly issues: readonly FieldIssue[] };

export function readShopOrder(json: unknown, now: Date): ReadOrder {
  const parsed = SHOP_ORDER.safeParse(json);
  if (!parsed.success) return { issues: parsed.error.issues.flatMap(issuesOf) };
  if (Date.parse(parsed.data.placedAt) > now.getTime() + DAY_MS)
    return { issues: [{ path: 'placedAt', message: 'lies in the future' }] };
  return { order: parsed.data };
}

function issuesOf(issue: z.core.$ZodIssue): FieldIssue[] {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      path: [...path, key.slice(0, 80)].join('.'),
      message: 'is not a field of an order',
    }));
  return [{ path: path.join('.'), message: issue.message }];
}

/** What a line asks for, as the shop named it. */
export function productKey({ productCode, whmcsProductId }: ShopLine): string {
  return productCode ?? `WHMCS ${whmcsProductId}`;
}
