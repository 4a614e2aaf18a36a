// Names that change with what they name.
import { createHash } from 'node:crypto';

/** 12 characters that are safe in a URL. */
export function hashOf(...parts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('base64url').slice(0, 12);
}
