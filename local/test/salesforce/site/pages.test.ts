// Pages of a site in a real browser: shown, moved between, fed by Apex.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { violationsOn } from '../../../../scripts/test/browser/axe.ts';
import { frontDoor, MEMBER, stageOf } from './stage.ts';

const HEADING = `All "gadgets" & what's \${new}`;

describe('a site in a browser', { timeout: 600_000 }, () => {
  const stage = stageOf();
  const pathOf = (page: Page): string => new URL(page.url()).pathname;
  const add = async (page: Page, name: string): Promise<void> => {
    await page.getByLabel('Name').fill(name);
    await page.getByRole('button', { name: 'Add' }).click();
  };

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
    await page.getByRole('heading', { name: HEADING }).waitFor();
    assert.equal(pathOf(page), '/sample/gadgets');
    assert.equal(await page.title(), 'Gadgets');
    assert.equal(await page.locator('[data-from]').textContent(), 'home');
    await add(page, 'Lamp');
    await page.getByText('Lamp was added').waitFor();
    await page.getByRole('listitem').filter({ hasText: 'Lamp' }).waitFor();
    assert.equal(await page.evaluate('window.isSamePage'), true);
    await page.goBack();
    await page.locator('[data-facts]').first().waitFor();
    assert.equal(await page.evaluate('window.isSamePage'), true);
  });

  test('a refusal of Apex reaches the component in the shape that LWCs get', async (t) => {
    const page = await stage().open(t, '/sample/gadgets');
    await page.getByRole('button', { name: 'Add' }).click();
    await page.getByText('500 A gadget needs a name.').waitFor();
  });

  test('the columns of a section share the width as the site JSON says', async (t) => {
    const page = await stage().open(t, '/sample/', { viewport: { width: 1200, height: 800 } });
    const [left, right] = await page.locator('.site-section').nth(1).locator('.site-column').all();
    const width = async (column = left!): Promise<number> => (await column.boundingBox())!.width;
    assert.ok(Math.abs((await width()) / (await width(right)) - 2) < 0.1);
    await page.setViewportSize({ width: 390, height: 800 });
    assert.equal(await width(), await width(right));
  });

  test('the menu shows guests what is public, and its items move on', async (t) => {
    const page = await stage().open(t, '/sample/');
    const menu = page.getByRole('navigation', { name: 'Main' });
    assert.deepEqual(await menu.getByRole('link').allTextContents(), ['Home', 'Gadgets']);
    await menu.getByRole('link', { name: 'Gadgets' }).click();
    await page.getByRole('heading', { name: HEADING }).waitFor();
    assert.equal(pathOf(page), '/sample/gadgets');
  });

  test('moving on puts focus on the new content and says its title', async (t) => {
    const page = await stage().open(t, '/sample/');
    await page.getByRole('link', { name: 'Gadgets' }).click();
    await page.locator('[aria-live]').filter({ hasText: 'Gadgets' }).waitFor();
    await page.waitForFunction('document.activeElement.className === "site-view"');
  });

  test('the skip link leads into the content and loads nothing', async (t) => {
    const page = await stage().open(t, '/sample/');
    await page.evaluate('window.isSamePage = true');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate('document.activeElement.closest(".site-view") !== null'), true);
    assert.equal(await page.evaluate('window.isSamePage'), true);
  });

  test('a page in Japanese has Japanese labels, title and addresses', async (t) => {
    const page = await stage().open(t, '/sample/', { locale: 'ja-JP' });
    assert.equal(pathOf(page), '/sample/ja/');
    assert.equal(await page.title(), 'ホーム');
    assert.equal(await page.locator('html').getAttribute('lang'), 'ja');
    await page.getByRole('link', { name: 'Gadgets' }).click();
    await page.getByRole('heading', { name: 'ガジェット一覧' }).waitFor();
    assert.equal(pathOf(page), '/sample/ja/gadgets');
  });

  test('base components speak the language of the page', async (t) => {
    const page = await stage().open(t, '/sample/ja/gadgets');
    await page.getByRole('button', { name: 'Ask' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'キャンセル' }).click();
    await page.getByRole('alert').getByText('no', { exact: true }).waitFor();
  });

  test('static resources are served at the address that components import', async (t) => {
    const page = await stage().open(t, '/sample/');
    const address = await page.getByRole('img', { name: 'Sample logo' }).getAttribute('src');
    const reply = await page.request.get(stage().org.origin + address!);
    assert.equal(reply.headers()['content-type'], 'image/svg+xml');
    assert.match(await reply.text(), /<rect/);
  });

  test('a language that was chosen holds for addresses that name none', async (t) => {
    const page = await stage().open(t, '/sample/', { locale: 'ja-JP' });
    const chosen = { name: 'PreferredLanguage0DM000000000001AAA', value: 'en-US', url: stage().org.origin };
    await page.context().addCookies([chosen]);
    await page.goto(`${stage().org.origin}/sample/gadgets`);
    assert.equal(pathOf(page), '/sample/gadgets');
  });

  test('a guest is sent to the login page, signs in and arrives where they were going', async (t) => {
    const { org, open } = stage();
    const id = await addGadget(org, 'Kettle');
    const page = await open(t, `/sample/gadget/${id}`);
    assert.equal(pathOf(page), '/sample/login');
    assert.equal(new URL(page.url()).searchParams.get('startURL'), `/sample/gadget/${id}`);
    const { userId } = org.org.userByName(MEMBER);
    await page.goto(org.origin + frontDoor(org, userId, `/sample/gadget/${id}`));
    await page.getByRole('heading', { name: 'Kettle' }).waitFor();
  });

  test('a record that is not there is told by what Apex says', async (t) => {
    const { org, open } = stage();
    const { userId } = org.org.userByName(MEMBER);
    const page = await open(t, frontDoor(org, userId, '/sample/gadget/a00000000000999AAA'));
    await page.getByRole('heading', { name: 'No such gadget.' }).waitFor();
  });

  test('sign-out ends the session and leads to the site', async (t) => {
    const { org, open } = stage();
    const { userId } = org.org.userByName(MEMBER);
    const page = await open(t, frontDoor(org, userId, '/sample/'));
    assert.match((await page.locator('[data-facts]').first().textContent())!, /"isGuest":false/);
    await page.goto(`${org.origin}/sample/vforcesite/secur/logout.jsp`);
    await page.locator('[data-facts]').first().waitFor();
    assert.equal(pathOf(page), '/sample/');
    assert.match((await page.locator('[data-facts]').first().textContent())!, /"isGuest":true/);
  });

  test('a component learns the name of who is signed in, and that the local site tells no more of records', async (t) => {
    const { org, open } = stage();
    const { userId, name } = org.org.userByName(MEMBER);
    const page = await open(t, frontDoor(org, userId, '/sample/'));
    await page.locator('[data-who]').filter({ hasText: name }).waitFor();
    assert.match(
      (await page.locator('[data-refused]').textContent())!,
      /does not give User.Email of the visitor's user/,
    );
    const guest = await open(t, '/sample/');
    assert.equal(await guest.locator('[data-who]').textContent(), '');
  });

  test('a session that has ended is told to components as the platform tells it', async (t) => {
    const { org, open } = stage();
    const { userId } = org.org.userByName(MEMBER);
    const page = await open(t, frontDoor(org, userId, '/sample/gadgets'));
    await page.request.get(`${org.origin}/secur/logout.jsp`, { maxRedirects: 0 });
    await page.context().addCookies([{ name: 'sid', value: 'ended', url: org.origin }]);
    await add(page, 'Too late');
    await page.getByText('401 Session expired or invalid').waitFor();
  });

  test('an address that no route has shows the error page', async (t) => {
    const { org, open } = stage();
    const reply = await fetch(`${org.origin}/sample/nothing/here`, { headers: { accept: 'text/html' } });
    assert.equal(reply.status, 404);
    const page = await open(t, '/sample/nothing/here');
    assert.equal(await page.title(), 'Error');
    assert.equal(pathOf(page), '/sample/nothing/here');
    await page.getByRole('link', { name: 'Gadgets' }).click();
    await page.waitForURL('**/sample/gadgets');
  });

  test('a question in a dialog is answered by keyboard, and focus goes back', async (t) => {
    const page = await stage().open(t, '/sample/gadgets');
    await page.getByRole('button', { name: 'Ask' }).click();
    await page.getByRole('alertdialog', { name: 'A question' }).getByText('Really?').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('alert').getByText('no', { exact: true }).waitFor();
  });

  test('nothing on a page breaks a rule of accessibility that the frame could be guilty of', async (t) => {
    const page = await stage().open(t, '/sample/gadgets');
    assert.deepEqual(await violationsOn(page, ['aria-hidden-focus', 'document-title', 'html-has-lang', 'bypass']), []);
  });

  test('files are sent small and kept for good', async () => {
    const { org } = stage();
    const page = await (await fetch(`${org.origin}/sample/`, { headers: { accept: 'text/html' } })).text();
    const [, file] = /modulepreload" href="([^"]+)"/.exec(page)!;
    const { headers } = await fetch(org.origin + file!);
    assert.equal(headers.get('content-encoding'), 'gzip');
    assert.match(headers.get('cache-control')!, /immutable/);
  });

  async function addGadget({ org }: ReturnType<typeof stage>['org'], name: string): Promise<string> {
    const values = { Name: name };
    const [result] = org.transact(org.userByName(MEMBER), (tx) =>
      org.save(tx, {
        operation: 'insert',
        records: [{ type: 'Gadget__c', values }],
        allOrNone: true,
        access: 'system',
      }),
    );
    assert.ok(result?.success);
    return Promise.resolve(result.id!);
  }
});
