// A PostgreSQL that wants TLS, as hosted ones do: what DATABASE_URL has to say, and what is said when it does not.
import assert from 'node:assert/strict';
import { chownSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, it } from 'node:test';
import { sql } from 'kysely';
import pg from 'pg';
import { generate } from 'selfsigned';
import { openLedger, type Ledger } from '../../src/ledger/open-ledger.ts';
import { onEngine } from '../support/ledgers.ts';

onEngine('postgres', (engine) => {
  let url: string;
  let authority: string;
  before(async () => {
    url = (await engine.server.createDatabase()).replace('127.0.0.1', 'localhost');
  });

  const open = (query: string): Promise<Ledger> => openLedger({ databaseUrl: `${url}${query}`, instanceId: 'tls' });

  it('says in words that the server has no TLS', async () => {
    await assert.rejects(open('?sslmode=verify-full'), /LEDGER_UNREACHABLE: .*does not support SSL/);
    authority = await turnTlsOn(url);
  });

  for (const [what, query] of [
    [
      'verified against the server’s authority',
      () => `?sslmode=verify-full&sslrootcert=${encodeURIComponent(authority)}`,
    ],
    ['unverified, as hosts want whose certificates are their own', () => '?sslmode=no-verify'],
  ] as const)
    it(`connects by TLS, ${what}`, async () => {
      const ledger = await open(query());
      const { rows } = await sql<{ ssl: boolean }>`select ssl from pg_stat_ssl where pid = pg_backend_pid()`.execute(
        ledger.db,
      );
      await ledger.close();
      assert.equal(rows[0]!.ssl, true);
    });

  it('says in words that the certificate is not trusted', async () => {
    await assert.rejects(
      open('?sslmode=verify-full'),
      /LEDGER_UNREACHABLE: localhost:\d+\/test_1: self-signed certificate/,
    );
  });

  it('says in words that the server wants TLS', async () => {
    await assert.rejects(open(''), /LEDGER_UNREACHABLE: .*no encryption/);
  });
});

/** From now on the server takes nothing but TLS. @returns path of the certificate to trust */
async function turnTlsOn(databaseUrl: string): Promise<string> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }],
  });
  const client = new pg.Client(databaseUrl);
  await client.connect();
  const { rows } = await client.query<{ data_directory: string }>('show data_directory');
  const folder = rows[0]!.data_directory;
  const { uid, gid } = statSync(folder);
  const write = (name: string, text: string): string => {
    const file = join(folder, name);
    writeFileSync(file, text, { mode: 0o600 });
    chownSync(file, uid, gid);
    return file;
  };
  write('server.key', key);
  write('pg_hba.conf', 'hostssl all all all trust\n');
  const certificate = write('server.crt', cert);
  await client.query('alter system set ssl = on');
  await client.query('select pg_reload_conf()');
  await client.end();
  return certificate;
}
