// The contact form that docs/leads.md gives to the website's developer, as it stands there, in a browser, on a page of its own origin.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { startLab } from '../../stack/lab.ts';
import { launchBrowser } from './browser.ts';

const DOCUMENT = readFileSync(join(import.meta.dirname, '../../../docs/leads.md'), 'utf8');

/** Serves the form, which sends to `middleware()`. */
async function startSite(middleware: () => string): Promise<{ origin: string; close(): void }> {
  const [, form = ''] = /```html\n([^]*?)```/.exec(DOCUMENT) ?? [];
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(
      `<!doctype html><title>Contact</title>${form.replace('https://middleware.example.com', middleware())}`,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

test('the documented form shows what is wrong at its field, and sends a lead that reaches Salesforce', async (t) => {
  await using started = new AsyncDisposableStack();
  let middleware = '';
  const site = await startSite(() => middleware);
  started.defer(() => site.close());
  const lab = await startLab();
  started.defer(() => lab.close());
  const env = { LEAD_ALLOWED_ORIGINS: site.origin, LEAD_MIN_FILL_MS: '500' };
  middleware = (await lab.startMiddleware('site', env)).origin;
  const browser = await launchBrowser();
  started.defer(() => browser.close());
  const page = await browser.newPage();
  page.setDefaultTimeout(10_000);
  await page.goto(site.origin);

  await t.test('nothing is filled in', async () => {
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText('Some fields need another look.').waitFor();
    const lastName = page.getByLabel('Last name');
    assert.equal(await lastName.getAttribute('aria-invalid'), 'true');
    const described = await lastName.getAttribute('aria-describedby');
    assert.equal(await page.locator(`#${described}`).textContent(), 'Please fill this in.');
    assert.equal(await page.locator('[name=phone]').getAttribute('aria-invalid'), 'false');
    assert.ok(await page.getByText('We can keep your message only if you agree.').isVisible());
  });

  await t.test('all is filled in', async () => {
    await page.getByLabel('Last name').fill('見本');
    await page.getByLabel('E-mail').fill('hanako@example.test');
    await page.getByLabel('Prefecture').fill('大阪府');
    await page.getByLabel('Message').fill('料金を教えてください。');
    await page.getByLabel('You may keep and use this').check();
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText('Thank you. We will be in touch.').waitFor();
    assert.equal(await page.getByLabel('Message').inputValue(), '');
    const until = Date.now() + 10_000;
    const leads = () => [...lab.org.org.store.all('Lead')].filter((lead) => lead.LeadSource === 'Website');
    while (leads().length === 0) {
      assert.ok(Date.now() < until, 'the lead arrives');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    assert.equal(leads()[0]?.State, '大阪府');
  });
});
