// The one place that launches a browser: the headless Chromium of an npm package, so that nothing has to be installed.
// Promise: the binary is the locked version's own, whole, and sees the same fonts on every machine.
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { chromium, type Browser } from 'playwright-core';

const ROOT = join(import.meta.dirname, '../../..');
const FOLDER = join(ROOT, 'var/chromium');

/** As root and in containers Chromium cannot build its own sandbox; it opens our own pages only. */
const ARGS = ['--no-sandbox', '--no-zygote', '--font-render-hinting=none', '--disable-gpu', '--disable-dev-shm-usage'];

/** @throws Error the browser that came up is not the version that is locked */
export async function launchBrowser(): Promise<Browser> {
  const version = packagedVersion();
  const home = await unpacked(version);
  const browser = await chromium.launch({
    executablePath: join(home, 'chromium'),
    args: ARGS,
    env: { ...definedOnly(process.env), FONTCONFIG_FILE: join(home, 'portway-fonts.conf') },
  });
  const [major] = version.split('.');
  if (browser.version().startsWith(`${major}.`)) return browser;
  await browser.close();
  throw new Error(`${home} holds Chromium ${browser.version()}, not ${version}: delete it and try again.`);
}

function packagedVersion(): string {
  const manifest = join(packageFolder(), 'package.json');
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
}

/** Its `exports` hide package.json, so it is found from its entry in build/. */
function packageFolder(): string {
  return dirname(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')));
}

/**
 * Folder of the unpacked browser. The package unpacks into the temporary folder and takes any file of its name for
 * its own, even a half-written or older one; so each version gets a folder that appears only when it is whole,
 * filled by a process of its own because the temporary folder belongs to all of this one.
 */
async function unpacked(version: string): Promise<string> {
  const home = join(FOLDER, version);
  if (existsSync(home)) return home;
  mkdirSync(FOLDER, { recursive: true });
  const scratch = mkdtempSync(join(FOLDER, 'unpacking-'));
  const script = `import('@sparticuz/chromium').then((it) => it.default.executablePath())`;
  await promisify(execFile)(process.execPath, ['-e', script], { cwd: ROOT, env: { ...process.env, TMPDIR: scratch } });
  writeFileSync(join(scratch, 'portway-fonts.conf'), fontsConf(home));
  try {
    renameSync(scratch, home);
  } catch (error) {
    if (!existsSync(home)) throw error;
    rmSync(scratch, { recursive: true }); // another process was faster
  }
  return home;
}

/** Only the fonts that came along: pictures do not depend on the machine, and a missing web font shows. */
function fontsConf(home: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${home}/fonts</dir>
  <cachedir>${home}/fonts-cache</cachedir>
</fontconfig>
`;
}

function definedOnly(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
