// `npm run look -- /customer/orders --as hanako@example.test`: one page of the portal, as one person sees it.
// Starts an org with the sample data, signs the person in, writes a picture and says what went wrong in the page.
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { readSampleOrg } from '../local/src/salesforce/config.ts';
import { startLocalOrg } from '../local/src/salesforce/main.ts';
import { sampleMember, signedInAddress } from './stack/sample-member.ts';
import { launchBrowser } from './test/browser/browser.ts';
import { paintOf } from './test/browser/paint.ts';

const USAGE = `usage: npm run look -- <path> [--as <email of a contact, or a username>] [--width 390] [--language ja] [--out var/look.png] [--text]
  no --as: a guest; --text prints what the page says`;
const HEIGHT = 860;
/** A page that has not shown anything by then will not. */
const PATIENCE_MS = 20_000;
/** After the last answer: what follows it is drawn. */
const SETTLED_MS = 500;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      as: { type: 'string' },
      width: { type: 'string', default: '1200' },
      language: { type: 'string', default: 'en' },
      out: { type: 'string', default: 'var/look.png' },
      text: { type: 'boolean', default: false },
    },
  });
  const [path] = positionals;
  if (!path) throw new Error(USAGE);
  const options = await readSampleOrg('config/local-org.json', {});
  const org = await startLocalOrg({ ...options, port: 0, pubsubPort: 0, sites: {} });
  // What is wrong with the sources stands on the page.
  await org.sites?.builds[0]?.current().catch(() => undefined);
  const browser = await launchBrowser();
  const page = await browser.newPage({
    viewport: { width: Number(values.width), height: HEIGHT },
    locale: values.language,
  });
  page.on('pageerror', (error) => console.log(`error in the page: ${error.stack ?? error.message}`));
  page.on('console', (message) => console.log(`${message.type()}: ${message.text()}`));
  page.on('response', (response) => {
    if (response.status() >= 400) console.log(`${response.status()} ${response.request().method()} ${response.url()}`);
  });
  const reply = await page.goto(
    values.as
      ? signedInAddress(org, sampleMember(org, values.as, values.language === 'ja' ? 'ja' : 'en_US'), path)
      : org.origin + path,
  );
  if (reply!.status() >= 500) console.log(await page.locator('main').innerText());
  else await page.locator('html[data-ready]').waitFor({ timeout: PATIENCE_MS });
  await page
    .waitForLoadState('networkidle', { timeout: PATIENCE_MS })
    .catch(() => console.log('the page keeps asking'));
  await new Promise((resolve) => setTimeout(resolve, SETTLED_MS));
  // Before the picture, for which the window grows.
  const { largestMs, shift } = await paintOf(page);
  console.log(`largest paint ${Math.round(largestMs)} ms, layout shift ${shift.toFixed(3)}`);
  mkdirSync(dirname(values.out), { recursive: true });
  await page.screenshot({ path: values.out, fullPage: true });
  console.log(`${reply!.status()} ${page.url()} “${await page.title()}” → ${values.out}`);
  if (values.text) console.log(await page.locator('body').innerText());
  await browser.close();
  await org.close();
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
