// Shop orders in Salesforce: everything needed to decide on one in one call, and everything it becomes in one other.
// Made by a composite graph and not by /composite: a graph is all-or-none by nature and takes 500 records, where a composite
// request ends at 25 subrequests, and a collection inside one reports refused records under status 200.
// @see https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_graph_introduction.htm
import { PortwayError } from '../errors.ts';
import type { SalesforceApi } from './api.ts';
import { checkedId, soqlText, type QueryPage } from './query.ts';

/** An order that Salesforce has under the shop's number. */
export interface MadeOrder {
  readonly orderId: string;
  readonly transactionId: string | null;
  readonly email: string | null;
  readonly caseId: string | null;
  /** Null: not known yet. */
  readonly paymentStatus: string | null;
  readonly lines: readonly {
    readonly productCode: string | null;
    readonly whmcsProductId: string | null;
    readonly quantity: number;
    readonly unitPrice: number;
  }[];
}

export interface KnownCustomer {
  readonly accountId: string;
  readonly number: string | null;
  readonly name: string;
  /** With the e-mail address asked for, oldest first. */
  readonly contacts: readonly {
    readonly contactId: string;
    readonly firstName: string | null;
    readonly lastName: string | null;
  }[];
  /** That an order can join, oldest first. */
  readonly openOpportunities: readonly {
    readonly opportunityId: string;
    readonly commodity: string | null;
    readonly stage: string;
  }[];
  readonly hasOrders: boolean;
  readonly eligibility: string | null;
  readonly idStatus: string | null;
}

export interface KnownProduct {
  readonly productId: string;
  readonly name: string;
  readonly productCode: string | null;
  readonly whmcsProductId: string | null;
  readonly isActive: boolean;
  readonly commodity: string | null;
  /** Service, Activation, Add-on. */
  readonly itemClass: string | null;
  readonly billingCycle: string | null;
  readonly maxQuantity: number | null;
  readonly requiredEligibility: string | null;
  readonly requiredIdMethods: string | null;
  /** In the portal's price book; null: it is not in it. */
  readonly entry: {
    readonly entryId: string;
    readonly pricebookId: string;
    readonly price: number;
    readonly isActive: boolean;
  } | null;
}

export interface ShopFacts {
  readonly made: MadeOrder | null;
  readonly customers: readonly KnownCustomer[];
  readonly products: readonly KnownProduct[];
  /** Queue of customer service; null: the org has none. */
  readonly queueId: string | null;
}

export interface ShopQuestion {
  readonly orderNumber: string;
  readonly email: string;
  readonly productCodes: readonly string[];
  readonly whmcsProductIds: readonly string[];
}

const PRICE_BOOK = 'Portal';
const QUEUE = 'Customer_Service';
/** Stages that an order can join; Post Processing would take over another order's service id. */
const OPEN_STAGES = ['Ready', 'Introduction'];
/** More customers of one address than anybody can choose from. */
const MOST_CUSTOMERS = 20;

type Row = Readonly<Record<string, unknown>>;

interface CompositeAnswer {
  readonly compositeResponse: readonly {
    readonly body: unknown;
    readonly httpStatusCode: number;
    readonly referenceId: string;
  }[];
}

/** All that a decision needs, in one call. @throws PortwayError as SalesforceApi.request */
export async function readShopFacts(api: SalesforceApi, question: ShopQuestion): Promise<ShopFacts> {
  const queries = queriesFor(question);
  const answer = await api.request<CompositeAnswer>('shop-read', 'POST', `${api.basePath}/composite`, {
    allOrNone: false,
    compositeRequest: Object.entries(queries).map(([referenceId, soql]) => ({
      method: 'GET',
      url: `${api.basePath}/query?q=${encodeURIComponent(soql)}`,
      referenceId,
    })),
  });
  const rows = (name: string): readonly Row[] => {
    const part = answer.compositeResponse.find(({ referenceId }) => referenceId === name);
    if (part && part.httpStatusCode < 400) return (part.body as QueryPage<Row>).records;
    throw refusedRead(name, part?.body);
  };
  const [made] = rows('made');
  const [queue] = rows('queue');
  return {
    made: made ? madeIn(made) : null,
    customers: rows('customers').map(customerIn),
    products: rows('products').map(productIn),
    queueId: queue ? text(queue.Id) : null,
  };
}

function queriesFor({ orderNumber, email, productCodes, whmcsProductIds }: ShopQuestion): Record<string, string> {
  const list = (values: readonly string[]): string => values.map(soqlText).join(', ');
  const named = [
    ...(productCodes.length > 0 ? [`ProductCode IN (${list(productCodes)})`] : []),
    ...(whmcsProductIds.length > 0 ? [`WHMCS_Product_Id__c IN (${list(whmcsProductIds)})`] : []),
  ];
  return {
    made:
      'SELECT Id, Payment_Transaction_Id__c, Payment_Status__c, BillToContact.Email, ' +
      '(SELECT Quantity, UnitPrice, Product2.ProductCode, Product2.WHMCS_Product_Id__c FROM OrderItems), ' +
      "(SELECT Id FROM Cases__r WHERE Type = 'Shop Order' ORDER BY CreatedDate LIMIT 1) " +
      `FROM Order WHERE Shop_Order_Number__c = ${soqlText(orderNumber)}`,
    customers:
      'SELECT Id, Name, SF_Account_No__c, Internet_Eligibility__c, Id_Verification_Status__c, ' +
      `(SELECT Id, FirstName, LastName FROM Contacts WHERE Email = ${soqlText(email)} ORDER BY CreatedDate, Id), ` +
      `(SELECT Id, StageName, CommodityType__c FROM Opportunities WHERE StageName IN (${list(OPEN_STAGES)}) ORDER BY CreatedDate, Id), ` +
      "(SELECT Id FROM Orders WHERE Status != 'Cancelled' LIMIT 1) " +
      `FROM Account WHERE Id IN (SELECT AccountId FROM Contact WHERE Email = ${soqlText(email)}) ` +
      `ORDER BY CreatedDate, Id LIMIT ${MOST_CUSTOMERS}`,
    products:
      'SELECT Id, Name, ProductCode, WHMCS_Product_Id__c, IsActive, CommodityType__c, Item_Class__c, Billing_Cycle__c, ' +
      'Portal_Max_Quantity__c, Required_Eligibility__c, Required_Id_Methods__c, ' +
      '(SELECT Id, Pricebook2Id, UnitPrice, IsActive FROM PricebookEntries ' +
      `WHERE Pricebook2.Name = ${soqlText(PRICE_BOOK)} AND Pricebook2.IsActive = true) ` +
      `FROM Product2 WHERE ${named.join(' OR ')}`,
    queue: `SELECT Id FROM Group WHERE Type = 'Queue' AND DeveloperName = ${soqlText(QUEUE)}`,
  };
}

function madeIn(row: Row): MadeOrder {
  const contact = row.BillToContact as Row | null;
  return {
    orderId: text(row.Id)!,
    transactionId: text(row.Payment_Transaction_Id__c),
    paymentStatus: text(row.Payment_Status__c),
    email: text(contact?.Email),
    caseId: text(children(row.Cases__r)[0]?.Id),
    lines: children(row.OrderItems).map((item) => {
      const product = item.Product2 as Row | null;
      return {
        productCode: text(product?.ProductCode),
        whmcsProductId: text(product?.WHMCS_Product_Id__c),
        quantity: Number(item.Quantity),
        unitPrice: Number(item.UnitPrice),
      };
    }),
  };
}

function customerIn(row: Row): KnownCustomer {
  return {
    accountId: text(row.Id)!,
    number: text(row.SF_Account_No__c),
    name: text(row.Name) ?? '',
    contacts: children(row.Contacts).map((contact) => ({
      contactId: text(contact.Id)!,
      firstName: text(contact.FirstName),
      lastName: text(contact.LastName),
    })),
    openOpportunities: children(row.Opportunities).map((opportunity) => ({
      opportunityId: text(opportunity.Id)!,
      commodity: text(opportunity.CommodityType__c),
      stage: text(opportunity.StageName) ?? '',
    })),
    hasOrders: children(row.Orders).length > 0,
    eligibility: text(row.Internet_Eligibility__c),
    idStatus: text(row.Id_Verification_Status__c),
  };
}

function productIn(row: Row): KnownProduct {
  const [entry] = children(row.PricebookEntries);
  return {
    productId: text(row.Id)!,
    name: text(row.Name) ?? '',
    productCode: text(row.ProductCode),
    whmcsProductId: text(row.WHMCS_Product_Id__c),
    isActive: row.IsActive === true,
    commodity: text(row.CommodityType__c),
    itemClass: text(row.Item_Class__c),
    billingCycle: text(row.Billing_Cycle__c),
    maxQuantity: row.Portal_Max_Quantity__c === null ? null : Number(row.Portal_Max_Quantity__c),
    requiredEligibility: text(row.Required_Eligibility__c),
    requiredIdMethods: text(row.Required_Id_Methods__c),
    entry: entry
      ? {
          entryId: text(entry.Id)!,
          pricebookId: text(entry.Pricebook2Id)!,
          price: Number(entry.UnitPrice),
          isActive: entry.IsActive === true,
        }
      : null,
  };
}

/** Child lists here are short: of one customer, one order, one price book. */
function children(list: unknown): readonly Row[] {
  return (list as QueryPage<Row> | null)?.records ?? [];
}

function text(value: unknown): string | null {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
}

function refusedRead(name: string, body: unknown): PortwayError {
  const error = (Array.isArray(body) ? (body[0] as Row | undefined) : undefined) ?? {};
  return new PortwayError('SALESFORCE_ACCESS_DENIED', `shop order, ${name}: ${String(error.errorCode)}`);
}

/** One record of a graph: to be made, or with an id to be updated. Values like `@{order.id}` name other records of it. */
export interface GraphNode {
  readonly reference: string;
  readonly type: string;
  readonly id?: string;
  readonly fields: Readonly<Record<string, string | number | boolean | null>>;
}

/** Which record of a graph Salesforce refused, and why; nothing of the graph was made then. */
export interface GraphFault {
  readonly reference: string;
  /** Salesforce's own, e.g. DUPLICATE_VALUE. */
  readonly code: string;
  /** May repeat the customer's data: not for logs. */
  readonly message: string;
}

export type GraphOutcome =
  | { readonly ids: ReadonlyMap<string, string>; readonly fault?: undefined }
  | { readonly fault: GraphFault; readonly ids?: undefined };

interface GraphAnswer {
  readonly graphs: readonly {
    readonly isSuccessful: boolean;
    readonly graphResponse: CompositeAnswer;
  }[];
}

/**
 * Makes and updates all records or none, in one call.
 * @returns ids by reference, or the first fault
 * @throws PortwayError as SalesforceApi.request; SALESFORCE_UNREACHABLE: all of it may have been done
 */
export async function writeGraph(api: SalesforceApi, kind: string, nodes: readonly GraphNode[]): Promise<GraphOutcome> {
  const answer = await api.request<GraphAnswer>(kind, 'POST', `${api.basePath}/composite/graph`, {
    graphs: [
      {
        graphId: 'one',
        compositeRequest: nodes.map(({ reference, type, id, fields }) => ({
          method: id === undefined ? 'POST' : 'PATCH',
          url: `${api.basePath}/sobjects/${type}${id === undefined ? '' : `/${checkedId(id)}`}`,
          referenceId: reference,
          body: fields,
        })),
      },
    ],
  });
  const graph = answer.graphs[0];
  const parts = graph?.graphResponse.compositeResponse ?? [];
  if (graph?.isSuccessful === true)
    return { ids: new Map(parts.map(({ referenceId, body }) => [referenceId, String((body as Row | null)?.id)])) };
  const faults = parts.filter(({ httpStatusCode }) => httpStatusCode >= 400).map(faultIn);
  const cause = faults.find(({ code }) => code !== 'PROCESSING_HALTED') ?? faults[0];
  return { fault: cause ?? { reference: '', code: 'NO_RESULT', message: 'Salesforce gave no result' } };
}

function faultIn({ referenceId, body }: CompositeAnswer['compositeResponse'][number]): GraphFault {
  const error = (Array.isArray(body) ? (body[0] as Row | undefined) : undefined) ?? {};
  return { reference: referenceId, code: text(error.errorCode) ?? 'NO_RESULT', message: text(error.message) ?? '' };
}

/** Whether a case has a comment of this text: one whose answer was lost is not written twice. */
export async function hasComment(api: SalesforceApi, caseId: string, comment: string): Promise<boolean> {
  const soql = `SELECT CommentBody FROM CaseComment WHERE ParentId = '${checkedId(caseId)}' ORDER BY CreatedDate DESC LIMIT 50`;
  const path = `${api.basePath}/query?q=${encodeURIComponent(soql)}`;
  const page = await api.request<QueryPage<Row>>('shop-read', 'GET', path);
  return page.records.some((row) => row.CommentBody === comment);
}
