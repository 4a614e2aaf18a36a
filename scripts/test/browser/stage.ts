// What the browser's scenarios play on: the whole stack with the sample data, and one browser.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
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

/** What a field of the shown record says now. */
export function fieldOf(page: Page, name: string): Locator {
  return page.locator(`[data-key="${name}"]`);
}

/** Waits until a field of the shown record says this, without touching the page. */
export async function waitForField(page: Page, name: string, text: string): Promise<void> {
  await fieldOf(page, name).getByText(text, { exact: true }).waitFor();
}

/** Id of the one record of the sample data whose field has this value. */
export function recordId({ lab }: Stage, type: string, field: string, value: string): string {
  const found = [...lab.org.org.store.all(type)].filter((row) => row[field] === value);
  if (found.length !== 1)
    throw new Error(`The sample data has ${found.length} ${type} records with ${field} = ${value}.`);
  return String(found[0]!.Id);
}

/** Saves fields of a record behind the page's back, as the console's first user. */
export async function saveElsewhere({ lab }: Stage, path: string, fields: Record<string, string>): Promise<void> {
  const { origin } = lab.org;
  const body = new URLSearchParams(fields);
  const reply = await fetch(origin + path, { method: 'POST', headers: { origin }, body, redirect: 'manual' });
  if (reply.status !== 302) throw new Error(`POST ${path}: HTTP ${reply.status} ${await reply.text()}`);
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

/** One order provisioned, one failed, and one event nobody can read: what the pages are for. */
export async function prepareOrders(stage: Stage): Promise<void> {
  const { lab } = stage;
  await lab.orgLocal('POST', 'faults', { kind: 'poisonEvent', type: EVENT, poison: 'undecodable' });
  const ends = { '00000001': 'Provisioned', '00000010': 'Failed' };
  for (const [number, end] of Object.entries(ends)) {
    const id = recordId(stage, 'Order', 'OrderNumber', number);
    await saveElsewhere(stage, `/console/record/${id}`, { Status: 'Approved' });
    await until(() => lab.org.org.store.get('Order', id)?.Activation_Status__c === end, `order ${number} is ${end}`);
  }
}

const EVENT = 'OrderProvisionRequested__e';

async function until(isSo: () => boolean, what: string): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!isSo()) {
    if (Date.now() > deadline) throw new Error(`Not in time: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
