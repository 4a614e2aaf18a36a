// The comparison's memory does not grow with the two systems, and a difference everywhere does not drown it.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { compare, type Comparison } from '../../src/drift/compare.ts';
import { TOPICS } from '../../src/drift/scope.ts';
import { CATALOGUE, comparedSystems, type ComparedSystems } from '../support/compared-systems.ts';
import { onEngine } from '../support/ledgers.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const ORDERS = Number(process.env.DRIFT_FLOOD ?? 10_000);
/** The rows of all these orders would take several times as much. */
const GROWTH_MAX_BYTES = 12_000_000;

onEngine('sqlite', (engine) => {
  const compared = async (
    systems: ComparedSystems,
  ): Promise<{ comparison: Comparison; grownBy: number; milliseconds: number }> => {
    const ledger = await engine.open();
    let grownBy = 0;
    collectGarbage();
    const before = process.memoryUsage().heapUsed;
    systems.onCall = () => {
      if (systems.calls % 50 > 0) return;
      collectGarbage();
      grownBy = Math.max(grownBy, process.memoryUsage().heapUsed - before);
    };
    const sources = {
      api: systems.api,
      whmcs: systems.whmcs,
      catalogue: CATALOGUE,
      timeZone: 'Asia/Tokyo',
      username: '',
      now: () => new Date(),
      breathe: () => Promise.resolve(),
    };
    const startedAt = performance.now();
    const options = { ledger, sources, topics: new Set(TOPICS), settleMs: 0, wait: () => Promise.resolve() };
    const comparison = await compare(options, (_scratch, found) => Promise.resolve(found));
    return { comparison, grownBy, milliseconds: performance.now() - startedAt };
  };

  it(`compares ${ORDERS} orders in flat memory, at a call for many of them`, async (t) => {
    const systems = comparedSystems(ORDERS);
    systems.twists.GetInvoices = (row) => (row.id === ORDERS ? { ...row, status: 'Unpaid' } : row);
    const { comparison, grownBy, milliseconds } = await compared(systems);
    assert.deepEqual(
      comparison.seen.map(({ code, isConfirmed }) => [code, isConfirmed]),
      [['InvoicePaidInOneOnly', true]],
    );
    assert.ok(grownBy < GROWTH_MAX_BYTES, `${grownBy} bytes`);
    assert.ok(systems.calls < ORDERS * 0.03, `${systems.calls} calls`);
    t.diagnostic(`${systems.calls} calls, ${Math.round(grownBy / 1e6)} MB, ${Math.round(milliseconds)} ms`);
  });

  it('keeps some of the differences where everything differs, and counts the rest', async () => {
    const systems = comparedSystems(3000);
    systems.twists.GetClientsProducts = (row) => ({ ...row, status: 'Suspended' });
    const { comparison, grownBy } = await compared(systems);
    assert.equal(comparison.seen.length, 1000);
    assert.deepEqual(comparison.more, { ServiceStatusDiffers: 2000 });
    assert.ok(!comparison.endedOf.includes('ServiceStatusDiffers'), 'what is not listed has not ended');
    // A hundred customers, by client and account, are looked at again; the others count when they are seen the next time.
    assert.equal(comparison.seen.filter(({ isConfirmed }) => isConfirmed).length, 100);
    assert.ok(grownBy < GROWTH_MAX_BYTES, `${grownBy} bytes`);
  });
});
