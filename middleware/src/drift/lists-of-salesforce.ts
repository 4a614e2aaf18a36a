// Salesforce's accounts, orders, opportunities and invoices, into the scratch.
import { CANCELLED_STAGE } from '../billing/mapping.ts';
import { isPortwayError } from '../errors.ts';
import { mapLine } from '../provisioning/whmcs/mapping.ts';
import {
  accountPages,
  invoicePages,
  itemPages,
  opportunityPages,
  orderPages,
  type ComparedItem,
  type Narrowing,
} from '../salesforce/drift.ts';
import type { Topic } from './scope.ts';
import type { Scratch, ScratchRow, Table } from './scratch.ts';
import type { PictureSources } from './sources.ts';

export async function takeSalesforce(
  scratch: Scratch,
  from: PictureSources,
  topics: ReadonlySet<Topic>,
  only: Narrowing,
): Promise<void> {
  const { api } = from;
  const take = async <Row>(
    pages: AsyncIterable<readonly Row[]>,
    table: Table,
    toRow: (row: Row) => ScratchRow,
    look: (page: readonly Row[]) => void = () => undefined,
  ): Promise<void> => {
    for await (const page of pages) {
      await from.breathe();
      look(page);
      scratch.add(table, page.map(toRow));
    }
  };
  const noteBusy = (page: readonly Modified[]): void => noteModified(scratch, from, page);
  await take(accountPages(api, only), 's_account', (row) => ({
    account_id: row.Id,
    name: row.Name,
    client_id: row.WH_Account__c.trim().replace(/^0+/, ''),
    whmcs_account: row.WH_Account__c,
  }));
  if (topics.has('orders') || topics.has('services')) {
    await take(orderPages(api, only), 's_order', orderRow, noteBusy);
    await take(itemPages(api, only), 's_item', itemRow);
    await take(opportunityPages(api, only), 's_opportunity', opportunityRow, noteBusy);
  }
  if (topics.has('invoices')) await take(invoicePages(api, only), 's_invoice', invoiceRow);
}

type RowOf<Pages> = Pages extends (...args: never[]) => AsyncIterable<readonly (infer Row)[]> ? Row : never;

function orderRow(row: RowOf<typeof orderPages>): ScratchRow {
  return {
    order_id: row.Id,
    number: row.OrderNumber,
    account_id: row.AccountId,
    opportunity_id: row.OpportunityId,
    activation: row.Activation_Status__c,
    whmcs_order_id: digits(row.WHMCS_Order_Id__c),
    drift: row.WHMCS_Drift__c,
  };
}

function opportunityRow(row: RowOf<typeof opportunityPages>): ScratchRow {
  const isScheduled = row.ScheduledCancellationDateAndTime__c !== null && row.StageName !== CANCELLED_STAGE;
  return {
    opportunity_id: row.Id,
    name: row.Name,
    account_id: row.AccountId,
    stage: row.StageName,
    service_id: digits(row.WHMCS_Service_ID__c),
    service_status: row.Service_Status__c,
    is_cancelling: Number(row.StageName === '△Cancelling' || isScheduled),
    drift: row.WHMCS_Drift__c,
  };
}

function invoiceRow(row: RowOf<typeof invoicePages>): ScratchRow {
  return {
    invoice_record_id: row.Id,
    invoice_id: digits(row.WHMCS_Invoice_Id__c),
    account_id: row.Account__c,
    status: row.Status__c,
    subtotal: row.Subtotal__c,
    tax: row.Tax__c,
    total: row.Total__c,
    balance: row.Balance__c,
    drift: row.WHMCS_Drift__c,
  };
}

interface Modified {
  readonly AccountId: string | null;
  readonly LastModifiedDate: string;
  readonly LastModifiedBy: { readonly Username: string } | null;
}

/** Somebody is at work on it; what we write ourselves the ledger knows. */
function noteModified(scratch: Scratch, { settledBefore, username }: PictureSources, rows: readonly Modified[]): void {
  const recent = rows.filter(
    (row) => Date.parse(row.LastModifiedDate) > settledBefore && row.LastModifiedBy?.Username !== username,
  );
  scratch.add(
    'busy_account',
    recent.flatMap(({ AccountId }) => (AccountId === null ? [] : [{ account_id: AccountId }])),
  );
}

function itemRow({ orderId, line }: ComparedItem): ScratchRow {
  const expected = expectedOf(line);
  return {
    item_id: line.orderItemId,
    order_id: orderId,
    product: line.productName,
    service_id: digits(line.whmcsServiceId),
    quantity: line.quantity,
    price: expected === null ? null : Number(expected.price) * expected.quantity,
    is_once: Number(expected?.billingCycle === 'onetime'),
  };
}

function expectedOf(line: ComparedItem['line']): ReturnType<typeof mapLine> | null {
  try {
    return mapLine(line);
  } catch (error) {
    if (isPortwayError(error)) return null; // its product has been changed since; what it cost cannot be told
    throw error;
  }
}

function digits(id: number | null): string | null {
  return id === null ? null : String(id);
}
