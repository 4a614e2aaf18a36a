// What Salesforce knows of the clients, services and orders that invoices are about: one call for a whole batch.
import { PortwayError } from '../errors.ts';
import type { SalesforceApi } from './api.ts';
import { childRecords, idList, query, soqlText, type QueryPage } from './query.ts';

export interface BillingAccount {
  readonly accountId: string;
  readonly clientId: string;
}

export interface BilledItem {
  readonly orderItemId: string;
  readonly serviceId: string;
  readonly orderId: string;
  readonly accountId: string | null;
  readonly paymentStatus: string | null;
  readonly opportunityId: string | null;
  readonly opportunityPaymentStatus: string | null;
}

export interface ServiceOpportunity {
  readonly opportunityId: string;
  readonly serviceId: string;
  readonly stage: string;
  readonly serviceStatus: string | null;
}

export interface KnownInvoice {
  readonly whmcsInvoiceId: string;
  readonly orderId: string;
  readonly status: string;
  readonly gross: number;
  readonly balance: number;
  readonly issued: string | null;
}

export interface KnownLine {
  readonly recordId: string;
  readonly whmcsLineId: string;
  readonly whmcsInvoiceId: string;
}

/** An order of an opportunity, which may have several. */
export interface OpportunityOrder {
  readonly orderId: string;
  readonly opportunityId: string;
  readonly paymentStatus: string | null;
}

export interface BillingFacts {
  readonly accounts: readonly BillingAccount[];
  readonly items: readonly BilledItem[];
  readonly opportunities: readonly ServiceOpportunity[];
  /** All invoices of the orders that the items belong to. */
  readonly invoices: readonly KnownInvoice[];
  /** All lines of the invoices asked for. */
  readonly lines: readonly KnownLine[];
}

type Row = Readonly<Record<string, unknown>>;

/** @param asked ids in digits, as WHMCS gives them */
export async function readBillingFacts(
  api: SalesforceApi,
  asked: {
    readonly invoiceIds: readonly string[];
    readonly clientIds: readonly string[];
    readonly billedServiceIds: readonly string[];
    readonly serviceIds: readonly string[];
  },
): Promise<BillingFacts> {
  const clients = asked.clientIds.map(soqlText).join(',');
  const billed = asked.billedServiceIds.map(number).join(',');
  const services = asked.serviceIds.map(number).join(',');
  const invoices = asked.invoiceIds.map(number).join(',');
  const queries: Readonly<Record<string, string>> = {
    ...(clients && { accounts: `SELECT Id, WH_Account__c FROM Account WHERE WH_Account__c IN (${clients})` }),
    ...(billed && {
      items:
        'SELECT Id, WHMCS_Service_ID__c, OrderId, Order.AccountId, Order.Payment_Status__c, Order.OpportunityId, ' +
        `Order.Opportunity.Payment_Status__c FROM OrderItem WHERE WHMCS_Service_ID__c IN (${billed})`,
      invoices:
        'SELECT WHMCS_Invoice_Id__c, Order__c, Status__c, Subtotal__c, Tax__c, Balance__c, Issued_Date__c FROM Invoice__c ' +
        `WHERE Order__c IN (SELECT OrderId FROM OrderItem WHERE WHMCS_Service_ID__c IN (${billed}))`,
    }),
    ...(invoices && {
      lines:
        'SELECT Id, WHMCS_Line_Id__c, Invoice__r.WHMCS_Invoice_Id__c FROM Invoice_Line__c ' +
        `WHERE Invoice__r.WHMCS_Invoice_Id__c IN (${invoices})`,
    }),
    ...(services && {
      opportunities: `SELECT Id, WHMCS_Service_ID__c, StageName, Service_Status__c FROM Opportunity WHERE WHMCS_Service_ID__c IN (${services})`,
    }),
  };
  const rows = await runQueries(api, queries);
  return {
    accounts: (rows.accounts ?? []).map((row) => ({ accountId: text(row.Id)!, clientId: text(row.WH_Account__c)! })),
    items: (rows.items ?? []).map(itemIn),
    opportunities: (rows.opportunities ?? []).map((row) => ({
      opportunityId: text(row.Id)!,
      serviceId: text(row.WHMCS_Service_ID__c)!,
      stage: text(row.StageName) ?? '',
      serviceStatus: text(row.Service_Status__c),
    })),
    invoices: (rows.invoices ?? []).map((row) => ({
      whmcsInvoiceId: text(row.WHMCS_Invoice_Id__c)!,
      orderId: text(row.Order__c)!,
      status: text(row.Status__c) ?? '',
      gross: Number(row.Subtotal__c ?? 0) + Number(row.Tax__c ?? 0),
      balance: Number(row.Balance__c ?? 0),
      issued: text(row.Issued_Date__c),
    })),
    lines: (rows.lines ?? []).map((row) => ({
      recordId: text(row.Id)!,
      whmcsLineId: text(row.WHMCS_Line_Id__c)!,
      whmcsInvoiceId: text((row.Invoice__r as Row).WHMCS_Invoice_Id__c)!,
    })),
  };
}

/** All orders of these opportunities. */
export async function readOrdersOf(
  api: SalesforceApi,
  opportunityIds: readonly string[],
): Promise<readonly OpportunityOrder[]> {
  const soql = `SELECT Id, OpportunityId, Payment_Status__c FROM Order WHERE OpportunityId IN (${idList(opportunityIds)})`;
  return (await query<Row>(api, 'billing-read', soql)).map((row) => ({
    orderId: text(row.Id)!,
    opportunityId: text(row.OpportunityId)!,
    paymentStatus: text(row.Payment_Status__c),
  }));
}

function itemIn(row: Row): BilledItem {
  const order = row.Order as Row;
  const opportunity = order.Opportunity as Row | null;
  return {
    orderItemId: text(row.Id)!,
    serviceId: text(row.WHMCS_Service_ID__c)!,
    orderId: text(row.OrderId)!,
    accountId: text(order.AccountId),
    paymentStatus: text(order.Payment_Status__c),
    opportunityId: text(order.OpportunityId),
    opportunityPaymentStatus: text(opportunity?.Payment_Status__c),
  };
}

interface CompositeAnswer {
  readonly compositeResponse: readonly {
    readonly body: unknown;
    readonly httpStatusCode: number;
    readonly referenceId: string;
  }[];
}

/** Up to five queries in one call, all their rows. */
async function runQueries(
  api: SalesforceApi,
  queries: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, readonly Row[]>>> {
  const names = Object.keys(queries);
  if (names.length === 0) return {};
  const answer = await api.request<CompositeAnswer>('billing-read', 'POST', `${api.basePath}/composite`, {
    allOrNone: false,
    compositeRequest: names.map((referenceId) => ({
      method: 'GET',
      url: `${api.basePath}/query?q=${encodeURIComponent(queries[referenceId]!)}`,
      referenceId,
    })),
  });
  const rows: Record<string, readonly Row[]> = {};
  for (const { referenceId, body, httpStatusCode } of answer.compositeResponse) {
    if (httpStatusCode >= 400) throw refusal(referenceId, body);
    rows[referenceId] = await childRecords(api, 'billing-read', body as QueryPage<Row>);
  }
  return rows;
}

function refusal(name: string, body: unknown): PortwayError {
  const error = (Array.isArray(body) ? (body[0] as Row | undefined) : undefined) ?? {};
  const what = `billing, ${name}: ${String(error.errorCode)}: ${String(error.message).split('\n').join(' ').slice(0, 300)}`;
  return new PortwayError('SALESFORCE_ACCESS_DENIED', what);
}

function text(value: unknown): string | null {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
}

/** An id in digits, which becomes part of the query. */
function number(id: string): string {
  if (!/^\d{1,18}$/.test(id)) throw new Error(`not a WHMCS id: ${id}`);
  return id;
}
