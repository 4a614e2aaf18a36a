// What WHMCS bills and does to services comes to Salesforce: by hook, over the real wires.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeOrder, type MadeOrder } from './sample.ts';
import { isProvisioned, startStack, type Row, type Stack } from './stack.ts';
import { askWhmcs } from './whmcs-admin.ts';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
let stack: Stack;
let order: MadeOrder;

before(async () => {
  stack = await startStack({ env: { WHMCS_WEBHOOK_SECRETS: SECRET, WHMCS_TIME_ZONE: 'Asia/Tokyo' } });
  await stack.ready();
  await aim();
  order = makeOrder(stack, { lines: ['Home Internet 1G'] });
  stack.approve(order.orderId);
  await stack.orderWhen(order.orderId, isProvisioned);
});
after(() => stack.close());

const aim = (): Promise<unknown> =>
  stack.whmcsLocal('PUT', 'hooks', { url: `${stack.middleware.origin}/webhooks/whmcs`, secrets: [SECRET] });

const whmcs = (action: string, fields: Record<string, string>): Promise<Row> => askWhmcs(stack, action, fields);

/** The first row of a query as soon as `isDone` holds of it. */
async function rowWhen(soql: string, isDone: (row: Row) => boolean, withinMs = 5000): Promise<Row> {
  const until = Date.now() + withinMs;
  for (;;) {
    const [row] = stack.query(soql);
    if (row && isDone(row)) return row;
    if (Date.now() > until) {
      const unfinished = await stack.ask('/operator/api/billing/unfinished', {
        headers: { authorization: 'Bearer test-operator-token' },
      });
      throw new Error(`still ${JSON.stringify(row)}; ${await unfinished.text()}`);
    }
    await sleep(20);
  }
}

const INVOICE =
  'SELECT Id, WHMCS_Invoice_Id__c, Status__c, Account__c, Order__c, Total__c, Balance__c, Currency_Code__c, Paid_Date_Time__c, ' +
  'Due_Date__c FROM Invoice__c';
const invoiceOf = (made: MadeOrder): string => `${INVOICE} WHERE Order__c = '${made.orderId}'`;
const paymentOf = (made: MadeOrder): string => `SELECT Payment_Status__c FROM Order WHERE Id = '${made.orderId}'`;

test('the invoice of an order shows on it with its lines, unpaid', async () => {
  const invoice = await rowWhen(invoiceOf(order), () => true);
  assert.equal(invoice.Status__c, 'Unpaid');
  assert.equal(invoice.Account__c, order.accountId);
  assert.equal(invoice.Currency_Code__c, 'JPY');
  assert.equal(invoice.Total__c, invoice.Balance__c);
  const [item] = stack.query(`SELECT Id FROM OrderItem WHERE OrderId = '${order.orderId}'`);
  const lines = stack.query(
    `SELECT Order_Item__c, Amount__c FROM Invoice_Line__c WHERE Invoice__c = '${invoice.Id as string}'`,
  );
  assert.ok(lines.some((line) => line.Order_Item__c === item!.Id));
  await rowWhen(paymentOf(order), (row) => row.Payment_Status__c === 'Unpaid');
  const [opportunity] = stack.query(`SELECT Payment_Status__c FROM Opportunity WHERE Id = '${order.opportunityId}'`);
  assert.equal(opportunity!.Payment_Status__c, 'Unpaid');
});

test('a part payment, then the rest, show within two seconds', async () => {
  const invoice = await rowWhen(invoiceOf(order), () => true);
  const payment = {
    invoiceid: String(invoice.WHMCS_Invoice_Id__c),
    gateway: 'banktransfer',
    date: '2026-11-20 10:00:00',
  };
  await whmcs('AddInvoicePayment', { ...payment, transid: 'part-1', amount: '100' });
  await rowWhen(paymentOf(order), (row) => row.Payment_Status__c === 'Partially Paid', 2000);
  await whmcs('AddInvoicePayment', { ...payment, transid: 'rest-1' });
  await rowWhen(paymentOf(order), (row) => row.Payment_Status__c === 'Paid', 2000);
  const paid = await rowWhen(invoiceOf(order), (row) => row.Status__c === 'Paid');
  assert.equal(paid.Balance__c, 0);
  assert.match(paid.Paid_Date_Time__c as string, /^20\d\d-/);
});

test('a service that is suspended and terminated takes its opportunity along', async () => {
  const soql = `SELECT Service_Status__c, StageName, WHMCS_Service_ID__c FROM Opportunity WHERE Id = '${order.opportunityId}'`;
  const { WHMCS_Service_ID__c: serviceid } = await rowWhen(soql, (row) => row.Service_Status__c === 'Active');
  await whmcs('ModuleSuspend', { serviceid: String(serviceid), suspendreason: 'overdue' });
  const suspended = await rowWhen(soql, (row) => row.Service_Status__c === 'Suspended');
  assert.equal(suspended.StageName, 'Active');
  await whmcs('ModuleTerminate', { serviceid: String(serviceid) });
  const terminated = await rowWhen(soql, (row) => row.Service_Status__c === 'Terminated');
  assert.equal(terminated.StageName, '△Cancelled');
});

test('repeated and reordered events change nothing, and write nothing', async () => {
  await idle();
  const written = await writes();
  await stack.whmcsLocal('POST', 'hooks/faults', { kind: 'repeat', count: 3, times: 'always' });
  const invoice = await rowWhen(invoiceOf(order), () => true);
  const deliveries = await stack.whmcsLocal<{ deliveries: { id: string; type: string }[] }>('GET', 'hooks/deliveries');
  for (const { id } of deliveries.deliveries.slice(0, 5).reverse())
    await stack.whmcsLocal('POST', 'hooks/resend', { id });
  await stack.whmcsLocal('DELETE', 'hooks/faults');
  await idle();
  assert.equal(await writes(), written);
  assert.deepEqual(await rowWhen(invoiceOf(order), () => true), invoice);
});

test('the invoice of a client whom Salesforce does not know is kept and told, and comes when the account is named', async () => {
  const client = await whmcs('AddClient', {
    firstname: '花子',
    lastname: '未知',
    email: 'michi@example.test',
    address1: '見本町1',
    city: '架空市',
    state: '東京都',
    postcode: '000-0001',
    country: 'JP',
    phonenumber: '0300000000',
    password2: 'not-a-real-one-1',
  });
  const { invoiceid } = await whmcs('CreateInvoice', {
    userid: String(client.clientid),
    status: 'Unpaid',
    itemdescription1: 'Visit',
    itemamount1: '1000',
    itemtaxed1: '0',
    duedate: '2030-01-01',
  });
  const unfinished = async (): Promise<Row[]> => {
    const headers = { authorization: 'Bearer test-operator-token' };
    const reply = await stack.ask('/operator/api/billing/unfinished', { headers });
    return ((await reply.json()) as { unfinished: Row[] }).unfinished;
  };
  for (const until = Date.now() + 5000; ; await sleep(20)) {
    const told = (await unfinished()).find((row) => row.recordId === String(invoiceid));
    if (told) {
      assert.equal(told.code, 'CLIENT_UNKNOWN');
      assert.match(told.reason as string, /WHMCS client \d+: No account has this WHMCS client/);
      break;
    }
    assert.ok(Date.now() < until, 'it is told');
  }
  stack.insert('Account', { Name: '未知 花子', WH_Account__c: String(client.clientid) });
  await whmcs('UpdateInvoice', { invoiceid: String(invoiceid), status: 'Cancelled' });
  await rowWhen(`${INVOICE} WHERE WHMCS_Invoice_Id__c = ${String(invoiceid)}`, (row) => row.Status__c === 'Cancelled');
  assert.deepEqual(await unfinished(), []);
});

test('what is announced while the middleware is away comes with the next run of the cron of WHMCS', async () => {
  const made = makeOrder(stack, { lines: ['SIM Data 5 GB'] });
  stack.approve(made.orderId);
  await stack.orderWhen(made.orderId, isProvisioned);
  const invoice = await rowWhen(invoiceOf(made), () => true);
  await stack.middleware.stop();
  const invoiceid = String(invoice.WHMCS_Invoice_Id__c);
  await whmcs('AddInvoicePayment', {
    invoiceid,
    gateway: 'banktransfer',
    date: '2026-11-20 10:00:00',
    transid: 'late-1',
  });
  await stack.restart();
  await aim();
  await stack.whmcsLocal('POST', 'cron', {});
  await rowWhen(paymentOf(made), (row) => row.Payment_Status__c === 'Paid');
});

test('what was accepted while Salesforce was away is written when it is back', async () => {
  const { WHMCS_Invoice_Id__c: id } = await rowWhen(invoiceOf(order), () => true);
  await stack.orgLocal('POST', 'faults', { kind: 'http', path: '/composite', status: 503, times: 3 });
  await whmcs('UpdateInvoice', { invoiceid: String(id), status: 'Refunded' });
  await rowWhen(paymentOf(order), (row) => row.Payment_Status__c === 'Refunded', 15_000);
});

const HOUR_MS = 3_600_000;
const OUTAGES: readonly { what: string; down: () => Promise<unknown>; up: () => Promise<unknown> }[] = [
  {
    what: 'Salesforce',
    down: () => stack.orgLocal('POST', 'faults', { kind: 'http', status: 503, times: 1_000_000 }),
    up: () => stack.orgLocal('DELETE', 'faults'),
  },
  {
    what: 'WHMCS’s API',
    down: () => stack.whmcsLocal('POST', 'faults', { action: '*', kind: 'status', status: 503, times: 'always' }),
    up: () => stack.whmcsLocal('DELETE', 'faults'),
  },
];
for (const { what, down, up } of OUTAGES) {
  test(`an hour without ${what}: hooks are accepted meanwhile, and all of it is written afterwards`, async () => {
    const made = makeOrder(stack, { lines: ['SIM Data 5 GB'] });
    stack.approve(made.orderId);
    await stack.orderWhen(made.orderId, isProvisioned);
    const { WHMCS_Invoice_Id__c: id } = await rowWhen(invoiceOf(made), (row) => row.Status__c === 'Unpaid');
    await idle();
    await down();
    await payOnItsPage(String(id));
    const { deliveries } = await stack.whmcsLocal<{ deliveries: Row[] }>('GET', 'hooks/deliveries');
    assert.equal(deliveries.at(-1)!.status, 202, 'the hook was taken');
    await stack.orgLocal('POST', 'clock', { advanceMs: HOUR_MS });
    await stack.whmcsLocal('POST', 'clock', { advanceMs: HOUR_MS });
    assert.equal(stack.query(paymentOf(made))[0]!.Payment_Status__c, 'Unpaid');
    await up();
    await rowWhen(paymentOf(made), (row) => row.Payment_Status__c === 'Paid', 20_000);
    assert.equal(stack.query(invoiceOf(made)).length, 1);
  });
}

test('without hooks a sweep finds payments, parts of them and services that have changed; one that finds nothing writes nothing', async () => {
  await stack.whmcsLocal('DELETE', 'hooks');
  const made = makeOrder(stack, { lines: ['SIM Data 5 GB'] });
  await stack.restart({ BILLING_SWEEP_INTERVAL_MS: '1000' });
  await stack.ready();
  stack.approve(made.orderId);
  await stack.orderWhen(made.orderId, isProvisioned);
  const invoice = await rowWhen(invoiceOf(made), () => true);
  const payment = {
    invoiceid: String(invoice.WHMCS_Invoice_Id__c),
    gateway: 'banktransfer',
    date: '2026-11-20 10:00:00',
  };
  await whmcs('AddInvoicePayment', { ...payment, transid: 'part-2', amount: '100' });
  await rowWhen(paymentOf(made), (row) => row.Payment_Status__c === 'Partially Paid');
  await payOnItsPage(payment.invoiceid);
  await rowWhen(paymentOf(made), (row) => row.Payment_Status__c === 'Paid');
  const soql = `SELECT Service_Status__c, WHMCS_Service_ID__c FROM Opportunity WHERE Id = '${made.opportunityId}'`;
  const { WHMCS_Service_ID__c: serviceid } = await rowWhen(soql, (row) => row.Service_Status__c === 'Active');
  await whmcs('ModuleSuspend', { serviceid: String(serviceid), suspendreason: 'overdue' });
  await rowWhen(soql, (row) => row.Service_Status__c === 'Suspended');
  await idle();
  const written = await writes();
  const calls = await sweepCalls();
  const until = Date.now() + 5000;
  while ((await sweepCalls()) < calls + 4) {
    assert.ok(Date.now() < until, 'it sweeps again');
    await sleep(20);
  }
  await idle();
  assert.equal(await writes(), written);
});

/** Presses Pay on the page that the local WHMCS shows of an invoice. */
async function payOnItsPage(whmcsInvoiceId: string): Promise<void> {
  const { origin } = stack.whmcs;
  const body = new URLSearchParams({ do: 'pay' });
  const sent = { method: 'POST', headers: { origin }, body, redirect: 'manual' } as const;
  assert.equal((await fetch(`${origin}/invoices/${whmcsInvoiceId}`, sent)).status, 303);
}

/** Lists of invoices that WHMCS was asked for. */
async function sweepCalls(): Promise<number> {
  const text = await (await stack.ask('/metrics')).text();
  return Number(/^portway_call_seconds_count\{.*kind="GetInvoices".*\} (\d+)$/m.exec(text)?.[1] ?? 0);
}

/** Nothing is left to be read. */
async function idle(): Promise<void> {
  const until = Date.now() + 5000;
  while (!/^portway_billing_due 0$/m.test(await (await stack.ask('/metrics')).text())) {
    assert.ok(Date.now() < until, 'the work ends');
    await sleep(20);
  }
}

async function writes(): Promise<number> {
  const text = await (await stack.ask('/metrics')).text();
  const lines = text.split('\n').filter((line) => line.startsWith('portway_billing_records_written_total{'));
  return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}
