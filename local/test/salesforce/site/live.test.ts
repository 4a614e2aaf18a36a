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
const GREETING = join(folder, 'force-app/main/default/lwc/greeting/greeting.html');

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
    // Another mistake comes and goes: the first is told as long as it is there.
    const mistakes = page.locator('#site-problems pre');
    const other = readFileSync(GREETING, 'utf8');
    writeFileSync(GREETING, other.replace('</template>', ''));
    await mistakes.nth(1).waitFor();
    writeFileSync(GREETING, other);
    await mistakes.nth(1).waitFor({ state: 'detached' });
    assert.match((await mistakes.textContent())!, /gadgetList\.html/);
    writeFileSync(TEMPLATE, good);
    await page.getByRole('heading', { name: 'All "gadgets"' }).waitFor();
  });

  test('keeps what unchanged components import from the org', async (t) => {
    const page = await stage().open(t, '/sample/gadgets');
    const good = readFileSync(TEMPLATE, 'utf8');
    writeFileSync(TEMPLATE, good.replace('{heading}', 'Edited again'));
    await page.getByRole('heading', { name: 'Edited again' }).waitFor();
    assert.match((await page.getByRole('img', { name: 'Sample logo' }).getAttribute('src'))!, /Sample_Logo/);
  });
});
