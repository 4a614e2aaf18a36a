// Tells "the database is away" from "our statement is wrong".

/** SQLSTATE classes and codes that pass by themselves. PostgreSQL manual, appendix "Error Codes". */
const PASSING_SQLSTATE = [
  /^08/, // connection exception
  /^57P/, // admin shutdown, crash shutdown, cannot connect now (starting up)
  /^57014$/, // statement time-out
  /^53/, // out of connections, disk or memory
  /^55P03$/, // lock time-out
  /^40(001|P01)$/, // serialisation failure, deadlock
  /^25P0[34]$/, // idle-in-transaction and transaction time-outs
  /^58/, // system error
];
const PASSING_SOCKET = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOENT', // a unix socket that is gone
]);
/** Texts that node-postgres raises with no code. */
const PASSING_TEXT =
  /connection terminated|connection ended|timeout exceeded when trying to connect|query read timeout|client has encountered a connection error|not queryable|connection is closed|client was closed/i;
/** SQLite primary result codes: BUSY, IOERR, FULL, CANTOPEN. */
const PASSING_SQLITE = new Set([5, 10, 13, 14]);

/**
 * True when the statement failed because the database is unreachable, restarting or out of room, so that the same
 * work may be tried again later. Whether the last commit took effect is then unknown: read before repeating.
 */
export function isDatabaseOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof AggregateError) return error.errors.some(isDatabaseOutage);
  const { code, errcode } = error as { code?: unknown; errcode?: unknown };
  if (code === 'ERR_SQLITE_ERROR') return typeof errcode === 'number' && PASSING_SQLITE.has(errcode & 0xff);
  if (typeof code === 'string')
    return PASSING_SOCKET.has(code) || (code.length === 5 && PASSING_SQLSTATE.some((known) => known.test(code)));
  return PASSING_TEXT.test(error.message);
}

/** True for a unique index violation, on either engine. */
export function isUniqueViolation(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, errcode } = error as { code?: unknown; errcode?: unknown };
  return code === '23505' || errcode === 2067 || errcode === 1555;
}
