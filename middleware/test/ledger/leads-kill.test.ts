// kill -9 between a visitor's 202 and Salesforce: every lead that was promised is in Salesforce or in the queue, and in
// Salesforce once. The seed is printed; LEDGER_KILL_SEED repeats it, LEDGER_KILL_ROUNDS makes it longer.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openLedger } from '../../src/ledger/open-ledger.ts';
import { onBothEngines, type Engine } from '../support/ledgers.ts';
import { randomFrom } from '../support/random.ts';

const ROUNDS = Number(process.env.LEDGER_KILL_ROUNDS ?? 4);
const SEED = Number(process.env.LEDGER_KILL_SEED ?? Math.floor(Math.random() * 2 ** 31));
const WORKER = fileURLToPath(new URL('../support/leads-worker.ts', import.meta.url));

onBothEngines((engine) => {
  it(
    `loses and doubles no lead over ${ROUNDS} kills (LEDGER_KILL_SEED=${SEED})`,
    { timeout: 60_000 + ROUNDS * 10_000 },
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'portway-leads-'));
      const org = join(folder, 'org');
      const random = randomFrom(SEED);
      const promised = new Set<string>();
      try {
        await (await engine.open()).close();
        for (let round = 1; round <= ROUNDS; round++) {
          await killedWorker(engine, org, promised, random);
          await check(engine, org, promised);
        }
        assert.ok(promised.size > 0, 'the workers got something done');
        assert.ok(written(org).length > 0, 'and some of it to Salesforce');
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  );
});

async function killedWorker(engine: Engine, org: string, promised: Set<string>, random: () => number): Promise<void> {
  const args = [WORKER, JSON.stringify(engine.place()), org, String(Math.floor(random() * 2 ** 31))];
  const worker = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let complaint = '';
  worker.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  const working = Promise.withResolvers<void>();
  createInterface({ input: worker.stdout }).on('line', (line) => {
    const [word, id] = line.split(' ');
    if (word !== 'accepted') return;
    promised.add(id!);
    working.resolve();
  });
  await Promise.race([working.promise, once(worker, 'exit')]);
  await new Promise((resolve) => setTimeout(resolve, random() * 200));
  assert.equal(worker.exitCode, null, `the worker gave up by itself:\n${complaint}`);
  const gone = once(worker, 'close');
  worker.kill('SIGKILL');
  await gone;
}

const written = (org: string): string[] =>
  existsSync(org) ? readFileSync(org, 'utf8').split('\n').filter(Boolean) : [];

async function check(engine: Engine, org: string, promised: ReadonlySet<string>): Promise<void> {
  const ledger = await openLedger({ ...engine.place(), instanceId: 'check' });
  try {
    const inOrg = written(org);
    assert.equal(new Set(inOrg).size, inOrg.length, 'a lead is there twice');
    const rows = await ledger.db.selectFrom('lead').select(['request_id', 'state', 'body']).execute();
    const waiting = new Set(rows.filter(({ state }) => state === 'waiting').map(({ request_id }) => request_id));
    for (const id of promised) assert.ok(waiting.has(id) || inOrg.includes(id), `promised and gone: ${id}`);
    for (const { request_id, state, body } of rows) {
      assert.equal(body === null, state === 'written', request_id);
      if (state === 'written') assert.ok(inOrg.includes(request_id), `called written and is not: ${request_id}`);
    }
  } finally {
    await ledger.close();
  }
}
