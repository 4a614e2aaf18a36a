// The short form of `npm run test:faults`: a few seeded rounds on each engine, and every situation once.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startPostgres, type PostgresServer } from '../../../middleware/test/support/postgres.ts';
import { planBillingRound } from '../../faults/billing-plan.ts';
import { runBillingRound } from '../../faults/billing-round.ts';
import { planRound } from '../../faults/plan.ts';
import { runRound } from '../../faults/round.ts';
import { SITUATIONS } from '../../faults/situations.ts';

let postgres: PostgresServer;
before(async () => {
  postgres = await startPostgres();
});
after(() => postgres.stop());

for (const seed of [2, 5]) {
  test(`kills and faults of seed ${seed}: every approved order ends exactly once (SQLite)`, async () => {
    const { broken, log } = await runRound(planRound(seed, 'sqlite'));
    assert.deepEqual(broken, [], log);
  });
}

test('kills of the middleware and of its database server: every approved order ends exactly once (PostgreSQL)', async () => {
  const { broken, log } = await runRound(planRound(3, 'postgres'), postgres);
  assert.deepEqual(broken, [], log);
});

for (const seed of [1, 2]) {
  test(`kills and lost, repeated, reordered and forged hooks of seed ${seed}: Salesforce says what WHMCS says`, async () => {
    const { broken, log } = await runBillingRound(planBillingRound(seed, 'sqlite'));
    assert.deepEqual(broken, [], log);
  });
}

for (const [name, meet] of Object.entries(SITUATIONS)) {
  test(`${name}: nothing is lost, nothing doubled`, async () => {
    assert.deepEqual(await meet(() => Promise.resolve(postgres)), []);
  });
}

test('a seed plans the same round every time', () => {
  assert.deepEqual(planRound(7, 'postgres'), planRound(7, 'postgres'));
  assert.notDeepEqual(planRound(7, 'sqlite'), planRound(8, 'sqlite'));
});
