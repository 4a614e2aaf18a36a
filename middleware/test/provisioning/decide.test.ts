import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isPortwayError, type ErrorCode } from '../../src/errors.ts';
import { judgeMarkers, judgeServices, nextLookUp } from '../../src/provisioning/whmcs/decide.ts';
import { mapLines, planOrder } from '../../src/provisioning/whmcs/mapping.ts';
import type { OrderSummary } from '../../src/whmcs/orders.ts';
import type { Service } from '../../src/whmcs/services.ts';
import { line, order } from './sample-order.ts';

const A = '802000000000001AAA';
const B = '802000000000002AAA';
const sample = order({ lines: [line({ orderItemId: A }), line({ orderItemId: B, whmcsProductId: '15' })] });
const plan = planOrder(sample, mapLines(sample), {
  paymentMethod: 'x',
  writesOrderNotes: true,
  products: new Map([
    ['12', { markerFieldId: '31', takesQuantity: true }],
    ['15', { markerFieldId: '40', takesQuantity: true }],
  ]),
});
const service = (serviceId: string, marker: string, changed: Partial<Service> = {}): Service => ({
  serviceId,
  whmcsOrderId: '9021',
  productId: '12',
  status: 'Active',
  customFields: new Map([[marker === B ? '40' : '31', marker]]),
  ...changed,
});
const summary = (whmcsOrderId: string, notes: string, status = 'Pending'): OrderSummary => ({
  whmcsOrderId,
  clientId: '1',
  status,
  notes,
  serviceIds: [],
});
const refuses =
  (code: ErrorCode) =>
  (error: unknown): boolean =>
    isPortwayError(error, code);

test('services are matched by marker, not by position', () => {
  const verdict = judgeServices([service('4410', B), service('4411', A)], '9021', plan);
  assert.deepEqual(
    [...verdict.serviceIdsByLine],
    [
      [A, '4411'],
      [B, '4410'],
    ],
  );
  assert.deepEqual(verdict.pendingServiceIds, []);
});

test('another order’s services do not count', () => {
  const services = [service('4410', A), service('4411', B, { whmcsOrderId: '9000' })];
  assert.throws(() => judgeServices(services, '9021', plan), refuses('MARKER_NOT_KEPT'));
});

test('Pending services are named; Completed and Suspended ones run or ran', () => {
  const verdict = judgeServices(
    [service('1', A, { status: 'Pending' }), service('2', B, { status: 'Completed' })],
    '9021',
    plan,
  );
  assert.deepEqual(verdict.pendingServiceIds, ['1']);
});

test('a cancelled service asks for a person', () => {
  assert.throws(
    () => judgeServices([service('1', A, { status: 'Cancelled' }), service('2', B)], '9021', plan),
    refuses('WHMCS_ORDER_GONE'),
  );
});

test('a look-up finds the one order with our marker, by service or by notes', () => {
  assert.equal(judgeMarkers([service('1', A), service('2', B)], [], plan), '9021');
  assert.equal(judgeMarkers([], [summary('9021', `x sf:o=${sample.orderId} y`)], plan), '9021');
  assert.equal(judgeMarkers([service('1', 'somebody else’s')], [summary('1', 'sf:o=801000000000009AAA')], plan), null);
});

test('two live orders are not chosen between; a cancelled one beside a live one does not count', () => {
  const two = [service('1', A), service('2', A, { whmcsOrderId: '9022' })];
  assert.throws(() => judgeMarkers(two, [], plan), refuses('MARKER_AMBIGUOUS'));
  const oneCancelled = [service('1', A, { status: 'Cancelled' }), service('2', A, { whmcsOrderId: '9022' })];
  assert.equal(judgeMarkers(oneCancelled, [], plan), '9022');
});

test('an order that was cancelled in WHMCS is not made again', () => {
  assert.throws(() => judgeMarkers([service('1', A, { status: 'Cancelled' })], [], plan), refuses('WHMCS_ORDER_GONE'));
});

test('after a lost answer nothing is sent before two look-ups, the wait apart, found nothing', () => {
  const at = (seconds: number): Date => new Date(Date.UTC(2026, 10, 22, 10, 0, seconds));
  const looks = (...seconds: number[]) => ({ emptyLookUps: seconds.map((each) => at(each).toISOString()) });
  assert.deepEqual(nextLookUp(looks(0), at(0), 30_000), at(30));
  assert.deepEqual(nextLookUp(looks(0, 5), at(5), 30_000), at(30), 'looked at in between by a restart');
  assert.equal(nextLookUp(looks(0, 30), at(30), 30_000), null);
});
