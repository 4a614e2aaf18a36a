// How many of its products WHMCS has left to sell.
import type { WhmcsCall } from './call.ts';
import { asList, optionalId, textIn, type Reply } from './reply.ts';

export interface Stock {
  /** Units left, negative where more were sold than there were; null: WHMCS does not count them. */
  readonly quantity: number | null;
}

/** In one call. */
const PRODUCTS = 100;

/**
 * The stock of these products, by id; what WHMCS does not have is left out. Its answer has no flag for stock control
 * (and before 8.12 no quantity): a quantity other than 0 is counted, and 0 means sold out where stock is counted and
 * nothing where it is not. `counted` says of which products it is.
 * @see https://developers.whmcs.com/api-reference/getproducts/
 */
export async function readStock(
  whmcs: WhmcsCall,
  productIds: readonly string[],
  counted: ReadonlySet<string>,
): Promise<Map<string, Stock>> {
  const stock = new Map<string, Stock>();
  for (let from = 0; from < productIds.length; from += PRODUCTS) {
    const pid = productIds.slice(from, from + PRODUCTS).join(',');
    const read = (reply: Reply): void => {
      for (const product of asList(reply.products, 'product')) {
        const productId = optionalId(product.pid);
        if (productId !== null) stock.set(productId, { quantity: quantityOf(product, counted.has(productId)) });
      }
    };
    await whmcs('GetProducts', { pid }, { sends: 'reads', read });
  }
  return stock;
}

function quantityOf(product: Reply, isCounted: boolean): number | null {
  const text = textIn(product, 'quantity_available');
  if (!/^-?\d+$/.test(text)) return null;
  const quantity = Number(text);
  return quantity === 0 && !isCounted ? null : quantity;
}
