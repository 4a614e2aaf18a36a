// The sample customers of the local org and the clients of the local WHMCS are the same people with the same services and bills.
// What `npm run drift` compares, without starting the stack.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { join } from 'node:path';
import { readSampleOrg } from '../../../local/src/salesforce/config.ts';
import { startLocalOrg } from '../../../local/src/salesforce/main.ts';
import type { Row } from '../../../local/src/salesforce/schema/schema.ts';
import type { RunningLocalOrg } from '../../../local/src/salesforce/serve.ts';
import { isOverdue, totalOf } from '../../../local/src/whmcs/billing/invoices.ts';
import { Installation } from '../../../local/src/whmcs/model/installation.ts';
import { readClientSeeds, readInstallationConfig } from '../../../local/src/whmcs/model/read-config.ts';

const ROOT = join(import.meta.dirname, '../../..');
const sample = (name: string): string => join(ROOT, 'config/sample-data', name);
const readJson = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8')) as unknown;

/** One time for both, so that midnight cannot come between them. */
const NOW = Date.now();
let org: RunningLocalOrg;
let whmcs: Installation;

before(async () => {
  const options = await readSampleOrg(join(ROOT, 'config/local-org.json'), {});
  const files = { projectDir: ROOT, dataFiles: [sample('plan.json')], historyFile: sample('customers.json') };
  org = await startLocalOrg({ ...options, ...files, clock: () => NOW, port: 0, pubsubPort: 0 });
  const installation = readInstallationConfig(readJson(join(ROOT, 'config/whmcs-sample.json')));
  const more = readClientSeeds(readJson(sample('whmcs-clients.json')), 'whmcs-clients.json');
  const config = { ...installation, clients: [...installation.clients, ...more] };
  whmcs = new Installation({ config, now: () => NOW, stopping: new AbortController().signal });
});
after(() => org.close());

const rows = (type: string): Row[] => [...org.org.store.all(type)];
const having = (type: string, field: string): Row[] => rows(type).filter((row) => row[field] !== null);

test('an account that names a client is that client’s, by number and address', () => {
  const accounts = having('Account', 'WH_Account__c');
  assert.equal(accounts.length, 1);
  for (const account of accounts) {
    const client = whmcs.books.clients.get(Number(account.WH_Account__c))!;
    const [contact] = org.org.store.find('Contact', 'AccountId', String(account.Id));
    assert.equal(client.email, contact!.Email);
    assert.equal(client.customFields.get(4), account.SF_Account_No__c);
  }
});

test('every invoice is in both, with the same amounts and state', () => {
  const inWhmcs = [...whmcs.books.invoices.all()].map((invoice) => ({
    id: invoice.id,
    client: String(invoice.clientId),
    status: isOverdue(whmcs, invoice) ? 'Overdue' : invoice.status,
    date: invoice.date,
    dueDate: invoice.dueDate,
    total: totalOf(invoice) / 100,
    lines: invoice.items.map(({ id, relId, amount, description }) => `${id} ${relId} ${amount / 100} ${description}`),
  }));
  const inSalesforce = rows('Invoice__c').map((invoice) => ({
    id: invoice.WHMCS_Invoice_Id__c,
    client: org.org.store.get('Account', String(invoice.Account__c))!.WH_Account__c,
    status: invoice.Status__c,
    date: invoice.Issued_Date__c,
    dueDate: invoice.Due_Date__c,
    total: invoice.Total__c,
    lines: org.org.store
      .find('Invoice_Line__c', 'Invoice__c', String(invoice.Id))
      .map((line) =>
        [line.WHMCS_Line_Id__c, line.WHMCS_Service_ID__c, line.Amount__c, line.Description__c].map(String).join(' '),
      ),
  }));
  assert.deepEqual(inSalesforce, inWhmcs);
  assert.deepEqual([...new Set(inWhmcs.map(({ status }) => status))].sort(), ['Overdue', 'Paid', 'Unpaid']);
});

test('every service and every order is in both', () => {
  const services = [...whmcs.books.services.all()];
  const items = having('OrderItem', 'WHMCS_Service_ID__c');
  assert.deepEqual(
    items.map((item) => [item.WHMCS_Service_ID__c, item.Quantity, item.UnitPrice]),
    services.map(({ id, qty, firstPayment }) => [id, qty, firstPayment / qty / 100]),
  );
  assert.deepEqual(
    having('Order', 'WHMCS_Order_Id__c').map((order) => [order.WHMCS_Order_Id__c, order.Status]),
    [...whmcs.books.orders.all()].map(({ id }) => [id, 'Activated']),
  );
  const running = having('Opportunity', 'WHMCS_Service_ID__c').map((row) => [row.WHMCS_Service_ID__c, row.StageName]);
  assert.ok(running.length > 0);
  for (const [id, stage] of running)
    assert.deepEqual([whmcs.books.services.get(Number(id))!.status, stage], ['Active', 'Active']);
});

test('the sample customers sign in with the password of the file, and with no other', () => {
  const moments = readJson(sample('customers.json')) as { customers?: { username: string; password: string }[] }[];
  const customers = moments.flatMap((moment) => moment.customers ?? []);
  assert.equal(customers.length, 3);
  for (const { username, password } of customers) {
    const { userId } = org.org.userByName(username);
    assert.ok(org.org.passwords.check(userId, password), username);
    assert.ok(!org.org.passwords.check(userId, 'another-1'), username);
  }
});
