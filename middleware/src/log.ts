// Structured logs: one JSON object per line on standard output, each with the order and correlation id it concerns.
import { pino, type DestinationStream, type Logger } from 'pino';

export type Log = Logger;

const SECRET_KEYS = [
  'secret',
  'password',
  'password2',
  'accesskey',
  'access_token',
  'redirect_url',
  'accessToken',
  'assertion',
  'authorization',
  'cookie',
  'privateKey',
  'token',
] as const;

/** @param level pino's names: fatal, error, warn, info, debug, trace, silent */
export function createLog(level: string, destination?: DestinationStream): Log {
  return pino(
    {
      name: 'portway',
      level,
      redact: {
        paths: SECRET_KEYS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]),
        censor: '[redacted]',
      },
    },
    destination ?? pino.destination({ sync: false, minLength: 0 }),
  );
}
