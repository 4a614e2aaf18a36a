// What an installation offers: version, payment methods, products with their custom fields; and whether our API role may
// call what we need.
import { isPortwayError } from '../errors.ts';
import type { WhmcsAction } from './actions.ts';
import type { WhmcsCall } from './call.ts';
import type { FormFields } from './form.ts';
import { asList, isRecord, optionalId, textIn, UnreadableReply } from './reply.ts';

/** @see https://developers.whmcs.com/api-reference/whmcsdetails/ */
export async function readVersion(whmcs: WhmcsCall): Promise<string> {
  return whmcs(
    'WhmcsDetails',
    {},
    {
      sends: 'reads',
      read: (reply) => {
        const version = isRecord(reply.whmcs) ? textIn(reply.whmcs, 'version') : '';
        if (version === '') throw new UnreadableReply('no version');
        return version;
      },
    },
  );
}

/** System names of the gateways, e.g. `mailin`. */
export async function readPaymentMethods(whmcs: WhmcsCall): Promise<string[]> {
  return whmcs(
    'GetPaymentMethods',
    {},
    {
      sends: 'reads',
      read: (reply) => asList(reply.paymentmethods, 'paymentmethod').map((method) => textIn(method, 'module')),
    },
  );
}

export interface CatalogueProduct {
  readonly productId: string;
  readonly name: string;
  /** AddOrder's qty counts for it. Before 8.12 WHMCS has no such setting and drops qty without a word. */
  readonly takesQuantity: boolean;
  /** Custom field name → id; only the fields shown on the order form are listed by WHMCS. */
  readonly customFieldIds: ReadonlyMap<string, string>;
}

/**
 * @param productIds leave out for the whole catalogue
 * @see https://developers.whmcs.com/api-reference/getproducts/
 */
export async function readProducts(whmcs: WhmcsCall, productIds?: readonly string[]): Promise<CatalogueProduct[]> {
  return whmcs(
    'GetProducts',
    { pid: productIds?.join(',') },
    {
      sends: 'reads',
      read: (reply) =>
        asList(reply.products, 'product').flatMap((product) => {
          const productId = optionalId(product.pid);
          if (productId === null) return [];
          const fields = asList(product.customfields, 'customfield').flatMap((field) => {
            const id = optionalId(field.id);
            return id === null ? [] : [[textIn(field, 'name'), id] as const];
          });
          return [
            {
              productId,
              name: textIn(product, 'name'),
              takesQuantity: optionalId(product.allowqty) !== null, // 0: no; 1 and 2: several, or one of a quantity
              customFieldIds: new Map(fields),
            },
          ];
        }),
    },
  );
}

/** Calls that change nothing because they lack what they need: they only show whether the API role lets them through. */
const ROLE_PROBES: readonly (readonly [action: WhmcsAction, fields: FormFields])[] = [
  ['GetClientsDetails', { clientid: 0 }],
  ['AddClient', {}],
  ['AddOrder', {}],
  ['AcceptOrder', { orderid: 0 }],
  ['GetOrders', { id: 0, limitnum: 1 }],
  ['GetClientsProducts', { serviceid: 0, limitnum: 1 }],
  ['ModuleCreate', {}],
  ['GetModuleQueue', { relatedId: 0, serviceType: 'service' }],
  ['GetInvoice', { invoiceid: 0 }],
  ['GetInvoices', { limitnum: 1 }],
  // An id of 0 would count as no filter: these are narrowed by what nothing has.
  ['GetProducts', { module: 'portway-role-probe' }],
  ['GetTransactions', { transid: 'portway-role-probe' }],
];

/**
 * @returns the actions that the API role of our credentials does not allow
 * @throws PortwayError any other reason why WHMCS does not let us in
 */
export async function deniedActions(whmcs: WhmcsCall): Promise<string[]> {
  const denied: string[] = [];
  for (const [action, fields] of ROLE_PROBES) {
    try {
      await whmcs(action, fields, { sends: 'reads', read: () => undefined });
    } catch (error) {
      if (isPortwayError(error, 'WHMCS_ROLE_DENIED')) denied.push(action);
      else if (!isRefusal(error)) throw error;
    }
  }
  return denied;
}

/**
 * Whether a credential may sign clients on: asks for nobody, so that no token is made.
 * @throws PortwayError why it may not
 */
export async function maySignOn(whmcs: WhmcsCall): Promise<void> {
  try {
    await whmcs('CreateSsoToken', {}, { sends: 'once', read: () => undefined });
  } catch (error) {
    if (!isRefusal(error)) throw error;
  }
}

/** WHMCS let the action through and then missed something: what a probe hopes for. */
function isRefusal(error: unknown): boolean {
  return isPortwayError(error, 'WHMCS_PAYMENT_METHOD') || (isPortwayError(error) && error.handling === 'fail-order');
}
