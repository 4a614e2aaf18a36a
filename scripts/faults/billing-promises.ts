// What must be true when a round of billing has settled: Salesforce says of every invoice and service what WHMCS says, once, and
// every refresh that was asked for was done. Told from WHMCS's API and the org's records, not from the product's own rules.
import { setTimeout as sleep } from 'node:timers/promises';
import { doubledAndMissing } from '../bench/watch.ts';
import type { Lab } from '../stack/lab.ts';
import { LOCAL_OPERATOR_TOKEN } from '../stack/local-environment.ts';
import type { SeededOrder } from '../stack/seed-orders.ts';

export interface BilledOrder extends SeededOrder {
  readonly opportunityId: string;
  readonly whmcsClientId: string;
}

type Row = Readonly<Record<string, unknown>>;

interface Invoice {
  readonly invoiceid: number;
  readonly userid: number;
  readonly status: string;
  readonly total: string;
  readonly balance: string;
  readonly items: { readonly item: readonly { id: number; amount: string }[] };
}

/** One action as an administrator with every right. @throws Error it was refused */
export async function askWhmcs<T = Row>(
  lab: Lab,
  action: string,
  fields: Readonly<Record<string, string>>,
): Promise<T> {
  const credentials = { identifier: 'local-full-access', secret: 'local-full-secret', responsetype: 'json' };
  const body = new URLSearchParams({ action, ...credentials, ...fields });
  const reply = (await (await fetch(lab.environment.WHMCS_API_URL!, { method: 'POST', body })).json()) as Row;
  if (reply.result !== 'success') throw new Error(`${action}: ${String(reply.message)}`);
  return reply as T;
}

/** Promises that do not hold (yet), one sentence each. @param asked when a refresh was last asked for, by opportunity */
export async function brokenBilling(
  lab: Lab,
  orders: readonly BilledOrder[],
  asked: ReadonlyMap<string, Date>,
): Promise<string[]> {
  const { doubled, missing } = await doubledAndMissing(lab, orders);
  const invoices = await invoicesOf(lab);
  return [
    ...(doubled + missing === 0 ? [] : [`${doubled} order lines are doubled in WHMCS, ${missing} are missing there`]),
    ...brokenInvoices(lab, invoices),
    ...(await brokenServices(lab, orders)),
    ...(await brokenPayments(lab, orders, invoices)),
    ...brokenRefreshes(lab, asked),
  ];
}

async function invoicesOf(lab: Lab): Promise<Invoice[]> {
  const page = { limitstart: '0', limitnum: '1000' };
  const list = await askWhmcs<{ invoices?: { invoice: { id: number }[] } }>(lab, 'GetInvoices', page);
  const ids = (list.invoices?.invoice ?? []).map(({ id }) => String(id));
  return Promise.all(ids.map((invoiceid) => askWhmcs<Invoice>(lab, 'GetInvoice', { invoiceid })));
}

function brokenInvoices(lab: Lab, invoices: readonly Invoice[]): string[] {
  const rows = [...lab.org.org.store.all('Invoice__c')];
  const lines = [...lab.org.org.store.all('Invoice_Line__c')];
  const strange =
    rows.length === invoices.length ? [] : [`${rows.length} invoices in Salesforce, ${invoices.length} in WHMCS`];
  return [
    ...strange,
    ...invoices.flatMap((invoice) => {
      const [row, ...more] = rows.filter((each) => Number(each.WHMCS_Invoice_Id__c) === invoice.invoiceid);
      const say = (what: string): string => `invoice ${invoice.invoiceid} ${what}`;
      if (!row) return [say('is not in Salesforce')];
      const account = lab.org.org.store.get('Account', String(row.Account__c));
      const own = lines.filter((line) => line.Invoice__c === row.Id);
      return [
        ...(more.length === 0 ? [] : [say('is doubled in Salesforce')]),
        ...unlike(say, 'status', row.Status__c, invoice.status),
        ...unlike(say, 'total', Number(row.Total__c), Number(invoice.total)),
        ...unlike(say, 'balance', Number(row.Balance__c), Number(invoice.balance)),
        ...unlike(say, 'client', account?.WH_Account__c, String(invoice.userid)),
        ...unlike(
          say,
          'lines',
          own
            .map((line) => `${Number(line.WHMCS_Line_Id__c)}:${Number(line.Amount__c)}`)
            .sort()
            .join(' '),
          invoice.items.item
            .map(({ id, amount }) => `${id}:${Number(amount)}`)
            .sort()
            .join(' '),
        ),
      ];
    }),
  ];
}

function unlike(say: (what: string) => string, what: string, inSalesforce: unknown, inWhmcs: unknown): string[] {
  return inSalesforce === inWhmcs
    ? []
    : [say(`has ${what} ${String(inSalesforce)} in Salesforce, ${String(inWhmcs)} in WHMCS`)];
}

async function brokenServices(lab: Lab, orders: readonly BilledOrder[]): Promise<string[]> {
  const { markers } = await lab.whmcsLocal<{ markers: Record<string, { serviceid: number; status: string }[]> }>(
    'GET',
    'markers',
  );
  return orders.flatMap(({ itemIds, opportunityId }) => {
    const sale = lab.org.org.store.get('Opportunity', opportunityId)!;
    const services = itemIds.flatMap((id) => markers[id] ?? []);
    const service = services.find(({ serviceid }) => serviceid === Number(sale.WHMCS_Service_ID__c));
    if (!service) return [`opportunity ${opportunityId} names no service of its order`];
    const say = (what: string): string => `service ${service.serviceid} ${what}`;
    // A service that runs again leaves its opportunity where it is: bringing that back is a person's affair.
    const isLeft = service.status === 'Terminated' && sale.StageName !== '△Cancelled';
    return [
      ...unlike(say, 'status', sale.Service_Status__c, service.status),
      ...(isLeft ? [say(`is Terminated, its opportunity in stage ${String(sale.StageName)}`)] : []),
    ];
  });
}

/** Of the one invoice that an order has. */
function paymentWordOf({ status, total, balance }: Invoice): string {
  if (status === 'Unpaid') return Number(balance) < Number(total) ? 'Partially Paid' : 'Unpaid';
  return status === 'Cancelled' ? 'Not Invoiced' : status;
}

async function brokenPayments(
  lab: Lab,
  orders: readonly BilledOrder[],
  invoices: readonly Invoice[],
): Promise<string[]> {
  const byOrder = new Map<number, number>();
  const page = { limitstart: '0', limitnum: '1000' };
  const list = await askWhmcs<{ orders: { order: { id: number; invoiceid: number }[] } }>(lab, 'GetOrders', page);
  for (const { id, invoiceid } of list.orders.order) byOrder.set(Number(id), Number(invoiceid));
  return orders.flatMap(({ id, opportunityId }) => {
    const order = lab.org.org.store.get('Order', id)!;
    const invoiceId = byOrder.get(Number(order.WHMCS_Order_Id__c));
    const invoice = invoices.find((each) => Number(each.invoiceid) === invoiceId);
    if (!invoice) return [`order ${id} has no invoice in WHMCS`];
    const word = paymentWordOf(invoice);
    const sale = lab.org.org.store.get('Opportunity', opportunityId)!;
    return [
      ...unlike((what) => `order ${id} ${what}`, 'payment status', order.Payment_Status__c, word),
      ...unlike((what) => `opportunity ${opportunityId} ${what}`, 'payment status', sale.Payment_Status__c, word),
    ];
  });
}

function brokenRefreshes(lab: Lab, asked: ReadonlyMap<string, Date>): string[] {
  return [...asked].flatMap(([opportunityId, at]) => {
    const checked = lab.org.org.store.get('Opportunity', opportunityId)!.Stock_Checked_Date_Time__c;
    // The org keeps whole seconds or milliseconds; the wish came in the second before at the earliest.
    const isDone = checked !== null && checked !== undefined && timeOf(checked) >= at.getTime() - 1000;
    return isDone
      ? []
      : [`opportunity ${opportunityId} was to be refreshed at ${at.toISOString()}, is as of ${String(checked)}`];
  });
}

function timeOf(value: unknown): number {
  return typeof value === 'number' ? value : new Date(String(value)).getTime();
}

/** What the product's own comparison finds, in words. */
export async function differences(origin: string): Promise<string[]> {
  const headers = { authorization: `Bearer ${LOCAL_OPERATOR_TOKEN}`, 'content-type': 'application/json' };
  const runs = `${origin}/operator/api/drift/runs`;
  const asked = await fetch(runs, { method: 'POST', headers, body: '{}' });
  const { runId } = (await asked.json()) as { runId: string };
  for (let look = 0; look < 600; look++) {
    const report = (await (await fetch(`${runs}/${runId}`, { headers })).json()) as {
      run: { state: string; reason: string | null };
      findings: { what: string }[];
    };
    if (report.run.state === 'done') return report.findings.map(({ what }) => `drift: ${what}`);
    if (report.run.state === 'failed') return [`the comparison failed: ${report.run.reason}`];
    await sleep(100);
  }
  return ['the comparison did not end'];
}
