// The middleware's key pair for the JWT bearer sign-in. The private key stays in var/ (git-ignored) and with the middleware; the
// certificate goes to the org, rendered into the client app's metadata by scripts/setup/1-keys.ts.
import { X509Certificate } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { generate } from 'selfsigned';

export const KEY_PATH = 'var/sf/server.key';
export const CERTIFICATE_PATH = 'var/sf/server.crt';

/** Salesforce asks for RSA of at least 2048 bits, and refuses a certificate that has ended. */
const KEY_BITS = 2048;
const DAYS_VALID = 730;
const DAY_MS = 86_400_000;

export interface KeyFiles {
  readonly keyPath: string;
  readonly certificatePath: string;
  readonly validUntil: Date;
  /** Made now, not found. */
  readonly isNew: boolean;
}

/**
 * Makes the key pair unless both files exist.
 * @param root project root; files go to var/sf below it, the key readable by its owner only
 * @param renew makes new files over old ones: the org must then get the new certificate
 */
export async function makeKeys(root: string, { renew = false, now = new Date() } = {}): Promise<KeyFiles> {
  const keyPath = join(root, KEY_PATH);
  const certificatePath = join(root, CERTIFICATE_PATH);
  const isNew = renew || !existsSync(keyPath) || !existsSync(certificatePath);
  if (isNew) {
    const pair = await generate([{ name: 'commonName', value: 'Portway middleware' }], {
      algorithm: 'sha256',
      keySize: KEY_BITS,
      notBeforeDate: now,
      notAfterDate: new Date(now.getTime() + DAYS_VALID * DAY_MS),
    });
    await mkdir(dirname(keyPath), { recursive: true });
    await writeFile(keyPath, pair.private, { mode: 0o600 });
    await writeFile(certificatePath, pair.cert);
  }
  const { validTo } = new X509Certificate(await readFile(certificatePath));
  return { keyPath, certificatePath, validUntil: new Date(validTo), isNew };
}
