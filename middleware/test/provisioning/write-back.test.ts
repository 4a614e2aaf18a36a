import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PortwayError, agentText, ERRORS, type ErrorCode } from '../../src/errors.ts';
import {
  failedResult,
  fitInOneCall,
  provisionedResult,
  readResult,
  sectionsOf,
} from '../../src/provisioning/write-back.ts';
import { order } from './sample-order.ts';

const none = (): boolean => false;
const resultOf = (...given: Parameters<typeof provisionedResult>) => readResult(provisionedResult(...given));
const id = (prefix: string, number: number): string => `${prefix}${String(number).padStart(12, '0')}AAA`;

test('a provisioned order: its fields, the opportunity’s stage, and the activation by itself and last', () => {
  const sample = order();
  const result = resultOf(sample, [
    { type: 'Order', id: sample.orderId, fields: { WHMCS_Order_Id__c: 9021 } },
    { type: 'OrderItem', id: 'i', fields: { WHMCS_Service_ID__c: 4410 } },
    { type: 'Opportunity', id: sample.opportunity!.opportunityId, fields: { WHMCS_Service_ID__c: 4410 } },
    { type: 'Account', id: 'a', fields: { WH_Account__c: '318' } },
  ]);
  const sections = sectionsOf([result], none);
  assert.deepEqual(
    sections.map((section) => section.map(({ type, fields }) => [type, fields])),
    [
      [
        [
          'Order',
          {
            Activation_Status__c: 'Provisioned',
            Activation_Error__c: null,
            Activation_Error_DateTime__c: null,
            WHMCS_Order_Id__c: 9021,
          },
        ],
      ],
      [['OrderItem', { WHMCS_Service_ID__c: 4410 }]],
      [['Opportunity', { WHMCS_Service_ID__c: 4410, StageName: 'Active' }]],
      [['Account', { WH_Account__c: '318' }]],
      [['Order', { Status: 'Activated' }]],
    ],
  );
});

test('only what changes is sent', () => {
  const sample = order({
    status: 'Activated',
    opportunity: { opportunityId: 'o', stage: 'Active', whmcsServiceId: 1 },
  });
  assert.deepEqual(
    sectionsOf([resultOf(sample, [])], none).map((section) => section.map(({ type }) => type)),
    [['Order']],
  );
});

test('a cancellation under way is not undone by an add-on’s activation', () => {
  const sample = order({ opportunity: { opportunityId: 'o', stage: '△Cancelling', whmcsServiceId: 1 } });
  assert.ok(resultOf(sample, []).records.every(({ type }) => type !== 'Opportunity'));
});

test('two orders of one account update it once: a record twice in a collection is refused', () => {
  const results = [1, 2].map((number) =>
    resultOf(order({ orderId: id('801', number), opportunity: null }), [
      { type: 'Account', id: 'a', fields: { WH_Account__c: '318' } },
    ]),
  );
  assert.deepEqual(
    sectionsOf(results, none).map((section) => section.length),
    [2, 1, 2],
  );
});

test('what an earlier attempt has written is not written again', () => {
  const sample = order();
  const sections = sectionsOf(
    [resultOf(sample, [])],
    (_result, key) => key.startsWith('Order/') || key === 'Activation',
  );
  assert.deepEqual(
    sections.map((section) => section[0]?.type),
    ['Opportunity'],
  );
});

test('200 orders of one line fit in one call; of two lines as many as five collections hold', () => {
  const results = (lines: number) =>
    Array.from({ length: 200 }, (_, number) => {
      const sample = order({
        orderId: id('801', number),
        opportunity: { opportunityId: id('006', number), stage: 'x', whmcsServiceId: null },
      });
      const items = Array.from({ length: lines }, (_each, item) => ({
        type: 'OrderItem',
        id: `${number}-${item}`,
        fields: { WHMCS_Service_ID__c: 1 },
      }));
      return resultOf(sample, [...items, { type: 'Account', id: id('001', number), fields: { WH_Account__c: '1' } }]);
    });
  assert.equal(fitInOneCall(results(1)), 200);
  assert.equal(fitInOneCall(results(2)), 100);
});

test('a failed order: status, words and time', () => {
  const at = new Date('2026-11-22T01:02:03.000Z');
  const { records, activates } = readResult(
    failedResult('801', new PortwayError('ORDER_EMPTY', 'order 1 has no products'), at),
  );
  assert.equal(activates, false);
  assert.deepEqual(records, [
    {
      type: 'Order',
      id: '801',
      fields: {
        Activation_Status__c: 'Failed',
        Activation_Error__c: 'ORDER_EMPTY: order 1 has no products (Add at least one product, then retry the order.)',
        Activation_Error_DateTime__c: '2026-11-22T01:02:03.000Z',
      },
    },
  ]);
});

for (const code of Object.keys(ERRORS) as ErrorCode[]) {
  test(`${code} fits the field, with code and advice whole, whatever it is about`, () => {
    const text = agentText(new PortwayError(code, '長'.repeat(500)));
    assert.ok(text.length <= 255, `${text.length}`);
    assert.ok(text.startsWith(`${code}: 長`));
    assert.ok(text.endsWith(`(${ERRORS[code].todo})`));
  });
}
