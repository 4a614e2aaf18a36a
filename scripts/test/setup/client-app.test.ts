// The piece of client-app metadata that belongs to one org: rendered, kept, never committed.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { childrenOf, parseXml, textOf } from '../../../local/src/salesforce/metadata/xml.ts';
import { makeKeys } from '../../make-keys.ts';
import { clientAppOf, newConsumerKey, renderClientApp } from '../../setup/client-app.ts';
import { SetupFailure } from '../../setup/failure.ts';
import { ROOT } from '../check/planted.ts';

let root: string;
before(async () => {
  root = await mkdtemp(join(tmpdir(), 'portway-client-app-'));
  await cp(join(ROOT, 'config'), join(root, 'config'), { recursive: true });
  await makeKeys(root);
});
after(() => rm(root, { recursive: true, force: true }));

for (const kind of ['external-client-app', 'connected-app'])
  describe(kind, () => {
    const app = clientAppOf({ 'client-app': kind });

    test('the rendered piece holds certificate and consumer key', async () => {
      const consumerKey = newConsumerKey();
      await renderClientApp(root, app, consumerKey);
      const xml = parseXml(await readFile(join(root, app.renderedPath), 'utf8'), app.renderedPath);
      const oauth = childrenOf(xml, 'oauthConfig')[0] ?? xml;
      assert.equal(textOf(oauth, 'consumerKey'), consumerKey);
      assert.equal(textOf(oauth, 'certificate'), (await readFile(join(root, 'var/sf/server.crt'), 'utf8')).trim());
    });

    test('rendering again without a consumer key keeps the one that is there', async () => {
      const first = await renderClientApp(root, app);
      const again = await renderClientApp(root, app);
      assert.deepEqual(again, { consumerKey: first.consumerKey, isKept: true });
    });

    test('git ignores it', () => {
      const ignored = execFileSync('git', ['check-ignore', app.renderedPath], { cwd: ROOT, encoding: 'utf8' });
      assert.equal(ignored.trim(), app.renderedPath);
    });

    test('a consumer key that is none is refused', async () => {
      await assert.rejects(renderClientApp(root, app, '<key>'), /SF_CLIENT_ID is no consumer key/);
    });
  });

test('a kind that does not exist is refused with those that do', () => {
  assert.throws(
    () => clientAppOf({ 'client-app': 'web-server' }),
    (error) => error instanceof SetupFailure && /external-client-app, connected-app/.test(error.next),
  );
});
