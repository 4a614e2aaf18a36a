// The middleware's key pair for the JWT bearer sign-in. The private key stays in var/ (git-ignored) and with the middleware; the
// certificate goes to the org, rendered into the External Client App's metadata just before a deployment.
//   node scripts/make-keys.ts            makes var/sf/server.key and var/sf/server.crt unless they exist
//   node scripts/make-keys.ts --renew    makes new ones
//   node scripts/make-keys.ts --render   also renders the certificate and SF_CLIENT_ID into force-app
import { randomBytes, X509Certificate } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { generate } from 'selfsigned';

export const KEY_PATH = 'var/sf/server.key';
export const CERTIFICATE_PATH = 'var/sf/server.crt';
const TEMPLATE_PATH = 'config/salesforce/Customer_Portal_Integration_glbloauth.ecaGlblOauth-meta.xml.template';
const RENDERED_PATH =
  'force-app/main/default/extlClntAppGlobalOauthSets/Customer_Portal_Integration_glbloauth.ecaGlblOauth-meta.xml';

/** Salesforce asks for RSA of at least 2048 bits, and refuses a certificate that has ended. */
const KEY_BITS = 2048;
const DAYS_VALID = 730;
const DAY_MS = 86_400_000;

export interface KeyFiles {
  readonly keyPath: string;
  readonly certificatePath: string;
  readonly validUntil: Date;
}

/**
 * Makes the key pair unless both files exist.
 * @param root project root; files go to var/sf below it, the key readable by its owner only
 * @param renew makes new files over old ones: the org must then get the new certificate
 */
export async function makeKeys(root: string, { renew = false, now = new Date() } = {}): Promise<KeyFiles> {
  const keyPath = join(root, KEY_PATH);
  const certificatePath = join(root, CERTIFICATE_PATH);
  if (renew || !existsSync(keyPath) || !existsSync(certificatePath)) {
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
  return { keyPath, certificatePath, validUntil: new Date(validTo) };
}

/** A consumer key of the length and alphabet that Salesforce accepts, for an app that has none yet. */
export function newConsumerKey(): string {
  return randomBytes(48).toString('base64url').replace(/[-_]/g, 'x');
}

/**
 * Writes the External Client App's global OAuth settings, which the repository does not hold.
 * @param consumerKey what the middleware sends as SF_CLIENT_ID; 8 to 256 letters, digits, dots and underscores
 * @returns the file written, relative to the root
 * @throws Error the consumer key is none, or there is no certificate
 */
export async function renderClientApp(root: string, consumerKey: string): Promise<string> {
  if (!/^[\w.]{8,256}$/.test(consumerKey)) {
    throw new Error('SF_CLIENT_ID is no consumer key: 8 to 256 letters, digits, dots and underscores');
  }
  const template = await readFile(join(root, TEMPLATE_PATH), 'utf8');
  const certificate = (await readFile(join(root, CERTIFICATE_PATH), 'utf8')).trim();
  const rendered = template.replace('{{certificate}}', () => certificate).replace('{{consumerKey}}', () => consumerKey);
  await mkdir(join(root, dirname(RENDERED_PATH)), { recursive: true });
  await writeFile(join(root, RENDERED_PATH), rendered);
  return RENDERED_PATH;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      renew: { type: 'boolean', default: false },
      render: { type: 'boolean', default: false },
      root: { type: 'string', default: '.' },
    },
  });
  const root = resolve(values.root);
  const { validUntil } = await makeKeys(root, { renew: values.renew });
  console.log(`private key  ${KEY_PATH} (SF_PRIVATE_KEY_PATH of the middleware)`);
  console.log(`certificate  ${CERTIFICATE_PATH}, valid until ${validUntil.toISOString().slice(0, 10)}`);
  if (!values.render) return;
  const consumerKey = process.env.SF_CLIENT_ID || newConsumerKey();
  console.log(`rendered     ${await renderClientApp(root, consumerKey)}`);
  console.log(`SF_CLIENT_ID=${consumerKey}`);
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === import.meta.filename) {
  main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}
