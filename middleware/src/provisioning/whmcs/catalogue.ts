// Which WHMCS products exist, and which custom field of each carries our marker. Asked once per product, then remembered;
// what was found wanting is asked again after a while, since an administrator may have put it right.
import { PortwayError } from '../../errors.ts';
import type { WhmcsCall } from '../../whmcs/call.ts';
import { readProducts, type CatalogueProduct } from '../../whmcs/system.ts';

export interface CatalogueSettings {
  /** Name of the product custom field, e.g. `SF Reference`. */
  readonly markerField: string;
  /** WHMCS product id → field id, for fields that WHMCS does not list because they are for admins only. */
  readonly markerFieldIds: ReadonlyMap<string, string>;
  now(): number;
}

/** What a line of an order has to know of its WHMCS product. */
export interface ProductTraits {
  /** Id of the custom field that carries our marker. */
  readonly markerFieldId: string;
  /** AddOrder's qty counts for it; otherwise a line is repeated. */
  readonly takesQuantity: boolean;
}

export interface Catalogue {
  /**
   * These WHMCS products, by id; others that are known may be among them.
   * @throws PortwayError PRODUCT_NOT_MAPPED (WHMCS has no such product), MARKER_FIELD_MISSING; or why WHMCS did not answer
   */
  traitsOf(productIds: readonly string[]): Promise<ReadonlyMap<string, ProductTraits>>;
  /** Reads the products afresh. @returns what is wrong with each that is not fit to be ordered */
  examine(productIds: readonly string[]): Promise<PortwayError[]>;
}

const FAULT_LIFE_MS = 30_000;

export function createCatalogue(whmcs: WhmcsCall, settings: CatalogueSettings): Catalogue {
  const traits = new Map<string, ProductTraits>();
  const faults = new Map<string, { error: PortwayError; foundAt: number }>();

  const learn = async (productIds: readonly string[]): Promise<void> => {
    if (productIds.length === 0) return;
    const products = new Map((await readProducts(whmcs, productIds)).map((product) => [product.productId, product]));
    for (const productId of productIds) {
      const verdict = judgeProduct(productId, products.get(productId), settings);
      if (verdict instanceof PortwayError) {
        traits.delete(productId);
        faults.set(productId, { error: verdict, foundAt: settings.now() });
      } else {
        traits.set(productId, verdict);
        faults.delete(productId);
      }
    }
  };
  const isOpen = (productId: string): boolean => {
    const fault = faults.get(productId);
    return !traits.has(productId) && (!fault || settings.now() - fault.foundAt >= FAULT_LIFE_MS);
  };

  return {
    traitsOf: async (productIds) => {
      const wanted = [...new Set(productIds)];
      await learn(wanted.filter(isOpen));
      for (const productId of wanted) {
        const fault = faults.get(productId);
        if (fault && !traits.has(productId)) throw fault.error;
      }
      return traits;
    },
    examine: async (productIds) => {
      const wanted = [...new Set(productIds)];
      for (let from = 0; from < wanted.length; from += 100) await learn(wanted.slice(from, from + 100));
      return wanted.flatMap((productId) => (traits.has(productId) ? [] : (faults.get(productId)?.error ?? [])));
    },
  };
}

/** The product's traits, or what it lacks. */
function judgeProduct(
  productId: string,
  product: CatalogueProduct | undefined,
  { markerField, markerFieldIds }: CatalogueSettings,
): ProductTraits | PortwayError {
  if (!product) return new PortwayError('PRODUCT_NOT_MAPPED', `WHMCS has no product ${productId}`);
  const markerFieldId = markerFieldIds.get(productId) ?? idByName(product.customFieldIds, markerField);
  if (markerFieldId !== undefined) return { markerFieldId, takesQuantity: product.takesQuantity };
  return new PortwayError(
    'MARKER_FIELD_MISSING',
    `WHMCS product ${productId} ‘${product.name}’ shows no custom field ‘${markerField}’`,
  );
}

function idByName(fields: ReadonlyMap<string, string>, name: string): string | undefined {
  const wanted = name.trim().toLowerCase();
  for (const [fieldName, id] of fields) if (fieldName.trim().toLowerCase() === wanted) return id;
  return undefined;
}
