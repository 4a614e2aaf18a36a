// PostgreSQL through pg: a pool that outlives server restarts, and a channel that wakes workers on other machines.
import pg from 'pg';
import { CompiledQuery, PostgresDialect } from 'kysely';

export const WORK_CHANNEL = 'portway_work';

const CONNECT_TIMEOUT_MS = 5_000;
const STATEMENT_TIMEOUT_MS = 30_000;
const LOCK_TIMEOUT_MS = 10_000;
const POOL_SIZE = 10;
const RELISTEN_MS = 500;

/** Settings of every connection: bounded everywhere, so that a server that hangs shows as an outage. */
export function connectionConfig(databaseUrl: string, instanceId: string): pg.ClientConfig {
  return {
    connectionString: databaseUrl,
    application_name: `portway ${instanceId}`.slice(0, 63),
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    lock_timeout: LOCK_TIMEOUT_MS,
    idle_in_transaction_session_timeout: STATEMENT_TIMEOUT_MS,
    query_timeout: STATEMENT_TIMEOUT_MS + 5_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  };
}

export function postgresDialect(databaseUrl: string, instanceId: string): PostgresDialect {
  const pool = new pg.Pool({ ...connectionConfig(databaseUrl, instanceId), max: POOL_SIZE });
  // An idle connection that dies is dropped by the pool; the next query opens another or fails where it is used.
  pool.on('error', () => undefined);
  // One in use has no listener while it waits between two statements of a transaction: without this one, a server that
  // dies just then would end the process. The next statement fails and says why.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return new PostgresDialect({
    pool,
    onCreateConnection: async (connection) => {
      // A server set to lose recent commits in a crash would break the delivery promise.
      await connection.executeQuery(
        CompiledQuery.raw(
          `select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') = 'off'`,
        ),
      );
    },
  });
}

/** host:port/database, without user and password, for messages. */
export function placeOf(databaseUrl: string): string {
  try {
    const { host, pathname } = new URL(databaseUrl);
    return `${host}${pathname}`;
  } catch {
    return 'DATABASE_URL (not a URL)';
  }
}

/**
 * Calls `wake` when another instance announces work. Reconnects by itself, and wakes once after each reconnect
 * because announcements may have been missed meanwhile.
 */
export function listenForWork(databaseUrl: string, instanceId: string, wake: () => void): { close(): Promise<void> } {
  let closed = false;
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;

  const again = (dead: pg.Client): void => {
    if (client !== dead) return;
    client = undefined;
    dead.end().catch(() => undefined);
    if (!closed) timer = setTimeout(connect, RELISTEN_MS);
    timer?.unref();
  };
  const connect = (): void => {
    const fresh = new pg.Client({ ...connectionConfig(databaseUrl, instanceId), query_timeout: undefined });
    client = fresh;
    fresh.on('error', () => again(fresh));
    fresh.on('end', () => again(fresh));
    fresh.on('notification', (message) => {
      if (message.payload !== instanceId) wake();
    });
    fresh
      .connect()
      .then(() => fresh.query(`listen ${WORK_CHANNEL}`))
      .then(wake, () => again(fresh));
  };
  connect();

  return {
    close: async () => {
      closed = true;
      clearTimeout(timer);
      await client?.end().catch(() => undefined);
    },
  };
}
