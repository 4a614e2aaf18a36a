// Start-up checks, said in words: what is wrong with credentials, address, API role, payment method, product mapping and
// marker fields, before an order finds out. They are also the probes that end a pause.
import { PortwayError } from '../errors.ts';
import { readOrders, type MappedProduct } from '../salesforce/orders.ts';
import type { SalesforceApi } from '../salesforce/api.ts';
import { deniedActions, readPaymentMethods, readVersion } from '../whmcs/system.ts';
import type { WhmcsCall } from '../whmcs/call.ts';
import type { Catalogue } from './whmcs/catalogue.ts';

export interface WhmcsFindings {
  readonly version: string;
}

/**
 * Whether WHMCS lets us do all we need.
 * @throws PortwayError a pause code that names what to change; WHMCS_UNREACHABLE
 */
export async function checkWhmcs(whmcs: WhmcsCall, paymentMethod: string): Promise<WhmcsFindings> {
  const version = await readVersion(whmcs);
  const methods = await readPaymentMethods(whmcs);
  if (!methods.includes(paymentMethod)) {
    const offered = methods.length > 0 ? `it offers ${methods.join(', ')}` : 'it offers none';
    throw new PortwayError('WHMCS_PAYMENT_METHOD', `WHMCS has no payment method “${paymentMethod}”; ${offered}`);
  }
  const denied = await deniedActions(whmcs);
  if (denied.length > 0)
    throw new PortwayError('WHMCS_ROLE_DENIED', `the API role does not allow ${denied.join(', ')}`);
  return { version };
}

/** Whether we may sign in, and read what orders are made of. @throws PortwayError SALESFORCE_… */
export async function checkSalesforce(api: SalesforceApi): Promise<void> {
  await api.session();
  await readOrders(api, [NO_ORDER]);
}

/** The form of an order id, of no order: the query is judged all the same. */
const NO_ORDER = '801000000000000AAA';

/**
 * What is wrong with each mapped product. Such a product stops only the orders it is in, so these are warnings: the system
 * as a whole stays ready.
 */
export async function checkProducts(catalogue: Catalogue, products: readonly MappedProduct[]): Promise<string[]> {
  const isId = (id: string): boolean => /^[1-9]\d*$/.test(id);
  const malformed = products
    .filter(({ whmcsProductId }) => !isId(whmcsProductId))
    .map(
      ({ name, whmcsProductId }) => `product ‘${name}’ has WHMCS Product ID “${whmcsProductId}”, which is no number`,
    );
  const faults = await catalogue.examine(products.map(({ whmcsProductId }) => whmcsProductId).filter(isId));
  return [...malformed, ...faults.map((fault) => fault.message)];
}
