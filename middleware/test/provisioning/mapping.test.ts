import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isPortwayError, type ErrorCode } from '../../src/errors.ts';
import { mapLines, planOrder } from '../../src/provisioning/whmcs/mapping.ts';
import { orderFields } from '../../src/whmcs/orders.ts';
import { encodeForm } from '../../src/whmcs/form.ts';
import { line, order } from './sample-order.ts';

const traits = (takesQuantity: boolean) => ({ markerFieldId: '31', takesQuantity });
const settings = (takesQuantity = true) => ({
  paymentMethod: 'banktransfer',
  writesOrderNotes: true,
  products: new Map([
    ['12', traits(takesQuantity)],
    ['15', { markerFieldId: '40', takesQuantity }],
  ]),
});

const CYCLES: readonly [salesforce: string, whmcs: string][] = [
  ['Monthly', 'monthly'],
  ['Annually', 'annually'],
  ['One-time', 'onetime'],
];
for (const [salesforce, whmcs] of CYCLES) {
  test(`${salesforce} is ${whmcs}`, () => {
    assert.equal(mapLines(order({ lines: [line({ billingCycle: salesforce })] }))[0]?.billingCycle, whmcs);
  });
}

const PRICES: readonly [unitPrice: number, price: string][] = [
  [5500, '5500.00'],
  [0, '0.00'],
  [0.1 + 0.2, '0.30'],
];
for (const [unitPrice, price] of PRICES) {
  test(`${unitPrice} is priced ${price}`, () => {
    assert.equal(mapLines(order({ lines: [line({ unitPrice })] }))[0]?.price, price);
  });
}

const FAULTS: readonly [what: string, changed: Parameters<typeof line>[0], code: ErrorCode, says: RegExp][] = [
  ['no WHMCS product', { whmcsProductId: null }, 'PRODUCT_NOT_MAPPED', /product ‘Fibre 1G’ has no WHMCS product/],
  ['a blank WHMCS product', { whmcsProductId: '  ' }, 'PRODUCT_NOT_MAPPED', /has no WHMCS product/],
  ['a WHMCS product that is no number', { whmcsProductId: '12x' }, 'PRODUCT_NOT_MAPPED', /“12x”, which is no number/],
  ['no billing cycle', { billingCycle: null }, 'BILLING_CYCLE_INVALID', /has no billing cycle/],
  ['an unknown billing cycle', { billingCycle: 'Weekly' }, 'BILLING_CYCLE_INVALID', /billing cycle “Weekly”/],
  ['half a piece', { quantity: 0.5 }, 'QUANTITY_INVALID', /quantity 0.5/],
  ['no piece', { quantity: 0 }, 'QUANTITY_INVALID', /quantity 0/],
  ['no price', { unitPrice: null }, 'PRICE_INVALID', /unit price none/],
  ['a negative price', { unitPrice: -1 }, 'PRICE_INVALID', /unit price -1/],
  ['broken JSON', { configOptionsJson: '{' }, 'CONFIG_OPTIONS_INVALID', /are not JSON/],
  ['a list', { configOptionsJson: '[1]' }, 'CONFIG_OPTIONS_INVALID', /are not an object/],
  ['null', { configOptionsJson: 'null' }, 'CONFIG_OPTIONS_INVALID', /are not an object/],
  ['a name for an id', { configOptionsJson: '{"RAM": 1}' }, 'CONFIG_OPTIONS_INVALID', /option “RAM” is not an id/],
  ['a text for a choice', { configOptionsJson: '{"7": "big"}' }, 'CONFIG_OPTIONS_INVALID', /option 7 has "big"/],
  ['a negative choice', { configOptionsJson: '{"7": -1}' }, 'CONFIG_OPTIONS_INVALID', /option 7 has -1/],
];
for (const [what, changed, code, says] of FAULTS) {
  test(`${what}: ${code}`, () => {
    assert.throws(
      () => mapLines(order({ lines: [line(changed)] })),
      (error) => isPortwayError(error, code) && says.test(error.what),
    );
  });
}

test('config options are numbers, in quotes or not', () => {
  const [mapped] = mapLines(order({ lines: [line({ configOptionsJson: '{"7": 3, "8": "55"}' })] }));
  assert.deepEqual(mapped?.configOptions, { 7: 3, 8: 55 });
});

test('an order becomes parallel fields, each line with its marker', () => {
  const sample = order({
    lines: [
      line({ orderItemId: '802000000000001AAA', unitPrice: 5500 }),
      line({
        orderItemId: '802000000000002AAA',
        whmcsProductId: '15',
        billingCycle: 'One-time',
        quantity: 3,
        unitPrice: 100,
        configOptionsJson: '{"7":3}',
      }),
    ],
  });
  const body = new URLSearchParams(
    encodeForm(orderFields(planOrder(sample, mapLines(sample), settings()).newOrder('318'))),
  );
  const php = (name: string): string => Buffer.from(body.get(name) ?? '', 'base64').toString();
  assert.equal(body.get('clientid'), '318');
  assert.equal(body.get('pid[0]'), '12');
  assert.equal(body.get('pid[1]'), '15');
  assert.equal(body.get('qty[0]'), '1');
  assert.equal(body.get('qty[1]'), '3');
  assert.equal(body.get('billingcycle[1]'), 'onetime');
  assert.equal(body.get('priceoverride[0]'), '5500.00');
  assert.equal(php('customfields[0]'), 'a:1:{i:31;s:18:"802000000000001AAA";}');
  assert.equal(php('customfields[1]'), 'a:1:{i:40;s:18:"802000000000002AAA";}');
  assert.equal(body.get('configoptions[0]'), '', 'a gap holds its place');
  assert.equal(php('configoptions[1]'), 'a:1:{i:7;i:3;}');
  assert.equal(body.get('notes'), `sf:o=${sample.orderId}`);
});

test('where WHMCS drops quantities, a line is repeated with the same marker', () => {
  const sample = order({ lines: [line({ quantity: 3 })] });
  const { lines } = planOrder(sample, mapLines(sample), settings(false)).newOrder('318');
  assert.equal(lines.length, 3);
  assert.deepEqual(new Set(lines.map((each) => each.customFields['31'])), new Set([sample.lines[0]!.orderItemId]));
  assert.deepEqual(
    lines.map((each) => each.quantity),
    [1, 1, 1],
  );
});

test('an order beyond PHP’s form limit is refused, not cut', () => {
  const sample = order({ lines: [line({ quantity: 400 })] });
  assert.throws(
    () => planOrder(sample, mapLines(sample), settings(false)),
    (error) => isPortwayError(error, 'ORDER_TOO_LARGE'),
  );
  assert.doesNotThrow(() => planOrder(sample, mapLines(sample), settings(true)));
});
