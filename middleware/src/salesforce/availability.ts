// What opportunities sell, as far as stock is about it, and which of them wait for their stock to be read.
import type { SalesforceApi } from './api.ts';
import { childRecords, idList, query, type QueryPage } from './query.ts';

export interface SoldLine {
  readonly lineId: string;
  readonly quantity: number;
  readonly productName: string;
  /** As an administrator entered it; null when blank. */
  readonly whmcsProductId: string | null;
  readonly isInStock: boolean;
  readonly stockQuantity: number | null;
}

export interface Sale {
  readonly opportunityId: string;
  readonly summary: string | null;
  /** It has a service of WHMCS's already: its stock was taken when that was ordered. */
  readonly isDelivered: boolean;
  readonly lines: readonly SoldLine[];
}

interface LineRow {
  readonly Id: string;
  readonly Quantity: number | null;
  readonly In_Stock__c: boolean;
  readonly Stock_Quantity__c: number | null;
  readonly Product2: { readonly Name: string; readonly WHMCS_Product_Id__c: string | null } | null;
}

/** These opportunities with their lines, in one query; missing: deleted, or hidden from us. */
export async function readSales(api: SalesforceApi, opportunityIds: readonly string[]): Promise<Sale[]> {
  const soql =
    'SELECT Id, Availability_Summary__c, WHMCS_Service_ID__c, (SELECT Id, Quantity, In_Stock__c, Stock_Quantity__c, Product2.Name, ' +
    'Product2.WHMCS_Product_Id__c FROM OpportunityLineItems ORDER BY Id) ' +
    `FROM Opportunity WHERE Id IN (${idList(opportunityIds)})`;
  type OpportunityRow = {
    readonly Id: string;
    readonly Availability_Summary__c: string | null;
    readonly WHMCS_Service_ID__c: number | null;
    readonly OpportunityLineItems: QueryPage<LineRow> | null;
  };
  const sales: Sale[] = [];
  for (const row of await query<OpportunityRow>(api, KIND, soql)) {
    const lines = await childRecords(api, KIND, row.OpportunityLineItems);
    sales.push({
      opportunityId: row.Id,
      summary: row.Availability_Summary__c,
      isDelivered: row.WHMCS_Service_ID__c !== null,
      lines: lines.map(lineIn),
    });
  }
  return sales;
}

const KIND = 'availability-read';

function lineIn(row: LineRow): SoldLine {
  return {
    lineId: row.Id,
    quantity: row.Quantity ?? 0,
    productName: row.Product2?.Name ?? '',
    whmcsProductId: row.Product2?.WHMCS_Product_Id__c?.trim() || null,
    isInStock: row.In_Stock__c,
    stockQuantity: row.Stock_Quantity__c,
  };
}

export interface BilledAccount {
  readonly accountId: string;
  readonly name: string;
  /** As it is in WHMCS Account ID; null when blank. */
  readonly clientId: string | null;
}

/** These accounts; missing: deleted, or hidden from us. */
export async function readAccounts(api: SalesforceApi, accountIds: readonly string[]): Promise<BilledAccount[]> {
  type Row = { readonly Id: string; readonly Name: string; readonly WH_Account__c: string | null };
  const soql = `SELECT Id, Name, WH_Account__c FROM Account WHERE Id IN (${idList(accountIds)})`;
  const rows = await query<Row>(api, 'billing-read', soql);
  return rows.map((row) => ({ accountId: row.Id, name: row.Name, clientId: row.WH_Account__c?.trim() || null }));
}

/** An opportunity whose stock has not been read since it was asked for. */
export interface WaitingSale {
  readonly opportunityId: string;
  readonly accountId: string | null;
  /** Null: it was never asked for by hand; the opportunity was won. */
  readonly requestedAt: Date | null;
}

export const WAITING_PAGE = 200;

/**
 * One page of those that wait, in the order of their ids: won in the last 30 days and never read, or asked for in that
 * time and not read since.
 * @param after the last id of the page before; null: the first page
 * @param settledBefore those changed later are left out: their events are most likely on their way
 * @returns `next`: where the next page begins; null after the last
 */
export async function waitingSales(
  api: SalesforceApi,
  after: string | null,
  settledBefore: Date,
): Promise<{ sales: WaitingSale[]; next: string | null }> {
  type Row = {
    readonly Id: string;
    readonly AccountId: string | null;
    readonly Refresh_Requested_Date_Time__c: string | null;
    readonly Stock_Checked_Date_Time__c: string | null;
  };
  // SOQL compares no field with another, so those that were answered are sorted out here.
  const soql =
    'SELECT Id, AccountId, Refresh_Requested_Date_Time__c, Stock_Checked_Date_Time__c FROM Opportunity WHERE ' +
    `LastModifiedDate < ${settledBefore.toISOString()} AND ${after === null ? '' : `Id > ${idList([after])} AND `}` +
    '((IsWon = true AND Stock_Checked_Date_Time__c = null AND CloseDate >= LAST_N_DAYS:30) ' +
    `OR Refresh_Requested_Date_Time__c >= LAST_N_DAYS:30) ORDER BY Id LIMIT ${WAITING_PAGE}`;
  const rows = await query<Row>(api, 'refresh-sweep', soql);
  const sales = rows.flatMap((row): WaitingSale[] => {
    const requestedAt = instant(row.Refresh_Requested_Date_Time__c);
    const checkedAt = instant(row.Stock_Checked_Date_Time__c);
    const isAnswered = checkedAt !== null && (requestedAt === null || checkedAt >= requestedAt);
    return isAnswered ? [] : [{ opportunityId: row.Id, accountId: row.AccountId, requestedAt }];
  });
  return { sales, next: rows.length < WAITING_PAGE ? null : rows.at(-1)!.Id };
}

function instant(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}
