// The sample site beside this file on a local org, and a browser to look at it.
import { after, before, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { launchBrowser } from '../../../../scripts/test/browser/browser.ts';
import type { LocalOrgOptions } from '../../../src/salesforce/main.ts';
import type { RunningLocalOrg } from '../../../src/salesforce/serve.ts';
import { startTestOrg, user } from '../api/running-org.ts';

export const PROJECT = fileURLToPath(new URL('./project', import.meta.url));
export const MEMBER = 'member@example.test';
const PATIENCE_MS = 8_000;

export interface Stage {
  readonly org: RunningLocalOrg;
  /** A page with cookies of its own; what goes wrong in it fails the test. */
  open(this: void, test: TestContext, path: string, options?: BrowserContextOptions): Promise<Page>;
}

/** Starts org and browser before the tests of a file, and ends them after. */
export function stageOf(options: Partial<LocalOrgOptions> = {}): () => Stage {
  let org: RunningLocalOrg;
  let browser: Browser;
  before(async () => {
    org = await startTestOrg({
      projectDir: PROJECT,
      users: [user('guest@example.test', 'Guest User', ['Visitor']), user(MEMBER, 'Standard User', ['Visitor'])],
      ...options,
    });
    // The first build on a machine takes its time; later ones are found.
    await org.sites.builds[0]!.current();
    browser = await launchBrowser();
  });
  after(async () => {
    await browser?.close();
    await org?.close();
  });
  return () => ({
    org,
    open: async (test, path, contextOptions = {}) => {
      const context = await browser.newContext({ locale: 'en-US', ...contextOptions });
      context.setDefaultTimeout(PATIENCE_MS);
      const page = await context.newPage();
      const errors: string[] = [];
      page.on('pageerror', (error) => errors.push(error.stack ?? error.message));
      page.on('console', (message) => {
        if (message.type() === 'error') errors.push(`${message.text()} ${message.location().url}`);
      });
      test.after(async () => {
        await context.close();
        // A refused call is also told by the browser itself; the page says the rest.
        const unexpected = errors.filter((error) => !/Failed to load resource/.test(error));
        if (unexpected.length > 0) throw new Error(`Errors in the page:\n${unexpected.join('\n')}`);
      });
      await page.goto(org.origin + path);
      await page.locator('html[data-ready]').waitFor();
      return page;
    },
  });
}

/** The way in for somebody who is already known: as after signing in. */
export function frontDoor({ org }: RunningLocalOrg, userId: string, path: string): string {
  return `/secur/frontdoor.jsp?${new URLSearchParams({ sid: org.openSession(userId)!, retURL: path }).toString()}`;
}
