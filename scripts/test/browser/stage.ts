// What the browser's scenarios play on: the whole stack with the sample data, and one browser.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { startLab, type Lab, type Middleware } from '../../stack/lab.ts';
import { launchBrowser } from './browser.ts';

const ROOT = join(import.meta.dirname, '../../..');
export const SCREENSHOTS = join(ROOT, 'var/screenshots');
/** The machine may be busy: long enough for that, short enough for a suite that fails. */
const PATIENCE_MS = 8_000;

export const WIDTHS = { desktop: 1200, phone: 390 } as const;
export type Width = keyof typeof WIDTHS;

export interface Stage {
  readonly lab: Lab;
  readonly middleware: Middleware;
  readonly browser: Browser;
  /** A page of its own, signed in nowhere; closed with the stage. */
  open(width?: Width): Promise<Page>;
  close(): Promise<void>;
}

export async function startStage(): Promise<Stage> {
  mkdirSync(SCREENSHOTS, { recursive: true });
  const [lab, browser] = await Promise.all([
    startLab({ dataFiles: [join(ROOT, 'config/sample-data/plan.json')] }),
    launchBrowser(),
  ]);
  const middleware = await lab.startMiddleware('browser');
  const contexts: BrowserContext[] = [];
  return {
    lab,
    middleware,
    browser,
    open: async (width = 'desktop') => {
      const context = await browser.newContext({ viewport: { width: WIDTHS[width], height: 860 } });
      context.setDefaultTimeout(PATIENCE_MS);
      contexts.push(context);
      return context.newPage();
    },
    close: async () => {
      await Promise.all(contexts.map((context) => context.close()));
      await Promise.all([browser.close(), lab.close()]);
    },
  };
}

/** The whole page as a picture, once its fonts are there. @param path below var/screenshots, without its ending */
export async function picture(page: Page, path: string): Promise<void> {
  await fontsLoaded(page);
  await page.screenshot({ path: join(SCREENSHOTS, `${path}.png`), fullPage: true });
}

const TWO_FRAMES = 'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))';

/** Text asks for its fonts when it is laid out, and shows them when it is painted again: wait for both sides of loading. */
async function fontsLoaded(page: Page): Promise<void> {
  await page.evaluate(TWO_FRAMES);
  await page.evaluate('document.fonts.ready.then(() => undefined)');
  await page.evaluate(TWO_FRAMES);
}
