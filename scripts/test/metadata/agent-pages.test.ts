// What agents find in the project's pages, list views and queues, as the console draws them and the org fills them.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { readListView } from '../../../local/src/salesforce/ui/list-views.ts';
import { recordPage } from '../../../local/src/salesforce/ui/record-page.ts';
import { readRecord, rowsOf } from '../../../local/src/salesforce/ui/records.ts';
import { relatedListsOf } from '../../../local/src/salesforce/ui/related-lists.ts';
import { AGENT, demoOrg, INTEGRATION, type DemoOrg } from './demo-org.ts';

let demo: DemoOrg;
before(async () => {
  demo = await demoOrg();
});

function pageOf(id: string): string {
  const user = demo.user(AGENT);
  const record = readRecord(demo.org, user, id);
  const shell = { user, users: [], tabs: [], path: '/' };
  return recordPage(demo.org, shell, record, relatedListsOf(demo.org, user, record)).markup;
}
/** Names of the cards, in order. */
const cardsOf = (id: string): string[] =>
  [...pageOf(id).matchAll(/data-part="((?:page|section|related|highlights)[^"]*)"/g)].map(([, name]) => name!);
const firstId = (type: string): string => String(demo.rows(type)[0]!['Id']);
const insert = (type: string, values: Record<string, string | number>): string => {
  const { said, id } = demo.insert(INTEGRATION, type, values);
  assert.equal(said, 'ok');
  return id;
};
let whmcsId = 90_000;
const anInvoice = (more: Record<string, string | number> = {}): string =>
  insert('Invoice__c', {
    WHMCS_Invoice_Id__c: ++whmcsId,
    Account__c: firstId('Account'),
    Status__c: 'Unpaid',
    ...more,
  });

test('an order’s page begins with its state and payment, and lists its products, invoices and cases', () => {
  const id = firstId('Order');
  const invoice = anInvoice({ Order__c: id });
  const page = pageOf(id);
  for (const field of ['Status', 'Activation_Status__c', 'Payment_Status__c', 'WHMCS_Order_Id__c', 'TotalAmount'])
    assert.match(page, new RegExp(`data-key="highlight-${field}"`));
  const cards = cardsOf(id);
  assert.equal(cards[0], 'highlights');
  assert.deepEqual(cards.filter((name) => name.startsWith('related')).slice(0, 3), [
    'related Order Products',
    'related Invoices',
    'related Cases',
  ]);
  assert.ok(page.includes(`/console/record/${invoice}`));
  assert.match(
    page,
    /data-part="related Order Products".*?<th scope="row">\s*<a [^>]*>(?!\w{18}<)/s,
    'products by name',
  );
});

test('an invoice’s page lists its lines, and an account’s its invoices', () => {
  const invoice = anInvoice();
  const line = insert('Invoice_Line__c', { Invoice__c: invoice, WHMCS_Line_Id__c: ++whmcsId, Amount__c: 100 });
  assert.ok(pageOf(invoice).includes(`/console/record/${line}`));
  assert.ok(cardsOf(firstId('Account')).includes('related Invoices'));
});

for (const type of ['Order', 'Opportunity', 'Invoice__c']) {
  test(`that a record of ${type} differs from WHMCS stands on its page while it does`, () => {
    const id = type === 'Invoice__c' ? anInvoice() : firstId(type);
    const isTold = () => cardsOf(id).some((name) => name.startsWith('page drift'));
    assert.equal(isTold(), false);
    assert.equal(
      demo.update(INTEGRATION, type, id, { WHMCS_Drift__c: 'Total here 100, in WHMCS 120: sweep again.' }),
      'ok',
    );
    assert.equal(isTold(), true);
    assert.match(pageOf(id), /Total here 100/);
    assert.equal(demo.update(INTEGRATION, type, id, { WHMCS_Drift__c: null }), 'ok');
    assert.equal(isTold(), false);
  });
}

/** Rows of a list view, as the agent sees them. */
const idsIn = (object: string, view: string): string[] => {
  const type = demo.org.schema.type(object)!;
  const listView = readListView(demo.org.project, demo.org.schema, type, view);
  return rowsOf(demo.org, demo.user(AGENT), type, listView).rows.map(({ id }) => id);
};

/** A record that the view shows, and what keeps it out. */
const VIEWS: readonly (readonly [
  object: string,
  view: string,
  shown: Record<string, string>,
  hidden: Record<string, string | null>,
])[] = [
  ['Invoice__c', 'Invoices_Overdue', { Status__c: 'Overdue' }, { Status__c: 'Unpaid' }],
  ['Invoice__c', 'Invoices_Unpaid', { Status__c: 'Unpaid' }, { Status__c: 'Paid' }],
  [
    'Invoice__c',
    'Invoices_Paid_Today',
    { Status__c: 'Paid', Paid_Date_Time__c: '2026-11-22T01:00:00.000Z' },
    { Paid_Date_Time__c: '2026-11-20T01:00:00.000Z' },
  ],
  ['Invoice__c', 'Invoices_Differing_From_WHMCS', { WHMCS_Drift__c: 'differs' }, { WHMCS_Drift__c: null }],
  ['Order', 'Orders_Differing_From_WHMCS', { WHMCS_Drift__c: 'differs' }, { WHMCS_Drift__c: null }],
  ['Order', 'Orders_Payment_Overdue', { Payment_Status__c: 'Overdue' }, { Payment_Status__c: 'Paid' }],
  [
    'Order',
    'Orders_From_Shop_Pending_Review',
    { Status: 'Pending Review', Shop_Order_Number__c: 'S-1' },
    { Shop_Order_Number__c: null },
  ],
  ['Opportunity', 'Services_Suspended', { Service_Status__c: 'Suspended' }, { Service_Status__c: 'Active' }],
  ['Opportunity', 'Services_Cancelling', { StageName: '△Cancelling' }, { StageName: 'Active' }],
  ['Opportunity', 'Services_Differing_From_WHMCS', { WHMCS_Drift__c: 'differs' }, { WHMCS_Drift__c: null }],
];

for (const [object, view, shown, hidden] of VIEWS) {
  test(`${view} shows what it is for and nothing else`, () => {
    const id = object === 'Invoice__c' ? anInvoice() : firstId(object);
    assert.equal(demo.update(INTEGRATION, object, id, shown), 'ok');
    assert.ok(idsIn(object, view).includes(id));
    assert.equal(demo.update(INTEGRATION, object, id, hidden), 'ok');
    assert.ok(!idsIn(object, view).includes(id));
  });
}

function leadFrom(State: string | null): { id: string; queue: string } {
  const [result] = demo.org.transact(demo.user(INTEGRATION), (tx) =>
    demo.org.save(tx, {
      operation: 'insert',
      records: [
        {
          type: 'Lead',
          values: {
            LastName: '見本',
            Company: '見本',
            LeadSource: 'Website',
            State,
            Privacy_Consent_Date_Time__c: '2026-11-22T03:00:00Z',
          },
          assignmentRule: 'active',
        },
      ],
      allOrNone: true,
      access: 'user',
    }),
  );
  assert.deepEqual(result!.errors, []);
  const owner = demo.org.store.get('Group', String(demo.row('Lead', result!.id!)['OwnerId']));
  return { id: result!.id!, queue: String(owner?.['DeveloperName']) };
}

const REGIONS: readonly (readonly [prefecture: string | null, queue: string])[] = [
  ['東京都', 'Leads_East_Japan'],
  ['東京', 'Leads_East_Japan'],
  ['Tokyo', 'Leads_East_Japan'],
  ['hokkaido', 'Leads_East_Japan'],
  ['Nagano Prefecture', 'Leads_East_Japan'],
  ['京都府', 'Leads_West_Japan'],
  ['Kyoto', 'Leads_West_Japan'],
  ['沖縄県', 'Leads_West_Japan'],
  ['Okinawa', 'Leads_West_Japan'],
  ['Singapore', 'Leads_Other'],
  [null, 'Leads_Other'],
];

for (const [prefecture, queue] of REGIONS) {
  test(`a lead from ${prefecture ?? 'nowhere named'} waits in ${queue}`, () => {
    assert.equal(leadFrom(prefecture).queue, queue);
  });
}

test('the leads of today that came from the website are in a view of their own', () => {
  const { id } = leadFrom('Tokyo');
  const typed = demo.insert(AGENT, 'Lead', { LastName: 'Typed', Company: 'By an agent' });
  assert.equal(typed.said, 'ok');
  const shown = idsIn('Lead', 'Website_Leads_Today');
  assert.ok(shown.includes(id) && !shown.includes(typed.id));
});
