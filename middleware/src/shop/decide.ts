// What becomes of a shop order, from the order and what Salesforce knows. Pure. Nothing is guessed: where a choice would be one,
// the shop is told what to send, or a person reads it on the case.
import type { Json } from '../ledger/tables.ts';
import type { KnownCustomer, KnownProduct, MadeOrder, ShopFacts } from '../salesforce/shop-orders.ts';
import { refusal, type Refusal } from './refusals.ts';
import { productKey, type ShopLine, type ShopOrder } from './schema.ts';
import { compareAmounts } from './totals.ts';

export interface PlannedLine {
  readonly line: ShopLine;
  readonly product: KnownProduct & { readonly entry: NonNullable<KnownProduct['entry']> };
}

export interface OrderPlan {
  readonly order: ShopOrder;
  /** Null: a new customer. */
  readonly customer: KnownCustomer | null;
  readonly contactId: string | null;
  readonly lines: readonly PlannedLine[];
  readonly commodity: string;
  /** The open sale it joins; null: a new one. */
  readonly opportunityId: string | null;
  readonly queueId: string;
  /** What a person should look at before approving. */
  readonly notes: readonly string[];
}

export type Decision =
  | { readonly kind: 'make'; readonly plan: OrderPlan }
  | { readonly kind: 'adopt'; readonly made: MadeOrder }
  | { readonly kind: 'refuse'; readonly refusal: Refusal }
  /** The set-up of the org is at fault, not the shop. */
  | { readonly kind: 'hold'; readonly reason: string };

/** @param isOurs whether this ledger has sent the order to Salesforce before: one that is found there is then this one */
export function decide(order: ShopOrder, facts: ShopFacts, isOurs: boolean): Decision {
  const { made, queueId } = facts;
  if (made) {
    const differing = isOurs ? [] : differencesFrom(order, made);
    return differing.length === 0 ? { kind: 'adopt', made } : refuse(differs(order.orderNumber, differing));
  }
  if (queueId === null) return { kind: 'hold', reason: 'Salesforce has no queue Customer_Service to own the case.' };
  const customer = customerOf(order, facts.customers);
  if ('code' in customer) return refuse(customer);
  const lines = linesOf(order, facts.products);
  if ('code' in lines) return refuse(lines);
  const commodities = new Set(lines.map(({ product }) => product.commodity ?? ''));
  if (commodities.size > 1) return refuse(severalKinds(lines));
  const [commodity = ''] = commodities;
  const found = customer.found;
  return {
    kind: 'make',
    plan: {
      order,
      customer: found,
      contactId: found ? contactOf(order, found) : null,
      lines,
      commodity,
      opportunityId:
        found?.openOpportunities.find((opportunity) => opportunity.commodity === commodity)?.opportunityId ?? null,
      queueId,
      notes: notesOn(lines, found),
    },
  };
}

function refuse(what: Refusal): Decision {
  return { kind: 'refuse', refusal: what };
}

export function differs(orderNumber: string, differing: readonly string[]): Refusal {
  return refusal(
    'ORDER_DIFFERS',
    `Order ${orderNumber} was taken before with other content. Send a new order under a new number, or ask customer service to change this one.`,
    { differs: differing },
  );
}

/** For an order that an earlier ledger made: an agent may have changed it since, its payment and lines tell enough. */
function differencesFrom(order: ShopOrder, made: MadeOrder): string[] {
  const differing: string[] = [];
  if (made.transactionId !== order.payment.transactionId) differing.push('payment.transactionId');
  if (made.email !== null && made.email.toLowerCase() !== order.customer.email.toLowerCase())
    differing.push('customer.email');
  const left = [...made.lines];
  order.lines.forEach((line, index) => {
    const at = left.findIndex(
      (other) =>
        (line.productCode === undefined
          ? other.whmcsProductId === line.whmcsProductId
          : sameCode(other.productCode, line.productCode)) &&
        other.quantity === line.quantity &&
        other.unitPrice === Number(line.unitPrice),
    );
    if (at === -1) differing.push(`lines.${index}`);
    else left.splice(at, 1);
  });
  if (left.length > 0 && !differing.some((path) => path.startsWith('lines'))) differing.push('lines');
  return differing;
}

// --- customer

function customerOf(
  { customer: { number } }: ShopOrder,
  customers: readonly KnownCustomer[],
): { readonly found: KnownCustomer | null } | Refusal {
  if (number !== undefined) {
    const found = customers.find((customer) => customer.number === number.toUpperCase());
    if (found) return { found };
    return refusal(
      'CUSTOMER_NOT_FOUND',
      'No customer has this number and this e-mail address together. Correct one of them, or leave customer.number out to go by the address alone.',
      { fields: ['customer.number', 'customer.email'] },
    );
  }
  if (customers.length > 1) {
    return refusal(
      'DUPLICATE_CUSTOMERS',
      `${customers.length} customers have this e-mail address. Send the number of one of them as customer.number, or have customer service merge them.`,
      { field: 'customer.number', customerNumbers: customers.flatMap((customer) => customer.number ?? []) },
    );
  }
  return { found: customers[0] ?? null };
}

/** All of them are of one customer and have the address; the name tells which one is meant, else the oldest is. */
function contactOf({ customer: { firstName, lastName } }: ShopOrder, customer: KnownCustomer): string | null {
  const named = customer.contacts.find(
    (contact) => contact.lastName === lastName && (contact.firstName ?? undefined) === firstName,
  );
  return (named ?? customer.contacts[0])?.contactId ?? null;
}

// --- products

const SOLD_CLASSES = new Set(['Service', 'Activation', 'Add-on']);

function linesOf(order: ShopOrder, products: readonly KnownProduct[]): PlannedLine[] | Refusal {
  const unknown: string[] = [];
  const unsellable: { product: string; reason: string }[] = [];
  const planned: PlannedLine[] = [];
  for (const line of order.lines) {
    const named = products.filter((product) => isNamedBy(line, product));
    const sold = named.filter(isSold);
    if (named.length === 0) unknown.push(productKey(line));
    else if (sold.length === 0) unsellable.push({ product: productKey(line), reason: whyNotSold(named[0]!) });
    else if (sold.length > 1)
      unsellable.push({ product: productKey(line), reason: `${sold.length} products on sale have this code` });
    else planned.push({ line, product: sold[0]! });
  }
  if (unknown.length > 0)
    return refusal('UNKNOWN_PRODUCTS', `Salesforce has no product ${unknown.join(', ')}.`, { products: unknown });
  unsellable.push(...tooMany(planned));
  if (unsellable.length > 0) {
    const words = unsellable.map(({ product, reason }) => `${product}: ${reason}`).join('; ');
    return refusal('UNSELLABLE_PRODUCTS', `Cannot be sold: ${words}.`, { products: unsellable });
  }
  return planned;
}

function isNamedBy(line: ShopLine, product: KnownProduct): boolean {
  if (line.productCode === undefined) return product.whmcsProductId === line.whmcsProductId;
  return sameCode(product.productCode, line.productCode);
}

/** Salesforce compares without regard to case. */
function sameCode(one: string | null, other: string): boolean {
  return one?.toLowerCase() === other.toLowerCase();
}

function isSold(product: KnownProduct): product is PlannedLine['product'] {
  return whyNotSold(product) === '';
}

function whyNotSold({ isActive, entry, itemClass, commodity, whmcsProductId, billingCycle }: KnownProduct): string {
  if (!isActive) return 'the product is not active';
  if (!entry) return 'it is not in the price book Portal';
  if (!entry.isActive) return 'its price in the price book Portal is not active';
  if (!SOLD_CLASSES.has(itemClass ?? '') || commodity === null) return 'it has no item class or commodity';
  // Approved, it would only fail.
  if (whmcsProductId === null || billingCycle === null) return 'it has no WHMCS product or billing cycle';
  return '';
}

/** A product that does not say may be ordered once, as in the portal; activation fees come with their services. */
function tooMany(lines: readonly PlannedLine[]): { product: string; reason: string }[] {
  const quantities = new Map<KnownProduct, number>();
  for (const { line, product } of lines) quantities.set(product, (quantities.get(product) ?? 0) + line.quantity);
  return [...quantities].flatMap(([product, quantity]) => {
    const most = Math.max(1, product.maxQuantity ?? 1);
    if (product.itemClass === 'Activation' || quantity <= most) return [];
    return [{ product: product.productCode ?? product.name, reason: `at most ${most} to an order, not ${quantity}` }];
  });
}

function severalKinds(lines: readonly PlannedLine[]): Refusal {
  const byKind: Record<string, Json[]> = {};
  for (const { line, product } of lines) (byKind[product.commodity ?? ''] ??= []).push(productKey(line));
  return refusal('SEVERAL_KINDS', 'An order is for one kind of service. Send one order for each kind.', {
    productsByKind: byKind,
  });
}

// --- notes

function notesOn(lines: readonly PlannedLine[], customer: KnownCustomer | null): string[] {
  return [
    ...lines.flatMap(({ line, product }) =>
      compareAmounts(line.unitPrice, decimalText(product.entry.price)) === 0
        ? []
        : [`${product.name} was sold at ${line.unitPrice}; the price book says ${decimalText(product.entry.price)}.`],
    ),
    ...(lines.some(({ product }) => product.itemClass === 'Service') ? [] : ['The order holds no service.']),
    ...unique(lines.flatMap(({ product }) => needsOf(product, customer))),
  ];
}

function needsOf(
  { name, requiredEligibility, requiredIdMethods }: KnownProduct,
  customer: KnownCustomer | null,
): string[] {
  const eligible = requiredEligibility?.split(';').includes(customer?.eligibility ?? '') ?? true;
  return [
    ...(eligible
      ? []
      : [
          `${name} needs the address to be ${requiredEligibility}; the account has ${customer?.eligibility ?? 'no result'}.`,
        ]),
    ...(requiredIdMethods === null || customer?.idStatus === 'Verified'
      ? []
      : [`${name} needs the identity to be verified (${requiredIdMethods}).`]),
  ];
}

/** Two decimals at most, as the field has. */
export function decimalText(price: number): string {
  return price.toFixed(2).replace(/\.?0+$/, '');
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
