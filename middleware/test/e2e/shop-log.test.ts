// What is logged of shop orders, at the most talkative level, whatever becomes of them: nothing of their customers.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { readConfig } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import { startMiddleware } from '../../src/main.ts';
import { SECRET, post, sampleShopOrder } from '../shop/sample-shop-order.ts';
import { startStack, type Stack } from './stack.ts';

let stack: Stack;
const lines: string[] = [];

before(async () => {
  stack = await startStack({ env: { SHOP_SIGNING_SECRETS: SECRET, SHOP_ANSWER_WAIT_MS: '500' } });
  await stack.middleware.stop();
  const log = createLog('trace', { write: (line) => void lines.push(line) });
  stack.middleware = await startMiddleware(readConfig(stack.env), log);
  await stack.ready();
});
after(() => stack.close());

const customer = {
  email: 'himitsu.taro@example.test',
  lastName: '秘密野',
  firstName: '多郎',
  company: '秘密商会',
  phone: '+81-3-5555-0123',
  address: { street: '内緒町8-8', city: '隠市', state: '影県', postalCode: '111-0123', country: 'Japan' },
};
const PERSONAL = /himitsu|秘密|多郎|5555|内緒|隠市|影県|111-0123/;

const refusedBy = (errorCode: string, message: string): unknown => ({
  graphs: [
    {
      isSuccessful: false,
      graphResponse: {
        compositeResponse: [{ referenceId: 'contact', httpStatusCode: 400, body: [{ errorCode, message }] }],
      },
    },
  ],
});

const FAULTS: readonly [what: string, fault: Record<string, unknown> | null, status: number][] = [
  ['is made', null, 201],
  [
    'is refused for its e-mail address',
    { path: '/composite/graph', status: 200, body: refusedBy('INVALID_EMAIL_ADDRESS', `Email: ${customer.email}`) },
    422,
  ],
  [
    'is held, with a message that repeats the customer',
    {
      path: '/composite/graph',
      status: 200,
      body: refusedBy('FIELD_CUSTOM_VALIDATION_EXCEPTION', `${customer.lastName} ${customer.phone}`),
    },
    202,
  ],
  [
    'meets an answer that repeats the query',
    {
      path: '/composite',
      status: 400,
      body: [{ errorCode: 'MALFORMED_QUERY', message: `Email = '${customer.email}'` }],
    },
    202,
  ],
  [
    'meets an outage',
    { path: '/composite', status: 503, body: [{ errorCode: 'SERVER_UNAVAILABLE', message: customer.email }] },
    202,
  ],
];

for (const [what, fault, status] of FAULTS)
  test(`nothing personal is logged when an order ${what}`, async () => {
    if (fault) await stack.orgLocal('POST', 'faults', { kind: 'http', times: 3, ...fault });
    const from = lines.length;
    const order = sampleShopOrder({ customer });
    let answer = await post(stack.middleware.origin, order);
    // On a slow machine it may be queued first; the shop asks again, as it is told to.
    for (let asked = 1; answer.status === 202 && status !== 202 && asked < 60; asked++)
      answer = await post(stack.middleware.origin, order);
    assert.equal(answer.status, status);
    await sleep(0);
    await stack.orgLocal('DELETE', 'faults');
    const said = lines.slice(from).join('');
    assert.match(said, new RegExp(`"shopOrder":"${order.orderNumber}"`), 'the order is named');
    assert.doesNotMatch(said, PERSONAL);
  });

test('nor when the body is malformed', async () => {
  const from = lines.length;
  assert.equal((await post(stack.middleware.origin, { customer })).status, 400);
  assert.doesNotMatch(lines.slice(from).join(''), PERSONAL);
});
