// One attempt with a shop order, by what Salesforce answers: what the ledger is told of it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PortwayError } from '../../src/errors.ts';
import type { HeldShopOrder, ShopChange } from '../../src/ledger/shop-orders.ts';
import { createLog } from '../../src/log.ts';
import type { System } from '../../src/provisioning/system.ts';
import type { SalesforceApi } from '../../src/salesforce/api.ts';
import type { Json } from '../../src/ledger/tables.ts';
import { createOrderMaker } from '../../src/shop/make-order.ts';
import { readShopOrder } from '../../src/shop/schema.ts';
import { sampleShopOrder } from './sample-shop-order.ts';

const NOW = new Date('2026-11-22T00:00:00Z');
const ago = (seconds: number): Date => new Date(NOW.getTime() - seconds * 1000);
const { order } = readShopOrder(sampleShopOrder(), NOW);

function heldOrder(change: Partial<HeldShopOrder> = {}): HeldShopOrder {
  return {
    orderNumber: order!.orderNumber,
    state: 'queued',
    fingerprint: { digest: 'd', fields: {} },
    body: order as Json,
    customerKey: 'k',
    sentAt: null,
    dueAt: NOW,
    attempts: 0,
    facts: null,
    reason: null,
    receivedAt: ago(60),
    updatedAt: NOW,
    leaseToken: 't',
    ...change,
  };
}

const list = (records: object[]): object => ({ totalSize: records.length, done: true, records });
const SIM = {
  Id: '01t000000000001AAA',
  Name: 'SIM Data 5 GB',
  ProductCode: 'SIM-DATA-5',
  WHMCS_Product_Id__c: '122',
  IsActive: true,
  CommodityType__c: 'SIM',
  Item_Class__c: 'Service',
  Billing_Cycle__c: 'Monthly',
  Portal_Max_Quantity__c: 5,
  Required_Eligibility__c: null,
  Required_Id_Methods__c: null,
  PricebookEntries: list([
    { Id: '01u000000000001AAA', Pricebook2Id: '01s000000000001AAA', UnitPrice: 1100, IsActive: true },
  ]),
};

function look({ products = [SIM] as object[], queues = [{ Id: '00G000000000001AAA' }] as object[] } = {}): object {
  const rows: Record<string, object[]> = { made: [], customers: [], products, queue: queues };
  return {
    compositeResponse: Object.entries(rows).map(([referenceId, records]) => ({
      referenceId,
      httpStatusCode: 200,
      body: list(records),
    })),
  };
}

function refusedGraph(referenceId: string, errorCode: string): object {
  const halted = { referenceId: 'opportunity', httpStatusCode: 400, body: [{ errorCode: 'PROCESSING_HALTED' }] };
  const fault = { referenceId, httpStatusCode: 400, body: [{ errorCode, message: 'words' }] };
  return { graphs: [{ isSuccessful: false, graphResponse: { compositeResponse: [halted, fault] } }] };
}

interface Outcome {
  readonly changes: ShopChange[];
  readonly last: ShopChange;
  readonly paused: string | null;
  readonly warnings: readonly string[];
}

/** @param answers of Salesforce, one after the other; an error is thrown */
async function attempt(held: HeldShopOrder, answers: readonly (object | Error)[]): Promise<Outcome> {
  const left = [...answers];
  const changes: ShopChange[] = [];
  let paused: string | null = null;
  const system = {
    run: <T>(work: () => Promise<T>): Promise<T> => work(),
    isUsable: () => false,
    pause: (error: PortwayError) => void (paused = error.code),
  };
  const maker = createOrderMaker({
    api: {
      basePath: '/services/data/v65.0',
      request: () => {
        const answer = left.shift();
        return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
      },
    } as unknown as SalesforceApi,
    salesforce: system as unknown as System,
    whmcs: () => Promise.reject(new Error('not asked')),
    whmcsSystem: system as unknown as System,
    now: () => NOW,
    later: (ms) => new Date(NOW.getTime() + ms),
    move: (each, change) => {
      changes.push(change);
      return Promise.resolve({ ...each, ...(change.sentAt && { sentAt: change.sentAt }) });
    },
    firstAskMs: 1000,
    log: createLog('silent'),
  });
  await maker.make(held);
  assert.equal(left.length, 0, 'all of it was asked for');
  return { changes, last: changes.at(-1)!, paused, warnings: maker.warnings() };
}

const secondsTo = (change: ShopChange): number => (change.dueAt!.getTime() - NOW.getTime()) / 1000;
const down = new PortwayError('SALESFORCE_UNREACHABLE', 'no answer');

test('it has its customer’s turn before it looks, and is noted as sent before it is', async () => {
  const ids = ['account', 'contact', 'opportunity', 'order', 'line0', 'case', 'notes'];
  const made = ids.map((referenceId) => ({ referenceId, httpStatusCode: 201, body: { id: `${referenceId}-id` } }));
  const done = { graphs: [{ isSuccessful: true, graphResponse: { compositeResponse: made } }] };
  const { changes } = await attempt(heldOrder(), [look(), done]);
  assert.deepEqual(
    changes.map(({ state, sentAt, keepsLease }) => [state, sentAt, keepsLease]),
    [
      ['creating', undefined, true],
      [undefined, NOW, true],
      ['created', null, undefined],
    ],
  );
  assert.equal((changes[2]!.facts as { orderId: string }).orderId, 'order-id');
  assert.equal(changes[2]!.forgetsCustomer, true);
});

test('what was not sent gives its turn back when Salesforce is away; what was sent keeps it', async () => {
  assert.equal((await attempt(heldOrder(), [down])).last.state, 'queued');
  assert.equal((await attempt(heldOrder(), [look(), down])).last.state, 'creating');
  assert.equal((await attempt(heldOrder({ state: 'creating', sentAt: ago(5) }), [down])).last.state, 'creating');
});

test('nobody is refused what may be made still: it is looked for again first', async () => {
  const gone = look({ products: [] });
  const { last } = await attempt(heldOrder({ state: 'creating', sentAt: ago(5) }), [gone]);
  assert.equal(last.state, undefined);
  assert.ok(secondsTo(last) >= 60);
  assert.equal((await attempt(heldOrder({ state: 'creating', sentAt: ago(600) }), [gone])).last.state, 'refused');
});

const FAULTS: readonly [what: string, reference: string, code: string, attempts: number, state: string | undefined][] =
  [
    ['its number was made meanwhile: it is looked for at once', 'order', 'DUPLICATE_VALUE', 0, undefined],
    ['a row is locked: again soon', 'account', 'UNABLE_TO_LOCK_ROW', 0, undefined],
    ['a row is locked for ever: a person', 'account', 'UNABLE_TO_LOCK_ROW', 8, 'held'],
    ['an e-mail address is none: the shop', 'contact', 'INVALID_EMAIL_ADDRESS', 0, 'refused'],
    ['a duplicate rule: the shop', 'account', 'DUPLICATES_DETECTED', 0, 'refused'],
    ['a rule of the org on the order: a person', 'order', 'FIELD_CUSTOM_VALIDATION_EXCEPTION', 0, 'held'],
    ['something unique that is not its number: a person', 'case', 'DUPLICATE_VALUE', 0, 'held'],
  ];

for (const [what, reference, code, attempts, state] of FAULTS)
  test(what, async () => {
    const { last } = await attempt(heldOrder({ attempts }), [look(), refusedGraph(reference, code)]);
    assert.equal(last.state, state);
    if (code === 'DUPLICATE_VALUE' && state === undefined) assert.equal(secondsTo(last), 0);
  });

test('an org without the queue holds the order and says so', async () => {
  const { last } = await attempt(heldOrder(), [look({ queues: [] })]);
  assert.equal(last.state, 'held');
  assert.match(last.reason!.text, /no queue Customer_Service/);
});

test('a set-up that is wrong pauses Salesforce, or is said as a warning', async () => {
  const auth = await attempt(heldOrder(), [new PortwayError('SALESFORCE_AUTH', 'x')]);
  assert.equal(auth.paused, 'SALESFORCE_AUTH');
  const denied = await attempt(heldOrder(), [new PortwayError('SALESFORCE_ACCESS_DENIED', 'x')]);
  assert.equal(denied.paused, null);
  assert.match(denied.warnings[0]!, /shop orders: SALESFORCE_ACCESS_DENIED/);
});
