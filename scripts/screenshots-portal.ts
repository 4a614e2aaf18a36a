// Pictures of the customer portal for the documentation: the sample customer who has most to see.
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { RunningLocalOrg } from '../local/src/salesforce/serve.ts';
import { startLab } from './stack/lab.ts';
import { cookiesOf, sampleMember } from './stack/sample-member.ts';
import { launchBrowser } from './test/browser/browser.ts';
import { picture } from './test/browser/stage.ts';
import { WatchedPage } from './test/portal/every-page/watched-page.ts';

const DATA = ['plan.json', 'knowledge-plan.json'].map((name) =>
  join(import.meta.dirname, '../config/sample-data', name),
);
const CUSTOMER = 'hanako@example.test';

interface Picture {
  readonly name: string;
  readonly language: 'en-US' | 'ja';
  /** Below the site. */
  readonly path: (org: RunningLocalOrg) => string;
  readonly act?: (page: Page) => Promise<void>;
}

/** Browsers without scroll bars keep their place free all the same. */
const NO_GUTTER = 'html { scrollbar-gutter: auto; }';

const PICTURES: readonly Picture[] = [
  { name: 'portal-home', language: 'en-US', path: () => '' },
  {
    name: 'portal-order',
    language: 'en-US',
    path: (org) => `order?recordId=${firstOf(org, 'Order', ({ Status }) => Status === 'Activated')}`,
  },
  {
    name: 'portal-shop',
    language: 'en-US',
    path: () => 'shop',
    // Of the offers for mobiles none is made to go wrong.
    act: (page) => page.getByText('Mobile (SIM)').click(),
  },
  {
    name: 'portal-case',
    language: 'ja',
    path: (org) => `case?recordId=${firstOf(org, 'Case', ({ Status }) => Status === 'Awaiting Customer')}`,
  },
];

/** @param folder where they go, by their names */
export async function takePortalPictures(folder: string): Promise<void> {
  await using closing = new AsyncDisposableStack();
  const lab = await startLab({ dataFiles: DATA, hasPortal: true });
  closing.defer(() => lab.close());
  await lab.startMiddleware('portal');
  await lab.org.sites.builds[0]!.current();
  const browser = await launchBrowser();
  closing.defer(() => browser.close());
  const userId = sampleMember(lab.org, CUSTOMER);
  for (const { name, language, path, act } of PICTURES) {
    const context = await browser.newContext({ viewport: { width: 1180, height: 780 }, timezoneId: 'Asia/Tokyo' });
    await context.addCookies(cookiesOf(lab.org, userId, language));
    const watched = new WatchedPage(await context.newPage());
    const { wrong } = await watched.open(`${lab.org.origin}/customer/${path(lab.org)}`);
    if (wrong.length > 0) throw new Error(`${name}: ${wrong.join('\n')}`);
    await act?.(watched.page);
    await watched.page.addStyleTag({ content: NO_GUTTER });
    await picture(watched.page, join(folder, `${name}.png`), 'window');
    console.log(`docs/images/${name}.png`);
    await context.close();
  }
}

/** Id of the customer's first record that is so. */
function firstOf(
  { org }: RunningLocalOrg,
  type: string,
  isIt: (row: Readonly<Record<string, unknown>>) => boolean,
): string {
  const [contact] = [...org.store.find('Contact', 'Email', CUSTOMER)];
  const own = [...org.store.find(type, 'AccountId', String(contact!.AccountId))];
  const found = own.find(isIt);
  if (!found) throw new Error(`${CUSTOMER} has no such ${type}`);
  return String(found.Id);
}
