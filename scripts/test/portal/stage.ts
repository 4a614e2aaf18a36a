// What the portal's journeys play on: the whole stack with the portal, and one browser for every person.
import { dirname, join } from 'node:path';
import { mkdirSync } from 'node:fs';
import type { TestContext } from 'node:test';
import type { Browser } from 'playwright-core';
import { startLab, type Lab, type Middleware } from '../../stack/lab.ts';
import { LOCAL_WEBHOOK_SECRET } from '../../stack/local-environment.ts';
import { sampleMember, signedInAddress } from '../../stack/sample-member.ts';
import { launchBrowser } from '../browser/browser.ts';
import { Agent } from './agent.ts';
import { Person, type Language, type Width } from './person.ts';
import { wordsOf } from './words.ts';

const ROOT = join(import.meta.dirname, '../../..');
/** Where a journey that fails leaves what its people saw last. */
const LAST_SEEN = join(ROOT, 'var/journeys');
/** Of the phone: a small one. */
const SIZES = { desktop: { width: 1280, height: 860 }, phone: { width: 375, height: 740 } } as const;
/** The machine may be busy: long enough for that, short enough for a suite that fails. */
const PATIENCE_MS = 15_000;

export interface Visit {
  readonly language: Language;
  readonly width: Width;
}

export interface PortalStage {
  readonly lab: Lab;
  readonly middleware: Middleware;
  /** Somebody with a browser of their own, as a guest; it is closed when the test ends. */
  visitor(test: TestContext, visit: Visit): Promise<Person>;
  /** A person of the sample data, signed in, on the given page of the site. */
  customer(test: TestContext, visit: Visit & { readonly email: string; readonly path: string }): Promise<Person>;
  /** An agent in the console. */
  agent(test: TestContext): Promise<Agent>;
  close(): Promise<void>;
}

/** @throws Error a part does not start, or the site cannot be built; what started is stopped again */
export async function startPortalStage(): Promise<PortalStage> {
  await using started = new AsyncDisposableStack();
  const plans = ['plan.json', 'knowledge-plan.json'].map((name) => join(ROOT, 'config/sample-data', name));
  const lab = await startLab({ dataFiles: plans, hasPortal: true });
  started.defer(() => lab.close());
  const [browser, middleware] = await Promise.all([
    launchBrowser(),
    lab.startMiddleware('portal'),
    lab.org.sites.builds[0]!.current(),
  ]);
  started.defer(() => browser.close());
  const hook = { url: `${middleware.origin}/webhooks/whmcs`, secrets: [LOCAL_WEBHOOK_SECRET] };
  await lab.whmcsLocal('PUT', 'hooks', hook);
  const words = wordsOf(lab.org.org.project);
  const visitor = async (test: TestContext, { language, width }: Visit): Promise<Person> => {
    const page = await pageFor(browser, test, width, language);
    return new Person({ page, words: words[language], language, width, site: `${lab.org.origin}/customer/` });
  };
  const all = started.move();
  return {
    lab,
    middleware,
    visitor,
    customer: async (test, { email, path, ...visit }) => {
      const person = await visitor(test, visit);
      const userId = sampleMember(lab.org, email, visit.language === 'ja' ? 'ja' : 'en_US');
      await person.page.goto(signedInAddress(lab.org, userId, person.address(path)));
      return person;
    },
    agent: async (test) => new Agent(await pageFor(browser, test, 'desktop', 'en'), lab.org.origin),
    close: () => all.disposeAsync(),
  };
}

async function pageFor(browser: Browser, test: TestContext, width: Width, language: Language) {
  const context = await browser.newContext({ viewport: SIZES[width], locale: language, timezoneId: 'Asia/Tokyo' });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  test.after(async () => {
    // Not yet in the types of Node.
    if (!(test as { readonly passed?: boolean }).passed) {
      const file = join(LAST_SEEN, `${test.name.replace(/\W+/g, '-').slice(0, 60)}-${width}-${pagesSeen++}.png`);
      mkdirSync(dirname(file), { recursive: true });
      await page.screenshot({ path: file, fullPage: true });
      test.diagnostic(`${page.url()} was last seen: ${file}`);
    }
    await context.close();
  });
  return page;
}

let pagesSeen = 0;

/** Steps of one journey: told with the time each took, and nothing after the first that fails. */
export function stepsOf(t: TestContext) {
  return async <T>(name: string, run: () => Promise<T>): Promise<T> => {
    const began = Date.now();
    const result = await run();
    t.diagnostic(`${name}: ${Date.now() - began} ms`);
    return result;
  };
}

interface Mail {
  readonly to: readonly string[];
  readonly text: string;
}

/** The link in the newest mail to that address. */
export async function linkFor({ lab }: PortalStage, address: string): Promise<string> {
  const mails = await lab.orgLocal<readonly Mail[]>('GET', 'mails');
  const mail = mails.findLast(({ to }) => to.includes(address));
  const link = /https?:\/\/\S+setpassword\S+/.exec(mail?.text ?? '')?.[0];
  if (!link) throw new Error(`No mail with a link came for ${address}`);
  return link;
}
