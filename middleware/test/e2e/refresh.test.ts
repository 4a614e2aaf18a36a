// What an opportunity sells is looked up in WHMCS when it is won or somebody asks, and its account's invoices come along.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startStack, type Row, type Stack } from './stack.ts';

let stack: Stack;

/** Products of the sample catalogue, with WHMCS's ids. */
const PHONE = { name: 'Home Phone', pid: 141 };
const INTERNET = { name: 'Home Internet 1G', pid: 101 };

before(async () => {
  stack = await startStack({ env: { WHMCS_STOCK_PRODUCT_IDS: '101' } });
  await stack.ready();
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
  return { opportunityId, accountId };
}

const win = ({ opportunityId }: Made): void => stack.update('Opportunity', opportunityId, { StageName: 'Active' });
const _ask = ({ opportunityId }: Made): void =>
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

const saleOf = ({ opportunityId }: Made): Row =>
  stack.query(
    `SELECT Availability_Summary__c, Stock_Checked_Date_Time__c FROM Opportunity WHERE Id = '${opportunityId}'`,
  )[0]!;
const linesOf = ({ opportunityId }: Made): Row[] =>
  stack.query(
    'SELECT In_Stock__c, Stock_Quantity__c, Stock_Checked_Date_Time__c FROM OpportunityLineItem ' +
      `WHERE OpportunityId = '${opportunityId}' ORDER BY Id`,
  );
const checked = (made: Made, differsFrom: unknown = null) =>
  eventually(
    () => saleOf(made),
    (sale) => sale.Stock_Checked_Date_Time__c !== null && sale.Stock_Checked_Date_Time__c !== differsFrom,
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
