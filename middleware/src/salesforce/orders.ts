// Reading orders to provision: everything one needs, up to 200 orders in one query.
import type { SalesforceApi } from './api.ts';
import { childRecords, idList, query, queryPages, soqlText, type QueryPage } from './query.ts';

export interface Address {
  readonly street: string | null;
  readonly city: string | null;
  readonly state: string | null;
  readonly postalCode: string | null;
  readonly country: string | null;
}

export interface OrderContact {
  readonly contactId: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly address: Address;
}

export interface OrderAccount {
  readonly accountId: string;
  readonly name: string;
  /** SF_Account_No__c */
  readonly number: string | null;
  /** WH_Account__c */
  readonly whmcsClientId: string | null;
  readonly phone: string | null;
  readonly address: Address;
}

export interface OrderLine {
  readonly orderItemId: string;
  readonly quantity: number;
  readonly unitPrice: number | null;
  readonly whmcsServiceId: number | null;
  readonly productId: string;
  readonly productName: string;
  readonly whmcsProductId: string | null;
  readonly billingCycle: string | null;
  /** Service, Activation, Add-on. */
  readonly itemClass: string | null;
  readonly configOptionsJson: string | null;
}

export interface OrderOpportunity {
  readonly opportunityId: string;
  readonly stage: string;
  readonly whmcsServiceId: number | null;
}

export interface SalesforceOrder {
  readonly orderId: string;
  readonly orderNumber: string;
  readonly status: string;
  readonly activationStatus: string | null;
  readonly whmcsOrderId: number | null;
  readonly account: OrderAccount | null;
  /** The Bill To Contact; contacts of the account only where that is missing and the account has no WHMCS client. */
  readonly contacts: readonly OrderContact[];
  readonly opportunity: OrderOpportunity | null;
  readonly lines: readonly OrderLine[];
}

/** As many ids as fit in one query string of Salesforce's 16 kB, and as many records as one collection call takes back. */
export const ORDERS_PER_READ = 200;

const CONTACT_FIELDS = [
  'Id',
  'FirstName',
  'LastName',
  'Email',
  'Phone',
  'MobilePhone',
  'MailingStreet',
  'MailingCity',
  'MailingState',
  'MailingPostalCode',
  'MailingCountry',
];

const ORDER_FIELDS = [
  'Id',
  'OrderNumber',
  'Status',
  'Activation_Status__c',
  'WHMCS_Order_Id__c',
  'AccountId',
  'Account.Name',
  'Account.SF_Account_No__c',
  'Account.WH_Account__c',
  'Account.Phone',
  'Account.BillingStreet',
  'Account.BillingCity',
  'Account.BillingState',
  'Account.BillingPostalCode',
  'Account.BillingCountry',
  'BillToContactId',
  ...CONTACT_FIELDS.map((field) => `BillToContact.${field}`),
  'OpportunityId',
  'Opportunity.StageName',
  'Opportunity.WHMCS_Service_ID__c',
];

const LINE_FIELDS = [
  'Id',
  'Quantity',
  'UnitPrice',
  'WHMCS_Service_ID__c',
  'Product2Id',
  'Product2.Name',
  'Product2.WHMCS_Product_Id__c',
  'Product2.Billing_Cycle__c',
  'Product2.Item_Class__c',
  'Product2.Portal_ConfigOptions_JSON__c',
];

/**
 * Reads up to 200 orders in one call, plus one for contacts when some order needs them.
 * @returns by order id (18 characters); orders that do not exist, or that our user may not see, are missing
 * @throws PortwayError as SalesforceApi.request
 */
export async function readOrders(
  api: SalesforceApi,
  orderIds: readonly string[],
): Promise<Map<string, SalesforceOrder>> {
  const soql =
    `SELECT ${ORDER_FIELDS.join(', ')}, ` +
    `(SELECT ${LINE_FIELDS.join(', ')} FROM OrderItems ORDER BY OrderItemNumber) ` +
    `FROM Order WHERE Id IN (${idList(orderIds)})`;
  const rows = await query<OrderRow>(api, 'read-orders', soql);
  const contactsByAccount = await readContacts(api, rows.filter(needsContacts));
  const orders = await Promise.all(rows.map((row) => toOrder(api, row, contactsByAccount)));
  return new Map(orders.map((order) => [order.orderId, order]));
}

interface ContactRow {
  Id: string;
  AccountId?: string;
  FirstName: string | null;
  LastName: string | null;
  Email: string | null;
  Phone: string | null;
  MobilePhone: string | null;
  MailingStreet: string | null;
  MailingCity: string | null;
  MailingState: string | null;
  MailingPostalCode: string | null;
  MailingCountry: string | null;
}

interface LineRow {
  Id: string;
  Quantity: number;
  UnitPrice: number | null;
  WHMCS_Service_ID__c: number | null;
  Product2Id: string;
  Product2: {
    Name: string;
    WHMCS_Product_Id__c: string | null;
    Billing_Cycle__c: string | null;
    Item_Class__c: string | null;
    Portal_ConfigOptions_JSON__c: string | null;
  } | null;
}

interface OrderRow {
  Id: string;
  OrderNumber: string;
  Status: string;
  Activation_Status__c: string | null;
  WHMCS_Order_Id__c: number | null;
  AccountId: string | null;
  Account: {
    Name: string;
    SF_Account_No__c: string | null;
    WH_Account__c: string | null;
    Phone: string | null;
    BillingStreet: string | null;
    BillingCity: string | null;
    BillingState: string | null;
    BillingPostalCode: string | null;
    BillingCountry: string | null;
  } | null;
  BillToContact: ContactRow | null;
  OpportunityId: string | null;
  Opportunity: { StageName: string; WHMCS_Service_ID__c: number | null } | null;
  OrderItems: QueryPage<LineRow> | null;
}

function needsContacts(row: OrderRow): boolean {
  return row.AccountId !== null && !row.Account?.WH_Account__c && row.BillToContact === null;
}

async function readContacts(api: SalesforceApi, rows: readonly OrderRow[]): Promise<Map<string, ContactRow[]>> {
  const accountIds = [...new Set(rows.map((row) => row.AccountId!))];
  const byAccount = new Map<string, ContactRow[]>();
  if (accountIds.length === 0) return byAccount;
  const soql =
    `SELECT AccountId, ${CONTACT_FIELDS.join(', ')} FROM Contact ` +
    `WHERE AccountId IN (${idList(accountIds)}) AND Email != null ORDER BY CreatedDate, Id`;
  for (const contact of await query<ContactRow>(api, 'read-contacts', soql)) {
    byAccount.set(contact.AccountId!, [...(byAccount.get(contact.AccountId!) ?? []), contact]);
  }
  return byAccount;
}

async function toOrder(
  api: SalesforceApi,
  row: OrderRow,
  contactsByAccount: ReadonlyMap<string, ContactRow[]>,
): Promise<SalesforceOrder> {
  const lines = await childRecords(api, 'read-orders', row.OrderItems);
  // A Bill To Contact without an e-mail address is not replaced by another person's: that would be a guess.
  const billTo = row.BillToContact ? [row.BillToContact] : undefined;
  return {
    orderId: row.Id,
    orderNumber: row.OrderNumber,
    status: row.Status,
    activationStatus: row.Activation_Status__c,
    whmcsOrderId: row.WHMCS_Order_Id__c,
    account: toAccount(row),
    contacts: (billTo ?? contactsByAccount.get(row.AccountId ?? '') ?? []).map(toContact),
    opportunity:
      row.OpportunityId === null || row.Opportunity === null
        ? null
        : {
            opportunityId: row.OpportunityId,
            stage: row.Opportunity.StageName,
            whmcsServiceId: row.Opportunity.WHMCS_Service_ID__c,
          },
    lines: lines.map(toLine),
  };
}

function toAccount({ AccountId, Account }: OrderRow): OrderAccount | null {
  if (AccountId === null || Account === null) return null;
  return {
    accountId: AccountId,
    name: Account.Name,
    number: Account.SF_Account_No__c,
    whmcsClientId: Account.WH_Account__c,
    phone: Account.Phone,
    address: {
      street: Account.BillingStreet,
      city: Account.BillingCity,
      state: Account.BillingState,
      postalCode: Account.BillingPostalCode,
      country: Account.BillingCountry,
    },
  };
}

function toContact(row: ContactRow): OrderContact {
  return {
    contactId: row.Id,
    firstName: row.FirstName,
    lastName: row.LastName,
    email: row.Email,
    phone: row.Phone ?? row.MobilePhone,
    address: {
      street: row.MailingStreet,
      city: row.MailingCity,
      state: row.MailingState,
      postalCode: row.MailingPostalCode,
      country: row.MailingCountry,
    },
  };
}

function toLine(row: LineRow): OrderLine {
  return {
    orderItemId: row.Id,
    quantity: row.Quantity,
    unitPrice: row.UnitPrice,
    whmcsServiceId: row.WHMCS_Service_ID__c,
    productId: row.Product2Id,
    productName: row.Product2?.Name ?? row.Product2Id,
    whmcsProductId: row.Product2?.WHMCS_Product_Id__c ?? null,
    billingCycle: row.Product2?.Billing_Cycle__c ?? null,
    itemClass: row.Product2?.Item_Class__c ?? null,
    configOptionsJson: row.Product2?.Portal_ConfigOptions_JSON__c ?? null,
  };
}

/** Orders that ask to be provisioned, page by page: what the sweep compares with the ledger. One call per 2,000. */
export async function* activatingOrders(api: SalesforceApi): AsyncGenerator<{ orderId: string; modifiedAt: Date }[]> {
  const soql = "SELECT Id, LastModifiedDate FROM Order WHERE Activation_Status__c = 'Activating'";
  const pages = queryPages<{ Id: string; LastModifiedDate: string }>(api, 'sweep', soql);
  for await (const page of pages) {
    yield page.map((row) => ({ orderId: row.Id, modifiedAt: new Date(row.LastModifiedDate) }));
  }
}

/** Accounts other than this one that are linked to the WHMCS client, by name. */
export async function otherAccountsOfClient(
  api: SalesforceApi,
  whmcsClientId: string,
  accountId: string,
): Promise<string[]> {
  const soql = `SELECT Id, Name FROM Account WHERE WH_Account__c = ${soqlText(whmcsClientId)}`;
  const accounts = await query<{ Id: string; Name: string }>(api, 'read-accounts', soql);
  return accounts.filter((account) => account.Id !== accountId).map((account) => account.Name);
}

export interface MappedProduct {
  readonly productId: string;
  readonly name: string;
  readonly whmcsProductId: string;
}

/** The active products that carry a WHMCS product id. */
export async function mappedProducts(api: SalesforceApi): Promise<MappedProduct[]> {
  const soql =
    'SELECT Id, Name, WHMCS_Product_Id__c FROM Product2 WHERE IsActive = true AND WHMCS_Product_Id__c != null';
  const rows = await query<{ Id: string; Name: string; WHMCS_Product_Id__c: string }>(api, 'read-products', soql);
  return rows.map((row) => ({ productId: row.Id, name: row.Name, whmcsProductId: row.WHMCS_Product_Id__c }));
}
