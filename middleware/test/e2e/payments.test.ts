// A customer's "Pay", the whole way: the page's Apex, its signed request, WHMCS's sign-on, and Paid coming back.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { PortalVisitor } from '../../../scripts/demo/portal-visitor.ts';
import { makeOrder } from './sample.ts';
import { APEX_SIGNING_SECRET, isProvisioned, startStack, type Row, type Stack } from './stack.ts';

const WEBHOOK_SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
let stack: Stack;
let payer: PortalVisitor;
let invoice: Row;

before(async () => {
  stack = await startStack({
    env: {
      WHMCS_WEBHOOK_SECRETS: WEBHOOK_SECRET,
      WHMCS_SSO_IDENTIFIER: 'local-sign-on',
      WHMCS_SSO_SECRET: 'local-sign-on-secret',
      SALESFORCE_SIGNING_SECRETS: APEX_SIGNING_SECRET,
    },
  });
  await stack.ready();
  await aim();
  payer = await customer('hana');
  invoice = await billedInvoice('hana');
});
after(() => stack.close());

/** Lets WHMCS's hooks reach the middleware, which has another port after each start. */
const aim = (): Promise<unknown> =>
  stack.whmcsLocal('PUT', 'hooks', { url: `${stack.middleware.origin}/webhooks/whmcs`, secrets: [WEBHOOK_SECRET] });

const emailOf = (name: string): string => `${name}@example.test`;

/** Somebody who has registered on the customer site and signed in. */
async function customer(name: string): Promise<PortalVisitor> {
  const visitor = new PortalVisitor(stack.org.origin);
  const applicant = { lastName: 'Sample', firstName: name, phone: '03-0000-0101', language: 'en' };
  await visitor.call('RegistrationController', 'signUp', { applicant: { ...applicant, email: emailOf(name) } });
  const mails = await stack.orgLocal<{ to: string[]; text: string }[]>('GET', 'mails');
  const mail = mails.findLast(({ to }) => to.includes(emailOf(name)));
  await visitor.setPassword(/https?:\/\/\S+setpassword\S+/.exec(mail!.text)![0], 'portway test 1');
  return visitor;
}

/** The first invoice of an order that went live for this customer. */
async function billedInvoice(name: string): Promise<Row> {
  const [contact] = stack.query(`SELECT Id, AccountId FROM Contact WHERE Email = '${emailOf(name)}'`);
  const { orderId } = makeOrder(stack, { lines: ['SIM Data 5 GB'], accountId: contact!.AccountId as string });
  stack.update('Order', orderId, { BillToContactId: contact!.Id });
  stack.approve(orderId);
  await stack.orderWhen(orderId, isProvisioned);
  return invoiceWhen(`Order__c = '${orderId}'`, () => true);
}

async function invoiceWhen(where: string, isDone: (row: Row) => boolean, withinMs = 5000): Promise<Row> {
  for (const until = Date.now() + withinMs; ; await sleep(20)) {
    const [row] = stack.query(`SELECT Id, WHMCS_Invoice_Id__c, Status__c FROM Invoice__c WHERE ${where}`);
    if (row && isDone(row)) return row;
    assert.ok(Date.now() < until, `still ${JSON.stringify(row)}`);
  }
}

interface Health {
  readonly systems: readonly { readonly name: string; readonly isUsable: boolean }[];
  readonly warnings: readonly string[];
}

async function healthWhen(what: string, isSo: (health: Health) => boolean): Promise<void> {
  for (const until = Date.now() + 10_000; ; await sleep(20)) {
    if (isSo((await (await stack.ask('/health/ready')).json()) as Health)) return;
    assert.ok(Date.now() < until, what);
  }
}

/** Events need not flow for a customer to pay. */
const whmcsChecked = (): Promise<void> =>
  healthWhen('WHMCS is checked', ({ systems }) => systems.some(({ name, isUsable }) => name === 'whmcs' && isUsable));

const pageFor = (visitor: PortalVisitor, invoiceId: unknown): Promise<string> =>
  visitor.call<string>('InvoiceController', 'getPaymentPage', { invoiceId });

/** Follows the address as a browser does. @returns WHMCS's session cookie and where it leads */
async function open(address: string): Promise<{ status: number; cookie: string; location: URL }> {
  const { status, headers } = await fetch(address, { redirect: 'manual' });
  const cookie = headers.get('set-cookie')?.split(';')[0] ?? '';
  return { status, cookie, location: new URL(headers.get('location') ?? '/', address) };
}

/** Presses "Pay" on the invoice's page, as its form does. */
const pay = (page: URL, cookie: string): Promise<Response> =>
  fetch(page, { method: 'POST', headers: { cookie, origin: page.origin }, redirect: 'manual' });

test("the address opens the customer's invoice in WHMCS, signed in, once; paid there, it is Paid in Salesforce", async () => {
  const address = await pageFor(payer, invoice.Id);
  assert.ok(address.startsWith(`${stack.whmcs.origin}/`), 'an address of WHMCS');
  const { status, cookie, location } = await open(address);
  assert.equal(status, 302);
  assert.equal(location.search, `?id=${String(invoice.WHMCS_Invoice_Id__c)}`);
  const page = await fetch(location, { headers: { cookie } });
  assert.equal(page.status, 200);
  assert.match(await page.text(), new RegExp(`Your invoice ${String(invoice.WHMCS_Invoice_Id__c)}\\b[^]*Pay `));
  assert.equal((await open(address)).status, 403, 'it works once');

  const paid = await pay(location, cookie);
  assert.equal(paid.status, 303);
  await invoiceWhen(`Id = '${invoice.Id as string}'`, ({ Status__c }) => Status__c === 'Paid', 2000);
  await assert.rejects(pageFor(payer, invoice.Id), /There is nothing to pay/);
});

test("another customer's invoice is not found, by customers and by guests", async () => {
  const other = await customer('jiro');
  const unpaid = await billedInvoice('hana');
  const guest = new PortalVisitor(stack.org.origin);
  await assert.rejects(pageFor(other, unpaid.Id), /could not find/);
  await assert.rejects(pageFor(guest, unpaid.Id));
});

test('an invoice that was settled a moment ago in WHMCS is refused by what WHMCS says', async () => {
  await stack.whmcsLocal('DELETE', 'hooks');
  const late = await billedInvoice('hana');
  const address = await pageFor(payer, late.Id);
  const { cookie, location } = await open(address);
  assert.equal((await pay(location, cookie)).status, 303);
  await assert.rejects(pageFor(payer, late.Id), /There is nothing to pay/);
  await aim();
});

test('what is down or not set up is told in words, and comes back', async () => {
  const unpaid = await billedInvoice('hana');
  await stack.restart({ SALESFORCE_SIGNING_SECRETS: `whsec_${Buffer.alloc(32, 8).toString('base64')}` });
  await whmcsChecked();
  await assert.rejects(pageFor(payer, unpaid.Id), /cannot be paid online at the moment/, 'another secret');
  await stack.restart({
    SALESFORCE_SIGNING_SECRETS: APEX_SIGNING_SECRET,
    WHMCS_SSO_IDENTIFIER: '',
    WHMCS_SSO_SECRET: '',
  });
  await whmcsChecked();
  await assert.rejects(pageFor(payer, unpaid.Id), /not available just now/, 'no credential to sign on');
  await stack.restart({ WHMCS_SSO_IDENTIFIER: 'local-identifier', WHMCS_SSO_SECRET: 'local-secret' });
  await whmcsChecked();
  await assert.rejects(pageFor(payer, unpaid.Id), /not available just now/, 'one that may not sign on');
  await healthWhen('the operator is told', ({ warnings }) =>
    warnings.some((warning) => warning.startsWith('payments: WHMCS_ROLE_DENIED')),
  );
  await stack.middleware.stop();
  await assert.rejects(pageFor(payer, unpaid.Id), /not available just now/, 'nobody there');
  await stack.restart({ WHMCS_SSO_IDENTIFIER: 'local-sign-on', WHMCS_SSO_SECRET: 'local-sign-on-secret' });
  await whmcsChecked();
  assert.ok((await pageFor(payer, unpaid.Id)).startsWith(stack.whmcs.origin));
});
