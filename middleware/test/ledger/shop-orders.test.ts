// Shop orders in the ledger, on both engines: one row per number, one holder, one turn per customer, nothing kept too long.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { GroupBusy, LeaseLost } from '../../src/ledger/refusals.ts';
import {
  acceptShopOrder,
  claimShopOrder,
  dueShopOrders,
  moveShopOrder,
  pruneShopOrders,
  readShopOrder,
  retryShopOrder,
  shopOrderCounts,
  shopOrdersForPeople,
  type HeldShopOrder,
  type NewShopOrder,
} from '../../src/ledger/shop-orders.ts';
import { onBothEngines } from '../support/ledgers.ts';

const at = (seconds: number): Date => new Date(Date.UTC(2026, 10, 20, 0, 0, seconds));
const LEASE = { leaseMs: 10_000 };

const order = (orderNumber: string, content = 'a', customerKey = orderNumber): NewShopOrder => ({
  orderNumber,
  body: { content },
  customerKey,
  fingerprint: (salt) => ({ digest: `${salt}/${content}`, fields: { content } }),
});

onBothEngines((engine) => {
  it('stores an order once, however often and from however many places it comes at once', async () => {
    const ledger = await engine.open();
    const other = engine.name === 'postgres' ? await engine.openAgain() : ledger;
    const kinds = await Promise.all(
      Array.from({ length: 20 }, (_, index) => acceptShopOrder(index % 2 ? ledger : other, order('SO-1'), at(0))),
    );
    assert.equal(kinds.filter(({ kind }) => kind === 'new').length, 1);
    assert.equal(kinds.filter(({ kind }) => kind === 'same').length, 19);
    assert.deepEqual(await dueShopOrders(ledger, 10, at(0)), ['SO-1']);
  });

  it('knows the number with other content, and says what was there', async () => {
    const ledger = await engine.open();
    await acceptShopOrder(ledger, order('SO-1', 'a'), at(0));
    const answer = await acceptShopOrder(ledger, order('SO-1', 'b'), at(1));
    assert.ok(answer.kind === 'other');
    assert.deepEqual([answer.known.fields, answer.given.fields], [{ content: 'a' }, { content: 'b' }]);
    assert.deepEqual((await readShopOrder(ledger, 'SO-1'))?.body, { content: 'a' });
  });

  it('gives an order to one worker, and to another when its lease is over; the first then writes nothing', async () => {
    const ledger = await engine.open();
    await acceptShopOrder(ledger, order('SO-1'), at(0));
    const claims = await Promise.all(
      Array.from({ length: 5 }, () => claimShopOrder(ledger, 'SO-1', { ...LEASE, now: at(0) })),
    );
    const [first, ...more] = claims.filter((claim) => claim !== null);
    assert.ok(first);
    assert.equal(more.length, 0);
    assert.deepEqual(await dueShopOrders(ledger, 10, at(5)), []);
    const second = await claimShopOrder(ledger, 'SO-1', { ...LEASE, now: at(11) });
    assert.ok(second);
    await assert.rejects(moveShopOrder(ledger, first, { state: 'done' }, at(12)), LeaseLost);
    await moveShopOrder(ledger, second, { state: 'held', reason: { code: 'X', text: 'x' }, dueAt: at(60) }, at(12));
    assert.equal((await readShopOrder(ledger, 'SO-1'))?.state, 'held');
    assert.equal(await claimShopOrder(ledger, 'SO-1', { ...LEASE, now: at(13) }), null, 'it is not due');
  });

  it('lets one order of a customer be made at a time', async () => {
    const ledger = await engine.open();
    const held: HeldShopOrder[] = [];
    for (const number of ['SO-1', 'SO-2']) {
      await acceptShopOrder(ledger, order(number, 'a', 'same customer'), at(0));
      held.push((await claimShopOrder(ledger, number, { ...LEASE, now: at(0) }))!);
    }
    const first = await moveShopOrder(ledger, held[0]!, { state: 'creating', keepsLease: true }, at(1));
    await assert.rejects(moveShopOrder(ledger, held[1]!, { state: 'creating', keepsLease: true }, at(1)), GroupBusy);
    await moveShopOrder(ledger, first, { state: 'done', dueAt: null, forgetsCustomer: true }, at(2));
    await moveShopOrder(ledger, held[1]!, { state: 'creating', keepsLease: true }, at(3));
  });

  it('forgets what the customer sent once the order is made, and still knows the order again', async () => {
    const ledger = await engine.open();
    await acceptShopOrder(ledger, order('SO-1'), at(0));
    const held = (await claimShopOrder(ledger, 'SO-1', { ...LEASE, now: at(0) }))!;
    await moveShopOrder(
      ledger,
      held,
      { state: 'done', dueAt: null, facts: { orderId: '801' }, forgetsCustomer: true },
      at(1),
    );
    const row = await readShopOrder(ledger, 'SO-1');
    assert.deepEqual([row?.body, row?.customerKey, row?.facts], [null, null, { orderId: '801' }]);
    assert.equal((await acceptShopOrder(ledger, order('SO-1'), at(2))).kind, 'same');
    assert.equal((await acceptShopOrder(ledger, order('SO-1', 'b'), at(2))).kind, 'other');
    assert.deepEqual(await dueShopOrders(ledger, 10, at(100)), []);
  });

  it('takes a refused number again, with whatever is sent then', async () => {
    const ledger = await engine.open();
    await acceptShopOrder(ledger, order('SO-1'), at(0));
    const held = (await claimShopOrder(ledger, 'SO-1', { ...LEASE, now: at(0) }))!;
    await moveShopOrder(
      ledger,
      held,
      { state: 'refused', dueAt: null, reason: { code: 'X', text: 'x' }, forgetsCustomer: true },
      at(1),
    );
    assert.deepEqual(
      (await shopOrdersForPeople(ledger, { limit: 10, offset: 0 })).map(({ orderNumber }) => orderNumber),
      ['SO-1'],
    );
    const kinds = await Promise.all(
      Array.from({ length: 5 }, () => acceptShopOrder(ledger, order('SO-1', 'b'), at(2))),
    );
    assert.deepEqual(kinds.map(({ kind }) => kind).sort(), ['new', 'same', 'same', 'same', 'same']);
    assert.deepEqual((await readShopOrder(ledger, 'SO-1'))?.body, { content: 'b' });
  });

  it('forgets refused orders after a while, and no others', async () => {
    const ledger = await engine.open();
    for (const number of ['SO-1', 'SO-2', 'SO-3']) await acceptShopOrder(ledger, order(number), at(0));
    for (const [number, seconds] of [
      ['SO-1', 1],
      ['SO-2', 9],
    ] as const) {
      const held = (await claimShopOrder(ledger, number, { ...LEASE, now: at(0) }))!;
      await moveShopOrder(ledger, held, { state: 'refused', dueAt: null }, at(seconds));
    }
    assert.equal(await pruneShopOrders(ledger, at(5)), 1);
    assert.deepEqual(await shopOrderCounts(ledger), { refused: 1, queued: 1 });
  });

  it('has a held order tried at once when a person says so', async () => {
    const ledger = await engine.open();
    await acceptShopOrder(ledger, order('SO-1'), at(0));
    assert.equal(await retryShopOrder(ledger, 'SO-1', at(0)), false);
    const held = (await claimShopOrder(ledger, 'SO-1', { ...LEASE, now: at(0) }))!;
    const reason = { code: 'SALESFORCE_REFUSED', text: 'a rule' };
    await moveShopOrder(ledger, held, { state: 'held', dueAt: at(3000), attempts: 9, reason }, at(1));
    assert.equal(await retryShopOrder(ledger, 'SO-1', at(2)), true);
    assert.equal((await claimShopOrder(ledger, 'SO-1', { ...LEASE, now: at(2) }))?.attempts, 0);
    assert.deepEqual(await shopOrderCounts(ledger), { held: 1 });
  });

  if (engine.name === 'sqlite')
    it('gives back at the next start what a killed process held', async () => {
      const ledger = await engine.open();
      await acceptShopOrder(ledger, order('SO-1'), at(0));
      const held = (await claimShopOrder(ledger, 'SO-1', { ...LEASE, now: at(0) }))!;
      await moveShopOrder(ledger, held, { state: 'creating', sentAt: at(0), keepsLease: true }, at(0));
      await ledger.close();
      const again = await engine.openAgain();
      const taken = await claimShopOrder(again, 'SO-1', { ...LEASE, now: at(1) });
      assert.equal(taken?.state, 'creating');
      assert.deepEqual(taken?.sentAt, at(0), 'that it may be in Salesforce is known');
    });
});
