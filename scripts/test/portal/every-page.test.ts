// Every page of the site, taken from its metadata: as customers with much, little and nothing to see, and as a guest; on a desk
// and on a phone; in both languages. Pictures of all of them are left in var/portal/.
import assert from 'node:assert/strict';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test, type TestContext } from 'node:test';
import type { Page } from 'playwright-core';
import type { Edition } from '../../../local/src/salesforce/site/server/site-builds.ts';
import { pageSizes } from '../../../local/src/salesforce/site/sizes.ts';
import { cookiesOf, sampleMember } from '../../stack/sample-member.ts';
import { RULES_OF_LOOKS, violationsOn } from '../browser/axe.ts';
import { linksOf, tourOf, type Records, type Stop } from './every-page/tour.ts';
import { WatchedPage, type Seen } from './every-page/watched-page.ts';
import type { Language, Person, Width } from './person.ts';
import { startPortalStage, type PortalStage } from './stage.ts';

const PICTURES = join(import.meta.dirname, '../../../var/portal');
const SIZES: Readonly<Record<Width, { width: number; height: number }>> = {
  desktop: { width: 1280, height: 860 },
  phone: { width: 375, height: 740 },
};
/** Own JavaScript of a page as sent: gzip, without the framework and the base components. */
const OWN_KILOBYTES = 60;

interface Visitor {
  readonly name: string;
  /** Of a customer of the sample data; undefined for a guest. */
  readonly email?: string;
  readonly languages: readonly Language[];
}

/** Their records are what the others must not see. */
const FIRST: Visitor = { name: 'much', email: 'hanako@example.test', languages: ['en'] };
const VISITORS: readonly Visitor[] = [
  { ...FIRST, languages: ['ja'] },
  { name: 'little', email: 'taro@example.test', languages: ['ja'] },
  { name: 'nothing', email: 'robin@example.test', languages: ['en'] },
  { name: 'guest', languages: ['en', 'ja'] },
];

let stage: PortalStage;
let edition: Edition;
let others: Records = new Map();

describe('every page of the portal', { timeout: 300_000 }, () => {
  before(async () => {
    rmSync(PICTURES, { recursive: true, force: true });
    mkdirSync(PICTURES, { recursive: true });
    stage = await startPortalStage();
    edition = await stage.lab.org.sites.builds[0]!.current();
  });
  after(() => stage?.close());

  test('no page asks for more JavaScript of ours than the product promises', async (t) => {
    const sizes = await pageSizes(edition);
    const kilobytes = sizes.map(({ route, ownBytes }) => [route, Number((ownBytes / 1024).toFixed(1))] as const);
    t.diagnostic(kilobytes.map(([route, size]) => `${route} ${size} KB`).join(', '));
    assert.deepEqual(
      kilobytes.filter(([, size]) => size > OWN_KILOBYTES),
      [],
    );
  });
  test('much, en', async (t) => {
    others = await visitAll(t, FIRST, 'en');
  });
  describe('and', { concurrency: true }, () => {
    for (const visitor of VISITORS)
      for (const language of visitor.languages)
        test(`${visitor.name}, ${language}`, async (t) => {
          await visitAll(t, visitor, language);
        });
  });
});

/** @returns records that the pages led to */
async function visitAll(t: TestContext, visitor: Visitor, language: Language): Promise<Records> {
  const person = await stage.visitor(t, { language, width: 'desktop' });
  const watched = new WatchedPage(person.page);
  if (visitor.email) {
    // The user's own language may be another.
    const userId = sampleMember(stage.lab.org, visitor.email);
    await person.page.context().addCookies(cookiesOf(stage.lab.org, userId, language === 'ja' ? 'ja' : 'en-US'));
  }
  const tour = tourOf(edition, !visitor.email, others);
  for (let stop = tour.next(); stop; stop = tour.next()) {
    const here = stop;
    await t.test(here.route.name, async () => {
      await person.page.setViewportSize(SIZES.desktop);
      const seen = await watched.open(new URL(person.address(here.path), stage.lab.org.origin).href);
      tour.see(await linksOf(person.page, person.address('')));
      await judge(person, here, seen, `${visitor.name}-${language}`);
    });
  }
  return tour.records;
}

async function judge(
  { page, language }: Person,
  { route, isOfOthers }: Stop,
  seen: Seen,
  visit: string,
): Promise<void> {
  const problems = [...seen.wrong];
  if (!isOfOthers) problems.push(...seen.refused);
  else if (seen.refused.length === 0) problems.push('shows the record of somebody else');
  if (seen.apexCalls.length > 1) problems.push(`asks ${seen.apexCalls.length} times: ${seen.apexCalls.join(', ')}`);
  const headings = await page.locator('h1').count();
  if (headings !== 1) problems.push(`has ${headings} headings of the first level`);
  if ((await page.title()).trim() === '') problems.push('has no title');
  const spoken = await page.locator('html').getAttribute('lang');
  if (!spoken?.startsWith(language)) problems.push(`is in ${spoken}`);
  for (const width of ['desktop', 'phone'] as const) {
    await page.setViewportSize(SIZES[width]);
    problems.push(...(await looks(page, width)));
    await page.screenshot({
      path: join(PICTURES, `${route.name}-${visit}-${width}.png`),
      fullPage: true,
      timeout: 45_000,
    });
  }
  assert.deepEqual(problems, []);
}

/** The markup is the same at every width, and judged once. */
async function looks(page: Page, width: Width): Promise<string[]> {
  const wider = Number(await page.evaluate('document.documentElement.scrollWidth - innerWidth'));
  const violations = await violationsOn(page, width === 'phone' ? RULES_OF_LOOKS : undefined);
  return [
    ...violations.map((violation) => `${width}: ${violation}`),
    ...(wider > 0 ? [`${width}: is ${wider} px wider than the screen`] : []),
  ];
}
