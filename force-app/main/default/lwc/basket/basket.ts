// What a customer has chosen, kept while they look elsewhere: in the tab, for the user, until the order is placed. With it the key
// of the attempt to place it, so that a reload after a lost answer does not order twice.
import userId from '@salesforce/user/Id';

export type Quantities = Readonly<Record<string, number>>;
export type WantedLine = Required<{ readonly productId: string; readonly quantity: number }>;

export interface Basket {
  /** The kind of service that was looked at last. */
  readonly commodity?: string;
  /** By product id, of all kinds of service; nothing of which there is none. */
  readonly quantities: Quantities;
  readonly attempt?: { readonly key: string; readonly lines: string };
}

const PLACE = `portway.basket.${userId}`;
const EMPTY: Basket = { quantities: {} };

/** @returns an empty one where there is none, or storage is switched off or holds something else */
export function savedBasket(): Basket {
  try {
    const { commodity, quantities, attempt } = JSON.parse(sessionStorage.getItem(PLACE) ?? '{}') as Partial<Basket>;
    const isWhole = Object.values(quantities ?? {}).every((quantity) => Number.isInteger(quantity) && quantity > 0);
    return isWhole
      ? { quantities: quantities ?? {}, ...(commodity && { commodity }), ...(attempt && { attempt }) }
      : EMPTY;
  } catch {
    return EMPTY;
  }
}

export function saveBasket(basket: Basket): void {
  try {
    sessionStorage.setItem(PLACE, JSON.stringify(basket));
  } catch {
    // Full or switched off: the choice lasts as long as the page.
  }
}

export function withQuantity(basket: Basket, productId: string, quantity: number): Basket {
  const { [productId]: _, ...others } = basket.quantities;
  return { ...basket, quantities: quantity > 0 ? { ...others, [productId]: quantity } : others };
}

/** What of a department is wanted, as Apex takes it; activation fees come by themselves. */
export function linesOf({ services, addOns }: Apex.ShopDepartment, quantities: Quantities): WantedLine[] {
  return [...services, ...addOns].flatMap(({ productId }) => {
    const quantity = quantities[productId];
    return quantity ? { productId, quantity } : [];
  });
}

/** What a choice comes to by billing cycle ('' = none is said), with the fees of each service. The review by Apex is what counts. */
export function totalsOf(department: Apex.ShopDepartment, quantities: Quantities): ReadonlyMap<string, number> {
  const totals = new Map<string, number>();
  const add = ({ billingCycle = '', unitPrice }: Apex.ShopOffer, quantity: number): void => {
    if (quantity > 0) totals.set(billingCycle, (totals.get(billingCycle) ?? 0) + unitPrice * quantity);
  };
  const wanted = ({ productId }: Apex.ShopOffer): number => quantities[productId] ?? 0;
  const services = department.services.reduce((sum, offer) => sum + wanted(offer), 0);
  for (const offer of [...department.services, ...department.addOns]) add(offer, wanted(offer));
  for (const fee of department.activationFees) add(fee, services);
  return totals;
}

/** The basket with a key for placing these lines: the same as long as they are the same, another for others. */
export function withAttempt(basket: Basket, wanted: readonly WantedLine[]): Basket & Required<Pick<Basket, 'attempt'>> {
  const lines = JSON.stringify(wanted);
  const attempt = basket.attempt?.lines === lines ? basket.attempt : { key: newKey(), lines };
  return { ...basket, attempt };
}

/** Not randomUUID, which pages have only over TLS. */
function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** After the order was placed: what was ordered is wanted no more. */
export function withoutLines({ commodity, quantities }: Basket, ordered: readonly WantedLine[]): Basket {
  const gone = new Set(ordered.map(({ productId }) => productId));
  const left = Object.entries(quantities).filter(([productId]) => !gone.has(productId));
  return { ...(commodity && { commodity }), quantities: Object.fromEntries(left) };
}
