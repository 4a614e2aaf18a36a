// What only the file ledger has to promise: it belongs to one process.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import { claimOrders } from '../../src/ledger/claim-orders.ts';
import { openLedger } from '../../src/ledger/open-ledger.ts';
import { isDatabaseOutage } from '../../src/ledger/outage.ts';
import { sweepOrders } from '../../src/ledger/sweep-orders.ts';
import { orderIdOf } from '../support/ids.ts';
import { onEngine } from '../support/ledgers.ts';

const NOW = new Date('2026-11-22T09:00:10Z');

onEngine('sqlite', (engine) => {
  it('refuses a second process at once, and says so', async () => {
    await engine.open();
    const { file } = engine.place();
    const source = `
      const { openLedger } = await import(${JSON.stringify(import.meta.resolve('../../src/ledger/open-ledger.ts'))});
      await openLedger({ file: ${JSON.stringify(file)}, instanceId: 'second' })
        .then(() => console.log('opened'), (error) => console.log(error.message));`;
    const started = Date.now();
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', source]);
    assert.match(stdout, /^LEDGER_IN_USE: ledger file .* is held by another process/);
    assert.ok(Date.now() - started < 5_000);
    await assert.rejects(openLedger({ file: file!, instanceId: 'same process' }), /LEDGER_IN_USE/);
  });

  it('drops the leases of the process before it', async () => {
    const ledger = await engine.open();
    await sweepOrders(ledger, [{ orderId: orderIdOf(1), modifiedAt: NOW }], NOW);
    const claim = { limit: 10, leaseMs: 3_600_000, now: NOW };
    assert.equal((await claimOrders(ledger, claim)).length, 1);
    await ledger.close();
    assert.equal((await claimOrders(await engine.openAgain(), claim)).length, 1);
  });

  it('is written to disk at each commit', async () => {
    const ledger = await engine.open();
    const { rows } = await sql<{ synchronous: number }>`pragma synchronous`.execute(ledger.db);
    assert.equal(rows[0]!.synchronous, 2, 'FULL');
    const journal = await sql<{ journal_mode: string }>`pragma journal_mode`.execute(ledger.db);
    assert.equal(journal.rows[0]!.journal_mode, 'wal');
  });

  it('refuses a ledger that a newer version has upgraded', async () => {
    const ledger = await engine.open();
    await sql`insert into kysely_migration (name, timestamp) values ('9999-future', '2030-01-01')`.execute(ledger.db);
    await ledger.close();
    await assert.rejects(openLedger({ ...engine.place(), instanceId: 'old' }), /LEDGER_TOO_NEW/);
  });

  it('says what is wrong with a file that is no ledger, or a folder that cannot be made', async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'portway-no-ledger-'));
    t.after(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'letter.txt');
    writeFileSync(file, 'Dear Sir or Madam, '.repeat(100));
    await assert.rejects(
      openLedger({ file, instanceId: 'x' }),
      /LEDGER_UNREACHABLE: .*letter\.txt: file is not a database/,
    );
    await assert.rejects(openLedger({ file: join(file, 'ledger'), instanceId: 'x' }), /LEDGER_UNREACHABLE/);
  });

  it('tells a full or failing disk from a fault of ours', async () => {
    const ledger = await engine.open();
    await sql`pragma max_page_count = 1`.execute(ledger.db);
    const many = Array.from({ length: 5000 }, (_, n) => ({ orderId: orderIdOf(n), modifiedAt: NOW }));
    assert.ok(isDatabaseOutage(await sweepOrders(ledger, many, NOW).catch((error: unknown) => error)));
    await assert.rejects(sql`select nothing from nowhere`.execute(ledger.db), (error) => !isDatabaseOutage(error));
    await sql`pragma max_page_count = 100000`.execute(ledger.db);
    assert.equal((await sweepOrders(ledger, many, NOW)).added, 5000);
  });
});
