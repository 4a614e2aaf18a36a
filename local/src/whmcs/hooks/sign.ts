// Standard Webhooks 1.0.0, symmetric: what config/whmcs/portway.php signs with. https://www.standardwebhooks.com
import { createHmac } from 'node:crypto';

const MIN_KEY_BYTES = 24;

/** The key in `whsec_<base64>`. @throws Error without showing the secret */
export function keyIn(secret: string): Buffer {
  const base64 = secret.startsWith('whsec_') ? secret.slice('whsec_'.length) : '';
  const key = Buffer.from(base64, 'base64');
  const isBase64 = key.toString('base64').replace(/=+$/, '') === base64.replace(/=+$/, '');
  if (!isBase64 || key.length < MIN_KEY_BYTES) {
    throw new Error(`a hook secret is whsec_ and at least ${MIN_KEY_BYTES} bytes in base64`);
  }
  return key;
}

/** One entry per key, separated by spaces. @param timestamp Unix seconds */
export function signatures(keys: readonly Buffer[], id: string, timestamp: number, body: string): string {
  const sign = (key: Buffer) => createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return keys.map((key) => `v1,${sign(key)}`).join(' ');
}
