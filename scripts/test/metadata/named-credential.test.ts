// What Apex calls the middleware by: the address that a deployment puts in by Salesforce's own library, as `sf project deploy`
// does, and a secret that nobody is granted.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { ComponentSet, MetadataConverter } from '@salesforce/source-deploy-retrieve';

const ROOT = join(import.meta.dirname, '../../..');
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'portway-credential-'));
  process.env.SF_APPLY_REPLACEMENTS_ON_CONVERT = 'true'; // a deployment's zip always has them
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  delete process.env.SF_APPLY_REPLACEMENTS_ON_CONVERT;
  delete process.env.PORTWAY_MIDDLEWARE_URL;
});

async function deployed(): Promise<string> {
  const credentials = ComponentSet.fromSource(join(ROOT, 'force-app/main/default/namedCredentials'));
  credentials.projectDirectory = ROOT;
  await new MetadataConverter().convert(credentials, 'metadata', {
    type: 'directory',
    outputDirectory: folder,
    genUniqueDir: false,
  });
  return readFileSync(join(folder, 'namedCredentials/Portway_Middleware.namedCredential'), 'utf8');
}

test('a deployment puts PORTWAY_MIDDLEWARE_URL into the named credential', async () => {
  process.env.PORTWAY_MIDDLEWARE_URL = 'https://middleware.example.test';
  const xml = await deployed();
  assert.match(xml, /<parameterValue>https:\/\/middleware\.example\.test<\/parameterValue>/);
});

test('a deployment without it stops and names it', async () => {
  await assert.rejects(deployed(), /PORTWAY_MIDDLEWARE_URL/);
});

test('no permission set lets anybody read the secret that Apex signs with', () => {
  const sets = join(ROOT, 'force-app/main/default/permissionsets');
  for (const file of readdirSync(sets))
    assert.doesNotMatch(readFileSync(join(sets, file), 'utf8'), /Middleware_Settings__c|ViewAllCustomSettings/, file);
});
