// While the sources are worked on: open pages follow what is saved, and say what is wrong with it.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { PROJECT, stageOf } from './stage.ts';

const folder = mkdtempSync(join(tmpdir(), 'portway-live-'));
cpSync(PROJECT, folder, { recursive: true });
const TEMPLATE = join(folder, 'force-app/main/default/lwc/gadgetList/gadgetList.html');

describe('a page while its source is edited', { timeout: 600_000 }, () => {
  const stage = stageOf({ projectDir: folder, sites: { isLive: true } });
  after(() => rmSync(folder, { recursive: true }));

  test('follows a change, shows a mistake with file and line, and follows its repair', async (t) => {
    const page = await stage().open(t, '/sample/gadgets');
    const good = readFileSync(TEMPLATE, 'utf8');
    const startedAt = Date.now();
    writeFileSync(TEMPLATE, good.replace('{heading}', 'Edited heading'));
    await page.getByRole('heading', { name: 'Edited heading' }).waitFor();
    t.diagnostic(`on the page ${Date.now() - startedAt} ms after saving`);
    writeFileSync(TEMPLATE, good.replace('</ul>', '</ol>'));
    await page.getByRole('heading', { name: 'The site could not be built' }).waitFor();
    assert.match((await page.locator('#site-problems pre').first().textContent())!, /gadgetList\.html:\d+\n.*LWC/);
    writeFileSync(TEMPLATE, good);
    await page.getByRole('heading', { name: 'All "gadgets"' }).waitFor();
  });
});
