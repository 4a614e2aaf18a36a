// WHMCS's invoices, into the scratch, as Invoice__c should say them.
import { invoiceFields, truthOf } from '../billing/mapping.ts';
import type { WhmcsCall } from '../whmcs/call.ts';
import { readCurrency, readInvoice, type WhmcsInvoice } from '../whmcs/invoices.ts';
import { INVOICES, type InvoiceRow } from '../whmcs/lists.ts';
import { takeWhmcs } from './lists-of-whmcs.ts';
import type { Scope } from './scope.ts';
import type { Scratch, ScratchRow } from './scratch.ts';
import type { PictureSources } from './sources.ts';

/** Invoices still to be paid that are read whole in one look: their balance is in no list. */
const OPEN_READ_WHOLE = 500;
const STILL_OPEN: ReadonlySet<unknown> = new Set(['Unpaid', 'Overdue', 'Collections']);

export async function takeInvoices(scratch: Scratch, from: PictureSources, scope: Scope): Promise<void> {
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
