// Pages of a site in a real browser: shown, moved between, fed by Apex.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { stageOf } from './stage.ts';

describe('a site in a browser', { timeout: 240_000 }, () => {
  const stage = stageOf();

  test('shows the page of the address with the attributes of the site JSON, typed', async (t) => {
    const page = await stage().open(t, '/sample/');
    assert.equal(await page.title(), 'Home');
    const facts = JSON.parse((await page.locator('[data-facts]').first().textContent())!) as object;
    assert.deepEqual(facts, {
      greeting: 'Hello',
      repeat: 2,
      isLoud: true,
      basePath: '/sample',
      isGuest: true,
      lang: 'en-US',
    });
    assert.equal(await page.locator('.note').textContent(), 'From the builder');
  });

  test('moves to another page without loading it anew, calls Apex and shows a toast', async (t) => {
    const page = await stage().open(t, '/sample/');
    await page.evaluate('window.isSamePage = true');
    await page.getByRole('button', { name: 'To the gadgets' }).first().click();
    await page.getByRole('heading', { name: `All "gadgets" & what's \${new}` }).waitFor();
    assert.equal(new URL(page.url()).pathname, '/sample/gadgets');
    assert.equal(await page.title(), 'Gadgets');
    assert.equal(await page.locator('[data-from]').textContent(), 'home');
    await page.getByLabel('Name').fill('Lamp');
    await page.getByRole('button', { name: 'Add' }).click();
    await page.getByText('Lamp was added').waitFor();
    await page.getByRole('listitem').filter({ hasText: 'Lamp' }).waitFor();
    assert.equal(await page.evaluate('window.isSamePage'), true);
    await page.goBack();
    await page.locator('[data-facts]').first().waitFor();
    assert.equal(await page.evaluate('window.isSamePage'), true);
  });
});
