// `npm run test:faults`: kills and disturbs the middleware in seeded rounds, and checks after each that every approved order
// ended exactly once, or that Salesforce says what WHMCS says.
//   npm run test:faults                             orders: 200 rounds on SQLite, 40 on PostgreSQL with the server killed too,
//                                                   and the situations of faults/situations.ts; billing: 40 and 10 rounds
//   npm run test:faults -- --rounds 20 --engine sqlite
//   npm run test:faults -- --kind billing           only what WHMCS bills and does to services, or only orders
//   npm run test:faults -- --seed 4711              replays one round (with --engine and --kind)
// Exit code 1 when a promise broke; the seed and the middleware's log of that round are told.
import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { startPostgres, type PostgresServer } from '../middleware/test/support/postgres.ts';
import { planBillingRound } from './faults/billing-plan.ts';
import { runBillingRound } from './faults/billing-round.ts';
import { planRound } from './faults/plan.ts';
import { runRound, type RoundOutcome } from './faults/round.ts';
import { SITUATIONS } from './faults/situations.ts';

type Engine = 'sqlite' | 'postgres';
type Kind = 'orders' | 'billing';
interface Rounds {
  readonly count: Record<Engine, number>;
  readonly run: (seed: number, engine: Engine, postgres?: PostgresServer) => Promise<RoundOutcome>;
}

const { values } = parseArgs({
  options: {
    rounds: { type: 'string' },
    seed: { type: 'string' },
    engine: { type: 'string' },
    kind: { type: 'string' },
    instances: { type: 'string', default: '1' },
    parallel: { type: 'string', default: '3' },
  },
});
const KINDS: Readonly<Record<Kind, Rounds>> = {
  orders: {
    count: { sqlite: 200, postgres: 40 },
    run: (seed, engine, postgres) => runRound(planRound(seed, engine), postgres, Number(values.instances)),
  },
  billing: {
    count: { sqlite: 40, postgres: 10 },
    run: (seed, engine, postgres) => runBillingRound(planBillingRound(seed, engine), postgres),
  },
};
const engines = (values.engine ? [values.engine] : ['sqlite', 'postgres']) as Engine[];
const kinds = (values.kind ? [values.kind] : Object.keys(KINDS)) as Kind[];
const isWhole = !values.engine && !values.kind;
const outcomes: RoundOutcome[] = [];
for (const kind of kinds) for (const engine of engines) outcomes.push(...(await runRounds(kind, engine)));
const brokenSituations = isWhole ? await meetSituations() : 0;
const broken = outcomes.filter((outcome) => outcome.broken.length > 0);
const total = (pick: (outcome: RoundOutcome) => number): number =>
  outcomes.reduce((sum, outcome) => sum + pick(outcome), 0);
console.log(
  `\n${outcomes.length} rounds, ${total((o) => o.orders)} orders, ${total((o) => o.kills)} kills of the middleware, ${total((o) => o.databaseKills)} of the database, ${total((o) => o.takenOver)} orders found in WHMCS after a lost answer, ${total((o) => o.deeds)} payments, suspensions and the like`,
);
const met = isWhole ? Object.keys(SITUATIONS).length : 0;
const failed = broken.length + brokenSituations;
console.log(`${outcomes.length + met - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

async function runRounds(kind: Kind, engine: Engine): Promise<RoundOutcome[]> {
  const count = values.seed ? 1 : Number(values.rounds ?? KINDS[kind].count[engine]);
  const firstSeed = Number(values.seed ?? 1);
  const postgres = engine === 'postgres' ? await startPostgres() : undefined;
  // A killed database server takes every round's ledger with it: there rounds run one at a time.
  const parallel = postgres ? 1 : Number(values.parallel);
  const seeds = Array.from({ length: count }, (_, index) => firstSeed + index);
  const results: RoundOutcome[] = [];
  const runNext = async (): Promise<void> => {
    for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) {
      const outcome = await KINDS[kind].run(seed, engine, postgres);
      results.push(outcome);
      report(kind, engine, outcome);
    }
  };
  try {
    await Promise.all(Array.from({ length: parallel }, runNext));
  } finally {
    await postgres?.stop();
  }
  return results;
}

function report(kind: Kind, engine: Engine, outcome: RoundOutcome): void {
  const { seed, orders, kills, happened, seconds, broken: problems, log } = outcome;
  console.log(
    `${kind}, ${engine} seed ${seed}: ${orders} orders, ${kills} kills, ${happened}, ${seconds.toFixed(1)} s: ${problems.length ? 'BROKEN' : 'held'}`,
  );
  if (problems.length === 0) return;
  mkdirSync('var/faults', { recursive: true });
  const file = `var/faults/${kind}-${engine}-${seed}.log`;
  writeFileSync(file, log);
  console.log(
    `${problems.map((problem) => `  ${problem}`).join('\n')}\n  log: ${file}\n  again: npm run test:faults -- --kind ${kind} --engine ${engine} --seed ${seed}`,
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
