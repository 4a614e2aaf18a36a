// Fresh ledgers on both real engines: one suite runs on each.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe } from 'node:test';
import { openLedger, type Ledger, type LedgerOptions } from '../../src/ledger/open-ledger.ts';
import { startPostgres, type PostgresServer } from './postgres.ts';

export interface Engine {
  readonly name: 'sqlite' | 'postgres';
  /** Only for PostgreSQL. */
  readonly server: PostgresServer;
  /** A new, empty ledger; closed after the test. */
  open(): Promise<Ledger>;
  /** Where the last new ledger lies, to open it again. */
  place(): Omit<LedgerOptions, 'instanceId'>;
  /** Opens that one (again); closed after the test. */
  openAgain(): Promise<Ledger>;
}

/** Runs the suite once per engine. */
export function onBothEngines(suite: (engine: Engine) => void): void {
  for (const name of ['sqlite', 'postgres'] as const) onEngine(name, suite);
}

export function onEngine(name: Engine['name'], suite: (engine: Engine) => void): void {
  describe(name, () => {
    let server: PostgresServer | undefined;
    let folder: string | undefined;
    let files = 0;
    let place: Omit<LedgerOptions, 'instanceId'> = {};
    let opened: Ledger[] = [];

    before(async () => {
      if (name === 'postgres') server = await startPostgres();
      else folder = mkdtempSync(join(tmpdir(), 'portway-ledger-'));
    });
    afterEach(async () => {
      for (const ledger of opened) await ledger.close();
      opened = [];
    });
    after(async () => {
      await server?.stop();
      if (folder) rmSync(folder, { recursive: true });
    });

    const openAgain = async (): Promise<Ledger> => {
      const ledger = await openLedger({ ...place, instanceId: `test-${opened.length}` });
      opened.push(ledger);
      return ledger;
    };
    suite({
      name,
      get server() {
        return server!;
      },
      open: async () => {
        place = server
          ? { databaseUrl: await server.createDatabase() }
          : { file: join(folder!, `ledger-${++files}.sqlite`) };
        return openAgain();
      },
      place: () => place,
      openAgain,
    });
  });
}
