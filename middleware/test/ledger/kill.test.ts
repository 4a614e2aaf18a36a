// kill -9 at random moments: whatever instant the process (or the database server) dies at, the ledger afterwards holds
// all that it had promised and nothing half done. The seed is printed; LEDGER_KILL_SEED repeats it, LEDGER_KILL_ROUNDS
// makes it longer.
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { openLedger, type Ledger } from '../../src/ledger/open-ledger.ts';
import { TOPIC } from '../support/events.ts';
import { orderIdOf } from '../support/ids.ts';
import { onBothEngines, type Engine } from '../support/ledgers.ts';
import { randomFrom } from '../support/random.ts';

const ROUNDS = Number(process.env.LEDGER_KILL_ROUNDS ?? 4);
const SEED = Number(process.env.LEDGER_KILL_SEED ?? Math.floor(Math.random() * 2 ** 31));
const WORKER = fileURLToPath(new URL('../support/ledger-worker.ts', import.meta.url));

onBothEngines((engine) => {
  it(
    `keeps every promise over ${ROUNDS} kills (LEDGER_KILL_SEED=${SEED})`,
    { timeout: 60_000 + ROUNDS * 10_000 },
    async () => {
      const random = randomFrom(SEED);
      await (await engine.open()).close();
      const promised: Promises = { cursor: 0, moves: new Set() };
      for (let round = 1; round <= ROUNDS; round++) {
        await killedWorker(engine, promised, random, round === ROUNDS);
        const ledger = await openLedger({ ...engine.place(), instanceId: 'check' });
        try {
          await checkLedger(ledger, promised);
        } finally {
          await ledger.close();
        }
      }
      assert.ok(promised.cursor > 0 && promised.moves.size > 0, 'the workers got something done');
    },
  );
});

interface Promises {
  cursor: number;
  /** `<order id> <state>` */
  moves: Set<string>;
}

/** One worker from its start to its violent end; every other time, on PostgreSQL, the server dies in the middle. */
async function killedWorker(
  engine: Engine,
  promised: Promises,
  random: () => number,
  mustWork: boolean,
): Promise<void> {
  const seed = Math.floor(random() * 2 ** 31);
  const worker = spawn(process.execPath, [WORKER, JSON.stringify(engine.place()), String(seed)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let complaint = '';
  worker.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  const { ready, worked } = listen(worker, promised);
  await Promise.race([mustWork ? worked : ready, once(worker, 'exit')]);
  assert.equal(worker.exitCode, null, complaint);
  await pause(random() * 150);
  if (engine.name === 'postgres' && random() < 0.5) {
    await engine.server.kill();
    await engine.server.restart();
    await pause(random() * 150);
  }
  assert.equal(worker.exitCode, null, `the worker gave up by itself:\n${complaint}`);
  const gone = once(worker, 'close');
  worker.kill('SIGKILL');
  await gone;
}

/** Notes what the worker says. */
function listen(worker: ChildProcess, promised: Promises): { ready: Promise<void>; worked: Promise<void> } {
  const ready = Promise.withResolvers<void>();
  const worked = Promise.withResolvers<void>();
  createInterface({ input: worker.stdout! }).on('line', (line) => {
    const [word, ...rest] = line.split(' ');
    if (word === 'ready') ready.resolve();
    if (word === 'cursor') promised.cursor = Math.max(promised.cursor, Number(rest[0]));
    if (word !== 'moved') return;
    promised.moves.add(rest.join(' '));
    worked.resolve();
  });
  return { ready: ready.promise, worked: worked.promise };
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function checkLedger(ledger: Ledger, promised: Promises): Promise<void> {
  const { db } = ledger;
  const stored = await db.selectFrom('event_cursor').select('replay_id').where('topic', '=', TOPIC).executeTakeFirst(); // none when the worker died before it had taken the topic
  const cursor = stored?.replay_id ? Number(Buffer.from(stored.replay_id).readBigUInt64BE() - 2n ** 60n) : 0;
  assert.ok(cursor >= promised.cursor, `cursor ${cursor} is behind the promised ${promised.cursor}`);

  // Cursor, inbox and ledger are one: each event up to the cursor exactly once, none beyond.
  const expected = Array.from({ length: cursor }, (_, n) => orderIdOf(n + 1)).sort();
  const inbox = await db.selectFrom('inbox').select(['order_id', 'status']).execute();
  assert.deepEqual(inbox.map((row) => row.order_id!).sort(), expected);
  assert.ok(inbox.every((row) => row.status === 'accepted'));
  const orders = await db.selectFrom('order_ledger').selectAll().execute();
  assert.deepEqual(orders.map((row) => row.order_id).sort(), expected);

  // History is a chain that ends in the present state.
  const history = await db.selectFrom('order_history').selectAll().orderBy('id').execute();
  const reached = new Map<string, string | null>();
  const moves = new Set<string>();
  for (const line of history) {
    assert.equal(line.from_state, reached.get(line.order_id) ?? null, `a gap in the history of ${line.order_id}`);
    reached.set(line.order_id, line.to_state);
    moves.add(`${line.order_id} ${line.to_state}`);
  }
  for (const order of orders) assert.equal(order.state, reached.get(order.order_id));
  for (const move of promised.moves) assert.ok(moves.has(move), `promised and gone: ${move}`);

  // A result waits in the outbox exactly as long as it has not been written back.
  const outbox = await db.selectFrom('outbox').select('order_id').execute();
  const unreported = orders.filter((row) => row.state === 'active' || (row.state === 'failed' && !row.written_back_at));
  assert.deepEqual(outbox.map((row) => row.order_id).sort(), unreported.map((row) => row.order_id).sort());

  const { rows } = await sql`
    select group_key from order_ledger where state = 'submitting' group by group_key having count(*) > 1`.execute(db);
  assert.deepEqual(rows, []);
}
