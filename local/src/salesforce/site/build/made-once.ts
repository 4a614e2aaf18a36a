// Results that are kept on disk and made by one process at a time, although several may want them at once.
import { mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Whoever died while it worked leaves its lock behind: at the latest after this time another takes over. */
const STALE_AFTER_MS = 3 * 60_000;
const LOOK_AGAIN_MS = 150;

/**
 * The JSON of a file; where there is none, what `make` gives, kept there. A refusal is kept nowhere.
 * @param file absolute path whose name changes with all that the result depends on
 */
export async function madeOnce<T>(file: string, make: () => Promise<T>): Promise<T> {
  const lock = `${file}.lock`;
  await mkdir(dirname(file), { recursive: true });
  for (;;) {
    const known = await readFile(file, 'utf8').catch(() => undefined);
    if (known !== undefined) return JSON.parse(known) as T;
    if (await take(lock)) break;
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
  try {
    const made = await make();
    // A file appears only when it is whole.
    const draft = `${file}.${process.pid}`;
    await writeFile(draft, JSON.stringify(made));
    await rename(draft, file);
    return made;
  } finally {
    await rm(lock, { force: true });
  }
}

async function take(lock: string): Promise<boolean> {
  try {
    const handle = await open(lock, 'wx');
    await handle.writeFile(String(process.pid));
    await handle.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    if (await isLeftBehind(lock)) await rm(lock, { force: true });
    return false;
  }
}

async function isLeftBehind(lock: string): Promise<boolean> {
  const taken = await stat(lock).catch(() => undefined);
  if (!taken) return false;
  if (Date.now() - taken.mtimeMs > STALE_AFTER_MS) return true;
  const holder = Number(await readFile(lock, 'utf8').catch(() => ''));
  return holder > 0 && !isRunning(holder);
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Removes all but the newest files beside `file` whose names begin alike. */
export async function keepNewest(file: string, start: string, count: number): Promise<void> {
  const folder = dirname(file);
  const names = (await readdir(folder)).filter((name) => name.startsWith(start) && name.endsWith('.json'));
  const dated = await Promise.all(
    names.map(async (name) => ({ name, at: (await stat(join(folder, name)).catch(() => undefined))?.mtimeMs ?? 0 })),
  );
  const old = dated.filter(({ name }) => name !== basename(file)).sort((a, b) => b.at - a.at);
  await Promise.all(old.slice(count - 1).map(({ name }) => rm(join(folder, name), { force: true })));
}
