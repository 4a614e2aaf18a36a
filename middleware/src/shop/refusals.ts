// What the shop is told when its order is not taken: a code for its programs, words for its people, and whether sending the
// same again can help. A refused order has made nothing anywhere, so its number is free for a corrected one.
import type { Json } from '../ledger/tables.ts';

export const REFUSALS = {
  /** The body is not an order; details.fields says where. */
  MALFORMED: { status: 400, retry: false },
  /** The lines, tax and totals do not add up; details has what we computed. */
  TOTALS_DIFFER: { status: 422, retry: false },
  /** Another currency than the price book's. */
  UNKNOWN_CURRENCY: { status: 422, retry: false },
  /** Products that Salesforce does not have, each named. */
  UNKNOWN_PRODUCTS: { status: 422, retry: false },
  /** Products that are not on sale, or not so many of them, each with its reason. */
  UNSELLABLE_PRODUCTS: { status: 422, retry: false },
  /** An order is for one kind of service; details has the lines by kind. */
  SEVERAL_KINDS: { status: 422, retry: false },
  /** No customer has the number and the e-mail address together. */
  CUSTOMER_NOT_FOUND: { status: 422, retry: false },
  /** Salesforce does not take the customer's data, e.g. the e-mail address. */
  CUSTOMER_REJECTED: { status: 422, retry: false },
  /** Several customers have the e-mail address; details has their numbers, one of which decides. */
  DUPLICATE_CUSTOMERS: { status: 409, retry: false },
  /** The number was used for another order; details.differs says in what. */
  ORDER_DIFFERS: { status: 409, retry: false },
  /** Nobody has sent an order of that number, or it was refused long ago. */
  ORDER_UNKNOWN: { status: 404, retry: false },
  /** The ledger is away: whether the order was kept is not known, and sending it again is right in either case. */
  UNAVAILABLE: { status: 503, retry: true },
} as const satisfies Record<string, { status: number; retry: boolean }>;

export type RefusalCode = keyof typeof REFUSALS;

export interface Refusal {
  readonly code: RefusalCode;
  readonly message: string;
  /** Holds no personal data: it is kept. */
  readonly details: { readonly [key: string]: Json };
}

export function refusal(code: RefusalCode, message: string, details: Refusal['details'] = {}): Refusal {
  return { code, message, details };
}
