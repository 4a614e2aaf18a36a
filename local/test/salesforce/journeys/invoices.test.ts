// From an invoice that the middleware copied to what its customer is told, in one page load each: the first page, the list, the order.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { call, customer, insert, rest, update, upsert } from './customer-site.ts';

interface Summary {
  readonly unpaidInvoiceCount: number;
  readonly unpaidInvoices: readonly { readonly invoiceNumber: string; readonly status: string }[];
  readonly attention: readonly { readonly kind: string; readonly count: number }[];
}
interface Page {
  readonly rows: readonly { readonly invoiceId: string; readonly status: string; readonly balance: number }[];
}

const home = async (session: string) => (await call(session, 'HomeController', 'getSummary', {})) as Summary;
const list = async (session: string, filter: string) =>
  (await call(session, 'InvoiceController', 'getInvoices', { filter, pageNumber: 1 })) as Page;
const lastStep = async (session: string, orderId: string) => {
  const { timeline } = (await call(session, 'OrderController', 'getOrder', { orderId })) as {
    timeline: { key: string; status: string; at: string | null }[];
  };
  return timeline.at(-1)!;
};

test('an invoice is told as unpaid, overdue and paid, as upserts by its WHMCS id say', async () => {
  const { session, accountId } = await customer('Billed');
  const orderId = await insert('Order', {
    AccountId: accountId,
    EffectiveDate: '2026-11-20',
    Status: 'Pending Review',
  });
  const copy = (state: Readonly<Record<string, unknown>>) =>
    upsert('Invoice__c', 'WHMCS_Invoice_Id__c', 77, {
      Account__c: accountId,
      Order__c: orderId,
      Total__c: 5500,
      Balance__c: 5500,
      Currency_Code__c: 'JPY',
      ...state,
    });
  assert.equal((await home(session)).unpaidInvoiceCount, 0);

  await copy({ Status__c: 'Unpaid', Due_Date__c: '9999-12-31' });
  const unpaid = await home(session);
  assert.deepEqual(
    unpaid.unpaidInvoices.map(({ invoiceNumber, status }) => [invoiceNumber, status]),
    [['77', 'Unpaid']],
  );
  assert.deepEqual(unpaid.attention, []);
  assert.equal((await list(session, 'ToPay')).rows[0]!.balance, 5500);
  assert.deepEqual((await lastStep(session, orderId)).key, 'FirstInvoice');

  await copy({ Status__c: 'Overdue', Due_Date__c: '2026-01-31' });
  assert.deepEqual(
    (await home(session)).attention.map(({ kind, count }) => [kind, count]),
    [['InvoicesOverdue', 1]],
  );
  assert.equal((await lastStep(session, orderId)).status, 'Failed');

  await copy({ Status__c: 'Paid', Balance__c: 0, Paid_Date_Time__c: '2026-02-01T03:04:05.000Z' });
  assert.equal((await home(session)).unpaidInvoiceCount, 0);
  assert.equal((await list(session, 'ToPay')).rows.length, 0);
  assert.deepEqual(
    (await list(session, 'All')).rows.map(({ status }) => status),
    ['Paid'],
  );
  const { status, at } = await lastStep(session, orderId);
  assert.deepEqual([status, Date.parse(at!)], ['Done', Date.parse('2026-02-01T03:04:05Z')]);
});

test("another customer's invoice is refused in the words of an unknown id, and changed by nobody's browser", async () => {
  const owner = await customer('Payer');
  const other = await customer('Stranger');
  const invoiceId = await insert('Invoice__c', {
    Account__c: owner.accountId,
    WHMCS_Invoice_Id__c: 78,
    Status__c: 'Unpaid',
  });
  for (const id of [invoiceId, 'a00000000000000AAA', "' OR Name LIKE '%"])
    await assert.rejects(call(other.session, 'InvoiceController', 'getInvoice', { invoiceId: id }), /見つかりません/);
  for (const { session } of [owner, other]) {
    const forged = await rest(session, 'PATCH', `/sobjects/Invoice__c/${invoiceId}`, { Status__c: 'Paid' });
    assert.ok(forged.status >= 400, JSON.stringify(forged));
  }
  await update('Invoice__c', invoiceId, { Status__c: 'Draft' });
  await assert.rejects(call(owner.session, 'InvoiceController', 'getInvoice', { invoiceId }), /見つかりません/);
});
