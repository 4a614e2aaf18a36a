import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CLIENT, PID, order, startWhmcs, type Fields, type Json } from '../running.ts';

const PRODUCT_FILTERS: readonly (readonly [Fields, number[]])[] = [
  [{ pid: 2 }, [2]],
  [{ pid: '2, 3' }, [2, 3]],
  [{ pid: 777 }, []],
  [{ gid: 1 }, [1, 2, 3, 4, 5, 6, 7, 8, 10, 11]],
  [{ gid: 2 }, []],
  [{ module: 'autorelease' }, [1, 10]],
];

test('products are found by id, group and module; retired ones are not', async (t) => {
  const whmcs = await startWhmcs(t);
  for (const [fields, pids] of PRODUCT_FILTERS) {
    const { products, totalresults } = await whmcs.call('GetProducts', fields);
    assert.deepEqual(
      (products.product as { pid: number }[]).map((each) => each.pid),
      pids,
      JSON.stringify(fields),
    );
    assert.equal(totalresults, pids.length);
  }
});

test('a product shows prices per currency, order-form fields and options', async (t) => {
  const whmcs = await startWhmcs(t);
  const [product] = (await whmcs.call('GetProducts', { pid: PID.withModule })).products.product as Json[];
  assert.deepEqual([product.paytype, product.module, product.allowqty], ['recurring', 'autorelease', 2]);
  assert.deepEqual(
    [
      product.pricing.JPY.monthly,
      product.pricing.JPY.msetupfee,
      product.pricing.JPY.quarterly,
      product.pricing.USD.monthly,
    ],
    ['1000.00', '500.00', '-1.00', '10.50'],
  );
  assert.deepEqual(product.customfields.customfield, [{ id: 31, name: 'SF Reference', description: '', required: '' }]);
  const [routers, speed, insured] = product.configoptions.configoption as Json[];
  assert.deepEqual([routers.type, speed.type, insured.type], ['4', '1', '3']);
  assert.deepEqual([routers.minqty, routers.maxqty], [1, 4]);
  assert.deepEqual(
    (speed.options.option as { id: number }[]).map((each) => each.id),
    [55, 56],
  );
});

test('before 8.12 products say nothing of quantities, and the address may be spelt otherwise', async (t) => {
  const whmcs = await startWhmcs(t, { switches: { version: '8.11.0', productUrlKey: 'product_url' } });
  const [product] = (await whmcs.call('GetProducts', { pid: PID.withModule })).products.product as Json[];
  assert.deepEqual(
    [product.allowqty, product.quantity_available, product['product-url']],
    [undefined, undefined, undefined],
  );
  assert.match(product.product_url, /^https:/);
});

test('gateways, currencies and the version are told', async (t) => {
  const whmcs = await startWhmcs(t);
  const { paymentmethods } = await whmcs.call('GetPaymentMethods');
  assert.deepEqual(paymentmethods.paymentmethod[1], { module: 'mailin', displayname: 'Mail In Payment' });
  const { currencies } = await whmcs.call('GetCurrencies');
  assert.deepEqual(currencies.currency[0], {
    id: 1,
    code: 'JPY',
    prefix: '¥',
    suffix: ' JPY',
    format: 4,
    rate: '1.00000',
  });
  const { whmcs: details } = await whmcs.call('WhmcsDetails');
  assert.deepEqual(details, { version: '8.13.1', canonicalversion: '8.13.1-release.1' });
});

test('what happens is in the activity log, and so is what callers write there', async (t) => {
  const whmcs = await startWhmcs(t);
  await whmcs.call('AddOrder', order([PID.withModule]));
  await whmcs.call('AcceptOrder', { orderid: 9001 });
  await whmcs.call('LogActivity', { clientid: CLIENT, description: 'intent 801XX attempt 1' });
  const log = async (fields: Fields) => {
    const reply = await whmcs.call('GetActivityLog', fields);
    return (reply.activity.entry as { description: string }[]).map((entry) => entry.description);
  };
  assert.deepEqual(await log({ clientid: CLIENT }), [
    'intent 801XX attempt 1',
    'Order Status set to Active - Order ID: 9001 - User ID: 301',
    'Module CreateAccount Successful - Service ID: 4401 - User ID: 301',
    'Service Status changed from Pending to Active - Service ID: 4401 - User ID: 301',
    'Created Invoice - Invoice ID: 7701 - User ID: 301',
    'New Order Placed - Order ID: 9001 - User ID: 301',
    'Created Client 花子 見本 - User ID: 301',
  ]);
  assert.deepEqual(await log({ description: '801xx' }), ['intent 801XX attempt 1']);
  assert.deepEqual(await log({ limitnum: 1, limitstart: 1 }), [
    'Order Status set to Active - Order ID: 9001 - User ID: 301',
  ]);
  assert.deepEqual(await log({ clientid: 5 }), []);
  assert.equal((await whmcs.call('LogActivity')).result, 'error');
});
