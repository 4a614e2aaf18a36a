// Customers, products and orders in any number for benches and fault runs, made through the org's own save pipeline.
import type { Lab } from './lab.ts';

const ADMIN = 'admin@portway.example.test';
const AGENT = 'agent.sato@portway.example.test';
const CHUNK = 200;

export interface SeededOrder {
  readonly id: string;
  readonly itemIds: readonly string[];
  readonly accountId: string;
}
export interface CustomerSeed {
  readonly number: number;
  /** An existing WHMCS client; null = the middleware has to add one. */
  readonly whmcsClientId: string | null;
}
export interface OrderSeed {
  /** Index into the customers. */
  readonly customer: number;
  /** Products by their place in `PRODUCTS`. */
  readonly products: readonly number[];
  readonly quantity?: number;
}

/** What the seeded orders are made of; WHMCS products of config/whmcs-sample.json. */
export const PRODUCTS = [
  { name: 'Home Internet 1G', whmcs: '101', cycle: 'Monthly', itemClass: 'Service', price: 5500, options: null },
  {
    name: 'Internet Activation Fee',
    whmcs: '111',
    cycle: 'One-time',
    itemClass: 'Activation',
    price: 22000,
    options: null,
  },
  { name: 'Home Phone', whmcs: '141', cycle: 'Monthly', itemClass: 'Add-on', price: 550, options: null },
  { name: 'Product without WHMCS id', whmcs: null, cycle: 'Monthly', itemClass: 'Add-on', price: 100, options: null },
  {
    name: 'Product with broken options',
    whmcs: '131',
    cycle: 'Monthly',
    itemClass: 'Service',
    price: 880,
    options: '{"8": [',
  },
] as const;
export const UNMAPPED_PRODUCT = 3;
export const BROKEN_OPTIONS_PRODUCT = 4;

/** A catalogue and price book, once per laboratory. @returns price book id and its entry per product */
export function seedCatalogue(lab: Lab): { pricebookId: string; entryIds: string[] } {
  const standard = standardPricebook(lab);
  const productIds = insertAll(
    lab,
    'Product2',
    PRODUCTS.map((product) => ({
      Name: product.name,
      IsActive: true,
      WHMCS_Product_Id__c: product.whmcs,
      Billing_Cycle__c: product.cycle,
      Item_Class__c: product.itemClass,
      Portal_ConfigOptions_JSON__c: product.options,
    })),
  );
  const [pricebookId] = insertAll(lab, 'Pricebook2', [{ Name: 'Laboratory', IsActive: true }]);
  const entries = (book: string): Record<string, unknown>[] =>
    productIds.map((id, index) => ({
      Pricebook2Id: book,
      Product2Id: id,
      UnitPrice: PRODUCTS[index]!.price,
      IsActive: true,
    }));
  insertAll(lab, 'PricebookEntry', entries(String(standard.Id)));
  return { pricebookId: pricebookId!, entryIds: insertAll(lab, 'PricebookEntry', entries(pricebookId!)) };
}

function standardPricebook(lab: Lab): Readonly<Record<string, unknown>> {
  for (const row of lab.org.org.store.all('Pricebook2')) if (row.IsStandard === true) return row;
  throw new Error('the org has no standard price book');
}

/** @returns account id and contact id per customer */
export function seedCustomers(
  lab: Lab,
  customers: readonly CustomerSeed[],
): { accountId: string; contactId: string }[] {
  const accountIds = insertAll(
    lab,
    'Account',
    customers.map(({ number, whmcsClientId }) => ({
      Name: `試験 ${number}`,
      WH_Account__c: whmcsClientId,
      BillingCity: '見本市',
    })),
  );
  const contactIds = insertAll(
    lab,
    'Contact',
    customers.map(({ number }, index) => ({
      AccountId: accountIds[index],
      FirstName: `${number}`,
      LastName: '試験',
      Email: `customer.${number}@example.test`,
      Phone: '+81 3 0000 0000',
    })),
  );
  return accountIds.map((accountId, index) => ({ accountId, contactId: contactIds[index]! }));
}

/** Orders in Pending Review with their items. */
export function seedOrders(
  lab: Lab,
  catalogue: { pricebookId: string; entryIds: readonly string[] },
  customers: readonly { accountId: string; contactId: string }[],
  orders: readonly OrderSeed[],
): SeededOrder[] {
  const ids = insertAll(
    lab,
    'Order',
    orders.map(({ customer }) => ({
      AccountId: customers[customer]!.accountId,
      BillToContactId: customers[customer]!.contactId,
      EffectiveDate: '2026-11-20',
      Status: 'Pending Review',
      Activation_Status__c: 'Pending Review',
      Pricebook2Id: catalogue.pricebookId,
    })),
  );
  const items = orders.flatMap(({ products, quantity = 1 }, order) =>
    products.map((product) => ({ order, product, quantity })),
  );
  const itemIds = insertAll(
    lab,
    'OrderItem',
    items.map(({ order, product, quantity }) => ({
      OrderId: ids[order],
      PricebookEntryId: catalogue.entryIds[product],
      Quantity: quantity,
      UnitPrice: PRODUCTS[product]!.price,
    })),
  );
  const itemsByOrder = new Map<number, string[]>();
  items.forEach(({ order }, index) => {
    itemsByOrder.set(order, [...(itemsByOrder.get(order) ?? []), itemIds[index]!]);
  });
  return ids.map((id, index) => ({
    id,
    itemIds: itemsByOrder.get(index) ?? [],
    accountId: customers[orders[index]!.customer]!.accountId,
  }));
}

/** An opportunity for each order, which then belongs to it. @returns their ids */
export function seedOpportunities(lab: Lab, orders: readonly SeededOrder[]): string[] {
  const sales = orders.map(({ accountId }, number) => ({
    ...{ Name: `試験 ${number}`, AccountId: accountId, StageName: 'Post Processing', CloseDate: '2026-12-31' },
  }));
  const ids = insertAll(lab, 'Opportunity', sales);
  orders.forEach(({ id }, index) => update(lab, 'Order', id, { OpportunityId: ids[index] }));
  return ids;
}

/** Saves fields of one record as an agent would. @throws Error it was refused */
export function update(lab: Lab, type: string, id: string, values: Readonly<Record<string, unknown>>): void {
  const { org } = lab.org;
  const records = [{ type, id, values }];
  const [result] = org.transact(org.userByName(AGENT), (tx) =>
    org.save(tx, { operation: 'update', records, allOrNone: true, access: 'user' }),
  );
  if (!result?.success) throw new Error(`updating ${type}: ${JSON.stringify(result?.errors)}`);
}

/** Sets Status to Approved as an agent would; up to 200 orders a save. */
export function approve(lab: Lab, orderIds: readonly string[]): void {
  const { org } = lab.org;
  for (let start = 0; start < orderIds.length; start += CHUNK) {
    const records = orderIds
      .slice(start, start + CHUNK)
      .map((id) => ({ type: 'Order', id, values: { Status: 'Approved' } }));
    const results = org.transact(org.userByName(AGENT), (tx) =>
      org.save(tx, { operation: 'update', records, allOrNone: true, access: 'user' }),
    );
    const refused = results.find((result) => !result.success);
    if (refused) throw new Error(`approving: ${JSON.stringify(refused.errors)}`);
  }
}

function insertAll(lab: Lab, type: string, rows: readonly Readonly<Record<string, unknown>>[]): string[] {
  const { org } = lab.org;
  const ids: string[] = [];
  for (let start = 0; start < rows.length; start += CHUNK) {
    const records = rows.slice(start, start + CHUNK).map((values) => ({ type, values }));
    const results = org.transact(org.userByName(ADMIN), (tx) =>
      org.save(tx, { operation: 'insert', records, allOrNone: true, access: 'system' }),
    );
    for (const result of results) {
      if (!result.success) throw new Error(`inserting ${type}: ${JSON.stringify(result.errors)}`);
      ids.push(result.id!);
    }
  }
  return ids;
}
