// Keys and files that are made for one org and never committed.
import assert from 'node:assert/strict';
import { createPrivateKey, createSign, X509Certificate } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { makeKeys } from '../make-keys.ts';
import { ROOT } from './check/planted.ts';

let root: string;
before(async () => {
  root = await mkdtemp(join(tmpdir(), 'portway-keys-'));
  await cp(join(ROOT, 'config'), join(root, 'config'), { recursive: true });
});
after(() => rm(root, { recursive: true, force: true }));

test('the certificate belongs to the private key, which only its owner can read', async () => {
  const { keyPath, certificatePath, validUntil } = await makeKeys(root);
  const certificate = new X509Certificate(await readFile(certificatePath));
  const key = createPrivateKey(await readFile(keyPath));
  assert.ok(certificate.checkPrivateKey(key));
  assert.equal(key.asymmetricKeyDetails?.modulusLength, 2048);
  assert.equal((await stat(keyPath)).mode & 0o777, 0o600);
  assert.ok(validUntil.getTime() > Date.now() + 700 * 86_400_000);
  assert.doesNotThrow(() => createSign('RSA-SHA256').update('x').sign(key));
});

test('keys that exist stay, unless they are to be renewed', async () => {
  const { keyPath } = await makeKeys(root);
  const first = await readFile(keyPath, 'utf8');
  await makeKeys(root);
  assert.equal(await readFile(keyPath, 'utf8'), first);
  await makeKeys(root, { renew: true });
  assert.notEqual(await readFile(keyPath, 'utf8'), first);
});
