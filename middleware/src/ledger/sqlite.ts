// SQLite through node:sqlite, shaped as Kysely's dialect wants it.
// Promise: a commit is on disk when it returns (WAL, synchronous FULL), and no second process gets in.
// https://www.sqlite.org/pragma.html#pragma_locking_mode https://www.sqlite.org/wal.html#noshm
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { SqliteAdapter, SqliteDialect, type SqliteDatabase, type SqliteStatement } from 'kysely';
import { PortwayError } from '../errors.ts';

const STATEMENTS_KEPT = 128;
const SQLITE_BUSY = 5;

/**
 * Opens the file, creating it and its folder.
 * @throws PortwayError LEDGER_IN_USE at once when another process has it; LEDGER_UNREACHABLE when it cannot be opened
 */
export function openSqlite(file: string): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true });
    database = new DatabaseSync(file, { timeout: 0 });
    // Exclusive before WAL: the lock is then taken once and kept, and goes with the process, however that ends.
    database.exec('pragma locking_mode = exclusive; pragma journal_mode = wal; pragma synchronous = full');
    database.exec('begin immediate; commit'); // takes the lock now, not at the first write
    return database;
  } catch (error) {
    database?.close();
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY)
      throw new PortwayError('LEDGER_IN_USE', `ledger file ${file} is held by another process`, { cause: error });
    throw new PortwayError('LEDGER_UNREACHABLE', `ledger file ${file}: ${(error as Error).message}`, { cause: error });
  }
}

/** SQLite's DDL is transactional; Kysely assumes it is not. A half-run migration must not survive a crash. */
class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

export class NodeSqliteDialect extends SqliteDialect {
  /** @param onStatement told how long each statement took, commits among them, in seconds */
  constructor(database: DatabaseSync, onStatement: (seconds: number) => void = () => undefined) {
    super({ database: kyselyDatabase(database, onStatement) });
  }
  override createAdapter(): SqliteAdapter {
    return new TransactionalSqliteAdapter();
  }
}

/** Statements are compiled once per text: the ledger's texts are few, and compiling is half of a small write. */
function kyselyDatabase(database: DatabaseSync, onStatement: (seconds: number) => void): SqliteDatabase {
  const kept = new Map<string, SqliteStatement>();
  return {
    close: () => database.close(),
    prepare: (text) => {
      // A failed COMMIT may have rolled back already; Kysely's rollback would then hide the first error.
      if (text === 'rollback' && !database.isTransaction) return NOTHING;
      const known = kept.get(text);
      if (known) return known;
      if (kept.size >= STATEMENTS_KEPT) kept.delete(kept.keys().next().value!);
      const statement = kyselyStatement(database.prepare(text), onStatement);
      kept.set(text, statement);
      return statement;
    },
  };
}

function kyselyStatement(statement: StatementSync, onStatement: (seconds: number) => void): SqliteStatement {
  const timed = <T>(execute: () => T): T => {
    const startedAt = performance.now();
    try {
      return execute();
    } finally {
      onStatement((performance.now() - startedAt) / 1000);
    }
  };
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => timed(() => statement.all(...(parameters as SQLInputValue[]))),
    run: (parameters) => timed(() => statement.run(...(parameters as SQLInputValue[]))),
    iterate: (parameters) => statement.iterate(...(parameters as SQLInputValue[])) as IterableIterator<unknown>,
  };
}

const NOTHING: SqliteStatement = {
  reader: false,
  all: () => [],
  run: () => ({ changes: 0, lastInsertRowid: 0 }),
  iterate: () => [].values(),
};
