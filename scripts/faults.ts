// `npm run test:faults`: kills and disturbs the middleware in seeded rounds, and checks after each that every approved order
// ended exactly once.
//   npm run test:faults                             200 rounds on SQLite, 40 on PostgreSQL with the server killed too,
//                                                   and the situations of faults/situations.ts
//   npm run test:faults -- --rounds 20 --engine sqlite
//   npm run test:faults -- --seed 4711              replays one round (with --engine)
// Exit code 1 when a promise broke; the seed and the middleware's log of that round are told.
import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { startPostgres } from '../middleware/test/support/postgres.ts';
import { planRound } from './faults/plan.ts';
import { runRound, type RoundOutcome } from './faults/round.ts';
import { SITUATIONS } from './faults/situations.ts';

type Engine = 'sqlite' | 'postgres';
const ROUNDS: Record<Engine, number> = { sqlite: 200, postgres: 40 };

const { values } = parseArgs({
  options: {
    rounds: { type: 'string' },
    seed: { type: 'string' },
    engine: { type: 'string' },
    instances: { type: 'string', default: '1' },
    parallel: { type: 'string', default: '3' },
  },
});
const engines = (values.engine ? [values.engine] : ['sqlite', 'postgres']) as Engine[];
const outcomes: RoundOutcome[] = [];
for (const engine of engines) outcomes.push(...(await runEngine(engine)));
const brokenSituations = values.engine ? 0 : await meetSituations();
const broken = outcomes.filter((outcome) => outcome.broken.length > 0);
const total = (pick: (outcome: RoundOutcome) => number): number =>
  outcomes.reduce((sum, outcome) => sum + pick(outcome), 0);
console.log(
  `\n${outcomes.length} rounds, ${total((o) => o.orders)} orders, ${total((o) => o.kills)} kills of the middleware, ${total((o) => o.databaseKills)} of the database, ${total((o) => o.takenOver)} orders found in WHMCS after a lost answer`,
);
const met = values.engine ? 0 : Object.keys(SITUATIONS).length;
const failed = broken.length + brokenSituations;
console.log(`${outcomes.length + met - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

async function runEngine(engine: Engine): Promise<RoundOutcome[]> {
  const count = values.seed ? 1 : Number(values.rounds ?? ROUNDS[engine]);
  const firstSeed = Number(values.seed ?? 1);
  const postgres = engine === 'postgres' ? await startPostgres() : undefined;
  // A killed database server takes every round's ledger with it: there rounds run one at a time.
  const parallel = postgres ? 1 : Number(values.parallel);
  const instances = Number(values.instances);
  const seeds = Array.from({ length: count }, (_, index) => firstSeed + index);
  const results: RoundOutcome[] = [];
  const runNext = async (): Promise<void> => {
    for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) {
      const outcome = await runRound(planRound(seed, engine), postgres, instances);
      results.push(outcome);
      report(engine, outcome);
    }
  };
  try {
    await Promise.all(Array.from({ length: parallel }, runNext));
  } finally {
    await postgres?.stop();
  }
  return results;
}

function report(
  engine: Engine,
  { seed, orders, kills, takenOver, seconds, broken: problems, log }: RoundOutcome,
): void {
  console.log(
    `${engine} seed ${seed}: ${orders} orders, ${kills} kills, ${takenOver} taken over, ${seconds.toFixed(1)} s: ${problems.length ? 'BROKEN' : 'held'}`,
  );
  if (problems.length === 0) return;
  mkdirSync('var/faults', { recursive: true });
  const file = `var/faults/${engine}-${seed}.log`;
  writeFileSync(file, log);
  console.log(
    `${problems.map((problem) => `  ${problem}`).join('\n')}\n  log: ${file}\n  again: npm run test:faults -- --engine ${engine} --seed ${seed}`,
  );
}

async function meetSituations(): Promise<number> {
  const postgres = await startPostgres();
  let failures = 0;
  try {
    for (const [name, meet] of Object.entries(SITUATIONS)) {
      const problems = await meet(() => Promise.resolve(postgres));
      console.log(`${name}: ${problems.length ? 'BROKEN' : 'held'}`);
      for (const problem of problems) console.log(`  ${problem}`);
      failures += problems.length ? 1 : 0;
    }
  } finally {
    await postgres.stop();
  }
  return failures;
}
