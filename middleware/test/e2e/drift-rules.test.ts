// Every rule by a difference planted in one of the two systems, over the real wires: it is reported by its name and nothing else
// is, the record carries it, and when it is put right all is well again.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Report } from '../../src/drift/report.ts';
import { RULE_CODES, ruleOf, type RuleCode } from '../../src/drift/rules.ts';
import type { Topic } from '../../src/drift/scope.ts';
import { serializeMap } from '../../src/whmcs/form.ts';
import { itemsOf, makeOrder, type MadeOrder } from './sample.ts';
import { isProvisioned, OPERATOR_TOKEN, startStack, type Row, type Stack } from './stack.ts';

/** What one order is in both systems. */
interface Whole extends MadeOrder {
  readonly itemId: string;
  readonly whmcsOrderId: string;
  readonly serviceId: string;
  readonly clientId: string;
  readonly invoiceRecordId: string;
  readonly invoice: Row;
  readonly markerFieldId: string;
}

let stack: Stack;
let one: Whole;
let other: Whole;

before(async () => {
  const calm = { DRIFT_SETTLE_MS: '0', BILLING_SWEEP_INTERVAL_MS: '1000' };
  stack = await startStack({ env: calm });
  await stack.ready();
  one = await provisioned();
  other = await provisioned();
  // From here on only what is asked for is read.
  await stack.restart({ BILLING_SWEEP_INTERVAL_MS: '86400000' });
  await stack.ready();
});
after(() => stack.close());

async function provisioned(): Promise<Whole> {
  const made = makeOrder(stack, { lines: ['SIM Data 5 GB'] });
  stack.approve(made.orderId);
  const order = await stack.orderWhen(made.orderId, isProvisioned);
  const opportunity = `SELECT Service_Status__c FROM Opportunity WHERE Id = '${made.opportunityId}'`;
  await rowWhen(opportunity, (row) => row.Service_Status__c === 'Active');
  const invoice = await rowWhen(
    `SELECT Id, Status__c, Total__c, Balance__c, WHMCS_Invoice_Id__c FROM Invoice__c WHERE Order__c = '${made.orderId}'`,
    () => true,
  );
  const [item] = itemsOf(stack, made.orderId);
  const [account] = stack.query(`SELECT WH_Account__c FROM Account WHERE Id = '${made.accountId}'`);
  const serviceId = String(item!.WHMCS_Service_ID__c);
  const { products } = await whmcs<{ products: { product: { customfields: { customfield: Row[] } }[] } }>(
    'GetClientsProducts',
    { serviceid: serviceId },
  );
  const marker = products.product[0]!.customfields.customfield.find((field) => field.value === item!.Id);
  return {
    ...made,
    itemId: item!.Id as string,
    whmcsOrderId: String(order.WHMCS_Order_Id__c),
    serviceId,
    clientId: String(account!.WH_Account__c),
    invoiceRecordId: invoice.Id as string,
    invoice,
    markerFieldId: String(marker!.id),
  };
}

async function rowWhen(soql: string, isDone: (row: Row) => boolean): Promise<Row> {
  for (const until = Date.now() + 15_000; ; await sleep(20)) {
    const [row] = stack.query(soql);
    if (row && isDone(row)) return row;
    assert.ok(Date.now() < until, `still ${JSON.stringify(row)}: ${soql}`);
  }
}

async function whmcs<T = Row>(action: string, fields: Record<string, string>): Promise<T> {
  const credentials = { identifier: 'local-full-access', secret: 'local-full-secret', responsetype: 'json' };
  const response = await fetch(stack.whmcs.apiUrl, {
    method: 'POST',
    body: new URLSearchParams({ action, ...credentials, ...fields }),
  });
  const text = await response.text();
  assert.match(text, /"result":"success"/, `${action}: ${text}`);
  return JSON.parse(text) as T;
}

async function compare(topics: readonly Topic[], mends = false): Promise<Report> {
  const headers = { authorization: `Bearer ${OPERATOR_TOKEN}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ topics, mends });
  const asked = await stack.ask('/operator/api/drift/runs', { method: 'POST', headers, body });
  const { runId } = (await asked.json()) as { runId: string };
  for (const until = Date.now() + 20_000; ; await sleep(20)) {
    const report = (await (await stack.ask(`/operator/api/drift/runs/${runId}`, { headers })).json()) as Report;
    if (report.run.state === 'done') return report;
    assert.notEqual(report.run.state, 'failed', report.run.reason ?? '');
    assert.ok(Date.now() < until, 'the comparison ends');
  }
}

function setMarker(whole: Whole, value: string): Promise<unknown> {
  const customfields = serializeMap({ [whole.markerFieldId]: value });
  return whmcs('UpdateClientProduct', { serviceid: whole.serviceId, customfields });
}

/** One more order of the client, past Salesforce. @returns how to undo it */
async function orderInWhmcs(marker: string | null, isBilled = false): Promise<() => Promise<unknown>> {
  const { products } = await whmcs<{ products: { product: Row[] } }>('GetClientsProducts', {
    serviceid: one.serviceId,
  });
  const { orderid } = await whmcs<{ orderid: string }>('AddOrder', {
    clientid: one.clientId,
    paymentmethod: 'banktransfer',
    'pid[0]': String(products.product[0]!.pid),
    'billingcycle[0]': 'monthly',
    ...(!isBilled && { noinvoice: '1' }),
    ...(marker && { 'customfields[0]': serializeMap({ [one.markerFieldId]: marker }) }),
  });
  return () => whmcs('CancelOrder', { orderid: String(orderid) });
}

/** Sets fields of a record and gives back how to undo it. */
function set(type: string, id: string, to: Row, back: Row): () => void {
  stack.update(type, id, to);
  return () => stack.update(type, id, back);
}

const opportunity = (to: Row, back: Row) => () => set('Opportunity', one.opportunityId, to, back);
const invoice = (to: Row) => () => {
  const back = Object.fromEntries(Object.keys(to).map((field) => [field, one.invoice[field]]));
  return set('Invoice__c', one.invoiceRecordId, to, back);
};

type Undo = () => unknown;
interface Plant {
  readonly code: RuleCode;
  readonly plant: () => Undo | Promise<Undo>;
  /** What comes of it besides. */
  readonly also?: readonly RuleCode[];
  readonly says?: RegExp;
}

const PLANTS: readonly Plant[] = [
  {
    code: 'OrderWriteBackMissing',
    plant: () =>
      set('Order', one.orderId, { WHMCS_Order_Id__c: null }, { WHMCS_Order_Id__c: Number(one.whmcsOrderId) }),
    says: /^Order \d+ is WHMCS order \d+, but has no WHMCS Order ID$/,
  },
  {
    code: 'ServiceIdMissing',
    plant: () =>
      set('OrderItem', one.itemId, { WHMCS_Service_ID__c: null }, { WHMCS_Service_ID__c: Number(one.serviceId) }),
  },
  {
    code: 'OrderItemWithoutService',
    plant: async () => {
      const undo = set(
        'OrderItem',
        one.itemId,
        { WHMCS_Service_ID__c: null },
        { WHMCS_Service_ID__c: Number(one.serviceId) },
      );
      await setMarker(one, '');
      return async () => {
        undo();
        await setMarker(one, one.itemId);
      };
    },
  },
  {
    code: 'OrderGone',
    plant: () =>
      set('Order', one.orderId, { WHMCS_Order_Id__c: 999_999 }, { WHMCS_Order_Id__c: Number(one.whmcsOrderId) }),
    says: /is Provisioned, but WHMCS no longer has its order 999999$/,
  },
  {
    code: 'OrderNotActive',
    plant: async () => {
      await whmcs('PendingOrder', { orderid: one.whmcsOrderId });
      return () => whmcs('AcceptOrder', { orderid: one.whmcsOrderId });
    },
    says: /is Pending$/,
  },
  {
    code: 'OrderMarkerUnknown',
    plant: async () => {
      await setMarker(one, '802000000000000AAA');
      return () => setMarker(one, one.itemId);
    },
  },
  { code: 'OrderDoubled', plant: () => orderInWhmcs(one.itemId) },
  {
    code: 'OrderOfOtherClient',
    also: ['OrderWriteBackMissing'], // the id can be on one order only
    plant: () => {
      const otherUndo = set(
        'Order',
        other.orderId,
        { WHMCS_Order_Id__c: null },
        { WHMCS_Order_Id__c: Number(other.whmcsOrderId) },
      );
      const to = { WHMCS_Order_Id__c: Number(other.whmcsOrderId) };
      const undo = set('Order', one.orderId, to, { WHMCS_Order_Id__c: Number(one.whmcsOrderId) });
      return () => {
        undo();
        otherUndo();
      };
    },
  },
  {
    code: 'OrderQuantityDiffers',
    plant: () => set('OrderItem', one.itemId, { Quantity: 2 }, { Quantity: 1 }),
    says: /: quantity 2, in WHMCS 1$/,
  },
  {
    code: 'ServiceOfOtherClient',
    plant: () =>
      set(
        'OrderItem',
        one.itemId,
        { WHMCS_Service_ID__c: Number(other.serviceId) },
        { WHMCS_Service_ID__c: Number(one.serviceId) },
      ),
  },
  {
    code: 'OrderAmountDiffers',
    plant: async () => {
      await whmcs('UpdateClientProduct', { serviceid: one.serviceId, recurringamount: '1.00' });
      return () => whmcs('UpdateClientProduct', { serviceid: one.serviceId, recurringamount: '1000.00' });
    },
    says: /: 1000 agreed, 1 billed in WHMCS$/,
  },
  {
    code: 'ServiceStatusDiffers',
    plant: opportunity({ Service_Status__c: 'Suspended' }, { Service_Status__c: 'Active' }),
  },
  {
    code: 'ServiceEndedOpportunityOpen',
    plant: async () => {
      await whmcs('UpdateClientProduct', { serviceid: one.serviceId, status: 'Terminated' });
      const undo = set(
        'Opportunity',
        one.opportunityId,
        { Service_Status__c: 'Terminated' },
        { Service_Status__c: 'Active' },
      );
      return async () => {
        undo();
        await whmcs('UpdateClientProduct', { serviceid: one.serviceId, status: 'Active' });
      };
    },
    says: /is Terminated in WHMCS, the opportunity is Active$/,
  },
  { code: 'OpportunityCancelledServiceRuns', plant: opportunity({ StageName: '△Cancelled' }, { StageName: 'Active' }) },
  { code: 'CancellationNotRequested', plant: opportunity({ StageName: '△Cancelling' }, { StageName: 'Active' }) },
  {
    code: 'ServiceGone',
    plant: () =>
      set(
        'Opportunity',
        one.opportunityId,
        { WHMCS_Service_ID__c: 999_999 },
        { WHMCS_Service_ID__c: Number(one.serviceId) },
      ),
  },
  {
    code: 'OpportunityOfOtherClient',
    plant: () =>
      set(
        'Opportunity',
        one.opportunityId,
        { WHMCS_Service_ID__c: Number(other.serviceId) },
        { WHMCS_Service_ID__c: Number(one.serviceId) },
      ),
  },
  {
    code: 'ServiceUnrecorded',
    plant: () => orderInWhmcs(null),
    says: /Pending\) of client \d+, “.+”, is nowhere in Salesforce$/,
  },
  {
    code: 'InvoicePaidInOneOnly',
    plant: invoice({ Status__c: 'Paid' }),
    says: /is Paid in Salesforce, Unpaid in WHMCS$/,
  },
  { code: 'InvoiceStatusDiffers', plant: invoice({ Status__c: 'Collections' }) },
  { code: 'InvoiceAmountDiffers', plant: invoice({ Total__c: 1 }) },
  { code: 'InvoiceBalanceDiffers', plant: invoice({ Balance__c: 1 }) },
  { code: 'InvoiceGone', plant: invoice({ WHMCS_Invoice_Id__c: 999_999 }), also: ['InvoiceMissing'] },
  {
    code: 'InvoiceOfOtherAccount',
    plant: () => set('Invoice__c', one.invoiceRecordId, { Account__c: other.accountId }, { Account__c: one.accountId }),
  },
  {
    code: 'InvoiceClientUnknown',
    plant: () => set('Account', one.accountId, { WH_Account__c: null }, { WH_Account__c: one.clientId }),
    says: /^WHMCS client \d+ has \d+ invoices of [\d.]+ JPY in all, but no account in Salesforce$/,
  },
  {
    code: 'AccountClientGone',
    plant: () => set('Account', one.accountId, { WH_Account__c: '999999' }, { WH_Account__c: one.clientId }),
  },
  {
    code: 'AccountClientShared',
    plant: () =>
      set('Account', other.accountId, { WH_Account__c: `0${one.clientId}` }, { WH_Account__c: other.clientId }),
  },
  {
    code: 'InvoiceMissing',
    // Last: that invoice stays.
    plant: () => orderInWhmcs(null, true),
    says: /^WHMCS invoice \d+ \(Unpaid, 1100 JPY\) of client \d+ is not in Salesforce$/,
  },
];

const MARKED: Readonly<Record<string, () => string>> = {
  Order: () => one.orderId,
  Opportunity: () => one.opportunityId,
  Invoice__c: () => one.invoiceRecordId,
};

for (const { code, plant, also = [], says } of PLANTS) {
  test(`${code}: reported, marked, and gone when it is put right`, async () => {
    const rule = ruleOf(code)!;
    assert.deepEqual((await compare([rule.topic])).findings, []);
    const undo = await plant();
    const { findings } = await compare([rule.topic]);
    assert.deepEqual(findings.map((finding) => finding.code).sort(), [code, ...also].sort());
    const finding = findings.find((each) => each.code === code)!;
    if (says) assert.match(finding.what, says);
    assert.ok(!/undefined|NaN|\{/.test(finding.what), finding.what);
    if (rule.marks) assert.equal(markOf(rule.marks), `${code}: ${finding.what}`);
    await undo();
    await compare([rule.topic]); // what comes of another order is billing's, and out of the table
    if (rule.marks) assert.equal(markOf(rule.marks), null);
  });
}

function markOf(type: string): unknown {
  return stack.query(`SELECT WHMCS_Drift__c FROM ${type} WHERE Id = '${MARKED[type]!()}'`)[0]!.WHMCS_Drift__c;
}

test('every rule has a difference planted for it', () => {
  assert.deepEqual(PLANTS.map(({ code }) => code).sort(), [...RULE_CODES].sort());
});

test('invoices and states that were not written are mended by billing, which reads them anew', async () => {
  stack.update('Invoice__c', one.invoiceRecordId, { Status__c: 'Paid', Balance__c: 0 });
  stack.update('Opportunity', one.opportunityId, { Service_Status__c: 'Suspended' });
  const { run } = await compare(['services', 'invoices'], true);
  // The invoice, the service, and the invoice that was missing.
  assert.equal((run.outcome as { mended: number }).mended, 3);
  assert.deepEqual((run.outcome as { notMended: string[] }).notMended, []);
  await rowWhen(
    `SELECT Status__c, Balance__c FROM Invoice__c WHERE Id = '${one.invoiceRecordId}'`,
    (row) => row.Status__c === 'Unpaid' && row.Balance__c === one.invoice.Balance__c,
  );
  await rowWhen(
    `SELECT Service_Status__c FROM Opportunity WHERE Id = '${one.opportunityId}'`,
    (row) => row.Service_Status__c === 'Active',
  );
});
