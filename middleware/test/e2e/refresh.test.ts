// What an opportunity sells is looked up in WHMCS when it is won or somebody asks, and its account's invoices come along.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeOrder } from './sample.ts';
import { startStack, type Row, type Stack } from './stack.ts';
import { askWhmcs } from './whmcs-admin.ts';

let stack: Stack;
/** Won, and its events lost. */
let unannounced: Made;
let wonAt: number;
const UNCOUNTED = 'Available: WHMCS counts no stock of these products.';

/** Products of the sample catalogue, with WHMCS's ids. */
const PHONE = { name: 'Home Phone', pid: 141 };
const INTERNET = { name: 'Home Internet 1G', pid: 101 };

before(async () => {
  stack = await startStack({ env: { WHMCS_STOCK_PRODUCT_IDS: '101' } });
  await stack.ready();
  await stack.orgLocal('POST', 'faults', { kind: 'loseEvents', times: 2 });
  unannounced = makeSale([[PHONE.name, 1]]);
  win(unannounced);
  wonAt = Date.now();
});
after(() => stack.close());

const setStock = (pid: number, quantity?: number): Promise<unknown> =>
  stack.whmcsLocal('PUT', 'stock', { pid, ...(quantity !== undefined && { quantity }) });

interface Made {
  readonly opportunityId: string;
  readonly accountId: string;
}

let count = 0;

function makeSale(lines: readonly (readonly [product: string, quantity: number])[], account: Row = {}): Made {
  const name = `在庫 ${++count}郎`;
  const accountId = stack.insert('Account', { Name: name, ...account });
  const [pricebook] = stack.query('SELECT Id FROM Pricebook2 WHERE IsStandard = false LIMIT 1');
  const opportunityId = stack.insert('Opportunity', {
    Name: name,
    AccountId: accountId,
    StageName: 'Post Processing',
    CloseDate: '2026-12-31',
    Pricebook2Id: pricebook!.Id,
  });
  addLines(opportunityId, lines);
  return { opportunityId, accountId };
}

function addLines(opportunityId: string, lines: readonly (readonly [product: string, quantity: number])[]): void {
  const [pricebook] = stack.query('SELECT Id FROM Pricebook2 WHERE IsStandard = false LIMIT 1');
  for (const [product, quantity] of lines) {
    const [entry] = stack.query(
      `SELECT Id FROM PricebookEntry WHERE Pricebook2Id = '${pricebook!.Id as string}' AND Product2.Name = '${product}'`,
    );
    stack.insert('OpportunityLineItem', {
      OpportunityId: opportunityId,
      PricebookEntryId: entry!.Id,
      Quantity: quantity,
      UnitPrice: 100,
    });
  }
}

const win = ({ opportunityId }: Made): void => stack.update('Opportunity', opportunityId, { StageName: 'Active' });
const ask = ({ opportunityId }: Made): void =>
  stack.update('Opportunity', opportunityId, { Refresh_From_WHMCS__c: true });

async function eventually<T>(read: () => T | Promise<T>, isDone: (value: T) => boolean, withinMs = 8000): Promise<T> {
  const until = Date.now() + withinMs;
  for (;;) {
    const value = await read();
    if (isDone(value)) return value;
    assert.ok(Date.now() < until, `still ${JSON.stringify(value)}; ${JSON.stringify(await unfinished())}`);
    await sleep(20);
  }
}

async function unfinished(): Promise<Row[]> {
  const headers = { authorization: 'Bearer test-operator-token' };
  const reply = await stack.ask('/operator/api/billing/unfinished', { headers });
  return ((await reply.json()) as { unfinished: Row[] }).unfinished;
}

const EVENT = 'BillingRefreshRequested__e';
const publish = (kind: string, recordId: string): unknown =>
  stack.insert(EVENT, { Kind__c: kind, RecordId__c: recordId, Version__c: 1 });

async function figure(line: RegExp): Promise<number> {
  return Number(line.exec(await (await stack.ask('/metrics')).text())?.[1] ?? 0);
}

/** Queries for what opportunities sell. */
const reads = (): Promise<number> => figure(/^portway_call_seconds_count\{.*kind="availability-read".*\} (\d+)$/m);

const saleOf = ({ opportunityId }: Made): Row =>
  stack.query(
    `SELECT Availability_Summary__c, Stock_Checked_Date_Time__c FROM Opportunity WHERE Id = '${opportunityId}'`,
  )[0]!;
const linesOf = ({ opportunityId }: Made): Row[] =>
  stack.query(
    'SELECT In_Stock__c, Stock_Quantity__c, Stock_Checked_Date_Time__c FROM OpportunityLineItem ' +
      `WHERE OpportunityId = '${opportunityId}' ORDER BY Id`,
  );
const checked = (made: Made) =>
  eventually(
    () => saleOf(made),
    (sale) => sale.Stock_Checked_Date_Time__c !== null,
  );

test('an opportunity that is won says what is in stock, line by line and in words', async () => {
  await setStock(INTERNET.pid, 1);
  await setStock(PHONE.pid);
  const sale = makeSale([
    [INTERNET.name, 3],
    [PHONE.name, 1],
  ]);
  win(sale);
  const { Availability_Summary__c: summary } = await checked(sale);
  assert.equal(summary, 'Home Internet 1G: 2 missing (1 of 3 in stock)');
  const [internet, phone] = linesOf(sale);
  assert.deepEqual([internet!.In_Stock__c, internet!.Stock_Quantity__c], [false, 1]);
  assert.deepEqual([phone!.In_Stock__c, phone!.Stock_Quantity__c], [true, null]);
  assert.ok(internet!.Stock_Checked_Date_Time__c && phone!.Stock_Checked_Date_Time__c);
});

test('a refresh that is asked for reads stock anew', async () => {
  await setStock(INTERNET.pid, 5);
  const sale = makeSale([[INTERNET.name, 2]]);
  win(sale);
  const first = await checked(sale);
  assert.equal(first.Availability_Summary__c, 'All in stock.');
  await setStock(INTERNET.pid, 0);
  ask(sale);
  await eventually(
    () => saleOf(sale),
    ({ Availability_Summary__c: summary }) => summary === 'Home Internet 1G: 2 missing (0 of 2 in stock)',
  );
  assert.deepEqual([linesOf(sale)[0]!.In_Stock__c, linesOf(sale)[0]!.Stock_Quantity__c], [false, 0]);
});

test('an event that comes twice is worked once', async () => {
  await setStock(INTERNET.pid, 5);
  const sale = makeSale([[INTERNET.name, 1]]);
  win(sale);
  await checked(sale);
  const before = await reads();
  await stack.orgLocal('POST', 'faults', { kind: 'duplicateEvents', type: EVENT, count: 2 });
  await eventually(
    () => figure(/^portway_events_total\{topic="BillingRefreshRequested__e",kind="duplicate"\} (\d+)$/m),
    (duplicates) => duplicates === 2,
  );
  await eventually(
    () => figure(/^portway_billing_due (\d+)$/m),
    (due) => due === 0,
  );
  assert.equal(await reads(), before);
});

test('while WHMCS is away a refresh waits, and is done when it is back', async () => {
  await stack.whmcsLocal('POST', 'faults', { action: '*', kind: 'status', status: 503, times: 1000 });
  const sale = makeSale([[INTERNET.name, 1]]);
  win(sale);
  await sleep(500);
  assert.equal(saleOf(sale).Stock_Checked_Date_Time__c, null);
  await stack.whmcsLocal('DELETE', 'faults');
  await eventually(
    () => saleOf(sale),
    (row) => row.Stock_Checked_Date_Time__c !== null,
    20_000,
  );
  assert.deepEqual(
    (await unfinished()).filter(({ kind }) => kind === 'availability'),
    [],
  );
});

test('the account’s invoices come along', async () => {
  const client = await askWhmcs(stack, 'AddClient', {
    firstname: '花子',
    lastname: '在庫',
    email: 'zaiko@example.test',
    address1: '見本町1',
    city: '架空市',
    state: '東京都',
    postcode: '000-0001',
    country: 'JP',
    phonenumber: '0300000000',
    password2: 'not-a-real-one-1',
  });
  const invoiceIds: string[] = [];
  for (let n = 0; n < 3; n++) {
    const { invoiceid } = await askWhmcs(stack, 'CreateInvoice', {
      userid: String(client.clientid),
      status: 'Unpaid',
      itemdescription1: `Visit ${n}`,
      itemamount1: '1000',
      itemtaxed1: '0',
      itemdescription2: 'Travel',
      itemamount2: '500',
      itemtaxed2: '0',
      duedate: '2030-01-01',
    });
    invoiceIds.push(String(invoiceid));
  }
  const sale = makeSale([], { WH_Account__c: String(client.clientid) });
  win(sale);
  const soql = `SELECT WHMCS_Invoice_Id__c, Total__c FROM Invoice__c WHERE Account__c = '${sale.accountId}'`;
  const invoices = await eventually(
    () => stack.query(soql),
    (rows) => rows.length === 3,
  );
  assert.deepEqual(invoices.map((row) => String(row.WHMCS_Invoice_Id__c)).sort(), invoiceIds.sort());

  // A line taken out of an invoice goes.
  const lines = `SELECT WHMCS_Line_Id__c, Description__c FROM Invoice_Line__c WHERE Invoice__r.WHMCS_Invoice_Id__c = ${invoiceIds[0]!}`;
  const travel = stack.query(lines).find((line) => line.Description__c === 'Travel')!;
  await askWhmcs(stack, 'UpdateInvoice', {
    invoiceid: invoiceIds[0]!,
    'deletelineids[0]': String(travel.WHMCS_Line_Id__c),
  });
  ask(sale);
  const left = await eventually(
    () => stack.query(lines),
    (rows) => rows.length === 1,
  );
  assert.match(left[0]!.Description__c as string, /^Visit/);
});

test('an account without a WHMCS client, and a record that is gone, are told in words and not tried over and over', async () => {
  const sale = makeSale([[PHONE.name, 1]]);
  const gone = makeSale([]);
  stack.org.org.transact(stack.org.org.userByName('admin@portway.example.test'), (tx) =>
    stack.org.org.save(tx, {
      operation: 'delete',
      records: [{ type: 'Opportunity', id: gone.opportunityId, values: {} }],
      allOrNone: true,
      access: 'system',
    }),
  );
  publish('Availability', gone.opportunityId);
  win(sale);
  const told = await eventually(unfinished, (rows) =>
    [sale.accountId, gone.opportunityId].every((id) => rows.some(({ recordId }) => recordId === id)),
  );
  const accountRow = told.find(({ recordId }) => recordId === sale.accountId)!;
  assert.equal(accountRow.code, 'CLIENT_MISSING');
  assert.match(accountRow.reason as string, /^Account 001\w+ ‘在庫 \d+郎’: The account has no WHMCS client yet/);
  assert.equal(accountRow.attempts, 1);
  assert.ok(Date.parse(accountRow.nextAttemptAt as string) > Date.now() + 3_600_000);
  assert.equal(told.find(({ recordId }) => recordId === gone.opportunityId)!.code, 'RECORD_UNKNOWN');
});

test('an event nobody can use is set aside, and the next ones are worked', async () => {
  publish('Weather', '0065g00000AbCdEAAV');
  const sale = makeSale([]);
  win(sale);
  assert.equal((await checked(sale)).Availability_Summary__c, 'No products on this opportunity.');
  const headers = { authorization: 'Bearer test-operator-token' };
  const { events } = (await (await stack.ask('/operator/api/events/poisoned', { headers })).json()) as {
    events: Row[];
  };
  assert.ok(events.some(({ topic, problem }) => topic === EVENT && /Weather/.test(String(problem))));
});

test('a sale whose order has been provisioned is not short of what that order took', async () => {
  await setStock(INTERNET.pid, 1);
  const order = makeOrder(stack, { lines: [INTERNET.name] });
  addLines(order.opportunityId, [[INTERNET.name, 1]]);
  stack.approve(order.orderId);
  const sale = await checked(order);
  assert.equal(sale.Availability_Summary__c, 'Ordered from WHMCS already; the lines say what it has left.');
  assert.deepEqual([linesOf(order)[0]!.In_Stock__c, linesOf(order)[0]!.Stock_Quantity__c], [true, 0]);
  // The new client's number may come after the opportunity's stage: nobody is told that it is missing.
  await eventually(
    () => stack.query(`SELECT Id FROM Invoice__c WHERE Account__c = '${order.accountId}'`),
    (invoices) => invoices.length === 1,
  );
  assert.ok((await unfinished()).every(({ recordId }) => recordId !== order.accountId));
});

test('when the cursor is lost a sweep finds what no event asked for', async () => {
  // What was won in the last ten seconds, by a clock known to a second or two, the sweep leaves to its event.
  await sleep(Math.max(0, wonAt + 13_000 - Date.now()));
  assert.equal(saleOf(unannounced).Stock_Checked_Date_Time__c, null);
  await stack.orgLocal('POST', 'faults', { kind: 'corruptReplayIds' });
  await stack.orgLocal('POST', 'faults', { kind: 'dropStreams' });
  assert.equal((await checked(unannounced)).Availability_Summary__c, UNCOUNTED);
  // One whose stamps are within a second of each other may be asked for once more.
  assert.ok((await figure(/^portway_refreshes_swept_total (\d+)$/m)) >= 1);
});
