// The Salesforce CLI at one exact version, installed from npm into a folder that git ignores. Nothing else in the project needs it.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** The one place that says which CLI is meant, and the plug-in that it would fetch at the first `community publish`. */
export const PINNED = {
  '@salesforce/cli': '2.146.3',
  '@salesforce/plugin-community': '2.3.5',
} as const;

const FOLDER = 'var/salesforce-cli';
const INSTALL_TIMEOUT_MS = 10 * 60_000;

export interface PinnedCli {
  /** Script to run with this Node. */
  readonly script: string;
  /** Holds `sf`. */
  readonly binFolder: string;
  /** Folder of the plug-in behind `sf community publish`, to be linked. */
  readonly communityPlugin: string;
  /** The CLI's own folder for linked plug-ins, kept between runs. */
  readonly dataFolder: string;
}

/**
 * Installs the CLI unless this version is there already.
 * @param root project root
 * @param tell hears that an installation begins: it takes half a minute and 450 MB
 * @throws Error npm could not install it; with npm's words
 */
export async function pinnedCli(root: string, tell: (line: string) => void): Promise<PinnedCli> {
  const folder = join(root, FOLDER);
  const modules = join(folder, 'node_modules');
  if (!(await isInstalled(modules))) {
    const packages = Object.entries(PINNED).map(([name, version]) => `${name}@${version}`);
    tell(`Installing ${packages.join(' and ')} into ${FOLDER} …`);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
    await npm(folder, ['install', '--no-audit', '--no-fund', '--save-exact', ...packages]);
  }
  return {
    script: join(modules, '@salesforce/cli/bin/run.js'),
    binFolder: join(modules, '.bin'),
    communityPlugin: join(modules, '@salesforce/plugin-community'),
    dataFolder: join(folder, 'data'),
  };
}

async function isInstalled(modules: string): Promise<boolean> {
  const versions = await Promise.all(Object.keys(PINNED).map((name) => versionIn(join(modules, name, 'package.json'))));
  return Object.values(PINNED).every((version, index) => versions[index] === version);
}

async function versionIn(file: string): Promise<string | undefined> {
  if (!existsSync(file)) return undefined;
  return (JSON.parse(await readFile(file, 'utf8')) as { version?: string }).version;
}

async function npm(folder: string, args: readonly string[]): Promise<void> {
  try {
    await promisify(execFile)('npm', [...args], { cwd: folder, timeout: INSTALL_TIMEOUT_MS });
  } catch (cause) {
    const { stderr = '' } = cause as { stderr?: string };
    throw new Error(`npm could not install the Salesforce CLI: ${stderr.trim() || String(cause)}`, { cause });
  }
}
