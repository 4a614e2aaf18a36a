// Orders for the tests, made in the local org the way the portal makes them.
import type { Row, Stack } from './stack.ts';

export interface OrderWish {
  /** Product names of the sample catalogue; one each at 1000 when only the name is given. */
  lines: readonly (string | { product: string; quantity?: number; price?: number })[];
  /** Of an earlier order; a new account otherwise. */
  accountId?: string;
  /** WHMCS client id. */
  client?: string;
  /** null: the contact has none. */
  email?: string | null;
  name?: string;
  billTo?: boolean;
  /** Of the opportunity; not won when left out, so that it becomes won with the order, and asks for its account's invoices. */
  stage?: string;
}

export interface MadeOrder {
  orderId: string;
  accountId: string;
  opportunityId: string;
  contactId: string | null;
}

let count = 0;

export function makeOrder(stack: Stack, wish: OrderWish): MadeOrder {
  const number = ++count;
  const name = wish.name ?? `例示 ${number}郎`;
  const accountId =
    wish.accountId ??
    stack.insert('Account', {
      Name: name,
      BillingStreet: '見本町1-2-3',
      BillingCity: '架空市',
      BillingState: '東京都',
      BillingPostalCode: '000-0001',
      BillingCountry: 'Japan',
      Phone: '+81-3-0000-0000',
      ...(wish.client && { WH_Account__c: wish.client }),
    });
  const email = wish.email === undefined ? `reiji${number}@example.test` : wish.email;
  const contactId = wish.accountId
    ? null
    : stack.insert('Contact', { AccountId: accountId, LastName: '例示', FirstName: `${number}郎`, Email: email });
  const opportunityId = stack.insert('Opportunity', {
    Name: `${name} - ${number}`,
    AccountId: accountId,
    StageName: wish.stage ?? 'Post Processing',
    CloseDate: '2026-12-31',
  });
  const [pricebook] = stack.query('SELECT Id FROM Pricebook2 WHERE IsStandard = false LIMIT 1');
  const orderId = stack.insert('Order', {
    AccountId: accountId,
    OpportunityId: opportunityId,
    Pricebook2Id: pricebook!.Id,
    EffectiveDate: '2026-11-20',
    Status: 'Draft',
    ...(contactId && wish.billTo !== false && { BillToContactId: contactId }),
  });
  for (const line of wish.lines) addLine(stack, orderId, pricebook!.Id as string, line);
  return { orderId, accountId, opportunityId, contactId };
}

function addLine(stack: Stack, orderId: string, pricebookId: string, line: OrderWish['lines'][number]): void {
  const { product, quantity = 1, price = 1000 } = typeof line === 'string' ? { product: line } : line;
  const [entry] = stack.query(
    `SELECT Id FROM PricebookEntry WHERE Pricebook2Id = '${pricebookId}' AND Product2.Name = '${product}'`,
  );
  if (!entry) throw new Error(`no price of ${product}`);
  stack.insert('OrderItem', { OrderId: orderId, PricebookEntryId: entry.Id, Quantity: quantity, UnitPrice: price });
}

export function itemsOf(stack: Stack, orderId: string): Row[] {
  return stack.query(
    `SELECT Id, WHMCS_Service_ID__c, Product2.Name, Product2.Item_Class__c FROM OrderItem WHERE OrderId = '${orderId}' ORDER BY OrderItemNumber`,
  );
}

export function productId(stack: Stack, name: string): string {
  const [product] = stack.query(`SELECT Id FROM Product2 WHERE Name = '${name}'`);
  return product!.Id as string;
}

/** WHMCS orders that carry the marker of one of the order's lines. */
export async function whmcsOrdersOf(stack: Stack, orderId: string): Promise<Set<unknown>> {
  const found = new Set<unknown>();
  for (const item of itemsOf(stack, orderId)) {
    const path = `orders?marker=${item.Id as string}`;
    const { services } = await stack.whmcsLocal<{ services: { orderid: unknown }[] }>('GET', path);
    for (const service of services) found.add(service.orderid);
  }
  return found;
}
