import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CLIENT, PID, order, startWhmcs, type Fields, type Json } from '../running.ts';

const PAYMENT = { invoiceid: 7701, transid: 'sf-1', gateway: 'banktransfer', date: '2026-11-20 11:00:00' };

test('an invoice lists its services and is paid in parts', async (t) => {
  const whmcs = await startWhmcs(t);
  await whmcs.call('AddOrder', order([PID.plain, PID.oneTime], { 'addons[0]': '9', 'domain[0]': 'a.example' }));
  const read = () => whmcs.call('GetInvoice', { invoiceid: 7701 });
  const invoice = await read();
  assert.deepEqual(
    [invoice.status, invoice.total, invoice.balance, invoice.transactions],
    ['Unpaid', '3270.00', '3270.00', ''],
  );
  assert.deepEqual(
    (invoice.items.item as Json[]).map((item) => [item.type, item.relid, item.description, item.amount]),
    [
      ['Hosting', 4401, 'Product 2 - a.example (2026-11-20 - 2026-12-20)', '200.00'],
      ['Hosting', 4402, 'Product 3', '3000.00'],
      ['Addon', 601, '(Addon) Visit', '70.00'],
    ],
  );
  await whmcs.call('AddInvoicePayment', { ...PAYMENT, amount: '1000' });
  const partly = await read();
  assert.deepEqual([partly.status, partly.balance], ['Unpaid', '2270.00']);
  assert.equal(partly.transactions.transaction[0].transid, 'sf-1');
  await whmcs.call('AddInvoicePayment', { ...PAYMENT, transid: 'sf-2' });
  const paid = await read();
  assert.deepEqual([paid.status, paid.balance, paid.datepaid], ['Paid', '0.00', '2026-11-20 10:04:11']);
  assert.equal((await whmcs.call('GetOrders')).orders.order[0].paymentstatus, 'Paid');
});

test('the same transaction id is taken twice: the look-up is the caller’s', async (t) => {
  const whmcs = await startWhmcs(t);
  await whmcs.call('AddOrder', order([PID.plain]));
  await whmcs.call('AddInvoicePayment', { ...PAYMENT, amount: '100' });
  await whmcs.call('AddInvoicePayment', { ...PAYMENT, amount: '100' });
  for (const [fields, found] of [
    [{ transid: 'sf-1' }, 2],
    [{ transid: 'sf-2' }, 0],
    [{ invoiceid: 7701 }, 2],
    [{ clientid: CLIENT }, 2],
    [{ clientid: 5, transid: 'sf-1' }, 0],
    [{}, 2],
  ] as const) {
    assert.equal((await whmcs.call('GetTransactions', fields)).totalresults, found, JSON.stringify(fields));
  }
});

test('payments are refused for absent and cancelled invoices, and without their reference', async (t) => {
  const whmcs = await startWhmcs(t);
  await whmcs.call('AddOrder', order([PID.plain]));
  assert.equal((await whmcs.call('AddInvoicePayment', { ...PAYMENT, invoiceid: 5 })).message, 'Invoice ID Not Found');
  assert.equal((await whmcs.call('GetInvoice', { invoiceid: 5 })).message, 'Invoice ID Not Found');
  const noReference = await whmcs.call('AddInvoicePayment', { ...PAYMENT, transid: '' });
  assert.equal(noReference.message, 'Required parameter missing: transid');
  await whmcs.call('CancelOrder', { orderid: 9001 });
  assert.equal(
    (await whmcs.call('AddInvoicePayment', PAYMENT)).message,
    'It is not possible to add a payment to an invoice that is Cancelled',
  );
  assert.equal((await whmcs.call('GetTransactions')).totalresults, 0);
});

test('paying sets up what is set up on payment, while the order still shows Pending', async (t) => {
  const whmcs = await startWhmcs(t);
  await whmcs.call('AddOrder', order([PID.onPayment, PID.withModule]));
  await whmcs.call('AddInvoicePayment', PAYMENT);
  const { orders } = await whmcs.call('GetOrders', { id: 9001 });
  const [row] = orders.order as Json[];
  assert.equal(row.status, 'Pending');
  assert.deepEqual(
    (row.lineitems.lineitem as Json[]).map((line) => line.status as string),
    ['Active', 'Pending'],
  );
});

test('an invoice over nothing is paid at once', async (t) => {
  const whmcs = await startWhmcs(t);
  await whmcs.call('AddOrder', order([PID.free]));
  assert.equal((await whmcs.call('GetInvoice', { invoiceid: 7701 })).status, 'Paid');
});

const LISTINGS: readonly (readonly [Fields, number[]])[] = [
  [{}, [7701, 7702, 7703]],
  [{ orderby: 'id', order: 'desc' }, [7703, 7702, 7701]],
  [{ orderby: 'total' }, [7702, 7701, 7703]],
  [{ userid: 5 }, []],
  [{ status: 'Paid' }, [7701]],
  [{ status: 'Unpaid' }, [7702, 7703]],
  [{ limitstart: 1, limitnum: 1 }, [7702]],
];

test('invoices are listed by client and status, sorted and paged; unpaid ones become overdue', async (t) => {
  const whmcs = await startWhmcs(t);
  for (const pid of [PID.plain, PID.stocked, PID.oneTime]) await whmcs.call('AddOrder', order([pid]));
  await whmcs.call('AddInvoicePayment', PAYMENT);
  const ids = async (fields: Fields) => {
    const reply = await whmcs.call('GetInvoices', fields);
    return ((reply.invoices?.invoice ?? []) as { id: number }[]).map((invoice) => invoice.id);
  };
  for (const [fields, expected] of LISTINGS) assert.deepEqual(await ids(fields), expected, JSON.stringify(fields));
  assert.deepEqual(await ids({ status: 'Overdue' }), []);
  await whmcs.local('POST', '/local/clock', { advanceMs: 24 * 3600 * 1000 });
  assert.deepEqual(await ids({ status: 'Overdue' }), [7702, 7703]);
});

test('an upgrade is priced, billed, refused while unpaid, and carried out when paid', async (t) => {
  const whmcs = await startWhmcs(t);
  await whmcs.call('AddOrder', order([PID.plain]));
  await whmcs.call('AcceptOrder', { orderid: 9001 });
  const upgrade = {
    serviceid: 4401,
    paymentmethod: 'mailin',
    type: 'product',
    newproductid: PID.withModule,
    newproductbillingcycle: 'monthly',
  };
  const priced = await whmcs.call('UpgradeProduct', { ...upgrade, calconly: 1 });
  assert.deepEqual(
    [priced.oldproductid, priced.newproductid, priced.price],
    [PID.plain, PID.withModule, '¥1100.00 JPY'],
  );
  assert.equal((await whmcs.call('GetOrders')).totalresults, 1);
  const placed = await whmcs.call('UpgradeProduct', upgrade);
  assert.deepEqual([placed.orderid, placed.invoiceid], [9002, 7702]);
  assert.equal(
    (await whmcs.call('UpgradeProduct', upgrade)).message,
    'Unable to accept upgrade order. Previous upgrade invoice for service is still unpaid.',
  );
  const service = async () => (await whmcs.call('GetClientsProducts', { serviceid: 4401 })).products.product[0];
  assert.equal((await service()).pid, PID.plain);
  await whmcs.call('AddInvoicePayment', { ...PAYMENT, invoiceid: 7702 });
  assert.deepEqual([(await service()).pid, (await service()).recurringamount], [PID.withModule, '1300.00']);
});

test('a change of options that costs nothing happens at once, with no invoice', async (t) => {
  const whmcs = await startWhmcs(t);
  await whmcs.call('AddOrder', order([PID.withModule], { 'configoptions[0]': '', 'priceoverride[0]': '9999' }));
  await whmcs.call('AcceptOrder', { orderid: 9001 });
  const fields = {
    serviceid: 4401,
    paymentmethod: 'mailin',
    type: 'configoptions',
    'configoptions[7]': 2,
    'configoptions[8]': 56,
  };
  assert.equal((await whmcs.call('UpgradeProduct', fields)).invoiceid, null);
  const { products } = await whmcs.call('GetClientsProducts', { serviceid: 4401 });
  const options = products.product[0].configoptions.configoption as Json[];
  assert.deepEqual(
    options.map((option) => option.value as string | number),
    [2, 'Fast', 0],
  );
});
