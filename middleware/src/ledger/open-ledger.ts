// The order ledger: what has been done for each Salesforce order, and who holds it.
// Promise: a row moves only along NEXT, in one commit, by the worker that holds its lease.
// Knows neither Salesforce nor WHMCS: what was done outside is opaque JSON (`facts`). States: spec/provisioning.md.
import { randomUUID } from 'node:crypto';
import { Kysely, sql, type Dialect, type LogEvent } from 'kysely';
import { PortwayError } from '../errors.ts';
import { migrate, type Engine } from './migrations.ts';
import { isDatabaseOutage } from './outage.ts';
import { listenForWork, placeOf, postgresDialect, WORK_CHANNEL } from './postgres.ts';
import { NodeSqliteDialect, openSqlite } from './sqlite.ts';
import type { LedgerTables } from './tables.ts';

export interface LedgerOptions {
  /** `postgres://…`: any number of instances share the work. Wins over `file`. */
  databaseUrl?: string | undefined;
  /** Path of the SQLite file: one process only. */
  file?: string | undefined;
  /** Shown as the holder of leases; need not be unique. */
  instanceId: string;
  /** Told how long each statement took, in seconds; on SQLite commits too. */
  onStatement?: ((seconds: number) => void) | undefined;
}

export interface Ledger {
  readonly db: Kysely<LedgerTables>;
  readonly engine: Engine;
  /** When this ledger was first opened: what was asked for earlier may have been done by an earlier ledger. */
  readonly bornAt: Date;
  /** The option's id and a part of its own per start: no two running ledgers share it. */
  readonly instanceId: string;
  /** For a PostgreSQL ledger, where a dedicated connection is opened. */
  readonly databaseUrl: string | undefined;
  /** Called when there may be work: after events, sweeps, re-drives and releases, on this machine or another. */
  onWork(listener: () => void): () => void;
  /** Wakes the listeners here and, on PostgreSQL, elsewhere. Call after the commit. */
  announceWork(): void;
  /** @throws when the database does not answer */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the ledger, creating or upgrading its tables.
 * @throws PortwayError LEDGER_IN_USE (SQLite, another process), LEDGER_UNREACHABLE, LEDGER_TOO_NEW
 */
export async function openLedger(options: LedgerOptions): Promise<Ledger> {
  const instanceId = `${options.instanceId}/${randomUUID().slice(0, 8)}`;
  const { engine, dialect, place } = dialectFor(options, instanceId);
  const { onStatement } = options;
  const timing = onStatement && engine === 'postgres' ? { log: logOf(onStatement) } : {};
  const db = new Kysely<LedgerTables>({ dialect, ...timing });
  try {
    await migrate(db, engine);
    const bornAt = await birthOf(db);
    // The file is ours alone, so whoever held a lease is dead; on PostgreSQL a lease has to run out.
    if (engine === 'sqlite') await dropLeases(db);
    await doubtWaiting(db);
    return assemble(db, engine, bornAt, instanceId, options.databaseUrl);
  } catch (error) {
    await db.destroy().catch(() => undefined);
    if (error instanceof PortwayError) throw error;
    if (isDatabaseOutage(error) || isRefusal(error))
      throw new PortwayError('LEDGER_UNREACHABLE', `${place}: ${(error as Error).message}`, { cause: error });
    throw error;
  }
}

/** On SQLite the adapter tells, which sees commits as well. */
function logOf(onStatement: (seconds: number) => void): (event: LogEvent) => void {
  return (event) => onStatement(event.queryDurationMillis / 1000);
}

function dialectFor(
  { databaseUrl, file, onStatement }: LedgerOptions,
  instanceId: string,
): { engine: Engine; dialect: Dialect; place: string } {
  if (databaseUrl)
    return {
      engine: 'postgres',
      dialect: postgresDialect(databaseUrl, instanceId),
      place: placeOf(databaseUrl),
    };
  if (file) return { engine: 'sqlite', dialect: new NodeSqliteDialect(openSqlite(file), onStatement), place: file };
  throw new Error('ledger: neither databaseUrl nor file given');
}

/** Wrong password, unknown database, no right to create tables: SQLSTATE 28xxx, 3D000, 42501. A certificate that is not trusted. */
const REFUSALS = /^(28|3D000|42501|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_|ERR_SSL_)/;

function isRefusal(error: unknown): boolean {
  const { code, message } = error as { code?: unknown; message?: string };
  return typeof code === 'string' ? REFUSALS.test(code) : /does not support SSL/.test(message ?? '');
}

async function birthOf(db: Kysely<LedgerTables>): Promise<Date> {
  await db
    .insertInto('ledger_meta')
    .values({ key: 'born_at', value: new Date().toISOString() })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .execute();
  const { value } = await db
    .selectFrom('ledger_meta')
    .select('value')
    .where('key', '=', 'born_at')
    .executeTakeFirstOrThrow();
  return new Date(value);
}

async function dropLeases(db: Kysely<LedgerTables>): Promise<void> {
  const none = { lease_token: null, lease_until: null };
  await db
    .updateTable('order_ledger')
    .set({ ...none, lease_owner: null })
    .where('lease_token', 'is not', null)
    .execute();
  await db.updateTable('outbox').set(none).where('lease_token', 'is not', null).execute();
  await db.updateTable('shop_order').set(none).where('lease_token', 'is not', null).execute();
}

/**
 * This may be a restored backup: what waits in it may have been sent since it was made. One look-up in WHMCS for each order tells.
 * An order that another instance has in hand keeps what that instance knows.
 */
async function doubtWaiting(db: Kysely<LedgerTables>): Promise<void> {
  await db
    .updateTable('order_ledger')
    .set({ look_up_first: 1 })
    .where('state', 'in', ['received', 'retrying'])
    .where('lease_token', 'is', null)
    .execute();
}

function assemble(
  db: Kysely<LedgerTables>,
  engine: Engine,
  bornAt: Date,
  instanceId: string,
  databaseUrl: string | undefined,
): Ledger {
  const listeners = new Set<() => void>();
  const wake = (): void => listeners.forEach((listener) => listener());
  const channel = databaseUrl ? workChannel(db, databaseUrl, instanceId, wake) : undefined;
  return {
    db,
    engine,
    bornAt,
    instanceId,
    databaseUrl,
    onWork: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    announceWork: () => {
      wake();
      channel?.announce();
    },
    ping: async () => {
      await sql`select 1`.execute(db);
    },
    close: async () => {
      listeners.clear();
      await channel?.close();
      await db.destroy();
    },
  };
}

/** Announcements to and from other instances. Those made while one is on its way are one more, not many. */
function workChannel(
  db: Kysely<LedgerTables>,
  databaseUrl: string,
  instanceId: string,
  wake: () => void,
): { announce(): void; close(): Promise<void> } {
  const listener = listenForWork(databaseUrl, instanceId, wake);
  let isSending = false;
  let isWanted = false;
  const send = async (): Promise<void> => {
    isSending = true;
    while (isWanted) {
      isWanted = false;
      // Others also poll, so an announcement that does not get out costs time, not work.
      await sql`select pg_notify(${WORK_CHANNEL}, ${instanceId})`.execute(db).catch(() => undefined);
    }
    isSending = false;
  };
  return {
    announce: () => {
      isWanted = true;
      if (!isSending) void send();
    },
    close: () => listener.close(),
  };
}
