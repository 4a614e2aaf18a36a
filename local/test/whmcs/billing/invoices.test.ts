import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { percentOf, toCents, toWholeUnits } from '../../../src/whmcs/model/money.ts';
import { readInstallationConfig } from '../../../src/whmcs/model/read-config.ts';
import { CLIENT, PID, TEST_CONFIG, order, startWhmcs, type Fields, type Json, type TestWhmcs } from '../running.ts';

const PAYMENT = { invoiceid: 7701, transid: 'sf-1', gateway: 'banktransfer', date: '2026-11-20 11:00:00' };

const read = (whmcs: TestWhmcs, invoiceid = 7701) => whmcs.call('GetInvoice', { invoiceid });

async function credit(whmcs: TestWhmcs): Promise<string> {
  return (await whmcs.call('GetClientsDetails', { clientid: CLIENT })).client.credit as string;
}

function taxed(t: TestContext): Promise<TestWhmcs> {
  return startWhmcs(t, { config: readInstallationConfig({ ...TEST_CONFIG, taxRate: '10' }) });
}

test('what is paid too much becomes credit, and the credit log says why', async (t) => {
  const whmcs = await startWhmcs(t);
  await whmcs.call('AddOrder', order([PID.plain]));
  await whmcs.call('AddInvoicePayment', { ...PAYMENT, amount: '150' });
  await whmcs.call('AddInvoicePayment', { ...PAYMENT, transid: 'sf-2', amount: '150' });
  const invoice = await read(whmcs);
  assert.deepEqual([invoice.status, invoice.balance, await credit(whmcs)], ['Paid', '0.00', '100.00']);
  const { credits } = await whmcs.call('GetCredits', { clientid: CLIENT });
  assert.deepEqual(
    (credits.credit as Json[]).map((each) => [each.amount, each.description]),
    [['100.00', 'Invoice #7701 Overpayment']],
  );
  await whmcs.local('PUT', '/local/switches', { overpaidBalance: 'negative' });
  assert.equal((await read(whmcs)).balance, '-100.00');
});

test('credit is put towards an invoice in part and in full', async (t) => {
  const whmcs = await startWhmcs(t);
  await whmcs.call('AddOrder', order([PID.plain]));
  const added = await whmcs.call('AddCredit', { clientid: CLIENT, amount: '500', description: 'sorry' });
  assert.equal(added.newbalance, '500.00');
  assert.deepEqual(await whmcs.call('ApplyCredit', { invoiceid: 7701, amount: '50.00' }), {
    result: 'success',
    invoiceid: '7701',
    amount: '50.00',
    invoicepaid: 'false',
  });
  const part = await read(whmcs);
  assert.deepEqual(
    [part.status, part.subtotal, part.credit, part.total, part.balance],
    ['Unpaid', '200.00', '50.00', '150.00', '150.00'],
  );
  assert.equal((await whmcs.call('ApplyCredit', { invoiceid: 7701 })).invoicepaid, 'true');
  assert.deepEqual([(await read(whmcs)).status, await credit(whmcs)], ['Paid', '300.00']);
});

const CREDIT_REFUSALS: readonly (readonly [string, Fields, string])[] = [
  ['ApplyCredit', { invoiceid: 5 }, 'Invoice ID Not Found'],
  ['ApplyCredit', { invoiceid: 7701, amount: '0' }, 'Credit Amount to apply must be greater than zero'],
  ['ApplyCredit', { invoiceid: 7701, amount: '500.01' }, 'Amount exceeds customer credit balance'],
  ['ApplyCredit', { invoiceid: 7701, amount: '200.01' }, 'Amount Exceeds Invoice Balance'],
  ['AddCredit', { clientid: 5, amount: '1' }, 'Client ID Not Found'],
  ['AddCredit', { clientid: CLIENT }, 'No Amount Provided'],
  ['AddCredit', { clientid: CLIENT, amount: '1.234' }, 'Amount must be in decimal format: ### or ###.##'],
  ['AddCredit', { clientid: CLIENT, amount: '1', type: 'take' }, 'Type can only be add or remove'],
  ['GetCredits', { clientid: 5 }, 'Client ID Not Found'],
];

test('credit is refused in WHMCS’s words, and nothing moves', async (t) => {
  const whmcs = await startWhmcs(t);
  await whmcs.call('AddOrder', order([PID.plain]));
  await whmcs.call('AddCredit', { clientid: CLIENT, amount: '500', description: 'sorry' });
  for (const [action, fields, message] of CREDIT_REFUSALS) {
    assert.equal((await whmcs.call(action, fields)).message, message, JSON.stringify(fields));
  }
  assert.equal(await credit(whmcs), '500.00');
  await whmcs.call('AddInvoicePayment', PAYMENT);
  assert.equal((await whmcs.call('ApplyCredit', { invoiceid: 7701 })).message, 'Invoice Not in Unpaid Status');
});

test('a part refund leaves the invoice Paid, the rest makes it Refunded; a surplus stays credit', async (t) => {
  const whmcs = await startWhmcs(t);
  await whmcs.call('AddOrder', order([PID.plain]));
  await whmcs.call('AddInvoicePayment', { ...PAYMENT, amount: '250' });
  const refund = (body: object) => whmcs.local('POST', '/local/refunds', { invoiceId: 7701, ...body });
  assert.deepEqual(await refund({ amount: '80' }), { status: 'Paid' });
  await assert.rejects(refund({ amount: '120.01' }), /more than what was received/);
  assert.deepEqual(await refund({}), { status: 'Refunded' });
  const invoice = await read(whmcs);
  assert.deepEqual(
    (invoice.transactions.transaction as Json[]).map((each) => [each.amountin, each.amountout, each.refundid]),
    [
      ['250.00', '0.00', 0],
      ['0.00', '80.00', 1],
      ['0.00', '120.00', 1],
    ],
  );
  assert.equal((await whmcs.call('GetInvoices')).invoices.invoice[0].date_refunded, '2026-11-20 10:04:11');
  assert.equal(await credit(whmcs), '50.00');
  await assert.rejects(refund({}), /Only a paid invoice can be refunded/);
});

test('a refund may go to credit, and credit that was used comes back', async (t) => {
  const whmcs = await startWhmcs(t);
  await whmcs.call('AddOrder', order([PID.plain]));
  await whmcs.call('AddCredit', { clientid: CLIENT, amount: '50', description: 'sorry' });
  await whmcs.call('ApplyCredit', { invoiceid: 7701 });
  await whmcs.call('AddInvoicePayment', PAYMENT);
  await whmcs.local('POST', '/local/refunds', { invoiceId: 7701, to: 'credit' });
  assert.deepEqual([(await read(whmcs)).status, await credit(whmcs)], ['Refunded', '200.00']);
});

test('tax is rounded once, to two places even for yen, unless the installation rounds to whole yen', async (t) => {
  for (const [taxPlaces, tax, total] of [
    ['two', '12.35', '135.80'],
    ['currency', '12.00', '135.45'],
  ] as const) {
    const whmcs = await taxed(t);
    await whmcs.local('PUT', '/local/switches', { taxPlaces });
    await whmcs.call('AddOrder', order([PID.plain], { 'priceoverride[0]': '123.45' }));
    const invoice = await read(whmcs);
    assert.deepEqual([invoice.subtotal, invoice.tax, invoice.total, invoice.taxrate], ['123.45', tax, total, '10.000']);
    await whmcs.call('AddInvoicePayment', PAYMENT);
    assert.equal((await read(whmcs)).status, 'Paid');
  }
});

test('an exempt client pays no tax', async (t) => {
  const whmcs = await taxed(t);
  await whmcs.call('UpdateClient', { clientid: CLIENT, taxexempt: 1 });
  await whmcs.call('AddOrder', order([PID.plain]));
  assert.deepEqual([(await read(whmcs)).tax, (await read(whmcs)).total], ['0.00', '200.00']);
});

test('amounts are read by their digits, halves away from zero', () => {
  const cases: readonly (readonly [string, number])[] = [
    ['1.005', 101],
    ['-1.005', -101],
    ['1.0049', 100],
    ['.5', 50],
    ['12', 1200],
    ['12.50 JPY', 1250],
    ['none', 0],
    ['', 0],
    ['-0', 0],
  ];
  for (const [text, cents] of cases) assert.equal(toCents(text), cents, text);
  assert.deepEqual([percentOf(12345, 10), percentOf(-12345, 10), percentOf(999, 8.875)], [1235, -1235, 89]);
  assert.deepEqual([toWholeUnits(1250), toWholeUnits(1249), toWholeUnits(-1250)], [1300, 1200, -1300]);
});

test('a draft is made, edited, published and paid', async (t) => {
  const whmcs = await startWhmcs(t);
  const made = await whmcs.call('CreateInvoice', {
    userid: CLIENT,
    draft: 1,
    duedate: '2026-12-01',
    notes: 'by hand',
    itemdescription2: 'Second',
    itemamount2: '20',
    itemdescription1: 'First',
    itemamount1: '10.50',
  });
  assert.deepEqual(made, { result: 'success', invoiceid: '7701', status: 'Draft' });
  const [first, second] = (await read(whmcs)).items.item as Json[];
  assert.deepEqual([first.description, second.description], ['First', 'Second']);
  const change = {
    invoiceid: 7701,
    [`itemdescription[${first.id}]`]: 'First, better',
    [`itemamount[${first.id}]`]: '11',
    [`itemtaxed[${first.id}]`]: '',
    'newitemdescription[0]': 'Third',
    'newitemamount[0]': '5',
    'deletelineids[0]': second.id as number,
    publish: 1,
  };
  assert.deepEqual(await whmcs.call('UpdateInvoice', change), { result: 'success', invoiceid: '7701' });
  const invoice = await read(whmcs);
  assert.deepEqual(
    [invoice.status, invoice.total, invoice.duedate, invoice.notes],
    ['Unpaid', '16.00', '2026-12-01', 'by hand'],
  );
  assert.deepEqual(
    (invoice.items.item as Json[]).map((item) => item.description as string),
    ['First, better', 'Third'],
  );
  assert.equal(
    (await whmcs.call('UpdateInvoice', { invoiceid: 7701, publish: 1 })).message,
    'Invoice must be in Draft status to be published',
  );
});

const EDIT_REFUSALS: readonly (readonly [string, Fields, string])[] = [
  ['CreateInvoice', { userid: 5 }, 'Client ID Not Found'],
  [
    'CreateInvoice',
    { userid: CLIENT, draft: 1, sendinvoice: 1 },
    'Cannot create and send a draft invoice in a single API request. Please create and send separately.',
  ],
  ['CreateInvoice', { userid: CLIENT, status: 'Overdue' }, 'Invalid status Overdue'],
  ['UpdateInvoice', { invoiceid: 5 }, 'Invoice ID Not Found'],
  ['UpdateInvoice', { invoiceid: 7701, status: 'Lost' }, 'Invalid status Lost'],
  [
    'UpdateInvoice',
    { invoiceid: 7701, 'itemdescription[770100]': 'x' },
    'Missing Variables: itemdescription, itemamount and itemtaxed are required for each item being changed',
  ],
];

test('making and editing invoices is refused in WHMCS’s words', async (t) => {
  const whmcs = await startWhmcs(t);
  await whmcs.call('AddOrder', order([PID.plain]));
  for (const [action, fields, message] of EDIT_REFUSALS) {
    assert.equal((await whmcs.call(action, fields)).message, message, JSON.stringify(fields));
  }
  assert.equal((await whmcs.call('GetInvoices')).totalresults, 1);
});

for (const [status, date] of [
  ['Cancelled', 'date_cancelled'],
  ['Refunded', 'date_refunded'],
  ['Collections', undefined],
] as const) {
  test(`UpdateInvoice makes an invoice ${status}, dated where there is a date for it`, async (t) => {
    const whmcs = await startWhmcs(t);
    await whmcs.call('AddOrder', order([PID.plain]));
    await whmcs.call('UpdateInvoice', { invoiceid: 7701, status });
    const [row] = (await whmcs.call('GetInvoices', { status })).invoices.invoice as Json[];
    assert.equal(row.status, status);
    if (date) assert.equal(row[date], '2026-11-20 10:04:11');
  });
}

test('stock is set from outside, sold down, and shown', async (t) => {
  const whmcs = await startWhmcs(t);
  const left = async () =>
    (await whmcs.call('GetProducts', { pid: PID.stocked })).products.product[0].quantity_available as number;
  await whmcs.local('PUT', '/local/stock', { pid: PID.stocked, quantity: 5 });
  await whmcs.call('AddOrder', order([PID.stocked], { 'qty[0]': 3 }));
  assert.equal(await left(), 2);
  await whmcs.local('PUT', '/local/stock', { pid: PID.stocked });
  assert.equal(await left(), 0);
  await whmcs.call('AddOrder', order([PID.stocked], { 'qty[0]': 3 }));
  assert.equal((await whmcs.call('GetOrders')).totalresults, 2);
  await assert.rejects(whmcs.local('PUT', '/local/stock', { pid: 777, quantity: 1 }), /no product 777/);
});
