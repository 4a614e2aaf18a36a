// Salesforce and WHMCS compared over the real wires: nothing to say while all is well, each planted difference by its name.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { runDriftCommand } from '../../src/drift/cli.ts';
import type { Report } from '../../src/drift/report.ts';
import { itemsOf, makeOrder, type MadeOrder, type OrderWish } from './sample.ts';
import { isFailed, isProvisioned, OPERATOR_TOKEN, startStack, type Row, type Stack } from './stack.ts';

let stack: Stack;

before(async () => {
  stack = await startStack({ env: { DRIFT_SETTLE_MS: '0', BILLING_SWEEP_INTERVAL_MS: '1000' } });
  await stack.ready();
});
after(() => stack.close());

/** Runs a comparison and waits for its end. */
async function compare(wish: { topics?: string[]; mends?: boolean } = {}): Promise<Report> {
  const headers = { authorization: `Bearer ${OPERATOR_TOKEN}`, 'content-type': 'application/json' };
  const asked = await stack.ask('/operator/api/drift/runs', { method: 'POST', headers, body: JSON.stringify(wish) });
  assert.equal(asked.status, 202);
  const { runId } = (await asked.json()) as { runId: string };
  for (const until = Date.now() + 20_000; ; await sleep(30)) {
    const report = (await (await stack.ask(`/operator/api/drift/runs/${runId}`, { headers })).json()) as Report;
    if (report.run.state === 'done' || report.run.state === 'failed') return report;
    assert.ok(Date.now() < until, 'the comparison ends');
  }
}

function codesOf({ run, findings }: Report): string[] {
  assert.equal(run.state, 'done', run.reason ?? '');
  assert.equal((run.outcome as { leftOut: number }).leftOut, 0, 'nothing is hidden');
  return findings.map(({ code }) => code).sort();
}

async function rowWhen(soql: string, isDone: (row: Row) => boolean): Promise<Row> {
  for (const until = Date.now() + 15_000; ; await sleep(20)) {
    const [row] = stack.query(soql);
    if (row && isDone(row)) return row;
    assert.ok(Date.now() < until, `still ${JSON.stringify(row)}: ${soql}`);
  }
}

async function whmcs(action: string, fields: Record<string, string>): Promise<void> {
  const response = await fetch(stack.whmcs.apiUrl, {
    method: 'POST',
    body: new URLSearchParams({
      action,
      identifier: 'local-full-access',
      secret: 'local-full-secret',
      responsetype: 'json',
      ...fields,
    }),
  });
  const text = await response.text();
  assert.match(text, /"result":"success"/, text);
}

async function provisioned(lines: OrderWish['lines']): Promise<MadeOrder> {
  const made = makeOrder(stack, { lines });
  stack.approve(made.orderId);
  await stack.orderWhen(made.orderId, isProvisioned);
  await rowWhen(`SELECT WHMCS_Invoice_Id__c FROM Invoice__c WHERE Order__c = '${made.orderId}'`, () => true);
  await rowWhen(opportunityOf(made), (row) => row.Service_Status__c === 'Active');
  return made;
}

function opportunityOf({ opportunityId }: MadeOrder): string {
  return `SELECT WHMCS_Service_ID__c, Service_Status__c, StageName, WHMCS_Drift__c FROM Opportunity WHERE Id = '${opportunityId}'`;
}

function orderOf({ orderId }: MadeOrder): Row {
  return stack.query(`SELECT Id, WHMCS_Order_Id__c, WHMCS_Drift__c, Status FROM Order WHERE Id = '${orderId}'`)[0]!;
}

let order: MadeOrder;

test('an order that was provisioned, billed, paid, suspended and terminated shows no difference', async () => {
  order = await provisioned(['SIM Data 5 GB']);
  const ended = await provisioned(['SIM Data 5 GB']);
  const [invoice] = stack.query(`SELECT WHMCS_Invoice_Id__c FROM Invoice__c WHERE Order__c = '${ended.orderId}'`);
  await whmcs('AddInvoicePayment', {
    invoiceid: String(invoice!.WHMCS_Invoice_Id__c),
    gateway: 'banktransfer',
    date: '2026-11-20 10:00:00',
    transid: 'drift-1',
  });
  await rowWhen(
    `SELECT Status__c FROM Invoice__c WHERE Order__c = '${ended.orderId}'`,
    (row) => row.Status__c === 'Paid',
  );
  const { WHMCS_Service_ID__c: service } = stack.query(opportunityOf(ended))[0]!;
  await whmcs('ModuleSuspend', { serviceid: String(service) });
  await rowWhen(opportunityOf(ended), (row) => row.Service_Status__c === 'Suspended');
  assert.deepEqual(codesOf(await compare()), []);
  await whmcs('ModuleTerminate', { serviceid: String(service) });
  await rowWhen(opportunityOf(ended), (row) => row.Service_Status__c === 'Terminated');
  const report = await compare();
  assert.deepEqual(codesOf(report), []);
});

test('an order of several lines, fees, options and quantities shows no difference, nor does one that failed', async () => {
  await provisioned([
    'Home Internet 1G',
    'Internet Activation Fee',
    'Home Phone',
    { product: 'Static IP Address', quantity: 3, price: 250 },
  ]);
  const failed = makeOrder(stack, { lines: ['SIM Data 5 GB'], email: null });
  stack.approve(failed.orderId);
  await stack.orderWhen(failed.orderId, isFailed);
  assert.deepEqual(codesOf(await compare()), []);
});

test('a write-back that is missing is reported, marked on the order, mended through the ledger, and gone', async () => {
  const before = orderOf(order);
  const item = itemsOf(stack, order.orderId)[0]!;
  stack.update('Order', order.orderId, { WHMCS_Order_Id__c: null });
  stack.update('OrderItem', item.Id as string, { WHMCS_Service_ID__c: null });
  const report = await compare();
  assert.deepEqual(codesOf(report), ['OrderWriteBackMissing']);
  assert.match(String(orderOf(order).WHMCS_Drift__c), /^OrderWriteBackMissing: Order \d+ is WHMCS order \d+/);
  assert.equal(orderOf(order).WHMCS_Order_Id__c, null);
  await compare({ mends: true });
  await rowWhen(
    `SELECT WHMCS_Order_Id__c FROM Order WHERE Id = '${order.orderId}'`,
    (row) => row.WHMCS_Order_Id__c === before.WHMCS_Order_Id__c,
  );
  assert.deepEqual(itemsOf(stack, order.orderId)[0], item);
  await sleep(300);
  assert.deepEqual(codesOf(await compare({ mends: true })), []);
  assert.deepEqual(orderOf(order), before);
});

test('the command prints the report, by the running service or by itself, and ends with what it found', async () => {
  const made = await provisioned(['SIM Data 5 GB']);
  const whmcsOrderId = orderOf(made).WHMCS_Order_Id__c;
  const run = async (...args: string[]): Promise<{ code: number; text: string }> => {
    const lines: string[] = [];
    const env = { ...stack.env, PORT: new URL(stack.middleware.origin).port };
    const code = await runDriftCommand(
      args,
      env,
      (line) => void lines.push(line),
      () => undefined,
    );
    return { code, text: lines.join('\n') };
  };
  const well = await run();
  assert.equal(well.code, 0, well.text);
  assert.match(well.text, /Salesforce and WHMCS say the same\./);
  stack.update('Order', made.orderId, { WHMCS_Order_Id__c: null });
  const differs = await run('--only', 'orders');
  assert.equal(differs.code, 1);
  assert.match(
    differs.text,
    /^Orders\n\n {2}OrderWriteBackMissing \(1\)\n {4}Order \d+ is WHMCS order \d+, but has no WHMCS Order ID\n {4}→ Run it with --mend/m,
  );
  assert.match(differs.text, /Can safely be mended: 1\./);
  assert.equal((await run('--only', 'invoices')).code, 0);
  await stack.middleware.stop();
  const json = await run('--json');
  assert.equal(json.code, 1);
  assert.deepEqual(codesOf(JSON.parse(json.text) as Report), ['OrderWriteBackMissing']);
  assert.equal(orderOf(made).WHMCS_Order_Id__c, null);
  assert.match((await run('--mend')).text, /Being mended: 1\./);
  assert.equal(orderOf(made).WHMCS_Order_Id__c, whmcsOrderId);
  assert.equal((await run()).code, 0);
  assert.equal(orderOf(made).WHMCS_Drift__c, null);
  assert.equal((await run('--only', 'weather')).code, 2);
  assert.match((await run('--help')).text, /^usage: npm run drift/);
  const unusable = await runDriftCommand([], {}, () => undefined);
  assert.equal(unusable, 2);
  await stack.restart();
  await stack.ready();
});
