// One look at both systems: their lists, page by page, into the scratch. What a record of Salesforce should say is decided by the
// code that writes it (billing/mapping.ts, provisioning/whmcs/mapping.ts), so that there is one truth.
import { CANCELLED_STAGE, ENDED_SERVICES, SERVICE_STATUSES, invoiceFields, truthOf } from '../billing/mapping.ts';
import { instantOf } from '../billing/whmcs-time.ts';
import type { Catalogue } from '../provisioning/whmcs/catalogue.ts';
import { isDead } from '../provisioning/whmcs/decide.ts';
import { mapLine } from '../provisioning/whmcs/mapping.ts';
import { isPortwayError } from '../errors.ts';
import type { SalesforceApi } from '../salesforce/api.ts';
import {
  accountPages,
  invoicePages,
  itemPages,
  opportunityPages,
  orderPages,
  type ComparedItem,
  type Narrowing,
} from '../salesforce/drift.ts';
import type { WhmcsCall } from '../whmcs/call.ts';
import { clientStatus } from '../whmcs/clients.ts';
import { readCurrency, readInvoice, type WhmcsInvoice } from '../whmcs/invoices.ts';
import {
  CANCELLATIONS,
  CLIENTS,
  INVOICES,
  ORDERS,
  SERVICES,
  listPages,
  type InvoiceRow,
  type List,
  type ServiceRow,
} from '../whmcs/lists.ts';
import type { Scope, Topic } from './scope.ts';
import type { Scratch, ScratchRow, Table } from './scratch.ts';

export interface PictureSources {
  readonly api: SalesforceApi;
  readonly whmcs: WhmcsCall;
  readonly catalogue: Catalogue;
  /** Of WHMCS's server. */
  readonly timeZone: string;
  /** The user as whom we write: its changes are not somebody's at work. */
  readonly username: string;
  readonly now: () => Date;
  /** What changed later than this is left out; epoch milliseconds. */
  readonly settledBefore: number;
  /** Between two pages: waits while others need the systems more. @throws to give up */
  readonly breathe: () => Promise<void>;
}

/** Invoices still to be paid that are read whole in one look: their balance is in no list. */
const OPEN_READ_WHOLE = 500;

/** Fills the scratch. @param topics what will be asked of it */
export async function takePicture(
  scratch: Scratch,
  from: PictureSources,
  topics: ReadonlySet<Topic>,
  scope: Scope,
): Promise<void> {
  const needsServices = topics.has('orders') || topics.has('services');
  // WHMCS first: what Salesforce hears of in between is newer there, and a second look settles it.
  if (topics.has('clients')) await takeClients(scratch, from, scope);
  if (needsServices) {
    await takeWhmcs(scratch, from, ORDERS, scope, 'w_order', (row) => ({
      whmcs_order_id: row.whmcsOrderId,
      client_id: row.clientId,
      status: row.status,
      is_dead: Number(isDead(row.status)),
      order_marker: /sf:o=([a-zA-Z0-9]{18})/.exec(row.notes)?.[1] ?? null,
      changed_at: row.date,
    }));
    const markerOf = markerReader(from.catalogue);
    await takeWhmcs(scratch, from, SERVICES, scope, 'w_service', async (row) => serviceRow(row, await markerOf(row)));
  }
  if (topics.has('services') && (scope === null || scope.wantsCancellations)) {
    for await (const page of listPages(from.whmcs, CANCELLATIONS)) {
      await from.breathe();
      scratch.add(
        'w_cancellation',
        page.flatMap((service_id) => (service_id === null ? [] : [{ service_id }])),
      );
    }
  }
  if (topics.has('invoices')) await takeInvoices(scratch, from, scope);
  await takeSalesforce(scratch, from, topics, scope?.salesforce ?? null);
}

type WithChange = ScratchRow & { readonly changed_at?: string };

/** One list into one table; whose client has changed just now is busy. */
async function takeWhmcs<R>(
  scratch: Scratch,
  from: PictureSources,
  list: List<R>,
  scope: Scope,
  table: Table,
  toRow: (row: R) => WithChange | Promise<WithChange>,
): Promise<void> {
  for (const clientId of scope === null ? [undefined] : scope.clientIds) {
    for await (const page of listPages(from.whmcs, list, clientId)) {
      await from.breathe();
      const rows: WithChange[] = [];
      for (const each of page) rows.push(await toRow(each));
      // An ignored filter would bring other clients’ rows.
      const own = rows.filter((row) => clientId === undefined || row.client_id === clientId);
      scratch.add(table, own);
      noteChanged(scratch, from, own);
    }
  }
}

function noteChanged(scratch: Scratch, from: PictureSources, rows: readonly WithChange[]): void {
  const recent = rows.filter(({ changed_at }) => {
    const at = changed_at ? instantOf(changed_at, from.timeZone) : null;
    return at !== null && at.getTime() > from.settledBefore;
  });
  scratch.add(
    'busy_client',
    recent.flatMap(({ client_id }) => (client_id ? [{ client_id }] : [])),
  );
}

function serviceRow(row: ServiceRow, marker: string | null): ScratchRow {
  const status = SERVICE_STATUSES[row.status] ?? null;
  return {
    service_id: row.serviceId,
    whmcs_order_id: row.whmcsOrderId,
    client_id: row.clientId,
    name: row.name,
    whmcs_status: row.status,
    status,
    is_dead: Number(isDead(row.status)),
    has_ended: Number(status !== null && ENDED_SERVICES.has(status)),
    quantity: row.quantity,
    amount: Number(row.recurringAmount),
    first_amount: Number(row.firstAmount),
    marker,
  };
}

/** The marker is in the field that the product says; a product that cannot be ordered from Salesforce has none. */
function markerReader(catalogue: Catalogue): (row: ServiceRow) => Promise<string | null> {
  const fieldOf = new Map<string, string | null>();
  const learn = async (productId: string): Promise<string | null> => {
    const known = fieldOf.get(productId);
    if (known !== undefined) return known;
    const found = await catalogue.traitsOf([productId]).then(
      (traits) => traits.get(productId)?.markerFieldId ?? null,
      (error: unknown) => {
        if (isPortwayError(error, 'PRODUCT_NOT_MAPPED', 'MARKER_FIELD_MISSING')) return null;
        throw error;
      },
    );
    fieldOf.set(productId, found);
    return found;
  };
  return async ({ productId, customFields }) => {
    if (productId === null) return null;
    const fieldId = await learn(productId);
    return (fieldId !== null && customFields.get(fieldId)) || null;
  };
}

async function takeClients(scratch: Scratch, { whmcs, breathe }: PictureSources, scope: Scope): Promise<void> {
  if (scope === null) {
    for await (const page of listPages(whmcs, CLIENTS)) {
      await breathe();
      scratch.add(
        'w_client',
        page.map(({ clientId, status }) => ({ client_id: clientId, status })),
      );
    }
    return;
  }
  for (const clientId of scope.clientIds) {
    const status = await clientStatus(whmcs, clientId);
    if (status !== null) scratch.add('w_client', [{ client_id: clientId, status }]);
  }
}

async function takeInvoices(scratch: Scratch, from: PictureSources, scope: Scope): Promise<void> {
  const currencies = new Map<string, string>();
  await takeWhmcs(scratch, from, INVOICES, scope, 'w_invoice', async (row) => ({
    ...invoiceRow(row.invoice, await currencyOf(row, from.whmcs, currencies), from, false),
    changed_at: row.updatedAt,
  }));
  const whole = scope === null ? openInvoices(scratch, from.now()) : scope.invoiceIds;
  for (const invoiceId of whole) {
    await from.breathe();
    const invoice = await readInvoice(from.whmcs, invoiceId);
    if (!invoice) continue;
    const [known] = [...scratch.rows('select currency from w_invoice where invoice_id = ?', invoiceId)];
    const currency = String(known?.currency ?? '') || (await readCurrency(from.whmcs, invoice.clientId));
    scratch.add('w_invoice', [invoiceRow(invoice, currency, from, true)]);
  }
}

async function currencyOf(row: InvoiceRow, whmcs: WhmcsCall, known: Map<string, string>): Promise<string> {
  const { clientId } = row.invoice;
  const currency = (row.currency || known.get(clientId)) ?? (await readCurrency(whmcs, clientId));
  known.set(clientId, currency);
  return currency;
}

/** Some of those still to be paid, others every day. */
function openInvoices(scratch: Scratch, now: Date): string[] {
  const open = "status in ('Unpaid', 'Overdue', 'Collections')";
  const [{ n } = { n: 0 }] = [...scratch.rows(`select count(*) as n from w_invoice where ${open}`)];
  const rounds = Math.max(1, Math.ceil(Number(n) / OPEN_READ_WHOLE));
  const offset = (Math.floor(now.getTime() / 86_400_000) % rounds) * OPEN_READ_WHOLE;
  const rows = scratch.rows(
    `select invoice_id from w_invoice where ${open} order by invoice_id limit ${OPEN_READ_WHOLE} offset ${offset}`,
  );
  return [...rows].map(({ invoice_id }) => String(invoice_id));
}

const STILL_OPEN: ReadonlySet<unknown> = new Set(['Unpaid', 'Overdue', 'Collections']);

/** @param isWhole its balance is WHMCS's own */
function invoiceRow(
  invoice: WhmcsInvoice,
  currency: string,
  { timeZone, now }: PictureSources,
  isWhole: boolean,
): ScratchRow {
  const key = { invoice_id: invoice.whmcsInvoiceId, client_id: invoice.clientId, currency };
  const truth = truthOf(invoice, currency, { timeZone, now: now() });
  if (!truth) return key;
  const fields = invoiceFields(truth, { accountId: '', orderId: null, orderItemIds: new Map() }, timeZone);
  return {
    ...key,
    status: truth.status,
    subtotal: fields.Subtotal__c as number,
    tax: fields.Tax__c as number,
    total: fields.Total__c as number,
    balance: isWhole && STILL_OPEN.has(truth.status) ? (fields.Balance__c as number) : null,
  };
}

async function takeSalesforce(
  scratch: Scratch,
  from: PictureSources,
  topics: ReadonlySet<Topic>,
  only: Narrowing,
): Promise<void> {
  const { api, breathe } = from;
  for await (const page of accountPages(api, only)) {
    await breathe();
    scratch.add(
      's_account',
      page.map((row) => ({
        account_id: row.Id,
        name: row.Name,
        client_id: row.WH_Account__c.trim().replace(/^0+/, ''),
        whmcs_account: row.WH_Account__c,
      })),
    );
  }
  if (topics.has('orders') || topics.has('services')) {
    for await (const page of orderPages(api, only)) {
      await breathe();
      noteModified(scratch, from, page);
      scratch.add(
        's_order',
        page.map((row) => ({
          order_id: row.Id,
          number: row.OrderNumber,
          account_id: row.AccountId,
          opportunity_id: row.OpportunityId,
          activation: row.Activation_Status__c,
          whmcs_order_id: digits(row.WHMCS_Order_Id__c),
          drift: row.WHMCS_Drift__c,
        })),
      );
    }
    for await (const page of itemPages(api, only)) {
      await breathe();
      scratch.add('s_item', page.map(itemRow));
    }
    for await (const page of opportunityPages(api, only)) {
      await breathe();
      noteModified(scratch, from, page);
      scratch.add(
        's_opportunity',
        page.map((row) => ({
          opportunity_id: row.Id,
          name: row.Name,
          account_id: row.AccountId,
          stage: row.StageName,
          service_id: digits(row.WHMCS_Service_ID__c),
          service_status: row.Service_Status__c,
          is_cancelling: Number(
            row.StageName === '△Cancelling' ||
              (row.ScheduledCancellationDateAndTime__c !== null && row.StageName !== CANCELLED_STAGE),
          ),
          drift: row.WHMCS_Drift__c,
        })),
      );
    }
  }
  if (!topics.has('invoices')) return;
  for await (const page of invoicePages(api, only)) {
    await breathe();
    scratch.add(
      's_invoice',
      page.map((row) => ({
        invoice_record_id: row.Id,
        invoice_id: digits(row.WHMCS_Invoice_Id__c),
        account_id: row.Account__c,
        status: row.Status__c,
        subtotal: row.Subtotal__c,
        tax: row.Tax__c,
        total: row.Total__c,
        balance: row.Balance__c,
        drift: row.WHMCS_Drift__c,
      })),
    );
  }
}

/** Somebody is at work on it; what we write ourselves the ledger knows. */
function noteModified(
  scratch: Scratch,
  { settledBefore, username }: PictureSources,
  rows: readonly {
    readonly AccountId: string | null;
    readonly LastModifiedDate: string;
    readonly LastModifiedBy: { readonly Username: string } | null;
  }[],
): void {
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
