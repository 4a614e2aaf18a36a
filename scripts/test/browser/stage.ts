// What the browser's scenarios play on: the whole stack with the sample data, and one browser.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { BrowserContext, Locator, Page } from 'playwright-core';
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
  /** A page that is closed when the test ends: an open one asks the servers for news twice a second. */
  open(test: TestContext, width?: Width): Promise<Page>;
  /** The same with cookies of its own, for what signs in or switches the user. */
  openAlone(test?: TestContext): Promise<Page>;
  close(): Promise<void>;
}

/** @throws Error a part does not start; those that did are stopped again */
export async function startStage(): Promise<Stage> {
  mkdirSync(SCREENSHOTS, { recursive: true });
  await using started = new AsyncDisposableStack();
  const lab = await startLab({ dataFiles: [join(ROOT, 'config/sample-data/plan.json')] });
  started.defer(() => lab.close());
  const browser = await launchBrowser();
  started.defer(() => browser.close());
  const middleware = await lab.startMiddleware('browser');
  const contextOf = async (width: Width): Promise<BrowserContext> => {
    const context = await browser.newContext({ viewport: { width: WIDTHS[width], height: 860 } });
    context.setDefaultTimeout(PATIENCE_MS);
    return context;
  };
  const shared = { desktop: await contextOf('desktop'), phone: await contextOf('phone') };
  const all = started.move();
  return {
    lab,
    middleware,
    open: async (test, width = 'desktop') => {
      const page = await shared[width].newPage();
      test.after(() => page.close());
      return page;
    },
    openAlone: async (test) => {
      const context = await contextOf('desktop');
      test?.after(() => context.close());
      return context.newPage();
    },
    close: () => all.disposeAsync(),
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

/** The page as a PNG file, once its fonts are there: all of it, or only what the window shows. */
export async function picture(page: Page, file: string, part: 'page' | 'window' = 'page'): Promise<void> {
  await fontsLoaded(page);
  await page.screenshot({ path: file, fullPage: part === 'page' });
}

const TWO_FRAMES = 'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))';

/** Text asks for its fonts when it is laid out, and is laid out again when they are there: wait on both sides. */
export async function fontsLoaded(page: Page): Promise<void> {
  await page.evaluate(TWO_FRAMES);
  await page.evaluate('document.fonts.ready.then(() => undefined)');
  await page.evaluate(TWO_FRAMES);
}

/** One order provisioned, one failed, and one event nobody can read: what the pages are for. */
export async function prepareOrders(stage: Stage): Promise<void> {
  const event = { kind: 'poisonEvent', type: 'OrderProvisionRequested__e', poison: 'undecodable' };
  await stage.lab.orgLocal('POST', 'faults', event);
  for (const number of ['00000001', '00000010']) await approve(stage, number);
}

/** Every order of the sample data, in the order of their numbers, each until it has ended. */
export async function approveAll(stage: Stage): Promise<void> {
  const numbers = [...stage.lab.org.org.store.all('Order')].map((row) => String(row.OrderNumber)).sort();
  for (const number of numbers) await approve(stage, number);
}

async function approve(stage: Stage, number: string): Promise<void> {
  const id = recordId(stage, 'Order', 'OrderNumber', number);
  await saveElsewhere(stage, `/console/record/${id}`, { Status: 'Approved' });
  const activation = () => stage.lab.org.org.store.get('Order', id)?.Activation_Status__c;
  await until(() => ['Provisioned', 'Failed'].includes(String(activation())), `the end of order ${number}`);
}

async function until(isSo: () => boolean, what: string): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!isSo()) {
    if (Date.now() > deadline) throw new Error(`Not in time: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
