// A copy of the project with a fault planted in it, so that a check can be seen to find it.
import { cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export const ROOT = join(import.meta.dirname, '../../..');
export const SOURCE = 'force-app/main/default';

/** Disposing takes the fault out again. */
export type Planted = AsyncDisposable;

/** Paths are below force-app/main/default, or below the root after `./`. */
export interface Copy {
  readonly root: string;
  /** Replaces `from` by `to` in a file; the text must be there. */
  edit(path: string, from: string | RegExp, to: string): Promise<Planted>;
  /** Adds a file. */
  write(path: string, text: string): Promise<Planted>;
  /** Takes a file away. */
  take(path: string): Promise<Planted>;
  /** Gives a file another path. */
  move(path: string, to: string): Promise<Planted>;
  /** Line of the first occurrence of `text` in the file, counting from 1. */
  lineOf(path: string, text: string): Promise<number>;
  /** Removes the whole copy. */
  remove(): Promise<void>;
}

/** Path relative to the project's root. */
export const fromRoot = (path: string): string => (path.startsWith('./') ? path.slice(2) : `${SOURCE}/${path}`);

const undoneBy = (undo: () => Promise<void>): Planted => ({ [Symbol.asyncDispose]: undo });

/** What deploys, without the rest of the repository. */
export async function copyProject(): Promise<Copy> {
  const root = await mkdtemp(join(tmpdir(), 'portway-check-'));
  for (const path of ['force-app', 'sfdx-project.json', '.forceignore', '.gitignore']) {
    await cp(join(ROOT, path), join(root, path), { recursive: true });
  }
  const at = (path: string) => join(root, fromRoot(path));
  return {
    root,
    async edit(path, from, to) {
      const text = await readFile(at(path), 'utf8');
      const edited = text.replace(from, () => to);
      if (edited === text) throw new Error(`${path} does not contain ${String(from)}`);
      await writeFile(at(path), edited);
      return undoneBy(() => writeFile(at(path), text));
    },
    async write(path, text) {
      await mkdir(dirname(at(path)), { recursive: true });
      await writeFile(at(path), text);
      return undoneBy(() => rm(at(path)));
    },
    async take(path) {
      const text = await readFile(at(path));
      await rm(at(path));
      return undoneBy(() => writeFile(at(path), text));
    },
    async move(path, to) {
      await mkdir(dirname(at(to)), { recursive: true });
      await rename(at(path), at(to));
      return undoneBy(() => rename(at(to), at(path)));
    },
    async lineOf(path, text) {
      const before = (await readFile(at(path), 'utf8')).split(text);
      if (before.length < 2) throw new Error(`${path} does not contain ${text}`);
      return before[0]!.split('\n').length;
    },
    remove: () => rm(root, { recursive: true, force: true }),
  };
}
