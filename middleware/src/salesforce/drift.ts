// What Salesforce has of orders, services, invoices and clients, page by page, for the comparison with WHMCS.
import type { SalesforceApi } from './api.ts';
import { idList, isRecordId, queryPages, soqlText } from './query.ts';
import type { OrderLine } from './orders.ts';

/** Which records: all that concern WHMCS, or those of some accounts and some by id. */
export type Narrowing = {
  readonly accountIds: readonly string[];
  /** Digits. */
  readonly clientIds: readonly string[];
  readonly orderIds: readonly string[];
  readonly itemIds: readonly string[];
  readonly opportunityIds: readonly string[];
  readonly invoiceRecordIds: readonly string[];
} | null;

export interface AccountRow {
  readonly Id: string;
  readonly Name: string;
  readonly WH_Account__c: string;
}

interface Changed {
  readonly LastModifiedDate: string;
  readonly LastModifiedBy: { readonly Username: string } | null;
}

export interface ComparedOrder extends Changed {
  readonly Id: string;
  readonly OrderNumber: string;
  readonly AccountId: string | null;
  readonly OpportunityId: string | null;
  readonly Activation_Status__c: string | null;
  readonly WHMCS_Order_Id__c: number | null;
  readonly WHMCS_Drift__c: string | null;
}

interface ItemRow {
  readonly Id: string;
  readonly OrderId: string;
  readonly Quantity: number;
  readonly UnitPrice: number | null;
  readonly WHMCS_Service_ID__c: number | null;
  readonly Product2Id: string;
  readonly Product2: {
    readonly Name: string;
    readonly WHMCS_Product_Id__c: string | null;
    readonly Billing_Cycle__c: string | null;
    readonly Item_Class__c: string | null;
    readonly Portal_ConfigOptions_JSON__c: string | null;
  } | null;
}

export interface ComparedItem {
  readonly orderId: string;
  readonly line: OrderLine;
}

export interface ComparedOpportunity extends Changed {
  readonly Id: string;
  readonly Name: string;
  readonly AccountId: string | null;
  readonly StageName: string;
  readonly WHMCS_Service_ID__c: number | null;
  readonly Service_Status__c: string | null;
  readonly ScheduledCancellationDateAndTime__c: string | null;
  readonly WHMCS_Drift__c: string | null;
}

export interface ComparedInvoice {
  readonly Id: string;
  readonly WHMCS_Invoice_Id__c: number;
  readonly Account__c: string | null;
  readonly Status__c: string | null;
  readonly Subtotal__c: number | null;
  readonly Tax__c: number | null;
  readonly Total__c: number | null;
  readonly Balance__c: number | null;
  readonly WHMCS_Drift__c: string | null;
}

const KIND = 'drift-read';

export function accountPages(api: SalesforceApi, only: Narrowing): AsyncGenerator<readonly AccountRow[]> {
  return pages<AccountRow>(
    api,
    'SELECT Id, Name, WH_Account__c FROM Account',
    only ? [...within('Id', only.accountIds), ...clients('WH_Account__c', only.clientIds)] : ['WH_Account__c != null'],
    only && 'WH_Account__c != null',
  );
}

export function orderPages(api: SalesforceApi, only: Narrowing): AsyncGenerator<readonly ComparedOrder[]> {
  return pages<ComparedOrder>(
    api,
    'SELECT Id, OrderNumber, AccountId, OpportunityId, Activation_Status__c, WHMCS_Order_Id__c, WHMCS_Drift__c, ' +
      'LastModifiedDate, LastModifiedBy.Username FROM Order',
    only
      ? [...within('AccountId', only.accountIds), ...within('Id', only.orderIds)]
      : ['Activation_Status__c != null OR WHMCS_Order_Id__c != null OR WHMCS_Drift__c != null'],
  );
}

export async function* itemPages(api: SalesforceApi, only: Narrowing): AsyncGenerator<readonly ComparedItem[]> {
  const found = pages<ItemRow>(
    api,
    'SELECT Id, OrderId, Quantity, UnitPrice, WHMCS_Service_ID__c, Product2Id, Product2.Name, ' +
      'Product2.WHMCS_Product_Id__c, Product2.Billing_Cycle__c, Product2.Item_Class__c, ' +
      'Product2.Portal_ConfigOptions_JSON__c FROM OrderItem',
    only
      ? [
          ...within('Order.AccountId', only.accountIds),
          ...within('OrderId', only.orderIds),
          ...within('Id', only.itemIds),
        ]
      : ['Order.Activation_Status__c != null OR WHMCS_Service_ID__c != null'],
  );
  for await (const page of found) yield page.map(toItem);
}

function toItem(row: ItemRow): ComparedItem {
  return {
    orderId: row.OrderId,
    line: {
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
    },
  };
}

export function opportunityPages(api: SalesforceApi, only: Narrowing): AsyncGenerator<readonly ComparedOpportunity[]> {
  return pages<ComparedOpportunity>(
    api,
    'SELECT Id, Name, AccountId, StageName, WHMCS_Service_ID__c, Service_Status__c, ScheduledCancellationDateAndTime__c, ' +
      'WHMCS_Drift__c, LastModifiedDate, LastModifiedBy.Username FROM Opportunity',
    only
      ? [...within('AccountId', only.accountIds), ...within('Id', only.opportunityIds)]
      : ['WHMCS_Service_ID__c != null OR WHMCS_Drift__c != null'],
  );
}

export function invoicePages(api: SalesforceApi, only: Narrowing): AsyncGenerator<readonly ComparedInvoice[]> {
  return pages<ComparedInvoice>(
    api,
    'SELECT Id, WHMCS_Invoice_Id__c, Account__c, Status__c, Subtotal__c, Tax__c, Total__c, Balance__c, WHMCS_Drift__c ' +
      'FROM Invoice__c',
    only
      ? [...within('Account__c', only.accountIds), ...within('Id', only.invoiceRecordIds)]
      : ['WHMCS_Invoice_Id__c != null'],
    only && 'WHMCS_Invoice_Id__c != null',
  );
}

/** As many ids as fit in one query string of Salesforce's 16 kB, with room to spare. */
const IDS_PER_QUERY = 200;

function within(field: string, ids: readonly string[]): string[] {
  return chunks(ids.filter(isRecordId)).map((some) => `${field} IN (${idList(some)})`);
}

function clients(field: string, clientIds: readonly string[]): string[] {
  return chunks(clientIds).map((some) => `${field} IN (${some.map(soqlText).join(',')})`);
}

function chunks<T>(all: readonly T[]): T[][] {
  const found: T[][] = [];
  for (let from = 0; from < all.length; from += IDS_PER_QUERY) found.push(all.slice(from, from + IDS_PER_QUERY));
  return found;
}

/** One query after another: a long OR over several lists would outgrow a request. */
async function* pages<R>(
  api: SalesforceApi,
  select: string,
  conditions: readonly string[],
  also?: string | null,
): AsyncGenerator<readonly R[]> {
  for (const condition of conditions) {
    const where = also ? `${condition} AND ${also}` : condition;
    yield* queryPages<R>(api, KIND, `${select} WHERE ${where}`);
  }
}
