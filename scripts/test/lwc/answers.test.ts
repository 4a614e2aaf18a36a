// What pages are typed to receive, against what they do receive: Apex leaves out what is null, so a property that can be null must
// say so in its comment (scripts/lwc/apex-types.ts makes it optional then). Asked as the sample customers, and as one of whom customer
// service recorded no more than the platform demands.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { join } from 'node:path';
import { readSampleOrg } from '../../../local/src/salesforce/config.ts';
import { startLocalOrg } from '../../../local/src/salesforce/main.ts';
import type { RunningLocalOrg } from '../../../local/src/salesforce/serve.ts';
import { apexSources } from '../../check/apex/sources.ts';
import { readSourceTree } from '../../check/source-tree.ts';
import { isOptional, pageModel, type PageClass, type PageModel } from '../../lwc/apex-types.ts';

const ROOT = join(import.meta.dirname, '../../..');
const HANAKO = 'hanako@example.test';
const ROBIN = 'robin@example.test';
const CUSTOMERS = [HANAKO, 'taro@example.test', ROBIN];
const GUEST = '';

let org: RunningLocalOrg;
let model: PageModel;

before(async () => {
  model = pageModel(apexSources(readSourceTree(ROOT)).sources);
  const options = await readSampleOrg(join(ROOT, 'config/local-org.json'), {});
  const files = { projectDir: ROOT, dataFiles: planFiles(), historyFile: sample('customers.json') };
  org = await startLocalOrg({ ...options, ...files, port: 0, pubsubPort: 0 });
  recordLittleOf(ROBIN);
});
after(() => org.close());

const sample = (name: string): string => join(ROOT, 'config/sample-data', name);
const planFiles = (): string[] => [sample('plan.json'), sample('knowledge-plan.json')];

/** An order, a service, an invoice and a case with nothing but what is required, and no name or number of the person. */
function recordLittleOf(username: string): void {
  const { ContactId, AccountId } = rowsOf('User', 'Username', username)[0]!;
  save('update', 'Contact', { FirstName: null, Email: null, Phone: null }, String(ContactId));
  save('insert', 'Case', { AccountId });
  save('insert', 'Opportunity', { AccountId, Name: 'Sold by hand', StageName: 'Active', CloseDate: '2026-01-31' });
  const pricebookId = rowsOf('Pricebook2', 'Name', 'Portal')[0]!.Id;
  const order = { AccountId, EffectiveDate: '2026-01-31', Status: 'Pending Review', Pricebook2Id: pricebookId };
  save('insert', 'Order', order);
  const product = save('insert', 'Product2', { Name: 'Bare', IsActive: true });
  const standard = [...org.org.store.all('Pricebook2')].find(({ IsStandard }) => IsStandard === true)!.Id;
  const price = { Product2Id: product, UnitPrice: 100, IsActive: true };
  save('insert', 'PricebookEntry', { ...price, Pricebook2Id: standard! });
  const entry = save('insert', 'PricebookEntry', { ...price, Pricebook2Id: pricebookId! });
  save('insert', 'OrderItem', {
    OrderId: save('insert', 'Order', order),
    PricebookEntryId: entry,
    Quantity: 1,
    UnitPrice: 100,
  });
  // The middleware always writes these.
  const amounts = { Subtotal__c: 100, Tax__c: 0, Total__c: 100, Balance__c: 100, Currency_Code__c: 'JPY' };
  const facts = { Account__c: AccountId, WHMCS_Invoice_Id__c: 1, Status__c: 'Unpaid', ...amounts };
  const invoice = save('insert', 'Invoice__c', facts);
  save('insert', 'Invoice_Line__c', { Invoice__c: invoice, Amount__c: 100 });
}

const rowsOf = (type: string, field: string, value: string) => org.org.store.find(type, field, value);

function save(operation: 'insert' | 'update', type: string, values: Record<string, unknown>, id?: string): string {
  const { org: built } = org;
  const admin = built.userByName('admin@portway.example.test');
  const records = [{ type, values, ...(id && { id }) }];
  const [result] = built.transact(admin, (tx) =>
    built.save(tx, { operation, records, allOrNone: true, access: 'system' }),
  );
  assert.ok(result!.success, `${type}: ${JSON.stringify(result!.errors)}`);
  return result!.id!;
}

/** The pages' way of calling; the body of the answer. */
async function call(username: string, method: string, params: object): Promise<unknown> {
  const [classname, name] = method.split('.');
  const sid = username && org.org.openSession(org.org.userByName(username).userId);
  const reply = await fetch(`${org.origin}/customer/webruntime/api/apex/execute`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(sid && { cookie: `sid=${sid}` }) },
    body: JSON.stringify({ namespace: '', classname, method: name, isContinuation: false, params, cacheable: false }),
  });
  const { returnValue, message } = (await reply.json()) as { returnValue?: unknown; message?: string };
  assert.equal(reply.status, 200, `${method}: ${message}`);
  return returnValue;
}

/** Places in an answer where something is missing that a page is told to be always there. */
function* missing(value: unknown, type: string, where: string): Generator<string> {
  const [, list] = /^(?:List|Set)<(.+)>$/i.exec(type) ?? [];
  if (list) for (const item of value as unknown[]) yield* missing(item, list, `${where}[]`);
  const cls = model.classes.get(type.toLowerCase());
  if (!cls) return;
  if (typeof value !== 'object' || value === null) {
    yield `${where} is no ${type}`;
    return;
  }
  for (const property of propertiesOf(cls)) {
    const held = (value as Record<string, unknown>)[property.name];
    const at = `${where}.${property.name}`;
    if (held !== undefined && held !== null) yield* missing(held, property.type, at);
    else if (!isOptional(property)) yield at;
  }
}

function propertiesOf(cls: PageClass): PageClass['properties'] {
  const parent = cls.superclass && model.classes.get(cls.superclass.toLowerCase());
  return [...(parent ? propertiesOf(parent) : []), ...cls.properties];
}

type Row = Readonly<Record<string, string>>;
const rows = async (username: string, method: string, params: object = {}): Promise<Row[]> => {
  const answer = (await call(username, method, params)) as Row[] | { readonly rows: Row[] };
  return Array.isArray(answer) ? answer : answer.rows;
};

const asked = new Set<string>();

/** Calls, and looks at the answer. */
async function look(username: string, method: string, params: object = {}): Promise<void> {
  asked.add(method);
  const { returns } = model.methods.find(({ className, name }) => `${className}.${name}` === method)!;
  const found = [...missing(await call(username, method, params), returns, method)];
  assert.deepEqual([...new Set(found)], [], `as ${username || 'a guest'}`);
}

for (const username of CUSTOMERS)
  test(`nothing is missing in what ${username} reads`, async () => {
    const pages = [
      'HomeController.getSummary',
      'EligibilityController.getState',
      'IdentityController.getState',
      'CatalogueController.getCatalogue',
      'NotificationController.getNotifications',
      'ProfileController.getProfile',
      'OrderController.getOrders',
      'InvoiceController.getInvoices',
      'ServiceController.getServices',
      'CaseController.getCases',
    ];
    for (const method of pages) await look(username, method);
    for (const { orderId } of await rows(username, 'OrderController.getOrders'))
      await look(username, 'OrderController.getOrder', { orderId });
    for (const { invoiceId } of await rows(username, 'InvoiceController.getInvoices'))
      await look(username, 'InvoiceController.getInvoice', { invoiceId });
    for (const { caseId } of await rows(username, 'CaseController.getCases'))
      await look(username, 'CaseController.getCase', { caseId });
    for (const { serviceId } of await rows(username, 'ServiceController.getServices')) {
      await look(username, 'ServiceController.getService', { serviceId });
      await look(username, 'CancellationController.getTerms', { serviceId });
    }
  });

for (const username of [HANAKO, GUEST])
  test(`nothing is missing in the articles that ${username || 'a guest'} reads`, async () => {
    await look(username, 'KnowledgeController.findArticles');
    await look(username, 'KnowledgeController.suggestArticles', { typed: 'internet' });
    for (const { urlName } of await rows(username, 'KnowledgeController.findArticles'))
      await look(username, 'KnowledgeController.getArticle', { urlName });
  });

test('nothing is missing in what an action answers', async () => {
  const [vpn] = rowsOf('Product2', 'ProductCode', 'VPN-STD');
  const request = { requestKey: '0123456789abcdef', lines: [{ productId: vpn!.Id, quantity: 1 }] };
  await look(HANAKO, 'OrderController.reviewOrder', { request });
  await look(HANAKO, 'OrderController.placeOrder', { request });
  const address = { postalCode: '000-0001', prefecture: '東京都', city: '架空市', street: '1-2-3' };
  const commodity = 'Personal SonixNet Home Internet';
  await look(ROBIN, 'EligibilityController.requestCheck', { address, commodity });
  const png = Buffer.from('89504e470d0a1a0a00', 'hex').toString('base64');
  await look(ROBIN, 'IdentityController.submit', { documents: [{ fileName: 'card.png', base64: png }] });
  for (const username of [HANAKO, ROBIN]) {
    const [service] = await rows(username, 'ServiceController.getServices');
    const { serviceId } = service!;
    await look(username, 'CancellationController.requestCancellation', { serviceId, reason: 'Moving' });
    await look(username, 'CancellationController.getTerms', { serviceId });
    await look(username, 'ServiceController.getService', { serviceId });
    // One that is being cancelled already answers what was asked for first.
    await look(username, 'CancellationController.requestInitialCancellation', { serviceId });
  }
});

test('every method that answers an object was looked at', () => {
  const answering = model.methods.filter(({ returns }) => {
    const [, inner = returns] = /<(.+)>/.exec(returns) ?? [];
    return model.classes.get(inner.toLowerCase()) !== undefined;
  });
  const forgotten = answering.map(({ className, name }) => `${className}.${name}`).filter((name) => !asked.has(name));
  assert.deepEqual(forgotten, []);
});

test('what is missing is found', () => {
  const found = [...missing({ rows: [{ orderId: 'x' }], pageNumber: 1 }, 'OrderPage', 'page')];
  assert.ok(found.includes('page.hasNext') && found.includes('page.rows[].orderNumber'), found.join());
  assert.ok(!found.includes('page.rows[].commodity'), 'which can be null');
});
