// The page that an admin answers for must not fall behind the metadata: whoever opens a class to guests says why there.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { loadProject } from '../../../local/src/salesforce/metadata/load-project.ts';
import type { Project } from '../../../local/src/salesforce/metadata/project.ts';
import { childrenOf, textOf } from '../../../local/src/salesforce/metadata/xml.ts';

const ROOT = join(import.meta.dirname, '../../..');
const SITE = join(ROOT, 'force-app/main/default/digitalExperiences/site/Customer_Portal1');

interface Route {
  readonly contentBody: { readonly pageAccess: string; readonly urlPrefix: string };
}

describe('docs/security.md', () => {
  let project: Project;
  const page = readFileSync(join(ROOT, 'docs/security.md'), 'utf8');
  const section = (heading: string): string => page.split(`## ${heading}\n`)[1]!.split('\n## ')[0]!;
  before(async () => {
    project = await loadProject(ROOT);
  });

  test('says of every class that guests may call why they may, and of no other', () => {
    const guest = project.ofType('PermissionSet').find(({ fullName }) => fullName === 'Portal_Guest')!;
    const granted = childrenOf(guest.xml!, 'classAccesses').map((access) => textOf(access, 'apexClass')!);
    const named = [...section('Guests').matchAll(/^\| `(\w+Controller)`/gm)].map(([, name]) => name!);
    assert.deepEqual(named.sort(), granted.sort());
  });

  test('says of every permission set what it is for', () => {
    const sets = project.ofType('PermissionSet').map(({ fullName }) => fullName);
    const named = [...section('What each permission set is for').matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name!);
    assert.deepEqual(named.sort(), sets.sort());
  });

  test('names the pages that are public', () => {
    const routes = join(SITE, 'sfdc_cms__route');
    const open = readdirSync(routes)
      .map((name) => JSON.parse(readFileSync(join(routes, name, 'content.json'), 'utf8')) as Route)
      .filter(({ contentBody }) => contentBody.pageAccess === 'Public')
      .map(({ contentBody }) => contentBody.urlPrefix);
    const [row = ''] = /^\| the pages .*$/m.exec(section('Guests')) ?? [];
    assert.deepEqual([...row.matchAll(/`([\w-]+)`/g)].map(([, path]) => path!).sort(), open.sort());
  });
});
