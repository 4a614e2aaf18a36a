// What a page of the portal costs whoever opens it: code of our own, questions to Apex, time until it is seen, and whether it
// jumps; and how long a developer waits to see an edit. On the built site, with the sample customer who has most to see.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { readSampleOrg } from '../../local/src/salesforce/config.ts';
import { startLocalOrg } from '../../local/src/salesforce/main.ts';
import { pageSizes } from '../../local/src/salesforce/site/sizes.ts';
import { startLab, type Lab } from '../stack/lab.ts';
import { cookiesOf, sampleMember } from '../stack/sample-member.ts';
import { launchBrowser } from '../test/browser/browser.ts';
import { paintOf, type Paint } from '../test/browser/paint.ts';
import { linksOf, tourOf } from '../test/portal/every-page/tour.ts';
import { WatchedPage } from '../test/portal/every-page/watched-page.ts';
import type { Figure } from './figures.ts';

const ROOT = join(import.meta.dirname, '../..');
const CUSTOMER = 'hanako@example.test';
/** In Japanese: the same code as in English, and more fonts. */
const SITE = '/customer/ja/';
/** What the product promises. */
const OWN_KILOBYTES = 60;
const APEX_CALLS = 1;
const LARGEST_PAINT_MS = 1500;
const LAYOUT_SHIFT = 0.1;
const REBUILD_SECONDS = 3;

interface PageCost {
  readonly page: string;
  /** Our own JavaScript as sent. */
  readonly kilobytes: number;
  readonly apexCalls: number;
  /** Median of several visits with an empty cache. */
  readonly paintMs: number;
  /** Largest of them. */
  readonly shift: number;
}

/** @param visits how often each page is opened */
export async function portalFigures(visits: number, say: (text: string) => void): Promise<Figure[]> {
  await using closing = new AsyncDisposableStack();
  const plans = ['plan.json', 'knowledge-plan.json'].map((name) => join(ROOT, 'config/sample-data', name));
  const lab = await startLab({ dataFiles: plans, hasPortal: true });
  closing.defer(() => lab.close());
  await lab.startMiddleware('portal');
  const browser = await launchBrowser();
  closing.defer(() => browser.close());
  const costs = await pageCosts(lab, browser, visits);
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  say(row(['page', 'own JavaScript, KB', 'Apex calls', 'largest paint, ms', 'layout shift']));
  for (const { page, kilobytes, apexCalls, paintMs, shift } of costs)
    say(row([page, kilobytes.toFixed(1), String(apexCalls), paintMs.toFixed(0), shift.toFixed(3)]));
  return [
    worst(costs, 'own JavaScript, gzip', 'kilobytes', 'KB', OWN_KILOBYTES),
    worst(costs, 'Apex calls for the first view', 'apexCalls', '', APEX_CALLS),
    worst(costs, `largest paint, median of ${visits} first visits`, 'paintMs', 'ms', LARGEST_PAINT_MS),
    worst(costs, 'layout shift', 'shift', '', LAYOUT_SHIFT),
    figure(
      'an edit of a component until the open page shows it, median of 3',
      await rebuildSeconds(browser),
      's',
      REBUILD_SECONDS,
    ),
  ];
}

async function pageCosts(lab: Lab, browser: Browser, visits: number): Promise<PageCost[]> {
  const edition = await lab.org.sites.builds[0]!.current();
  const sizes = new Map((await pageSizes(edition)).map(({ route, ownBytes }) => [route, ownBytes / 1024]));
  const costs: PageCost[] = [];
  for (const isGuest of [false, true]) {
    const cookies = isGuest ? [] : cookiesOf(lab.org, sampleMember(lab.org, CUSTOMER), 'ja');
    const tour = tourOf(edition, isGuest, new Map());
    for (let stop = tour.next(); stop; stop = tour.next()) {
      const { name } = stop.route;
      if (costs.some(({ page }) => page === name)) continue;
      const paints: Paint[] = [];
      let apexCalls = 0;
      for (let visit = 0; visit < visits; visit++) {
        const context = await browser.newContext({ viewport: { width: 1280, height: 860 } });
        await context.addCookies(cookies);
        const watched = new WatchedPage(await context.newPage());
        const seen = await watched.open(lab.org.origin + SITE + stop.path);
        paints.push(await paintOf(watched.page));
        apexCalls = Math.max(apexCalls, seen.apexCalls.length);
        if (visit === 0) tour.see(await linksOf(watched.page, SITE));
        await context.close();
      }
      costs.push({
        page: name,
        kilobytes: sizes.get(name) ?? 0,
        apexCalls,
        paintMs: median(paints.map(({ largestMs }) => largestMs)),
        shift: Math.max(...paints.map(({ shift }) => shift)),
      });
    }
  }
  return costs;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

/** Time from the write of a template until a page that was open shows it, having loaded itself again. */
async function rebuildSeconds(browser: Browser): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'portway-bench-'));
  const template = join(folder, 'force-app/main/default/lwc/siteFooter/siteFooter.html');
  for (const path of ['force-app', 'sfdx-project.json', '.forceignore'])
    cpSync(join(ROOT, path), join(folder, path), { recursive: true });
  const config = await readSampleOrg(join(ROOT, 'config/local-org.json'), {});
  const live = { projectDir: folder, port: 0, pubsubPort: 0, clients: [], sites: { isLive: true } };
  const org = await startLocalOrg({ ...config, ...live });
  const page = await browser.newPage();
  try {
    await org.sites.builds[0]!.current();
    await page.goto(`${org.origin}/customer/knowledge`);
    await page.locator('html[data-ready]').waitFor({ state: 'attached' });
    const times: number[] = [];
    for (const edit of [1, 2, 3]) {
      const text = readFileSync(template, 'utf8');
      const startedAt = performance.now();
      writeFileSync(
        template,
        text
          .replace('<div class="foot"', `<div data-edit="${edit}" class="foot"`)
          .replace(/ data-edit="\d" class/, ` data-edit="${edit}" class`),
      );
      await page.locator(`[data-edit="${edit}"]`).waitFor({ state: 'attached' });
      times.push((performance.now() - startedAt) / 1000);
    }
    return median(times);
  } finally {
    await page.close();
    await org.close();
    rmSync(folder, { recursive: true });
  }
}

function worst(
  costs: readonly PageCost[],
  what: string,
  key: Exclude<keyof PageCost, 'page'>,
  unit: string,
  atMost: number,
): Figure {
  const most = costs.reduce((most, cost) => (cost[key] > most[key] ? cost : most));
  return figure(`${what}, most (${most.page})`, most[key], unit, atMost);
}

const figure = (name: string, measured: number, unit: string, atMost: number): Figure => ({
  scenario: 'portal',
  figure: name,
  measured,
  unit,
  wanted: { atMost },
});
