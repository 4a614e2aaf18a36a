// Every page, at both widths: fit for use with a screen reader, a keyboard and a small screen. Each is also put on a
// picture in var/screenshots.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { LOCAL_OPERATOR_TOKEN } from '../../stack/local-environment.ts';
import { RULES_OF_LOOKS, violationsOn } from './axe.ts';
import { fontsLoaded, picture, recordId, SCREENSHOTS, WIDTHS, type Stage, type Width } from './stage.ts';

interface Shown {
  readonly name: string;
  readonly open: (page: Page, stage: Stage) => Promise<unknown>;
}

const consoleAt = (path: string) => (page: Page, stage: Stage) => page.goto(stage.lab.org.origin + path);
const whmcsAt = (path: string) => (page: Page, stage: Stage) => page.goto(stage.lab.whmcs.origin + path);
const operatorAt = (path: string) => (page: Page, stage: Stage) => page.goto(stage.middleware.origin + path);
const orderId = (stage: Stage, number: string): string => recordId(stage, 'Order', 'OrderNumber', number);

const PAGES: readonly Shown[] = [
  { name: 'console-list', open: consoleAt('/console/list/Order') },
  { name: 'console-empty-list', open: consoleAt('/console/list/Lead') },
  {
    name: 'console-order',
    open: (page, stage) => consoleAt(`/console/record/${orderId(stage, '00000001')}`)(page, stage),
  },
  {
    name: 'console-failed-order',
    open: (page, stage) => consoleAt(`/console/record/${orderId(stage, '00000010')}`)(page, stage),
  },
  {
    name: 'console-account',
    open: (page, stage) => consoleAt(`/console/record/${recordId(stage, 'Account', 'Name', '架空 太郎')}`)(page, stage),
  },
  {
    name: 'console-edit',
    open: (page, stage) => consoleAt(`/console/record/${orderId(stage, '00000007')}/edit`)(page, stage),
  },
  { name: 'console-new-case', open: consoleAt('/console/new/Case') },
  {
    name: 'console-refused',
    open: async (page, stage) => {
      const id = recordId(stage, 'Account', 'Name', '架空 太郎');
      await consoleAt(`/console/record/${id}/edit`)(page, stage);
      await page.locator('#f-Id_Verification_Status__c').selectOption('Rejected');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByRole('alert').waitFor();
    },
  },
  { name: 'console-not-found', open: consoleAt('/console/nowhere') },
  { name: 'whmcs-overview', open: whmcsAt('/') },
  { name: 'whmcs-order', open: whmcsAt('/orders/9001') },
  { name: 'whmcs-client', open: whmcsAt('/clients/301') },
  { name: 'whmcs-invoice', open: whmcsAt('/invoices/7701') },
  { name: 'whmcs-service', open: whmcsAt('/services/4401') },
  { name: 'whmcs-not-signed-in', open: whmcsAt('/viewinvoice.php?id=7701') },
  { name: 'whmcs-not-found', open: whmcsAt('/nowhere') },
  { name: 'operator-login', open: operatorAt('/operator/login') },
  {
    name: 'operator-wrong-token',
    open: async (page, stage) => {
      await operatorAt('/operator/login')(page, stage);
      await page.getByLabel('Operator token').fill('not the token');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'operator-orders',
    open: async (page, stage) => {
      await operatorAt('/operator')(page, stage);
      await page.getByLabel('Operator token').fill(LOCAL_OPERATOR_TOKEN);
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { level: 1, name: 'Orders' }).waitFor();
    },
  },
  {
    name: 'operator-order',
    open: (page, stage) => operatorAt(`/operator/orders/${orderId(stage, '00000001')}`)(page, stage),
  },
  {
    name: 'operator-failed-order',
    open: (page, stage) => operatorAt(`/operator/orders/${orderId(stage, '00000010')}`)(page, stage),
  },
  { name: 'operator-events', open: operatorAt('/operator/events') },
  { name: 'operator-shop', open: operatorAt('/operator/shop') },
];

/** The console is light only; the others follow the reader's setting. */
const FOLLOWS_SCHEME = /^(whmcs|operator)-/;

export function pageScenarios(stage: () => Stage): void {
  describe('every page', { concurrency: true }, () => {
    for (const width of Object.keys(WIDTHS) as Width[]) {
      test(`breaks no rule of WCAG 2.2 AA and stays within the screen: ${width}`, async (t) => {
        const page = await stage().open(t, width);
        for (const { name, open } of PAGES) {
          await t.test(name, async () => {
            await open(page, stage());
            await picture(page, join(SCREENSHOTS, `${name}-${width}.png`));
            await judge(page, name, width);
          });
        }
      });
    }
  });

  test('Japanese names are drawn on a machine that has no Japanese font', async (t) => {
    const page = await stage().openAlone(t);
    const { lab } = stage();
    const account = recordId(stage(), 'Account', 'Name', '見本 花子');
    for (const address of [`${lab.org.origin}/console/record/${account}`, `${lab.whmcs.origin}/clients/301`]) {
      await page.goto(address);
      await fontsLoaded(page);
      const name = page.locator('h1 [lang="ja"]');
      const drawn = await name.screenshot();
      await name.evaluate((element: { style: { color: string } }) => (element.style.color = 'transparent'));
      assert.ok(!drawn.equals(await name.screenshot()), address);
    }
  });

  test('the operator tries a failed order again and is told so', async (t) => {
    const page = await stage().openAlone(t);
    await page.goto(`${stage().middleware.origin}/operator`);
    await page.getByLabel('Operator token').fill(LOCAL_OPERATOR_TOKEN);
    await page.keyboard.press('Enter');
    await page
      .getByRole('navigation', { name: 'Orders by state' })
      .getByRole('link', { name: /^failed/ })
      .click();
    await page.getByRole('link', { name: orderId(stage(), '00000010') }).click();
    await page.getByRole('button', { name: 'Re-drive this order' }).click();
    assert.match((await page.getByRole('status').textContent()) ?? '', /starts again/);
  });

  test('WHMCS’s page shows a new order by itself and keeps the focus where it is', async (t) => {
    const page = await stage().open(t);
    await page.goto(stage().lab.whmcs.origin);
    const link = page.locator('#clients a').first();
    const name = await link.textContent();
    await link.focus();
    const before = await page.locator('#orders tbody tr').count();
    const id = orderId(stage(), '00000008');
    const { origin } = stage().lab.org;
    const approval = new URLSearchParams({ Status: 'Approved' });
    await fetch(`${origin}/console/record/${id}`, { method: 'POST', headers: { origin }, body: approval });
    await page.waitForFunction(`document.querySelectorAll('#orders tbody tr').length > ${before}`);
    assert.equal(await page.evaluate('document.activeElement.textContent'), name);
  });
}

async function judge(page: Page, name: string, width: Width): Promise<void> {
  assert.deepEqual(await violationsOn(page, width === 'phone' ? RULES_OF_LOOKS : undefined), []);
  const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
  assert.ok(Number(overflow) <= 0, `${name} is ${String(overflow)} px wider than the screen`);
  if (width === 'phone' || !FOLLOWS_SCHEME.test(name)) return;
  await page.emulateMedia({ colorScheme: 'dark' });
  assert.deepEqual(await violationsOn(page, ['color-contrast']), [], 'in the dark');
  await page.emulateMedia({ colorScheme: 'light' });
}
